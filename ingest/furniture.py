"""Page headers, footers and numbers left out of raw lines.

Knows how printed pages repeat themselves; the furniture of web pages is `boilerplate.py`'s.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.lines import Line

_PAGE_MARK = r"page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
_PAGE_NUMBER = re.compile(rf"^(?:{_PAGE_MARK}|\d{{1,4}}(?:\s*of\s*\d{{1,4}})?|[-–—]\s*\d{{1,4}}\s*[-–—])$", re.I)
_WITH_PAGE = re.compile(rf"^(?P<rest>\S.{{0,80}}?)\s*(?:[|–—]|-(?=\s)|\s{{3,}})\s*{_PAGE_MARK}$", re.I)
_CODE = re.compile(r"^(?P<code>(?=\S*\d)(?=\S*[A-Z])[A-Z0-9]+(?:[/-][A-Z0-9]+)+)(?P<page>\s{3,}\d{1,4})?$")
MAX_LENGTH = 120


def without_page_furniture(lines: Sequence[Line], repairs: Counter[str]) -> list[Line]:
    """The lines that are content; the line behind each one left out is marked as standing behind a page break."""
    repeated, pages = _repeated(lines), 1 + sum(line.after_break for line in lines)
    repeated |= _codes(lines) | _counted(lines)
    kept: list[Line] = []
    broken = False
    for index, line in enumerate(lines):
        text = line.text.text
        number = bool(_PAGE_NUMBER.match(text)) and (pages > 1 or not text.isdecimal())
        if number or index in repeated or _WITH_PAGE.match(text):
            repairs["page header, footer or number left out"] += 1
            broken = True
        else:
            kept.append(replace(line, after_break=line.after_break or broken) if kept else line)
            broken = False
    return kept


def _repeated(lines: Sequence[Line]) -> set[int]:
    """The lines whose form (digits aside) stands at the edge of three pages, or of every page of two."""
    pages = 1 + sum(line.after_break for line in lines)
    if pages == 1:
        return set()
    edges: dict[int, str] = {}
    for index, line in enumerate(lines):
        near = any(other.after_break for other in lines[max(0, index - 1) : index + 3])
        if (near or index < 2 or index >= len(lines) - 2) and len(line.text) < MAX_LENGTH:
            edges[index] = re.sub(r"\d+", "#", line.text.text.lower())
    counted = Counter(edges.values())
    return {index for index, form in edges.items() if counted[form] >= (3 if pages > 2 else 2)}


def _counted(lines: Sequence[Line]) -> set[int]:
    """The lines that are nothing but the pages' numbers, one after the other from 1 or 2 on."""
    found = [index for index, line in enumerate(lines) if re.fullmatch(r"\d{1,3}", line.text.text)]
    numbers = [int(lines[index].text.text) for index in found]
    counted = len(numbers) > 1 and numbers[0] <= 2 and all(two == one + 1 for one, two in pairwise(numbers))
    return set(found) if counted else set()


def _codes(lines: Sequence[Line]) -> set[int]:
    """The lines that print nothing but the document's own reference again: "NCDO/2018/041", with a number or not."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        match = _CODE.match(line.text.text)
        if match and (match["page"] or any(match["code"] in other.text.text for other in lines[:index])):
            found.add(index)
    return found
