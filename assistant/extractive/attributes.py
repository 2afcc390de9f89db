"""Who signed a document, to whom it went, its date and reference: answered from its front matter and signatures. Pure.

Knows the statements of a letter's edges; does not rank anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.extractive.understand import Understanding
from assistant.naming import name
from assistant.terms import terms
from assistant.text import fold
from assistant.types import Document, Hit, Statement

_KIND = {"signatories": "signature"}
_ROLES = frozenset(terms("chief executive signed letter sign who director officer chair name person people behalf"))


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a document says of itself: the statements, all of one passage, and the number it is cited by."""

    document: Document
    texts: tuple[str, ...]
    number: int


def find_attribute(question: Understanding, evidence: Sequence[Evidence]) -> list[Attribute]:
    """The statements that give the asked attribute of each document looked at; [] where none does."""
    found = []
    for one in evidence:
        for document in one.described:
            for hit in (hit for hit in one.hits if hit.document.version == document.version):
                texts = tuple(_texts(hit, question, document))
                if texts:
                    found.append(Attribute(document, texts, one.keys[hit.passage.id]))
    return found


def say_attribute(found: Sequence[Attribute]) -> str:
    """The attributes as an answer, each document named where there are several."""
    several = len({one.document.version for one in found}) > 1
    said = []
    for one in found:
        text = "; ".join(one.texts).rstrip(".")
        head = f"{name(one.document)}: " if several else ""
        said.append(f"{head[:1].upper()}{head[1:]}{text} [{one.number}].")
    return " ".join(said)


def _texts(hit: Hit, question: Understanding, document: Document) -> Iterator[str]:
    wanted = _KIND.get(question.attribute, "front")
    statements = [statement for statement in hit.passage.statements if statement.kind == wanted]
    chosen = [one for one in statements if _gives(question.attribute, _words(hit, one), document)]
    if question.attribute == "signatories":
        chosen = _asked_after(question, hit, chosen)
    yield from (_words(hit, one) for one in chosen)


def _words(hit: Hit, statement: Statement) -> str:
    return hit.passage.text[statement.start : statement.end]


def _gives(attribute: str, text: str, document: Document) -> bool:
    folded = fold(text)
    match attribute:
        case "signatories":
            return any(fold(one.name) in folded for one in document.signatories)
        case "reference":
            return bool(document.reference) and fold(document.reference) in folded
        case "copied":
            return any(fold(one) in folded for one in document.copied_to)
        case "audience":
            return any(fold(one) in folded for one in document.audience)
        case "date":
            return bool(document.date_text) and fold(document.date_text) in folded
    return False


def _asked_after(question: Understanding, hit: Hit, statements: Sequence[Statement]) -> list[Statement]:
    """The signatures that the question asks after by a name or a body ("who signed for …"); else all."""
    asked = set(question.stems) - _ROLES
    common = set.intersection(*(set(terms(_words(hit, one))) for one in statements)) if statements else set()
    sharing = [one for one in statements if (asked - common) & set(terms(_words(hit, one)))]
    best = max((len((asked - common) & set(terms(_words(hit, one)))) for one in sharing), default=0)
    chosen = [one for one in sharing if len((asked - common) & set(terms(_words(hit, one)))) == best]
    return chosen if best >= 2 or (chosen and len(chosen) == 1) else list(statements)
