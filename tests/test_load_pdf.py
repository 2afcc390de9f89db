from __future__ import annotations

import contextlib
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission
from fpdf.fonts import FontFace
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableFile
from ingest.load import load
from ingest.load.blocks import Extract
from ingest.load.pdf import load_pdf
from tests.load_files import assert_sound, headings, items, refusal, rows, texts

Build = Callable[[FPDF], Any]
NEXT: Any = {"new_x": "LMARGIN", "new_y": "NEXT"}

PROSE = (
    "The plan for each footprint will need local partners and their trusts to agree how the money is spent by March"
    " 2017. It sets out the joint task for commissioners and providers, and the engagement of staff that goes with it."
)
DATES = [
    ("What", "Who", "When"),
    ("Start of further support: gap analysis and how to develop a plan", "National bodies", "29 February 2016"),
    ("Short return on governance arrangements, gap analysis and priorities", "Each footprint", "11 April 2016"),
    ("", "Regional Directors", "30 June 2016"),
    ("Plans developed, and support sought", "Each footprint, as its local governance lays down", "During May"),
]


def saved(build: Build, pdf: FPDF | None = None) -> bytes:
    pdf = pdf or FPDF()
    pdf.set_font("Helvetica", size=10)
    pdf.add_page()
    build(pdf)
    return bytes(pdf.output())


def read(data: bytes) -> Extract:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.pdf"
        path.write_bytes(data)
        extract = load_pdf(path)
        assert_sound(extract)
        return extract


def loaded(build: Build, pdf: FPDF | None = None) -> Extract:
    return read(saved(build, pdf))


def write(pdf: FPDF, text: str, size: float = 10, style: str = "", gap: float = 3) -> None:
    pdf.set_font("Helvetica", style, size)
    pdf.multi_cell(0, size / 2, text, align="L", markdown=True, **NEXT)
    pdf.ln(gap)


def raw_lines(extract: Extract) -> list[str]:
    """The text of each line block, blank ones included."""
    return [extract.text[b.start : b.end] for b in extract.blocks if b.kind == "line"]


def test_the_lines_of_a_paragraph_are_one_block_and_a_blank_line_parts_paragraphs() -> None:
    def build(pdf: FPDF) -> None:
        write(pdf, PROSE)
        write(pdf, PROSE.upper())

    first, blank, second = raw_lines(loaded(build))

    assert first.count("\n") == 1 and " ".join(first.split()) == PROSE
    assert blank == ""
    assert " ".join(second.split()) == PROSE.upper()


def test_short_lines_below_each_other_stay_apart() -> None:
    def build(pdf: FPDF) -> None:
        write(pdf, PROSE)
        write(pdf, "Chairs of STPs\nChief Executives of trusts\nLondon")

    assert texts(loaded(build))[1:] == ["Chairs of STPs", "Chief Executives of trusts", "London"]


def test_every_block_has_its_page_and_a_break_stands_between_pages() -> None:
    def build(pdf: FPDF) -> None:
        write(pdf, PROSE)
        pdf.add_page()
        write(pdf, PROSE)

    extract = loaded(build)

    assert extract.pages == 2
    assert [(block.kind, block.page) for block in extract.blocks] == [("line", 1), ("break", 2), ("line", 2)]
    assert "\f" in extract.text


def test_items_with_their_marks_set_apart_are_whole() -> None:
    def build(pdf: FPDF) -> None:
        for mark, text in [("(i)", PROSE), ("(ii)", "short;"), ("12.", PROSE), ("-", "last")]:
            pdf.cell(15, 5, mark)
            pdf.multi_cell(0, 5, text, align="L", **NEXT)
        pdf.set_font("Symbol", size=10)
        pdf.cell(15, 5, "\xb7")
        pdf.set_font("Helvetica", size=10)
        pdf.multi_cell(0, 5, PROSE, align="L", **NEXT)

    assert texts(loaded(build)) == [f"(i) {PROSE}", "(ii) short;", f"12. {PROSE}", "- last", f"• {PROSE}"]


def test_larger_lines_and_bold_lines_are_headings_by_size() -> None:
    def build(pdf: FPDF) -> None:
        write(pdf, "Planning guidance", 20)
        write(pdf, "A long name for a section of this guidance that goes on over the end of its first line", 14, "B")
        write(pdf, PROSE * 2)
        write(pdf, "1.1 Money", style="B")
        write(pdf, PROSE)

    assert headings(loaded(build)) == [
        (1, "Planning guidance"),
        (2, "A long name for a section of this guidance that goes on over the end of its first line"),
        (4, "1.1 Money"),
    ]


