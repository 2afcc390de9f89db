"""Passages: no word lost, no row or numbered paragraph cut, every character led back to the file it came from."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableFile
from assistant.tokens import count_tokens
from assistant.types import Passage, Statement
from ingest.front import find_front
from ingest.load.blocks import Extract
from ingest.load.plain import line_blocks
from ingest.read import DateGiven, content_hash, fingerprint, read_document
from ingest.repair import repair
from ingest.speakers import with_speakers
from ingest.split import LIMIT, split
from ingest.structure import Unit, structure

WORDS = "budget plan region board review return council staff patient service grant record panel letter local".split()


def units_of(text: str) -> tuple[Unit, ...]:
    parts = repair(Extract(text, line_blocks(text))).parts
    return structure(parts, find_front(parts))


def passages(text: str) -> tuple[Passage, ...]:
    return split(units_of(text), "d", "v")


def said(passage: Passage) -> list[tuple[str, str]]:
    return [(s.kind, passage.text[s.start : s.end]) for s in passage.statements]


def words_in(text: str) -> list[str]:
    return re.findall(r"[\w£]+", text)


sentence = st.lists(st.sampled_from(WORDS), min_size=5, max_size=25).map(
    lambda w: f"{w[0].capitalize()} {' '.join(w[1:])}."
)
prose = st.lists(sentence, min_size=1, max_size=6).map(" ".join)
listed = st.lists(sentence, min_size=2, max_size=6)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A letter with an annex of headings, numbered paragraphs, lists and tables, in Markdown."""
    lines = ["To: Chairs of boards", "", "9 May 2018", "", "Dear colleague", "", "**Re: Plans for the year**", ""]
    lines += [draw(prose), "", "Yours sincerely", "", "Anna Lee, Chair, Northern Board", "", "## Annex A", ""]
    number = 0
    for kind in draw(
        st.lists(st.sampled_from(["heading", "number", "list", "table", "prose"]), min_size=1, max_size=8)
    ):
        if kind == "heading":
            lines += [f"### Part {draw(st.sampled_from(WORDS))}", ""]
        elif kind == "table":
            cells = draw(st.lists(st.tuples(sentence, st.sampled_from(["£4m", "9 May"])), min_size=1, max_size=6))
            lines += ["| What | When |", "|---|---|", *[f"| {one} | {two} |" for one, two in cells], ""]
        elif kind == "prose":
            lines += [draw(prose), ""]
        else:
            number += 1
            items = [f"   - {item}" for item in draw(listed)] if kind == "list" else []
            ending = " Every board must:" if items else ""
            lines += [f"{number}. {draw(prose)}{ending}", *items, ""]
    return "\n".join(lines)


quick = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(documents())
def test_no_word_is_lost_and_none_is_made(text: str) -> None:
    units = units_of(text)
    kept = Counter(word for unit in units for word in words_in(unit.text.text))
    written = Counter(word for passage in split(units, "d", "v") for word in words_in(passage.text))
    again = Counter(word for unit in units if unit.lead for word in words_in(unit.lead.text))

    assert not kept - written
    assert not written - kept - again


@quick
@given(documents())
def test_every_character_leads_back_to_the_same_character_of_the_text(text: str) -> None:
    for passage in passages(text):
        for segment in passage.segments:
            here = passage.text[segment.at : segment.at + segment.length]
            there = text[segment.origin : segment.origin + segment.length]
            assert here == re.sub(r"\s", " ", there)


@quick
@given(documents())
def test_what_no_segment_leads_back_from_is_only_what_was_put_in(text: str) -> None:
    for passage in passages(text):
        led = {segment.at + n for segment in passage.segments for n in range(segment.length)}
        put_in = "".join(char if n not in led else " " for n, char in enumerate(passage.text))
        assert set(words_in(put_in)) <= {"What", "When"}


@quick
@given(documents())
def test_no_passage_cuts_a_row_or_a_numbered_paragraph_that_is_within_the_limit(text: str) -> None:
    units = units_of(text)
    found = split(units, "d", "v")
    rows = Counter(words for passage in found for kind, words in said(passage) if kind == "row")

    assert rows == Counter(unit.text.text for unit in units if unit.kind == "row")
    for number in {unit.paragraph for unit in units if unit.paragraph}:
        size = sum(count_tokens(unit.text.text) for unit in units if unit.paragraph == number)
        assert size > LIMIT or sum(passage.paragraph == number for passage in found) == 1


@quick
@given(documents())
def test_statements_stand_in_order_and_cover_their_passage(text: str) -> None:
    for passage in passages(text):
        ends = [0, *(statement.end for statement in passage.statements)]
        assert all(s.start >= end for s, end in zip(passage.statements, ends, strict=False))
        assert words_in(" ".join(words for _, words in said(passage))) == words_in(passage.text)


