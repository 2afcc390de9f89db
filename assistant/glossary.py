"""Acronyms and the names they stand for, as the documents define them: one form for both, and wider questions.

Knows definitions, not where they came from (`ingest/extract/glossary.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.terms import STOP, bigrams, question_terms, stem, terms, tokenise
from assistant.thesaurus import in_official_words
from assistant.types import Definition

_SMALL = frozenset("""and of for the in on to a an at by with""".split())


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


@dataclass(frozen=True, eq=False)
class Names:
    """Every defined name in one form, so that "the fund's sustainability element" is not the fund's own name.

    A name of several words is read as its acronym: "Sustainability and Transformation Fund" and "STF" are both `stf`.
    `parts` gives the stems of each name's words, the last (its head) last.
    """

    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = None
    _acronyms: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(definitions: Sequence[Definition]) -> Names:
        """The names of some definitions; where several define one acronym, all their names are read as it."""
        named = [d for d in definitions if is_acronym(d.term) and " " in d.meaning.strip()]
        acronyms = {_key(d.meaning): d.term.lower() for d in named}
        if not acronyms:
            return Names()
        by_length = sorted(acronyms, key=lambda name: (-len(name), name))
        pattern = r"\b(?:" + "|".join(re.escape(name).replace(r"\ ", r"[\s-]+") for name in by_length) + r")(?:s\b|\b)"
        parts = {stem(d.term.lower()): terms(d.meaning) for d in named}
        return Names(parts, re.compile(pattern, re.I), acronyms)

    def canonical(self, text: str) -> str:
        """A text with each defined name read as its acronym."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._acronym(match.group()), text)

    def _acronym(self, printed: str) -> str:
        name = _key(printed)
        return self._acronyms.get(name) or self._acronyms.get(name.removesuffix("s"), printed)

    def terms(self, text: str) -> tuple[str, ...]:
        """The stems of a text, its names read as acronyms and its everyday phrases as official words."""
        return terms(in_official_words(self.canonical(text)))

    def words(self, text: str) -> tuple[str, ...]:
        """The words of a text before stemming, stop words dropped, its names read as acronyms."""
        return tuple(word for word in tokenise(in_official_words(self.canonical(text))) if word not in STOP)

    def question_terms(self, text: str) -> tuple[str, ...]:
        """The stems of a question, each once, its names read as acronyms."""
        return tuple(dict.fromkeys(question_terms(in_official_words(self.canonical(text)))))

    def pairs(self, text: str) -> frozenset[str]:
        """The neighbouring stems of a text."""
        return frozenset(bigrams(self.terms(text)))


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return " ".join(re.split(r"[\s-]+", name.lower().strip()))
