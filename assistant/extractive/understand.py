"""A question's wording -> what kind of answer would answer it. Pure; knows English questions, no document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.amounts import sums_in
from assistant.dates import When, find_whens
from assistant.terms import question_terms, stem


class Wants(StrEnum):
    """What would answer a question."""

    TIME = "time"
    MONEY = "money"
    COUNT = "count"
    PERSON = "person"
    MEANING = "meaning"
    LIST = "list"
    YES_NO = "yes or no"
    REASON = "reason"
    VALUE = "value"
    DAYS_LEFT = "days left"
    COMPARISON = "comparison"
    STATEMENT = "statement"


_WANTS: tuple[tuple[Wants, re.Pattern[str]], ...] = (
    (Wants.DAYS_LEFT, re.compile(r"\bhow (?:many|much) (?:more )?(?:days?|weeks?|time|long)\b.*\b(?:left|until|till|before|remain|to go|got|have)\b|\bdays? (?:left|to go)\b|\bhas .*\b(?:passed|gone|expired)\b|\bhow long (?:have|do|did|until)\b", re.I)),
    (Wants.COMPARISON, re.compile(r"\b(?:same|differ(?:s|ent|ence)?|compare[ds]?|versus|vs\.?|both|contradict|consistent|agree with|match|conflict|as well as in)\b", re.I)),
    (Wants.TIME, re.compile(r"\b(?:when|by when|what (?:date|day|time|month|year|dates|week)|which (?:date|day|month|week|year)|deadlines?|due(?: date| by| in)?|closing date|timetable|timescale|how soon|until when|how long|time ?limit|cut-?off|by what|due|(?:what|which) period|how far ahead|come to)\b", re.I)),
    (Wants.VALUE, re.compile(r"\bwhat(?:'s| is| are| was| will be) (?:our|my|their|the)\b[^?]*\b(?:for|in)\s+(?:20\d\d|\d\d\s?[/-]\s?\d\d)", re.I)),
    (Wants.MONEY, re.compile(r"(?:\bhow much\b(?! (?:say|time|influence|control|detail|notice|engagement|support))|\bwhat (?:sum|amount|budget)\b|£|\bhow (?:big|large) (?:is|was|will) the\b.*\b(?:fund|pot|budget)|\bpounds\b|\bwhat(?:'s| is| was) the (?:total|value|size) of\b|\bworth\b)", re.I)),
    (Wants.COUNT, re.compile(r"\bhow many\b", re.I)),
    (Wants.PERSON, re.compile(r"\b(?:who|whom|whose|which (?:body|bodies|organisations?|people|person|chief executives?|board)|what (?:body|organisation|kind of person|sort of person))\b", re.I)),
    (Wants.MEANING, re.compile(r"\b(?:what (?:does|do|is meant by)\b.*\b(?:mean|stand for|meant)\b|stands? for|what(?:'s| is| are) (?:an? |the )?[“\"'‘]?[\w\s-]{1,40}[”\"'’]?\??$|define|definition|meaning of|meant by|in full|short for|what is an?\b|explain (?:what|the term))", re.I)),
    (Wants.LIST, re.compile(r"\b(?:list|which|what are|name the|all (?:the|of the)|what (?:two|three|four|five|six|seven|eight|nine|\d+)|what (?:things|kinds|sorts|types|areas|steps|criteria|conditions|requirements|priorities|factors)|everything)\b", re.I)),
    (Wants.REASON, re.compile(r"\b(?:why|what for|for what|reason|purpose|what is the point)\b", re.I)),
    (Wants.YES_NO, re.compile(r"^(?:so |and |but |ok |hi |please |also )*(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|must|may|might|has|have|had|am|isn't|aren't|don't|doesn't|won't|can't)\b", re.I)),
)  # fmt: skip
_AND_THEN = re.compile(
    r"(?:,?\s+(?:and|also|plus)|[?;])\s+(?=(?:what|when|who|whom|how|which|where|why|by when|is|are|was|were|do|does|did|can|will|should|must)\b(?!\s+\w+$))",
    re.I,
)
_ENUMERATED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|[2-9]|1\d)\b(?!\s*(?:days?|weeks?|months?|years?|per|%|/|[-–]))",
    re.I,
)
_LISTED = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|1\d)\b\W+(?:[\w-]+\W+)?(\w+)", re.I)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_NAME = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][a-z]+(?:\s+(?:and|of|for)\s+[A-Z][a-z]+|\s+[A-Z][a-z]+)*\b")
_CONTEXT = re.compile(r"\n\(Asked before: (?P<before>.*)\)$", re.S)
_MONTHS = frozenset(["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"])


@dataclass(frozen=True, slots=True)
class Understanding:
    """One question taken apart. `context` are the stems of earlier questions; `names` are names printed with capitals."""

    text: str
    wants: tuple[Wants, ...]
    stems: tuple[str, ...]
    context: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    count: int | None = None
    counted: str = ""
    times: tuple[When, ...] = ()
    sums: frozenset[str] = frozenset()

    def is_about(self, *wants: Wants) -> bool:
        """True where any of these would answer it."""
        return any(want in self.wants for want in wants)


def parts_of(text: str) -> list[str]:
    """The questions in a question: "When was it issued, and what does it cover?" -> two. Context stays with each."""
    match = _CONTEXT.search(text)
    body, tail = (text[: match.start()], text[match.start() :]) if match else (text, "")
    pieces = [piece.strip(" ,;.") for piece in _AND_THEN.split(body)]
    pieces = [piece for piece in pieces if len(question_terms(piece)) > 0 and piece]
    return [piece + tail for piece in pieces] or [text]


def with_context(text: str, before: Iterable[str]) -> str:
    """A question with the earlier ones that it leans on, in the form that `understand` takes apart again."""
    kept = [one for one in before if one]
    return f"{text}\n(Asked before: {' / '.join(kept)})" if kept else text


def without_context(text: str) -> str:
    """What the reader typed."""
    return _CONTEXT.sub("", text)


def _is_title_case(text: str) -> bool:
    """True where capitals say nothing: most words have one."""
    words = [word for word in re.findall(r"[A-Za-z]+", text) if len(word) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.6 * len(words)


def understand(text: str) -> Understanding:
    """Take one question apart."""
    match = _CONTEXT.search(text)
    body = _CONTEXT.sub("", text).strip()
    before = match["before"] if match else ""
    wants = tuple(want for want, pattern in _WANTS if pattern.search(body)) or (Wants.STATEMENT,)
    stems = tuple(dict.fromkeys(question_terms(body)))
    context = tuple(stem for stem in dict.fromkeys(question_terms(before)) if stem not in stems) if before else ()
    numbered = _ENUMERATED.search(body)
    count = (
        (_COUNTS.get(numbered[1].lower()) or (int(numbered[1]) if numbered[1].isdigit() else None))
        if numbered
        else None
    )
    names = (
        tuple(name for name in _NAME.findall(body) if name.lower() not in _MONTHS) if not _is_title_case(body) else ()
    )
    listed = _LISTED.search(body)
    return Understanding(
        body,
        wants,
        stems,
        context,
        names,
        count,
        stem(listed[1].lower()) if listed and count else "",
        tuple(find_whens(body, None)),
        frozenset(str(value) for value in sums_in(body)),
    )
