"""What was proved made into an answer: numbers, rows, and what a reader must know beside the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.assemble import MAX_WORDS, Proved, Written, assembled, documents_listed
from assistant.cite import Claim
from assistant.derive import derive
from assistant.evidence import Sources
from assistant.store.library import Snapshot
from assistant.tools import RunContext
from assistant.types import Answer, Document, Filters, Hit, Outcome, Passage, Segment, Statement
from assistant.verify import Source, Support, Verdict, prove, quote_of
from assistant.words import FELL_BACK, REWORDED, WITHHELD
from tests import fakes

LETTER = Document(
    "d", "v", "letter.txt", "Next steps", "letter", "primary", date=date(2016, 12, 12), date_basis="printed"
)
BLANK = Answer("id", "", Outcome.ANSWERED)


def run_with(*passages: Passage, document: Document = LETTER) -> RunContext:
    """The context of a run that found some passages, numbered from 1."""
    texts = {document.version: "\n".join(passage.text for passage in passages)}
    snapshot = SimpleNamespace(extracted=texts.__getitem__, documents={document.version: document})
    context = RunContext(cast(Snapshot, snapshot), cast(Any, None), date(2016, 12, 13), sources=Sources())
    for passage in passages:
        context.sources.number(Hit(passage, document, 1.0, 1.0))
    return context


def claimed(text: str, number: int, passage: Passage, document: Document = LETTER) -> Proved:
    claim = Claim(f"{text.rstrip('.')} [{number}].", (number,))
    verdict = prove(claim, Source(passage, document, passage.text), date(2016, 12, 13))
    assert verdict.passed, verdict.reasons
    return Proved(claim, {number: verdict})


def answered(text: str, document: Document = LETTER, **changes: Any) -> Answer:
    """The answer that quotes one sentence of one document."""
    passage = fakes.passage(text, document.version)
    context = run_with(passage, document=document)
    written = Written(context, "m", (claimed(text, 1, passage, document),), **changes)
    return assembled(written, BLANK)


def test_a_primary_printed_letter_quoted_needs_no_caveat() -> None:
    assert answered("Plans are due by 31 March 2017.").caveats == ()


@pytest.mark.parametrize(
    ("document", "text", "caveat"),
    [
        pytest.param(
            replace(LETTER, kind="news article", authority="secondary"),
            "Plans are due by 31 March 2017.",
            "This rests on a news article, not on the issuing body's own document.",
            id="a report",
        ),
        pytest.param(
            replace(LETTER, date=None, date_basis="none"),
            "Plans are due by 31 March 2017.",
            "“Next steps” prints no date of its own.",
            id="no date",
        ),
        pytest.param(
            LETTER,
            "Plans are due in the week commencing 22 April 2017.",
            "“week commencing 22 April 2017”: 22 April 2017 is a Saturday, not a Monday, "
            "so the week meant is uncertain.",
            id="a week that begins on a Saturday",
        ),
    ],
)
def test_what_weakens_an_answer_is_said(document: Document, text: str, caveat: str) -> None:
    assert answered(text, document).caveats == (caveat,)


def test_a_day_counted_from_an_inferred_date_is_said_to_be_inferred_too() -> None:
    document = replace(LETTER, date_basis="inferred")
    text = "Plans are due within the next fortnight."
    passage = fakes.passage(text, document.version)
    context = run_with(passage, document=document)
    sentence = derive(text, document, None)[0].sentence

    plain = assembled(Written(context, "m", (claimed(text, 1, passage, document),)), BLANK)
    counted = assembled(Written(context, "m", (claimed(sentence, 1, passage, document),)), BLANK)

    assert plain.caveats == ()
    assert counted.caveats == ("The document's own date is inferred, so the dates counted from it are too.",)
    assert [one.result for one in counted.derivations] == ["by 26 December 2016"]


def test_the_fall_back_other_words_and_what_is_withheld_are_said() -> None:
    passage = fakes.passage("Every trust must send its plan by 31 March 2017.", LETTER.version)
    context = run_with(passage)
    proved = claimed("Plans must be sent by 31 March 2017.", 1, passage)

    answer = assembled(Written(context, "m", (proved,), withheld=2, fell_back="it slept"), BLANK)

    assert answer.caveats == (FELL_BACK.format(reason="it slept"), REWORDED)
    assert (answer.withheld, answer.fell_back, answer.outcome) == (2, "it slept", Outcome.PARTLY_ANSWERED)
    assert answer.text.endswith(WITHHELD)


def test_one_quote_keeps_its_number_and_numbers_follow_the_text() -> None:
    one, two = (fakes.passage(text, LETTER.version, n) for n, text in enumerate(["Plans are due.", "Bids are open."]))
    context = run_with(one, two)
    proved = (claimed("Bids are open.", 2, two), claimed("Plans are due.", 1, one), claimed("Bids are open.", 2, two))

    answer = assembled(Written(context, "m", proved), BLANK)

    assert answer.text == "Bids are open [1]. Plans are due [2]. Bids are open [1]."
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert [citation.quote.text for citation in answer.citations] == ["Bids are open.", "Plans are due."]


def test_a_list_is_given_whole_as_rows_where_the_text_cuts_its_items() -> None:
    text = "Trusts must:\nsign their contracts, with all that goes with them; and\nhold two meetings"
    statements = (
        Statement("lead", 0, 12),
        Statement("item", 13, 67, lead=0),
        Statement("item", 68, len(text), lead=0),
    )
    passage = replace(fakes.passage(text, LETTER.version), statements=statements, segments=(Segment(0, 0, len(text)),))
    context = run_with(passage)
    proved = claimed("Trusts must: sign their contracts…; hold two meetings", 1, passage)

    answer = assembled(Written(context, "m", (proved,)), BLANK)

    assert [row.text for row in answer.rows] == [text[13:67], text[68:]]
    assert {row.citation for row in answer.rows} == {1}
    assert "with all that goes with them" in answer.citations[0].quote.text


def test_the_first_claim_is_kept_however_long_and_later_ones_while_there_is_room() -> None:
    words = " ".join(["plans"] * 70)
    passages = [fakes.passage(f"{words} number{n}.", LETTER.version, n) for n in range(3)]
    context = run_with(*passages)
    proved = tuple(claimed(passage.text, n, passage) for n, passage in enumerate(passages, 1))

    answer = assembled(Written(context, "m", proved), BLANK)

    assert len(answer.text.split()) <= MAX_WORDS
    assert [citation.number for citation in answer.citations] == [1]


def test_a_document_list_is_cut_to_fit_and_whole_in_its_rows() -> None:
    documents = {str(n): replace(LETTER, version=str(n), title=f"The letter with the number {n}") for n in range(40)}
    snapshot = SimpleNamespace(
        documents=documents,
        allowed=lambda filters: frozenset(documents) if filters == Filters() else frozenset({"3"}),
        generation=SimpleNamespace(name="g"),
    )

    every = documents_listed(cast(Snapshot, snapshot), Filters(), BLANK)
    one = documents_listed(cast(Snapshot, snapshot), Filters(kinds=("letter",)), BLANK)

    assert len(every.text.split()) <= MAX_WORDS
    assert "the 40 documents" in every.text and " more." in every.text
    assert len(every.rows) == 40
    assert [row.text for row in one.rows] == ["“The letter with the number 3” (letter, 12 December 2016)"]


def test_a_quote_of_nothing_proves_nothing() -> None:
    passage = fakes.passage("Plans are due.", LETTER.version)
    source = Source(passage, LETTER, "Other words.")

    assert prove(Claim("Plans are due [1].", (1,)), source, None).reasons == (
        "its words do not stand in the extracted text",
    )
    assert quote_of(source, [0]).text == "Other words."
    assert Verdict(False).support is None and not Support(quote_of(source, [0]), (0,)).quoted
