"""Evidence -> statements ranked by how well each answers the question. Pure but for the affinity it is given.

Each word of the question is looked for in the statement itself, in its lead-in, in the sentence before, in the headings
and the title, and counts less the farther off it stands; the kind of answer wanted is weighed with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.amounts import find_amounts, sums_in
from assistant.dates import find_whens
from assistant.evidence import Evidence
from assistant.extractive.affinity import Affinity
from assistant.extractive.understand import Understanding, Wants
from assistant.terms import STOP, bigrams, question_terms, stem, terms, tokenise
from assistant.text import sentences
from assistant.thesaurus import synonyms
from assistant.types import Document, Hit, Statement

IN_LEAD, SYNONYM, IN_HEADING, LEANT_ON, NEARBY, IN_TITLE = 0.85, 0.75, 0.55, 0.7, 0.4, 0.3
NEAR_MEANING = 0.36  # cosine above which wordllama's word vectors mark kin rather than chance
OF_DOCUMENT = 0.75  # of a word that names the statement's document rather than what it says
HEAD_OF_NAME = 0.6  # "the Fund" for "the Sustainability and Transformation Fund"
UNKNOWN_WEIGHT = (
    3.2  # the most that a word counts that hardly any passage holds: it may be the reader's own word for it
)
LIGHT_WEIGHT = 0.3  # of a word that says what kind of answer is wanted, or hardly anything
PASSAGES = 12
_PERSON = re.compile(
    r"\b(?:[A-Z][a-z]+ )?(?:Directors?|Chief|Board|Officers?|Executives?|Chairs?|Secretary|leaders?|England|Improvement|team|teams|bodies)\b|@"
)
_NEGATION = re.compile(r"\b(?:not|no|never|cannot|without|n't)\b", re.I)
_PRONOUN_START = re.compile(r"^(?:this|that|these|those|it|they|such|he|she|them|both)\b", re.I)
_LEANS_BACK = re.compile(
    r"^(?:[“\"]?(?:this|that|these|those|it|they|such|both|of th(?:is|ese)|in (?:addition|particular)|also|further|more (?:details?|information)|to this end)\b)",
    re.I,
)
_MODAL = re.compile(
    r"\b(?:must|should|required?|requires|need(?:s|ed)? to|have to|has to|expect(?:s|ed)?|will (?:also )?need|essential|important|asked)\b",
    re.I,
)
_ASKS_DUTY = re.compile(
    r"\b(?:must|need(?:s|ed)? to|have to|has to|required?|requirements?|supposed to|expected|obliged|should|conditions?|rules?)\b",
    re.I,
)
_ASKS_FRONT = re.compile(r"\b(?:letter|addressed|sent|copied|cc|recipients?|reference|ref|gateway|dated?)\b", re.I)
_OPEN = re.compile(
    r"\b(?:yet to be|not (?:yet )?(?:been )?(?:clear|known|decided|set|described?|confirmed|published))\b", re.I
)
_SAID_BY_FORM = {
    "signature": ("signed", "signatory", "signatories", "sign", "signature"),
    "front": ("letter", "date", "dated", "sent", "addressed", "recipients", "copied", "reference"),
}
_LIGHT = frozenset(
    stem(word)
    for word in ["go", "goes", "going", "put", "make", "made", "take", "taken", "happen", "happens", "happening", "come", "comes", "coming", "stuff", "thing", "things", "bit", "lot", "way", "ways", "kind", "kinds", "sort", "sorts", "type", "types", "use", "used", "using", "look", "looking", "looked", "see", "seen", "meant", "involve", "involved", "anything", "something", "someone", "anyone", "exactly", "currently", "now"]
)
_FORM = {
    Wants.VALUE: "value figure amount number",
    Wants.TIME: "period date dates deadline due day days week month year time times timescale timetable schedule soon long late early closing",
    Wants.DAYS_LEFT: "date deadline due day days week weeks time left remaining long passed gone until",
    Wants.MONEY: "money pounds sum amount much worth size big large value total cash figure",
    Wants.MEANING: "mean means meaning stand stands define definition abbreviation acronym term short full explain",
    Wants.LIST: "list item items thing things",
    Wants.PERSON: "person people body bodies organisation",
    Wants.COMPARISON: "same different difference differ compare both agree way mention describe say letter article page document",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that may answer. `cover` (0 to 1) is how much of the question it carries, `firm` how much in its own words."""

    hit: Hit
    index: int
    start: int
    end: int
    cover: float
    firm: float
    score: float
    missing: tuple[str, ...] = ()

    @property
    def statement(self) -> Statement:
        """The statement it lies in."""
        return self.hit.passage.statements[self.index]

    @property
    def text(self) -> str:
        """Its words, as repaired."""
        return self.hit.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    own: frozenset[str]
    own_words: tuple[str, ...]
    lead: frozenset[str]
    nearby: frozenset[str]
    leans: bool
    headings: frozenset[str]
    title: frozenset[str]
    about: frozenset[str]


