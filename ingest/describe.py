"""A document's description from its own first lines and wording: title, kind, issuers, date, audience, authority.

Knows the forms of letters, web pages and press reports; does not look at other documents (`extract/relations.py` does).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.dates import first_full_date
from assistant.types import Signatory
from ingest.parts import Part

_SALUTATION = re.compile(r"^dear\s+\w+", re.I)
_REFERENCE = re.compile(
    r"\b((?:NHS England )?(?:Gateway|Publications?|Approval|Our|Your)?\s*(?:Gateway|Approval|Publications?)?\s*"
    r"Ref(?:erence)?(?:\s*(?:no|number))?\s*[:.]?\s*(?:[A-Z]{0,6}[\s/-]?)?\d[\w/-]{2,})",
    re.I,
)
_TO = re.compile(r"^to\s*:\s*", re.I)
_COPIED = re.compile(r"^(?:cc\b|copy(?: to)?\b|copied to\b)\s*:?\s*", re.I)
_SUBJECT = re.compile(r"^(?:re|subject)\s*:\s*", re.I)
_BY_EMAIL = re.compile(r"^(?:by|via)\s+e-?mail$|^(?:by post|for action|for information)$", re.I)
_PUBLISHED = re.compile(
    r"^(?:date(?: published)?|published(?: on| date)?|issued(?: on)?|last updated|updated|posted(?: on)?|dated)\b", re.I
)
_SIGNATORY = re.compile(
    r"(?P<name>(?:(?:Sir|Dame|Dr|Professor|Prof|Lord|Baroness|Rt Hon)\s+)?[A-Z][\w'’-]+(?:\s+[A-Z][\w'’.-]*){0,3}),\s+(?P<role>[^;]+)"
)
_ROLE = re.compile(
    r"\b(?:chief|director|ceo|chair(?:man|woman)?|secretary|president|officer|head of|minister|leader|commissioner|regulator)\b",
    re.I,
)
_REPORTS = re.compile(r"\b(?:told|said|says|reports?|asked to comment|spoke to|exclusive|according to)\b", re.I)
_EXPLAINS = re.compile(
    r"\b(?:the (?:initial |national |planning )?guidance (?:suggests|says|also|sets|requires|asks)|initial \w+ guidance|it also says"
    r"|are (?:intended|required) to|at the time of writing|what (?:is|are)\b|explained|find out more|questions to consider)",
    re.I,
)
_OWN_VOICE = re.compile(r"\b(?:we|our|us)\b", re.I)
_KINDS = (
    (
        "board paper",
        re.compile(r"\b(?:board (?:paper|meeting|report)|agenda item|paper for the board|governing body)\b", re.I),
    ),
    (
        "call to bid",
        re.compile(r"\b(?:call (?:to|for) (?:bid|bids|proposals|applications)|invitation to (?:bid|apply))\b", re.I),
    ),
    ("timetable", re.compile(r"\b(?:timetable|key dates|milestones|calendar of)\b", re.I)),
    ("guidance", re.compile(r"\b(?:guidance|framework|handbook|operating manual|technical annex|policy)\b", re.I)),
    ("report", re.compile(r"\b(?:report|review|evaluation|findings)\b", re.I)),
)
_FULL_NAME = re.compile(
    r"(?:NHS |Public |Care |Health |National |Department |Local |Royal )[A-Z][\w&’']*(?:\s+(?:of|for|and|the|[A-Z][\w&’']*))*"
)
_HOST = re.compile(
    r"\b(?:told|interview with|spoke to|writing for|reports? to)\s+(?P<a>[A-Z]{2,6})\b"
    r"|\b(?P<b>[A-Z]{2,6})[’']s (?:sister )?(?:title|reporter|readers)"
    r"|^(?P<c>[A-Z]{2,6}) (?i:article|exclusive|news)\b"
    r"|\b(?i:how the) (?P<d>[A-Z]{2,6}) (?:is|can|will|supports)"
)
_REPOST = re.compile(r"^(?:[A-Z]{2,6}\s+)?(?:article|news|exclusive)\s*[–—:-]\s*", re.I)


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


def describe(parts: Sequence[Part], fallback_title: str, format_title: str = "") -> Description:
    """Describe a document. `format_title` is the format's own title, used where the text prints none."""
    front = _front(parts)
    texts = [part.text.text for part in parts]
    is_letter = any(_SALUTATION.match(text) for text in texts[:60])
    signatories = _signatories(parts) if is_letter or any(_TO.match(text) for text in front) else ()
    title = _title(parts, format_title or fallback_title)
    kind = "letter" if is_letter else _kind(parts, title)
    printed, words = _date(front, parts, is_letter)
    audience, copied = _addressees(front)
    return Description(
        title=title,
        kind=kind,
        authority="secondary" if kind in {"news article", "web page"} else "primary",
        publisher=_publisher(parts, signatories, kind),
        signatories=signatories,
        date=printed,
        date_basis="printed" if printed else "none",
        date_text=words,
        audience=audience,
        copied_to=copied,
        reference=_reference(front or texts[:12]),
    )


