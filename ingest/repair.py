"""Blocks as loaded -> parts as a reader sees them, with the map back to the extracted text kept.

General mechanisms only: it knows kinds of damage and of markup, never a particular file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from assistant.text import Mapped
from ingest import lines as L
from ingest.load.blocks import Block, Extract
from ingest.parts import Part, Repaired

_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s]*)\)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\w)|(?<=[\w.,:;!?])\*(?!\w)")
_RUN_IN = re.compile(
    r"^(?:\*\*|__)(?P<label>[^*_\n]{3,80}?)(?P<colon>:?)(?:\*\*|__)(?P<after>:?)\s*(?:[–—-]\s+)?(?=\S)"
)
_WHOLE_BOLD = re.compile(r"^(?:\*\*|__)[^*_]+(?:\*\*|__):?$")
_URL = re.compile(r"https?://[^\s<>\")\]]+")
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
_SALUTATION = re.compile(r"^dear\s+\w+", re.I)
_CLOSING = re.compile(
    r"^(?:yours (?:sincerely|faithfully|truly)|kind regards|best wishes|with (?:thanks|best wishes))\b", re.I
)
_SENTENCE_END = re.compile(r"[.,;:…]$|[.!]['\"”’)]$")
_REPORTING = re.compile(r"\b(?:said|says|told|argued|argues|warned|warns|added|claimed|claims)\b")
_DATE_LINE = re.compile(r"^(?:date[d:]*\s*)?(?:\w+day,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+\d{4}$", re.I)
_ROLE = re.compile(
    r"\b(?:chief|director|ceo|chair(?:man|woman)?|secretary|president|officer|head of|minister|lead(?:er)?|manager)\b",
    re.I,
)
_ADDRESS = re.compile(r"^(?:to|cc|from|copy(?: to)?|copied to|for the attention of|by e-?mail)\b\s*:?", re.I)
_PIPE_RULE = re.compile(r"^\|?\s*:?-{3,}")
MAX_HEADING_WORDS = 14


def repair(extract: Extract) -> Repaired:
    """Put a file's text right."""
    repairs: Counter[str] = Counter()
    parts: list[Part] = []
    for is_line, group in groupby(extract.blocks, key=lambda block: block.kind in {"line", "break"}):
        blocks = list(group)
        if is_line:
            parts += _from_lines(blocks, extract.text, repairs)
        else:
            parts += [_from_block(block, extract.text) for block in blocks]
    parts = _joined_over_breaks(parts, repairs)
    urls, emails = _links(parts, repairs)
    parts = [_without_markup(part) for part in parts]
    parts = _whole_rows(parts, repairs)
    parts = _with_columns(parts)
    return Repaired(tuple(part for part in parts if part.text), urls, emails, dict(repairs))


def _from_block(block: Block, source: str) -> Part:
    text = Mapped.of(source, block.start, block.end)
    cells = tuple(Mapped.of(source, cell.start, cell.end).tidy() for cell in block.cells)
    part = Part(block.kind, text.tidy(), block.level, block.marker, cells=cells, page=block.page)
    if block.kind == "row":
        return replace(part, level=1 if block.header else 0, text=_row_text(cells))
    if block.kind == "item" and block.marker and text.text.startswith(block.marker):
        part = replace(part, text=text[len(block.marker) :].tidy())
    elif block.kind == "paragraph" and (match := L.ITEM.match(part.text.text)):
        part = replace(part, kind="item", marker=match["marker"], text=part.text[match.end() :])
    return part


def _row_text(cells: Sequence[Mapped]) -> Mapped:
    return Mapped.join([cell for cell in cells if cell], " | ")


def _from_lines(blocks: Sequence[Block], source: str, repairs: Counter[str]) -> list[Part]:
    lines = L.lines_of(blocks, source)
    lines = L.without_page_furniture(lines, repairs)
    lines = L.with_whole_ordinals(lines, repairs)
    lines = L.without_repeated_links(lines, repairs)
    lines = L.split_columns(lines, repairs)
    margin = L.margin_of(lines)
    joined = L.join_lines(lines, repairs)
    salutation = next((n for n, line in enumerate(joined[:60]) if _SALUTATION.match(line.text.text)), -1)
    return [_classify(line, n > salutation, margin) for n, line in enumerate(joined) if not _is_rule(line)]


def _is_rule(line: L.Line) -> bool:
    return bool(_PIPE_RULE.match(line.text.text)) or not re.search(r"\w", line.text.text)


def _classify(line: L.Line, in_body: bool, margin: int | None) -> Part:
    text = line.text
    if match := L.MARKDOWN_HEADING.match(text.text):
        return Part("heading", text[match.end() :], level=match.group().count("#"), page=line.page)
    if "\t" in text.text or text.text.startswith("|"):
        return _table_line(line)
    if match := L.ITEM.match(text.text):
        return Part("item", text[match.end() :], marker=match["marker"], page=line.page)
    if in_body and _WHOLE_BOLD.match(text.text) and len(text.text.split()) <= MAX_HEADING_WORDS:
        return Part("heading", text, level=3, page=line.page)
    if in_body and line.single and _is_heading(text.text, margin):
        return Part("heading", text, level=1 if _is_capitals(text.text) else 2, page=line.page)
    return Part("paragraph", text, page=line.page)


