"""What a tool call found: passages under the numbers that an answer may cite. Knows neither tools nor models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.glossary import Names
from assistant.types import Definition, Document, Hit


@dataclass(frozen=True, slots=True)
class Evidence:
    """The result of one tool call. `keys` gives each passage id the number by which it is cited.

    `idf` holds the weight of every stem that may matter, for the passages searched; a stem that stands nowhere has the
    greatest weight. `described` are the documents whose front matter and signatures were asked for.
    """

    query: str
    hits: tuple[Hit, ...]
    keys: Mapping[str, int]
    as_of: date | None = None
    idf: Mapping[str, float] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()
    names: Names = field(default_factory=Names)
    described: tuple[Document, ...] = ()


class Sources:
    """The numbers that one run of the agent gives to passages: the same passage keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._hits: dict[int, Hit] = {}

    def number(self, hit: Hit) -> int:
        """The number of a passage, given when it is first seen."""
        number = self._numbers.setdefault(hit.passage.id, len(self._numbers) + 1)
        self._hits.setdefault(number, hit)
        return number

    def resolve(self, number: int) -> Hit | None:
        """The passage behind a number; None where no tool returned it, so that an invented source cannot appear."""
        return self._hits.get(number)

    def __len__(self) -> int:
        return len(self._hits)
