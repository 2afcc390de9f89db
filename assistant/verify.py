"""The proof: a claim against the extracted text of the document that it cites. Nothing reaches a reader without it.

It covers values, names, modal strength, negation and presence of the words; it does not prove entailment, so quoted and
reworded text are labelled apart. It reads only the extracted text, the document's description, and arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.amounts import percentages_in, sums_in
from assistant.cite import Claim
from assistant.dates import When, find_whens
from assistant.derive import Derived, derive
from assistant.naming import name
from assistant.terms import stem, terms
from assistant.text import fold, merge_spans, origin_spans, read_spans
from assistant.types import Derivation, Document, Passage, Quote, Span

RUN = 3  # words in a row that count as quoted
QUOTED_SHARE = 0.9  # of a claim's words in such runs, for the claim to be called quoted
REWORDED_SHARE = 0.4  # of a reworded claim's content words in its quote
_WORDS = re.compile(r"[^\W_]+(?:['’.,/][^\W_]+)*")
_NEGATION = re.compile(r"\b(?:not|no|never|cannot|without|nor|neither|n't)\b|n['’]t\b", re.I)
_STRENGTH = (
    (3, re.compile(r"\b(?:must|required?|requires|mandatory|shall|need(?:s|ed)? to|has to|have to|essential|contingent)\b", re.I)),
    (2, re.compile(r"\b(?:should|ought|expect(?:ed|s|ation)?|will)\b", re.I)),
    (1, re.compile(r"\b(?:may|might|can|could|encouraged?|invited?|optional)\b", re.I)),
)  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.,/£])\d+(?:[.,]\d+)*(?![\w/%])")
_NAME = re.compile(r"\b[A-Z][\w’'&-]+(?:\s+(?:of|for|and|the)\s+[A-Z][\w’'&-]+|\s+[A-Z][\w’'&-]+)+\b")


@dataclass(frozen=True, slots=True)
class Support:
    """What the passage gives a claim: its quote, the statements touched, and whether the claim is in its words."""

    quote: Quote
    statements: tuple[int, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim stands, why not where it does not, what supports it, and what was derived."""

    passed: bool
    reasons: tuple[str, ...] = ()
    support: Support | None = None
    derivations: tuple[Derivation, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A cited passage with its document and that document's extracted text."""

    passage: Passage
    document: Document
    extracted: str


@dataclass(frozen=True, slots=True)
class _Match:
    """Which words of a claim stand in the passage in runs, and where."""

    words: int
    covered: int
    ranges: tuple[Span, ...] = field(default=())


def prove(claim: Claim, source: Source, as_of: date | None) -> Verdict:
    """Prove a claim from one passage."""
    text = _without_attribution(claim.bare, source.document)
    if found := _as_derivation(text, source, as_of):
        return found
    match = _match(text, source.passage.text)
    quoted = match.covered >= QUOTED_SHARE * match.words and match.words > 0
    touched = _touched(source.passage, match.ranges) if quoted else _nearest_statements(text, source.passage)
    if not touched:
        return Verdict(False, ("no passage of the source has these words",))
    support = Support(quote_of(source, touched), touched, quoted)
    if not quote_holds(support.quote, source.extracted):
        return Verdict(False, ("the quote does not stand in the extracted text",), support)
    context = support.quote.text + " " + " ".join(source.passage.headings)
    derived = derive(support.quote.text, source.document, as_of)
    reasons, used = _values(text, context, source.document, derived, as_of)
    if not quoted:
        reasons += _wording(text, support.quote.text, source)
    return Verdict(not reasons, tuple(reasons), support, tuple(used))


def quote_of(source: Source, statements: Sequence[int]) -> Quote:
    """The exact words behind some statements: whole statements, with the lead-ins of items."""
    passage = source.passage
    wanted = set(statements)
    wanted |= {lead for index in statements for lead in [passage.statements[index].lead] if lead is not None}
    spans = [
        span
        for index in wanted
        for span in origin_spans(passage.segments, passage.statements[index].start, passage.statements[index].end)
    ]
    merged = merge_spans(spans, source.extracted)
    return Quote(passage.version, merged, read_spans(source.extracted, merged))


def quote_holds(quote: Quote, extracted: str) -> bool:
    """True where what stands at the quote's spans is the quote, white space and markup apart."""
    inside = all(0 <= span.start < span.end <= len(extracted) for span in quote.spans)
    return inside and bool(quote.spans) and fold(read_spans(extracted, quote.spans)) == fold(quote.text)


def _without_attribution(text: str, document: Document) -> str:
    """A claim without the name of its document in front, which the description proves."""
    prefix = name(document)
    return text[len(prefix) + 1 :].strip() if text.lower().startswith(f"{prefix.lower()}:") else text


def _as_derivation(text: str, source: Source, as_of: date | None) -> Verdict | None:
    """A verdict for a claim that is nothing but a derivation: computed again from every statement, and found or not."""
    wanted = fold(text.rstrip("."))
    for index in range(len(source.passage.statements)):
        quote = quote_of(source, [index])
        for derived in derive(quote.text, source.document, as_of):
            if fold(derived.sentence) == wanted and quote_holds(quote, source.extracted):
                return Verdict(True, (), Support(quote, (index,), False), (derived.derivation,))
    return None


def _match(claim: str, passage: str) -> _Match:
    """Cover a claim with the longest runs of words that stand in the passage in that order."""
    said = [(fold(m.group()), m.start(), m.end()) for m in _WORDS.finditer(claim)]
    held = [(fold(m.group()), m.start(), m.end()) for m in _WORDS.finditer(passage)]
    places: dict[str, list[int]] = {}
    for index, (word, _, _) in enumerate(held):
        places.setdefault(word, []).append(index)
    covered, at = 0, 0
    ranges: list[Span] = []
    while at < len(said):
        length, where = _longest_run(said, at, held, places)
        if length >= RUN or (length and length == len(said) - at) or (length and at == 0 and length == len(said)):
            covered += length
            ranges.append(Span(held[where][1], held[where + length - 1][2]))
            at += length
        else:
            at += 1
    return _Match(len(said), covered, tuple(ranges))


def _longest_run(
    said: Sequence[tuple[str, int, int]], at: int, held: Sequence[tuple[str, int, int]], places: dict[str, list[int]]
) -> tuple[int, int]:
    best, where = 0, -1
    for start in places.get(said[at][0], ()):
        length = 0
        while (
            at + length < len(said) and start + length < len(held) and said[at + length][0] == held[start + length][0]
        ):
            length += 1
        if length > best:
            best, where = length, start
    return best, where


def _touched(passage: Passage, ranges: Sequence[Span]) -> tuple[int, ...]:
    """The statements that some ranges of the passage's text touch."""
    return tuple(
        index
        for index, statement in enumerate(passage.statements)
        if any(span.start < statement.end and statement.start < span.end for span in ranges)
    )


def _nearest_statements(claim: str, passage: Passage) -> tuple[int, ...]:
    """The statement, or two neighbours, that share most content words with a claim in other words."""
    wanted = set(terms(claim))
    windows = [(index,) for index in range(len(passage.statements))]
    windows += [(index, index + 1) for index in range(len(passage.statements) - 1)]  # type: ignore[list-item]

    def shared(window: tuple[int, ...]) -> float:
        held = {
            one
            for index in window
            for one in terms(passage.text[passage.statements[index].start : passage.statements[index].end])
        }
        return len(wanted & held) - 0.25 * len(window)

    return max(windows, key=shared, default=())


def _values(
    text: str, context: str, document: Document, derived: Sequence[Derived], as_of: date | None
) -> tuple[list[str], list[Derivation]]:
    """Every date, sum, percentage and number of a claim, found in its quote or computed again."""
    reasons: list[str] = []
    used: list[Derivation] = []
    for when in find_whens(text, None):
        if when.precision not in {"exact", "week", "month", "window", "period", "quarter"} or _time_stands(
            when, context, document
        ):
            continue
        days = {day for day in (when.start, when.end) if day}
        found = next((one for one in derived if days and days <= {*one.days, *([as_of] if as_of else [])}), None)
        if found is None:
            reasons.append(f"“{when.text}” does not stand in the quote")
        else:
            used.append(found.derivation)
    reasons += [f"£{value:,} does not stand in the quote" for value in sums_in(text) - sums_in(context)]
    reasons += [f"{value}% does not stand in the quote" for value in percentages_in(text) - percentages_in(context)]
    held = set(_NUMBER.findall(context)) | {str(count) for one in derived for count in one.counts}
    dated = " ".join(when.text for when in find_whens(text, None))
    for number in _NUMBER.findall(text):
        if number not in held and number not in dated and not re.search(rf"(?<!\d){re.escape(number)}(?!\d)", context):
            reasons.append(f"the number {number} does not stand in the quote")
    return reasons, used


def _time_stands(when: When, context: str, document: Document) -> bool:
    """True where a time stands in the quote, in the same words or as the same printed day."""
    if fold(when.text) in fold(context):
        return True
    printed = find_whens(context, None)
    if any(when.resolved and (when.start, when.end) == (other.start, other.end) for other in printed):
        return True
    return when.end is not None and when.start == when.end == document.date


def _wording(text: str, quote: str, source: Source) -> list[str]:
    """What a claim in other words may not do: rise in strength, flip a negation, name a body, or share too little."""
    reasons = []
    said, held = set(terms(text)), set(terms(quote + " " + " ".join(source.passage.headings)))
    if said and len(said & held) / len(said) < REWORDED_SHARE:
        reasons.append("too few of its words stand in the quote")
    if _strength(text) > _strength(quote):
        reasons.append("it is stronger than the quote")
    if bool(_NEGATION.search(text)) != bool(_NEGATION.search(quote)):
        reasons.append("a negation differs from the quote")
    known = held | set(terms(name(source.document) + " " + source.document.title))
    for match in _NAME.finditer(text):
        if any(
            stem(word) not in known for word in fold(match.group()).split() if stem(word) in set(terms(match.group()))
        ):
            reasons.append(f"“{match.group()}” does not stand in the quote")
    return reasons


def _strength(text: str) -> int:
    return next((rank for rank, pattern in _STRENGTH if pattern.search(text)), 0)
