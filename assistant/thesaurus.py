"""Words that readers use for each other (`synonyms.txt`), and everyday phrases for official words (`phrases.txt`).

Knows stems and phrases; does not know any document.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from assistant.terms import stem

NEAR, RELATED = "=", "~"


def _lines(name: str) -> list[str]:
    text = (files("assistant") / name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=2)
def _groups(strength: str) -> dict[str, frozenset[str]]:
    near: dict[str, frozenset[str]] = {}
    for line in _lines("synonyms.txt"):
        if line.startswith(strength):
            group = frozenset(stem(word.replace("-", "")) for word in line[1:].split())
            for one in group:
                near[one] = near.get(one, frozenset()) | (group - {one})
    return near


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(word for line in _lines("synonyms.txt") for word in line[1:].split())


@lru_cache(maxsize=1)
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    read_as = dict(line.split(" = ", 1) for line in _lines("phrases.txt"))
    longest_first = sorted(read_as, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w'-])", re.I), read_as


def synonyms(one: str) -> frozenset[str]:
    """The stems that say nearly the same as a stem, itself left out."""
    return _groups(NEAR).get(one, frozenset())


def related(one: str) -> frozenset[str]:
    """The stems that a sentence may hold where a question holds this one, itself left out."""
    return _groups(RELATED).get(one, frozenset())


def is_listed(word: str) -> bool:
    """True of a word that the list holds, as written."""
    return word in _words()


@lru_cache(maxsize=16384)
def in_official_words(text: str) -> str:
    """A text with its everyday phrases read as the words that documents mostly use; for questions and statements alike.

    >>> in_official_words("can we hand in the plan late")
    'can we submit the plan late'
    """
    pattern, read_as = _phrases()
    return pattern.sub(lambda match: read_as[match.group().lower()], text.replace("’", "'"))
