"""Which document a report quotes, and the date that it takes from what it quotes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.types import Document
from ingest.extract.relations import find_reported, infer_date

LETTER = Document("l", "lv", "letter.txt", "Plans", "letter", "primary", date=date(2018, 5, 9), date_basis="printed")
OTHER = replace(LETTER, id="o", version="ov", date=date(2017, 1, 1))
REPORT = Document("r", "rv", "report.txt", "Boards get six weeks", "news article", "secondary")
LETTER_TEXT = "Every board must write a plan within six weeks. The grant is small - and is paid in June."
OTHERS = {"lv": (LETTER, LETTER_TEXT), "ov": (OTHER, "Nothing of the kind stands here.")}


def report(when: str) -> str:
    return (
        f"The office wrote to boards {when}. It says “every board must write a plan”, and that "
        "“the grant is small – and is paid in June”."
    )


def test_the_document_quoted_twice_is_the_one_reported() -> None:
    found = find_reported(REPORT, report("yesterday"), OTHERS)

    assert found is not None
    assert (found.reported, found.quotations) == ("lv", 2)


def test_a_single_quotation_makes_no_report() -> None:
    assert find_reported(REPORT, "It says “every board must write a plan”.", OTHERS) is None


def test_a_report_is_never_of_another_report() -> None:
    others = {"lv": (replace(LETTER, authority="secondary"), LETTER_TEXT)}

    assert find_reported(REPORT, report("yesterday"), others) is None


def test_words_left_out_of_a_quotation_do_not_hide_it() -> None:
    text = "It says “every board must write… within six weeks” and “the grant is small…”, sent yesterday."

    assert find_reported(REPORT, text, OTHERS) is not None


@pytest.mark.parametrize(
    ("when", "day"),
    [("yesterday", date(2018, 5, 10)), ("today", date(2018, 5, 9)), ("this morning", date(2018, 5, 9))],
)
def test_an_undated_report_is_dated_from_the_letter_it_quotes(when: str, day: date) -> None:
    assert infer_date(REPORT, report(when), OTHERS) == (day, when)


@pytest.mark.parametrize(
    ("document", "when"),
    [
        (REPORT, "last week"),
        (replace(REPORT, date=date(2018, 6, 1)), "yesterday"),
        (replace(REPORT, authority="primary"), "yesterday"),
    ],
)
def test_no_date_is_inferred_where_one_is_printed_or_nothing_says_when(document: Document, when: str) -> None:
    assert infer_date(document, report(when), OTHERS) is None


def test_an_undated_letter_gives_its_report_no_date() -> None:
    others = {"lv": (replace(LETTER, date=None), LETTER_TEXT)}

    assert infer_date(REPORT, report("yesterday"), others) is None