def _table_line(line: L.Line) -> Part:
    mark = "\t" if "\t" in line.text.text else "|"
    inner = line.text
    if mark == "|":
        text = inner.text
        inner = inner[1 : len(text) - (1 if text.endswith("|") else 0)]
    cells, start = [], 0
    for index, char in enumerate(inner.text + mark):
        if char == mark:
            cells.append(inner[start:index].tidy())
            start = index + 1
    return Part("row", _row_text(cells), cells=tuple(cells), page=line.page)


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 4 and sum(char.isupper() for char in letters) > 0.85 * len(letters)


def _is_heading(text: str, margin: int | None) -> bool:
    """A short line that starts like a title, ends like one, and says nothing that somebody said."""
    count = len(text.split())
    if count > MAX_HEADING_WORDS or _SENTENCE_END.search(text) or not re.match(r"[\"'‘“(]?[A-Z0-9]", text):
        return False
    if margin and len(text) > 0.8 * margin:
        return False
    if (
        _DATE_LINE.match(text)
        or _CLOSING.match(text)
        or _ADDRESS.match(text)
        or _URL.search(text)
        or _EMAIL.search(text)
    ):
        return False
    return not (_REPORTING.search(text) and count > 4) and not is_signature(text)


def is_signature(text: str) -> bool:
    """True of "Name, role, body": short, no verb, a role in it."""
    clean = text.replace("*", "")
    return bool(
        _ROLE.search(clean)
        and len(clean.split()) <= 24
        and re.match(r"(?:[A-Z][\w.'’-]+\s+){1,4}?[A-Z][\w'’-]+,\s", clean)
    )


def _joined_over_breaks(parts: list[Part], repairs: Counter[str]) -> list[Part]:
    """Loaded paragraphs that a page break cut in two, made whole (lines were joined before)."""
    out: list[Part] = []
    for part in parts:
        before = out[-1] if out else None
        cut = (
            before is not None
            and part.kind == "paragraph"
            and before.kind in {"paragraph", "item"}
            and before.page != part.page
            and part.text.text[:1].islower()
            and not re.search(r"[.!?:;]['\"”’)]?$", before.text.text)
        )
        if cut and before is not None:
            repairs["page break in mid-sentence"] += 1
            out[-1] = replace(before, text=Mapped.join([before.text, part.text]))
        else:
            out.append(part)
    return out


def _links(parts: Iterable[Part], repairs: Counter[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    urls: dict[str, None] = {}
    emails: dict[str, None] = {}
    for part in parts:
        for match in _LINK.finditer(part.text.text):
            if match[2] in {"", "#"}:
                repairs["dead link"] += 1
        for match in _URL.finditer(part.text.text):
            urls.setdefault(match.group().rstrip(".,;:"), None)
        for match in _EMAIL.finditer(part.text.text):
            emails.setdefault(match.group(), None)
    return tuple(urls), tuple(emails)


def _without_markup(part: Part) -> Part:
    label = ""
    if part.kind in {"paragraph", "item"} and (match := _RUN_IN.match(part.text.text)) and len(match["label"]) < 80:
        label = match["label"] if match.end() < len(part.text.text) else ""
        label = "" if is_signature(part.text.text) or re.match(r"[,.;]", part.text.text[match.end() :]) else label
    cells = tuple(_plain(cell) for cell in part.cells)
    return replace(part, text=_row_text(cells) if cells else _plain(part.text), cells=cells, label=label)


def _plain(text: Mapped) -> Mapped:
    """Markdown marks left out; the words of a link kept."""
    drops: list[tuple[int, int]] = [match.span() for match in _EMPHASIS.finditer(text.text)]
    for match in _LINK.finditer(text.text):
        drops += [(match.start(), match.start(1)), (match.end(1), match.end())]
    drops += [(m.end(1), m.start(2)) for m in re.finditer(r"\b(\d{1,2})\s+(st|nd|rd|th)\b", text.text)]
    return text.without(drops).tidy() if drops else text.tidy()


def _whole_rows(parts: list[Part], repairs: Counter[str]) -> list[Part]:
    """A table row that a page break cut: its rest, with empty cells, joins the row above."""
    out: list[Part] = []
    for part in parts:
        above = out[-1] if out and out[-1].kind == "row" else None
        if above is not None and part.kind == "row" and _is_rest_of_row(above, part):
            pairs = zip(above.cells, _padded(part.cells, len(above.cells)), strict=False)
            cells = tuple(Mapped.join([a, b]) if a and b else a or b for a, b in pairs)
            out[-1] = replace(above, cells=cells, text=_row_text(cells))
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


def _with_columns(parts: list[Part]) -> list[Part]:
    """Each table's rows given its column names; the row of names itself is left out, for it says nothing alone."""
    out: list[Part] = []
    for is_row, group in groupby(parts, key=lambda part: part.kind == "row"):
        rows = list(group)
        if is_row and len(rows) > 1 and _is_header(rows[0], rows[1:]):
            names = tuple(cell.text for cell in rows[0].cells)
            out += [replace(row, columns=names) for row in rows[1:]]
        else:
            out += rows
    return out


def _is_header(first: Part, rest: Sequence[Part]) -> bool:
    if first.level:
        return True
    cells = [cell.text for cell in first.cells]
    short = all(0 < len(cell.split()) <= 5 and not re.search(r"\d{2}", cell) for cell in cells)
    return short and len(cells) > 1 and max(len(row.text) for row in rest) > len(first.text)
