"""PDF files -> headings, table rows, and lines, each a paragraph where the page's geometry shows one.

Reads letters, not pictures: a scanned page has no text, and the report says so. Leaves out headers and footers that
come back on page after page, notes at a page's foot, slanted text and contents lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as api

from assistant.errors import UnreadableFile
from ingest.lines import ITEM
from ingest.load.blocks import Extract
from ingest.load.pdf_furniture import Page, without_furniture, without_notes
from ingest.load.pdf_grids import Row, Table
from ingest.load.pdf_lines import Line, leading_of, lines_of, paragraphs, with_marks_joined
from ingest.load.pdf_page import PageText, read_page
from ingest.load.pdf_styles import Look, look_of
from ingest.load.pdf_tables import find_tables
from ingest.load.pieces import MAX_HEADING_WORDS, Piece, lay_out, with_headings_in_order, with_tabs_taken_apart

_NO_TITLE = re.compile(r"microsoft (?:word|powerpoint) - .*|untitled.*|.*\.(?:docx?|pdf|indd|pptx?|rtf)", re.I)
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}$")
_HYPHEN = re.compile(r"[A-Za-z]-$")

MAX_PAGES = 3_000
COLUMN = 12  # ems by which an item may be indented
MAX_TAIL = 4_096  # bytes of rubbish that may follow a file's end


def load_pdf(path: Path) -> Extract:
    """Read a PDF. Raises UnreadableFile where it is protected, damaged, cut short or a scan."""
    texts, title = _read(path, path.read_bytes())
    pages = [_page(number, text) for number, text in enumerate(texts, 1) if text is not None and text.segments]
    if not pages:
        say = "The PDF has no text: it seems to be a scan. Run text recognition (OCR) on it, or get the original file."
        raise UnreadableFile(f"{path}: no text", say=say)
    look = look_of([line for page in pages for line in page.lines])
    pages = without_furniture(pages)
    noted = [without_notes(page, look) for page in pages]
    warnings = [
        *_warnings(texts),
        *_named("footnotes left out", [p.number for p, q in zip(pages, noted, strict=True) if p != q]),
    ]
    text, blocks = lay_out(_spaced(_settled(list(_pieces(noted, look)))))
    return Extract(text, blocks, pages=len(texts), title=title, warnings=tuple(warnings))


def _read(path: Path, data: bytes) -> tuple[list[PageText | None], str]:
    """Each page's text, None where it cannot be read, and the document's own title."""
    _check_end(path, data)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        say = "The PDF is damaged: get it again, or print it to a new PDF."
        if error.err_code in (api.FPDF_ERR_PASSWORD, api.FPDF_ERR_SECURITY):
            say = "The PDF is protected by a password: save it without one."
        raise UnreadableFile(f"{path}: {error}", say=say) from error
    with closing(document):
        if len(document) > MAX_PAGES:
            raise UnreadableFile(
                f"{path}: too many pages", say=f"The PDF has over {MAX_PAGES} pages: cut it into parts."
            )
        title = " ".join(document.get_metadata_value("Title").split())
        return [_read_page(document, index) for index in range(len(document))], "" if _NO_TITLE.fullmatch(
            title
        ) else title


def _check_end(path: Path, data: bytes) -> None:
    """pdfium reads what it can of a file cut short, and does not say so."""
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data[end:].rstrip(b"\0\r\n\t ")) > MAX_TAIL:
        raise UnreadableFile(f"{path}: no end", say="The PDF is cut short: get it again.")


def _read_page(document: pdfium.PdfDocument, index: int) -> PageText | None:
    try:
        with closing(document[index]) as page:
            return read_page(page)
    except pdfium.PdfiumError:
        return None


def _warnings(texts: Sequence[PageText | None]) -> Iterator[str]:
    pages = [(number, text) for number, text in enumerate(texts, 1) if text is not None]
    yield from _named("pages that could not be read", [number for number, text in enumerate(texts, 1) if text is None])
    yield from _named("pages without text, blank or scanned", [number for number, text in pages if not text.segments])
    yield from _named("slanted or upright text left out", [number for number, text in pages if text.slanted])
    yield from _named("raised numbers left out as marks of notes", [number for number, text in pages if text.notes])
    yield from _named("letters that the file does not name", [number for number, text in pages if text.unknown])


def _named(what: str, numbers: Sequence[int]) -> Iterator[str]:
    if numbers:
        yield f"{what}: page {', '.join(map(str, numbers))}"


def _page(number: int, text: PageText) -> Page:
    segments = with_marks_joined(text.segments)
    tables = find_tables(segments, text.rules)
    used = {index for table in tables for row in table for index in row.segments}
    lines = lines_of((index, segment) for index, segment in enumerate(segments) if index not in used)
    kept = tuple(line for line in lines if not _LEADERS.search(line.text))
    return Page(number, kept, tuple(tables), text.notes)


def _pieces(pages: Sequence[Page], look: Look) -> Iterator[Piece]:
    leading = leading_of(page.lines for page in pages)
    header: tuple[str, ...] = ()
    for page in pages:
        if page is not pages[0]:
            yield Piece("break", page=page.number)
        placed: list[tuple[int, list[Line] | Table]] = [(p[0].first, p) for p in paragraphs(page.lines, leading)]
        placed += [(min(index for row in table for index in row.segments), table) for table in page.tables]
        for _, found in sorted(placed, key=lambda item: item[0]):
            if isinstance(found, list):
                yield from _from_lines(found, look, page)
                header = ()
            else:
                yield from _from_rows(found, header, page.number)
                header = header or found[0].cells


def _from_lines(lines: Sequence[Line], look: Look, page: Page) -> Iterator[Piece]:
    if level := look.heading_level(lines):
        yield Piece("heading", " ".join(line.text for line in lines), level, page=page.number, guessed=True)
        return
    # Where a line ends with a hyphen, repair looks whether the word has one.
    first, *rest = re.split(r"(?<=[A-Za-z]-)\n(?=[a-z])", look.text(lines))
    yield Piece("line", " " * _depth(lines[0], page) + first, page=page.number)
    yield from (Piece("line", part, page=page.number) for part in rest)


def _depth(line: Line, page: Page) -> int:
    """How far a list's item is indented, in ems from the margin of its column."""
    if not ITEM.match(line.text):
        return 0
    margin = min(other.left for other in page.lines if line.left - other.left < COLUMN * line.size)
    return round((line.left - margin) / line.size)


