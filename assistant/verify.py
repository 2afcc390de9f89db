"""The proof: a claim against the extracted text of the document that it cites. Nothing reaches a reader without it.

It covers presence of the words, values, names, strength, negation and conditions; it does not prove entailment, so
quoted and reworded text are told apart. It reads only the extracted text, the document's description, and arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assistant.belonging import misplaced
from assistant.cite import Claim
from assistant.content import content
from assistant.derive import derive
from assistant.naming import name
from assistant.quoting import LEANS_BACK, quoted_statements
from assistant.text import fold, merge_spans, origin_spans, read_spans, sentences
from assistant.types import Derivation, Document, Passage, Quote
from assistant.values import check_values, values_placed
from assistant.wording import check_wording

_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_IN_ORDER = frozenset(["sentence", "lead", "item", "question", "front"])


@dataclass(frozen=True, slots=True)
class Support:
    """What the passage gives a claim: its quote, the statements it rests on, and whether the claim is in their words.

    A claim that is neither `quoted` nor `reworded` is a derivation.
    """

    quote: Quote
    statements: tuple[int, ...]
    quoted: bool = False
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim stands, why not where it does not, what supports it, and what was derived."""

    passed: bool
    reasons: tuple[str, ...] = ()
    support: Support | None = None
    derivations: tuple[Derivation, ...] = ()


_UNKNOWN = Verdict(False, ("no passage of the source has these words",))


@dataclass(frozen=True, slots=True)
class Source:
    """A cited passage with its document and that document's extracted text."""

    passage: Passage
    document: Document
    extracted: str


def prove(claim: Claim, source: Source, as_of: date | None) -> Verdict:
    """Prove a claim from one passage: all of it in the passage's words, or each of its sentences by itself."""
    text = _without_attribution(claim.bare, source.document)
    if set(_HIDDEN.findall(text)) - set(source.passage.text):
        return Verdict(False, ("it holds hidden characters",))
    if (statements := quoted_statements(text, source.passage)) is not None:
        return _as_quoted(statements, source)
    parts = [text[span.start : span.end] for span in sentences(text)]
    verdicts = [_sentence(part, source, as_of) for part in parts]
    for (_, before), (part, verdict) in pairwise(zip(parts, verdicts, strict=True)):
        if LEANS_BACK.match(part) and not _goes_on(before, verdict):
            return Verdict(False, ("it points back to something else",))
    return _together(verdicts, source)


def _goes_on(before: Verdict, after: Verdict) -> bool:
    """True where a sentence rests on the statement that the one before rests on, or on the next."""
    if before.support is None or after.support is None:
        return False
    return any(
        index in before.support.statements or index - 1 in before.support.statements
        for index in after.support.statements
    )


def _sentence(text: str, source: Source, as_of: date | None) -> Verdict:
    if (statements := quoted_statements(text, source.passage)) is not None:
        return _as_quoted(statements, source)
    return _as_derivation(text, source, as_of) or _as_reworded(text, source, as_of)


def _as_quoted(statements: Sequence[int], source: Source) -> Verdict:
    """A claim in the passage's words stands if those words stand in the file."""
    support = Support(quote_of(source, statements), tuple(statements), quoted=True)
    missing = [index for index in statements if not _stands(source, index)]
    return Verdict(not missing, ("its words do not stand in the extracted text",) if missing else (), support)


def _together(verdicts: Sequence[Verdict], source: Source) -> Verdict:
    """One verdict for a claim of several sentences: it stands if each does."""
    supports = [verdict.support for verdict in verdicts if verdict.support]
    reasons = tuple(reason for verdict in verdicts for reason in verdict.reasons)
    passed = bool(verdicts) and all(verdict.passed for verdict in verdicts)
    if not supports:
        return Verdict(False, reasons or _UNKNOWN.reasons)
    touched = tuple(sorted({index for support in supports for index in support.statements}))
    support = Support(
        quote_of(source, touched),
        touched,
        quoted=all(verdict.support and verdict.support.quoted for verdict in verdicts),
        reworded=any(support.reworded for support in supports),
    )
    derivations = tuple(dict.fromkeys(one for verdict in verdicts for one in verdict.derivations))
    return Verdict(passed, reasons, support, derivations)


