"""How documents are named: by the assistant to a reader, and by a reader in a question. Knows descriptions only."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
    """ "Annex A, Stage 2, paragraph 11"; the document's own title is left out."""
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
    points = 0.0
    if document.date and document.date_basis == "printed":
        month, year = MONTHS[document.date.month - 1], str(document.date.year)
        short = month[:3]
        if re.search(
            rf"\b(?:{month}|{short})\b\.?,?(?:\s+{year})?(?:\s+\w+){{0,2}}\s+(?:letter|{document.kind})s?\b", lower
        ) or re.search(rf"\b(?:letter|{document.kind})\b[^.?]{{0,30}}\b(?:{month}|{short})\b", lower):
            points += 2.0
        dayed = re.search(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:{month}|{short})\b", lower)
        if (
            points
            and dayed
            and int(dayed[1]) != document.date.day
            and not re.search(rf"(?<!\d )(?<!\dth )\b(?:{month}|{short})\b\.?\s+(?:{year}\s+)?letter", lower)
        ):
            points -= 2.0
        other = re.search(rf"\b(?:{month}|{short})\b\.?\s+(20\d\d)\b", lower)
        if points and other and other[1] != year:
            points -= 2.0
    if (
        document.publisher
        and re.search(rf"\b{re.escape(document.publisher.lower())}\b", lower)
        and len(document.publisher) < 12
    ):
        points += 2.0 if _kind_named(text, document) else 1.0
    elif _kind_named(text, document) and document.kind != "letter":
        points += 1.5 if _REPORT_WORDS.search(text) or _PAGE_WORDS.search(text) else 0.0
    if document.reference and document.reference.lower() in lower:
        points += 2.0
    if document.title and len(document.title) > 8 and document.title.lower() in lower:
        points += 2.0
    return points + _shared_title_words(lower, document)


def _kind_named(text: str, document: Document) -> bool:
    if document.kind == "news article":
        return bool(_REPORT_WORDS.search(text))
    if document.kind == "web page":
        return bool(_PAGE_WORDS.search(text))
    return bool(_LETTER_WORDS.search(text)) if document.kind == "letter" else document.kind in text.lower()


def _shared_title_words(lower: str, document: Document) -> float:
    words = {word for word in re.findall(r"[a-z]{5,}", document.title.lower())}
    shared = sum(word in lower for word in words)
    return 0.6 if words and _kind_named(lower, document) and document.kind != "letter" and shared >= 2 else 0.0
