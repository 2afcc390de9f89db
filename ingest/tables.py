"""Rows of tables: cells told apart, rows that a page cut made whole, column names put to the cells.

Knows the shape of tables; does not know what stands in them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from assistant.text import Mapped
from ingest.lines import TABLE_RULE, Line
from ingest.parts import Part

_NAME_WITH_NUMBER = re.compile(
    r"\b\d{4}[/-]\d{2,4}\b|\([^)]*\)|\b(?:year|option|quarter|lot|phase|stage|tier|band|part|q) ?\d\b", re.I
)


def row_of_line(line: Line, after: Line | None) -> Part:
    """The row that a line of cells is; a row of column names where a ruled line stands below it."""
    if TABLE_RULE.match(line.text.text):
        return Part("rule", line.text, page=line.page)
    mark = "\t" if "\t" in line.text.text and not line.text.text.startswith("|") else "|"
    inner = line.text
    if inner.text.startswith("|"):
        inner = inner[1 : len(inner) - (1 if inner.text.endswith("|") else 0)]
    cells, start = [], 0
    for index, char in enumerate(inner.text + mark):
        if char == mark:
            cells.append(inner[start:index].tidy())
            start = index + 1
    header = after is not None and mark == "|" and bool(TABLE_RULE.match(after.text.text))
    return Part("row", row_text(cells), level=1 if header else 0, cells=tuple(cells), page=line.page)


def row_text(cells: Sequence[Mapped]) -> Mapped:
    """The cells that hold something, told apart by bars."""
    return Mapped.join([cell for cell in cells if cell], " | ")


def with_whole_rows(parts: Sequence[Part], repairs: Counter[str]) -> list[Part]:
    """A table row that a page break cut: its rest, with empty cells, joins the row above."""
    out: list[Part] = []
    for part in parts:
        above = out[-1] if out and out[-1].kind == "row" else None
        if above is not None and part.kind == "row" and _is_rest_of_row(above, part):
            pairs = zip(above.cells, _padded(part.cells, len(above.cells)), strict=False)
            cells = tuple(Mapped.join([a, b]) if a and b else a or b for a, b in pairs)
            out[-1] = replace(above, cells=cells, text=row_text(cells))
            repairs["table row broken by a page"] += 1
        else:
            out.append(part)
    return out


def _is_rest_of_row(above: Part, part: Part) -> bool:
    filled = [(n, cell) for n, cell in enumerate(part.cells) if cell]
    if part.level or not filled or len(filled) >= max(2, len(above.cells)) or len(part.cells) > len(above.cells):
        return False
    return all(cell.text[:1].islower() and n < len(above.cells) and above.cells[n] for n, cell in filled)


def _padded(cells: Sequence[Mapped], count: int) -> list[Mapped]:
    return list(cells) + [Mapped("", ())] * (count - len(cells))


def with_columns(parts: Sequence[Part]) -> list[Part]:
    """Each table's rows given its column names; the row of names itself is left out, for it says nothing alone."""
    out: list[Part] = []
    for is_row, group in groupby(parts, key=lambda part: part.kind == "row"):
        rows = list(group)
        if is_row and len(rows) > 1 and _is_header(rows[0], rows[1:]):
            names = tuple(cell.text for cell in rows[0].cells) if rows[0].text else ()
            out += [replace(row, columns=names) for row in rows[1:]]
        else:
            out += rows
    return out


def _is_header(first: Part, rest: Sequence[Part]) -> bool:
    """True of a row marked as one of column names, or of one of short names above rows that give values."""
    if first.level:
        return True
    cells = [cell.text for cell in first.cells]
    short = all(0 < len(cell.split()) <= 5 and not _gives_value(cell) for cell in cells)
    named = len(cells) > 1 and all(not cell.endswith(":") for cell in cells)
    fits = all(len(row.cells) <= len(cells) for row in rest)
    longer = max(len(row.text) for row in rest) > len(first.text)
    return short and named and fits and (longer or _has_column_of_values(rest))


def _has_column_of_values(rows: Sequence[Part]) -> bool:
    """True where every row that has a cell in some column gives a value there."""
    columns = ([row.cells[n].text for row in rows if n < len(row.cells)] for n in range(len(rows[0].cells)))
    return any(column and all(_gives_value(cell) for cell in column) for column in columns)


def _gives_value(cell: str) -> bool:
    """True of a cell that holds a date, a sum or a number; "2023/24", "Year 1" and "Score (of 25)" name columns."""
    return bool(re.search(r"[£%\d]", _NAME_WITH_NUMBER.sub("", cell)))
