"""Segments of text on a page -> lines -> paragraphs, by distances and margins alone.

Joins only what the geometry shows to be one paragraph, and leaves the rest to repair. Knows a list's marks; does not
know pages' headers, headings or tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.lines import ITEM
from ingest.load.pdf_segments import Segment
from ingest.load.pieces import Run

_ENDED = re.compile(r"[.!?:;][\"'”’)]*$")
_MARK = re.compile(r"[•▪●◦○■□‣·*–-]|o|\(?(?:\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,6}|[a-zA-Z])[.)]|\d{1,3}(?:\.\d{1,3})+")
GAP = "\t"  # between segments of a line

LEADING = 1.3  # ems from line to line, where a document has too few lines to tell
TYPICAL = 0.75  # of the distances between lines lie within the leading
LOOSER = 1.12  # times the leading up to which lines are of one paragraph
INDENT = 0.6  # ems by which a line's start may differ
COLUMN = 8  # ems by which lines of a column may be indented
WIDE = 0.85  # of a column's text stands within its margin
RAGGED = 0.5  # ems by which a line may be too short for the word that did not fit


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its text in runs, and where it stands. `text_left` is where the text after a list's mark starts."""

    runs: tuple[Run, ...]
    left: float
    text_left: float
    right: float
    base: float
    size: float
    has_gaps: bool
    first: int

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)

    @property
    def is_bold(self) -> bool:
        return all(bold for text, bold in self.runs if text.strip())


def with_marks_joined(segments: Sequence[Segment]) -> list[Segment]:
    """A list's mark and the text to the right of it as one segment, however wide the space between them."""
    joined: list[Segment] = []
    text_follows = {
        id(a) for a, b in pairwise(segments) if _is_beside(a, b) and _MARK.fullmatch(a.text) and len(b.text) > 1
    }
    for segment in segments:
        if joined and id(joined[-1]) in text_follows:
            mark = joined.pop()
            runs = [*mark.runs, (" ", mark.runs[-1][1]), *segment.runs]
            joined.append(replace(segment, left=mark.left, second_word=segment.left, runs=runs))
        else:
            joined.append(segment)
    return joined


def _is_beside(a: Segment, b: Segment) -> bool:
    return abs(a.base - b.base) < 0.3 * max(a.size, b.size) and b.left > a.right - 0.5 * a.size


def lines_of(segments: Iterable[tuple[int, Segment]]) -> list[Line]:
    """Segments drawn one after the other on one height, as lines."""
    lines: list[Line] = []
    last: Segment | None = None
    for index, segment in segments:
        if last is not None and _is_beside(last, segment) and lines[-1].first + _count(lines[-1]) == index:
            runs = (*lines[-1].runs, (GAP, False), *segment.runs)
            lines[-1] = replace(lines[-1], runs=runs, right=segment.right, has_gaps=True)
        else:
            lines.append(_line(index, segment))
        last = segment
    return lines


def _line(index: int, segment: Segment) -> Line:
    marked = segment.second_word is not None and ITEM.match(segment.text)
    text_left = segment.second_word if marked and segment.second_word else segment.left
    return Line(tuple(segment.runs), segment.left, text_left, segment.right, segment.base, segment.size, False, index)


def _count(line: Line) -> int:
    return 1 + sum(text == GAP for text, _ in line.runs)


def leading_of(pages: Iterable[Sequence[Line]]) -> float:
    """How many ems a document's lines are apart where one surely goes on with the sentence of the one above."""
    ratios = sorted(
        (a.base - b.base) / a.size
        for lines in pages
        for a, b in pairwise(lines)
        if 0.9 * a.size < a.base - b.base < 3 * a.size and _is_same_size(a, b) and _runs_on(a, b)
    )
    return ratios[int(TYPICAL * len(ratios))] if ratios else LEADING


def _runs_on(a: Line, b: Line) -> bool:
    return len(a.text) > 20 and not _ENDED.search(a.text) and b.text[:1].islower() and not ITEM.match(b.text)


def _is_same_size(a: Line, b: Line) -> bool:
    return abs(a.size - b.size) < 0.05 * a.size


def paragraphs(lines: Sequence[Line], leading: float) -> list[list[Line]]:
    """A page's lines, those of one paragraph together."""
    found: list[list[Line]] = []
    margins: dict[tuple[int, int], float] = {}
    for line in lines:
        above = found[-1][-1] if found else line
        place = (round(above.left), round(above.size))
        if place not in margins:
            margins[place] = _margin(lines, above)
        if found and _goes_on(found[-1], line, leading * LOOSER, margins[place]):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _margin(lines: Sequence[Line], beside: Line) -> float:
    """How far to the right the lines of a column reach; a few wider ones stand above or below the column."""
    column = [line for line in lines if abs(line.left - beside.left) < COLUMN * beside.size]
    whole = within = sum(line.right - line.left for line in column)
    for line in sorted(column, key=lambda line: -line.right):
        within -= line.right - line.left
        if within <= WIDE * whole:
            return line.right
    return beside.right


def _goes_on(paragraph: Sequence[Line], line: Line, leading: float, margin: float) -> bool:
    last = paragraph[-1]
    if last.has_gaps or line.has_gaps or not _is_same_size(last, line):
        return False
    if not 0 < last.base - line.base < leading * last.size or ITEM.match(line.text):
        return False
    if last.is_bold and not line.runs[0][1] and len(paragraph) == sum(other.is_bold for other in paragraph):
        return False
    if not _is_in_line(paragraph, line):
        return False
    return last.right + _first_word(line) > margin - RAGGED * last.size


def _is_in_line(paragraph: Sequence[Line], line: Line) -> bool:
    """A paragraph's second line starts where its text starts, or further left; later ones where the second does."""
    last, tolerance = paragraph[-1], INDENT * line.size
    if len(paragraph) > 1:
        return abs(line.left - last.left) < tolerance
    return line.left < last.text_left + tolerance


def _first_word(line: Line) -> float:
    """The width of a line's first word and the space before it, taken from the line's own letters."""
    word = line.text.split(None, 1)[0]
    return (len(word) + 0.5) * (line.right - line.left) / max(1, len(line.text))
