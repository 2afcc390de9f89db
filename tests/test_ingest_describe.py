"""What a document says of itself: title, kind, authority, issuers, date, readers, reference, signatories."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.types import Signatory
from ingest.boilerplate import strip_boilerplate
from ingest.describe import Description, describe
from ingest.front import find_front
from ingest.load.blocks import Extract
from ingest.load.plain import line_blocks
from ingest.repair import repair

BODY = "Every board has until the day in this paper to write its plan, and the office will pay each of them in June."


def described(text: str) -> Description:
    parts, stripped = strip_boilerplate(repair(Extract(text, line_blocks(text))).parts)
    return describe(parts, find_front(parts), stripped, "file-name")


LETTER = f"""NORTHERN DELIVERY OFFICE
Planning Directorate

Our reference: NDO/2018/041

To:
Chairs and Managing Directors of boards
Heads of Local Services

cc: Directors of Finance; Deans of Schools

By email

9 May 2018

Dear colleague

Plans and grants for local boards, 2018/19

{BODY}

Yours sincerely

Dr Anna Lee, National Lead for Plans
Cllr Boris Ray, Chair, Association of Local Boards (in support)

Annex A

{BODY} The Northern Delivery Office pays.
"""


def test_a_letter_is_described_by_its_head_and_its_foot() -> None:
    letter = described(LETTER)

    assert (letter.title, letter.kind, letter.authority) == (
        "Plans and grants for local boards, 2018/19",
        "letter",
        "primary",
    )
    assert (letter.date, letter.date_basis, letter.date_text) == (date(2018, 5, 9), "printed", "9 May 2018")
    assert letter.audience == ("Chairs and Managing Directors of boards", "Heads of Local Services")
    assert letter.copied_to == ("Directors of Finance", "Deans of Schools")
    assert letter.reference == "Our reference: NDO/2018/041"
    assert letter.signatories == (
        Signatory("Dr Anna Lee", "National Lead for Plans"),
        Signatory("Cllr Boris Ray", "Chair, Association of Local Boards (in support)"),
    )


def test_a_letter_comes_from_its_letterhead_and_its_signatories_bodies() -> None:
    assert described(LETTER).publisher == "Northern Delivery Office and Association of Local Boards"


def test_a_letter_without_a_subject_goes_by_its_files_name() -> None:
    text = f"To: Chairs of boards\n\n9 May 2018\n\nDear all\n\n{BODY}\n\nPlans\n\n{BODY}\n"

    assert described(text).title == "file-name"


def test_a_running_address_is_told_apart_by_office() -> None:
    address = "To: CCG Accountable Officers, Chief Executives of trusts, boards and councils and Area Directors"

    assert described(f"{address}\n\nDear all\n\n{BODY}\n").audience == (
        "CCG Accountable Officers",
        "Chief Executives of trusts, boards and councils",
        "Area Directors",
    )


MEMO = f"""NORTHERN CARE COUNCIL
MEMORANDUM

From:    Anna Lee, Director of Planning
To:      Heads of Service; Area Managers
Date:    3 July 2017
Subject: Returns and budgets for 2017/18

{BODY}
"""


def test_a_memorandum_has_its_fields() -> None:
    memo = described(MEMO)

    assert (memo.title, memo.date) == ("Returns and budgets for 2017/18", date(2017, 7, 3))
    assert memo.audience == ("Heads of Service", "Area Managers")


def test_readers_named_without_a_colon_are_the_audience() -> None:
    text = f"To all practices in the eastern districts\n\n9 May 2018\n\nDear all\n\n{BODY}\n"

    assert described(text).audience == ("all practices in the eastern districts",)


PRESS = f"""Care & Board Weekly

Subscribe | Log in

NEWS | PLANS

Boards told to write their plans by the summer

By Anna Lee, 11 May 2018

{BODY}

“It is too soon,” said Boris Ray of the boards. He told the Weekly that he would say so.
"""


def test_a_signed_report_with_voices_in_it_is_a_news_article() -> None:
    report = described(PRESS)

    assert (report.title, report.kind) == ("Boards told to write their plans by the summer", "news article")
    assert (report.authority, report.publisher) == ("secondary", "Care & Board Weekly")
    assert report.date == date(2018, 5, 11)


def test_straight_quotation_marks_count_as_voices_too() -> None:
    assert described(PRESS.replace("“", '"').replace("”", '"')).kind == "news article"


PAGE = f"""Skip to content

