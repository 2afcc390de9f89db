"""Parts get their place: headings above them, paragraph numbers, lead-ins, and the group that they belong to."""

from __future__ import annotations

import pytest

from ingest.front import find_front
from ingest.load.blocks import Extract
from ingest.load.plain import line_blocks
from ingest.repair import repair
from ingest.structure import Unit, structure


def units(text: str) -> tuple[Unit, ...]:
    parts = repair(Extract(text, line_blocks(text))).parts
    return structure(parts, find_front(parts))


def unit(text: str, starts: str) -> Unit:
    return next(one for one in units(text) if one.text.text.startswith(starts))


LETTER = """To: Chairs of boards

9 May 2018

Dear colleague

**Re: Plans for the coming year**

This letter says what each board has to do in the coming year.

Yours sincerely

**Anna Lee**, Chief Executive, Northern Office

## Annex A

### Stage 1

1. Each board must:
  - (i) name a lead; and
  - (ii) write a plan.
2. **The money:** The grant is paid in June to every board that asks.

## Stage 2

3. The panel meets in July to read what has been sent.

#### 4. Help:

- The office will hold two events for the boards.

#### Payment

5. The grant will be paid in two parts to each of the boards.

## 6. Key Dates:

| What | When |
|---|---|
| Plan sent | June |
| Grant paid | July |
"""


def test_the_front_stands_under_no_heading_and_in_one_group() -> None:
    front = [one for one in units(LETTER) if one.kind == "front"]

    assert [one.text.text for one in front] == ["To: Chairs of boards", "9 May 2018", "Dear colleague"]
    assert {one.headings for one in front} == {()} and len({one.group for one in front}) == 1


def test_the_title_without_its_prefix_heads_the_letter_and_its_signatures() -> None:
    assert unit(LETTER, "This letter").headings == ("Plans for the coming year",)
    assert unit(LETTER, "Anna Lee").headings == ("Plans for the coming year",)
    assert unit(LETTER, "Anna Lee").kind == "signature"


def test_an_annex_stands_by_itself() -> None:
    assert unit(LETTER, "Each board must").headings == ("Annex A", "Stage 1")


def test_a_section_marked_too_deep_is_beside_the_one_whose_numbers_it_carries_on() -> None:
    assert unit(LETTER, "The grant will").headings == ("Annex A", "Payment")
    assert unit(LETTER, "The panel").headings == ("Annex A", "Stage 2")


def test_a_numbered_heading_that_carries_on_the_count_is_a_paragraphs_own() -> None:
    assert (unit(LETTER, "The office").headings, unit(LETTER, "The office").paragraph) == (
        ("Annex A", "Stage 2", "Help"),
        "4",
    )
    assert {one.paragraph for one in units(LETTER) if one.kind == "row"} == {"6"}


def test_a_run_in_label_is_the_nearest_heading_of_its_paragraph() -> None:
    assert unit(LETTER, "The money").headings == ("Annex A", "Stage 1", "The money")


def test_numbers_that_head_sections_stay_in_the_headings() -> None:
    text = "# Paper\n\n## 1. Purpose\n\nThis paper says what is due.\n\n## 2. Money\n\n2.1 The grant is paid in June.\n"

    assert (unit(text, "This paper").headings, unit(text, "This paper").paragraph) == (("Paper", "1. Purpose"), "")
    assert (unit(text, "The grant").headings, unit(text, "The grant").paragraph) == (("Paper", "2. Money"), "2.1")


def test_items_have_their_lead_in_and_go_with_it() -> None:
    lead, first, second = (unit(LETTER, starts) for starts in ("Each board must", "name", "write"))

    assert [one.lead.text for one in (first, second) if one.lead] == ["Each board must:"] * 2
    assert lead.group == first.group == second.group
    assert (first.marker, first.paragraph) == ("(i)", "1")


def test_an_item_that_ends_with_and_leads_on_to_nothing() -> None:
    text = "A bid must:\n\n- name a lead;\n- give a sum. It may be small; and\n- be signed.\n"

    assert {one.lead.text for one in units(text) if one.lead} == {"A bid must:"}


