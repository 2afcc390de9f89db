"""A question and a statement -> the named features by which the statement is ranked. Pure but for the affinity it is given.

Each word of the question is looked for in the statement itself, in its lead-in, in the headings, in the sentence before
and in the description of its document; what is counted is the share of the question's weight that is met at each level.
Knows no weights: those are applied in `select.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.amounts import find_amounts, percentages_in, sums_in
from assistant.dates import find_whens
from assistant.extractive.affinity import Affinity
from assistant.extractive.understand import Understanding, Wants
from assistant.glossary import Names
from assistant.terms import bigrams, stem, terms
from assistant.thesaurus import related, synonyms
from assistant.types import Document, Hit, Passage, Statement

NEAR_MEANING = 0.36  # cosine above which wordllama's word vectors mark kin rather than chance
LEVELS = (
    "own", "lead", "part", "synonym", "document", "lead_synonym", "leant_on", "related", "heading",
    "lead_related", "nearby", "title", "kin", "none",
)  # fmt: skip
FIRM = frozenset(("own", "lead", "part", "synonym", "document", "lead_synonym"))
_PERSON = re.compile(
    r"\b(?:[A-Z][a-z]+ )?(?:Directors?|Chief|Board|Officers?|Executives?|Chairs?|Secretary|leaders?|England|Improvement"
    r"|team|teams|bodies)\b|@"
)
_LEANS_BACK = re.compile(
    r"^(?:[“\"]?(?:this|that|these|those|it|they|such|both|of th(?:is|ese)|in (?:addition|particular)|also|further"
    r"|more (?:details?|information)|to this end)\b)",
    re.I,
)
_PRONOUN_START = re.compile(r"^(?:this|that|these|those|it|they|such|he|she|them|both)\b", re.I)
_MODAL = re.compile(
    r"\b(?:must|should|required?|requires|need(?:s|ed)? to|have to|has to|expect(?:s|ed)?|will (?:also )?need|essential"
    r"|important|asked|depend|contingent)\b",
    re.I,
)
_ASKS_DUTY = re.compile(
    r"\b(?:must|need(?:s|ed)? to|have to|has to|got to|required?|requirements?|supposed to|expected|obliged|should"
    r"|conditions?|rules?)\b",
    re.I,
)
_ASKS_FRONT = re.compile(
    r"\b(?:letter|addressed|sent|sent to|copied|cc|recipients?|reference|ref|gateway|dated?|written|wrote)\b", re.I
)
_ASKS_SIGNED = re.compile(r"\b(?:sign(?:ed|s|atory|atories|ature)?|wrote|written by|author|from whom)\b", re.I)
_OPEN = re.compile(
    r"\b(?:yet to be|not (?:yet )?(?:been )?(?:clear|known|decided|set|described?|confirmed|published)"
    r"|does not (?:say|describe|give))\b",
    re.I,
)
_ASKS_PERIOD = re.compile(
    r"\b(?:period|time ?span|time ?frame|how long|how many years|(?:what|which) years?|horizon|how far|cover)\b", re.I
)
_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|each|every|all)\b", re.I)
_FRACTION = re.compile(r"\b(?:half|third|thirds|quarter|quarters|fifth|tenth)\b", re.I)
_YEARS = re.compile(r"\bfy20\d\d\b")
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
_PRECISE = frozenset(("exact", "week", "month", "relative", "window", "quarter", "event-bound"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question ready to be looked for: the weight of each of its stems, its words, and the names of the corpus."""

    question: Understanding
    weights: Mapping[str, float]
    surfaces: Mapping[str, str]
    names: Names
    affinity: Affinity


@dataclass(frozen=True, slots=True)
class _Around:
    """The stems at each level round a statement."""

    own: frozenset[str]
    own_words: tuple[str, ...]
    parts: frozenset[str]
    lead: frozenset[str]
    nearby: frozenset[str]
    leans: bool
    headings: frozenset[str]
    title: frozenset[str]
    document: frozenset[str]


