"""What every loader gives: the file's own extracted text, and its blocks in reading order as ranges of that text.

Knows no file format.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Span


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the extracted text.

    `kind` is "line" (a raw line, or lines that a page's geometry shows to be of one paragraph; repair decides what it
    belongs to), "paragraph", "heading", "item", "row" (of a table) or "break" (a page break, empty). `level` is a
    heading's level (1 is the highest) or an item's depth (0 is the outermost, and only the order of depths means
    something). `marker` is an item's printed mark ("•", "1.", "(ii)"), inside `start:end` or not printed at all.
    `cells` are a row's cells in order, empty ones included; `header` marks a row of column names.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    marker: str = ""
    cells: tuple[Span, ...] = ()
    header: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """A file read. `title` is what the format itself calls the document, if anything; `warnings` are for the report."""

    text: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    title: str = ""
    warnings: tuple[str, ...] = ()
