"""Raw lines become what a reader sees: wraps, ordinals, page furniture, columns, headings and tables put right."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.lines import ITEM
from ingest.load.blocks import Block, Extract
from ingest.load.plain import line_blocks
from ingest.parts import Part, Repaired
from ingest.repair import repair

WORDS = "budget plan region board review return council staff patient service grant record panel letter local".split()


def repaired(text: str) -> Repaired:
    return repair(Extract(text, line_blocks(text)))


def parts(text: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text.text) for part in repaired(text).parts]


def texts(text: str) -> list[str]:
    return [part.text.text for part in repaired(text).parts]


def rows(text: str) -> list[Part]:
    return [part for part in repaired(text).parts if part.kind == "row"]


sentences = st.lists(st.sampled_from(WORDS), min_size=18, max_size=30).map(
    lambda words: f"{words[0].capitalize()} {' '.join(words[1:])}."
)
paragraphs = st.lists(st.lists(sentences, min_size=1, max_size=3).map(" ".join), min_size=2, max_size=5)
widths = st.integers(min_value=50, max_value=110)


@settings(deadline=None, max_examples=60)
@given(paragraphs, widths)
def test_wrapped_paragraphs_come_back_whole(whole: list[str], width: int) -> None:
    assert texts("\n\n".join(textwrap.fill(one, width) for one in whole)) == whole


@settings(deadline=None, max_examples=40)
@given(paragraphs, widths, st.integers(min_value=1, max_value=8))
def test_a_page_break_inside_a_paragraph_does_not_cut_it(whole: list[str], width: int, at: int) -> None:
    lines = "\n\n".join(textwrap.fill(one, width) for one in whole).split("\n")
    first = next(n for n, line in enumerate(lines) if n >= min(at, 2) and line and lines[n - 1])
    broken = "\n".join([*lines[:first], "", "", "Page 2 of 3", "", *lines[first:]])

    assert texts(broken) == whole


@settings(deadline=None, max_examples=40)
@given(paragraphs)
def test_clean_text_is_left_as_it_is_and_nothing_is_counted_as_damage(whole: list[str]) -> None:
    clean = "\n\n".join(whole)

    assert (texts(clean), repaired(clean).repairs) == (whole, {})


@settings(deadline=None, max_examples=40)
@given(paragraphs, widths)
def test_what_was_repaired_needs_no_repair(whole: list[str], width: int) -> None:
    once = texts("\n\n".join(textwrap.fill(one, width) for one in whole))

    assert texts("\n\n".join(once)) == once


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="aB1 .:\n\t|*-#•()\f[]“”£th", max_size=200))
def test_every_character_of_any_text_leads_back_to_the_same_character(text: str) -> None:
    for part in repaired(text).parts:
        for char, origin in zip(part.text.text, part.text.origins, strict=True):
            assert origin < 0 or text[origin] == char or (char == " " and text[origin].isspace())


DOUBLE_SPACED = """
The region has agreed a plan for the coming year and will publish it

in the spring. It sets out how each board will work with its council

and what money there is.

The board will meet again in June.

Next steps

Each board should send a return to the office. The office will

