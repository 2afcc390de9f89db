"""The nouns: what a question, a document, a passage, a quote and an answer are.

Knows no storage, no file format, no model and no surface.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

LEFT_OUT = " […] "  # between the parts of a quote; documents themselves write "…"


class Span(NamedTuple):
    """A half-open range of characters in a document's extracted text."""

    start: int
    end: int


class Segment(NamedTuple):
    """A run of repaired text that equals a run of extracted text: `at` in the first, `origin` in the second."""

    at: int
    origin: int
    length: int


@dataclass(frozen=True, slots=True)
class Signatory:
    """A person who signed a document, and in what capacity."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one ingested file, described.

    `id` stays the same when the file changes; `version` does not. `date_basis` is "printed", "inferred" or "none".
    `authority` is "primary" (the body's own words) or "secondary" (a report or explanation of somebody else's).
    `published` is how a reader names it: "letter of 12 December 2016".
    """

    id: str
    version: str
    source: str
    title: str
    kind: str
    authority: str
    publisher: str = ""
    signatories: tuple[Signatory, ...] = ()
    date: date | None = None
    date_basis: str = "none"
    date_text: str = ""
    audience: tuple[str, ...] = ()
    copied_to: tuple[str, ...] = ()
    reference: str = ""
    pages: int | None = None
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """The smallest thing that is quoted, at `start:end` of its passage.

    `kind` is sentence, question (asked of the reader: never an answer), lead (introduces a list), item, row, signature
    or front (a letter's addressees, reference and date).

    `lead` is the index, within the passage, of the statement that introduces a list item. `speaker` is who says it,
    where it is not the document itself. `cells` pairs column names with values, for a table row.
    """

    kind: str
    start: int
    end: int
    lead: int | None = None
    speaker: str = ""
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document small enough to retrieve and quote. `text` is repaired; `segments` lead back.

    `before` is the sentence that stands before it in the same section, for a passage that points back ("This plan …").
    """

    id: str
    document_id: str
    version: str
    ordinal: int
    text: str
    segments: tuple[Segment, ...]
    headings: tuple[str, ...]
    paragraph: str
    page: int | None
    statements: tuple[Statement, ...]
    tokens: int
    before: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A term or acronym and the words that a document explains it with."""

    term: str
    meaning: str
    version: str
    passage_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found, with its document. Scores are comparable within one search only.

    `coverage` is the share (0 to 1) of the question's term weight that stands in the passage.
    """

    passage: Passage
    document: Document
    score: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document: `text` is what stands at `spans` of its extracted text, white space and markup evened out.

    Where words between two spans are left out, `text` says so with LEFT_OUT.
    """

    version: str
    spans: tuple[Span, ...]
    text: str

    @property
    def runs(self) -> tuple[str, ...]:
        """The stretches of the quote that stand in the document without a gap."""
        return tuple(self.text.split(LEFT_OUT))


@dataclass(frozen=True, slots=True)
class Citation:
    """What one [number] in an answer points to."""

    number: int
    source: str
    title: str
    document_id: str
    document_date: date | None
    date_basis: str
    kind: str
    authority: str
    locator: str
    page: int | None
    passage_id: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Derivation:
    """A value that no document prints: the printed words it came from, the rule, the anchor, and the result."""

    printed: str
    rule: str
    anchor: str
    result: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a complete list, with the number of the citation that proves it."""

    text: str
    citation: int


class Outcome(StrEnum):
    """How a question ended. Not finding an answer is an outcome, not an error."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly answered"
    NOT_IN_GUIDANCE = "not in the guidance"
    UNCLEAR = "unclear"
    REFUSED = "refused"
    GREETING = "greeting"

    @property
    def is_refusal(self) -> bool:
        """True where the reader was given no answer (what an evaluation line calls `refused`)."""
        return self in {Outcome.NOT_IN_GUIDANCE, Outcome.UNCLEAR, Outcome.REFUSED}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents may answer. An empty tuple means any."""

    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    authority: str = ""
    dated_from: date | None = None
    dated_to: date | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks. `history` holds their earlier questions, oldest first. `as_of` is the day it is for them."""

    text: str
    history: tuple[str, ...] = ()
    as_of: date | None = None
    reader: str = "everyone"
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader gets. Every [n] in `text` is a citation; `withheld` counts sentences that the proof struck."""

    id: str
    text: str
    outcome: Outcome
    citations: tuple[Citation, ...] = ()
    rows: tuple[Row, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    caveats: tuple[str, ...] = ()
    asked: str = ""
    as_of: date | None = None
    withheld: int = 0
    model: str = ""
    fell_back: str = ""
    generation: str = ""
    prompt_hashes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """What the assistant is doing, in words for a reader."""

    message: str


@dataclass(frozen=True, slots=True)
class CitationFound:
    """A citation that text yet to come will point to."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Delta:
    """Text that the proof has passed."""

    text: str


@dataclass(frozen=True, slots=True)
class Final:
    """The whole answer, last."""

    answer: Answer


Event = Status | CitationFound | Delta | Final