@quick
@given(documents())
def test_an_item_points_to_a_lead_in_of_its_own_passage(text: str) -> None:
    for passage in passages(text):
        for statement in passage.statements:
            assert statement.lead is None or passage.statements[statement.lead].kind == "lead"


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=documents())
def test_reading_a_file_twice_gives_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "letter.md"
    path.write_text(text)

    assert fingerprint(read_document(path, "letter.md")) == fingerprint(read_document(path, "letter.md"))


def test_another_text_or_another_date_is_another_version(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("What is a plan?\n\nA plan says what a board will do in a year.\n")
    first, hashed = read_document(path, "page.txt").document, content_hash(path)
    given_date = read_document(path, "page.txt", DateGiven(date(2018, 5, 9), "yesterday")).document
    path.write_text("What is a plan?\n\nA plan says what a board will do in a month.\n")
    changed = read_document(path, "page.txt").document

    assert first.id == given_date.id == changed.id
    assert len({first.version, given_date.version, changed.version}) == 3
    assert (given_date.date_basis, given_date.date_text) == ("inferred", "yesterday")
    assert content_hash(path) != hashed


def test_a_file_with_only_a_title_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("# A note\n")

    with pytest.raises(UnreadableFile) as caught:
        read_document(tmp_path / "page.md", "page.md")
    assert "only a title" in caught.value.say


def test_short_paragraphs_of_a_section_share_a_passage() -> None:
    found = passages("# Plan\n\n## Money\n\nIt is paid in June.\n\nIt ends in May.\n\n## Staff\n\nThey stay with us.\n")

    assert [passage.text for passage in found] == ["It is paid in June.\nIt ends in May.", "They stay with us."]


def test_a_list_over_the_limit_is_cut_between_items_and_each_part_has_the_lead_in() -> None:
    items = "\n".join(f"- {' '.join(WORDS * 4)} {n};" for n in range(9))
    found = passages(f"# Plan\n\nEvery board must:\n\n{items}\n")

    assert len(found) > 1
    assert all(said(passage)[0] == ("lead", "Every board must:") for passage in found)
    assert sum(kind == "item" for passage in found for kind, _ in said(passage)) == 9


def test_a_paragraph_over_the_limit_is_cut_between_sentences() -> None:
    sentences = [f"{' '.join(WORDS * 3).capitalize()} {n}." for n in range(20)]
    found = passages(f"# Plan\n\n{' '.join(sentences)}\n")

    assert len(found) > 1 and all(passage.tokens <= LIMIT for passage in found)
    assert [words for passage in found for _, words in said(passage)] == sentences


def test_a_passage_knows_the_sentence_before_it_in_its_section() -> None:
    long = " ".join(WORDS * 5).capitalize()
    first, second, other = passages(f"# A\n\n## B\n\n{long}.\n\n{long} again.\n\n# C\n\n{long}.\n")

    assert (first.before, second.before) == ("", f"{long}.")
    assert other.before == f"{long} again."


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# P\n\nThe plan is for you.\n\nWhat is due in June?\n", ["sentence", "question"]),
        ("# P\n\nAsk yourself:\n\n- Who leads the board?\n- Who pays it?\n", ["lead", "question", "question"]),
        ("# P\n\nThe Board is asked to\n\n- agree.\n- pay.\n", ["lead", "item", "item"]),
    ],
)
def test_statements_are_of_their_kind(text: str, kinds: list[str]) -> None:
    assert [kind for passage in passages(text) for kind, _ in said(passage)] == kinds


REPORT = """# Boards get six weeks

The letter, sent on Friday, says: “Every board must write a plan within six weeks.”

Anna Lee, chair of the Northern Board, was pleased. “Six weeks is time enough for a good plan,” she said.

Dr Boris Ray told the paper: “First, it is a very short time for us.

“Second, there is no money for it at all. We will say so.”

It also says that a short plan is “enough”.
"""


def test_each_quoted_statement_has_the_speaker_that_the_text_names() -> None:
    spoken: list[Statement] = [s for p in with_speakers(passages(REPORT)) for s in p.statements]

    assert [s.speaker for s in spoken] == ["The letter", "", "Anna Lee", *["Dr Boris Ray"] * 3, ""]


def test_items_under_a_lead_in_that_names_a_speaker_are_that_speakers() -> None:
    text = "# Boards get six weeks\n\nThe letter also says that:\n\n- plans are due; and\n- grants are paid.\n"

    assert {s.speaker for p in with_speakers(passages(text)) for s in p.statements} == {"The letter"}