reply to every board.
"""


def test_blank_lines_between_wrapped_lines_do_not_end_a_paragraph() -> None:
    assert [kind for kind, _ in parts(DOUBLE_SPACED)] == ["paragraph", "paragraph", "heading", "paragraph"]


def test_an_ordinal_on_a_line_of_its_own_joins_its_date() -> None:
    found = repaired("Ref 0042           7\nth\n March 2018\n")

    assert [part.text.text for part in found.parts] == ["Ref 0042", "7th March 2018"]
    assert found.repairs["ordinal split over lines"] == 1


WRAPPED = """The office has set aside a sum of money for the boards that send
their plans by {0} and it will
write to each of them when the panel has read what they have sent
and has agreed what each of them is to be paid for its first plan.
"""


@pytest.mark.parametrize(
    "held",
    [
        "the day in the letter or as the rule says on\n1 October 2019",
        "the last day that is set out in the rules at paragraph\n12. The panel meets later",
        "any of the ways that the letter of the office lists in\n(b) or in the annex",
        "the spring, which the boards of the region have asked for\n- as well as the staff -",
    ],
)
def test_a_wrapped_line_that_only_looks_marked_goes_on_with_its_sentence(held: str) -> None:
    assert len(texts(WRAPPED.format(held))) == 1


def test_a_word_broken_at_a_line_end_is_whole_and_a_real_hyphen_stays() -> None:
    text = (
        "The office asks each board to send its commis-\nsioning plan and a well-\nbeing plan to the\n"
        "region by the spring, and the commissioning plan is\nread first and the well-being plan after it.\n"
    )

    assert "commissioning plan and a well-being plan" in " ".join(texts(text))


@pytest.mark.parametrize(
    "furniture",
    [
        "Page 3 of 9",
        "                  - 3 -",
        "                 Page 3",
        "ABC/19/07",
        "ABC/19/07                 3",
        "ABC/19/07 – page 3",
        "Budget note | Page 3",
    ],
)
def test_page_headers_and_numbers_are_left_out(furniture: str) -> None:
    text = f"Our reference: ABC/19/07\n\n{WRAPPED.format('noon')}".rstrip() + "\n"
    lines = text.split("\n")
    broken = "\n".join([*lines[:4], "", "---", furniture, "", *lines[4:]])

    assert texts(broken) == texts(text)


def test_a_reference_stays_where_it_is_first_printed() -> None:
    assert texts("ABC/19/07\n\nThe plan is due.\n\nABC/19/07\n\nThe grant is paid.") == [
        "ABC/19/07",
        "The plan is due.",
        "The grant is paid.",
    ]


def test_bare_page_numbers_are_left_out_only_where_they_count_the_pages() -> None:
    counted = "The plan is due soon.\n\n1\n\nThe grant is paid late.\n\n2\n\nThe board has met."
    others = "The plan is due soon.\n\n7\n\nThe grant is paid late.\n\n9\n\nThe board has met."

    assert "1" not in texts(counted)
    assert "7" in " ".join(texts(others))


def test_headers_that_come_back_on_every_page_are_left_out() -> None:
    pages = [
        f"OFFICE OF BUDGETS {n}\n\nThe plan of part {word} is due in spring.\n"
        for n, word in enumerate(["one", "two", "three"])
    ]

    assert texts("\f".join(pages)) == [f"The plan of part {word} is due in spring." for word in ("one", "two", "three")]


SIGNED = """Dear colleague

The plan is due in the spring of next year.

Yours sincerely

