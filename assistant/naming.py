"""How documents are named: by the assistant to a reader, and by a reader in a question. Knows descriptions only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from assistant.dates import MONTHS, speak
from assistant.types import Document, Passage

_REPORT_WORDS = re.compile(
    r"\b(?:article|press|news|report(?:ed|s|er)?|magazine|journal(?:ist)?|story|coverage)\b", re.I
)
_PAGE_WORDS = re.compile(r"\b(?:page|explainer|web ?site|webpage)\b", re.I)
_LETTER_WORDS = re.compile(r"\bletters?\b", re.I)
_ANNEX_WORDS = re.compile(r"\b(?:annex|appendix)\b", re.I)
NAMED, LIKELY = 2.0, 1.5  # points above which a question names a document, or may


def name(document: Document) -> str:
    """ "letter of 12 December 2016 (NHS England and NHS Improvement)"; a document without a date goes by its title."""
    who = f" ({document.publisher})" if document.publisher and len(document.publisher) <= 60 else ""
    if document.date and document.date_basis == "printed":
        return f"{document.kind} of {speak(document.date)}{who}"
    return f"{document.kind} “{document.title}”{who}"


def locator(passage: Passage) -> str:
    """Such as “Annex A, Stage 2, paragraph 11”: the outermost annex, the nearest heading, paragraph and page."""
    headings = [heading for heading in passage.headings if heading]
    in_annex = bool(headings) and bool(_ANNEX_WORDS.match(headings[0]))
    parts = list(dict.fromkeys([headings[0], headings[-1]] if in_annex else headings[-1:]))
    if passage.paragraph:
        parts.append(f"paragraph {passage.paragraph}")
    if passage.page:
        parts.append(f"page {passage.page}")
    return ", ".join(parts) or "opening lines"


def documents_named(text: str, documents: Iterable[Document], *, surely: bool = True) -> list[Document]:
    """The documents that a question names by date, kind, publisher or reference, surest first; [] where it names none.

    With `surely` off, a kind alone ("the article") names every document of that kind.
    """
    scored = [(_points(text, document), document) for document in documents]
    found = [(points, document) for points, document in scored if points >= (NAMED if surely else LIKELY)]
    return [document for points, document in sorted(found, key=lambda pair: -pair[0])]


def _points(text: str, document: Document) -> float:
    lower = text.lower()
    points = _dated(lower, document)
    if _publisher_named(lower, document):
        points += 2.0 if _kind_named(text, document) else 1.0
    elif _kind_named(text, document) and document.kind != "letter":
        points += 1.5
    if document.reference and document.reference.lower() in lower:
        points += 2.0
    if len(document.title) > 8 and document.title.lower() in lower:
        points += 2.0
    return points


def _dated(lower: str, document: Document) -> float:
    """2 where a question speaks of a letter of the document's month (and year and day, where it gives them)."""
    if document.date is None or not _kind_word(lower, document):
        return 0.0
    found = list(_month_of(document.date.month).finditer(lower))
    right = [match for match in found if _same_date(match, document.date)]
    return 2.0 if right else 0.0


def _same_date(match: re.Match[str], day: date) -> bool:
    return (match["year"] is None or int(match["year"]) == day.year) and (
        match["day"] is None or int(match["day"]) == day.day
    )


@lru_cache(maxsize=12)
def _month_of(number: int) -> re.Pattern[str]:
    name = MONTHS[number - 1]
    return re.compile(
        rf"(?:\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?\b(?:{name}|{name[:3]})\b\.?(?:,? (?P<year>20\d\d))?"
    )


def _kind_word(lower: str, document: Document) -> bool:
    words = _LETTER_WORDS if document.kind == "letter" else _REPORT_WORDS if document.kind == "news article" else None
    return bool(words.search(lower)) if words else document.kind in lower


def _publisher_named(lower: str, document: Document) -> bool:
    short = 2 <= len(document.publisher) < 12
    return short and bool(re.search(rf"\b{re.escape(document.publisher.lower())}\b", lower))


def _kind_named(text: str, document: Document) -> bool:
    if document.kind == "news article":
        return bool(_REPORT_WORDS.search(text))
    if document.kind == "web page":
        return bool(_PAGE_WORDS.search(text))
    return bool(_LETTER_WORDS.search(text)) if document.kind == "letter" else document.kind in text.lower()
