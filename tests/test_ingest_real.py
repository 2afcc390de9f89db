"""Every artefact of the five real documents (notes/documents.md, section 2), one test each: repaired, stripped or kept.

No sentence of the documents stands here: what is looked for is a date, a number, a name, a count, or words that are
taken from the files at run time by their line numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant.store.catalogue import StagedDocument
from assistant.terms import terms
from assistant.text import even, find_verbatim, fold
from assistant.types import Passage, Statement
from ingest.extract.relations import infer_date
from ingest.read import read_document


@dataclass(frozen=True)
class Real:
    """One real document: as it was read, and the lines of its file."""

    staged: StagedDocument
    lines: tuple[str, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.staged.passages

    @property
    def text(self) -> str:
        return "\n".join(passage.text for passage in self.passages)

    @property
    def sayings(self) -> list[tuple[Statement, str]]:
        return [(s, p.text[s.start : s.end]) for p in self.passages for s in p.statements]

    @property
    def stripped(self) -> list[str]:
        found = self.staged.report["stripped"]
        assert isinstance(found, list)
        return [even(text) for text in found]

    def printed(self, first: int, last: int | None = None) -> str:
        """Lines of the file, counted from 1, evened out and joined."""
        return even(" ".join(self.lines[first - 1 : last or first]))

    def paragraph(self, number: str) -> str:
        return "\n".join(passage.text for passage in self.passages if passage.paragraph == number)

    def item_counts(self) -> list[int]:
        """How many items each lead-in has, in order."""
        counts: list[int] = []
        for passage in self.passages:
            counts += Counter(s.lead for s in passage.statements if s.lead is not None).values()
        return counts


def read(folder: Path, prefix: str) -> Real:
    (path,) = (folder / "corpus").glob(f"{prefix}_*.txt")
    return Real(read_document(path, path.name), tuple(path.read_text().split("\n")))


@pytest.fixture(scope="module")
def december(shared: Path) -> Real:
    return read(shared, "000")


@pytest.fixture(scope="module")
def february(shared: Path) -> Real:
    return read(shared, "001")


@pytest.fixture(scope="module")
def council_report(shared: Path) -> Real:
    return read(shared, "002")


@pytest.fixture(scope="module")
def march_report(shared: Path) -> Real:
    return read(shared, "003")


@pytest.fixture(scope="module")
def explainer(shared: Path) -> Real:
    return read(shared, "004")


# 000: the letter of December 2016


def test_the_date_is_whole_although_its_ordinal_stood_on_a_line_of_its_own(december: Real) -> None:
    assert december.staged.document.date == date(2016, 12, 12)
    assert ("front", "12th December 2016") in [(s.kind, text) for s, text in december.sayings]


def test_a_second_split_ordinal_is_whole(december: Real) -> None:
    assert "by 31st March" in december.text
    assert not re.search(r"\d\s+(?:st|nd|rd|th)\b", december.text)


def test_a_date_over_two_lines_is_whole(december: Real) -> None:
    assert "by 23rd December" in december.text


def test_hard_wrapped_double_spaced_lines_are_sentences(december: Real) -> None:
    sentences = [text for statement, text in december.sayings if statement.kind == "sentence"]

    assert len(sentences) > 40
    assert all(text[0].isupper() and text[-1] in ".?!" for text in sentences)


def test_paragraphs_end_where_they_end_on_paper(december: Real) -> None:
    starts = {fold(text)[:30] for _, text in december.sayings}

    for first_line in (26, 32, 48, 54, 64, 77, 91, 101, 107, 115, 133, 147, 153, 162, 168, 182, 192, 198, 208, 216):
        assert fold(december.printed(first_line))[:30] in starts


def test_runs_of_spaces_are_gone(december: Real) -> None:
    assert "  " not in december.text


def test_a_sentence_over_a_page_break_is_whole(december: Real) -> None:
    assert december.printed(72, 73) in december.text


def test_a_paragraph_that_opens_a_page_stands_by_itself(december: Real) -> None:
    assert december.printed(162, 164) in [text for _, text in december.sayings]


def test_no_line_starts_with_the_space_that_marked_a_page(december: Real) -> None:
    assert not any(line.startswith(" ") for line in december.text.split("\n"))


def test_a_link_printed_twice_is_kept_once_without_the_sentences_full_stop(december: Real) -> None:
    (url,) = december.staged.document.urls

    assert url.endswith("/tf-call-to-bid/")
    assert december.text.count(url) == 1


def test_the_unmarked_headings_head_their_sections(december: Real) -> None:
    below_title = [passage.headings[1] for passage in december.passages if len(passage.headings) > 1]

    assert list(dict.fromkeys(below_title)) == [december.printed(n) for n in (52, 145, 166, 190)]


def test_two_signatures_side_by_side_are_two_people(december: Real) -> None:
    signed = {(one.name, one.role) for one in december.staged.document.signatories}

    assert signed == {("Simon Stevens", "CEO, NHS England"), ("Jim Mackey", "CEO, NHS Improvement")}


def test_the_reference_is_told_apart_from_the_date_beside_it(december: Real) -> None:
    assert december.staged.document.reference == "Gateway Ref 06300"
    assert "Gateway Ref 06300" in [text for _, text in december.sayings]


def test_a_word_missing_in_the_source_stays_missing(december: Real) -> None:
    assert "in the few weeks" in december.text


def test_both_spellings_of_an_office_stay(december: Real) -> None:
    assert "Conveners" in december.text and "convenors" in december.text


def test_a_dash_stays_as_it_is_printed(december: Real) -> None:
    assert "—" in december.printed(87)
    assert december.printed(86, 88) in december.text


# 001: the letter of February 2016


def test_no_marks_of_emphasis_are_left(february: Real) -> None:
    assert any("**" in line for line in february.lines)
    assert "**" not in february.text


@pytest.mark.parametrize(("line", "words"), [(17, "NHS Shared Planning Guidance"), (72, "'six principles'")])
def test_the_words_of_a_dead_link_stay_and_its_target_goes(february: Real, line: int, words: str) -> None:
    assert f"[{words}](#)" in february.lines[line - 1]
    assert words in february.text and f"[{words}]" not in february.text
    assert february.staged.document.urls == ()


def test_a_mail_link_is_an_address(february: Real) -> None:
    assert february.staged.document.emails == ("england.fiveyearview@nhs.net",)
    assert february.text.count("england.fiveyearview@nhs.net") == 1 and "mailto" not in february.text


def test_a_wrapped_address_is_three_offices(february: Real) -> None:
    offices = february.staged.document.audience

    assert [office.split(" of ")[0] for office in offices] == [
        "CCG Accountable Officers",
        "Chief Executives",
        "LETB Geographical Directors",
    ]
    assert offices[1].endswith("Local Authorities")


def test_a_list_over_a_page_break_is_one_list(february: Real) -> None:
    assert february.item_counts()[0] == 5


def test_bold_inside_a_date_leaves_the_date_whole(february: Real) -> None:
    assert "29 February 2016" in february.paragraph("5")


def test_a_paragraph_goes_on_behind_a_page_break(february: Real) -> None:
    assert even(f"{february.lines[63][-20:]} {february.lines[65][:30]}") in february.paragraph("6")


def test_a_name_over_a_page_break_is_whole_and_explains_its_acronym(february: Real) -> None:
    assert even(f"{february.lines[92][-20:]} {february.lines[94][:30]}") in february.paragraph("12")
    assert ("LETB", "Local Education and Training Board") in [
        (fact.record["term"], fact.record["meaning"]) for fact in february.staged.facts
    ]


def rows(real: Real) -> list[dict[str, str]]:
    return [dict(statement.cells) for statement, _ in real.sayings if statement.kind == "row"]


def test_a_row_cut_by_a_page_is_whole(february: Real) -> None:
    assert rows(february)[2] == {
        "What": even(f"{february.lines[131].split(chr(9))[0]} {february.lines[133]}"),
        "Who": "Each footprint",
        "When": "11 April 2016",
    }


def test_the_key_dates_are_eight_rows_of_three_named_columns_in_one_passage(february: Real) -> None:
    (table,) = (p for p in february.passages if p.statements[0].kind == "row")

    assert len(rows(february)) == len(table.statements) == 8
    assert all(list(row) == ["What", "Who", "When"] for row in rows(february))


def test_a_recipient_stays_in_the_column_that_holds_it(february: Real) -> None:
    assert rows(february)[6]["Who"].startswith("To Regional Directors")
    assert rows(february)[6]["What"].startswith("Each footprint")


def test_an_event_stays_in_the_column_that_holds_it(february: Real) -> None:
    assert rows(february)[3]["Who"].startswith("Footprints to attend")


@pytest.mark.parametrize("line", [60, 63, 64, 69])
def test_a_bold_run_in_label_heads_its_numbered_paragraph(february: Real, line: int) -> None:
    match = re.match(r"(\d+)\. \*\*(.+?):\*\*", february.lines[line - 1])
    assert match is not None

    assert [p.headings[-1] for p in february.passages if p.paragraph == match[1]] == [match[2]]


@pytest.mark.parametrize("line", [70, 71, 72])
def test_a_bold_run_in_label_stays_with_its_item(february: Real, line: int) -> None:
    label = february.lines[line - 1].split("**")[1]

    assert [s.kind for s, text in february.sayings if text.startswith(label)] == ["item"]


def test_sections_are_siblings_under_the_annex_whatever_their_marks(february: Real) -> None:
    above = {passage.paragraph: passage.headings for passage in february.passages if passage.paragraph}
    stage_1, stage_2 = above["1"][1], above["9"][1]

    assert {headings[0] for headings in above.values()} == {"Annex A"}
    assert stage_1.startswith("Stage 1") and stage_2.startswith("Stage 2")
    assert above["14"][1] == stage_2 and len(above["14"]) == 3
    assert len(above["15"]) == len(above["22"]) == len(above["23"]) == 2
    assert (above["22"][1], above["23"][1]) == ("Contacts", "Key Dates")


def test_paragraphs_are_numbered_1_to_23_whatever_their_form(february: Real) -> None:
    numbers = [passage.paragraph for passage in february.passages if passage.paragraph]

    assert numbers == [str(n) for n in range(1, 24)]


def test_five_unevenly_indented_bullets_are_one_list_under_paragraph_20(february: Real) -> None:
    (passage,) = (p for p in february.passages if p.paragraph == "20")
    items = [s for s in passage.statements if s.kind == "item"]

    assert len(items) == 5 and len({s.lead for s in items}) == 1


def test_an_item_that_breaks_the_grammar_stays_the_seventh_of_eight(february: Real) -> None:
    (passage,) = (p for p in february.passages if p.paragraph == "11")
    items = [passage.text[s.start : s.end] for s in passage.statements if s.kind == "item"]

    assert len(items) == 8 and items[6].startswith("ensuring")


@pytest.mark.parametrize(("paragraph", "printed"), [("7", "with one other and"), ("13", "is as least as")])
def test_slips_of_the_source_stay(february: Real, paragraph: str, printed: str) -> None:
    assert printed in february.paragraph(paragraph)


def test_one_thing_under_two_names_keeps_both(february: Real) -> None:
    assert "key priorities" in february.paragraph("1") and "key issues" in february.paragraph("7")


def test_quotation_marks_stay_mixed_and_are_folded_for_matching(february: Real) -> None:
    assert "'how to'" in february.text and "‘must dos’" in february.text
    assert find_verbatim("‘how to’", february.text) and find_verbatim("'must dos'", february.text)


def test_the_last_row_of_a_file_without_a_final_newline_is_kept(february: Real) -> None:
    assert february.lines[-1] != ""
    assert rows(february)[-1]["When"] == "Throughout July 2016"


# 002: a press report


@pytest.mark.parametrize("line", [1, 3, 5, 7, 8, 12, 44, 46, 48, 50, 52])
def test_notices_and_the_comment_form_are_stripped(council_report: Real, line: int) -> None:
    words = council_report.printed(line).removeprefix("•").strip()

    assert words in council_report.stripped
    assert words not in [text for _, text in council_report.sayings]


def test_the_space_of_a_lost_picture_is_gone(council_report: Real) -> None:
    lead, after = council_report.printed(14), council_report.printed(18)

    assert f"{lead}\n{after}" in council_report.text


def test_a_quotation_over_two_paragraphs_has_one_speaker(council_report: Real) -> None:
    spoken = [(s.speaker, text) for s, text in council_report.sayings if text in council_report.printed(37, 39)]

    assert len(spoken) == 3
    assert {speaker for speaker, _ in spoken} == {"Mr Stevens and Mr Mackey"}


def test_indented_bullets_are_four_items_under_their_lead_in(council_report: Real) -> None:
    assert council_report.item_counts() == [4]


def test_financial_years_with_a_hyphen_are_printed_so_and_match_those_with_a_stroke(council_report: Real) -> None:
    assert "2017-18" in council_report.text
    assert terms("2017-18") == terms("2017/18") == terms("17/18")


def test_the_date_that_is_not_printed_is_the_day_after_the_letter_it_quotes(
    council_report: Real, december: Real
) -> None:
    letter, report = december.staged, council_report.staged
    others = {letter.document.version: (letter.document, letter.extracted)}

    assert report.document.date is None
    found = infer_date(report.document, report.extracted, others)
    assert found == (date(2016, 12, 12) + timedelta(days=1), "yesterday")


# 003: a press report of a letter that is not held


def test_the_skip_link_is_stripped(march_report: Real) -> None:
    assert march_report.printed(1) in march_report.stripped


def test_a_caption_inside_a_quotation_is_stripped(march_report: Real) -> None:
    assert march_report.printed(9) in march_report.stripped
    assert f"{march_report.printed(7)}\n" in march_report.text
    first, second = (fold(march_report.printed(n)) for n in (7, 11))
    assert f"{first} {second}" in fold(march_report.text)


def test_what_it_said_is_what_the_letter_said(march_report: Real) -> None:
    speakers = {s.speaker for s, text in march_report.sayings if text in march_report.printed(11)}

    assert {fold(speaker).split(" ")[-1] for speaker in speakers} == {"letter"}


def test_the_paper_named_in_front_of_a_headline_is_the_publisher(march_report: Real) -> None:
    assert march_report.staged.document.publisher == "HSJ"
    assert march_report.staged.document.kind == "news article"


def test_a_speech_over_three_paragraphs_has_one_speaker(march_report: Real) -> None:
    spoken = {s.speaker for s, text in march_report.sayings if text in march_report.printed(29, 33)}

    assert spoken == {"Chris Hopson"}


def test_its_bullets_are_three_items_under_their_lead_in(march_report: Real) -> None:
    assert march_report.item_counts() == [3]


def test_a_date_without_a_year_is_given_none(march_report: Real) -> None:
    assert "27 February" in march_report.text
    assert any("27 February" in note for note in march_report.staged.report["not_understood"])


@pytest.mark.parametrize(("line", "printed"), [(7, "leaders 27 February"), (15, "activity of financial")])
def test_slips_of_the_report_stay(march_report: Real, line: int, printed: str) -> None:
    assert printed in march_report.printed(line) and printed in march_report.text


def test_no_date_is_made_up(march_report: Real) -> None:
    assert (march_report.staged.document.date, march_report.staged.document.date_basis) == (None, "none")


# 004: an explainer


def test_the_words_of_a_banner_are_stripped(explainer: Real) -> None:
    assert explainer.stripped == [explainer.printed(5)]
    assert f"{explainer.printed(3)}\n{explainer.printed(7)}" in explainer.text


def test_a_heading_without_text_heads_nothing(explainer: Real) -> None:
    headings = {heading for passage in explainer.passages for heading in passage.headings}

    assert explainer.printed(63) not in headings
    assert explainer.printed(65) in headings


def test_marks_that_open_curly_and_close_straight_stay(explainer: Real) -> None:
    assert explainer.text.count("‘") == sum(line.count("‘") for line in explainer.lines) > 2


def test_no_target_is_made_up_for_a_lost_link(explainer: Real) -> None:
    assert explainer.staged.document.urls == () and explainer.printed(61) in even(explainer.text)


def test_lists_of_bullets_and_of_numbers_keep_their_lead_ins(explainer: Real) -> None:
    assert explainer.item_counts() == [5, 3, 4, 3, 6]
    assert not any(passage.paragraph for passage in explainer.passages)


@pytest.mark.parametrize("words", ["11 April", "22 April", "30 June"])
def test_days_without_a_year_are_said_to_be_open(explainer: Real, words: str) -> None:
    assert any(words in note for note in explainer.staged.report["not_understood"])


def test_questions_to_the_reader_are_questions(explainer: Real) -> None:
    asked = [text for statement, text in explainer.sayings if statement.kind == "question"]

    assert asked == [explainer.printed(n)[3:] for n in range(75, 80)]


def test_the_sources_own_wording_stays(explainer: Real) -> None:
    assert "a STP planning" in explainer.text


def test_a_statement_that_was_true_when_written_stays(explainer: Real) -> None:
    assert any(text.startswith("At the time of writing") for _, text in explainer.sayings)