def test_a_bold_label_is_marked_also_after_a_number() -> None:
    extract = loaded(lambda pdf: write(pdf, f"2. **Governance:** {PROSE}"))

    assert texts(extract) == [f"2. **Governance:** {PROSE}"]


def test_letterhead_above_a_salutation_is_no_heading() -> None:
    def build(pdf: FPDF) -> None:
        write(pdf, "NHS England", 18, "B")
        write(pdf, "Dear colleague")
        write(pdf, "Next steps", 14, "B")
        write(pdf, PROSE)

    assert headings(loaded(build)) == [(2, "Next steps")]


@pytest.mark.parametrize(
    "borders",
    ["ALL", "MINIMAL", "HORIZONTAL_LINES", "NO_HORIZONTAL_LINES", "INTERNAL", "SINGLE_TOP_LINE", "NONE"],
)
@pytest.mark.parametrize("padding", [0, 2])
def test_table_rows_are_whole_however_the_table_is_ruled(borders: str, padding: int) -> None:
    def build(pdf: FPDF) -> None:
        write(pdf, PROSE)
        with pdf.table(
            col_widths=(5, 5, 3), line_height=5, text_align="LEFT", borders_layout=borders, padding=padding
        ) as table:
            for row in DATES:
                table.row(row)
        pdf.ln(5)
        write(pdf, PROSE)

    extract = loaded(build)

    assert rows(extract) == DATES
    assert [block.header for block in extract.blocks if block.kind == "row"] == [True, False, False, False, False]
    assert texts(extract, "line") == [PROSE, PROSE]


def test_a_table_over_pages_is_one_and_its_repeated_names_are_read_once() -> None:
    expected = [("No.", "What is to be done", "By when")]
    expected += [
        (str(n), f"task {n} of many that runs on for more than one line of its cell", "June") for n in range(60)
    ]

    def build(pdf: FPDF) -> None:
        with pdf.table(col_widths=(1, 3, 2), text_align="LEFT") as table:
            for row in expected:
                table.row(row)

    extract = loaded(build)

    assert rows(extract) == expected
    assert {block.kind for block in extract.blocks} == {"row", "break"}


def test_two_tables_with_the_same_names_each_keep_them() -> None:
    def build(pdf: FPDF) -> None:
        for _ in range(2):
            with pdf.table(text_align="LEFT") as table:
                for row in DATES[:3]:
                    table.row(row)
            pdf.ln(5)
            write(pdf, PROSE)

    assert rows(loaded(build)) == DATES[:3] * 2


def test_items_are_the_deeper_the_further_in_they_stand() -> None:
    def build(pdf: FPDF) -> None:
        write(pdf, "Money", style="B")
        write(pdf, PROSE)
        for indent, text in [(10, "- one"), (20, "(i) two"), (20, "(ii) three"), (10, "- four")]:
            pdf.set_x(indent)
            pdf.set_font("Helvetica", size=10)
            pdf.cell(0, 5, text, **NEXT)

    (one, two, three, four) = items(loaded(build))

    assert (one[1:], two[1:]) == (("-", "one"), ("(i)", "two"))
    assert one[0] == four[0] < two[0] == three[0]


def test_cells_over_columns_stand_in_their_first_and_cells_over_rows_in_each() -> None:
    def build(pdf: FPDF) -> None:
        with pdf.table(text_align="LEFT") as table:
            first = table.row()
            first.cell("Stage")
            first.cell("Dates", colspan=2)
            second = table.row()
            second.cell("One", rowspan=2)
            second.cell("May")
            second.cell("June")
            table.row(("July", "August"))

    assert rows(loaded(build)) == [("Stage", "Dates", ""), ("One", "May", "June"), ("One", "July", "August")]


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    def build(pdf: FPDF) -> None:
        with pdf.text_columns(ncols=2, gutter=10, text_align="L") as columns:
            for n in range(12):
                columns.write(f"Paragraph {n}. {PROSE}\n\n")

    extract = loaded(build)

    assert rows(extract) == []
    assert [text.split(".")[0] for text in texts(extract) if text.startswith("Paragraph")] == [
        f"Paragraph {n}" for n in range(12)
    ]


def test_a_signature_block_in_two_columns_is_left_to_repair() -> None:
    def build(pdf: FPDF) -> None:
        for left, right in [("Simon Stevens", "Jim Mackey"), ("CEO, NHS England", "CEO, NHS Improvement")]:
            pdf.cell(90, 5, left)
            pdf.cell(90, 5, right, **NEXT)

    assert [line for line in raw_lines(loaded(build)) if line] == [
        "Simon Stevens   Jim Mackey",
        "CEO, NHS England   CEO, NHS Improvement",
    ]


