"""A document's description from its own first lines and wording: title, kind, issuers, date, audience, authority.

Knows the forms of letters, papers, web pages and press reports; does not look at other documents
(`extract/relations.py` does).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.dates import first_full_date
from assistant.types import Signatory
from ingest.front import Front
from ingest.headings import BYLINE, FIELD
from ingest.parts import Part
from ingest.publisher import find_publisher
from ingest.signatures import NAME, ROLE, SALUTATION

_CODE = r"(?:[A-Z]{1,6}[A-Za-z0-9]*[\s/-])*[A-Z0-9/-]*\d[\w/-]*"
_REFERENCE = re.compile(
    r"\b(?:(?:NHS England|NHS|Our|Your|Call|Document|[A-Z]{2,6})\s+)?(?:Gateway|Publications?|Approvals?)?\s*"
    rf"(?:(?i:ref)(?:erence)?(?:\s+(?:no|number))?|(?:Document|Paper) number|Paper(?=\s+[A-Z]))\s*[:.]?\s*{_CODE}"
)
_CODE_LINE = re.compile(r"(?=\S*\d)[A-Z]{2,}(?:[/-][A-Z0-9]+)+")
_TO = re.compile(r"^to(?:\s*:\s*|\s+(?=(?:all|every)\b))", re.I)
_COPIED = re.compile(r"^(?:cc\b|copy(?: to)?\b|copied to\b)\s*:?\s*", re.I)
_PUBLISHED = re.compile(
    r"^(?:date(?: published)?|published(?: on| date)?|issued(?: on)?|(?:page )?last (?:updated|reviewed)|updated"
    r"|posted(?: on)?|dated)\b",
    re.I,
)
_SIGNATORY = re.compile(rf"(?P<name>{NAME}),\s+(?P<role>[^;]+)")
_REPORTS = re.compile(r"\b(?:told|said|says|reports?|asked to comment|spoke to|exclusive|according to)\b", re.I)
_QUOTED = re.compile(r"“|(?<!\w)\"(?=\w)")
_EXPLAINS = re.compile(
    r"\b(?:the (?:initial |national |planning )?guidance (?:suggests|says|also|sets|requires|asks)|initial \w+ guidance"
    r"|it also says|are (?:intended|required) to|at the time of writing|what (?:is|are)\b|explained|find out more"
    r"|questions to consider|this page (?:is|explains|was)|(?:an?|short) (?:explainer|guide) (?:for|to)\b)",
    re.I,
)
_WEB = re.compile(r"^(?:was this page|cookies\b|we use cookies|home\s*[>/›»]|on this page|skip to|jump to)", re.I)
_REPOST = re.compile(r"^(?:[A-Z]{2,6}\s+)?(?:article|news|exclusive)\s*[–—:-]\s*", re.I)
_KINDS_BY_HEAD = (  # a paper's title or its first lines name these
    (
        "board paper",
        re.compile(r"\b(?:board (?:paper|meeting|report)|agenda item|paper for the board|governing body)\b", re.I),
    ),
    (
        "call to bid",
        re.compile(r"\b(?:call (?:to|for) (?:bid|bids|proposals|applications)|invitation to (?:bid|apply))\b", re.I),
    ),
)
_KINDS_BY_TITLE = (
    ("timetable", re.compile(r"\b(?:timetable|key dates|milestones|calendar of)\b", re.I)),
    ("guidance", re.compile(r"\b(?:guidance|framework|handbook|operating manual|technical annex|policy)\b", re.I)),
    ("report", re.compile(r"\b(?:report|review|evaluation|findings)\b", re.I)),
)
_READERS = re.compile(
    r"\bthis (?:page|guide|note|briefing|explainer|summary|paper|document)\b[^.]{0,40}?"
    r"\b(?:is|was written|is written|is intended|is aimed) (?:for|at) (?P<who>[^.,;:]{4,80})",
    re.I,
)
_GUIDE_FOR = re.compile(r"\b(?:guide|briefing|explainer|summary|note) for (?P<who>[^.,;:]{4,80})$", re.I)
_OFFICE = (
    r"(?=(?:[A-Z][\w/&-]*\s+){0,3}(?:Chief|Accountable|Directors?|Chairs?|Conven[eo]rs?|Leaders?|Officers?|Executives?"
    r"|Managers?|Leads?)\b)"
)
DATE_PARTS = 12  # a date that stands alone among the first parts, or the last few, is the document's
FRONT_LINE_WORDS = 16


@dataclass(frozen=True, slots=True)
class Description:
    """What a document says of itself. Fields as in `assistant.types.Document`."""

    title: str
    kind: str
    authority: str
    publisher: str
    signatories: tuple[Signatory, ...]
    date: date | None
    date_basis: str
    date_text: str
    audience: tuple[str, ...]
    copied_to: tuple[str, ...]
    reference: str


def describe(parts: Sequence[Part], front: Front, stripped: Sequence[str], fallback_title: str) -> Description:
    """Describe a document. `stripped` is its page's furniture; `fallback_title` names it where it prints no title."""
    above = [part.text.text for part in parts[: front.count]]
    signatories = _signatories(parts) if front.is_letter or any(_TO.match(text) for text in above) else ()
    kind = "letter" if front.is_letter else _kind(parts, front, stripped)
    printed, words = _date(parts, front)
    audience, copied = _addressees(above)
    return Description(
        title=front.name or fallback_title,
        kind=kind,
        authority="secondary" if kind in {"news article", "web page"} else "primary",
        publisher=find_publisher(parts, front, signatories, kind, stripped),
        signatories=signatories,
        date=printed,
        date_basis="printed" if printed else "none",
        date_text=words,
        audience=audience or _readers(parts, front),
        copied_to=copied,
        reference=_reference(above or [part.text.text for part in parts[:DATE_PARTS]]),
    )


