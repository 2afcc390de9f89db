"""[n] markers <-> the claims they stand behind. Pure; knows no passage."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.text import sentences

MARKER = re.compile(r"\s?\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says up to the end of a sentence with markers. `numbers` is empty where no marker follows."""

    text: str
    numbers: tuple[int, ...]

    @property
    def bare(self) -> str:
        """The claim without its markers."""
        return MARKER.sub("", self.text).strip()


def claims_of(text: str) -> list[Claim]:
    """The claims of an answer in order. Sentences without a marker belong to the next that has one.

    >>> [(c.bare, c.numbers) for c in claims_of("It is due [1]. So they say. It is late [2].")]
    [('It is due.', (1,)), ('So they say. It is late.', (2,))]
    """
    found: list[Claim] = []
    start = 0
    for span in sentences(text):
        numbers = tuple(int(number) for number in MARKER.findall(text[start : span.end]))
        if numbers:
            found.append(Claim(text[start : span.end].strip(), numbers))
            start = span.end
    if text[start:].strip():
        found.append(Claim(text[start:].strip(), ()))
    return found


def renumber(text: str, numbers: Mapping[int, int]) -> str:
    """Markers changed to a reader's numbers; one that points nowhere is dropped.

    >>> renumber("Due in July [7] and [9].", {7: 1})
    'Due in July [1] and.'
    """
    return MARKER.sub(lambda match: f" [{numbers[int(match[1])]}]" if int(match[1]) in numbers else "", text)
