"""HTML tables: which hold data, and their rows with cells in their columns. Does not know what stands in a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

MAX_SPAN = 100  # columns or rows that one cell may cover; browsers stop at 1,000
MAX_COLUMNS = 200  # of a row, from which on a cell covers one column only


def is_data(table: LexborNode) -> bool:
    """True of a table that holds data, and does not only lay out the page."""
    if (table.attributes.get("role") or "").lower() in ("presentation", "none"):
        return False
    if any(inner.mem_id != table.mem_id for inner in table.css("table")):
        return False
    if table.css_first("th, caption") is not None:
        return True
    rows = list(_rows(table))
    return len(rows) > 1 and max(len(_cells(row)) for row in rows) > 1 and table.css_first("h1, h2, h3") is None


def rows_of(
    table: LexborNode, is_skipped: Callable[[LexborNode], bool], read: Callable[[LexborNode], str]
) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Each row's cells, and whether they are column names.

    A cell that covers several rows is read in each, so that no row loses its label; in the columns that it covers
    besides its first, nothing stands.
    """
    covered: dict[int, tuple[int, str]] = {}  # column -> for how many rows more an earlier cell covers it, and its text
    for row in _rows(table):
        if is_skipped(row):
            continue
        cells = [cell for cell in _cells(row) if not is_skipped(cell)]
        texts = _texts(cells, covered, read)
        if any(texts):
            in_head = row.parent is not None and row.parent.tag == "thead"
            yield tuple(texts), in_head or (bool(cells) and all(cell.tag == "th" for cell in cells))


def _texts(
    cells: list[LexborNode], covered: dict[int, tuple[int, str]], read: Callable[[LexborNode], str]
) -> list[str]:
    texts: list[str] = []
    fresh: dict[int, tuple[int, str]] = {}
    for cell in cells:
        _take_covered(texts, covered)
        text, across, down = read(cell), _span(cell, "colspan"), _span(cell, "rowspan")
        for column in range(across if len(texts) < MAX_COLUMNS else 1):
            fresh[len(texts)] = (down - 1, "" if column else text)
            texts.append("" if column else text)
    _take_covered(texts, covered)
    fresh |= {column: (left - 1, text) for column, (left, text) in covered.items()}
    covered.clear()
    covered.update({column: mark for column, mark in fresh.items() if mark[0] > 0})
    return texts


def _take_covered(texts: list[str], covered: dict[int, tuple[int, str]]) -> None:
    while len(texts) in covered:
        texts.append(covered[len(texts)][1])


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """A table's own rows, not those of a table within it."""
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "").strip()
    return min(max(1, int(value)), MAX_SPAN) if value.isdecimal() and len(value) < 7 else 1
