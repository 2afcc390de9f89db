"""Raw lines -> logical lines: hard wraps, split ordinals, hyphens, page headers and columns put right.

Knows what damage text extraction does; does not know what the text is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.text import Mapped
from ingest.load.blocks import Block

ITEM = re.compile(
    r"^(?P<marker>[•▪●◦○■□‣·]|[-*–](?=\s)|o(?=\s{2,})|\((?:[ivxlc]{1,6}|[a-zA-Z]|\d{1,2})\)|(?:[ivx]{1,5}|[a-z])[.)](?=\s)"
    r"|\d{1,3}(?:\.\d{1,3})*[.)]?(?=\s)(?<![\d\s]))\s+(?=\S)"
)
_NUMBER = re.compile(r"^\d{1,3}(?:\.\d{1,3})*[.)]$|^\d{1,3}\.\d{1,3}(?:\.\d{1,3})*$")
MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+")
_ORDINAL_LINE = re.compile(r"^(?:st|nd|rd|th)$")
_MONTH = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December)\b", re.I
)
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?$", re.I)
_TERMINAL = re.compile(r"[.!?:;…][\"'”’)\]*]*$")
_FUNCTION_WORD = re.compile(
    r"\b(?:a|an|the|and|or|of|in|to|for|with|by|on|at|from|as|that|which|who|their|its|our|your|this|these|is|are|be|will"
    r"|not|into|between|within|than|&)$",
    re.I,
)
_URL_LINE = re.compile(r"https?://\S+$")
_ADDRESS = re.compile(r"(?:to|cc|from|copied to|date|ref(?:erence)?|subject|re)\s*:", re.I)
_COLUMNS = re.compile(r"\S(?:\s{3,}|\t+\s*)(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line. `gap` is the number of blank lines before it; `trailing` the white space stripped from its end."""

    text: Mapped
    gap: int
    trailing: int = 0
    page: int | None = None
    after_break: bool = False
    single: bool = True


def lines_of(blocks: Sequence[Block], source: str) -> list[Line]:
    """The lines that hold text, each with the blank lines before it counted."""
    found: list[Line] = []
    gap, broken = 0, False
    for block in blocks:
        raw = Mapped.of(source, block.start, block.end)
        if block.kind == "break":
            broken = True
        elif not raw.text.strip():
            gap += 1
        else:
            edge = " \r\u00a0" if "\t" in raw.text.lstrip() else None  # a tab at a row's edge is an empty cell
            indent = len(raw.text) - len(raw.text.lstrip(edge))
            stop = len(raw.text.rstrip(edge))
            found.append(Line(raw[indent:stop], gap, len(raw.text) - stop, block.page, broken))
            gap, broken = 0, False
    return found


def without_page_furniture(lines: list[Line], repairs: Counter[str]) -> list[Line]:
    """Page numbers, and headers and footers that come back on page after page, left out.

    A line is furniture where its form (digits aside) stands at the edge of three pages, or of every page of two.
    """
    edges: Counter[str] = Counter()
    pages = 1 + sum(line.after_break for line in lines)
    at_edge: set[int] = set()
    for index, line in enumerate(lines):
        near = [other for other in range(max(0, index - 1), min(len(lines), index + 3)) if lines[other].after_break]
        if pages > 1 and (near or index < 2 or index >= len(lines) - 2):
            at_edge.add(index)
            edges[_form(line)] += 1
    enough = 3 if pages > 2 else 2
    kept = []
    for index, line in enumerate(lines):
        is_number = bool(_PAGE_NUMBER.match(line.text.text)) and (
            pages > 1 or line.text.text.lower().startswith("page")
        )
        repeated = index in at_edge and pages > 1 and edges[_form(line)] >= enough and len(line.text) < 120
        if is_number or repeated:
            repairs["page header, footer or number left out"] += 1
            if line.after_break and index + 1 < len(lines):
                lines[index + 1] = replace(lines[index + 1], after_break=True)
        else:
            kept.append(line)
    return kept


def _form(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.text.lower())


def with_whole_ordinals(lines: list[Line], repairs: Counter[str]) -> list[Line]:
    """`12` / `th` / `December` over three lines made one line."""
    joined: list[Line] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if joined and _ORDINAL_LINE.match(line.text.text) and re.search(r"\d$", joined[-1].text.text):
            whole = Mapped.join([joined[-1].text, line.text], "")
            trailing = line.trailing
            if index + 1 < len(lines) and _MONTH.match(lines[index + 1].text.text):
                index += 1
                whole = Mapped.join([whole, lines[index].text])
                trailing = lines[index].trailing
            joined[-1] = replace(joined[-1], text=whole, trailing=trailing)
            repairs["ordinal split over lines"] += 1
        else:
            joined.append(line)
        index += 1
    return joined


def without_repeated_links(lines: list[Line], repairs: Counter[str]) -> list[Line]:
    """A line that only prints again a link that the line before ends with is left out."""
    kept: list[Line] = []
    for line in lines:
        if kept and _URL_LINE.match(line.text.text) and line.text.text.rstrip("./") in kept[-1].text.text:
            repairs["link printed twice"] += 1
        else:
            kept.append(line)
    return kept


def split_columns(lines: list[Line], repairs: Counter[str]) -> list[Line]:
    """Side-by-side text taken apart: paired lines column by column, a lone line at its gaps. Tabs are tables: left."""
    out: list[Line] = []
    index = 0
    while index < len(lines):
        cells = _cells(lines[index])
        below = _cells(lines[index + 1]) if index + 1 < len(lines) else []
        if len(cells) > 1 and len(cells) == len(below):
            pairs = [Mapped.join([top, bottom], ", ") for top, bottom in zip(cells, below, strict=True)]
            out.append(replace(lines[index], text=Mapped.join(pairs, "; "), trailing=2))
            repairs["columns of a signature block paired"] += 1
            index += 2
            continue
        if len(cells) > 1:
            out.append(replace(lines[index], text=cells[0], trailing=2))
            out += [Line(cell, 1, 2, lines[index].page) for cell in cells[1:]]
            repairs["side-by-side text taken apart"] += 1
        else:
            out.append(lines[index])
        index += 1
    return out


