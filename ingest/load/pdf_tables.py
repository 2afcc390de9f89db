"""Segments of text and rules on a page -> the rows of its tables, ruled or only set in columns.

Geometry only: points from the page's foot upwards. Does not know what the text says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.load.pdf_grids import Table, drawn_rows, grids, row_of
from ingest.load.pdf_segments import Rule, Segment

LEAST_ROWS = {2: 4, 3: 3}  # rows that make unruled columns a table: two columns may be a signature block
GUTTER = 0.8  # ems between unruled columns
ROW_APART = 3.5  # ems from one row's line to the next at most
ROW_GAP = 1.15  # times the least distance of lines from which on a line starts a row


def find_tables(segments: Sequence[Segment], rules: Sequence[Rule]) -> list[Table]:
    """The tables of a page, each with its rows from the top down."""
    tables: list[Table] = []
    used: set[int] = set()
    for grid in grids(rules):
        inside = [index for index, segment in enumerate(segments) if index not in used and grid.holds(segment)]
        table = grid.rows(segments, inside)
        if sum(bool(cell) for row in table for cell in row.cells) > 1:
            tables.append(table)
            used |= set(inside)
    free = [index for index in range(len(segments)) if index not in used]
    return tables + list(_unruled(segments, free, rules))


Line = list[int]  # segments side by side, from the left
Gutter = tuple[float, float]  # where white space starts and ends


def _unruled(segments: Sequence[Segment], free: Sequence[int], rules: Sequence[Rule]) -> Iterator[Table]:
    """Lines one below the other that leave the same white space free, from top to bottom."""
    lines = _lines(segments, free)
    start = 0
    while start < len(lines):
        stop, gutters = _region(segments, lines, start)
        region = lines[start:stop]
        columns = len(gutters) + 1
        full = sum(len(line) > 1 for line in region)
        if columns > 1 and full >= LEAST_ROWS.get(columns, 3) and _is_read_across(segments, region, gutters):
            yield _unruled_rows(segments, region, gutters, rules)
        start = max(stop, start + 1)


def _lines(segments: Sequence[Segment], free: Sequence[int]) -> list[Line]:
    lines: list[Line] = []
    for index in sorted(free, key=lambda i: -segments[i].base):
        segment = segments[index]
        if lines and abs(segments[lines[-1][0]].base - segment.base) < 0.3 * segment.size:
            lines[-1].append(index)
        else:
            lines.append([index])
    return [sorted(line, key=lambda i: segments[i].left) for line in lines]


def _region(segments: Sequence[Segment], lines: Sequence[Line], start: int) -> tuple[int, list[Gutter]]:
    """Where the lines end that share a gutter with the line at `start`, and the gutters."""
    first = [segments[index] for index in lines[start]]
    gutters = [(a.right, b.left) for a, b in pairwise(first)]
    stop = start + 1
    while gutters and stop < len(lines):
        line = [segments[index] for index in lines[stop]]
        above = segments[lines[stop - 1][0]]
        if above.base - line[0].base > ROW_APART * above.size or _ends_region(line, first, gutters):
            break
        narrowed = [free for gutter in gutters for free in _narrowed(gutter, line)]
        if not narrowed:
            break
        gutters = narrowed
        stop += 1
    return stop, gutters


def _ends_region(line: Sequence[Segment], first: Sequence[Segment], gutters: Sequence[Gutter]) -> bool:
    """A lone bold or larger line in the first column is a heading below the table."""
    alone = len(line) == 1 and line[0].right < gutters[0][1]
    return alone and (line[0].size > 1.05 * first[0].size or (line[0].is_bold and len(first) > 1))


def _narrowed(gutter: Gutter, line: Sequence[Segment]) -> Iterator[Gutter]:
    """What a line leaves free of a gutter, where that is wide enough."""
    left, right = gutter
    for segment in line:
        if segment.right <= left or segment.left >= right:
            continue
        if segment.left > left and segment.right < right:
            return
        left, right = (left, segment.left) if segment.right >= right else (segment.right, right)
    if right - left >= GUTTER * line[0].size:
        yield left, right


def _column(segment: Segment, gutters: Sequence[Gutter]) -> int:
    return sum(segment.left >= right - 0.5 for _, right in gutters)


def _is_read_across(segments: Sequence[Segment], region: Sequence[Line], gutters: Sequence[Gutter]) -> bool:
    """True of a table: the file draws it row by row. Columns of prose it draws one after the other."""
    drawn = sorted(index for line in region for index in line)
    columns = [_column(segments[index], gutters) for index in drawn]
    return sum(a != b for a, b in pairwise(columns)) > 2 * len(gutters)


def _unruled_rows(
    segments: Sequence[Segment], region: Sequence[Line], gutters: Sequence[Gutter], rules: Sequence[Rule]
) -> Table:
    columns = {index: _column(segments[index], gutters) for line in region for index in line}
    starts = _starts([segments[line[0]].base for line in region], gutters, rules)
    if starts:
        bounds = pairwise([0, *starts, len(region)])
        parts = [[index for line in region[start:stop] for index in line] for start, stop in bounds]
    else:
        parts = drawn_rows(segments, columns)
    return tuple(row_of(segments, part, columns, len(gutters) + 1) for part in parts)


def _starts(bases: Sequence[float], gutters: Sequence[Gutter], rules: Sequence[Rule]) -> list[int]:
    """Which lines start a row: those below a rule, else those that stand apart; none where all stand alike."""
    ruled = [n for n in range(1, len(bases)) if _is_rule_between(rules, bases[n - 1], bases[n], gutters[0])]
    if len(ruled) > 1:
        return ruled
    gaps = [above - below for above, below in pairwise(bases)]
    apart = [n for n, gap in enumerate(gaps, 1) if gap > ROW_GAP * min(gaps)]
    return apart if len(apart) < len(gaps) else []


def _is_rule_between(rules: Sequence[Rule], above: float, below: float, gutter: Gutter) -> bool:
    return any(below < rule.top < above and rule.left <= gutter[0] and rule.right >= gutter[1] for rule in rules)
