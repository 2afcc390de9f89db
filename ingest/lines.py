"""Raw lines: what each one is by its own marks, and the damage that lies in a line or two put right.

Knows lists, tables, ordinals and links; which lines belong together is `wraps.py`'s to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.text import Mapped
from ingest.load.blocks import Block

BULLET = r"[•▪●◦○■□‣·]"
_SECTION_NUMBER = r"\d{1,3}(?:\.\d{1,3}){1,3}(?=\s+[\"'‘“(]?[A-Z£])"  # "2.3 The Board", not "2.3 per cent"
ITEM = re.compile(
    rf"^(?P<marker>{BULLET}|[-*–](?=\s)|o(?=\s{{2,}})"
    r"|\((?:[ivxlc]{1,6}|[a-zA-Z]|\d{1,2})\)|(?:[ivx]{1,5}|[a-z])[.)](?=\s)"
    rf"|{_SECTION_NUMBER}|[A-Z]{{0,2}}\d{{1,3}}(?:\.\d{{1,3}})*[.)](?=\s))\s+(?=\S)"
)
TABLE_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_QUOTED = re.compile(r"(?:>\s)+")
_LONE_MARK = re.compile(rf"(?:{BULLET}|\((?:[ivx]{{1,4}}|[a-z]|\d{{1,2}})\)|\d{{1,3}}[.)])$")
_NUMBER = re.compile(r"[A-Z]{0,2}\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+")
MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+")
ANNEX = re.compile(r"^(?:annex|appendix|schedule)\b(?:\s+[A-Z0-9]{1,3}\b)?", re.I)
_ORDINAL_LINE = re.compile(r"^(?:st|nd|rd|th)$")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = re.compile(rf"^(?:{MONTHS})\b", re.I)
_TERMINAL = re.compile(r"[.!?:;…][\"'”’)\]*]*$|; (?:and|or)$")
_FUNCTION_WORD = re.compile(
    r"\b(?:a|an|the|and|or|nor|but|of|in|to|for|with|without|by|on|at|from|as|that|which|who|whose|where|when|if|than"
    r"|their|its|our|your|his|her|this|these|those|such|each|every|any|no|not|is|are|was|were|be|been|has|have|had"
    r"|will|would|must|should|may|can|into|between|within|under|over|about|after|before|until|since|per|via"
    r"|AN|THE|AND|OR|OF|IN|TO|FOR|WITH|BY|ON|AT|FROM|AS)$|&$"
)
_LEADING_WORD = re.compile(r"\b(?:to|must|should|will|shall|may|can|that|the|are|is|by)$")
_URL_LINE = re.compile(r"https?://\S+$")


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line. `gap` is the number of blank lines before it; `trailing` the white space stripped from its end.

    `goes_on` says whether it continues the line before, and `in_table` that it is a row, where its place in the
    document has settled that already.
    """

    text: Mapped
    gap: int
    trailing: int = 0
    indent: int = 0
    page: int | None = None
    after_break: bool = False
    single: bool = True
    goes_on: bool | None = None
    in_table: bool = False


def lines_of(blocks: Sequence[Block], source: str) -> list[Line]:
    """The lines that hold text, each with the blank lines before it counted; a ruled line is a blank one."""
    found: list[Line] = []
    gap, broken = 0, False
    for block in blocks:
        raw = Mapped.of(source, block.start, block.end)
        if block.kind == "break":
            broken = True
        elif not _says_something(raw.text):
            gap += 1
        else:
            text = raw.text.lstrip()
            edge = " \r\u00a0" if _is_row(text) and not text.startswith("|") else None  # an edge tab is an empty cell
            indent, stop = len(raw.text) - len(raw.text.lstrip(edge)), len(raw.text.rstrip(edge))
            quote = _QUOTED.match(text)
            indent += quote.end() if quote else 0
            trailing = len(raw.text) - stop
            found.append(Line(raw[indent:stop], gap, trailing, indent, block.page, broken))
            gap, broken = 0, False
    return found


def _says_something(text: str) -> bool:
    bare = text.strip()
    is_rule = "|" in bare and bool(TABLE_RULE.match(bare))
    return bool(re.search(r"\w", bare)) or is_rule or bare.startswith("|") or bool(_LONE_MARK.match(bare))


def _is_row(text: str) -> bool:
    """True of a line of a table: cells between bars or tabs. A tab behind a list mark only sets the mark apart."""
    match = ITEM.match(text)
    return text.startswith("|") or "\t" in text[match.end() if match else 0 :]


def is_row(line: Line) -> bool:
    """True of a line of a table."""
    return line.in_table or _is_row(line.text.text)


def with_tables(lines: list[Line]) -> list[Line]:
    """The lines above and below a ruled one marked as rows, where bars part their cells but do not enclose them."""
    out = list(lines)
    for index, line in enumerate(lines):
        if not TABLE_RULE.match(line.text.text):
            continue
        below = index + 1
        while below < len(lines) and lines[below].gap == 0 and "|" in lines[below].text.text:
            below += 1
        for place in range(max(0, index - 1), below):
            out[place] = replace(lines[place], in_table=True)
    return out


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


def with_whole_marks(lines: list[Line], repairs: Counter[str]) -> list[Line]:
    """A list mark alone on its line put before the line that it marks."""
    joined: list[Line] = []
    for line in lines:
        if joined and _LONE_MARK.match(joined[-1].text.text) and not is_marked(line):
            joined[-1] = replace(joined[-1], text=Mapped.join([joined[-1].text, line.text]), trailing=line.trailing)
            repairs["list mark on a line of its own"] += 1
        else:
            joined.append(line)
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


def ended(line: Line) -> bool:
    """True of a line that ends a sentence or introduces a list."""
    return bool(_TERMINAL.search(line.text.text))


def is_marked(line: Line) -> bool:
    """True of a line whose own marks say that it starts something."""
    text = line.text.text
    return bool(ITEM.match(text) or MARKDOWN_HEADING.match(text)) or is_row(line)


def is_number_marker(marker: str) -> bool:
    """True of "16.", "16)", "A4." and "2.3"."""
    return bool(_NUMBER.fullmatch(marker))


def hangs(text: str) -> bool:
    """True of a text that ends with a word which cannot end a sentence: "must be agreed by the"."""
    return bool(_FUNCTION_WORD.search(text))


def leads_on(text: str) -> bool:
    """True of a text that hangs as a lead-in does, "The Board is asked to": a heading may hang otherwise."""
    return bool(_LEADING_WORD.search(text))


def last_number(marker: str) -> int:
    """16 of "16.", 3 of "2.3", 4 of "A4."."""
    return int(re.findall(r"\d+", marker)[-1])
