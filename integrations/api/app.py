"""The HTTP API: requests into Questions, Answers into JSON or events. Translation only; it decides nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.answer import Assistant
from assistant.errors import AssistantError, StoreError
from assistant.screen import MAX_CHARACTERS
from assistant.types import CitationFound, Delta, Event, Final, Question, Status
from integrations.api.shapes import answer_shape, citation_shape

log = logging.getLogger(__name__)
MAX_BODY = 64_000  # bytes; a question and its history are text
PROBLEM = "application/problem+json"
_TOO_LARGE = f"A request may hold {MAX_BODY} bytes."


class Asked(BaseModel):
    """A question as a client sends it."""

    question: Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS, examples=["When is the full plan due?"])]
    history: Annotated[
        list[Annotated[str, Field(max_length=MAX_CHARACTERS)]], Field(max_length=20, default_factory=list)
    ]
    as_of: date | None = None


def create_app(assistant: Assistant) -> FastAPI:
    """The application around one Assistant."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with closing(assistant):
            yield

    app = FastAPI(title="Guidance assistant", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_middleware(BoundedBody)
    app.add_exception_handler(Exception, _of_a_fault)
    app.add_exception_handler(AssistantError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_the_request)
    app.add_exception_handler(HTTPException, _of_http)

    @app.post("/api/v1/chat", response_model=None, summary="Answer a question with quotes")
    async def chat(asked: Asked, accept: Annotated[str, Header()] = "application/json") -> Response:
        question = Question(asked.question, tuple(asked.history), asked.as_of)
        if "text/event-stream" in accept.lower():
            headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
            return StreamingResponse(_events(assistant, question), media_type="text/event-stream", headers=headers)
        return JSONResponse(answer_shape(await assistant.ask(question)))

    @app.get("/healthz", summary="The process is up")
    async def healthz() -> dict[str, str]:
        return {"status": "up"}

    @app.get("/readyz", summary="A question could be answered now", response_model=None)
    async def readyz() -> Response:
        ready = assistant.library.ready()
        return JSONResponse({"ready": ready}, status_code=200 if ready else 503)

    return app


async def _events(assistant: Assistant, question: Question) -> AsyncIterator[str]:
    """The stream as server-sent events; an error on the way is an event too."""
    try:
        async for event in assistant.stream(question):
            yield _framed(*_event(event))
    except AssistantError as error:
        yield _framed("error", _problem(_status(error), error.say))
    except Exception:
        log.exception("a stream failed")
        yield _framed("error", _problem(500, AssistantError.say))


def _framed(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _event(event: Event) -> tuple[str, dict[str, Any]]:
    match event:
        case Status(message):
            return "status", {"message": message}
        case CitationFound(citation):
            return "citation", citation_shape(citation)
        case Delta(text):
            return "delta", {"text": text}
        case Final(answer):
            return "final", answer_shape(answer)


class BoundedBody:
    """Refuses a request of more than MAX_BODY bytes, told by its header or by counting.

    FastAPI's own `max_body_size` refuses the first in plain text, whatever the handlers say.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body counted as it is read."""
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MAX_BODY:
                raise HTTPException(413, _TOO_LARGE)
            return message

        told = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if told.isdecimal() and int(told) > MAX_BODY:
            await _problem_response(413, _TOO_LARGE)(scope, receive, send)
        else:
            await self._app(scope, counted, send)


def _problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """An RFC 9457 problem document."""
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


def _problem_response(status: int, detail: str, **more: Any) -> JSONResponse:
    return JSONResponse(_problem(status, detail, **more), status_code=status, media_type=PROBLEM)


def _status(error: AssistantError) -> int:
    return 503 if isinstance(error, StoreError) else 500


async def _of_ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, AssistantError)
    return _problem_response(_status(error), error.say)


async def _of_a_fault(_: Request, __: Exception) -> Response:
    """A fault of the program, without its internals: the server logs them."""
    return _problem_response(500, AssistantError.say)


async def _of_the_request(_: Request, error: Exception) -> Response:
    """What is wrong and where, without echoing what was sent."""
    assert isinstance(error, RequestValidationError)
    wrong = [{"pointer": _pointer(one), "detail": one["msg"]} for one in error.errors()]
    return _problem_response(422, "The request is not a question that can be asked.", errors=wrong)


def _pointer(wrong: dict[str, Any]) -> str:
    """An RFC 6901 pointer into the body; what is not JSON has no places to point to."""
    return "" if wrong["type"] == "json_invalid" else "".join(f"/{part}" for part in wrong["loc"][1:])


async def _of_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = _problem_response(error.status_code, str(error.detail))
    response.headers.update(error.headers or {})
    return response