def _date(parts: Sequence[Part], front: Front) -> tuple[date | None, str]:
    """The date in a short line of the front; else one that stands alone, or after "published", near either end."""
    edges = [*parts[:DATE_PARTS], *parts[-6:]]
    for place, part in enumerate([*parts[: front.count], *edges]):
        text = part.text.text
        found = first_full_date(text)
        if found is None:
            continue
        value, start, end = found
        short = place < front.count and len(text.split()) < FRONT_LINE_WORDS
        if short or len(text) - (end - start) <= 12 or _PUBLISHED.match(text):
            return value, text[start:end]
    return None, ""


def _addressees(front: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    audience: list[str] = []
    copied: list[str] = []
    into: list[str] | None = None
    for text in front:
        to, cc = _TO.match(text), _COPIED.match(text)
        if to or cc:
            into = audience if to else copied
        elif FIELD.match(text) or SALUTATION.match(text) or _REFERENCE.search(text) or first_full_date(text):
            into = None
        field = to or cc
        if into is not None:
            into += _people(text[field.end() if field else 0 :])
    return tuple(audience), tuple(copied)


def _people(text: str) -> list[str]:
    """ "CCG Accountable Officers, Chief Executives of NHS trusts, …" -> one entry an office.

    A comma starts a new office only where an office's title follows; otherwise the body belongs to the one before.
    "And" starts one only at the end of such a list: "Chairs and Managing Directors" are the same body's.
    """
    pieces = re.split(rf",\s*{_OFFICE}|;\s*", text)
    if len(pieces) > 1 and ";" not in text:
        pieces[-1:] = re.split(rf"\s+and\s+{_OFFICE}", pieces[-1])
    return [piece.strip(" ,.;") for piece in pieces if piece.strip(" ,.;")]


def _readers(parts: Sequence[Part], front: Front) -> tuple[str, ...]:
    """Whom a page says that it is for, in its title or its first lines."""
    for pattern, text in [(_GUIDE_FOR, front.name), *[(_READERS, part.text.text) for part in parts[:DATE_PARTS]]]:
        if match := pattern.search(text):
            return (match["who"],)
    return ()


def _reference(texts: Sequence[str]) -> str:
    for text in texts:
        if match := _REFERENCE.search(text) or _CODE_LINE.fullmatch(text):
            return " ".join(match.group().split())
    return ""


def _signatories(parts: Sequence[Part]) -> tuple[Signatory, ...]:
    """The people of the signature block that closes a letter (an annex may follow it)."""
    found: list[Signatory] = []
    for part in parts:
        for piece in part.text.text.split("; ") if part.kind == "signature" else []:
            match = _SIGNATORY.fullmatch(piece.strip())
            if match and ROLE.search(match["role"]):
                found.append(Signatory(match["name"], match["role"].strip()))
    return tuple(dict.fromkeys(found))


def _kind(parts: Sequence[Part], front: Front, stripped: Sequence[str]) -> str:
    texts = [part.text.text for part in parts]
    above = " ".join([front.name, *texts[: max(front.count, 6)]])
    for kind, pattern in _KINDS_BY_HEAD:
        if pattern.search(above):
            return kind
    whole = " ".join(texts)
    voices = min(len(_REPORTS.findall(whole)), len(_QUOTED.findall(whole)))
    signed = any(BYLINE.search(text) for text in texts[: front.count])
    if voices >= 3 or (signed and voices) or _REPOST.match(front.name):
        return "news article"
    for kind, pattern in _KINDS_BY_TITLE:
        if pattern.search(front.name):
            return kind
    on_the_web = any(_WEB.match(text) for text in stripped)
    if on_the_web or _EXPLAINS.search(front.name) or len(_EXPLAINS.findall(whole)) >= 3:
        return "web page"
    return "document"
