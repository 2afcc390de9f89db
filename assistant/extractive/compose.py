"""Ranked statements -> a short answer in the documents' own words, each with the number of its passage. Pure.

It decides what kind of answer is given and when none is; it never writes a fact of its own but what `derive` can
compute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.dates import When, find_whens
from assistant.derive import derive
from assistant.evidence import Evidence
from assistant.extractive.affinity import Affinity
from assistant.extractive.attributes import find_attribute, say_attribute
from assistant.extractive.say import say_list, say_row, say_sentence
from assistant.extractive.select import Candidate, rank
from assistant.extractive.sufficiency import (
    carries,
    enumerates,
    enumeration_wanted,
    has_value,
    items_under,
    name_missing,
)
from assistant.extractive.understand import Understanding, Wants, parts_of, sides_of, understand
from assistant.glossary import Names
from assistant.naming import documents_named, name
from assistant.rewrite import with_context
from assistant.terms import stem, terms
from assistant.text import fold
from assistant.types import Definition, Document
from assistant.words import CANNOT_ANSWER, MENTIONED_ONLY, PARTLY

TRIED = 6  # statements from the top that may answer
INSTEAD = 0.7  # how near to the best score a statement with the asked value must be to take the place of one without
ALSO = 0.8  # how near to the best a further statement's score must be
STATEMENTS = 3  # at the most in one part of an answer
MAX_WORDS = 105  # leaves room under the 120 of an answer for what is added to it
NAMED_BONUS = 0.2  # for a statement of a document that the question names
ITEMS_AMONG_BEST = 3  # of one list among the four best statements: the list is what is asked for
SIDE_COVER = 0.22  # share of a comparison that each side's statement must carry
_ASKS_MEANING = frozenset(
    terms(
        "mean means meaning stand stands for short full name acronym abbreviation abbreviate letters definition define"
        " term explain explanation plain english exactly initials spell called summary key"
    )
)
_AT_A_TIME = re.compile(
    r"(?:\b(?:on|by|in|before|until|from|during|to|due|is|of|at|the|noon|midday)|[:;,|–-])\s*$", re.I
)
_SAYS_WHAT = re.compile(r"\b(?:is an?|are|means|will be|is the|refers to|stands for)\b")


@dataclass(frozen=True, slots=True)
class Composed:
    """What the extractive writer says: text with [n] markers; the nearest passage's number where it cannot answer."""

    text: str
    nearest: int | None = None


