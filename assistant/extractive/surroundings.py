"""A statement -> its stems, those of what stands round it, and what kinds of thing it holds. Kept, for questions come
again.

Knows statements and the names of the corpus; does not know any question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.amounts import find_amounts, percentages_in
from assistant.glossary import Names
from assistant.terms import stem, terms
from assistant.types import Document, Hit, Passage, Statement

KEPT = 50_000  # statements whose surroundings are kept
_LEANS_BACK = re.compile(
    r"^(?:[“\"]?(?:this|that|these|those|it|they|such|both|of th(?:is|ese)|in (?:addition|particular)|also|further"
    r"|more (?:details?|information)|to this end)\b)",
    re.I,
)
OPEN = re.compile(
    r"\b(?:yet to be|not (?:yet )?(?:been )?(?:clear|known|decided|set|described?|confirmed|published)"
    r"|does not (?:say|describe|give))\b",
    re.I,
)  # that a thing is not settled is an answer too
_TRAITS = {
    "pronoun": re.compile(r"^(?:this|that|these|those|it|they|such|he|she|them|both)\b", re.I),
    "person": re.compile(
        r"\b(?:[A-Z][a-z]+ )?(?:Directors?|Chief|Board|Officers?|Executives?|Chairs?|Secretary|leaders?|England|Improvement"
        r"|team|teams|bodies)\b|@"
    ),
    "duty": re.compile(
        r"\b(?:must|should|required?|requires|need(?:s|ed)? to|have to|has to|expect(?:s|ed)?|will (?:also )?need|essential"
        r"|important|asked|depend|contingent)\b",
        re.I,
    ),
    "handed_over": re.compile(
        r"\b(?:submi(?:t|ts|tted|ssion)|send|sent|return|hand(?:ed)? in|must reach|file|lodge)\b", re.I
    ),
    "open": OPEN,
    "number": re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|each|every|all)\b", re.I),
    "fraction": re.compile(r"\b(?:half|third|thirds|quarter|quarters|fifth|tenth)\b", re.I),
}
_SAID_BY_FORM = {
    "signature": ("signed", "signatory", "sign", "signature", "chief", "executive"),
    "front": ("letter", "date", "dated", "sent", "addressed", "recipients", "copied", "reference"),
}
# Words that a reader may use for what a statement says in a form of its own.
_IMPLIED = tuple(
    (re.compile(pattern, re.I), terms(words))
    for pattern, words in (
        (r"\b(?:no|not) more than\b|\bup to\b|\bat most\b|\bnot exceed\b", "limit maximum most cap ceiling longest"),
        (
            r"\bat least\b|\b(?:no|not) (?:fewer|less) than\b|\bas a minimum\b",
            "minimum least smallest lowest floor fewest",
        ),
        (r"\b(?:by|before|until|no later than) (?:\w+ )?(?:\d|noon|the end|mid)", "deadline due cutoff closing"),
        (r"£", "money amount cost pay price"),
        (r"%|\bper ?cent\b", "proportion percentage share rate"),
        (r"\b(?:not required|not have to|no need|not necessary|not needed|optional)\b", "optional compulsory required"),
        (
            r"\b(?:not eligible|ineligible|exclud\w+|not be used|not fund|may not|must not|cannot)\b",
            "exclude allowed permitted",
        ),
        (r"@|\btelephone\b|\bring\b", "email contact phone ask"),
        (r"\bmeans\b|\bis defined\b", "definition meaning count"),
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Words at `start:end` of a statement of a passage; two are the same where they are of the same passage."""

    hit: Hit
    index: int
    start: int
    end: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, int, int, int]:
        return (self.hit.passage.id, self.index, self.start, self.end)

    @property
    def statement(self) -> Statement:
        """The statement that the words lie in."""
        return self.hit.passage.statements[self.index]

    @property
    def text(self) -> str:
        """The words, as repaired."""
        return self.hit.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The stems at each level round a statement, its neighbouring pairs, and its traits ("money", "person", "open" …)."""

    own: frozenset[str]
    words: tuple[str, ...]
    parts: frozenset[str]
    lead: frozenset[str]
    nearby: frozenset[str]
    leans: bool
    headings: frozenset[str]
    title: frozenset[str]
    document: frozenset[str]
    pairs: frozenset[str]
    traits: frozenset[str] = field(default_factory=frozenset)


@lru_cache(maxsize=KEPT)
def surroundings(names: Names, place: Place) -> Surroundings:
    """What stands in and round a statement, its names read as the corpus defines them."""
    passage, statement, text = place.hit.passage, place.statement, place.text
    words = names.words(text) + _SAID_BY_FORM.get(statement.kind, ())
    own = frozenset(stem(word) for word in words)
    implied = [one for pattern, stems in _IMPLIED if pattern.search(text) for one in stems]
    lead = lead_text(passage, statement)
    nearby = _before(place, lead)
    return Surroundings(
        own=own | frozenset(implied),
        words=words,
        parts=frozenset(part for one in own for part in names.parts.get(one, ())),
        lead=frozenset(names.terms(lead)),
        nearby=frozenset(names.terms(nearby)),
        leans=bool(nearby) and bool(_LEANS_BACK.match(text) or _LEANS_BACK.match(lead)),
        headings=frozenset(names.terms(" ".join(passage.headings))),
        title=frozenset(names.terms(place.hit.document.title)),
        document=_about(place.hit.document),
        pairs=names.pairs(text),
        traits=_traits(text),
    )


def lead_text(passage: Passage, statement: Statement) -> str:
    """The sentence that introduces a statement; "" where none does."""
    if statement.lead is None:
        return ""
    lead = passage.statements[statement.lead]
    return passage.text[lead.start : lead.end]


def _before(place: Place, lead: str) -> str:
    """What a statement that points back points to: the sentence before it, or before its lead-in."""
    passage, statement, index = place.hit.passage, place.statement, place.index
    if place.start > statement.start:
        return passage.text[statement.start : place.start]
    if statement.lead is not None and _LEANS_BACK.match(lead):
        index = statement.lead
    if index and statement.kind not in {"row", "front", "signature"}:
        before = passage.statements[index - 1]
        return passage.text[before.start : before.end]
    return passage.before if not index else ""


@lru_cache(maxsize=1024)
def _about(document: Document) -> frozenset[str]:
    """The words by which a reader may name a statement's document: its kind, publisher, month and year."""
    when = f"{document.date:%B %b %Y}" if document.date else ""
    return frozenset(terms(f"{document.kind} {document.publisher} {when} {document.reference}"))


def _traits(text: str) -> frozenset[str]:
    found = {name for name, pattern in _TRAITS.items() if pattern.search(text)}
    found |= {"money"} if find_amounts(text) else set()
    return frozenset(found | ({"percent"} if percentages_in(text) else set()))