def test_an_outer_item_behind_a_nested_list_has_the_outer_lead_in() -> None:
    text = "A bid must:\n\n- give sums for:\n    - staff; and\n    - rooms;\n- be signed.\n"
    leads = [one.lead.text for one in units(text) if one.lead]

    assert leads == [
        "A bid must:",
        "give sums for:",
        "give sums for:",
        "A bid must:",
    ]


@pytest.mark.parametrize("lead", ["The sums are as follows.", "The sums are set out below.", "There are two sums:"])
def test_a_table_goes_with_the_words_that_introduce_it(lead: str) -> None:
    table = "| Part | Sum |\n|---|---|\n| One | £4m |\n| Two | £5m |\n"
    text = f"# Paper\n\nIt is due. {lead}\n\n{table}\nThe end has come.\n"
    introduced, one, two, after = units(text)

    assert introduced.group == one.group == two.group != after.group


def test_a_row_is_read_with_the_names_of_its_columns() -> None:
    row = next(one for one in units(LETTER) if one.kind == "row")

    assert row.text.text == "What: Plan sent | When: June"
    assert row.cells == (("What", "Plan sent"), ("When", "June"))


def test_a_numbered_list_behind_a_lead_in_numbers_no_paragraphs() -> None:
    text = "7.1 The Board is asked to:\n\n1. note the plan; and\n\n2. agree it.\n\n7.2 The council will meet in June.\n"

    assert [one.paragraph for one in units(text)] == ["7.1", "7.1", "7.1", "7.2"]
    assert [one.kind for one in units(text)] == ["paragraph", "item", "item", "paragraph"]


def test_numbered_paragraphs_go_on_over_headings() -> None:
    text = "# P\n\n## A\n\n1. The grant is paid to each board.\n\n## B\n\n2. The plan is due from each board.\n"

    assert [(one.headings[-1], one.paragraph) for one in units(text)] == [("A", "1"), ("B", "2")]


def test_numbered_questions_are_a_list() -> None:
    text = "# P\n\n## Ask yourself\n\n1. Does your own board take part in the talks?\n2. Who leads them in your area?\n"

    assert [(one.kind, one.paragraph) for one in units(text)] == [("item", ""), ("item", "")]


def test_a_list_with_no_lead_in_is_one_group() -> None:
    text = "# P\n\n## Money\n\n- The grant is small.\n- It is paid late.\n- It ends soon.\n"

    assert len({one.group for one in units(text)}) == 1


def test_the_terms_that_a_numbered_paragraph_defines_belong_to_it() -> None:
    terms = "A2. In this letter:\n\n'lead' means a chair;\n\n'sum' means a grant.\n"
    text = f"A1. The plan is due in the spring.\n\n{terms}\nIt ends.\n"

    assert [one.paragraph for one in units(text)] == ["A1", "A2", "A2", "A2", ""]


def test_a_paragraph_set_in_below_a_numbered_one_belongs_to_it() -> None:
    numbered = "1) Each area must send a return.\n\n   It may add a page.\n\n2) The office will reply to each.\n"

    assert [one.paragraph for one in units(f"{numbered}\nThat is all.\n")] == ["1", "1", "2", ""]


def test_lists_under_two_headings_are_two_groups_and_a_label_of_an_item_heads_nothing() -> None:
    text = "# P\n\n## Money\n\n- **When:** in June\n- **Who:** all\n\n## Staff\n\n- They stay.\n"

    assert [(one.group, one.headings[-1]) for one in units(text)] == [(0, "Money"), (0, "Money"), (1, "Staff")]


def test_lines_above_the_text_of_a_page_are_its_front_and_the_title_is_not_said_twice() -> None:
    head = "Care Weekly\n\nBoards get six weeks to write a plan\n\nBy Anna Lee, 9 May 2018\n"
    text = f"{head}\nBoards have until June to write.\n"

    assert [(one.kind, one.text.text) for one in units(text)][:2] == [
        ("front", "Care Weekly"),
        ("front", "By Anna Lee, 9 May 2018"),
    ]
    assert units(text)[2].headings == ("Boards get six weeks to write a plan",)
