"""Which unmarked lines are headings, and how high: what a typist shows by a short line of its own.

Knows the form of headings, not of any document; Markdown's and Word's own headings need no guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.lines import ANNEX, ITEM, MARKDOWN_HEADING, Line, ended, is_number_marker, is_row, leads_on
from ingest.parts import Part
from ingest.signatures import CLOSING, is_name, is_role, is_signature

_WHOLE_BOLD = re.compile(r"^(?:\*\*|__)[^*_]+(?:\*\*|__):?$")
_SENTENCE_END = re.compile(r"[.,;:…]$|[.!]['\"”’)]$")
_REPORTING = re.compile(r"\b(?:said|says|told|argued|argues|warned|warns|added|claimed|claims)\b")
_DATE_LINE = re.compile(r"^(?:date[d:]*\s*)?(?:\w+day,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+\d{4}$", re.I)
BYLINE = re.compile(r"^[Bb]y:?\s+(?:[A-Z][\w'’.-]+\s*){2,4}(?:[,|]|\d|$)")
FIELD = re.compile(
    r"^(?:(?:to|cc|from|subject|re|copy(?: to)?|copied to|for the attention of|for|title|author|sponsor|report of"
    r"|presented by|contact|date|published|publication date|issued(?: by| on)?|document (?:owner|number)|version|status"
    r"|classification|purpose|agenda item|paper|(?:page )?last (?:updated|reviewed)|(?:\w+ )?ref(?:erence)?)\s*:"
    r"|(?:agenda item|paper|version|(?:\w+ )?ref(?:erence)?)\s+(?-i:[A-Z]*)[\s/-]?\d"
    r"|(?:by|via) (?:e-?mail|post)\b|for (?:action|information)$"
    r"|(?:issued|published|updated|dated|posted)\b.{0,40}\b\d{4}\b|(?:cc|copy to)\b)",
    re.I,
)
_LINKED = re.compile(r"https?://|\b[\w.+-]+@[\w-]+\.[\w.-]+|\b0\d[\d ]{7,}|^home\s*[>/›»]|\s[>›»|]\s", re.I)
_TWO_SENTENCES = re.compile(r"[a-z\d]{2}[.!] [A-Z]")
MAX_WORDS = 14
MAX_NUMBERED_WORDS = 8
MAX_CAPITAL_WORDS = 24  # a letter's subject in capitals may be long
CAPITALS, PLAIN, BOLD = 2, 3, 5  # levels; 1 is the title's


def is_capitals(text: str) -> bool:
    """True of a line in capitals ("STPs" is not)."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 2 and sum(char.isupper() for char in letters) > 0.85 * len(letters)


def is_bold_heading(text: str) -> bool:
    """True of a short line that is bold as a whole."""
    return bool(_WHOLE_BOLD.match(text)) and len(text.split()) <= MAX_WORDS and not FIELD.match(text.strip("*_"))


def is_heading(line: Line, after: Line | None, margin: int | None, double_spaced: bool) -> bool:
    """A short line that starts like a title, ends like one, and says nothing that somebody said."""
    text = line.text.text
    if not line.single or not re.match(r"[\"'‘“(]?[A-Z0-9]", text) or _SENTENCE_END.search(text):
        return False
    if is_name(text) and after is not None and is_role(after.text.text):
        return False
    capitals = is_capitals(text)
    if len(text.split()) > (MAX_CAPITAL_WORDS if capitals else MAX_WORDS) or not _looks_like_title(text):
        return False
    if leads_on(text) and after is not None and _starts_list(after.text.text):
        return False  # "The Board is asked to" introduces the list below it
    alone = not double_spaced and line.gap > 0 and (after is None or after.gap > 0)
    return capitals or alone or margin is None or len(text) <= 0.8 * margin


def _looks_like_title(text: str) -> bool:
    if any(pattern.search(text) for pattern in (_DATE_LINE, CLOSING, FIELD, BYLINE, _LINKED, _TWO_SENTENCES)):
        return False
    return not (_REPORTING.search(text) and len(text.split()) > 4) and not is_signature(text)


def _starts_list(text: str) -> bool:
    match = ITEM.match(text)
    return match is not None and (not is_number_marker(match["marker"]) or match["marker"] in {"1.", "1)"})


def is_numbered_heading(line: Line, after: Line | None) -> bool:
    """True of "19. Key dates": a numbered line that is short, alone and no item of a list."""
    match = ITEM.match(line.text.text)
    if match is None or not is_number_marker(match["marker"]) or not line.single or after is None:
        return False
    title = line.text.text[match.end() :]
    short = len(title.split()) <= MAX_NUMBERED_WORDS and title[:1].isupper() and not ended(line)
    if not short or after.gap == 0 or not _looks_like_title(title):
        return False
    below = ITEM.match(after.text.text)
    return below is None or not is_number_marker(below["marker"]) or below["marker"].startswith(f"{_bare(match)}.")


def _bare(match: re.Match[str]) -> str:
    return match["marker"].rstrip(".)")


def starts_body(line: Line) -> bool:
    """True of a line that is a paragraph, an item or a row, not a heading or a part of an address."""
    text = line.text.text
    if MARKDOWN_HEADING.match(text) or ANNEX.match(text):
        return False
    return bool(ITEM.match(text)) or is_row(line) or ended(line) or len(text.split()) > MAX_WORDS


def with_levels(parts: Sequence[Part]) -> list[Part]:
    """The unmarked headings (level 0) given levels: those in capitals above the others, if any are."""
    parts = _without_stacks(parts)
    unmarked = [part.text.text for part in parts if part.kind == "heading" and part.level == 0]
    in_capitals = any(is_capitals(text) and len(text) > 5 for text in unmarked[1:])
    return [_with_level(part, in_capitals) if part.kind == "heading" and not part.level else part for part in parts]


def _without_stacks(parts: Sequence[Part]) -> list[Part]:
    """Unmarked headings with nothing to head made paragraphs: a text's last line, and all but the ends of a stack.

    The first lines of a text are such a stack too, and `front.py` tells them apart.
    """
    out = list(parts)
    body = next((n for n, part in enumerate(parts) if part.kind != "heading"), len(parts))
    for index in range(body, len(parts)):
        around = parts[index - 1 : index + 2]
        stacked = len(around) == 3 and all(_is_guessed(part) for part in around)
        if _is_guessed(parts[index]) and (stacked or index == len(parts) - 1):
            out[index] = replace(parts[index], kind="paragraph")
    return out


def _is_guessed(part: Part) -> bool:
    return part.kind == "heading" and part.level == 0


def _with_level(part: Part, in_capitals: bool) -> Part:
    dots = re.match(r"\d{1,3}((?:\.\d{1,3})*)[.)]?\s", part.text.text)
    depth = dots[1].count(".") if dots else 0
    return replace(part, level=(CAPITALS if in_capitals and is_capitals(part.text.text) else PLAIN) + depth)