def quote_of(source: Source, statements: Sequence[int]) -> Quote:
    """The exact words behind some statements: whole statements, with the lead-ins of items."""
    passage = source.passage
    wanted = _with_leads(passage, statements)
    spans = [
        span
        for index in wanted
        for span in origin_spans(passage.segments, passage.statements[index].start, passage.statements[index].end)
    ]
    merged = merge_spans(spans, source.extracted)
    return Quote(passage.version, merged, read_spans(source.extracted, merged))


def _with_leads(passage: Passage, statements: Iterable[int]) -> list[int]:
    """Statements in order, with those that introduce them."""
    chosen = set(statements)
    leads = {passage.statements[index].lead for index in chosen}
    return sorted(chosen | {lead for lead in leads if lead is not None})


def _stands(source: Source, index: int) -> bool:
    """True where each letter of a statement is the extracted text's own, and a sentence's letters are in its order."""
    passage, statement = source.passage, source.passage.statements[index]
    mapped: dict[int, int] = {}
    for segment in passage.segments:
        for step in range(max(0, statement.start - segment.at), min(segment.length, statement.end - segment.at)):
            mapped[segment.at + step] = segment.origin + step
    letters = [at for at in range(statement.start, statement.end) if passage.text[at].isalnum()]
    if statement.cells:
        letters = [at for at in letters if at in mapped]  # the names of the columns stand above the row
    if not letters or any(
        at not in mapped or source.extracted[mapped[at] : mapped[at] + 1] != passage.text[at] for at in letters
    ):
        return False
    places = [mapped[at] for at in letters]
    return statement.kind not in _IN_ORDER or places == sorted(places)


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
            if fold(derived.sentence) == wanted and _stands(source, index):
                return Verdict(True, (), Support(quote, (index,)), (derived.derivation,))
    return None


def _as_reworded(text: str, source: Source, as_of: date | None) -> Verdict:
    """The best verdict that a statement which shares most of a sentence's content words gives it."""
    verdicts = [_rests_on(text, unit, source, as_of) for unit in _nearest(text, source.passage)]
    return next((verdict for verdict in verdicts if verdict.passed), verdicts[0] if verdicts else _UNKNOWN)


def _nearest(text: str, passage: Passage) -> list[tuple[int, ...]]:
    """The statements, each with what it leans on, that share most content words with a text: none else proves it."""
    wanted = set(content(text))
    shared = {unit: len(wanted & set(content(_words(passage, unit)))) for unit in _units(passage)}
    most = max(shared.values(), default=0)
    return [unit for unit, count in shared.items() if count == most] if most else []


def _units(passage: Passage) -> Iterator[tuple[int, ...]]:
    """Each statement with its lead-in, or with the sentence before where it points back to it."""
    for index, statement in enumerate(passage.statements):
        if statement.kind == "question":
            continue
        text = passage.text[statement.start : statement.end]
        before = index and statement.lead is None and LEANS_BACK.match(text)
        yield (index - 1, index) if before else tuple(_with_leads(passage, [index]))


def _words(passage: Passage, statements: Iterable[int]) -> str:
    return " ".join(passage.text[passage.statements[n].start : passage.statements[n].end] for n in statements)


def _rests_on(text: str, unit: tuple[int, ...], source: Source, as_of: date | None) -> Verdict:
    """What speaks against a sentence in other words that rests on some statements."""
    passage, document = source.passage, source.document
    support = Support(quote_of(source, unit), unit, reworded=True)
    if not all(_stands(source, index) for index in unit):
        return Verdict(False, ("its words do not stand in the extracted text",), support)
    held = _words(passage, unit)
    values = check_values(text, held, document, as_of)
    others = [_words(passage, [index]) for index in range(len(passage.statements)) if index not in unit]
    signed = [signatory.role for signatory in document.signatories]
    wording = check_wording(
        text,
        held,
        " ".join(passage.headings),
        speakers=" ".join([document.publisher, *signed]),
        readers=" ".join(document.audience),
        elsewhere=others,
    )
    placed = values_placed(text, held, document), values_placed(held, held, document)
    moved = [
        f"“{text[one.at : one.to]}” goes with other words"
        for one in misplaced(text, placed[0], held, placed[1], content)
    ]
    reasons = (*values.reasons, *wording, *moved)
    return Verdict(not reasons, reasons, support, values.derivations)