@dataclass(frozen=True, slots=True)
class Met:
    """At which level each stem of the question is met, and how nearly (1 but for words that are only kin)."""

    levels: Mapping[str, tuple[str, float]]

    def share(self, weights: Mapping[str, float], *names: str) -> float:
        """The share (0 to 1) of the question's weight met at these levels."""
        total = sum(weights.values()) or 1.0
        return sum(weights[one] * near for one, (level, near) in self.levels.items() if level in names) / total

    def missing(self) -> tuple[str, ...]:
        """The stems met nowhere."""
        return tuple(one for one, (level, _) in self.levels.items() if level == "none")


def features(asked: Asked, hit: Hit, index: int, start: int, end: int, cosine: float) -> tuple[dict[str, float], Met]:
    """What speaks for the words at `start:end` of a passage as an answer."""
    around = _around(asked.names, hit, index, start, end)
    met = Met({one: _level(asked, one, around) for one in asked.weights})
    text = hit.passage.text[start:end]
    found = {f"at_{level}": met.share(asked.weights, level) for level in LEVELS[:-1]}
    found |= _overlap(asked, around, text)
    found["focus_met"] = float(met.levels.get(asked.question.focus, ("none", 0.0))[0] != "none")
    found |= _kind(asked.question, text, hit.document)
    found |= _form(asked.question, hit, index, start, text)
    found["cosine"] = max(cosine, 0.0)
    return found, met


def _around(names: Names, hit: Hit, index: int, start: int, end: int) -> _Around:
    passage, statement = hit.passage, hit.passage.statements[index]
    text = passage.text[start:end]
    words = names.words(text) + _SAID_BY_FORM.get(statement.kind, ())
    own = frozenset(stem(word) for word in words)
    implied = [one for pattern, stems in _IMPLIED if pattern.search(text) for one in stems]
    nearby = _before(passage, statement, index, start)
    return _Around(
        own=own | frozenset(implied),
        own_words=words,
        parts=frozenset(part for one in own for part in names.parts.get(one, ())),
        lead=frozenset(names.terms(lead_text(passage, statement))),
        nearby=frozenset(names.terms(nearby)),
        leans=bool(nearby) and (bool(_LEANS_BACK.match(text)) or _lead_leans(passage, statement)),
        headings=frozenset(names.terms(" ".join(passage.headings))),
        title=frozenset(names.terms(hit.document.title)),
        document=_about(hit.document),
    )


def lead_text(passage: Passage, statement: Statement) -> str:
    """The sentence that introduces a statement; "" where none does."""
    if statement.lead is None:
        return ""
    lead = passage.statements[statement.lead]
    return passage.text[lead.start : lead.end]


def _lead_leans(passage: Passage, statement: Statement) -> bool:
    return bool(_LEANS_BACK.match(lead_text(passage, statement)))


def _before(passage: Passage, statement: Statement, index: int, start: int) -> str:
    if start > statement.start:
        return passage.text[statement.start : start]
    if statement.lead is not None and _lead_leans(passage, statement):
        index = statement.lead
    if index and statement.kind not in {"row", "front", "signature"}:
        before = passage.statements[index - 1]
        return passage.text[before.start : before.end]
    return passage.before if not index else ""


@lru_cache(maxsize=1024)
def _about(document: Document) -> frozenset[str]:
    """The words by which a reader may name the document a statement stands in: its kind, publisher, month and year."""
    when = f"{document.date:%B %b %Y}" if document.date else ""
    return frozenset(terms(f"{document.kind} {document.publisher} {when} {document.reference}"))


