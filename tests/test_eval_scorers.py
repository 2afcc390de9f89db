"""One score at a time: a case and an answer line in, a value and its reason out."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Case, Patterns
from evals.generate import ERROR, AnswerLine, CitedQuote
from evals.scorers import (
    answer_right,
    citation_fits,
    cites_all_evidence,
    cites_evidence,
    content_tokens,
    count_words,
    has_citation,
    holds,
    most_shared,
    normalise,
    quote_verbatim,
    refusal_warranted,
    refuses_when_it_should,
    same_file,
    source_known,
)

EVIDENCE = "each footprint must submit its final plan by 30 June"


def groups(*patterns: tuple[str, ...]) -> tuple[Patterns, ...]:
    return tuple(tuple(re.compile(one, re.IGNORECASE) for one in group) for group in patterns)


def a_case(**fields: object) -> Case:
    """An answerable question on one document, with two groups of patterns."""
    given = {
        "must_include": groups(("30 june", "june 30"), ("plan",)),
        "must_not_include": groups(("31 june",))[0],
        "sources": ("letter.txt",),
        "evidence": (EVIDENCE,),
    }
    return Case("a1", "deadline", "When is it due?", **({"answerable": True} | given | fields))  # type: ignore[arg-type]


def unanswerable(**fields: object) -> Case:
    return a_case(**({"answerable": False, "must_include": (), "sources": (), "evidence": ()} | fields))


def said(answer: str = "The plan is due by 30 June.", *citations: CitedQuote, refused: bool = False) -> AnswerLine:
    return AnswerLine("a1", answer, refused, citations=citations)


def cited(quote: str = EVIDENCE, source: str = "letter.txt") -> CitedQuote:
    return CitedQuote(source, quote)


REFUSED = said("The guidance does not say.", refused=True)


@pytest.mark.parametrize(
    ("answer", "value", "why"),
    [
        pytest.param("The plan is due by 30 June.", 1, "right", id="every group matched"),
        pytest.param("PLAN: JUNE 30", 1, "right", id="in any case"),
        pytest.param("The **plan** is due by 30\u00a0June", 1, "right", id="marks and hard spaces evened"),
        pytest.param("It is due by 30 June.", 0, "lacks plan", id="a group unmatched"),
        pytest.param("The plan is due.", 0, "lacks 30 june | june 30", id="the unmatched group is named"),
        pytest.param("The plan: 30 June, not 31 June", 0, "says '31 June'", id="a forbidden word"),
        pytest.param("", 0, "empty; lacks 30 june | june 30", id="empty"),
        pytest.param("The plan, 30 June." + " word" * 116, 1, "right", id="120 words"),
        pytest.param("The plan, 30 June." + " word" * 117, 0, "121 words", id="121 words"),
    ],
)
def test_an_answer_is_right_where_it_says_what_it_must_and_nothing_it_must_not(
    answer: str, value: int, why: str
) -> None:
    score = answer_right(a_case(), said(answer))

    assert (score.value, score.why) == (value, why)


def test_every_reason_against_an_answer_is_given() -> None:
    score = answer_right(a_case(), said("31 June" + " word" * 120))

    assert score.why == "122 words; says '31 June'; lacks 30 june | june 30"


@pytest.mark.parametrize(
    ("case", "line", "value", "why"),
    [
        pytest.param(a_case(), None, 0, "no answer line", id="no line"),
        pytest.param(a_case(), REFUSED, 0, "refused", id="an answerable question refused"),
        pytest.param(a_case(refusal_ok=True), REFUSED, 1, "right", id="refused where that will do"),
        pytest.param(unanswerable(), REFUSED, 1, "right", id="rightly refused"),
        pytest.param(unanswerable(), said(), 0, "answered where nothing answers", id="answered without ground"),
        pytest.param(
            unanswerable(accept_unrefused=groups(("no date",))),
            said("It gives no date."),
            1,
            "right",
            id="put right in words",
        ),
        pytest.param(
            unanswerable(accept_unrefused=groups(("no date",))),
            said("It is due in June."),
            0,
            "answered where nothing answers",
            id="not put right",
        ),
        pytest.param(
            a_case(),
            AnswerLine("a1", "The plan is due by 30 June.", refused=False, outcome=ERROR),
            0,
            "the ask failed: The plan is due by 30 June.",
            id="an ask that failed, whatever its words",
        ),
    ],
)
def test_a_refusal_is_right_only_where_it_should_be(case: Case, line: AnswerLine | None, value: int, why: str) -> None:
    score = answer_right(case, line)

    assert (score.value, score.why) == (value, why)


def test_a_refusal_that_says_what_is_forbidden_is_wrong() -> None:
    case = unanswerable(must_not_include=groups(("943",))[0])

    assert answer_right(case, said("I will not look up 943.", refused=True)).value == 0


@pytest.mark.parametrize(
    ("citations", "value", "why"),
    [
        pytest.param((cited(),), 1, "evidence cited", id="the words of the evidence"),
        pytest.param((cited("other words"), cited()), 1, "evidence cited", id="one of two will do"),
        pytest.param((cited("other words"),), 0, "no evidence in what is cited", id="other words of the document"),
        pytest.param((cited(source="press.txt"),), 0, "no accepted document cited", id="from another document"),
        pytest.param((), 0, "no accepted document cited", id="no citation"),
    ],
)
def test_evidence_counts_where_an_accepted_document_is_cited_for_it(
    citations: tuple[CitedQuote, ...], value: int, why: str
) -> None:
    score = cites_evidence(a_case(), said("30 June", *citations))

    assert (score.value, score.why) == (value, why)


def test_evidence_is_looked_for_even_in_a_wrong_answer_and_a_missing_line_holds_none() -> None:
    assert cites_evidence(a_case(), said("wrong", cited())).value == 1
    assert cites_evidence(a_case(), None).value == 0


@pytest.mark.parametrize(
    ("case", "line"),
    [
        pytest.param(unanswerable(), said(), id="no answer exists"),
        pytest.param(a_case(sources=()), said(), id="the answer stands in no document"),
        pytest.param(a_case(refusal_ok=True), REFUSED, id="refused where that will do"),
    ],
)
def test_citations_are_unscored_where_none_is_asked_for(case: Case, line: AnswerLine) -> None:
    assert cites_evidence(case, line).value is None
    assert citation_fits(case, line, cited()).value is None
    assert has_citation(case, line).value is None


def test_how_much_of_the_evidence_is_cited_is_scored_only_where_all_is_asked_for() -> None:
    evidence = (EVIDENCE, "quite different words about money for training of staff")
    line = said("30 June", cited())

    assert cites_all_evidence(a_case(evidence=evidence, all_evidence=True), line).value == 0.5
    assert cites_all_evidence(a_case(evidence=evidence), line).value is None


@pytest.mark.parametrize(
    ("citation", "value"),
    [
        pytest.param(cited("any words"), 1, id="an accepted document"),
        pytest.param(cited(source="press.txt"), 1, id="evidence from another document"),
        pytest.param(cited("any words", "press.txt"), 0, id="neither"),
    ],
)
def test_a_citation_fits_where_it_is_of_an_accepted_document_or_holds_evidence(
    citation: CitedQuote, value: int
) -> None:
    assert citation_fits(a_case(), said("30 June", citation), citation).value == value


def test_an_answer_should_cite_something_and_a_refusal_need_not() -> None:
    assert has_citation(a_case(), said("30 June", cited())).value == 1
    assert has_citation(a_case(), said("30 June")).value == 0
    assert has_citation(a_case(), REFUSED).value is None
    assert has_citation(a_case(), None).value is None


def test_refusals_are_scored_once_for_precision_and_once_for_recall() -> None:
    put_right = unanswerable(accept_unrefused=groups(("no date",)))

    assert refusal_warranted(unanswerable(), REFUSED).value == 1
    assert refusal_warranted(a_case(), REFUSED).value == 0
    assert refusal_warranted(a_case(refusal_ok=True), REFUSED).value is None
    assert refusal_warranted(a_case(), said()).value is None
    assert refuses_when_it_should(unanswerable(), REFUSED).value == 1
    assert refuses_when_it_should(unanswerable(), said()).value == 0
    assert refuses_when_it_should(unanswerable(), None).value == 0
    assert refuses_when_it_should(put_right, said("It gives no date.")).value is None
    assert refuses_when_it_should(a_case(), REFUSED).value is None


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        pytest.param("final plan by 30 June", 1, id="as it stands"),
        pytest.param("Final  plan\nby 30 June", 1, id="white space and case evened"),
        pytest.param("final plan by 31 June", 0, id="one digit changed"),
        pytest.param("", 0, id="empty"),
    ],
)
def test_a_quote_is_verbatim_where_it_stands_in_a_document(quote: str, value: int) -> None:
    documents = {"letter.txt": f"To all. {EVIDENCE}.", "press.txt": "Other words."}

    assert quote_verbatim(cited(quote), documents).value == value


def test_quotes_and_sources_are_unscored_without_documents_to_look_in() -> None:
    assert quote_verbatim(cited(), {}).value is None
    assert source_known(cited(), {}).value is None


def test_a_source_is_known_where_it_names_a_document() -> None:
    assert source_known(cited(), {"letters/letter.txt": ""}).value == 1
    assert source_known(cited(source="none.txt"), {"letter.txt": ""}).value == 0


@pytest.mark.parametrize(
    ("named", "file", "same"),
    [
        pytest.param("letter.txt", "letter.txt", True, id="the name"),
        pytest.param("LETTER.TXT", "letter.txt", True, id="in another case"),
        pytest.param("letter", "letter.txt", True, id="without its ending"),
        pytest.param("guidance/letter.txt", "letter.txt", True, id="with its folder"),
        pytest.param("letter.txt", "guidance/letter.txt", True, id="without its folder"),
        pytest.param("letter.pdf", "letter.txt", False, id="another ending"),
        pytest.param("letter.txt.old", "letter.txt", False, id="a longer name"),
        pytest.param("", "letter.txt", False, id="no name"),
    ],
)
def test_a_citation_names_a_file_by_its_name(named: str, file: str, same: bool) -> None:
    assert same_file(named, file) is same


@pytest.mark.parametrize(
    ("quote", "held"),
    [
        pytest.param(f"We say that {EVIDENCE}, and no later.", True, id="whole"),
        pytest.param(
            "each footprint must submit its plan in its final form by 30th June", True, id="other words between"
        ),
        pytest.param("footprint must submit plan june", True, id="five of its eight content words"),
        pytest.param("footprint must submit plan", False, id="four of its eight content words"),
        pytest.param("footprint " + "word " * 60 + "submit final plan 30 June", True, id="enough within one stretch"),
        pytest.param(("footprint " + "word " * 60) * 3 + "submit plan", False, id="spread over too long a stretch"),
        pytest.param("", False, id="empty"),
    ],
)
def test_a_quote_holds_evidence_where_a_stretch_of_it_shares_enough_words(quote: str, held: bool) -> None:
    assert holds(quote, EVIDENCE) is held


def test_a_word_counts_only_as_often_as_the_evidence_has_it() -> None:
    assert not holds("plan plan plan plan plan", "plan money staff june training")


WORDS = st.lists(st.sampled_from(["plan", "june", "money", "staff", "the", "of"]), max_size=40)
WIDTHS = st.integers(1, 50)


@given(WORDS, WORDS, WIDTHS)
def test_the_most_shared_words_are_those_of_the_best_stretch(need: list[str], tokens: list[str], width: int) -> None:
    stretches = [tokens[start : start + width] for start in range(len(tokens))]
    best = max((sum(min(need.count(one), part.count(one)) for one in set(need)) for part in stretches), default=0)

    assert most_shared(Counter(need), tokens, width) == best


@given(WORDS, WORDS, WORDS, WIDTHS)
def test_more_words_never_share_less(need: list[str], tokens: list[str], more: list[str], width: int) -> None:
    shared = most_shared(Counter(need), tokens, width)

    assert shared <= most_shared(Counter(need), tokens + more, width)
    assert shared <= most_shared(Counter(need), tokens, width + 1)


@given(WORDS, WORDS, WORDS)
def test_a_quote_that_contains_the_evidence_holds_it(before: list[str], evidence: list[str], after: list[str]) -> None:
    assert holds(" ".join([*before, *evidence, *after]), " ".join(evidence))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("the 31 st of March", "the 31st of March", id="a split ordinal"),
        pytest.param("‘a’ “b” 2016–17", "'a' \"b\" 2016-17", id="quotes and dashes"),
        pytest.param("**bold** `code` *thin*", "bold code thin", id="marks"),
        pytest.param("2 * 3 * 4", "2 * 3 * 4", id="a star between spaces stays"),
        pytest.param("[the plan](https://a.uk/b)", "the plan https://a.uk/b", id="a link"),
        pytest.param("ﬁnal\u00a0plan\u200b\n now ", "final plan now", id="ligature, hard space, invisible space, line"),
    ],
)
def test_text_is_evened_before_it_is_compared(text: str, plain: str) -> None:
    assert normalise(text) == plain


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("By the 31st of March", ["31", "march"], id="small words out, ordinals as numbers"),
        pytest.param("£1.8bn and 1,500", ["1.8", "bn", "1,500"], id="numbers whole"),
        pytest.param("it is a plan", ["it", "is", "a", "plan"], id="small words kept where little else is left"),
    ],
)
def test_content_tokens_are_words_and_numbers(text: str, tokens: list[str]) -> None:
    assert content_tokens(text) == tokens


def test_words_are_pieces_with_a_letter_or_a_digit() -> None:
    assert count_words("The plan – due 30 June [1] … •") == 6
