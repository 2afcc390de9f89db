"""Assistant: the one way in. A question goes through the steps of `stream` in order; what cannot be proved is withheld.

Knows the order of the steps, the outcomes, and the one place of the fall-back; does not know HTTP, Slack or the shell.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date

from assistant.agent import Agent, prompt_hashes
from assistant.assemble import Proved, Written, assembled, documents_listed, source_of
from assistant.cite import MARKER, Claim, claims_of
from assistant.errors import AssistantError, ModelUnavailable
from assistant.quoting import words_of
from assistant.retrieve import Retriever
from assistant.rewrite import standalone
from assistant.screen import MAX_CHARACTERS, Screened, clean, screen
from assistant.spelling import corrected
from assistant.store.library import Library
from assistant.tools import RunContext
from assistant.types import Answer, CitationFound, Delta, Event, Filters, Final, Outcome, Question, Status
from assistant.verify import Verdict, prove
from assistant.words import (
    CANNOT_ANSWER,
    FOUND_NOTHING,
    MENTIONED_ONLY,
    PARTLY,
    TOO_LONG,
    TOO_SLOW,
    UNPROVED,
    UNREACHABLE,
)

log = logging.getLogger(__name__)
MODEL_CHARACTERS = 6000  # of a model's answer; six times what is asked for
_OWN_WORDS = (CANNOT_ANSWER, MENTIONED_ONLY)
_PARTLY_HEAD = PARTLY.split("{", 1)[0].strip()


class Assistant:
    """Answers questions. `agent` writes; `fallback`, always extractive, where the agent fails or its core is struck."""

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
        history = tuple(clean(one)[:MAX_CHARACTERS] for one in question.history)
        as_of = question.as_of or self._today()
        blank = Answer(uuid.uuid4().hex, "", Outcome.ANSWERED, asked=text, as_of=as_of, prompt_hashes=prompt_hashes())
        if settled := screen(text, bool(history)):
            answer = self._settled(settled, question.filters, blank)
            yield Delta(answer.text)
            yield Final(answer)
            return
        with self.library.snapshot() as snapshot:
            rewritten = standalone(corrected(text, snapshot.vocabulary), history)
            context = RunContext(snapshot, self._retriever, as_of, question.reader, question.filters)
            yield Status("Searching the guidance")
            written = await self._write(rewritten, context)
            yield Status("Checking quotes")
            answer = assembled(written, replace(blank, asked=rewritten, generation=snapshot.generation.name))
            for citation in answer.citations:
                yield CitationFound(citation)
            for claim in claims_of(answer.text):
                yield Delta(claim.text + " ")
            yield Final(answer)

    async def _write(self, question: str, context: RunContext) -> Written:
        """What the agent writes where it stands, else what the extractive one does. The one place of the fall-back."""
        why = ""
        if self._agent is not self._fallback:
            try:
                async with asyncio.timeout(self._seconds):
                    text = await self._agent.write(question, context)
                written = _proved(clean(text), question, self._agent.name, context)
                why = _why_not(text, written)
                if not why:
                    return written
            except TimeoutError:
                why = TOO_SLOW
            except ModelUnavailable as error:
                why = error.why
            except Exception as error:  # noqa: BLE001 - whatever a provider raises, the reader gets an answer
                log.warning("model failed: %s", type(error).__name__)
                why = UNREACHABLE
        fresh = replace(context, sources=type(context.sources)())
        text = await self._fallback.write(question, fresh)
        return replace(_proved(text, question, self._fallback.name, fresh), fell_back=why)

    def _settled(self, settled: Screened, filters: Filters, blank: Answer) -> Answer:
        if not settled.about_sources:
            return replace(blank, text=settled.words, outcome=settled.outcome)
        with self.library.snapshot() as snapshot:
            return documents_listed(snapshot, filters, blank)

    def close(self) -> None:
        """Let go of the store."""
        self.library.close()


def _why_not(text: str, written: Written) -> str:
    """Why a model's answer may not stand, as the end of a sentence; "" where it may."""
    if len(text) > MODEL_CHARACTERS:
        return TOO_LONG
    if written.own_words:
        return FOUND_NOTHING
    return "" if written.core_stands else UNPROVED


def _proved(text: str, question: str, model: str, context: RunContext) -> Written:
    """The claims of a written answer that stand; the assistant's own words where it says that nothing answers."""
    own = next((own for own in _OWN_WORDS if own in text), "")
    if own and not MARKER.search(text):
        return Written(context, model, own_words=own)
    claims = claims_of(text[:MODEL_CHARACTERS])
    proved = tuple(one for claim in claims if (one := _standing(claim, question, context)))
    cited = [claim for claim in claims if claim.numbers]
    core_stands = bool(cited) and bool(proved) and proved[0].claim == cited[0]
    return Written(context, model, proved, withheld=len(claims) - len(proved), core_stands=core_stands)


def _standing(claim: Claim, question: str, context: RunContext) -> Proved | None:
    """A claim with the verdicts of the passages that prove it; None where none does."""
    if not claim.numbers:
        return Proved(claim, {}) if _says_what_is_unanswered(claim, question) else None
    verdicts = {number: _verdict(claim, number, context) for number in dict.fromkeys(claim.numbers)}
    standing = {number: verdict for number, verdict in verdicts.items() if verdict.passed}
    if not standing:
        log.info("struck: %s", [verdict.reasons for verdict in verdicts.values()])
    return Proved(claim, standing) if standing else None


def _says_what_is_unanswered(claim: Claim, question: str) -> bool:
    """True of the assistant's own sentence on what is missing, where the rest of it is only the reader's words."""
    if not claim.text.startswith(_PARTLY_HEAD):
        return False
    return set(words_of(claim.text[len(_PARTLY_HEAD) :])) <= set(words_of(question))


def _verdict(claim: Claim, number: int, context: RunContext) -> Verdict:
    source = source_of(number, context)
    return prove(claim, source, context.as_of) if source else Verdict(False, ("no such source",))
