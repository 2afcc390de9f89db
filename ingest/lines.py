"""Raw lines -> logical lines: hard wraps, split ordinals, hyphens and page breaks put right.

Knows what damage text extraction does; does not know what the text is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.text import Mapped
from ingest.load.blocks import Block

_BULLET = r"[•▪●◦○■□‣·]"
_SECTION_NUMBER = r"\d{1,3}(?:\.\d{1,3}){1,3}(?=\s+[\"'‘“(]?[A-Z£])"  # "2.3 The Board", not "2.3 per cent"
ITEM = re.compile(
    rf"^(?P<marker>{_BULLET}|[-*–](?=\s)|o(?=\s{{2,}})"
    r"|\((?:[ivxlc]{1,6}|[a-zA-Z]|\d{1,2})\)|(?:[ivx]{1,5}|[a-z])[.)](?=\s)"
    rf"|{_SECTION_NUMBER}|[A-Z]{{0,2}}\d{{1,3}}(?:\.\d{{1,3}})*[.)](?=\s))\s+(?=\S)"
)
_LONE_MARK = re.compile(rf"(?:{_BULLET}|\((?:[ivx]{{1,4}}|[a-z]|\d{{1,2}})\)|\d{{1,3}}[.)])$")
_NUMBER = re.compile(r"[A-Z]{0,2}\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+")
MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+")
ANNEX = re.compile(r"^(?:annex|appendix|schedule)\b(?:\s+[A-Z0-9]{1,3}\b)?", re.I)
LABEL = re.compile(r"^(?:\*\*|__)?(?P<label>[A-Z][a-z]*(?: [A-Za-z]+){0,3}) ?:(?:\*\*|__)?(?:\s|$)")
_ORDINAL_LINE = re.compile(r"^(?:st|nd|rd|th)$")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = re.compile(rf"^(?:{_MONTHS})\b", re.I)
_DAY = re.compile(rf"^\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})\b")
_TERMINAL = re.compile(r"[.!?:;…][\"'”’)\]*]*$|; (?:and|or)$")
_FUNCTION_WORD = re.compile(
    r"\b(?:a|an|the|and|or|nor|but|of|in|to|for|with|without|by|on|at|from|as|that|which|who|whose|where|when|if|than"
    r"|their|its|our|your|his|her|this|these|those|such|each|every|any|no|not|is|are|was|were|be|been|has|have|had"
    r"|will|would|must|should|may|can|into|between|within|under|over|about|after|before|until|since|per|via"
    r"|AN|THE|AND|OR|OF|IN|TO|FOR|WITH|BY|ON|AT|FROM|AS)$|&$"
)
_LEADING_WORD = re.compile(r"\b(?:to|must|should|will|shall|may|can|that|the|are|is|by)$")
_URL_LINE = re.compile(r"https?://\S+$")
_ADDRESSED = re.compile(r"(?:to|cc|copy to|copied to)\b\s*:", re.I)
_FIELD = re.compile(r"(?:to|cc|from|copy to|copied to|date|ref(?:erence)?|subject|re)\s*:", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line. `gap` is the number of blank lines before it; `trailing` the white space stripped from its end.

    `goes_on` says whether it continues the line before, where its place in the document has settled that already.
    """

    text: Mapped
    gap: int
    trailing: int = 0
    indent: int = 0
    page: int | None = None
    after_break: bool = False
    single: bool = True
    goes_on: bool | None = None


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
            trailing = len(raw.text) - stop
            found.append(Line(raw[indent:stop], gap, trailing, indent, block.page, broken))
            gap, broken = 0, False
    return found


def _says_something(text: str) -> bool:
    return bool(re.search(r"\w", text)) or text.strip().startswith("|") or bool(_LONE_MARK.match(text.strip()))


def _is_row(text: str) -> bool:
    """True of a line of a table: cells between bars or tabs. A tab behind a list mark only sets the mark apart."""
    match = ITEM.match(text)
    return text.startswith("|") or "\t" in text[match.end() if match else 0 :]


def is_row(line: Line) -> bool:
    """True of a line of a table."""
    return _is_row(line.text.text)


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


def margin_of(lines: Sequence[Line]) -> int | None:
    """The width at which lines were wrapped, or None where a line is a paragraph.

    Wrapped means: no line much over 130 characters, and often a line that ends no sentence before one in lower case.
    """
    plain = [line for line in lines if not is_row(line)]
    if len(plain) < 4:
        return None
    lengths = sorted(len(line.text) for line in plain)
    margin = lengths[int(0.9 * (len(lengths) - 1))]
    pairs = [(a, b) for a, b in pairwise(plain) if len(a.text) > 0.6 * margin]
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


