"""The HTTP API: requests into Questions, Answers into JSON or events. Translation only; it decides nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.answer import Assistant
from assistant.errors import AssistantError, StoreError
from assistant.screen import MAX_CHARACTERS
from assistant.types import CitationFound, Delta, Event, Final, Question, Status
from integrations.api.shapes import answer_shape, citation_shape

MAX_BODY = 64_000  # bytes; a question and its history are text
PROBLEM = "application/problem+json"


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
        yield
        assistant.close()

    app = FastAPI(title="Guidance assistant", docs_url=None, redoc_url=None, lifespan=lifespan, max_body_size=MAX_BODY)
    app.add_exception_handler(AssistantError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_the_request)
    app.add_exception_handler(HTTPException, _of_http)

    @app.post("/api/v1/chat", response_model=None, summary="Answer a question with quotes")
    async def chat(asked: Asked, accept: Annotated[str, Header()] = "application/json") -> Response:
        question = Question(asked.question, tuple(asked.history), asked.as_of)
        if "text/event-stream" in accept:
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
            name, data = _event(event)
            yield f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
    except AssistantError as error:
        yield f"event: error\ndata: {json.dumps(_problem(503, error.say))}\n\n"


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


def _problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """An RFC 9457 problem document."""
    titles = {413: "Too large", 422: "Not a question", 503: "Not ready"}
    return {"type": "about:blank", "title": titles.get(status, "Error"), "status": status, "detail": detail, **more}


async def _of_ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, AssistantError)
    status = 503 if isinstance(error, StoreError) else 500
    return JSONResponse(_problem(status, error.say), status_code=status, media_type=PROBLEM)


async def _of_the_request(_: Request, error: Exception) -> Response:
    """What is wrong and where, without echoing what was sent."""
    assert isinstance(error, RequestValidationError)
    wrong = [{"pointer": "/" + "/".join(map(str, one["loc"][1:])), "detail": one["msg"]} for one in error.errors()]
    return JSONResponse(
        _problem(422, "The request is not a question that can be asked.", errors=wrong),
        status_code=422,
        media_type=PROBLEM,
    )


async def _of_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse(
        _problem(error.status_code, str(error.detail)), status_code=error.status_code, media_type=PROBLEM
    )
