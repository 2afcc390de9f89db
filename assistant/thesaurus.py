"""Words that readers use for each other, from `synonyms.txt`. Knows stems; does not know any document."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from assistant.terms import stem


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    near: dict[str, frozenset[str]] = {}
    for line in (files("assistant") / "synonyms.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        group = frozenset(stem(word.replace("-", "")) for word in line.split())
        for one in group:
            near[one] = near.get(one, frozenset()) | (group - {one})
    return near


def synonyms(one: str) -> frozenset[str]:
    """The stems that may be meant by a stem, itself left out."""
    return _groups().get(one, frozenset())