def test_a_reference_and_a_date_on_one_line_are_two_blocks() -> None:
    def build(pdf: FPDF) -> None:
        pdf.cell(90, 5, "Gateway Ref 06300")
        pdf.cell(90, 5, "12 December 2016", **NEXT)

    assert texts(loaded(build)) == ["Gateway Ref 06300", "12 December 2016"]


class Numbered(FPDF):
    """Pages with a running header and a page number."""

    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(0, 5, f"Chapter {self.page_no() // 2}", align="C", **NEXT)
        self.ln(5)

    def footer(self) -> None:
        self.set_y(-12)
        self.cell(0, 5, f"NHS England    {self.page_no()}", align="C")


@pytest.mark.parametrize("count", [2, 3, 5])
def test_headers_and_footers_that_come_back_have_no_block(count: int) -> None:
    def build(pdf: FPDF) -> None:
        for n in range(count):
            write(pdf, f"{PROSE} {'abcde'[n]}")
            if n < count - 1:
                pdf.add_page()

    assert texts(loaded(build, Numbered())) == [f"{PROSE} {'abcde'[n]}" for n in range(count)]


def test_contents_lists_with_leaders_have_no_block() -> None:
    extract = loaded(lambda pdf: write(pdf, f"Money .................... 3\nCapital . . . . . . . 12\n\n{PROSE}"))

    assert texts(extract) == [PROSE]


def test_raised_ordinals_stay_and_marks_of_notes_go_with_their_notes() -> None:
    def build(pdf: FPDF) -> None:
        for text, raised in [("Due by 31", "st"), (" March, £2.1bn", "3"), (" for all. ", ""), (PROSE, "")]:
            pdf.write(5, text)
            pdf.char_vpos = "SUP"
            pdf.write(5, raised)
            pdf.char_vpos = "LINE"
        pdf.set_y(-40)
        write(pdf, "3 See the guidance of 2016, which says more.", 7)

    extract = loaded(build)

    assert texts(extract) == [f"Due by 31st March, £2.1bn for all. {PROSE}"]
    assert extract.warnings == ("raised numbers left out as marks of notes: page 1", "footnotes left out: page 1")


def test_a_page_whose_text_runs_upwards_is_read_and_slanted_text_is_left_out_and_said() -> None:
    def build(pdf: FPDF) -> None:
        with pdf.rotation(90, 20, 200):
            for n, text in enumerate(("The first line runs up the page", "and so does the second")):
                pdf.text(20, 200 + 5 * n, text)
        with pdf.rotation(45, 100, 100):
            pdf.text(100, 100, "DRAFT")

    extract = loaded(build)

    assert " ".join(texts(extract)) == "The first line runs up the page and so does the second"
    assert extract.warnings == ("slanted or upright text left out: page 1",)


def test_a_word_parted_at_a_lines_end_is_left_for_repair_to_join() -> None:
    def build(pdf: FPDF) -> None:
        for line in ("A long line that takes all the width of the page and that ends with an imple-", "mentation."):
            pdf.cell(0, 5, line, **NEXT)

    assert raw_lines(loaded(build))[1] == "mentation."


def test_letters_beyond_ascii_are_kept_and_ligatures_are_letters() -> None:
    extract = loaded(lambda pdf: write(pdf, "£1.8bn – “first” café’s"), windows())

    assert texts(extract) == ["£1.8bn – “first” café’s"]


def windows() -> FPDF:
    pdf = FPDF()
    pdf.core_fonts_encoding = "cp1252"
    return pdf


@pytest.mark.parametrize(
    ("title", "expected"), [("Next steps", "Next steps"), ("Microsoft Word - draft.docx", ""), ("final.pdf", "")]
)
def test_the_title_is_the_files_own_unless_a_program_made_it_up(title: str, expected: str) -> None:
    def build(pdf: FPDF) -> None:
        pdf.set_title(title)
        write(pdf, PROSE)

    assert loaded(build).title == expected


def test_pages_without_text_are_named() -> None:
    def build(pdf: FPDF) -> None:
        pdf.add_page()
        write(pdf, PROSE)
        pdf.add_page()

    assert loaded(build).warnings == ("pages without text, blank or scanned: page 1, 3",)


def test_a_scan_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(saved(lambda pdf: pdf.rect(10, 10, 50, 50, style="F")))

    assert "text recognition" in refusal(load, path)


