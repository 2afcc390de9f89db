"""Pieces in reading order -> the extracted text and the blocks that point into it.

Knows labels and headings by their look (bold, short); knows no file format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from assistant.types import Span
from ingest.load.blocks import Block

Run = tuple[str, bool]  # text, and whether it is bold

_LABEL = re.compile(r"[^*_\n]{3,80}")
_SALUTATION = re.compile(r"dear\s+\w+", re.I)
_ENDED = re.compile(r"[.,;…][\"'”’)]*$")
MAX_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before it has its place in the text. A row's text is its cells; `guessed` marks a heading known by its look."""

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
    """The text of some runs; a bold label that it opens with is put between asterisks, as Markdown writes it.

    >>> with_label([("Governance:", True), (" each footprint", False)])
    '**Governance:** each footprint'
    """
    text = "".join(run for run, _ in runs)
    opening = "".join(run for run, _ in takewhile(lambda run: run[1] or not run[0].strip(), runs))
    label, rest = opening.strip(), text[len(opening.rstrip()) :]
    labels = label.endswith((":", ".", "–", "—")) or rest.startswith(":") or forced
    if not labels or not rest.strip() or not _LABEL.fullmatch(label):
        return text
    return f"{text[: len(opening) - len(opening.lstrip())]}**{label}**{rest}"


def looks_like_heading(runs: Sequence[Run]) -> bool:
    """True of a paragraph that is bold throughout, short, and not a sentence."""
    text = "".join(run for run, _ in runs).strip()
    bold = all(bold for run, bold in runs if run.strip())
    return bold and bool(re.search(r"\w", text)) and len(text.split()) <= MAX_HEADING_WORDS and not _ENDED.search(text)


def with_headings_in_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Guessed headings put below the marked ones; above a letter's salutation they are letterhead and addressees."""
    deepest = max((piece.level for piece in pieces if piece.kind == "heading" and not piece.guessed), default=0)
    salutation = next((n for n, piece in enumerate(pieces[:60]) if _SALUTATION.match(piece.text)), -1)
    return [_settled(piece, n < salutation, deepest) for n, piece in enumerate(pieces)]


def _settled(piece: Piece, is_front: bool, deepest: int) -> Piece:
    if not piece.guessed:
        return piece
    if is_front:
        return replace(piece, kind="paragraph", level=0)
    return replace(piece, level=deepest + max(1, piece.level))
