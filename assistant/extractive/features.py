"""A question and a statement -> the named features by which the statement is ranked. Pure but for the affinity it is
given.

Each word of the question is looked for in the statement itself, in its lead-in, in the headings, in the sentence before
and in the description of its document; what is counted is the share of the question's weight that is met at each level.
Knows no weights: those are applied in `select.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.amounts import sums_in
from assistant.dates import find_whens
from assistant.extractive.affinity import Affinity
from assistant.extractive.surroundings import Place, Surroundings, surroundings
from assistant.extractive.understand import Understanding, Wants
from assistant.glossary import Names
from assistant.terms import bigrams, terms
from assistant.thesaurus import related, synonyms

NEAR_MEANING = 0.36  # cosine above which wordllama's word vectors mark kin rather than chance
LEVELS = (
    "own", "lead", "part", "synonym", "document", "lead_synonym", "leant_on", "related", "heading", "lead_related",
    "nearby", "title", "kin",
)  # fmt: skip
_ASKS_DUTY = re.compile(
    r"\b(?:must|need(?:s|ed)? to|have to|has to|got to|required?|requirements?|supposed to|expected|obliged|should"
    r"|conditions?|rules?)\b",
    re.I,
)
_ASKS_FRONT = re.compile(
    r"\b(?:letter|addressed|sent|sent to|copied|cc|recipients?|reference|ref|gateway|dated?|written|wrote)\b", re.I
)
_ASKS_SIGNED = re.compile(r"\b(?:sign(?:ed|s|atory|atories|ature)?|wrote|written by|author|from whom)\b", re.I)
_ASKS_PERIOD = re.compile(
    r"\b(?:period|time ?span|time ?frame|how long|how many years|(?:what|which) years?|horizon|how far|cover)\b", re.I
)
_ASKS_DUE = re.compile(
    r"\b(?:due|deadline|closing date|hand(?:ed)? (?:in|over)|submit(?:ted)?|submission|cut-?off)\b", re.I
)
_YEARS = re.compile(r"\bfy20\d\d\b")
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
class Met:
    """The share (0 to 1) of the question's weight that is met at each level, and the stems that are met nowhere."""

    shares: Mapping[str, float]
    missing: tuple[str, ...]


def features(asked: Asked, place: Place, cosine: float) -> tuple[dict[str, float], Met]:
    """What speaks for some words of a passage as an answer."""
    around = surroundings(asked.names, place)
    met = _met(asked, around)
    found = {f"at_{level}": met.shares[level] for level in LEVELS}
    found |= _overlap(asked, around)
    found["focus_met"] = float(asked.question.focus in asked.weights and asked.question.focus not in met.missing)
    found |= _kind(asked.question, place, around)
    found |= _form(asked.question, place, around)
    found["cosine"] = max(cosine, 0.0)
    return found, met


def _met(asked: Asked, around: Surroundings) -> Met:
    shares = dict.fromkeys(LEVELS, 0.0)
    missing = []
    total = sum(asked.weights.values()) or 1.0
    for one, weight in asked.weights.items():
        level, nearness = _level(asked, one, around)
        if level:
            shares[level] += weight * nearness / total
        else:
            missing.append(one)
    return Met(shares, tuple(missing))


def _level(asked: Asked, one: str, around: Surroundings) -> tuple[str, float]:
    """The nearest level at which a word of the question is met, and how nearly; "" where it is met nowhere."""
    if one in around.own:
        return "own", 1.0
    if one in around.lead:
        return "lead", 1.0
    head = asked.names.parts.get(one, ())[-1:]
    if one in around.parts or (head and (head[0] in around.own or head[0] in around.lead)):
        return "part", 1.0
    near = synonyms(one)
    if not near.isdisjoint(around.own):
        return "synonym", 1.0
    if one in around.document:
        return "document", 1.0
    if not near.isdisjoint(around.lead):
        return "lead_synonym", 1.0
    if around.leans and (one in around.nearby or not near.isdisjoint(around.nearby)):
        return "leant_on", 1.0
    return _loosely(asked, one, around)


