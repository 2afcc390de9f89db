"""Cases asked and answers written down: by an ask that is handed in, and over HTTP to a server of the test's own."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from assistant.errors import AssistantError, NothingIngested
from assistant.types import Answer, Citation, Outcome, Question, Quote, Span
from evals.cases import Case
from evals.generate import ERROR, AnswerLine, CitedQuote, ask_url, generate, read_answers
from evals.lines import BadInput, write_records
from integrations.api.shapes import answer_shape

CITATION = Citation(
    1, "letter.txt", "The letter", "d", date(2016, 12, 12), "printed", "letter", "primary", "paragraph 3", 2, "p",
    Quote("v", (Span(4, 22),), "the plan by 30 June"),
)  # fmt: skip
ANSWER = Answer("x", "By 30 June [1].", Outcome.ANSWERED, (CITATION,))
CASES = [
    Case("a", "deadline", "When is it due?", answerable=True, history=("Which plan?",), as_of=date(2016, 12, 19)),
    Case("b", "deadline", "And the next?", answerable=True),
]


class FakeAsk:
    """Answers every question alike, or raises; remembers what it was asked."""

    def __init__(self, answer: Answer | Exception = ANSWER) -> None:
        self.answer = answer
        self.asked: list[Question] = []

    async def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def lines_of(ask: FakeAsk) -> list[AnswerLine]:
    return asyncio.run(generate(CASES, ask))


def test_every_case_is_asked_once_in_order_with_its_history_and_its_day() -> None:
    ask = FakeAsk()

    lines = lines_of(ask)

    assert ask.asked == [
        Question("When is it due?", ("Which plan?",), date(2016, 12, 19)),
        Question("And the next?"),
    ]
    assert [line.id for line in lines] == ["a", "b"]


def test_a_line_holds_the_words_the_outcome_and_the_quotes() -> None:
    line = lines_of(FakeAsk())[0]

    assert (line.answer, line.refused, line.outcome) == ("By 30 June [1].", False, "answered")
    assert line.citations == (CitedQuote("letter.txt", "the plan by 30 June", "The letter", "paragraph 3"),)
    assert line.latency_ms is not None
    assert line.latency_ms >= 0


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_line_is_refused_where_the_reader_was_given_no_answer(outcome: Outcome) -> None:
    line = lines_of(FakeAsk(Answer("x", "words", outcome)))[0]

    assert line.refused == (outcome in {Outcome.NOT_IN_GUIDANCE, Outcome.UNCLEAR, Outcome.REFUSED})


def test_an_ask_that_fails_is_a_line_with_words_for_a_reader() -> None:
    lines = lines_of(FakeAsk(NothingIngested("/private/path")))

    assert [(line.answer, line.refused, line.outcome) for line in lines] == [(NothingIngested.say, False, ERROR)] * 2


def test_a_fault_of_the_program_costs_its_case_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        lines = lines_of(FakeAsk(KeyError("passage")))

    assert [(line.answer, line.outcome) for line in lines] == [("KeyError('passage').", ERROR)] * 2
    assert [record.getMessage() for record in caplog.records] == ["case a failed", "case b failed"]


def test_progress_is_told_before_each_case_and_at_the_end() -> None:
    told: list[tuple[int, int]] = []

    asyncio.run(generate(CASES, FakeAsk(), lambda done, of: told.append((done, of))))

    assert told == [(0, 2), (1, 2), (2, 2)]


def test_lines_that_are_written_are_read_back_the_same(tmp_path: Path) -> None:
    lines = lines_of(FakeAsk())
    write_records(tmp_path / "answers.jsonl", [asdict(line) for line in lines])

    assert list(read_answers(tmp_path / "answers.jsonl").values()) == lines


def test_a_line_has_the_fields_that_other_scorers_read(tmp_path: Path) -> None:
    write_records(tmp_path / "answers.jsonl", [asdict(line) for line in lines_of(FakeAsk())])

    first = json.loads((tmp_path / "answers.jsonl").read_text("utf-8").splitlines()[0])

    assert list(first) == ["id", "answer", "refused", "outcome", "citations", "latency_ms"]
    assert list(first["citations"][0]) == ["source", "quote", "title", "locator"]


def test_where_a_case_is_answered_twice_the_last_answer_counts(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    write_records(path, [{"id": "a", "answer": text, "refused": False} for text in ("first", "last")])

    assert read_answers(path)["a"].answer == "last"


def test_only_the_id_and_the_refusal_of_a_line_are_needed(tmp_path: Path) -> None:
    write_records(tmp_path / "answers.jsonl", [{"id": "a", "refused": True}])

    assert read_answers(tmp_path / "answers.jsonl") == {"a": AnswerLine("a", "", refused=True)}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({}, id="no refusal"),
        pytest.param({"refused": "no"}, id="a word for a flag"),
        pytest.param({"refused": False, "citations": "letter.txt"}, id="text for citations"),
        pytest.param({"refused": False, "citations": ["letter.txt"]}, id="text for a citation"),
        pytest.param({"refused": False, "latency_ms": "fast"}, id="a word for a number"),
        pytest.param({"refused": False, "answer": None, "id": ""}, id="an empty id"),
    ],
)
def test_a_line_that_cannot_be_scored_is_named(wrong: dict[str, Any], tmp_path: Path) -> None:
    write_records(tmp_path / "answers.jsonl", [{"id": "a"} | wrong])

    with pytest.raises(BadInput) as raised:
        read_answers(tmp_path / "answers.jsonl")

    assert raised.value.say.startswith(f"{tmp_path / 'answers.jsonl'}, line 1: ")


@contextmanager
def server(status: int, body: bytes) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """A server that answers every post alike; its address, and the paths and bodies that it was sent."""
    sent: list[tuple[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the test's output is for the test."""

    with HTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}", sent
        finally:
            httpd.shutdown()
            thread.join()


