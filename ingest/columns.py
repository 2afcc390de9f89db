"""Text that stands side by side on a line, taken apart: tables, signature blocks read downwards, lines at their gaps.

Knows white space and what a signature looks like; leaves tables whose cells stand between tabs or bars.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assistant.text import Mapped
from ingest.lines import ITEM, Line, hangs, is_row
from ingest.signatures import ROLE, is_name

_GAP = re.compile(r"\s{3,}(?=\S)")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?$")
MAX_CELL_WORDS = 8
MAX_SHIFT = 3  # characters that a cell may stand out of line with its column
MIN_ROWS = 3
MAX_SIGNATURE_LINES = 6
MAX_SIGNATURE_GAP = 3  # blank lines between a name and the role below it

Cell = tuple[int, Mapped]  # the column where a text starts, and the text


def split_columns(lines: list[Line], double_spaced: bool, repairs: Counter[str]) -> list[Line]:
    """The lines with text that stood side by side on lines of its own."""
    out: list[Line] = []
    index = 0
    while index < len(lines):
        cells = _cells(lines[index])
        if block := _signature_block(lines, index, cells, double_spaced):
            out.append(replace(lines[index], text=_signatures(block), trailing=2))
            repairs["columns of a signature block paired"] += 1
            index += len(block)
            continue
        if table := _table(lines, index, cells, double_spaced):
            out += _rows(table, [at for at, _ in cells])
            repairs["columns of a table told apart"] += 1
            index += len(table)
            continue
        if len(cells) > 1:
            out.append(replace(lines[index], text=cells[0][1], trailing=2))
            out += [Line(cell, 1, 2, at, lines[index].page) for at, cell in cells[1:]]
            repairs["side-by-side text taken apart"] += 1
        else:
            out.append(lines[index])
        index += 1
    return out


def _cells(line: Line) -> list[Cell]:
    text = line.text.text
    if is_row(line) or ITEM.match(text) or len(text) > 160:
        return []
    starts = [0] + [match.end() for match in _GAP.finditer(text)]
    stops = [match.start() for match in _GAP.finditer(text)] + [len(text)]
    cells = [(line.indent + start, line.text[start:stop]) for start, stop in zip(starts, stops, strict=True)]
    first = cells[0][1].text
    if _NUMBER.match(first) or first.endswith(":") or any(len(cell.text.split()) > MAX_CELL_WORDS for _, cell in cells):
        return []  # "1   Background" is a numbered heading, "To:   Chairs" a field
    return cells


def _table(lines: Sequence[Line], start: int, first: list[Cell], double_spaced: bool) -> list[Line]:
    """The lines of a table whose columns stand in line, from its first on; [] where fewer than three rows do."""
    columns = [at for at, _ in first]
    stop, rows = start, 0
    while stop < len(lines) and len(columns) > 1 and (stop == start or lines[stop].gap <= (1 if double_spaced else 0)):
        cells = _cells(lines[stop])
        if not cells or any(min(abs(at - column) for column in columns) > MAX_SHIFT for at, _ in cells):
            break
        rows += len(cells) == len(columns)
        stop += 1
    return list(lines[start:stop]) if rows >= MIN_ROWS and 2 * rows >= stop - start else []


def _rows(table: Sequence[Line], columns: Sequence[int]) -> list[Line]:
    """The lines of a table as rows; a line that does not fill the columns goes on with the row above."""
    rows: list[tuple[Line, list[Mapped]]] = []
    for line in table:
        cells = [Mapped("", ()) for _ in columns]
        for at, cell in _cells(line):
            cells[min(range(len(columns)), key=lambda n: abs(columns[n] - at))] = cell
        if rows and not all(cells):
            above = rows[-1][1]
            above[:] = [
                Mapped.join([one, two]) if one and two else one or two for one, two in zip(above, cells, strict=True)
            ]
        else:
            rows.append((line, cells))
    return [replace(line, text=Mapped.join(cells, "\t"), in_table=True) for line, cells in rows]


def _signature_block(lines: Sequence[Line], start: int, names: list[Cell], double_spaced: bool) -> list[list[Cell]]:
    """The lines of names and roles that start at a line, each as its cells; [] where the line is not one of names."""
    if len(names) < 2 or not all(is_name(cell.text) for _, cell in names):
        return []
    block = [names]
    for line in lines[start + 1 : start + MAX_SIGNATURE_LINES]:
        cells = _cells(line)
        beside = len(cells) == len(names) and line.gap <= MAX_SIGNATURE_GAP
        below = 0 < len(cells) < len(names) and line.gap <= (1 if double_spaced else 0)
        if not beside and not below:
            break
        block.append(cells)
    has_role = any(ROLE.search(cell.text) for cells in block[1:] for _, cell in cells)
    return block if has_role and len(block[1]) == len(names) else []


def _signatures(block: Sequence[Sequence[Cell]]) -> Mapped:
    """ "Ann Lee, Director, Northern Office; Bo Ray, Chair": each column read downwards."""
    starts = [at for at, _ in block[0]]
    columns: list[list[Mapped]] = [[] for _ in starts]
    for cells in block:
        for place, (at, cell) in enumerate(cells):
            nearest = min(range(len(starts)), key=lambda column: abs(starts[column] - at))
            columns[place if len(cells) == len(starts) else nearest].append(cell)
    return Mapped.join([_down(column) for column in columns], "; ")


def _down(column: Sequence[Mapped]) -> Mapped:
    whole = column[0]
    for cell in column[1:]:
        whole = Mapped.join([whole, cell], " " if whole.text.endswith(",") or hangs(whole.text) else ", ")
    return whole
