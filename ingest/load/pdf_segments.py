"""Glyphs with their places -> segments: text on one line without much space in it. Marks of notes are left out.

Geometry only; asks no library, and knows nothing of lines or tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.load.pieces import Run

BACK = 1.2  # ems back at most: the letters of a ligature share one place
APART = 1.4  # ems of white space that set text apart
SMALL = 0.85  # times a line's size, under which a raised letter is set
RAISED = 0.15  # ems above the line that a small letter is raised
SAME_LINE = 0.45  # ems that raised and lowered letters stand off their line


class Glyph(NamedTuple):
    """A letter, where it stands, and how large it is, in points; `turn` is its direction in quarter turns."""

    char: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    turn: int | None


class Rule(NamedTuple):
    """A straight line drawn on a page, across or down."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Segment:
    """Letters on one line without much space between them."""

    left: float
    right: float
    base: float
    size: float
    runs: list[Run] = field(default_factory=list)
    second_word: float | None = None  # where it starts

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)

    @property
    def is_bold(self) -> bool:
        return all(bold for text, bold in self.runs if text.strip())


def segments_of(glyphs: Sequence[Glyph], walls: Sequence[Rule]) -> tuple[tuple[Segment, ...], frozenset[str]]:
    """Glyphs in the order of drawing as segments, which no wall crosses, and the numbers of the note marks left out."""
    segments: list[Segment] = []
    notes: set[str] = set()
    mark, spaced = "", False
    for glyph in glyphs:
        if not glyph.char.strip():
            spaced = True
            continue
        goes_on = bool(segments) and _goes_on(segments[-1], glyph, walls)
        if goes_on and _is_mark(segments[-1], glyph, mark):
            mark += glyph.char
            notes.add(mark)
            segments[-1].right = glyph.right
            continue
        if not goes_on:
            segments.append(Segment(glyph.left, glyph.right, glyph.base, glyph.size))
        _add(segments[-1], glyph, spaced and goes_on)
        mark, spaced = "", False
    return tuple(segments), frozenset(notes)


def _goes_on(segment: Segment, glyph: Glyph, walls: Sequence[Rule]) -> bool:
    size = max(segment.size, glyph.size)
    gap = glyph.left - segment.right
    if abs(glyph.base - segment.base) > SAME_LINE * size or not -BACK * size < gap < APART * size:
        return False
    middle = segment.base + 0.3 * size
    wall = gap > 0.2 * size and any(
        segment.right - 1 < wall.left < glyph.left + 1 and wall.bottom <= middle <= wall.top for wall in walls
    )
    return not wall


def _is_mark(segment: Segment, glyph: Glyph, mark: str) -> bool:
    """True of a raised digit, and of what stands between two."""
    raised = glyph.size < SMALL * segment.size and glyph.base > segment.base + RAISED * segment.size
    return raised and (glyph.char.isdigit() or (bool(mark) and glyph.char in ",-–"))


def _add(segment: Segment, glyph: Glyph, spaced: bool) -> None:
    if glyph.size > segment.size * 1.1:  # a line may open with a small raised letter
        segment.size, segment.base = glyph.size, glyph.base
    text = f" {glyph.char}" if spaced and segment.runs else glyph.char
    if segment.second_word is None and text.startswith(" "):
        segment.second_word = glyph.left
    if segment.runs and segment.runs[-1][1] == glyph.bold:
        segment.runs[-1] = (segment.runs[-1][0] + text, glyph.bold)
    else:
        segment.runs.append((text, glyph.bold))
    segment.right = max(segment.right, glyph.right)
