"""Whether the best statement answers at all: how much of the question it carries, and whether the asked kind of thing
is there.

Knows one ranked statement and what was found with it; does not choose among statements.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.amounts import find_amounts, percentages_in
from assistant.dates import find_whens
from assistant.evidence import Evidence
from assistant.extractive.select import Candidate
from assistant.extractive.surroundings import OPEN as OPEN_QUESTION
from assistant.extractive.understand import Understanding, Wants
from assistant.naming import name
from assistant.terms import bigrams, terms
from assistant.types import Statement

ENOUGH = 0.15  # share of the question that a statement and its surroundings must carry
ENOUGH_WITHOUT_FOCUS = 0.75  # where the very thing asked for ("which venues") is not met
OPEN = 0.4  # share of the question that "is not yet decided" must come with to be the answer
_ASKS_DAY = re.compile(
    r"\b(?:deadline|closing|cut-?off|due date|what date|which date|what day|which day|last day)\b", re.I
)
_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|each|every|all)\b", re.I)
_FRACTION = re.compile(
    r"\b(?:half|halves|third|thirds|quarter|quarters|fifth|tenth|all|whole|none|majority|most)\b", re.I
)
_NOT_OF_WHEN = (Wants.MONEY, Wants.LIST, Wants.PERSON, Wants.MEANING, Wants.YES_NO, Wants.REASON)
_NOT_OF_MONEY = (Wants.LIST, Wants.PERSON, Wants.YES_NO, Wants.REASON, Wants.TIME)
_COMMON = frozenset(
    """plan plans fund area areas annex stage letter guidance government parliament council trust trusts board i
    article page minister secretary""".split()
)


def carries(question: Understanding, candidate: Candidate) -> bool:
    """True where a statement carries enough of the question to be about the same."""
    needed = ENOUGH_WITHOUT_FOCUS if question.focus and not candidate.features.get("focus_met") else ENOUGH
    return candidate.cover >= needed


def has_value(question: Understanding, candidate: Candidate) -> bool:
    """True where a statement has the kind of value that the question asks for: a time, a sum, a count."""
    text = candidate.with_lead
    if question.is_about(Wants.TIME, Wants.DAYS_LEFT) and not question.is_about(*_NOT_OF_WHEN):
        whens = find_whens(text, candidate.hit.document.date)
        if _ASKS_DAY.search(question.text):
            whens = tuple(when for when in whens if when.precision not in {"period", "vague", "recurring"})
        return bool(whens) or _is_open(candidate)
    if question.is_about(Wants.MONEY, Wants.VALUE) and not question.is_about(*_NOT_OF_MONEY):
        return bool(find_amounts(text)) or bool(percentages_in(text)) or _is_open(candidate)
    if question.is_about(Wants.SHARE):
        return bool(percentages_in(text)) or bool(_FRACTION.search(text)) or bool(find_amounts(text))
    if question.is_about(Wants.COUNT):
        return bool(_NUMBER.search(text))
    return True


def _is_open(candidate: Candidate) -> bool:
    """True where a statement that is about the same says that the answer is not settled."""
    return candidate.cover >= OPEN and bool(OPEN_QUESTION.search(candidate.text))


def name_missing(question: Understanding, evidence: Sequence[Evidence]) -> bool:
    """True where the question holds a name with capitals that stands nowhere in what was found."""
    if not question.names:
        return False
    hits = [hit for one in evidence for hit in one.hits]
    held = " \n ".join(
        f"{hit.passage.text} \n {' '.join(hit.passage.headings)} \n {name(hit.document)} \n {hit.document.title}"
        for hit in hits
    )
    stems, pairs = set(terms(held)), set(bigrams(terms(held)))
    known = {tuple(parts) for one in evidence for parts in one.names.parts.values()}
    known |= {(key,) for one in evidence for key in one.names.parts}
    return any(not _held(terms(one), stems, pairs, known) for one in question.names if one.lower() not in _COMMON)


def _held(words: tuple[str, ...], stems: set[str], pairs: set[str], known: set[tuple[str, ...]]) -> bool:
    """True where a name's words stand side by side in what was found, or are a defined name."""
    if words in known or not words:
        return True
    return set(bigrams(words)) <= pairs if len(words) > 1 else words[0] in stems


def enumeration_wanted(question: Understanding) -> bool:
    """True of "what are the nine must dos?": so many things are to be named."""
    return question.count is not None and question.is_about(Wants.LIST, Wants.MEANING, Wants.STATEMENT)


def enumerates(question: Understanding, candidate: Candidate) -> bool:
    """True where a statement, or the list it opens or stands in, names the things that are counted."""
    if not carries(question, candidate):
        return False
    items = items_under(candidate)
    if items and candidate.statement.kind in {"lead", "item"}:
        lead = candidate.hit.passage.statements[items[0].lead or 0]
        opener = candidate.hit.passage.text[lead.start : lead.end] + " ".join(candidate.hit.passage.headings)
        if question.counted in terms(opener) and len(items) >= 2:
            return True
    at = [match.end() for match in re.finditer(r"[\w’'-]+", candidate.text) if question.counted in terms(match.group())]
    return any(_lists(candidate.text[end : end + 260], question.count or 2) for end in at)


def _lists(after: str, count: int) -> bool:
    """True of words that go on, after a bracket, colon or "of"/"such as", with so many things joined by commas and
    "and".
    """
    opened = re.match(r"[^.;]{0,60}?(?:\(|:|–|\bof\b|\bsuch as\b|\bfor\b)\s*(?P<list>[^.()]{10,})", after)
    if opened is None:
        return False
    pieces = [piece for piece in re.split(r",\s*|;\s*|\s+and\s+", opened["list"]) if piece.strip()]
    return len(pieces) >= count


def items_under(candidate: Candidate) -> list[Statement]:
    """The items of the list that a statement introduces or belongs to."""
    index = candidate.index if candidate.statement.kind == "lead" else candidate.statement.lead
    return [s for s in candidate.hit.passage.statements if s.lead is not None and s.lead == index]
