"""What was proved -> the answer that a reader gets: text, numbered citations, rows, caveats; or that nothing answers.

Knows the form of an answer; asks nobody and proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.cite import Claim, renumber
from assistant.dates import find_whens, speak
from assistant.naming import locator, name
from assistant.store.library import Snapshot
from assistant.tools import RunContext
from assistant.types import Answer, Citation, Derivation, Document, Filters, Outcome, Row
from assistant.verify import Source, Support, Verdict, quote_of
from assistant.words import CANNOT_ANSWER, DOCUMENTS_HEAD, FELL_BACK, NEAREST, NOTHING_NEAR, REWORDED, WITHHELD

ENOUGH_ROWS = 2  # a list of so many items is also given whole, as rows
MAX_WORDS = 120  # of an answer's text
NEAR = 0.2  # share of the question that the nearest passage must hold to be shown as such
SHORT_NAME = 40  # characters of a publisher that is named in the list of documents


@dataclass(frozen=True, slots=True)
class Proved:
    """One claim that stands, with its verdicts by the number it cites; none for what the assistant says itself."""

    claim: Claim
    verdicts: dict[int, Verdict]


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer gave, proved: its claims, or the assistant's own words that nothing answers."""

    context: RunContext
    model: str
    proved: tuple[Proved, ...] = ()
    own_words: str = ""
    withheld: int = 0
    core_stands: bool = True
    fell_back: str = ""


def source_of(number: int, context: RunContext) -> Source | None:
    """The passage behind a number, with what the proof reads; None for an invented one."""
    hit = context.sources.resolve(number)
    return Source(hit.passage, hit.document, context.snapshot.extracted(hit.document.version)) if hit else None


def assembled(written: Written, blank: Answer) -> Answer:
    """The answer that a reader gets, of what was proved."""
    blank = replace(blank, model=written.model, fell_back=written.fell_back, withheld=written.withheld)
    if not any(one.verdicts for one in written.proved):
        return _not_found(written.own_words or CANNOT_ANSWER, written.context, blank)
    book = _Citations(written.context)
    proved = _shortened(written.proved)
    texts = [renumber(one.claim.text, book.numbers(one)) for one in proved]
    partly = any(not one.verdicts for one in proved)
    verdicts = [verdict for one in proved for verdict in one.verdicts.values()]
    return replace(
        blank,
        text=" ".join([*texts, WITHHELD] if blank.withheld else texts),
        outcome=Outcome.PARTLY_ANSWERED if partly or blank.withheld else Outcome.ANSWERED,
        citations=tuple(book.citations),
        rows=tuple(row for one in proved for row in book.rows(one)),
        derivations=tuple(dict.fromkeys(one for verdict in verdicts for one in verdict.derivations)),
        caveats=tuple(dict.fromkeys(_caveats(book.citations, verdicts, blank))),
    )


def _shortened(proved: Sequence[Proved]) -> list[Proved]:
    """The claims that fit into an answer, the first always, and what the assistant says of the rest."""
    room = MAX_WORDS - len(WITHHELD.split())
    kept: list[Proved] = []
    for one in proved:
        used = sum(len(other.claim.text.split()) for other in kept)
        if not kept or not one.verdicts or used + len(one.claim.text.split()) <= room:
            kept.append(one)
    return kept


def _not_found(words: str, context: RunContext, blank: Answer) -> Answer:
    """That the guidance does not say, with the nearest passage named as not answering."""
    nearest, source = context.sources.resolve(1), source_of(1, context)
    blank = replace(blank, outcome=Outcome.NOT_IN_GUIDANCE)
    if nearest is None or source is None:
        return replace(blank, text=f"{words} {NOTHING_NEAR}")
    if nearest.coverage < NEAR:
        return replace(blank, text=words)
    kinds = [statement.kind for statement in nearest.passage.statements]
    first = next((index for index, kind in enumerate(kinds) if kind not in {"lead", "question"}), 0)
    book = _Citations(context)
    number = book.cite(1, Support(quote_of(source, [first]), (first,)))
    place = f"{locator(nearest.passage)} of the {name(nearest.document)}"
    text = f"{words} {NEAREST.format(place=place, number=number)}"
    return replace(blank, text=text, citations=tuple(book.citations))