def compose(question: str, evidence: Sequence[Evidence], affinity: Affinity) -> Composed:
    """Answer a question, part by part, from the evidence; or say that it does not answer."""
    parts = parts_of(question)
    answers = [_answer_part(part, evidence, affinity, MAX_WORDS // len(parts)) for part in parts]
    written = list(dict.fromkeys(one.text for one in answers if one.text))
    if not written:
        nearest = next((one.nearest for one in answers if one.nearest is not None), None)
        return Composed(MENTIONED_ONLY if any(one.mentioned for one in answers) else CANNOT_ANSWER, nearest)
    unanswered = [understand(part).text for part, one in zip(parts, answers, strict=True) if not one.text]
    rest = [PARTLY.format(rest=" / ".join(unanswered))] if unanswered else []
    return Composed(" ".join(written + rest))


def _answer_part(part: str, evidence: Sequence[Evidence], affinity: Affinity, room: int) -> _Answered:
    found = [one for one in evidence if one.query == part] or list(evidence)
    return _Part(understand(part), found, affinity).answer(room)


@dataclass(frozen=True, slots=True)
class _Answered:
    text: str = ""
    nearest: int | None = None
    mentioned: bool = False


class _Part:
    """One question and the evidence for it."""

    def __init__(self, question: Understanding, evidence: Sequence[Evidence], affinity: Affinity) -> None:
        self.question = question
        self.evidence = evidence
        self.affinity = affinity
        ranked = rank(question, evidence, affinity)
        self.documents = list({c.hit.document.version: c.hit.document for c in ranked}.values())
        self.ranked = self._preferring_named(ranked)
        self.as_of = next((one.as_of for one in evidence if one.as_of), None)

    def answer(self, room: int) -> _Answered:
        """The part's answer in at most `room` words, or what came nearest."""
        if self.question.attribute and (attributes := find_attribute(self.question, self.evidence)):
            return _Answered(say_attribute(attributes))
        if not self.ranked:
            return _Answered()
        if self.question.is_about(Wants.COMPARISON) and (sides := self._sides() or self._halves()):
            return _Answered(self._compared(sides, room))
        if self.question.is_about(Wants.MEANING) and (defining := self._defining()):
            return _Answered(" ".join(dict.fromkeys(self._said(one, room // len(defining)) for one in defining[:3])))
        if name_missing(self.question, self.evidence):
            return _Answered(nearest=self._key(self.ranked[0]))
        return self._best_answer(room)

    def _best_answer(self, room: int) -> _Answered:
        best = self.ranked[0]
        if not carries(self.question, best):
            return _Answered(nearest=self._key(best))
        near = [one for one in self.ranked[:TRIED] if one.score >= INSTEAD * best.score]
        answering = [one for one in near if carries(self.question, one) and has_value(self.question, one)]
        if not answering:
            return _Answered(nearest=self._key(best))
        if enumeration_wanted(self.question):
            listing = next((one for one in self.ranked[: 2 * TRIED] if enumerates(self.question, one)), None)
            if listing is None:
                return _Answered(nearest=self._key(answering[0]), mentioned=True)
            return _Answered(self._said(listing, room))
        return _Answered(self._write(answering[0], room))

    def _preferring_named(self, ranked: list[Candidate]) -> list[Candidate]:
        """Where the question names documents, their statements first."""
        named = {d.version for d in documents_named(self.question.text, self.documents)}
        if not named or self.question.is_about(Wants.COMPARISON):
            return ranked
        return sorted(ranked, key=lambda c: -(c.score + NAMED_BONUS * (c.hit.document.version in named)))

    def _defining(self) -> list[Candidate]:
        """For each term asked after, the statement that says what it is, or at least what it stands for."""
        chosen: dict[str, Candidate] = {}
        for definition in (d for one in self.evidence for d in one.definitions if self._asks_after(d)):
            meaning = fold(definition.meaning)
            holding = [
                c for c in self.ranked if c.hit.passage.version == definition.version and meaning in fold(c.text)
            ]
            best = max(holding, key=lambda c: (bool(_SAYS_WHAT.search(c.text)), -c.start), default=None)
            other = chosen.get(definition.term.lower())
            if best and (other is None or (_SAYS_WHAT.search(best.text) and not _SAYS_WHAT.search(other.text))):
                chosen[definition.term.lower()] = best
        return list(dict.fromkeys(chosen.values()))

    def _asks_after(self, definition: Definition) -> bool:
        """True where a term, its name or another defined term is all that the question asks the meaning of."""
        names = next((one.names for one in self.evidence), Names())
        known = {stem(d.term.lower()) for one in self.evidence for d in one.definitions}
        known |= {part for one in known for part in names.parts.get(one, ())} | set(terms(definition.meaning))
        return all(one in known or one in _ASKS_MEANING for one in self.question.stems)

    def _write(self, best: Candidate, room: int) -> str:
        pieces, chosen = [self._said(best, room)], [best]
        for candidate in self.ranked[: 2 * TRIED]:
            used = sum(len(piece.split()) for piece in pieces)
            if (
                len(chosen) < STATEMENTS
                and used + len(candidate.text.split()) <= room
                and self._adds(candidate, chosen)
            ):
                chosen.append(candidate)
                pieces.append(_without_repeats(self._said(candidate, room - used), pieces))
        pieces += self._derived(best)
        return " ".join(pieces)

    def _adds(self, candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
        """True of a further statement that brings what the chosen ones lack, and is about the same."""
        if any(_same_place(candidate, other) for other in chosen) or not carries(self.question, candidate):
            return False
        if any(_same_list(candidate, other) and self._wants_list(other) for other in chosen):
            return False
        if not has_value(self.question, candidate) or candidate.statement.kind in {"front", "lead"}:
            return False
        stems = set(terms(candidate.text))
        if any(_shared(stems, set(terms(other.text))) > 0.6 for other in chosen):
            return False
        gained = set(chosen[0].missing) - set(candidate.missing)
        return candidate.score >= ALSO * chosen[0].score or (bool(gained) and candidate.score >= 0.7 * chosen[0].score)

    def _said(self, candidate: Candidate, room: int) -> str:
        """A statement as quoted: a list with its lead-in, a row with its cells, a sentence with what it leans on."""
        statement, number = candidate.statement, self._key(candidate)
        items = items_under(candidate)
        if statement.kind == "row":
            return say_row(statement, number)
        if items and (statement.kind == "lead" or self._wants_list(candidate)):
            return say_list(candidate, items, room, number)
        return say_sentence(candidate, room, number)

    def _wants_list(self, candidate: Candidate) -> bool:
        """True where the question asks after the list's lead-in more than after this item of it."""
        lead = candidate.statement.lead
        if lead is None:
            return False
        passage = candidate.hit.passage
        among = [one for one in self.ranked[:4] if one.hit.passage.id == passage.id and one.statement.lead == lead]
        several = len({one.index for one in among}) >= ITEMS_AMONG_BEST
        if not (several or self.question.is_about(Wants.LIST, Wants.MEANING) or self.question.count is not None):
            return False
        opener = passage.statements[lead]
        asked = set(self.question.stems)
        in_lead = asked & set(terms(passage.text[opener.start : opener.end] + " " + " ".join(passage.headings)))
        in_item = asked & set(terms(candidate.text)) - in_lead
        return len(in_lead) >= len(in_item)

    def _derived(self, best: Candidate) -> Iterator[str]:
        """The date that the printed words come to, and the days until it, with the passage they are computed from."""
        if not self.question.is_about(Wants.TIME, Wants.DAYS_LEFT):
            return
        whens = find_whens(best.with_lead, best.hit.document.date)
        printed = [when.text for when in whens if _is_due(when, best.with_lead)][:1]
        derived = [
            one for one in derive(best.with_lead, best.hit.document, self.as_of) if one.derivation.printed in printed
        ]
        counted = [one for one in derived if one.counts and self.question.is_about(Wants.DAYS_LEFT)]
        for one in [*[one for one in derived if not one.counts][:1], *counted[:1]]:
            yield f"{one.sentence} [{self._key(best)}]."

    def _sides(self) -> list[Candidate]:
        """The best statement of each of two documents that the question names; [] where it names fewer."""
        surely = documents_named(self.question.text, self.documents)
        found = surely if len(surely) > 1 else documents_named(self.question.text, self.documents, surely=False)
        named = [document.version for document in found]
        sides: dict[str, Candidate] = {}
        for candidate in self.ranked:
            version = candidate.hit.document.version
            if version in named and version not in sides and self._may_side(candidate):
                sides[version] = candidate
        two = sorted(sides.values(), key=lambda c: (named.index(c.hit.document.version), -c.score))[:2]
        return two if len(two) == 2 else []

    def _halves(self) -> list[Candidate]:
        """The best statement for each of two things that the question compares, if they are two."""
        halves = sides_of(with_context(self.question.text, [self.question.before]))
        if halves is None:
            return []
        found: list[Candidate] = []
        for half in halves:
            ranked = rank(understand(half), self.evidence, self.affinity)
            fresh = (
                one for one in ranked[:TRIED] if self._may_side(one) and not any(_same_place(one, o) for o in found)
            )
            found += [one for one in [next(fresh, None)] if one is not None]
        return found if len(found) == 2 else []

    def _may_side(self, candidate: Candidate) -> bool:
        short = len(candidate.text.split()) <= MAX_WORDS // 2
        content = candidate.statement.kind not in {"front", "lead", "signature"}
        return candidate.cover >= SIDE_COVER and has_value(self.question, candidate) and short and content

    def _compared(self, sides: Sequence[Candidate], room: int) -> str:
        ordered = sorted(sides, key=lambda c: (c.hit.document.date or date.max, c.hit.document.source))
        if len({c.hit.document.version for c in sides}) == 1:
            return " ".join(self._said(c, room // 2) for c in sides)
        return " ".join(f"{_headed(c.hit.document)}: {self._said(c, room // 2)}" for c in ordered)

    def _key(self, candidate: Candidate) -> int:
        return next(one.keys[candidate.hit.passage.id] for one in self.evidence if candidate.hit.passage.id in one.keys)


def _headed(document: Document) -> str:
    text = name(document)
    return text[:1].upper() + text[1:]


def _without_repeats(said: str, pieces: Sequence[str]) -> str:
    """A statement without the sentence before it, where that was said already."""
    repeated = next((piece for piece in pieces if said.startswith(piece)), "")
    return said[len(repeated) :].strip() or said


def _is_due(when: When, text: str) -> bool:
    """True of a time that something is due by or happens at, not of one that only names a document or a year."""
    if when.precision in {"relative", "week", "window", "event-bound"}:
        return True
    day = when.precision in {"exact", "month", "quarter"}
    return day and (when.start is None or bool(_AT_A_TIME.search(text[max(0, when.at - 24) : when.at])))


def _same_place(one: Candidate, other: Candidate) -> bool:
    if one.hit.passage.id != other.hit.passage.id:
        return False
    return other.index in {one.index, one.statement.lead} or other.statement.lead == one.index


def _same_list(one: Candidate, other: Candidate) -> bool:
    same = one.hit.passage.id == other.hit.passage.id
    return same and one.statement.lead is not None and one.statement.lead == other.statement.lead


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