def test_a_file_that_asks_for_a_password_is_refused(tmp_path: Path) -> None:
    def build(pdf: FPDF) -> None:
        pdf.set_encryption(owner_password="owner", user_password="reader")
        write(pdf, PROSE)

    path = tmp_path / "locked.pdf"
    path.write_bytes(saved(build))

    assert "protected by a password" in refusal(load, path)


def test_a_file_that_only_forbids_printing_is_read() -> None:
    def build(pdf: FPDF) -> None:
        pdf.set_encryption(owner_password="owner", permissions=AccessPermission.none())
        write(pdf, PROSE)

    assert texts(loaded(build)) == [PROSE]


@pytest.mark.parametrize("share", [n / 16 for n in range(1, 16)])
def test_a_file_cut_short_is_refused(share: float, tmp_path: Path) -> None:
    data = saved(lambda pdf: write(pdf, PROSE))
    path = tmp_path / "cut.pdf"
    path.write_bytes(data[: int(share * len(data))])

    assert "cut short" in refusal(load, path)


def test_a_file_cut_short_after_an_earlier_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(saved(lambda pdf: write(pdf, PROSE)) + b"1 0 obj\n" * 2_000)

    assert "cut short" in refusal(load, path)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n%%EOF\n",
        b"%PDF-1.4\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n",
        b"%PDF-" + b"\xff" * 3000 + b"%%EOF",
    ],
)
def test_a_file_of_which_nothing_is_left_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(data)

    assert "damaged" in refusal(load, path)


def assembled(*objects: bytes) -> bytes:
    """A file of some objects, numbered from 1; the first is the catalogue."""
    data, offsets = b"%PDF-1.4\n", []
    for number, inner in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, inner)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        data
        + head
        + table
        + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            len(data),
        )
    )


def test_a_page_tree_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cycle.pdf"
    path.write_bytes(
        assembled(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")
    )

    assert refusal(load, path)


def test_a_file_that_claims_a_million_pages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "million.pdf"
    path.write_bytes(
        assembled(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        )
    )

    assert refusal(load, path)


def test_a_stream_packed_many_times_is_refused_or_read_in_a_moment(tmp_path: Path) -> None:
    packed = b" " * 20_000_000
    for _ in range(3):
        packed = zlib.compress(packed, 9)
    stream = b"<< /Length %d /Filter [/FlateDecode /FlateDecode /FlateDecode] >>\nstream\n" % len(packed)
    path = tmp_path / "packed.pdf"
    path.write_bytes(
        assembled(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>",
            stream + packed + b"\nendstream",
        )
    )

    assert refusal(load, path)


def sample() -> bytes:
    def build(pdf: FPDF) -> None:
        write(pdf, PROSE)
        with pdf.table(headings_style=FontFace(emphasis="BOLD")) as table:
            for row in DATES:
                table.row(row)

    return saved(build)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_file_with_changed_bytes_is_refused_or_read_soundly(changes: list[tuple[float, int]]) -> None:
    data = bytearray(sample())
    for place, value in changes:
        data[int(place * len(data))] = value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "changed.pdf"
        path.write_bytes(data)
        with contextlib.suppress(UnreadableFile):
            assert_sound(load(path))


# Pdfium takes the same letters at the same place for a shadow, so that every text has a place of its own.
PLACES = st.tuples(
    st.integers(0, 4).map(lambda n: 5 + 45 * n),
    st.integers(1, 30).map(lambda n: 10 + 9 * n),
    st.sampled_from([6, 10, 18]),
    st.sampled_from(["", "B"]),
)
WORDS = st.text(st.sampled_from("ab 1.:-(i)"), min_size=1, max_size=12)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(PLACES, WORDS), max_size=25, unique_by=lambda item: item[0][:2]), st.lists(PLACES, max_size=6)
)
def test_any_page_is_read_soundly_and_the_same_each_time(
    written: list[tuple[tuple[int, int, int, str], str]], ruled: list[tuple[int, int, int, str]]
) -> None:
    def build(pdf: FPDF) -> None:
        pdf.text(10, 10, "Opening.")
        for (x, y, size, style), text in written:
            pdf.set_font("Helvetica", style, size)
            pdf.text(x, y, text)
        for x, y, size, _ in ruled:
            pdf.rect(x, y, size * 5, size * 2)

    data = saved(build)
    extract = read(data)

    assert read(data) == extract
    letters = Counter("".join("".join(text.split()) for _, text in written))
    assert letters <= Counter(extract.text)  # a cell that covers several rows is read in each
