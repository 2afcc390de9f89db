"""A part of a document's content after repair: what every later step of ingest works on. Knows no file format."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.text import Mapped


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, heading, item, row or signature, repaired.

    `level` is a heading's level (1 is the highest), or how far an item or a paragraph is set in (only compared).
    `label` is a run-in label ("Governance arrangements"), `columns` are the names of a row's columns where the table
    has them.
    """

    kind: str
    text: Mapped
    level: int = 0
    marker: str = ""
    label: str = ""
    cells: tuple[Mapped, ...] = ()
    columns: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Repaired:
    """The parts of a document in reading order, its links, and how often each kind of damage was put right."""

    parts: tuple[Part, ...]
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    repairs: dict[str, int] = field(default_factory=dict)
