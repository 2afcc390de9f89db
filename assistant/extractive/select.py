"""Evidence -> statements ranked by how well each answers the question.

Knows how features are weighed; does not know how they are found, or what is said with the best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.evidence import Evidence
from assistant.extractive.affinity import Affinity
from assistant.extractive.features import LEVELS, Asked, features
from assistant.extractive.surroundings import Place, lead_text
from assistant.extractive.understand import Understanding, Wants
from assistant.glossary import Names
from assistant.rewrite import leans_much
from assistant.terms import stem, tokenise
from assistant.text import sentences
from assistant.thesaurus import in_official_words
from assistant.types import Hit, Statement

UNKNOWN_WEIGHT = (
    3.2  # the most that a word counts that hardly any passage holds: it may be the reader's own word for it
)
LIGHT_WEIGHT = 0.3  # of a word that says what kind of answer is wanted, or hardly anything
CONTEXT_WEIGHT = 0.4  # of a word of the earlier question that a follow-up leans on
LEANING_WEIGHT = 0.75  # of such a word where the follow-up itself says hardly anything
PASSAGES = 28  # the most that are ranked: what one search gives, and some of each document that is named
LONG_ITEM = 12  # words from which the sentences of an item are ranked apart
# How much of a word that is met at each level counts as carried; what is ranked first is another matter (`WEIGHTS`).
CARRIED = {
    "own": 1.0, "lead": 0.85, "part": 0.7, "synonym": 0.75, "document": 0.75, "lead_synonym": 0.65, "leant_on": 0.7,
    "related": 0.5, "lead_related": 0.4,
    "heading": 0.55, "nearby": 0.4, "title": 0.3, "kin": 0.6,
}  # fmt: skip
# Fitted by a listwise softmax to 442 questions on 23 documents, real and invented, then rounded; on 191 questions that
# the fit had not seen it put a right statement among the first three in .75, against .72 for weights chosen by hand.
WEIGHTS = {
    "at_own": 1.0, "at_lead": 1.4, "at_part": 0.95, "at_synonym": 1.4, "at_document": 1.0, "at_lead_synonym": 1.3,
    "at_leant_on": 1.25, "at_related": 0.7, "at_heading": 1.1, "at_lead_related": 0.5, "at_nearby": 0.8,
    "at_title": 1.1, "at_kin": 0.75, "cosine": 0.75, "passage_score": 0.6, "passage_coverage": -0.4, "pairs": 0.15,
    "focus": 0.2,
    "focus_met": 0.07, "rarest": 0.1, "time_precise": 0.3,
    "handed_over": 0.3, "time_none": -0.1, "time_open": 0.2, "money": 0.15,
    "count": 0.2, "share": 0.35, "person": 0.2, "duty": 0.15, "sum_same": 0.3, "year_same": 0.1, "year_other": -0.25,
    "front_asked": 0.25, "is_front": -0.15, "is_signature": -0.4, "is_lead": -0.3, "first": -0.3, "primary": 0.05,
    "short": -0.15, "starts_with_pronoun": -0.13,
}  # fmt: skip
_LIGHT = frozenset(
    stem(word)
    for word in [
        "go",
        "goes",
        "going",
        "put",
        "make",
        "made",
        "take",
        "taken",
        "happen",
        "happens",
        "happening",
        "come",
        "comes",
        "coming",
        "stuff",
        "thing",
        "things",
        "bit",
        "lot",
        "way",
        "ways",
        "kind",
        "kinds",
        "sort",
        "sorts",
        "type",
        "types",
        "use",
        "used",
        "using",
        "look",
        "looking",
        "looked",
        "see",
        "seen",
        "meant",
        "involve",
        "involved",
        "anything",
        "something",
        "someone",
        "anyone",
        "exactly",
        "currently",
        "now",
    ]
)
_FORM = {
    Wants.VALUE: "value figure amount number",
    Wants.TIME: "period date dates deadline due day days week month year time times timescale timetable schedule soon"
    " long late early closing",
    Wants.DAYS_LEFT: "date deadline due day days week weeks time left remaining long passed gone until",
    Wants.MONEY: "money pounds sum amount much worth size big large value total cash figure",
    Wants.SHARE: "proportion percentage share fraction percent",
    Wants.MEANING: "mean means meaning stand stands define definition abbreviation acronym term short full explain",
    Wants.LIST: "list item items thing things",
    Wants.PERSON: "person people body bodies organisation",
    Wants.COMPARISON: "same different difference differ compare both agree way mention describe say letter article page"
    " document",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that may answer, at `start:end` of its passage.

    `cover` (0 to 1) is how much of the question it carries with what stands round it; `missing` are the stems that it
    carries nowhere.
    """

    hit: Hit
    index: int
    start: int
    end: int
    cover: float = 0.0
    score: float = 0.0
    missing: tuple[str, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def statement(self) -> Statement:
        """The statement it lies in."""
        return self.hit.passage.statements[self.index]

    @property
    def text(self) -> str:
        """Its words, as repaired."""
        return self.hit.passage.text[self.start : self.end]

    @property
    def with_lead(self) -> str:
        """Its words after the sentence that introduces them."""
        return f"{lead_text(self.hit.passage, self.statement)} {self.text}".strip()


def rank(question: Understanding, evidence: Sequence[Evidence], affinity: Affinity) -> list[Candidate]:
    """Every statement of the evidence that could be quoted, best first."""
    asked = ask_for(question, evidence, affinity)
    candidates = [candidate for hit in _hits(evidence)[:PASSAGES] for candidate in _candidates(hit)]
    near = affinity.to_question(asked.question.text, [candidate.with_lead for candidate in candidates])
    scored = [_scored(one, asked, cosine) for one, cosine in zip(candidates, near, strict=True)]
    return sorted(scored, key=lambda c: (-c.score, c.hit.passage.version, c.hit.passage.ordinal, c.start))


def ask_for(question: Understanding, evidence: Sequence[Evidence], affinity: Affinity) -> Asked:
    """A question with the weight that each of its words has in the passages searched."""
    names = next((one.names for one in evidence), Names())
    question = replace(
        question,
        stems=names.question_terms(question.text),
        context=tuple(stem for stem in names.question_terms(question.before) if stem) if question.before else (),
    )
    surfaces = {stem(token): token for token in tokenise(in_official_words(question.text))}
    return Asked(question, _weights(question, evidence), surfaces, names, affinity)


def _hits(evidence: Sequence[Evidence]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for found in evidence:
        for hit in found.hits:
            if hit.passage.id not in best or best[hit.passage.id].score < hit.score:
                best[hit.passage.id] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)


def _weights(question: Understanding, evidence: Sequence[Evidence]) -> dict[str, float]:
    known: dict[str, float] = {}
    for found in evidence:
        known |= found.idf
    light = _LIGHT | {stem(word) for want in question.wants for word in _FORM.get(want, "").split()}

    def weight(one: str) -> float:
        return min(known.get(one, UNKNOWN_WEIGHT), UNKNOWN_WEIGHT)

    weights = {one: weight(one) * (LIGHT_WEIGHT if one in light else 1.0) for one in question.stems}
    share = LEANING_WEIGHT if leans_much(question.text) else CONTEXT_WEIGHT
    return weights | {one: share * weight(one) for one in question.context if one not in weights}


def _candidates(hit: Hit) -> list[Candidate]:
    found = []
    for index, statement in enumerate(hit.passage.statements):
        if statement.kind in {"question", "lead"} and not _leads_something(hit, index, statement):
            continue
        text = hit.passage.text[statement.start : statement.end]
        spans = sentences(text) if statement.kind == "item" and len(text.split()) > LONG_ITEM else []
        if len(spans) > 1:
            found += [Candidate(hit, index, statement.start + s.start, statement.start + s.end) for s in spans]
        else:
            found.append(Candidate(hit, index, statement.start, statement.end))
    return found


def _leads_something(hit: Hit, index: int, statement: Statement) -> bool:
    return statement.kind == "lead" and any(other.lead == index for other in hit.passage.statements)


def _scored(candidate: Candidate, asked: Asked, cosine: float) -> Candidate:
    place = Place(candidate.hit, candidate.index, candidate.start, candidate.end)
    found, met = features(asked, place, cosine)
    return replace(
        candidate,
        cover=sum(CARRIED[level] * met.shares[level] for level in LEVELS),
        score=sum(WEIGHTS.get(name, 0.0) * value for name, value in found.items()),
        missing=tuple(one for one in met.missing if one in asked.question.stems),
        features=found,
    )