def rank(question: Understanding, evidence: Sequence[Evidence], affinity: Affinity) -> list[Candidate]:
    """Every statement of the evidence that could be quoted, best first."""
    names = tuple(dict.fromkeys(name for found in evidence for name in found.names))
    heads = {stem(name.replace(" ", "")): terms(name)[-1] for name in names if terms(name)}
    question = replace(question, stems=tuple(dict.fromkeys(question_terms(fused(question.text, names)))))
    idf = _weights(question, evidence, names)
    hits = _hits(evidence)
    candidates = [candidate for hit in hits[:PASSAGES] for candidate in _candidates(hit)]
    if not candidates:
        return []
    near = affinity.to_question(question.text, [_with_lead(candidate) for candidate in candidates])
    surfaces = {stem(token): token for token in tokenise(question.text)}
    scored = [
        _scored(candidate, question, idf, surfaces, affinity, cosine, heads)
        for candidate, cosine in zip(candidates, near, strict=True)
    ]
    return sorted(scored, key=lambda c: (-c.score, c.hit.passage.version, c.hit.passage.ordinal, c.start))


def _hits(evidence: Sequence[Evidence]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for found in evidence:
        for hit in found.hits:
            if hit.passage.id not in best or best[hit.passage.id].score < hit.score:
                best[hit.passage.id] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)


def _weights(question: Understanding, evidence: Sequence[Evidence], names: Sequence[str]) -> dict[str, float]:
    known: dict[str, float] = {}
    for found in evidence:
        known |= found.idf
    for one in names:  # a name weighs what its words do, within reason
        known[stem(one.replace(" ", ""))] = min(UNKNOWN_WEIGHT, sum(known.get(part, 0.0) for part in terms(one)))
    light = _LIGHT | {stem(word) for want in question.wants for word in _FORM.get(want, "").split()}
    weights = {
        one: min(known.get(one, UNKNOWN_WEIGHT), UNKNOWN_WEIGHT) * (LIGHT_WEIGHT if one in light else 1.0)
        for one in question.stems
    }
    return weights | {one: 0.4 * min(known.get(one, UNKNOWN_WEIGHT), UNKNOWN_WEIGHT) for one in question.context}


def _candidates(hit: Hit) -> list[Candidate]:
    found = []
    for index, statement in enumerate(hit.passage.statements):
        if statement.kind in {"question", "lead"} and not _leads_something(hit, index, statement):
            continue
        text = hit.passage.text[statement.start : statement.end]
        spans = sentences(text) if statement.kind == "item" and len(text.split()) > 12 else []
        if len(spans) > 1:
            for span in spans:
                found.append(Candidate(hit, index, statement.start + span.start, statement.start + span.end, 0, 0, 0))
        else:
            found.append(Candidate(hit, index, statement.start, statement.end, 0, 0, 0))
    return found


def _leads_something(hit: Hit, index: int, statement: Statement) -> bool:
    return statement.kind == "lead" and any(other.lead == index for other in hit.passage.statements)


def _with_lead(candidate: Candidate) -> str:
    statement = candidate.statement
    if statement.lead is None:
        return candidate.text
    lead = candidate.hit.passage.statements[statement.lead]
    return candidate.hit.passage.text[lead.start : lead.end] + " " + candidate.text


@lru_cache(maxsize=1024)
def _about(document: Document) -> frozenset[str]:
    """The words by which a reader may name the document a statement stands in: its kind, publisher, month and year."""
    when = f"{document.date:%B %b %Y}" if document.date else ""
    return frozenset(terms(f"{document.kind} {document.publisher} {when} {document.reference}"))


def fused(text: str, names: Sequence[str]) -> str:
    """A text with each name made one word, so that "the fund's sustainability element" is not the fund's own name."""
    for one in names:
        text = re.sub(re.escape(one), one.replace(" ", ""), text, flags=re.I)
    return text


def _surroundings(candidate: Candidate, names: Sequence[str]) -> _Surroundings:
    passage = candidate.hit.passage
    statement = candidate.statement
    lead: frozenset[str] = frozenset()
    if statement.lead is not None:
        opener = passage.statements[statement.lead]
        lead = frozenset(terms(fused(passage.text[opener.start : opener.end], names)))
    nearby = ""
    if candidate.index and statement.kind not in {"row", "front", "signature"}:
        before = passage.statements[candidate.index - 1]
        nearby = passage.text[before.start : before.end]
    if candidate.start > statement.start:
        nearby = passage.text[statement.start : candidate.start]
    words = tuple(word for word in tokenise(fused(candidate.text, names)) if word not in STOP)
    words += _SAID_BY_FORM.get(statement.kind, ())
    return _Surroundings(
        frozenset(stem(word) for word in words),
        words,
        lead,
        frozenset(terms(fused(nearby, names))),
        bool(nearby) and bool(_LEANS_BACK.match(candidate.text)),
        frozenset(terms(fused(" ".join(passage.headings), names))),
        frozenset(terms(candidate.hit.document.title)),
        _about(candidate.hit.document),
    )