def with_addresses(lines: list[Line], double_spaced: bool) -> list[Line]:
    """The lines of each address block told apart: an addressee a line, unless commas show one running text."""
    out = list(lines)
    for start, line in enumerate(lines):
        if not _ADDRESSED.match(line.text.text):
            continue
        block = _address_block(lines, start, double_spaced)
        running = any(other.text.text.endswith(",") for other in lines[start : block - 1])
        for index in range(start + 1, block):
            text, before = lines[index].text.text, lines[index - 1].text.text
            goes_on = not before.endswith(":") and (running or text[:1].islower() or hangs(before))
            out[index] = replace(lines[index], goes_on=goes_on)
    return out


def _address_block(lines: Sequence[Line], start: int, double_spaced: bool) -> int:
    """Where the block that starts with "To:" ends: at the first gap, or at the next field."""
    usual = 1 if double_spaced else 0
    stop = start + 1
    while stop < len(lines) and lines[stop].gap <= usual and not _FIELD.match(lines[stop].text.text):
        stop += 1
    return stop


def continues(before: Line, line: Line, margin: int | None, double_spaced: bool) -> bool:
    """True where `line` goes on with the sentence or paragraph of `before`."""
    if line.goes_on is not None:
        return line.goes_on
    text, own = before.text.text, line.text.text
    if MARKDOWN_HEADING.match(text) or is_row(before) or is_row(line) or _is_title_of_annex(text):
        return False
    if _FIELD.match(own) or (LABEL.match(own) and LABEL.match(text)):
        return False
    blank = line.gap > (1 if double_spaced else 0) and not line.after_break
    if is_marked(line):
        return margin is not None and not blank and _only_looks_marked(before, line, margin)
    lower = own[:1].islower() or bool(_DAY.match(own) and len(last_line(text)) > 0.6 * (margin or 0) + 20)
    if margin is None:
        return _continues_unwrapped(before, line, lower)
    if ended(before):
        return _is_full(before, line, margin) and not blank and before.trailing < 2 and not text.endswith(":")
    if lower:
        return True
    if blank and not double_spaced and len(last_line(text)) < 0.6 * margin:
        return False
    return hangs(text) or (_is_full(before, line, margin) and not blank)


def _is_title_of_annex(text: str) -> bool:
    match = ANNEX.match(text)
    return match is not None and match.end() == len(text.rstrip(":* "))


def _is_full(before: Line, line: Line, margin: int) -> bool:
    """True where the first word of `line` would not have fitted behind `before`, so that the line had to be broken."""
    return len(last_line(before.text.text)) + 1 + len(line.text.text.split(None, 1)[0]) > 0.93 * margin


def _only_looks_marked(before: Line, line: Line, margin: int) -> bool:
    """True of a wrapped line that only happens to start like a marked one: "… as set out in paragraph / 12. The"."""
    own, other = ITEM.match(line.text.text), ITEM.match(before.text.text)
    if own is None or ended(before) or before.text.text.endswith(",") or not _is_full(before, line, margin):
        return False
    if other is None:
        return not re.match(_BULLET, own["marker"])
    if is_number_marker(own["marker"]) and is_number_marker(other["marker"]):
        return last_number(own["marker"]) != last_number(other["marker"]) + 1
    return is_number_marker(other["marker"]) and not re.match(_BULLET, own["marker"])


def last_number(marker: str) -> int:
    """16 of "16.", 3 of "2.3", 4 of "A4."."""
    return int(re.findall(r"\d+", marker)[-1])


def _continues_unwrapped(before: Line, line: Line, lower: bool) -> bool:
    text = before.text.text
    if ended(before):
        return False
    if line.gap == 0 and not line.after_break:
        return lower or hangs(text) or text.endswith(",")
    return len(text) > 40 and (lower or hangs(text))


def last_line(text: str) -> str:
    """The part of a joined line that came last (lines are joined by a newline until they are tidied)."""
    return text.rsplit("\n", 1)[-1]


def join_lines(lines: Sequence[Line], margin: int | None, double_spaced: bool, repairs: Counter[str]) -> list[Line]:
    """Lines -> paragraphs, headings, items and rows, each one logical line."""
    vocabulary = {word.lower() for line in lines for word in re.findall(r"[\w-]+", line.text.text)}
    joined: list[Line] = []
    for line in lines:
        if joined and continues(joined[-1], line, margin, double_spaced):
            joined[-1] = _attach(joined[-1], line, vocabulary, repairs)
        else:
            joined.append(line)
    return [line if is_row(line) else replace(line, text=line.text.tidy()) for line in joined]


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