def _level(asked: Asked, one: str, around: _Around) -> tuple[str, float]:
    """The nearest level at which a word of the question is met."""
    near = synonyms(one)
    heads = asked.names.parts.get(one, ())[-1:]
    if one in around.own:
        return "own", 1.0
    if one in around.lead:
        return "lead", 1.0
    if one in around.parts or (heads and heads[0] in around.own | around.lead):
        return "part", 1.0
    if near & around.own:
        return "synonym", 1.0
    if one in around.document:
        return "document", 1.0
    if near & around.lead:
        return "lead_synonym", 1.0
    if around.leans and (one in around.nearby or near & around.nearby):
        return "leant_on", 1.0
    kindred = related(one)
    if kindred & around.own:
        return "related", 1.0
    if one in around.headings:
        return "heading", 1.0
    if kindred & around.lead:
        return "lead_related", 1.0
    if one in around.nearby:
        return "nearby", 1.0
    if one in around.title:
        return "title", 1.0
    kin = _kinship(asked, one, around)
    return ("kin", kin) if kin else ("none", 0.0)


def _kinship(asked: Asked, one: str, around: _Around) -> float:
    surface = asked.surfaces.get(one, "")
    if len(surface) <= 3 or not surface.isalpha():
        return 0.0
    kin = asked.affinity.nearest(surface, around.own_words)
    return min(1.0, kin + 0.2) if kin >= NEAR_MEANING else 0.0


def _overlap(asked: Asked, around: _Around, text: str) -> dict[str, float]:
    """Neighbouring words met together, and how much of what the statement says was asked for."""
    question = asked.question
    wanted = set(bigrams(question.stems))
    met = around.own & set(asked.weights)
    unasked = len(around.own - set(asked.weights))
    return {
        "pairs": len(wanted & asked.names.pairs(text)) / max(len(wanted), 2),
        "focus": len(met) / max(6, len(met) + unasked),
        "rarest": float(max(asked.weights, key=lambda one: asked.weights[one], default="") in around.own),
    }


def _kind(question: Understanding, text: str, document: Document) -> dict[str, float]:
    """A question of when wants a time, of how much a sum, of who a body; a year in the question wants that year."""
    whens = find_whens(text, document.date)
    wanted = _PRECISE | {"period"} if _ASKS_PERIOD.search(question.text) else _PRECISE
    precise = any(when.precision in wanted for when in whens)
    time, money = question.is_about(Wants.TIME, Wants.DAYS_LEFT), question.is_about(Wants.MONEY, Wants.VALUE)
    sums = {str(value) for value in sums_in(text)} if money or question.sums else set()
    years = set(_YEARS.findall(" ".join(question.stems)))
    held = set(_YEARS.findall(" ".join(terms(text))))
    return {
        "time_precise": float(time and precise),
        "time_none": float(time and not whens and not _OPEN.search(text)),
        "time_open": float(time and bool(_OPEN.search(text))),
        "money": float(money and bool(find_amounts(text))),
        "count": float(question.is_about(Wants.COUNT) and bool(_NUMBER.search(text))),
        "share": float(question.is_about(Wants.SHARE) and bool(percentages_in(text) or _FRACTION.search(text))),
        "person": float(question.is_about(Wants.PERSON) and bool(_PERSON.search(text))),
        "duty": float(bool(_ASKS_DUTY.search(question.text)) and bool(_MODAL.search(text))),
        "sum_same": float(bool(question.sums & sums)),
        "year_same": float(bool(years & held)),
        "year_other": float(bool(years and held and not years & held)),
    }


def _form(question: Understanding, hit: Hit, index: int, start: int, text: str) -> dict[str, float]:
    """What kind of statement it is, and where it stands."""
    statement = hit.passage.statements[index]
    count = len(text.split())
    asks_list = question.is_about(Wants.LIST) or question.count is not None
    return {
        "is_lead": float(statement.kind == "lead"),
        "is_front": float(statement.kind == "front" and not _ASKS_FRONT.search(question.text)),
        "front_asked": float(statement.kind == "front" and bool(_ASKS_FRONT.search(question.text))),
        "is_signature": float(statement.kind == "signature" and not _ASKS_SIGNED.search(question.text)),
        "starts_with_pronoun": float(bool(_PRONOUN_START.match(text))),
        "short": float(count < 5),
        "primary": float(hit.document.authority == "primary"),
        "first": float(hit.passage.ordinal == 0),
        "passage_score": hit.score,
        "passage_coverage": hit.coverage,
    }