Home > Guidance > Plans

Northern Hub

Plans of boards: a guide for councillors

Page last reviewed: 3 June 2018

This page explains what each board has to do. It was written by the Northern Hub, a network of boards.

{BODY}

Was this page useful? Yes | No
"""


def test_a_page_that_explains_is_a_web_page_for_the_readers_it_names() -> None:
    page = described(PAGE)

    assert (page.title, page.kind, page.authority) == (
        "Plans of boards: a guide for councillors",
        "web page",
        "secondary",
    )
    assert (page.publisher, page.date, page.audience) == ("Northern Hub", date(2018, 6, 3), ("councillors",))


BOARD = f"""# Northern Care Board

**Meeting of the Board in public, Thursday 7 June 2018**

| | |
|---|---|
| **Title** | Plans for the summer |
| **Author** | Anna Lee, Director of Plans |
| **Considered before by** | Finance Committee, 1 May 2018 |

Paper NCB/18/07

## 1. Purpose

{BODY}
"""


def test_a_board_paper_has_the_title_in_its_table_and_the_date_of_its_meeting() -> None:
    paper = described(BOARD)

    assert (paper.title, paper.kind) == ("Plans for the summer", "board paper")
    assert (paper.publisher, paper.date) == ("Northern Care Board", date(2018, 6, 7))
    assert (paper.reference, paper.signatories) == ("Paper NCB/18/07", ())


CALL = f"""# Local Rooms Fund: call for bids

Published by the Northern Capital Office on 3 October 2018. Call reference NCO-LRF-1

## What it is for

{BODY}
"""


def test_a_call_for_bids_has_its_publisher_date_and_reference_in_one_line() -> None:
    call = described(CALL)

    assert (call.kind, call.authority, call.publisher) == ("call to bid", "primary", "Northern Capital Office")
    assert (call.date, call.reference) == (date(2018, 10, 3), "Call reference NCO-LRF-1")


def test_fields_on_lines_of_their_own_are_read() -> None:
    fields = "**Issued by:** Northern Office\n**Published:** 9 May 2018\n**Document number:** NO 0118\n"
    call = described(f"# Rooms Fund: call for bids\n\n{fields}\n## Why\n\n{BODY}\n")

    assert (call.publisher, call.date, call.reference) == (
        "Northern Office",
        date(2018, 5, 9),
        "Document number: NO 0118",
    )


@pytest.mark.parametrize(
    "printed",
    [
        "Gateway Ref 06300",
        "Publications reference: DCC 24/188",
        "Reference UEC/W18/07",
        "WTC Ref 0482",
        "Our ref: JO/18/2",
        "OCEH/2018/117",
    ],
)
def test_a_reference_is_kept_as_it_is_printed(printed: str) -> None:
    assert described(f"To: Chairs of boards\n\n{printed}\n\n9 May 2018\n\nDear all\n\n{BODY}\n").reference == printed


@pytest.mark.parametrize(
    "held", ["The plan was issued on 22 December 2015 and is short.", "Boards met on 9 May 2018 to read it."]
)
def test_a_date_in_a_sentence_is_not_the_documents(held: str) -> None:
    page = described(f"What is a plan?\n\n{BODY} {held}\n\n{BODY}\n")

    assert (page.date, page.date_basis) == (None, "none")


def test_a_document_that_says_nothing_of_itself_is_given_nothing() -> None:
    plain = described(f"{BODY}\n\n{BODY}\n")

    assert (plain.title, plain.kind, plain.authority, plain.publisher) == ("file-name", "document", "primary", "")
    assert (plain.audience, plain.copied_to, plain.reference) == ((), (), "")


def test_the_formats_title_is_used_only_where_the_text_prints_none() -> None:
    assert described(f"# A plan\n\n{BODY}\n").title == "A plan"


def test_short_lines_without_text_below_them_are_the_text() -> None:
    parts = repair(Extract(text := "Opening hours\n\nMonday to Friday\n\nNoon to six\n", line_blocks(text))).parts

    assert (find_front(parts).count, find_front(parts).name) == (0, "Opening hours")