def _loosely(asked: Asked, one: str, around: Surroundings) -> tuple[str, float]:
    kindred = related(one)
    if not kindred.isdisjoint(around.own):
        return "related", 1.0
    if one in around.headings:
        return "heading", 1.0
    if not kindred.isdisjoint(around.lead):
        return "lead_related", 1.0
    if one in around.nearby:
        return "nearby", 1.0
    if one in around.title:
        return "title", 1.0
    kin = _kinship(asked, one, around)
    return ("kin", kin) if kin else ("", 0.0)


def _kinship(asked: Asked, one: str, around: Surroundings) -> float:
    surface = asked.surfaces.get(one, "")
    if len(surface) <= 3 or not surface.isalpha():
        return 0.0
    kin = asked.affinity.nearest(surface, around.words)
    return min(1.0, kin + 0.2) if kin >= NEAR_MEANING else 0.0


def _overlap(asked: Asked, around: Surroundings) -> dict[str, float]:
    """Neighbouring words met together, and how much of what the statement says was asked for."""
    wanted = set(bigrams(asked.question.stems))
    met = sum(one in around.own for one in asked.weights)
    rarest = max(asked.weights, key=lambda one: asked.weights[one], default="")
    return {
        "pairs": len(wanted & around.pairs) / max(len(wanted), 2),
        "focus": met / max(6, len(around.own)),
        "rarest": float(rarest in around.own),
    }


def _kind(question: Understanding, place: Place, around: Surroundings) -> dict[str, float]:
    """A question of when wants a time, of how much a sum, of who a body; a year in the question wants that year."""
    time, money = question.is_about(Wants.TIME, Wants.DAYS_LEFT), question.is_about(Wants.MONEY, Wants.VALUE)
    years = set(_YEARS.findall(" ".join(question.stems)))
    held = set(_YEARS.findall(" ".join(terms(place.text)))) if years else set()
    sums = {str(value) for value in sums_in(place.text)} if question.sums else set()
    whens = find_whens(place.text, place.hit.document.date) if time else ()
    wanted = _PRECISE | {"period"} if _ASKS_PERIOD.search(question.text) else _PRECISE
    is_open = "open" in around.traits
    return {
        "time_precise": float(any(when.precision in wanted for when in whens)),
        "handed_over": float(bool(whens) and "handed_over" in around.traits and bool(_ASKS_DUE.search(question.text))),
        "time_none": float(time and not whens and not is_open),
        "time_open": float(time and is_open),
        "money": float(money and "money" in around.traits),
        "count": float(question.is_about(Wants.COUNT) and "number" in around.traits),
        "share": float(question.is_about(Wants.SHARE) and not around.traits.isdisjoint(("percent", "fraction"))),
        "person": float(question.is_about(Wants.PERSON) and "person" in around.traits),
        "duty": float("duty" in around.traits and bool(_ASKS_DUTY.search(question.text))),
        "sum_same": float(bool(question.sums & sums)),
        "year_same": float(bool(years & held)),
        "year_other": float(bool(years and held and not years & held)),
    }


def _form(question: Understanding, place: Place, around: Surroundings) -> dict[str, float]:
    """What kind of statement it is, and where it stands."""
    kind, hit = place.statement.kind, place.hit
    front = kind == "front" and bool(_ASKS_FRONT.search(question.text))
    return {
        "is_lead": float(kind == "lead"),
        "is_front": float(kind == "front" and not front),
        "front_asked": float(front),
        "is_signature": float(kind == "signature" and not _ASKS_SIGNED.search(question.text)),
        "starts_with_pronoun": float("pronoun" in around.traits),
        "short": float(len(place.text.split()) < 5),
        "primary": float(hit.document.authority == "primary"),
        "first": float(hit.passage.ordinal == 0),
        "passage_score": hit.score,
        "passage_coverage": hit.coverage,
    }
