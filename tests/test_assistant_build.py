"""Settings in, an assistant out: what cannot work is said in words, and nobody else hears of a question."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.errors import AssistantError, ModelUnavailable, NothingIngested, SettingsError, StoreDamaged
from assistant.settings import EXTRACTIVE, Settings, child_environment, read_settings
from assistant.types import Outcome, Question
from ingest.sync import sync

LETTER = """To: Directors of Finance

14 March 2017

Dear colleague

Every trust must send its draft budget to the regional office by 28 April 2017.

Yours sincerely

Ann Smith, Director of Planning, Northern Region
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guidance")
    (folder / "letter.txt").write_text(LETTER)
    data = tmp_path_factory.mktemp("data")
    sync([folder], data, None)
    return data


@pytest.mark.parametrize("model", ["nonsense", "nonsense:model", "openai:gpt-x", ":", ""])
def test_a_model_that_cannot_be_used_is_said_in_words(tmp_path: Path, model: str) -> None:
    with pytest.raises(SettingsError) as caught:
        build_assistant(Settings(data=tmp_path, model=model, embeddings="none"))

    assert repr(model) in caught.value.say
    assert "\n" not in caught.value.say


@pytest.mark.parametrize("embeddings", ["nonsense", "nonsense:model", "openai:text-embedding-x"])
def test_embeddings_that_cannot_be_used_are_said_in_words(tmp_path: Path, embeddings: str) -> None:
    with pytest.raises(SettingsError) as caught:
        build_assistant(Settings(data=tmp_path, embeddings=embeddings))

    assert repr(embeddings) in caught.value.say


def test_a_time_zone_that_is_none_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        build_assistant(Settings(data=tmp_path, embeddings="none", timezone="Mars/Olympus"))

    assert "GUIDANCE_TIMEZONE 'Mars/Olympus'" in caught.value.say


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUIDANCE_PORT", "eighty"),
        ("GUIDANCE_PORT", "70000"),
        ("GUIDANCE_DENSE_WEIGHT", "2"),
        ("GUIDANCE_DEADLINE_SECONDS", "0"),
        ("GUIDANCE_DEADLINE_SECONDS", "soon"),
        ("GUIDANCE_LANGSMITH", "perhaps"),
    ],
)
def test_a_value_that_a_setting_cannot_have_is_said_with_the_settings_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert name in caught.value.say
    assert caught.value.say.endswith(".")


def test_settings_come_from_the_environment_and_what_is_given_goes_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GUIDANCE_MODEL", "openai:x")
    monkeypatch.setenv("GUIDANCE_PORT", "9000")
    (tmp_path / ".env").write_text("GUIDANCE_HOST=0.0.0.0\nOTHER=1\n")

    settings = read_settings(port=9001, model=None)

    assert (settings.model, settings.port, settings.host) == ("openai:x", 9001, "0.0.0.0")
    assert (settings.embeddings, settings.langsmith) == ("wordllama", False)


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_a_child_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "SLACK_BOT_TOKEN", "DB_PASSWORD", "my_secret"):
        monkeypatch.setenv(name, "hush")

    assert "hush" not in child_environment().values()
    assert child_environment()["PATH"] == os.environ["PATH"]


def test_every_error_has_words_for_a_reader_that_are_not_its_details() -> None:
    for kind in (AssistantError, SettingsError, NothingIngested, StoreDamaged, ModelUnavailable):
        assert kind.say and kind("/srv/data is broken").say == kind.say
        assert str(kind("/srv/data is broken")) == "/srv/data is broken"
    assert SettingsError("x", say="Set it.").say == "Set it."
    assert ModelUnavailable("x", why="it slept").why == "it slept"


def test_an_empty_store_shows_at_the_first_question(tmp_path: Path) -> None:
    with closing(build_assistant(Settings(data=tmp_path / "none", embeddings="none"))) as built:
        with pytest.raises(NothingIngested):
            asyncio.run(built.ask(Question("When is the budget due?")))
        assert asyncio.run(built.ask(Question("hello"))).outcome is Outcome.GREETING


def test_the_default_is_the_extractive_model_with_a_search_before_every_answer(data: Path) -> None:
    with closing(build_assistant(Settings(data=data, embeddings="none"))) as built:
        answer = asyncio.run(built.ask(Question("When is the draft budget due?")))

    assert Settings().model == EXTRACTIVE == answer.model
    assert answer.citations and answer.fell_back == ""


ASK = """
import asyncio, sys
from pathlib import Path
from assistant.build import build_assistant
from assistant.settings import read_settings
from assistant.types import Question
from langchain_core.tracers.langchain import wait_for_all_tracers

assistant = build_assistant(read_settings(data=Path(sys.argv[1]), embeddings="none"))
answer = asyncio.run(assistant.ask(Question("When must trusts send the draft budget?")))
wait_for_all_tracers()
print(answer.text)
"""


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that keeps the path of each request."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            seen.append(f"{self.command} {self.path}")
            self.send_response(202)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_PATCH = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("ours", "traced"),
    [
        pytest.param({}, False, id="off unless we turn it on"),
        pytest.param({"GUIDANCE_LANGSMITH": "false"}, False, id="off where we turn it off"),
        pytest.param({"GUIDANCE_LANGSMITH": "true"}, True, id="on where we turn it on: the test can fail"),
    ],
)
def test_langsmith_hears_of_a_question_only_by_our_own_setting(data: Path, ours: dict[str, str], traced: bool) -> None:
    with listening() as (address, seen):
        theirs = {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_TRACING_V2": "true",
            "LANGCHAIN_TRACING_V2": "true",
            "LANGCHAIN_HANDLER": "langchain",
            "LANGSMITH_ENDPOINT": address,
            "LANGSMITH_API_KEY": "lsv2_not_a_key",
        }
        environment = os.environ | theirs | ours

        done = subprocess.run(
            [sys.executable, "-c", ASK, str(data)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert "28 April 2017" in done.stdout, done.stderr
    assert bool(seen) is traced