ANNA LEE                     BORIS RAY
Director General,            Chair,
Planning and                 Northern Board
Budgets
"""


def test_signatures_side_by_side_are_read_down_their_columns() -> None:
    assert parts(SIGNED)[-1] == (
        "signature",
        "ANNA LEE, Director General, Planning and Budgets; BORIS RAY, Chair, Northern Board",
    )


def test_names_and_roles_on_lines_of_their_own_are_signatures() -> None:
    people = "Dame Anna Lee\nNational Director\n\nBoris Ray\nChair\nNorthern Board\n"
    text = f"Dear all\n\nThe plan is due.\n\nYours\n\n{people}\nAnnex A\n"

    assert [text for kind, text in parts(text) if kind == "signature"] == [
        "Yours",
        "Dame Anna Lee, National Director",
        "Boris Ray, Chair, Northern Board",
    ]


def test_a_name_and_a_role_end_a_note_without_a_closing_phrase() -> None:
    assert parts("It is due in spring.\n\nAnna Lee\nDirector of Planning\n")[-1] == (
        "signature",
        "Anna Lee, Director of Planning",
    )


def test_contacts_above_the_closing_phrase_are_no_signatures() -> None:
    text = "Dear all\n\nIt is due.\n\nAnna Lee, Team Lead, 01234 555 010\n\nYours\n\nBoris Ray, Chair\n"

    assert [text for kind, text in parts(text) if kind == "signature"] == ["Yours", "Boris Ray, Chair"]


def test_a_sentence_about_an_officer_is_no_signature() -> None:
    text = "Anna Lee, director of the Northern Board, said members would welcome the money.\n"

    assert parts(text)[0][0] == "paragraph"


def test_an_address_of_one_office_a_line_stays_apart_and_a_running_one_is_joined() -> None:
    apart = "To: Chairs of local boards\nDirectors of Finance\nHeads of Audit\n\nDear all\n"
    running = "To: Chairs of local boards,\nDirectors of the northern and\nsouthern Offices\n\nDear all\n"

    assert texts(apart)[:3] == ["To: Chairs of local boards", "Directors of Finance", "Heads of Audit"]
    assert texts(running)[0] == "To: Chairs of local boards, Directors of the northern and southern Offices"


def test_fields_on_neighbouring_lines_stay_apart() -> None:
    text = "**Issued by:** Northern Board\n**Published:** 9 May 2018\n**Version:** 2\n"

    assert texts(text) == ["Issued by: Northern Board", "Published: 9 May 2018", "Version: 2"]


def test_a_table_between_tabs_has_rows_with_named_columns() -> None:
    (first, second) = rows("What\tWho\tWhen\nPlan sent\tBoards\t9 May\nGrant paid\tOffice\tJune\n")

    assert first.columns == ("What", "Who", "When")
    assert [cell.text for cell in second.cells] == ["Grant paid", "Office", "June"]


def test_a_markdown_table_is_named_by_the_row_above_its_rule_even_by_years() -> None:
    (row,) = rows("| Part | 2018/19 | 2019/20 |\n|---|---|---|\n| Grant | £4m | £5m |\n")

    assert row.columns == ("Part", "2018/19", "2019/20")


def test_a_table_whose_first_row_gives_values_has_no_names() -> None:
    first, _ = rows("Plan sent\t9 May\nGrant paid by the office\t12 June\n")

    assert (first.columns, first.text.text) == ((), "Plan sent | 9 May")


def test_a_row_cut_by_a_page_is_whole() -> None:
    (row, _) = rows(
        "What\tWho\nPlan, including\tBoards\n\nits budget and staff\t\nGrant paid in full to boards\tOffice\n"
    )

    assert [cell.text for cell in row.cells] == ["Plan, including its budget and staff", "Boards"]


def test_a_table_set_in_columns_of_spaces_has_rows_and_a_wrapped_cell_stays_in_its_row() -> None:
    lines = [
        "Area             Grant        Paid by",
        "North            £1.4m        14 August 2017",
        "South and        £2.1m        14 August 2017",
        "  Coast",
        "East             £0.9m        1 September 2017",
    ]
    found = rows("The sums are:\n\n" + "\n".join(lines) + "\n\nThey are paid once.\n")

    assert [row.cells[0].text for row in found] == ["North", "South and Coast", "East"]
    assert found[0].columns == ("Area", "Grant", "Paid by")


def test_a_table_whose_bars_enclose_nothing_is_a_table() -> None:
    (row,) = rows("Month | Sum\n--- | ---\nJune | £4m\n")

    assert (row.columns, row.text.text) == (("Month", "Sum"), "June | £4m")


def test_two_lines_set_side_by_side_are_no_table() -> None:
    text = "BOARD MEETING                 Friday 9 May 2018\n\nAgenda item 7                 Paper NB/18/63\n"

    assert texts(text) == ["BOARD MEETING", "Friday 9 May 2018", "Agenda item 7", "Paper NB/18/63"]


def test_a_field_set_apart_from_its_value_stays_with_it() -> None:
    assert texts("From:    Anna Lee, Director\nTo:      Chairs; Managers\n") == [
        "From: Anna Lee, Director",
        "To: Chairs; Managers",
    ]


def test_the_mark_of_a_quoted_block_goes() -> None:
    assert texts("> The plan is due\n> in the spring.\n\nIt is so.\n") == [
        "The plan is due in the spring.",
        "It is so.",
    ]


def test_a_bullet_before_a_tab_is_an_item_and_no_row() -> None:
    text = "Every bid must:\n\n\t•\tname a lead that the board has agreed\n\t•\tgive a budget\n"

    assert [kind for kind, _ in parts(text)] == ["paragraph", "item", "item"]


def test_a_list_mark_on_a_line_of_its_own_marks_the_next_line() -> None:
    assert parts("A bid must:\n\n•\nname a lead;\n\n•\ngive a budget.\n")[1:] == [
        ("item", "name a lead;"),
        ("item", "give a budget."),
    ]


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("2.3 The board meets", "2.3"),
        ("A4. The grant", "A4."),
        ("(ii) the plan", "(ii)"),
        ("• the plan", "•"),
        ("16) The", "16)"),
    ],
)
def test_marks_of_items_are_known(line: str, marker: str) -> None:
    match = ITEM.match(line)

    assert match is not None and match["marker"] == marker


@pytest.mark.parametrize(
    "line", ["2.3 per cent more", "1 October 2019 is the day", "2019/20 budgets", "£1.8bn is paid", "a plan"]
)
def test_numbers_and_words_that_are_no_marks_are_left(line: str) -> None:
    assert ITEM.match(line) is None


@pytest.mark.parametrize(
    "heading",
    [
        "Next steps",
        "THE GRANT",
        "What it may and may not be spent on",
        "Annex B: timetable",
        "Stage 1: before the summer",
    ],
)
def test_a_short_line_alone_is_a_heading(heading: str) -> None:
    text = f"The plan is due in spring.\n\n{heading}\n\nThe grant is paid in June, and the board meets.\n"

    assert parts(text)[1] == ("heading", heading)


@pytest.mark.parametrize(
    "line",
    [
        "By Anna Lee, 9 May 2018",
        "9 May 2018",
        "Agenda item 7",
        "For: Decision",
        "cc: Directors",
        "Ask plan@board.example",
        "Mr Lee said so to the board",
    ],
)
def test_a_byline_a_date_or_a_field_is_no_heading(line: str) -> None:
    text = f"The plan is due in spring.\n\n{line}\n\nThe grant is paid in June, and the board meets.\n"

    assert ("heading", line) not in parts(text)


def test_a_numbered_line_alone_is_a_heading_unless_the_next_number_follows() -> None:
    heading = "18. The board meets in June and again in May.\n\n19. Key dates\n\nWhat\tWhen\nPlan sent by all\tJune\n"
    items = "The towns are:\n\n1. Leeds\n\n2. York\n\n3. Hull\n"

    assert ("heading", "19. Key dates") in parts(heading)
    assert [kind for kind, _ in parts(items)] == ["paragraph", "item", "item", "item"]


def test_a_line_that_leads_on_to_a_list_is_no_heading() -> None:
    assert (
        parts("The plan is due in spring.\n\nThe Board is asked to\n\n(a) agree the plan; and\n\n(b) pay.\n")[1][0]
        == "paragraph"
    )


def test_lines_at_the_end_that_head_nothing_are_text() -> None:
    terms = "XY: extra years\n\nZQ: zero quarters\n\nTY: two years\n"
    text = f"Terms used\n\nThe plan is due in spring.\n\nList of terms\n\n{terms}"

    assert {kind for kind, line in parts(text) if ":" in line} == {"paragraph"}


def test_headings_in_capitals_stand_above_the_others() -> None:
    text = "A NOTE\n\nIt is due.\n\nTHE MONEY\n\nIt is paid.\n\nFirst part\n\nIt is small.\n\nFLU\n\nIt is cold.\n"
    levels = [part.level for part in repaired(text).parts if part.kind == "heading"]

    assert levels[1] == levels[3] < levels[2]


def test_the_line_below_a_salutation_is_the_subject_however_long() -> None:
    subject = "Regional boards: capital, records and staff for the three financial years 2018/19 to 2020/21"
    text = f"Dear colleague\n\n{subject}\n\n" + WRAPPED.format("noon on the day that is set out in the letter")

    assert parts(text)[1] == ("heading", subject)


def test_markup_goes_and_words_stay() -> None:
    found = repaired(
        "The **plan** and [the rules](#), [mail](mailto:a@b.example) *now*, ![logo](x.png) at https://a.example/x.\n"
    )

    assert found.parts[0].text.text == "The plan and the rules, mail now, at https://a.example/x."
    assert (found.urls, found.emails) == (("https://a.example/x",), ("a@b.example",))


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("**The money:** It is paid in June.", "The money"),
        ("**The money** – it is paid in June.", "The money"),
        ("**The money.** It is paid in June.", "The money"),
        ("**Annex A** gives the detail of it.", ""),
        ("**Anna Lee**, Director, Northern Board", ""),
    ],
)
def test_bold_words_label_a_paragraph_only_where_a_mark_sets_them_apart(line: str, label: str) -> None:
    assert repaired(f"The plan is due.\n\n{line}\n\nIt is so.\n").parts[1].label == label


def test_loaded_paragraphs_that_a_page_cut_are_joined() -> None:
    text = "The plan is due in the spring of each yearand is read by the board."
    blocks = (Block("paragraph", 0, 42, page=1), Block("paragraph", 42, len(text), page=2))

    (part,) = repair(Extract(text, blocks)).parts
    assert part.text.text == "The plan is due in the spring of each year and is read by the board."