def documents_listed(snapshot: Snapshot, filters: Filters, blank: Answer) -> Answer:
    """The names of the documents that may answer: as many as fit in the text, all of them as rows."""
    allowed = snapshot.allowed(filters)
    names = [_listed(document) for version, document in snapshot.documents.items() if version in allowed]
    head, shown = DOCUMENTS_HEAD.format(count=len(names)), list(names)
    while len(shown) > 1 and len(" ".join([head, *shown]).split()) > MAX_WORDS - len("; and 10 more".split()):
        shown.pop()
    more = f"; and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
    rows = tuple(Row(one, 0) for one in names)
    return replace(blank, text=f"{head} {'; '.join(shown)}{more}.", rows=rows, generation=snapshot.generation.name)


def _listed(document: Document) -> str:
    details = [document.kind, speak(document.date) if document.date else ""]
    details.append(document.publisher if len(document.publisher) < SHORT_NAME else "")
    return f"“{document.title}” ({', '.join(detail for detail in details if detail)})"


class _Citations:
    """The citations of one answer: the same quote keeps its number."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._numbers: dict[tuple[str, object], int] = {}
        self.citations: list[Citation] = []

    def cite(self, key: int, support: Support) -> int:
        hit = self._context.sources.resolve(key)
        assert hit is not None
        identity = (hit.passage.id, support.quote.spans)
        if identity not in self._numbers:
            self._numbers[identity] = len(self.citations) + 1
            document = hit.document
            self.citations.append(
                Citation(
                    number=len(self.citations) + 1,
                    source=document.source,
                    title=document.title,
                    document_id=document.id,
                    document_date=document.date,
                    date_basis=document.date_basis,
                    kind=document.kind,
                    authority=document.authority,
                    locator=locator(hit.passage),
                    page=hit.passage.page,
                    passage_id=hit.passage.id,
                    quote=support.quote,
                )
            )
        return self._numbers[identity]

    def numbers(self, proved: Proved) -> dict[int, int]:
        """A reader's number for each of the agent's that proves a claim."""
        return {key: self.cite(key, verdict.support) for key, verdict in proved.verdicts.items() if verdict.support}

    def rows(self, proved: Proved) -> list[Row]:
        """The whole list behind a claim that quotes two of its items or more."""
        found: list[Row] = []
        for key, verdict in proved.verdicts.items():
            hit = self._context.sources.resolve(key)
            if verdict.support is None or hit is None:
                continue
            number = self.cite(key, verdict.support)
            items = [hit.passage.statements[index] for index in verdict.support.statements]
            items = [item for item in items if item.kind in {"item", "row", "signature"}]
            if len(items) >= ENOUGH_ROWS:
                found += [Row(hit.passage.text[item.start : item.end], number) for item in items]
        return found


def _caveats(citations: Sequence[Citation], verdicts: Sequence[Verdict], blank: Answer) -> list[str]:
    """What a reader must know of an answer beside its text."""
    found = [FELL_BACK.format(reason=blank.fell_back)] if blank.fell_back else []
    if any(verdict.support and verdict.support.reworded for verdict in verdicts):
        found.append(REWORDED)
    if all(citation.authority == "secondary" for citation in citations):
        kinds = " and ".join(dict.fromkeys(citation.kind for citation in citations))
        found.append(f"This rests on a {kinds}, not on the issuing body's own document.")
    derivations = [derivation for verdict in verdicts for derivation in verdict.derivations]
    return found + [caveat for citation in citations for caveat in _caveats_of(citation, derivations)]


def _caveats_of(citation: Citation, derivations: Sequence[Derivation]) -> list[str]:
    found = []
    if citation.document_date is None:
        found.append(f"“{citation.title}” prints no date of its own.")
    elif citation.date_basis == "inferred" and any(
        derivation.anchor.endswith(f"dated {speak(citation.document_date)}") for derivation in derivations
    ):
        found.append("The document's own date is inferred, so the dates counted from it are too.")
    for when in find_whens(citation.quote.text, citation.document_date):
        if "not a Monday" in when.rule:
            found.append(f"“{when.text}”: {when.rule.split('; ', 1)[-1]}.")
    return found
