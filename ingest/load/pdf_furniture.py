"""What on a PDF's pages is not its text: running headers and footers, page numbers, notes at the foot.

Knows where such lines stand and that they come back; does not know what they say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.load.pdf_grids import Table
from ingest.load.pdf_lines import Line
from ingest.load.pdf_styles import Look

EDGE = 3  # lines at a page's head and foot that may be its furniture
APART = 1.5  # ems between them and the page's text
NOTE_SIZE = 0.95  # of the body's size, under which notes are set


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines and tables. `number` counts from 1; `notes` are the numbers of the note marks on it."""

    number: int
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    notes: frozenset[str]


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Pages without the lines at head or foot that come back at the same height on three of them.

    What comes back is the wording, digits aside, or the page's number at the line's start or end: of a number, two do.
    """
    seen = Counter(key for page in pages for key in {key for line in _edges(page) for key in _keys(page, line)})
    again = {key for key, count in seen.items() if count > 2 or (count == len(pages) == 2 and key[1])}
    return [_without(page, [line for line in _edges(page) if _keys(page, line) & again]) for page in pages]


def _keys(page: Page, line: Line) -> set[tuple[str, bool, int]]:
    """What may come back of a line: a text, whether it is the page's number (less the page's place), and its height."""
    words = line.text.split()
    numbers = [int(word) - page.number for word in (words[0], words[-1]) if word.isdecimal() and len(word) < 5]
    height = round(line.base)
    return {(re.sub(r"\d+", "#", line.text.lower()), False, height), *((str(n), True, height) for n in numbers)}


def _edges(page: Page) -> list[Line]:
    upwards = sorted(page.lines, key=lambda line: line.base)
    return [*_edge(upwards, bool(page.tables)), *_edge(upwards[::-1], bool(page.tables))]


def _edge(lines: Sequence[Line], has_tables: bool) -> Sequence[Line]:
    """The first lines from a page's foot or head, where space sets them apart from its text, which may be a table."""
    for count, (line, inner) in enumerate(pairwise(lines[: EDGE + 1]), 1):
        if abs(line.base - inner.base) > APART * line.size:
            return lines[:count]
    return lines if has_tables and len(lines) <= EDGE else ()


def _without(page: Page, left_out: Iterable[Line]) -> Page:
    gone = {line.first for line in left_out}
    return replace(page, lines=tuple(line for line in page.lines if line.first not in gone))


def without_notes(page: Page, look: Look) -> Page:
    """A page without the small print at its foot that starts with the number of a note mark on the page."""
    small = [line for line in page.lines if line.size < NOTE_SIZE * look.size]
    starts = [line for line in small if (match := re.match(r"\d+", line.text)) and match.group() in page.notes]
    top = max((line.base for line in starts), default=-1e9)
    return _without(page, [line for line in small if line.base <= top])
