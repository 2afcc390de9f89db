"""Assistant: the one way in. A question goes through the steps of `stream` in order; what cannot be proved is withheld.

Knows the order of the steps, the outcomes, and the one place of the fall-back; does not know HTTP, Slack or the shell.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.agent import Agent, prompt_hashes
from assistant.cite import MARKER, Claim, claims_of, renumber
from assistant.dates import find_whens, speak
from assistant.errors import AssistantError, ModelUnavailable
from assistant.naming import locator, name
from assistant.retrieve import Retriever
from assistant.rewrite import standalone
from assistant.screen import MAX_CHARACTERS, Screened, clean, screen
from assistant.spelling import corrected
from assistant.store.library import Library, Snapshot
from assistant.tools import RunContext
from assistant.types import (
    Answer,
    Citation,
    CitationFound,
    Delta,
    Derivation,
    Event,
    Final,
    Outcome,
    Question,
    Row,
    Status,
)
from assistant.verify import Source, Support, Verdict, prove
from assistant.words import (
    CANNOT_ANSWER,
    DOCUMENTS_HEAD,
    FELL_BACK,
    MENTIONED_ONLY,
    NEAREST,
    NOTHING_NEAR,
    PARTLY,
    WITHHELD,
)

log = logging.getLogger(__name__)
ENOUGH_ROWS = 2  # a list of so many items is also given whole, as rows
_OWN_WORDS = (CANNOT_ANSWER, MENTIONED_ONLY)
_PARTLY_HEAD = PARTLY.split("{", 1)[0].strip()


@dataclass(frozen=True, slots=True)
class Proved:
    """One claim that stands, with its verdicts by the number it cites."""

    claim: Claim
    verdicts: dict[int, Verdict]


class Assistant:
    """Answers questions. `agent` writes; `fallback`, always extractive, writes where the agent fails or its core is struck."""

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        agent: Agent,
        fallback: Agent,
        *,
        today: Callable[[], date],
        seconds: float,
    ) -> None:
        self.library = library
        self._retriever = retriever
        self._agent = agent
        self._fallback = fallback
        self._today = today
        self._seconds = seconds

    async def ask(self, question: Question) -> Answer:
        """The answer, whole: `stream` drained. Raises AssistantError where the store cannot be read."""
        answer: Answer | None = None
        async for event in self.stream(question):  # to its end, so that the snapshot is let go here
            if isinstance(event, Final):
                answer = event.answer
        if answer is None:
            raise AssistantError("the stream ended without an answer")
        return answer

    async def stream(self, question: Question) -> AsyncIterator[Event]:
        """Statuses, citations and proved text as they come, then the whole answer, last."""
        text = clean(question.text)[:MAX_CHARACTERS]
        history = tuple(clean(one) for one in question.history)
        as_of = question.as_of or self._today()
        blank = Answer(uuid.uuid4().hex, "", Outcome.ANSWERED, asked=text, as_of=as_of, prompt_hashes=prompt_hashes())
        if settled := screen(text, bool(history)):
            answer = self._settled(settled, blank)
            yield Delta(answer.text)
            yield Final(answer)
            return
        with self.library.snapshot() as snapshot:
            rewritten = standalone(corrected(text, snapshot.vocabulary), history)
            context = RunContext(snapshot, self._retriever, as_of, question.reader, question.filters)
            yield Status("Searching the guidance")
            written, context, blank = await self._write(rewritten, context, replace(blank, asked=rewritten))
            yield Status("Checking quotes")
            answer = self._assembled(written, context, replace(blank, generation=snapshot.generation.name))
            for citation in answer.citations:
                yield CitationFound(citation)
            for claim in claims_of(answer.text):
                yield Delta(claim.text + " ")
            yield Final(answer)

    async def _write(
        self, rewritten: str, context: RunContext, blank: Answer
    ) -> tuple[list[Proved] | str, RunContext, Answer]:
        """Proved claims, or the assistant's own words that nothing answers. The one place of the fall-back."""
        reason = ""
        if self._agent is not self._fallback:
            try:
                async with asyncio.timeout(self._seconds):
                    text = await self._agent.write(rewritten, context)
                proved = self._proved(text, context)
                if isinstance(proved, str) or not _core_struck(text, proved):
                    return proved, context, replace(blank, model=self._agent.name, withheld=_struck(text, proved))
                reason = "its answer could not be proved"
            except TimeoutError:
                reason = "it took too long"
            except (ModelUnavailable, Exception) as error:  # noqa: BLE001 - whatever a provider raises, the reader gets an answer
                log.warning("model failed: %s", type(error).__name__)
                reason = "it could not be reached"
        fresh = replace(context, sources=type(context.sources)())
        text = await self._fallback.write(rewritten, fresh)
        proved = self._proved(text, fresh)
        blank = replace(blank, model=self._fallback.name, fell_back=reason, withheld=_struck(text, proved))
        return proved, fresh, blank

    def _proved(self, text: str, context: RunContext) -> list[Proved] | str:
        """The claims of a written answer that stand; the assistant's own words where it says that nothing answers."""
        if any(own in text for own in _OWN_WORDS) and not MARKER.search(text):
            return next(own for own in _OWN_WORDS if own in text)
        proved = []
        for claim in claims_of(text):
            if not claim.numbers:
                if claim.text.startswith(_PARTLY_HEAD):
                    proved.append(Proved(claim, {}))
                continue
            verdicts = {number: self._verdict(claim, number, context) for number in dict.fromkeys(claim.numbers)}
            standing = {number: verdict for number, verdict in verdicts.items() if verdict.passed}
            if standing:
                proved.append(Proved(claim, standing))
            else:
                log.info("struck: %s", [verdict.reasons for verdict in verdicts.values()])
        return proved

    def _verdict(self, claim: Claim, number: int, context: RunContext) -> Verdict:
        hit = context.sources.resolve(number)
        if hit is None:
            return Verdict(False, ("no such source",))
        return prove(
            claim, Source(hit.passage, hit.document, context.snapshot.extracted(hit.document.version)), context.as_of
        )

    def _assembled(self, written: list[Proved] | str, context: RunContext, blank: Answer) -> Answer:
        if isinstance(written, str) or not any(one.verdicts for one in written):
            return self._not_found(written if isinstance(written, str) else CANNOT_ANSWER, context, blank)
        book = _Citations(context)
        texts: list[str] = []
        derivations: list[Derivation] = []
        for one in written:
            numbers = {
                number: book.cite(number, verdict.support)
                for number, verdict in one.verdicts.items()
                if verdict.support
            }
            texts.append(renumber(one.claim.text, numbers))
            derivations += [derivation for verdict in one.verdicts.values() for derivation in verdict.derivations]
        if blank.withheld:
            texts.append(WITHHELD)
        partly = any(one.claim.text.startswith(_PARTLY_HEAD) for one in written)
        return replace(
            blank,
            text=" ".join(texts),
            outcome=Outcome.PARTLY_ANSWERED if partly or blank.withheld else Outcome.ANSWERED,
            citations=tuple(book.citations),
            rows=tuple(row for one in written for row in book.rows(one)),
            derivations=tuple(dict.fromkeys(derivations)),
            caveats=_caveats(book.citations, context.snapshot, derivations, blank),
        )

    def _not_found(self, words: str, context: RunContext, blank: Answer) -> Answer:
        """That the guidance does not say, with the nearest passage named as not answering."""
        nearest = context.sources.resolve(1)
        if nearest is None or nearest.coverage < 0.2:
            return replace(
                blank, text=f"{words} {NOTHING_NEAR}" if nearest is None else words, outcome=Outcome.NOT_IN_GUIDANCE
            )
        book = _Citations(context)
        statement = next((n for n, s in enumerate(nearest.passage.statements) if s.kind not in {"lead", "question"}), 0)
        claim = Claim(
            nearest.passage.text[
                nearest.passage.statements[statement].start : nearest.passage.statements[statement].end
            ],
            (1,),
        )
        verdict = self._verdict(claim, 1, context)
        if verdict.support is None:
            return replace(blank, text=words, outcome=Outcome.NOT_IN_GUIDANCE)
        number = book.cite(1, verdict.support)
        place = f"{locator(nearest.passage)} of the {name(nearest.document)}"
        text = f"{words} {NEAREST.format(place=place, number=number)}"
        return replace(blank, text=text, outcome=Outcome.NOT_IN_GUIDANCE, citations=tuple(book.citations))

    def _settled(self, settled: Screened, blank: Answer) -> Answer:
        if not settled.about_sources:
            return replace(blank, text=settled.words, outcome=settled.outcome)
        with self.library.snapshot() as snapshot:
            documents = list(snapshot.documents.values())
            names = [
                f"“{d.title}” ({d.kind}{f', {speak(d.date)}' if d.date else ''}{f', {d.publisher}' if len(d.publisher) < 40 and d.publisher else ''})"
                for d in documents
            ]
            shown, head = names, DOCUMENTS_HEAD.format(count=len(documents))
            while len(" ".join([head, *shown]).split()) > 110:
                shown = shown[:-1]
            more = f"; and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
            rows = tuple(Row(one, 0) for one in names)
            return replace(
                blank, text=f"{head} {'; '.join(shown)}{more}.", rows=rows, generation=snapshot.generation.name
            )

    def close(self) -> None:
        """Let go of the store."""
        self.library.close()


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
                    number=len(self.citations) + 1, source=document.source, title=document.title, document_id=document.id,
                    document_date=document.date, date_basis=document.date_basis, kind=document.kind, authority=document.authority,
                    locator=locator(hit.passage), page=hit.passage.page, passage_id=hit.passage.id, quote=support.quote,
                )
            )  # fmt: skip
        return self._numbers[identity]

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


