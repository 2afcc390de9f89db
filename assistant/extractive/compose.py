"""Ranked statements -> a short answer in the documents' own words, each with the number of its passage. Pure.

It decides when the statements do not answer; it never writes a fact of its own but what `derive` can compute again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.amounts import find_amounts, percentages_in
from assistant.dates import find_whens
from assistant.derive import derive
from assistant.evidence import Evidence
from assistant.extractive.affinity import Affinity
from assistant.extractive.select import Candidate, rank
from assistant.extractive.understand import Understanding, Wants, parts_of, understand
from assistant.naming import documents_named, name
from assistant.terms import terms
from assistant.text import fold
from assistant.types import Statement
from assistant.words import CANNOT_ANSWER, MENTIONED_ONLY, PARTLY

ENOUGH = 0.46  # share of the question that the best statement and its surroundings must carry
FIRM = 0.30  # share that it must carry in its own words or plain synonyms
ALSO = 0.86  # how near to the best a further statement's score must be
MAX_WORDS = 105  # leaves room under the 120 of an answer for what is added to it
_LIST_INSIDE = re.compile(r"[:;(–—]|,.*\band\b|\(i+\)")
_OPEN_QUESTION = re.compile(
    r"\b(?:yet to be|not (?:yet )?(?:been )?(?:clear|known|decided|set|described?|confirmed|published)|does not (?:say|describe|give))\b",
    re.I,
)
_SAYS_WHAT = re.compile(r"\b(?:is an?|are|means|will be|is the|refers to|stands for)\b")
_PRONOUN_START = re.compile(r"^(?:this|these|those|it|they|such)\b", re.I)


_COMMON = frozenset(
    ["plan", "plans", "fund", "area", "areas", "annex", "stage", "letter", "guidance", "government", "parliament", "council", "trust", "trusts", "board", "i"]
)


@dataclass(frozen=True, slots=True)
class Composed:
    """What the extractive writer says: text with [n] markers, and the number of the nearest passage where it cannot answer."""

    text: str
    nearest: int | None = None


def compose(question: str, evidence: Sequence[Evidence], affinity: Affinity) -> Composed:
    """Answer a question, part by part, from the evidence; or say that it does not answer."""
    parts = parts_of(question)
    written: list[str] = []
    unanswered: list[str] = []
    nearest: int | None = None
    mentioned = False
    room = MAX_WORDS // len(parts)
    for part in parts:
        understood = understand(part)
        found = [one for one in evidence if one.query == part] or list(evidence)
        answer = _Part(understood, found, affinity).answer(room)
        if answer.text and answer.text not in written:
            written.append(answer.text)
        elif not answer.text:
            unanswered.append(understood.text)
            nearest = nearest if nearest is not None else answer.nearest
            mentioned = mentioned or answer.mentioned
    if not written:
        return Composed(MENTIONED_ONLY if mentioned else CANNOT_ANSWER, nearest)
    rest = [PARTLY.format(rest=" / ".join(unanswered))] if unanswered else []
    return Composed(" ".join(written + rest))


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
        self.ranked = self._preferring_named(rank(question, evidence, affinity))
        self.as_of = next((one.as_of for one in evidence if one.as_of), None)

    def _preferring_named(self, ranked: list[Candidate]) -> list[Candidate]:
        """Where the question names documents, their statements first."""
        documents = list({c.hit.document.version: c.hit.document for c in ranked}.values())
        named = {d.version for d in documents_named(self.question.text, documents)}
        if not named or self.question.is_about(Wants.COMPARISON):
            return ranked
        return sorted(ranked, key=lambda c: -(c.score + 0.2 * (c.hit.document.version in named)))

    def answer(self, room: int) -> _Answered:
        """The part's answer in at most `room` words, or what came nearest."""
        if not self.ranked:
            return _Answered()
        if self.question.is_about(Wants.COMPARISON) and (sides := self._sides()):
            return _Answered(self._compared(sides, room))
        if self.question.is_about(Wants.MEANING) and (defining := self._defining()):
            return _Answered(" ".join(dict.fromkeys(self._said(one, room // len(defining)) for one in defining[:3])))
        best = None if self._name_missing() else self._best()
        if best is None:
            return _Answered(nearest=self._key(self.ranked[0]), mentioned=False)
        if self._enumeration_missing(best):
            return _Answered(nearest=self._key(best), mentioned=True)
        return _Answered(self._write(best, room))

    def _best(self) -> Candidate | None:
        """The first statement that carries enough of the question and has the kind of value it asks for."""
        for candidate in self.ranked[:6]:
            if self._carries(candidate) and self._has_value(candidate):
                return candidate
        return None

    def _defining(self) -> list[Candidate]:
        """For each term asked after, the statement that says what it is, or at least what it stands for."""
        chosen: dict[str, Candidate] = {}
        for definition in (d for one in self.evidence for d in one.definitions):
            holding = [
                c
                for c in self.ranked
                if c.hit.passage.version == definition.version and fold(definition.meaning) in fold(c.text)
            ]
            says = [c for c in holding if _SAYS_WHAT.search(c.text)] or holding
            best = max(says, key=lambda c: (bool(_SAYS_WHAT.search(c.text)), -c.start), default=None)
            other = chosen.get(definition.term.lower())
            if best and (other is None or (_SAYS_WHAT.search(best.text) and not _SAYS_WHAT.search(other.text))):
                chosen[definition.term.lower()] = best
        return list(dict.fromkeys(chosen.values()))

    def _carries(self, candidate: Candidate) -> bool:
        return candidate.cover >= ENOUGH and candidate.firm >= FIRM

    def _name_missing(self) -> bool:
        """A name with capitals that stands nowhere in what was found: the question is about something else."""
        hits = [hit for one in self.evidence for hit in one.hits]
        held = fold(
            " ".join(
                f"{h.passage.text} {' '.join(h.passage.headings)} {name(h.document)} {h.document.title}" for h in hits
            )
        )
        known = {word for one in self.evidence for d in one.definitions for word in (d.term.lower(), d.meaning.lower())}
        return any(
            fold(one) not in held and fold(one) not in known and not _is_own_word(one) for one in self.question.names
        )

    def _has_value(self, candidate: Candidate) -> bool:
        text = _with_lead_text(candidate)
        if self.question.is_about(Wants.TIME, Wants.DAYS_LEFT) and not self.question.is_about(
            Wants.MONEY, Wants.LIST, Wants.PERSON, Wants.MEANING, Wants.YES_NO
        ):
            return bool(find_whens(text, candidate.hit.document.date)) or bool(_OPEN_QUESTION.search(text))
        if self.question.is_about(Wants.VALUE) and not self.question.is_about(Wants.TIME):
            return bool(find_amounts(text)) or bool(percentages_in(text)) or bool(_OPEN_QUESTION.search(text))
        if self.question.is_about(Wants.MONEY) and not self.question.is_about(
            Wants.LIST, Wants.PERSON, Wants.YES_NO, Wants.REASON
        ):
            return bool(find_amounts(text)) or bool(_OPEN_QUESTION.search(text))
        if self.question.is_about(Wants.COUNT):
            return bool(
                re.search(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|each|every|all)\b", text, re.I)
            )
        return True

    def _enumeration_missing(self, best: Candidate) -> bool:
        """ "What are the nine must dos?" where the passage names nine things and lists none."""
        if self.question.count is None or not self.question.is_about(Wants.LIST, Wants.MEANING, Wants.STATEMENT):
            return False
        items = _items_under(best)
        if items:
            lead = best.hit.passage.statements[items[0].lead or 0]
            opener = best.hit.passage.text[lead.start : lead.end] + " ".join(best.hit.passage.headings)
            return (
                bool(self.question.counted)
                and self.question.counted in terms(best.text)
                and self.question.counted not in terms(opener)
            )
        return best.statement.kind != "row" and not _LIST_INSIDE.search(best.text)

    def _write(self, best: Candidate, room: int) -> str:
        pieces = [self._said(best, room)]
        chosen = [best]
        for candidate in self.ranked[:12]:
            used = sum(len(piece.split()) for piece in pieces)
            if len(chosen) >= 3 or used + len(candidate.text.split()) > room:
                continue
            if self._adds(candidate, chosen):
                chosen.append(candidate)
                pieces.append(self._said(candidate, room - used))
        pieces += self._derived(chosen)
        return " ".join(pieces)

    def _adds(self, candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
        """True of a further statement that brings what the chosen ones lack, and is about the same."""
        if any(_same_place(candidate, other) for other in chosen) or not self._carries(candidate):
            return False
        if not self._has_value(candidate) or candidate.statement.kind in {"front", "lead"}:
            return False
        stems = set(terms(candidate.text))
        if any(_overlap(stems, set(terms(other.text))) > 0.6 for other in chosen):
            return False
        gained = set(chosen[0].missing) - set(candidate.missing)
        return candidate.score >= ALSO * chosen[0].score or (bool(gained) and candidate.score >= 0.7 * chosen[0].score)

    def _said(self, candidate: Candidate, room: int) -> str:
        """A statement as it is quoted: a list with its lead-in, a row with its cells, a sentence with what it leans on."""
        statement = candidate.statement
        passage = candidate.hit.passage
        number = self._key(candidate)
        items = _items_under(candidate)
        if statement.kind == "signature" and not self.question.names:
            same = [s for s in passage.statements if s.kind == "signature"]
            return f"{'; '.join(_clean(passage.text[s.start : s.end]) for s in same)} [{number}]."
        if statement.kind == "row":
            return f"{_row(statement)} [{number}]."
        if items and (statement.kind == "lead" or self._wants_list(candidate)):
            return _list_text(candidate, items, room, number)
        text = _clean(candidate.text)
        if statement.lead is not None and candidate.start == statement.start:
            lead = passage.statements[statement.lead]
            text = f"{passage.text[lead.start : lead.end]} {text}"
        elif _PRONOUN_START.match(text) and candidate.index:
            before = passage.statements[candidate.index - 1]
            words = passage.text[before.start : before.end]
            if before.kind == "sentence" and candidate.start == statement.start and len((words + text).split()) < room:
                text = f"{words} [{number}] {text}"
        return _marked(text, number)

    def _wants_list(self, candidate: Candidate) -> bool:
        if not self.question.is_about(Wants.LIST, Wants.MEANING) and self.question.count is None:
            return False
        lead = candidate.statement.lead
        if lead is None:
            return False
        passage = candidate.hit.passage
        opener = passage.statements[lead]
        asked = set(self.question.stems)
        in_lead = asked & (set(terms(passage.text[opener.start : opener.end])) | set(terms(" ".join(passage.headings))))
        in_item = asked & set(terms(candidate.text)) - in_lead
        return len(in_lead) >= len(in_item)

    def _derived(self, chosen: Sequence[Candidate]) -> Iterator[str]:
        """The dates that the printed words come to, each with the passage it is computed from."""
        if not self.question.is_about(Wants.TIME, Wants.DAYS_LEFT):
            return
        best = chosen[0]
        whens = find_whens(_with_lead_text(best), best.hit.document.date)
        precise = {when.text for when in whens if when.precision not in {"period", "vague", "recurring"}}
        derived = derive(_with_lead_text(best), best.hit.document, self.as_of)
        derived = [one for one in derived if one.derivation.printed in precise or not precise]
        counted = [one for one in derived if one.counts] if self.question.is_about(Wants.DAYS_LEFT) else []
        dated = [one for one in derived if not one.counts]
        for one in [*dated[:2], *counted[:1]]:
            yield f"{one.sentence} [{self._key(best)}]."

    def _sides(self) -> list[Candidate]:
        """The best statement of each of two documents: those the question names, else the two that carry it best."""
        documents = list({c.hit.document.version: c.hit.document for c in self.ranked}.values())
        named = {d.version for d in documents_named(self.question.text, documents, surely=False)}
        sides: dict[str, Candidate] = {}
        for candidate in self.ranked:
            version = candidate.hit.document.version
            if (len(named) < 2 or version in named) and version not in sides and self._may_side(candidate):
                sides[version] = candidate
        found = sorted(sides.values(), key=lambda c: -c.score)[:2]
        return found if len(found) == 2 else []

    def _may_side(self, candidate: Candidate) -> bool:
        return (
            candidate.cover >= ENOUGH * 0.7
            and self._has_value(candidate)
            and len(candidate.text.split()) <= MAX_WORDS // 2
        )

    def _compared(self, sides: Sequence[Candidate], room: int) -> str:
        ordered = sorted(sides, key=lambda c: (c.hit.document.date or date.max, c.hit.document.source))
        return " ".join(f"{_capital(name(c.hit.document))}: {self._said(c, room // 2)}" for c in ordered)

    def _key(self, candidate: Candidate) -> int:
        return next(one.keys[candidate.hit.passage.id] for one in self.evidence if candidate.hit.passage.id in one.keys)


def _is_own_word(text: str) -> bool:
    """True of a capitalised word that is no name: a single common word."""
    return " " not in text and text.lower() in _COMMON


def _with_lead_text(candidate: Candidate) -> str:
    statement = candidate.statement
    if statement.lead is None:
        return candidate.text
    lead = candidate.hit.passage.statements[statement.lead]
    return candidate.hit.passage.text[lead.start : lead.end] + " " + candidate.text


def _items_under(candidate: Candidate) -> list[Statement]:
    """The items of the list that a statement introduces or belongs to."""
    index = candidate.index if candidate.statement.kind == "lead" else candidate.statement.lead
    return [s for s in candidate.hit.passage.statements if s.lead is not None and s.lead == index]


def _list_text(candidate: Candidate, items: Sequence[Statement], room: int, number: int) -> str:
    """The lead-in and each item, items cut at a clause with "…" where the whole would be too long."""
    passage = candidate.hit.passage
    lead = passage.statements[items[0].lead or 0]
    opener = passage.text[lead.start : lead.end]
    each = max(7, (room - len(opener.split())) // len(items))
    texts = [_cut(_clean(passage.text[s.start : s.end]), each) for s in items]
    return f"{opener} {'; '.join(texts)} [{number}]."


def _cut(text: str, limit: int) -> str:
    """A text in at most about `limit` words, cut at a clause where there is one."""
    words = text.split()
    if len(words) <= limit:
        return text
    short = " ".join(words[:limit])
    clause = max(short.rfind(mark) for mark in (", ", "; ", " – ", ". ", " ("))
    kept = short[:clause] if clause > len(short) // 2 else short
    return kept.rstrip(" ,;:–(.") + "…"


def _row(statement: Statement) -> str:
    return " – ".join(value for _, value in statement.cells if value)


def _marked(text: str, number: int) -> str:
    """The text with its marker before its last full stop, or after its closing quotation mark."""
    if text.endswith((".", "!")) and not text.endswith(("…", "...")):
        return f"{text[:-1]} [{number}]{text[-1]}"
    return f"{text} [{number}]."


def _clean(text: str) -> str:
    return (
        re.sub(r"[;,]?\s*(?:and|or)?$|[;,]$", "", text.strip()).strip()
        if re.search(r"[;,](?:\s*(?:and|or))?$", text.strip())
        else text.strip()
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _same_place(one: Candidate, other: Candidate) -> bool:
    if one.hit.passage.id != other.hit.passage.id:
        return False
    return one.index == other.index or one.statement.lead == other.index or other.statement.lead == one.index


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
