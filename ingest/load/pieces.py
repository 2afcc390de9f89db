"""Pieces in reading order -> the extracted text and the blocks that point into it.

Knows labels, headings and columns by their look (bold, short, set apart by tabs); knows no file format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from assistant.types import Span
from ingest.lines import ITEM
from ingest.load.blocks import Block

Run = tuple[str, bool]  # text, and whether it is bold

_LABEL = re.compile(r"[^*_\n]{3,80}")
_SALUTATION = re.compile(r"dear\s+\w+", re.I)
_ENDED = re.compile(r"[.,;…][\"'”’)]*$")
_NUMBER = re.compile(r"[A-Z]?\d[\d.]*[.)]?\s|[A-Z][.)]\s")
_OPENING = re.compile(r"\S{1,5}|.*:")  # "(ii)" or "Our reference:": what a tab sets apart from its own text
MAX_HEADING_WORDS = 14
MAX_PART_WORDS = 12  # of text that tabs set side by side
GAP = "   "  # what the repair step takes for a space between columns


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before it has its place. A row's text is its cells; `guessed` marks a heading known by its look."""

    kind: str
    text: str = ""
    level: int = 0
    marker: str = ""
    cells: tuple[str, ...] = ()
    header: bool = False
    page: int | None = None
    guessed: bool = False


def lay_out(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text of the pieces, one after the other, and each as a range of it."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece in pieces:
        cells = tuple(" ".join(cell.split()) for cell in piece.cells)
        written = _written(piece, cells)
        end = at if piece.kind == "break" else at + len(written)
        spans = _cell_spans(cells, at)
        blocks.append(Block(piece.kind, at, end, piece.level, piece.marker, spans, piece.header, piece.page))
        parts.append(written)
        at += len(written) + 1
    return "".join(part + "\n" for part in parts), tuple(blocks)


def _written(piece: Piece, cells: Sequence[str]) -> str:
    if piece.kind == "break":
        return "\f"
    if piece.kind == "row":
        return "\t".join(cells)
    return f"{piece.marker} {piece.text}" if piece.marker else piece.text


def _cell_spans(cells: Sequence[str], at: int) -> tuple[Span, ...]:
    spans = []
    for cell in cells:
        spans.append(Span(at, at + len(cell)))
        at += len(cell) + 1
    return tuple(spans)


def with_label(runs: Sequence[Run], *, forced: bool = False) -> str:
    """The text of some runs; a bold label that opens it is put between asterisks, as Markdown writes it.

    >>> with_label([("2. ", False), ("Governance:", True), (" each footprint", False)])
    '2. **Governance:** each footprint'
    """
    mark, runs = _after_mark(runs)
    text = "".join(run for run, _ in runs)
    opening = "".join(run for run, _ in takewhile(lambda run: run[1] or not run[0].strip(), runs))
    label, rest = opening.strip(), text[len(opening.rstrip()) :]
    is_label = label.endswith((":", ".", "–", "—")) or rest.startswith(":") or forced
    if not is_label or not rest.strip() or not _LABEL.fullmatch(label):
        return mark + text
    return f"{mark}**{label}**{rest}"


def looks_like_heading(runs: Sequence[Run]) -> bool:
    """True of a paragraph that is bold throughout, short, and not a sentence; a number may stand before it.

    >>> looks_like_heading([("3. ", False), ("Contacts", True)])
    True
    """
    mark, runs = _after_mark(runs)
    text = "".join(run for run, _ in runs).strip()
    bold = all(bold for run, bold in runs if run.strip()) and bool(re.search(r"\w", text))
    # A numbered paragraph that only introduces its list is no heading.
    wrong_mark = mark and (not _NUMBER.match(mark) or text.endswith(":"))
    return bold and not wrong_mark and len(text.split()) <= MAX_HEADING_WORDS and not _ENDED.search(text)


def _after_mark(runs: Sequence[Run]) -> tuple[str, list[Run]]:
    """A printed list mark and the runs that follow it."""
    text = "".join(run for run, _ in runs)
    match = ITEM.match(text.lstrip())
    cut = len(text) - len(text.lstrip()) + match.end() if match else 0
    mark, rest = text[:cut], []
    for run, bold in runs:
        rest += [(run[cut:], bold)] if run[cut:] else []
        cut = max(0, cut - len(run))
    return mark, rest


def with_headings_in_order(pieces: Sequence[Piece], plain: str = "paragraph") -> list[Piece]:
    """Guessed headings put below the marked ones; above a letter's salutation they are letterhead and addressees."""
    deepest = max((piece.level for piece in pieces if piece.kind == "heading" and not piece.guessed), default=0)
    salutation = next((n for n, piece in enumerate(pieces[:60]) if _SALUTATION.match(piece.text)), -1)
    return [_settled(piece, plain if n < salutation else "heading", deepest) for n, piece in enumerate(pieces)]


def _settled(piece: Piece, kind: str, deepest: int) -> Piece:
    if not piece.guessed:
        return piece
    return replace(piece, kind=kind, level=deepest + max(1, piece.level) if kind == "heading" else 0)


def with_tabs_taken_apart(pieces: Sequence[Piece]) -> list[Piece]:
    """Text that tabs set side by side: three lines or more are a table, two a signature block, one its parts."""
    out: list[Piece] = []
    for (columns, page), group in groupby(pieces, key=lambda piece: (_columns(piece), piece.page)):
        same = list(group)
        if columns < 2:
            out += [replace(piece, text=piece.text.replace("\t", " ")) for piece in same]
        elif len(same) > 2:
            out += [Piece("row", cells=_tabbed(piece), page=page) for piece in same]
        elif len(same) == 2:
            out += [Piece("line", GAP.join(_tabbed(piece)), page=page) for piece in same]
        else:
            out += [replace(same[0], text=part) for part in _tabbed(same[0])]
    return out


def _tabbed(piece: Piece) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"\t+", piece.text))


def _columns(piece: Piece) -> int:
    parts = _tabbed(piece) if piece.kind in ("paragraph", "line") else ()
    short = all(0 < len(part.split()) <= MAX_PART_WORDS for part in parts)
    return len(parts) if short and len(parts) > 1 and not _OPENING.fullmatch(parts[0]) else 1
