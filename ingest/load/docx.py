"""Word files -> headings, paragraphs, items with their printed numbers, and table rows, in the order of the body.

Reads what stands once tracked changes are accepted; leaves out comments, notes, page headers and contents lists. Does
not know pages, which a Word file does not keep.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from assistant.errors import UnreadableFile
from ingest.load.blocks import Extract
from ingest.load.docx_styles import Numbering, Styles, is_on, value_of
from ingest.load.docx_text import ALTERNATE, WRAPPERS, ParagraphText, preferred
from ingest.load.pieces import (
    Piece,
    Run,
    lay_out,
    looks_like_heading,
    with_headings_in_order,
    with_label,
    with_tabs_taken_apart,
)

Element = Any  # of lxml, whose classes python-docx makes at run time

_CONTENTS = re.compile(r"toc (?:heading|\d)")

MAX_UNPACKED = 200_000_000  # bytes
MAX_MEMBERS = 2_000
MAX_RATIO = 100  # of unpacked to packed bytes of a large member; Word's own XML packs to a fiftieth at the least
LARGE = 1_000_000  # bytes
MAX_PARAGRAPHS = 100_000  # about 2,500 pages, and eight seconds
MAX_COLUMNS = 200  # that one cell may cover
MAX_HEADING_WORDS = 30  # in a heading style, which some files use to number whole paragraphs
_WORDS = {
    "footnote": "footnotes are left out: {}",
    "comment": "comments are left out: {}",
    "deletion": "tracked deletions are left out: {}",
    "insertion": "tracked insertions are kept as text: {}",
    "hidden text": "runs of hidden text are left out: {}",
    "equation": "equations are left out: {}",
    "embedded file": "files embedded in this one are not read: {}",
}


def load_docx(path: Path) -> Extract:
    """Read a Word file. Raises UnreadableFile where it is protected, damaged, no Word file, empty, or a trap."""
    _check_archive(path)
    try:
        document = docx.Document(str(path))
    except Exception as error:  # the parts of a broken package fail in a dozen ways
        say = "The Word file is damaged or of another kind: open it in Word and save it as .docx."
        raise UnreadableFile(f"{path}: {error!r}", say=say) from error
    reader = _Reader(document)
    pieces = with_headings_in_order(with_tabs_taken_apart(list(reader.flow(document.element.body))))
    if not pieces:
        raise UnreadableFile(f"{path}: no text", say="The Word file has no text: what it shows may be pictures.")
    title = document.core_properties.title.strip()
    title = title or next((piece.text for piece in pieces if piece.kind == "heading" and not piece.level), "")
    warnings = tuple(_WORDS[what].format(count) for what, count in sorted(reader.left_out.items()) if count)
    text, blocks = lay_out(_below_title(pieces))
    return Extract(text, blocks, title=title, warnings=warnings)


def _check_archive(path: Path) -> None:
    """Traps are known by their sizes, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        say = "The Word file is damaged or cut short: get it again, or open it in Word and save it as .docx."
        raise UnreadableFile(f"{path}: {error}", say=say) from error
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFile(f"{path}: encrypted", say="The Word file is protected by a password: save it without one.")
    large = [member for member in members if member.file_size > LARGE]
    swollen = any(member.file_size > MAX_RATIO * max(1, member.compress_size) for member in large)
    if swollen or sum(member.file_size for member in members) > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        say = (
            "The Word file unpacks to more than a document can hold. If it is real, save it again without its pictures."
        )
        raise UnreadableFile(f"{path}: a zip bomb by its sizes", say=say)


