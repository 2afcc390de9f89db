"""Acronyms and the names they stand for, as the documents define them: widening a question, and answering "what is …?".

Knows definitions, not where they came from (`ingest/extract/glossary.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.terms import stem, terms
from assistant.types import Definition

_ACRONYM = re.compile(r"\b(?:[A-Z&]{2,}|\d?[A-Z]{2,}\d?|[A-Z][a-z]?[A-Z]+)s?\b")
_SMALL = frozenset(["and", "of", "for", "the", "in", "on", "to", "a", "an", "at", "by", "with"])


def is_acronym(term: str) -> bool:
    """True of STP, 5YFV, NHSE; not of names."""
    return len(term) <= 8 and sum(char.isupper() for char in term) >= 2 and " " not in term


def initials(name: str) -> str:
    """The acronym a name would have: "Sustainability and Transformation Fund" -> "STF"; "NHS England" -> "NHSE"."""
    parts = [part for part in re.split(r"[\s/-]+", name) if part and part.lower() not in _SMALL]
    return "".join(part if part.isupper() and len(part) > 1 else part[0].upper() for part in parts)


def expansions(text: str, definitions: Sequence[Definition], weight: float) -> dict[str, float]:
    """The stems that widen a question: of the names behind its acronyms, and of the acronyms of its names.

    Returns stems with `weight` each. An acronym is looked up in any case ("stp"), a name by its words.
    """
    words = {word.lower().rstrip("s") if len(word) > 3 else word.lower() for word in re.findall(r"[\w&]+", text)}
    words |= {word.lower() for word in re.findall(r"[\w&]+", text)}
    lower = " ".join(text.lower().split())
    found: dict[str, float] = {}
    for definition in definitions:
        if not is_acronym(definition.term):
            continue
        if definition.term.lower() in words:
            found |= dict.fromkeys(terms(definition.meaning), weight)
        elif definition.meaning.lower() in lower:
            found[stem(definition.term.lower())] = weight
    return found
