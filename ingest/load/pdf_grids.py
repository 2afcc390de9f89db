"""Rules on a page -> ruled tables, and the rows of the text within them.

Geometry only: points from the page's foot upwards. Does not know what the text says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.load.pdf_segments import Rule, Segment

TOUCH = 3.0  # points within which two rules meet
SCARCELY_RULED = 3  # places of rules across: the top, the foot, and one below the column names


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row: its cells' texts, whether it is bold throughout, and which segments it was made of."""

    cells: tuple[str, ...]
    is_bold: bool
    segments: tuple[int, ...]


Table = tuple[Row, ...]


def text_of(segments: Iterable[Segment]) -> str:
    """The lines of a cell as one; a hyphen at a line's end stays, without a space."""
    text = ""
    for segment in segments:
        joined = text.endswith("-") and text[-2:-1].isalpha() and segment.text[:1].islower()
        text += segment.text if joined or not text else f" {segment.text}"
    return text


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the places of its rules, and the rules themselves."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]  # from the top down
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]

    def holds(self, segment: Segment) -> bool:
        x, y = _middle(segment)
        return self.xs[0] < x < self.xs[-1] and self.ys[-1] < y < self.ys[0]

    def rows(self, segments: Sequence[Segment], inside: Sequence[int]) -> Table:
        places = {index: self._cell(*_middle(segments[index])) for index in inside}
        rows: list[Row] = []
        for row in range(len(self.ys) - 1):
            members = [index for index in inside if places[index][0] == row]
            columns = {index: places[index][1] for index in members}
            # Where no rule parts the rows below the column names, the order of drawing does.
            parts = drawn_rows(segments, columns) if len(self.ys) <= SCARCELY_RULED else [members]
            made = [row_of(segments, part, columns, len(self.xs) - 1) for part in parts if part]
            rows += [self._with_covered(made[0], row, rows), *made[1:]] if made else []
        return tuple(rows)

    def _with_covered(self, made: Row, row: int, above: Sequence[Row]) -> Row:
        """A row with the text of each cell above that covers it too."""
        if not above:
            return made
        cells = [
            text or ("" if self._is_ruled_above(row, column) else above[-1].cells[column])
            for column, text in enumerate(made.cells)
        ]
        return replace(made, cells=tuple(cells))

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        """The row and column of a place: of a cell that covers several, the first."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right([-y for y in self.ys], -y) - 1
        while column > 0 and not _crosses(self.down, self.xs[column], (self.ys[row] + self.ys[row + 1]) / 2):
            column -= 1
        while row > 0 and not self._is_ruled_above(row, column):
            row -= 1
        return row, column

    def _is_ruled_above(self, row: int, column: int) -> bool:
        middle = (self.xs[column] + self.xs[column + 1]) / 2
        return any(abs(rule.top - self.ys[row]) < TOUCH and rule.left < middle < rule.right for rule in self.across)


def row_of(segments: Sequence[Segment], members: Sequence[int], columns: Mapping[int, int], count: int) -> Row:
    """The row that some segments make, each in its column."""
    cells = tuple(text_of(segments[index] for index in members if columns[index] == n) for n in range(count))
    return Row(cells, all(segments[index].is_bold for index in members), tuple(members))


def drawn_rows(segments: Sequence[Segment], columns: Mapping[int, int]) -> list[list[int]]:
    """Segments parted into rows where their drawing goes back to an earlier column.

    Where cells are drawn whole, one after the other, any step back starts a row; where they are drawn line by line,
    only a step back to the first column does.
    """
    order = sorted(columns)
    whole = any(segments[b].base > segments[a].base + 0.3 * segments[a].size for a, b in pairwise(order))
    rows: list[list[int]] = [order[:1]]
    for a, b in pairwise(order):
        if columns[b] < columns[a] and (whole or columns[b] == 0):
            rows.append([])
        rows[-1].append(b)
    return rows


def _middle(segment: Segment) -> tuple[float, float]:
    return (segment.left + segment.right) / 2, segment.base + 0.3 * segment.size


def _crosses(down: Sequence[Rule], x: float, y: float) -> bool:
    return any(abs(rule.left - x) < TOUCH and rule.bottom < y < rule.top for rule in down)


def grids(rules: Sequence[Rule]) -> Iterator[Grid]:
    """Rules that meet, taken together: two rows and two columns at the least."""
    across = _merged(rule for rule in rules if rule.right - rule.left > rule.top - rule.bottom)
    turned = (Rule(r.bottom, r.left, r.top, r.right) for r in rules if r.right - r.left <= r.top - r.bottom)
    down = [Rule(r.bottom, r.left, r.top, r.right) for r in _merged(turned)]
    for group_across, group_down in _groups(across, down):
        xs = _places([x for rule in group_across for x in (rule.left, rule.right)] + [rule.left for rule in group_down])
        ys = _places([y for rule in group_down for y in (rule.bottom, rule.top)] + [rule.top for rule in group_across])
        if len(xs) > 2 and len(ys) > 2:
            yield Grid(tuple(xs), tuple(reversed(ys)), tuple(group_across), tuple(group_down))


def _merged(across: Iterable[Rule]) -> list[Rule]:
    """Rules along one line as one, drawn as they often are a cell at a time or twice."""
    merged: list[Rule] = []
    lines: dict[int, list[Rule]] = defaultdict(list)
    for rule in across:
        lines[
            next((y for y in (round(rule.top) + d for d in (0, -1, 1, -2, 2)) if y in lines), round(rule.top))
        ].append(rule)
    for line in lines.values():
        line.sort()
        merged.append(line[0])
        for rule in line[1:]:
            if rule.left <= merged[-1].right + TOUCH:
                merged[-1] = merged[-1]._replace(right=max(merged[-1].right, rule.right))
            else:
                merged.append(rule)
    return merged


def _groups(across: Sequence[Rule], down: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    left = list(down)
    waiting = list(across)
    while waiting:
        group_across, group_down = [waiting.pop(0)], list[Rule]()
        grew = True
        while grew:
            met = [rule for rule in left if any(_meet(other, rule) for other in group_across)]
            left = [rule for rule in left if rule not in met]
            more = [rule for rule in waiting if any(_meet(rule, other) for other in met)]
            waiting = [rule for rule in waiting if rule not in more]
            group_down += met
            group_across += more
            grew = bool(met or more)
        yield group_across, group_down


def _meet(across: Rule, down: Rule) -> bool:
    return (
        across.left - TOUCH < down.left < across.right + TOUCH and down.bottom - TOUCH < across.top < down.top + TOUCH
    )


def _places(values: Iterable[float]) -> list[float]:
    """Values in order, those that nearly agree as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > TOUCH:
            places.append(value)
    return places