def _front(parts: Sequence[Part]) -> list[str]:
    """The lines before the salutation; of a document without one, those before its first long paragraph."""
    texts = [part.text.text for part in parts[:60]]
    for index, text in enumerate(texts):
        if _SALUTATION.match(text):
            return texts[:index]
    for index, text in enumerate(texts[:20]):
        if len(text.split()) > 25:
            return texts[:index]
    return texts[:8]


def _title(parts: Sequence[Part], fallback: str) -> str:
    for part in parts:
        if match := _SUBJECT.match(part.text.text):
            return part.text.text[match.end() :]
        if part.kind == "heading" and not _BY_EMAIL.match(part.text.text):
            return part.text.text
    return fallback


def _date(front: Sequence[str], parts: Sequence[Part], is_letter: bool) -> tuple[date | None, str]:
    """The date that stands alone in the front matter, or after "published", or at the head of a letter."""
    for text in [*front, *[part.text.text for part in parts[:12]], *[part.text.text for part in parts[-6:]]]:
        found = first_full_date(text)
        if found is None:
            continue
        value, start, end = found
        alone = len(text) - (end - start) <= 12
        if alone or _PUBLISHED.match(text) or (is_letter and text in front and len(text.split()) < 12):
            return value, text[start:end]
    return None, ""


def _addressees(front: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    audience: list[str] = []
    copied: list[str] = []
    into: list[str] | None = None
    for text in front:
        if match := _TO.match(text):
            into = audience
            text = text[match.end() :]
        elif match := _COPIED.match(text):
            into = copied
            text = text[match.end() :]
        elif _REFERENCE.match(text) or first_full_date(text) or _BY_EMAIL.match(text):
            into = None
        if into is not None and text:
            into += _people(text)
    return tuple(audience), tuple(copied)


def _people(text: str) -> list[str]:
    """ "CCG Accountable Officers, Chief Executives of NHS trusts, …" -> one entry an office.

    A comma or "and" starts a new office only where an office's title follows; otherwise the body belongs to the one before.
    """
    office = r"(?=(?:[A-Z][\w/&-]*\s+){0,3}(?:Chief|Accountable|Directors?|Chairs?|Conven[eo]rs?|Leaders?|Officers?|Executives?|Managers?|Leads?)\b)"
    pieces = re.split(rf",\s*{office}|;\s*|\s+and\s+{office}", text)
    return [piece.strip(" ,.;") for piece in pieces if piece.strip(" ,.;")]


def _reference(texts: Sequence[str]) -> str:
    for text in texts:
        if match := _REFERENCE.search(text):
            return " ".join(match[1].split())
    return ""


def _signatories(parts: Sequence[Part]) -> tuple[Signatory, ...]:
    """The run of "Name, role" lines that closes a letter (an annex may follow it)."""
    found: list[Signatory] = []
    for part in parts:
        if part.kind in {"row", "item"} or len(part.text.text.split()) > 40 or re.search(r"[.?!]$", part.text.text):
            continue
        for piece in part.text.text.split("; "):
            match = _SIGNATORY.fullmatch(piece.strip())
            if match and _ROLE.search(match["role"]) and not _TO.match(piece):
                found.append(Signatory(match["name"], match["role"].strip()))
    return tuple(dict.fromkeys(found))


def _kind(parts: Sequence[Part], title: str) -> str:
    texts = [part.text.text for part in parts]
    whole = " ".join(texts)
    reporting = len(_REPORTS.findall(whole))
    quoted = whole.count("“")
    if (reporting >= 3 and quoted >= 3) or _REPOST.match(title):
        return "news article"
    for kind, pattern in _KINDS:
        if pattern.search(title) or (kind in {"board paper", "call to bid"} and pattern.search(" ".join(texts[:6]))):
            return kind
    if _EXPLAINS.search(title) or len(_EXPLAINS.findall(whole)) >= 3:
        return "web page"
    return "document"


def _publisher(parts: Sequence[Part], signatories: Sequence[Signatory], kind: str) -> str:
    if signatories:
        bodies = dict.fromkeys(s.role.rsplit(", ", 1)[-1] for s in signatories if ", " in s.role)
        return " and ".join(bodies) if len(bodies) <= 2 else ", ".join(bodies)
    whole = [part.text.text for part in parts]
    hosts: Counter[str] = Counter()
    for text in whole:
        for match in _HOST.finditer(text):
            name = next(value for value in match.groups() if value)
            hosts[name] += 2 if match["b"] or match["c"] or match["d"] else 1
    hosts.pop("NHS", None)
    if hosts and kind in {"news article", "web page"}:
        return hosts.most_common(1)[0][0]
    names = Counter(match.group().strip() for text in whole[:6] for match in _FULL_NAME.finditer(text))
    return names.most_common(1)[0][0] if names and kind not in {"news article", "web page"} else ""
