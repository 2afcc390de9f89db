"""Who issued a document: its letterhead, its signatories' bodies, a line that says so, or the paper it stands in.

Knows where publishers name themselves; does not know any publisher.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.types import Signatory
from ingest.front import Front, is_masthead
from ingest.headings import BYLINE, FIELD, is_capitals
from ingest.parts import Part

_ISSUED = re.compile(
    r"(?:\b(?i:issued|published|produced|written) by|(?:^|[.|]\s+)By)\s*:?\s*(?P<article>the\s+)?"
    r"(?P<who>[A-Z][\w&’'-]*(?:\s+(?:(?:of|for|and|the)\s+)*[A-Z][\w&’'-]*)*)"
)
_OWNER = re.compile(r"^(?:©|copyright)\s*(?:\d{4}\s*)?(?P<who>[A-Z][^.,|\d]{2,60})")
_HOST = re.compile(
    r"\b(?:told|interview with|spoke to|writing for|reports? to)\s+(?P<a>[A-Z]{2,6})\b"
    r"|\b(?P<b>[A-Z]{2,6})[’']s (?:sister )?(?:title|reporter|readers)"
    r"|^(?P<c>[A-Z]{2,6}) (?i:article|exclusive|news)\b"
    r"|^(?i:how|what) (?i:the) (?P<d>[A-Z]{2,6}) (?:is|can|will|does|supports)"
)
_UNIT = re.compile(r"\b(?:directorate|division|branch|team|unit)$", re.I)
_ADDRESSED = re.compile(r"^(?:to|cc|copy to)\b\s*:?", re.I)
_FORM = re.compile(r"^(?:memorandum|memo|letter|circular|notice|briefing|press release|draft|official)$", re.I)
_SMALL = frozenset(["and", "of", "for", "the", "in", "to", "on"])
MAX_NAME_WORDS = 9
FIRST_PARTS = 12


def find_publisher(
    parts: Sequence[Part], front: Front, signatories: Sequence[Signatory], kind: str, stripped: Sequence[str]
) -> str:
    """The bodies or the paper that a document comes from, as a reader would name them; "" where it does not say."""
    texts = [part.text.text for part in parts]
    if front.is_letter or signatories:
        bodies = [*_letterhead(texts[: front.count], texts), *_bodies(signatories)]
        different = {body.lower(): body for body in reversed(bodies)}
        return _listed([body for body in dict.fromkeys(bodies) if different[body.lower()] == body])
    said = _said(texts[: front.count + FIRST_PARTS], stripped)
    masthead = _masthead(texts, front)
    host = _host(texts) if kind in {"news article", "web page"} else ""
    return said or host or masthead


def _listed(bodies: Sequence[str]) -> str:
    return " and ".join(bodies) if len(bodies) <= 2 else ", ".join(bodies)


def _letterhead(front: Sequence[str], texts: Sequence[str]) -> Iterator[str]:
    """The bodies named above a letter's address, without their own units."""
    for text in front:
        if _ADDRESSED.match(text) or FIELD.match(text) or len(text.split()) > MAX_NAME_WORDS or re.search(r"\d", text):
            return
        body = re.split(r"\s+[–—-]\s+", text)[0]
        if not _UNIT.search(body) and not _FORM.match(body):
            yield _as_written(body, texts)


def _as_written(name: str, texts: Sequence[str]) -> str:
    """A name in capitals as the text prints it elsewhere, or in ordinary letters."""
    if not is_capitals(name):
        return name
    pattern = re.compile(re.escape(name).replace(r"\ ", r"\s+"), re.I)
    for match in (match for text in texts for match in pattern.finditer(text)):
        if not is_capitals(match.group()):
            return match.group()
    words = [word.lower() if n and word.lower() in _SMALL else word.capitalize() for n, word in enumerate(name.split())]
    return " ".join("NHS" if word == "Nhs" else word for word in words)


def _bodies(signatories: Sequence[Signatory]) -> Iterator[str]:
    """The body that each signatory's role ends with; a remark in brackets ("in support") is no part of its name."""
    for signatory in signatories:
        if ", " in signatory.role:
            yield re.sub(r"\s*\([^)]*\)$", "", signatory.role.rsplit(", ", 1)[-1])


def _said(texts: Sequence[str], stripped: Sequence[str]) -> str:
    for text in texts:
        match = None if BYLINE.match(text) else _ISSUED.search(text)
        if match and (match["article"] or len(match["who"].split()) > 1):
            return match["who"]
    owners = (match for text in [*stripped, *texts] if (match := _OWNER.match(text)))
    return next((match["who"].strip() for match in owners), "")


def _host(texts: Sequence[str]) -> str:
    """The title, by its initials, that a report speaks of as its own."""
    hosts: Counter[str] = Counter()
    for match in (match for text in texts for match in _HOST.finditer(text)):
        name = next(value for value in match.groups() if value)
        hosts[name] += 2 if match["b"] or match["c"] or match["d"] else 1
    hosts.pop("NHS", None)
    return hosts.most_common(1)[0][0] if hosts else ""


def _masthead(texts: Sequence[str], front: Front) -> str:
    """The name of a paper, a site or a body that stands above the title."""
    above = [text for index, text in enumerate(texts[: front.count]) if index != front.title and not FIELD.match(text)]
    return next((_as_written(text, texts) for n, text in enumerate(above) if is_masthead(text, n == 0)), "")