def _scored(
    candidate: Candidate,
    question: Understanding,
    idf: Mapping[str, float],
    surfaces: Mapping[str, str],
    affinity: Affinity,
    cosine: float,
    names: Mapping[str, str],
) -> Candidate:
    around = _surroundings(candidate, names)
    total = sum(idf.values()) or 1.0
    matched = firm = 0.0
    missing = []
    for one, weight in idf.items():
        value = _match(one, around, surfaces.get(one, ""), affinity)
        if value < HEAD_OF_NAME and one in names and names[one] in around.own | around.lead:
            value = HEAD_OF_NAME
        matched += weight * value
        firm += weight * (value >= SYNONYM)
        if value < NEARBY and one in question.stems:
            missing.append(one)
    cover, firm = matched / total, firm / total
    score = cover + _pairs(question, candidate) + _kind_bonus(question, candidate) + 0.3 * max(cosine, 0.0)
    score += 0.15 * candidate.hit.score + (0.04 if candidate.hit.document.authority == "primary" else 0.0)
    score -= 0.05 * bool(_PRONOUN_START.match(candidate.text)) + _length_cost(candidate)
    return replace(candidate, cover=cover, firm=firm, score=score, missing=tuple(missing))


def _match(one: str, around: _Surroundings, surface: str, affinity: Affinity) -> float:
    """How far one word of the question is met: 1 in the statement itself, less the farther off or the more loosely."""
    if one in around.own:
        return 1.0
    near = synonyms(one)
    best = 0.0
    if one in around.lead:
        best = IN_LEAD
    elif near & around.own:
        best = SYNONYM
    elif one in around.about:
        best = OF_DOCUMENT
    elif near & around.lead:
        best = IN_LEAD * SYNONYM
    elif one in around.nearby and around.leans:
        best = LEANT_ON
    elif one in around.headings:
        best = IN_HEADING
    elif one in around.nearby or (around.leans and near & around.nearby):
        best = NEARBY
    elif one in around.title:
        best = IN_TITLE
    if best < NEARBY and surface and surface.isalpha() and len(surface) > 3:
        kin = affinity.nearest(surface, around.own_words)
        if kin >= NEAR_MEANING:
            best = max(best, min(SYNONYM, kin + 0.15))
    return best


def _pairs(question: Understanding, candidate: Candidate) -> float:
    wanted = set(bigrams(question.stems))
    return 0.12 * len(wanted & set(bigrams(terms(candidate.text)))) / max(len(wanted), 2)


def _kind_bonus(question: Understanding, candidate: Candidate) -> float:
    """A question of when wants a time, of how much a sum, of who a body; a year in the question wants that year."""
    bonus = 0.0
    text = candidate.text
    whens = find_whens(text, candidate.hit.document.date)
    if question.is_about(Wants.TIME, Wants.DAYS_LEFT):
        precise = any(
            when.precision in {"exact", "week", "month", "relative", "window", "quarter", "event-bound"}
            for when in whens
        )
        bonus += 0.22 if precise else 0.2 if _OPEN.search(text) else 0.06 if whens else -0.12
    if question.is_about(Wants.MONEY):
        bonus += 0.25 if find_amounts(text) else -0.15
    if question.is_about(Wants.COUNT):
        bonus += 0.1 if re.search(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b", text) else -0.1
    if question.is_about(Wants.PERSON):
        bonus += 0.2 if _PERSON.search(text) else -0.12
    if _ASKS_DUTY.search(question.text) and _MODAL.search(text):
        bonus += 0.1
    if question.is_about(Wants.LIST) and candidate.statement.kind in {"lead", "item"}:
        bonus += 0.06
    if question.sums:
        held = {str(value) for value in sums_in(text)}
        bonus += 0.3 if question.sums & held else -0.1
    if candidate.statement.kind == "front" and not _ASKS_FRONT.search(question.text):
        bonus -= 0.3
    asked = [when for when in question.times if when.resolved or when.precision == "exact"]
    for when in asked:
        same = [w for w in whens if (w.start, w.end) == (when.start, when.end) or when.text.lower() in text.lower()]
        bonus += 0.08 if same else -0.02
    return bonus


def _length_cost(candidate: Candidate) -> float:
    count = len(candidate.text.split())
    return 0.1 if count < 4 else 0.0 if count < 60 else 0.05
