"""Lines -> paragraphs: hard wraps, broken words and page breaks put right.

Knows how text is set in lines; does not know what it is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.text import Mapped
from ingest.lines import (
    ANNEX,
    BULLET,
    ITEM,
    MARKDOWN_HEADING,
    MONTHS,
    Line,
    ended,
    hangs,
    is_marked,
    is_number_marker,
    is_row,
    last_number,
)

_DAY = re.compile(rf"^\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS})\b(?!,? \d{{4}}$)")  # a whole date may stand alone
_LABEL = re.compile(r"^(?:\*\*|__)?(?P<label>[A-Z][a-z]*(?: [A-Za-z]+){0,3}) ?:(?:\*\*|__)?(?:\s|$)")
_ADDRESSED = re.compile(r"(?:to|cc|copy to|copied to)\b\s*:", re.I)
_FIELD = re.compile(r"(?:to|cc|from|copy to|copied to|date|ref(?:erence)?|subject|re)\s*:", re.I)


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
    if _FIELD.match(own) or (_LABEL.match(own) and _LABEL.match(text)):
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
        return not re.match(BULLET, own["marker"])
    if is_number_marker(own["marker"]) and is_number_marker(other["marker"]):
        return last_number(own["marker"]) != last_number(other["marker"]) + 1
    return is_number_marker(other["marker"]) and not re.match(BULLET, own["marker"])


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