def _struck(text: str, proved: Sequence[Proved] | str) -> int:
    """How many claims with markers the proof struck."""
    if isinstance(proved, str):
        return 0
    return sum(bool(claim.numbers) for claim in claims_of(text)) - sum(bool(one.verdicts) for one in proved)


def _core_struck(text: str, proved: Sequence[Proved]) -> bool:
    """True where no claim survived, or the first did not."""
    claims = [claim for claim in claims_of(text) if claim.numbers]
    return not proved or (bool(claims) and proved[0].claim != claims[0])


def _caveats(
    citations: Sequence[Citation], snapshot: Snapshot, derivations: Sequence[Derivation], blank: Answer
) -> tuple[str, ...]:
    found: list[str] = []
    if blank.fell_back:
        found.append(FELL_BACK.format(reason=blank.fell_back))
    if citations and all(citation.authority == "secondary" for citation in citations):
        kinds = " and ".join(dict.fromkeys(citation.kind for citation in citations))
        found.append(f"This rests on a {kinds}, not on the issuing body's own document.")
    for citation in citations:
        if citation.document_date is None:
            found.append(f"“{citation.title}” prints no date of its own.")
        for when in find_whens(citation.quote.text, citation.document_date):
            if "not a Monday" in when.rule:
                found.append(f"“{when.text}”: {when.rule.split('; ', 1)[-1]}.")
    if any("inferred" in derivation.anchor for derivation in derivations):
        found.append("The document's own date is inferred, so the dates counted from it are too.")
    return tuple(dict.fromkeys(found))
