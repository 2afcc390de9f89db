"""Words that readers use for each other, from `synonyms.txt`. Knows stems; does not know any document."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from assistant.terms import stem


@lru_cache(maxsize=1)
def _lines() -> tuple[tuple[str, ...], ...]:
    text = (files("assistant") / "synonyms.txt").read_text("utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines() if line.strip() and not line.startswith("#"))


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    near: dict[str, frozenset[str]] = {}
    for line in _lines():
        group = frozenset(stem(word.replace("-", "")) for word in line)
        for one in group:
            near[one] = near.get(one, frozenset()) | (group - {one})
    return near


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(word for line in _lines() for word in line)


def synonyms(one: str) -> frozenset[str]:
    """The stems that may be meant by a stem, itself left out."""
    return _groups().get(one, frozenset())


def is_listed(word: str) -> bool:
    """True of a word that the list holds, as written."""
    return word in _words()