class _Reader:
    """Reads a document once, from its first paragraph to its last, since lists are counted on the way."""

    def __init__(self, document: Any) -> None:
        self._styles = Styles(document.styles.element)
        related = document.part.rels.values()
        numbering = (rel.target_part.element for rel in related if rel.reltype == RELATIONSHIP_TYPE.NUMBERING)
        self._numbering = Numbering(next(numbering, None), self._styles)
        self._text = ParagraphText(self._styles)
        self._paragraphs = 0

    @property
    def left_out(self) -> Counter[str]:
        return self._text.left_out

    def flow(self, container: Element) -> Iterator[Piece]:
        """The pieces of a body, a cell or a text box."""
        for child in container.iterchildren("*"):
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag == qn("w:altChunk"):
                self.left_out["embedded file"] += 1
            elif child.tag == ALTERNATE:
                yield from self.flow(preferred(child))
            elif child.tag in WRAPPERS and not _is_contents(child):
                yield from self.flow(child)

    def _paragraph(self, paragraph: Element) -> Iterator[Piece]:
        self._paragraphs += 1
        if self._paragraphs > MAX_PARAGRAPHS:
            raise UnreadableFile("too many paragraphs", say="The Word file has too many paragraphs: cut it into parts.")
        runs, boxes = self._text.read(paragraph)
        marker, depth = self._numbering.next(paragraph) or ("", 0)
        properties = paragraph.find(qn("w:pPr"))
        if not _CONTENTS.match(self._styles.name(value_of(properties, "w:pStyle"))):
            yield from _pieces(runs, self._styles.heading_level(paragraph), marker, depth)
        for box in boxes:
            yield from self.flow(box)

    def _table(self, table: Element) -> Iterator[Piece]:
        rows = [row for row in _within(table, "w:tr") if value_of(row, "w:trPr/w:del") is None]
        cells = [list(_within(row, "w:tc")) for row in rows]
        if all(len(row) < 2 for row in cells):  # a box drawn round text
            for cell in (cell for row in cells for cell in row):
                yield from self.flow(cell)
            return
        above: list[str] = []
        in_head = True
        for row, in_row in zip(rows, cells, strict=True):
            above, is_bold = self._row(row, in_row, above)
            marked = is_on(row.find(qn("w:trPr")), "w:tblHeader")
            in_head = in_head and bool(marked or (is_bold and row is rows[0] and len(rows) > 1))
            if any(above):
                yield Piece("row", cells=tuple(above), header=in_head)

    def _row(self, row: Element, cells: Sequence[Element], above: Sequence[str]) -> tuple[list[str], bool]:
        """A row's texts, and whether all are bold. A cell that covers several rows is read in each."""
        texts = [""] * _span(value_of(row, "w:trPr/w:gridBefore"), 0)
        is_bold = True
        for cell in cells:
            pieces = list(self.flow(cell))
            is_bold = is_bold and all(piece.kind == "heading" for piece in pieces)
            text = "\n".join(_shown(piece) for piece in pieces)
            if value_of(cell, "w:tcPr/w:vMerge") in ("", "continue"):
                text = above[len(texts)] if len(texts) < len(above) else ""
            texts += [text, *[""] * (_span(value_of(cell, "w:tcPr/w:gridSpan"), 1) - 1)]
        return texts, is_bold


def _is_contents(element: Element) -> bool:
    gallery = value_of(element, "w:sdtPr/w:docPartObj/w:docPartGallery")
    return gallery == "Table of Contents"


def _within(element: Element, name: str) -> Iterator[Element]:
    """An element's own rows or cells, those that a content control or a tracked change wraps among them."""
    for child in element.iterchildren("*"):
        if child.tag == qn(name):
            yield child
        elif child.tag in WRAPPERS:
            yield from _within(child, name)


def _span(value: str | None, least: int) -> int:
    return min(max(least, int(value)), MAX_COLUMNS) if value and value.isdecimal() and len(value) < 7 else least


def _shown(piece: Piece) -> str:
    return " ".join(part for part in (piece.marker, piece.text, *piece.cells) if part)


def _pieces(runs: Sequence[Run], level: int | None, marker: str, depth: int) -> Iterator[Piece]:
    text = _even(with_label(runs))
    if not text:
        return
    if level is not None and len(text.split()) <= MAX_HEADING_WORDS:
        yield Piece("heading", _one_line(f"{marker} {_even(_plain(runs))}"), level)
    elif not depth and looks_like_heading([(f"{marker} ", False), *runs] if marker else runs):
        yield Piece("heading", _one_line(f"{marker} {text}"), guessed=True)
    elif marker:
        yield Piece("item", text.replace("\t", " "), depth, marker)
    else:
        # Two line breaks in a row set paragraphs apart; one does where tabs make columns.
        parts = re.split(r"\n" if "\t" in text else r"\n{2,}", text)
        yield from (Piece("paragraph", part.strip()) for part in parts if part.strip())


def _plain(runs: Sequence[Run]) -> str:
    return "".join(text for text, _ in runs)


def _even(text: str) -> str:
    return re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text.replace("\u00a0", " "))).strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _below_title(pieces: Sequence[Piece]) -> list[Piece]:
    """Headings one level down where the document's title has a style of its own."""
    down = any(piece.kind == "heading" and not piece.level for piece in pieces)
    return [replace(piece, level=piece.level + down) if piece.kind == "heading" else piece for piece in pieces]