def _cells(line: Line) -> list[Mapped]:
    text = line.text.text
    if "\t" in text or "|" in text or ITEM.match(text) or len(text) > 160:
        return []
    starts = [0] + [match.end() for match in _COLUMNS.finditer(text)]
    gaps = [match.start() + 1 for match in _COLUMNS.finditer(text)] + [len(text)]
    cells = [line.text[start:stop] for start, stop in zip(starts, gaps, strict=True)]
    return cells if all(len(cell.text.split()) <= 8 for cell in cells) else []


def margin_of(lines: Sequence[Line]) -> int | None:
    """The width at which lines were wrapped, or None where a line is a paragraph.

    Wrapped means: no line much over 130 characters, and often a line that ends no sentence before one in lower case.
    """
    plain = [line for line in lines if "\t" not in line.text.text]
    if len(plain) < 4:
        return None
    lengths = sorted(len(line.text) for line in plain)
    margin = lengths[int(0.9 * (len(lengths) - 1))]
    pairs = [(a, b) for a, b in zip(plain, plain[1:], strict=False) if len(a.text) > 0.6 * margin]
    runs_on = sum(not ended(a) and b.text.text[:1].islower() for a, b in pairs)
    return margin if margin <= 140 and runs_on >= max(2, 0.2 * len(pairs)) else None


def is_double_spaced(lines: Sequence[Line]) -> bool:
    """True where nearly every line has a blank line before it, so that a blank line says nothing."""
    return len(lines) > 5 and sum(line.gap >= 1 for line in lines[1:]) > 0.8 * (len(lines) - 1)


def ended(line: Line) -> bool:
    """True of a line that ends a sentence or introduces a list."""
    return bool(_TERMINAL.search(line.text.text))


def is_marked(line: Line) -> bool:
    """True of a line whose own marks say that it starts something."""
    text = line.text.text
    return bool(ITEM.match(text) or MARKDOWN_HEADING.match(text)) or "\t" in text or text.startswith("|")


def is_number_marker(marker: str) -> bool:
    """True of "16.", "16)" and "2.3"."""
    return bool(_NUMBER.match(marker))


def continues(before: Line, line: Line, margin: int | None, double_spaced: bool) -> bool:
    """True where `line` goes on with the sentence or paragraph of `before`."""
    text = before.text.text
    if _ADDRESS.match(line.text.text):
        return False
    if is_marked(line) or MARKDOWN_HEADING.match(text) or "\t" in text or text.startswith("|"):
        return False
    lower = line.text.text[:1].islower()
    if margin is None:
        return _continues_unwrapped(before, line, lower)
    first = line.text.text.split(None, 1)[0]
    full = len(last_line(text)) + 1 + len(first) > 0.93 * margin
    blank = line.gap > (1 if double_spaced else 0) and not line.after_break
    if ended(before):
        return full and not blank and before.trailing < 2 and not text.endswith(":")
    if lower or _FUNCTION_WORD.search(text):
        return True
    return full and not blank


def _continues_unwrapped(before: Line, line: Line, lower: bool) -> bool:
    text = before.text.text
    if ended(before):
        return False
    if line.gap == 0 and not line.after_break:
        return len(last_line(text)) < 100 or lower
    return len(text) > 40 and (lower or bool(_FUNCTION_WORD.search(text)))


def last_line(text: str) -> str:
    """The part of a joined line that came last (lines are joined by a newline until they are tidied)."""
    return text.rsplit("\n", 1)[-1]


def join_lines(lines: Sequence[Line], repairs: Counter[str]) -> list[Line]:
    """Lines -> paragraphs, headings, items and rows, each one logical line."""
    margin, double_spaced = margin_of(lines), is_double_spaced(lines)
    vocabulary = {word.lower() for line in lines for word in re.findall(r"[\w-]+", line.text.text)}
    joined: list[Line] = []
    for line in lines:
        if joined and continues(joined[-1], line, margin, double_spaced):
            joined[-1] = _attach(joined[-1], line, vocabulary, repairs)
        else:
            joined.append(line)
    return [line if "\t" in line.text.text else replace(line, text=line.text.tidy()) for line in joined]


def _attach(before: Line, line: Line, vocabulary: set[str], repairs: Counter[str]) -> Line:
    head, tail = re.search(r"([A-Za-z]+)-$", before.text.text), re.match(r"[a-z]+", line.text.text)
    if head and tail and _is_broken_word(head.group(1), tail.group(), vocabulary):
        repairs["hyphenated line end"] += 1
        whole = Mapped.join([before.text[: len(before.text) - 1], line.text], "")
    elif head and tail:
        whole = Mapped.join([before.text, line.text], "")
    else:
        whole = Mapped.join([before.text, line.text], "\n")
    if line.after_break:
        repairs["page break in mid-sentence"] += 1
    elif line.gap:
        repairs["blank line inside a paragraph"] += 1
    return replace(before, text=whole, trailing=line.trailing, single=False)


def _is_broken_word(head: str, tail: str, vocabulary: set[str]) -> bool:
    """True where the hyphen only marks the line's end: the whole word is known, or the hyphenated one is not."""
    if (head + tail).lower() in vocabulary:
        return True
    return f"{head}-{tail}".lower() not in vocabulary and head.lower() not in vocabulary