def test_a_server_is_asked_the_same_question_and_its_answer_makes_the_same_line() -> None:
    with server(200, json.dumps(answer_shape(ANSWER)).encode()) as (url, sent):
        lines = asyncio.run(generate(CASES, ask_url(url + "/")))

    asked = {"question": "When is it due?", "history": ["Which plan?"], "as_of": "2016-12-19"}
    assert sent[0] == ("/api/v1/chat", asked)
    assert sent[1] == ("/api/v1/chat", {"question": "And the next?", "history": [], "as_of": None})
    there, here = lines[0], lines_of(FakeAsk())[0]
    assert (there.answer, there.refused, there.outcome, there.citations) == (
        here.answer,
        here.refused,
        here.outcome,
        here.citations,
    )


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        pytest.param(503, b'{"detail": "Nothing is ingested."}', "answered 503: Nothing is ingested.", id="a problem"),
        pytest.param(500, b"<html>", "answered 500: Internal Server Error.", id="a page"),
        pytest.param(500, b"[]", "answered 500: Internal Server Error.", id="JSON of another kind"),
        pytest.param(200, b"<html>", "did not answer with JSON.", id="no JSON"),
        pytest.param(200, b"{}", "is not an answer of this program.", id="no answer"),
        pytest.param(200, b"[]", "is not an answer of this program.", id="a list"),
        pytest.param(
            200,
            b'{"id": "x", "text": "", "outcome": "odd", "citations": []}',
            "is not an answer of this program.",
            id="an outcome that is not known",
        ),
    ],
)
def test_what_a_server_says_instead_of_an_answer_is_put_in_words(status: int, body: bytes, words: str) -> None:
    with server(status, body) as (url, _), pytest.raises(AssistantError) as raised:
        asyncio.run(ask(ask_url(url)))

    assert raised.value.say.endswith(words)


def test_a_server_that_is_not_there_is_said_to_be_out_of_reach() -> None:
    with server(200, b"{}") as (url, _):
        pass

    with pytest.raises(AssistantError) as raised:
        asyncio.run(ask(ask_url(url)))

    assert raised.value.say.startswith(f"{url}/api/v1/chat could not be reached: ")


async def ask(asks: Callable[[Question], Any]) -> Answer:
    answer: Answer = await asks(Question("When is it due?"))
    return answer


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("127.0.0.1:8000", id="no scheme"),
        pytest.param("ftp://127.0.0.1", id="another scheme"),
        pytest.param("http://", id="no host"),
        pytest.param("http://127.0.0.1:eight", id="a port in words"),
        pytest.param("http://127.0.0.1:0", id="port nought"),
        pytest.param("http://[", id="half a bracket"),
        pytest.param("file:///etc/hosts", id="a file"),
    ],
)
def test_what_is_not_the_address_of_a_server_is_refused_before_any_ask(url: str) -> None:
    with pytest.raises(BadInput, match="is not the address of a server"):
        ask_url(url)
