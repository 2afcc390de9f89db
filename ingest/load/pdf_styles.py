"""The type that a PDF is set in -> which lines are headings, and of which level. Knows only sizes and bold letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.load.pdf_lines import Line
from ingest.load.pieces import Run, looks_like_heading, with_label

LARGER = 1.1  # times the body's size from which on text is a heading
MAX_WORDS = 24  # of a heading in larger type
MAX_LEVEL = 6
_ENDED = re.compile(r"[.,;…][\"'”’)]*$")
_INNER_NUMBER = re.compile(r"\d{1,2}((?:\.\d{1,2})+)\.?\s")


@dataclass(frozen=True, slots=True)
class Look:
    """The size of a document's body, whether that is bold, and the larger sizes of its headings, largest first."""

    size: float
    is_bold: bool
    larger: tuple[float, ...]

    def heading_level(self, lines: Sequence[Line]) -> int:
        """The level of the heading that some lines are, 0 of other text."""
        runs = _runs(lines)
        if any(line.has_gaps for line in lines):
            return 0
        if _is_larger(lines[0], self.size) and _is_title_like(runs):
            return min(MAX_LEVEL, 1 + self.larger.index(_rounded(lines[0])))
        if self.is_bold or not looks_like_heading(runs):
            return 0
        inner = _INNER_NUMBER.match(lines[0].text)
        return min(MAX_LEVEL, 1 + len(self.larger) + (inner[1].count(".") if inner else 0))

    def text(self, lines: Sequence[Line]) -> str:
        """The text of a paragraph, its label marked where bold letters set one off."""
        runs = _runs(lines)
        return "".join(text for text, _ in runs) if self.is_bold else with_label(runs)


def look_of(lines: Sequence[Line]) -> Look:
    """What most of a document is set in."""
    sizes: Counter[float] = Counter()
    bold = 0
    for line in lines:
        sizes[_rounded(line)] += len(line.text)
        bold += len(line.text) * line.is_bold
    if not sizes:
        return Look(0.0, False, ())
    size = sizes.most_common(1)[0][0]
    larger = {_rounded(line) for line in lines if _is_larger(line, size)}
    return Look(size, bold > 0.5 * sizes.total(), tuple(sorted(larger, reverse=True)))


def _rounded(line: Line) -> float:
    return round(line.size * 2) / 2


def _is_larger(line: Line, size: float) -> bool:
    return _rounded(line) >= LARGER * size


def _is_title_like(runs: Sequence[Run]) -> bool:
    text = "".join(text for text, _ in runs).strip()
    return bool(re.search(r"[^\W\d]", text)) and len(text.split()) <= MAX_WORDS and not _ENDED.search(text)


def _runs(lines: Sequence[Line]) -> list[Run]:
    runs: list[Run] = []
    for line in lines:
        if runs:
            runs.append(("\n", runs[-1][1]))
        runs += line.runs
    return runs