def _from_rows(table: Table, header: tuple[str, ...], page: int) -> Iterator[Piece]:
    """A table's rows, without the column names that are printed again where it goes on over a page."""
    rows: Sequence[Row] = table[1:] if table[0].cells == header else table
    for row in rows:
        names = row is table[0] and row.is_bold and not all(other.is_bold for other in table)
        yield Piece("row", cells=row.cells, header=names, page=page)


def _settled(pieces: Sequence[Piece]) -> list[Piece]:
    """Where a document's look marks its headings, a short line is none; else repair judges by the wording."""
    ordered = with_headings_in_order(pieces, plain="line")
    if any(piece.kind == "heading" for piece in ordered):
        ordered = [_as_paragraph(before, piece) for before, piece in pairwise([Piece("break"), *ordered])]
    return with_tabs_taken_apart(ordered)


def _as_paragraph(before: Piece, piece: Piece) -> Piece:
    if piece.kind != "line" or len(piece.text.split()) > MAX_HEADING_WORDS or _is_cut(piece) or _is_cut(before):
        return piece
    text = piece.text.lstrip()
    if match := ITEM.match(text):
        depth = len(piece.text) - len(text)
        return replace(piece, kind="item", text=text[match.end() :], level=depth, marker=match["marker"])
    return replace(piece, kind="paragraph")


def _is_cut(piece: Piece) -> bool:
    """True of a line that ends within a word."""
    return piece.kind == "line" and bool(_HYPHEN.search(piece.text))


def _spaced(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A blank line between paragraphs, which is how repair knows them; none within a word."""
    for before, piece in pairwise([Piece("break"), *pieces]):
        if piece.kind == before.kind == "line" and not (_is_cut(before) and piece.text[:1].islower()):
            yield Piece("line", page=piece.page)
        yield piece
