"""Cases asked, answers written down: one line a case. Knows the one way in and its HTTP form; never scores."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from assistant.errors import AssistantError
from assistant.types import Answer, Citation, Outcome, Question, Quote
from evals.cases import Case
from evals.lines import BadInput, Record, read_records

log = logging.getLogger(__name__)
Ask = Callable[[Question], Awaitable[Answer]]
Progress = Callable[[int, int], None]
ERROR = "error"  # the outcome of a line whose ask failed
CHAT = "/api/v1/chat"
HTTP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """One stretch of a citation's quote in an answer line: the ingested file's name and the words shown."""

    source: str
    quote: str
    title: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What came back for one case. `refused` is true where the reader was given no answer."""

    id: str
    answer: str
    refused: bool
    outcome: str = ""
    citations: tuple[CitedQuote, ...] = ()
    latency_ms: float | None = None


def no_progress(_done: int, _of: int) -> None:
    """Called with how many cases are asked, and of how many."""


async def generate(cases: Sequence[Case], ask: Ask, progress: Progress = no_progress) -> list[AnswerLine]:
    """Ask every case, one after another, so that each latency is its own. An ask that fails is a line too."""
    lines = []
    for done, case in enumerate(cases):
        progress(done, len(cases))
        lines.append(await _asked(case, ask))
    progress(len(cases), len(cases))
    return lines


async def _asked(case: Case, ask: Ask) -> AnswerLine:
    start = time.perf_counter()
    try:
        answer = await ask(Question(case.question, case.history, case.as_of))
    except AssistantError as error:
        return AnswerLine(case.id, error.say, refused=False, outcome=ERROR, latency_ms=_since(start))
    except Exception as error:  # a fault in the program costs one case, not the answers to all others
        log.warning("case %s failed", case.id, exc_info=error)
        return AnswerLine(case.id, f"{error!r}.", refused=False, outcome=ERROR, latency_ms=_since(start))
    took = _since(start)
    cited = tuple(
        CitedQuote(one.source, run, one.title, one.locator) for one in answer.citations for run in one.quote.runs
    )
    return AnswerLine(case.id, answer.text, answer.outcome.is_refusal, answer.outcome.value, cited, took)


def _since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 2)


def read_answers(path: Path) -> dict[str, AnswerLine]:
    """Answer lines by case id; where an id comes again, the last counts. Raises BadInput."""
    lines = [_line(record) for record in read_records(path)]
    return {line.id: line for line in lines}


def _line(record: Record) -> AnswerLine:
    return AnswerLine(
        id=record.text("id"),
        answer=record.text("answer", ""),
        refused=record.flag("refused"),
        outcome=record.text("outcome", ""),
        citations=tuple(_cited(one) for one in record.records("citations")),
        latency_ms=record.number("latency_ms"),
    )


def _cited(record: Record) -> CitedQuote:
    return CitedQuote(*(record.text(name, "") for name in ("source", "quote", "title", "locator")))


def ask_url(url: str) -> Ask:
    """An ask that goes to a running server's HTTP API. Raises BadInput where the address is not one."""
    if not _is_address(url):
        raise BadInput(say=f"{url!r} is not the address of a server: write it as http://127.0.0.1:8000.")

    async def ask(question: Question) -> Answer:
        body = {
            "question": question.text,
            "history": list(question.history),
            "as_of": question.as_of.isoformat() if question.as_of else None,
        }
        return _answer(await asyncio.to_thread(_post, url.rstrip("/") + CHAT, body))

    return ask


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _post(address: str, body: Mapping[str, Any]) -> Any:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    request = Request(address, json.dumps(body).encode(), headers, method="POST")
    try:
        with urlopen(request, timeout=HTTP_SECONDS) as response:
            return json.load(response)
    except HTTPError as error:
        with error:
            raise AssistantError(str(error), say=f"{address} answered {error.code}: {_detail(error)}") from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise AssistantError(str(error), say=f"{address} could not be reached: {reason}.") from error
    except ValueError as error:
        raise AssistantError(str(error), say=f"{address} did not answer with JSON.") from error


def _detail(error: HTTPError) -> str:
    """The words of an RFC 9457 problem document, or of the status."""
    try:
        return str(json.load(error)["detail"])
    except (ValueError, LookupError, TypeError):
        return f"{error.reason}."


def _answer(shape: Any) -> Answer:
    """The API's JSON as an Answer, with the fields that a line is made of. Raises AssistantError."""
    try:
        cited = tuple(_citation(number, one) for number, one in enumerate(shape["citations"], 1))
        return Answer(str(shape["id"]), str(shape["text"]), Outcome(shape["outcome"]), cited)
    except (LookupError, TypeError, ValueError) as error:
        raise AssistantError(repr(error), say="The server's reply is not an answer of this program.") from error


def _citation(number: int, shape: Mapping[str, Any]) -> Citation:
    return Citation(
        number=number, source=str(shape["source"]), title=str(shape["title"]), document_id="", document_date=None,
        date_basis="none", kind="", authority="", locator=str(shape["locator"]), page=None, passage_id="",
        quote=Quote("", (), str(shape["quote"])),
    )  # fmt: skip
