"""The front of a document: what stands before its text (masthead, addressees, dates, fields), and its title.

Knows the forms of letters, papers and pages; `describe.py` reads what the front says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.headings import BYLINE, FIELD
from ingest.lines import leads_on
from ingest.parts import Part
from ingest.signatures import SALUTATION

SUBJECT = re.compile(r"^(?:re|subject)\s*:\s*", re.I)
_TITLE_FIELD = re.compile(r"^(?:title|report title|subject)\s*:?$", re.I)
_TITLE_LINE = re.compile(r"^(?:(?:report )?title|subject|re)\s*:\s*(?=\S)", re.I)
_FIELD_CELL = re.compile(
    r"^(?:title|author|sponsor|for|purpose|agenda item|paper|report (?:of|by|to|title)|presented by|lead|date|meeting"
    r"|(?:previously )?considered (?:\w+ )?by|action|contact|status|version|owner|reference)\b\W*(?:\w+\W*){0,2}$",
    re.I,
)
_DATED = re.compile(r"\b(?:updated|reviewed|published|issued|posted)\b.*\d{4}", re.I)
_NAVIGATION = re.compile(r"^home\b|\s[>›»|]\s|\s/\s", re.I)
_FULL_DATE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)? (?:[A-Z][a-z]+) \d{4}\b")
_ENDED = re.compile(r"[.:;]$")
_BODY_NAME = re.compile(
    r"^[^:?]*\b(?:board|authority|trust|council|committee|partnership|office|department|agency|association|network"
    r"|commission|executive|institute|society|directorate|federation|alliance)(?:\s*\([A-Z]+\))?$"
    r"|^(?:the )?(?:association|society|institute|department|office|ministry|federation|royal college) (?:of|for)\b"
    r"[^:?]*$",
    re.I,
)
FRONT_PARTS = 60
PAGE_PARTS = 20  # a page without a salutation comes to its text sooner
LONG = 25  # words; a front line is shorter
SENTENCE = 4  # words; a shorter text with a full stop may be a label
DATED = 16  # words; a longer text that says when it was published says more than that


@dataclass(frozen=True, slots=True)
class Front:
    """The first `count` parts are front matter; the part at `title` (None where none is printed) gives the `name`."""

    count: int
    title: int | None
    name: str
    is_letter: bool = False


def find_front(parts: Sequence[Part]) -> Front:
    """Where a document's front ends, and what it is called."""
    for index, part in enumerate(parts[:FRONT_PARTS]):
        if SALUTATION.match(part.text.text):
            return _front_of_letter(parts, index)
    return _front_of_page(parts)


def _front_of_letter(parts: Sequence[Part], salutation: int) -> Front:
    first = salutation + 1
    named = [n for n, part in enumerate(parts[: first + 3]) if SUBJECT.match(part.text.text)]
    below = [first] if first < len(parts) and parts[first].kind == "heading" else []
    title = next(iter(named + below), None)
    return Front(first, title, _name(parts[title]) if title is not None else "", True)


def _front_of_page(parts: Sequence[Part]) -> Front:
    body = next((n for n, part in enumerate(parts[:PAGE_PARTS]) if _is_body(part)), None)
    if body is None:  # short lines and no text below them: they are the text
        titled = bool(parts) and parts[0].kind == "heading"
        return Front(0, 0 if titled else None, _name(parts[0]) if titled else "")
    if 0 < body < len(parts) and parts[body].kind in {"item", "row"} and _introduces(parts[body - 1]):
        body -= 1
    run = body
    while run > 0 and parts[run - 1].kind == "heading":
        run -= 1
    title, name = _title(parts, run, body)
    count = run if title is None or title < run else title + 1
    return Front(count, title, name)


def _introduces(part: Part) -> bool:
    text = part.text.text
    return part.kind == "paragraph" and (text.endswith(":") or leads_on(text)) and not FIELD.match(text)


def _is_body(part: Part) -> bool:
    """True of a part that is text, not a title, a field or a date."""
    text = part.text.text
    count = len(text.split())
    if part.kind == "row":
        return bool(part.columns) or not _FIELD_CELL.match(part.cells[0].text)
    if part.kind == "heading":
        return False
    if FIELD.match(text) or BYLINE.match(text) or (_DATED.search(text) and count < DATED):
        return count > 2 * LONG
    introduces = count > 2 and text.endswith(":")
    return part.kind == "item" or count > LONG or introduces or (count >= SENTENCE and text.endswith("."))


def _title(parts: Sequence[Part], run: int, body: int) -> tuple[int | None, str]:
    """The title's place and words: a field, a marked heading, or the fullest line above the text.

    `parts[run:body]` are the headings right above the text: all but the title head sections.
    """
    named = next(filter(None, map(_named_by_field, parts[:body])), "")
    if named:
        return None, named
    for index, part in enumerate(parts[:body]):
        if part.kind == "heading" and part.level == 1:
            return index, _name(part)
    lines = [n for n in range(body) if _may_be_title(parts[n])]
    others = [n for n in lines if not is_masthead(parts[n].text.text, n == lines[0] and len(lines) > 1)]
    fullest = sorted((n for n in others if n < run), key=lambda n: -len(parts[n].text.text.split()))
    title = next(iter(fullest + others + lines), None)
    return title, _name(parts[title]) if title is not None else ""


def _named_by_field(part: Part) -> str:
    if part.kind == "row" and _TITLE_FIELD.match(part.cells[0].text):
        return " ".join(cell.text for cell in part.cells[1:] if cell)
    match = _TITLE_LINE.match(part.text.text)
    return part.text.text[match.end() :] if match else ""


def _may_be_title(part: Part) -> bool:
    text = part.text.text
    if part.kind not in {"heading", "paragraph"} or _ENDED.search(text) or _FULL_DATE.search(text):
        return False
    return not (FIELD.match(text) or BYLINE.match(text) or _NAVIGATION.search(text))


def is_masthead(text: str, first: bool) -> bool:
    """True of the name of a body, a paper or a site: "Severn Trust Board", or a first line of few capitalised words."""
    words = text.split()
    capitalised = all(word[:1].isupper() or len(word) <= 3 for word in words)
    return bool(_BODY_NAME.search(text)) or (first and len(words) <= 4 and capitalised and not re.search(r"[?:]", text))


def _name(part: Part) -> str:
    return SUBJECT.sub("", part.text.text)
