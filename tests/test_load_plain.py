from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableFile
from ingest.load import LOADERS, load
from ingest.load.blocks import Extract
from ingest.load.numbering import printed_number
from ingest.load.plain import line_blocks, load_plain
from tests.load_files import assert_sound, refusal

TEXT = "Each footprint’s plan – café – costs £5.\n"


def loaded(data: bytes) -> Extract:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "note.txt"
        path.write_bytes(data)
        extract = load_plain(path)
        assert_sound(extract)
        return extract


def lines(extract: Extract) -> list[str]:
    return [extract.text[b.start : b.end] for b in extract.blocks if b.kind == "line"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_a_text_in_unicode_is_read_without_a_warning(encoding: str) -> None:
    data = b"\xff\xfe" + TEXT.encode("utf-16-le") if encoding == "utf-16-le-bom" else TEXT.encode(encoding)
    extract = loaded(data)

    assert extract.text == TEXT
    assert extract.warnings == ()


def test_a_text_that_is_not_utf_8_is_read_as_windows_text_and_said() -> None:
    extract = loaded(TEXT.encode("cp1252"))

    assert extract.text == TEXT
    assert "Windows-1252" in extract.warnings[0]


def test_damaged_utf_16_is_said() -> None:
    assert "damaged" in loaded(TEXT.encode("utf-16")[:-1]).warnings[0]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_systems_way(ending: str) -> None:
    assert lines(loaded(ending.join(["one", "", "two"]).encode())) == ["one", "", "two"]


def test_a_last_line_without_an_end_is_kept_and_a_form_feed_is_a_page_break() -> None:
    extract = loaded(b"one\ftwo\nlast")

    assert [block.kind for block in extract.blocks] == ["line", "break", "line", "line"]
    assert lines(extract) == ["one", "two", "last"]


@pytest.mark.parametrize("data", [b"\n \n\t\n", b"\xef\xbb\xbf"])
def test_a_text_of_white_space_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "blank.txt"
    path.write_bytes(data)

    assert "empty" in refusal(load_plain, path)


@pytest.mark.parametrize("data", [b"\x00\x01\x02abc", b"text " * 4_000 + b"\x00", TEXT.encode("utf-32")])
def test_binary_data_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "binary.txt"
    path.write_bytes(data)

    assert "not text" in refusal(load_plain, path)


@given(st.text(st.sampled_from("ab \n\f\t£")))
def test_lines_and_what_ends_them_are_the_whole_text(text: str) -> None:
    blocks = line_blocks(text)

    assert_sound(Extract(text, blocks))
    assert "".join(text[b.start : b.end] for b in blocks) == text.replace("\n", "").replace("\f", "")


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(sorted(LOADERS)))
def test_any_bytes_under_any_extension_are_refused_or_read_the_same_each_time(data: bytes, extension: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"any{extension}"
        path.write_bytes(data)
        try:
            extract = load(path)
        except UnreadableFile:
            return

        assert_sound(extract)
        assert load(path) == extract


@pytest.mark.parametrize("extension", sorted(LOADERS))
def test_an_empty_file_of_any_kind_is_refused(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"empty{extension}"
    path.touch()

    assert refusal(load, path) == "The file is empty."


def test_a_file_of_an_unknown_kind_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b")

    assert ".docx, .htm, .html, .markdown, .md, .pdf, .txt" in refusal(load, path)


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_001)

    assert "larger than 50 MB" in refusal(load, path)


def pdf(path: Path) -> None:
    document = FPDF()
    document.add_page()
    document.output(str(path))


def word(path: Path) -> None:
    docx.Document().save(str(path))


def spreadsheet(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("letter.txt", "x")


def page(path: Path) -> None:
    path.write_text("<!DOCTYPE html>\n<html><body><p>x</p></body></html>")


def rich(path: Path) -> None:
    path.write_text(r"{\rtf1 x}")


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)


def text(path: Path) -> None:
    path.write_text("Dear colleague")


@pytest.mark.parametrize(
    ("make", "extension", "words"),
    [
        (pdf, ".txt", "ends in .txt, but it holds a PDF: rename it to end in .pdf"),
        (pdf, ".docx", "rename it to end in .pdf"),
        (pdf, ".html", "rename it to end in .pdf"),
        (word, ".txt", "holds a Word file: rename it to end in .docx"),
        (word, ".pdf", "rename it to end in .docx"),
        (page, ".pdf", "holds a web page: rename it to end in .html"),
        (page, ".docx", "rename it to end in .html"),
        (spreadsheet, ".docx", "holds a spreadsheet: save it as .docx, .pdf or text"),
        (archive, ".docx", "holds an archive"),
        (archive, ".md", "holds an archive"),
        (rich, ".docx", "holds rich text: save it as .docx"),
        (picture, ".pdf", "holds a picture"),
        (text, ".pdf", "is no PDF: get it again"),
        (text, ".docx", "is no Word file: get it again"),
    ],
)
def test_a_file_under_a_wrong_extension_is_refused_with_advice(
    make: object, extension: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / f"file{extension}"
    assert callable(make)
    make(path)

    assert words in refusal(load, path)


def test_a_text_about_a_format_is_read(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text("A PDF starts with %PDF-1.7.")

    assert load(path).text == "A PDF starts with %PDF-1.7."


def test_a_web_page_kept_as_text_is_read_as_text(tmp_path: Path) -> None:
    page(tmp_path / "page.txt")

    assert load(tmp_path / "page.txt").text.startswith("<!DOCTYPE")


def test_reading_a_text_imports_no_library_of_another_format(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(TEXT)
    code = (
        "import sys; from pathlib import Path; from ingest.load import load; load(Path('note.txt'));"
        "print([name for name in ('docx', 'lxml', 'pypdfium2', 'selectolax') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (1, "decimal", "1"), (7, "decimalZero", "07"), (26, "lowerLetter", "z"), (28, "upperLetter", "BB"),
        (1999, "lowerRoman", "mcmxcix"), (4, "upperRoman", "IV"), (0, "lowerRoman", "0"), (-2, "lowerLetter", "-2"),
        (5, "no such form", "5"),
    ],
)  # fmt: skip
def test_numbers_are_printed_in_their_forms(number: int, form: str, printed: str) -> None:
    assert printed_number(number, form) == printed
