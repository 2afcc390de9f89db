"""The whole way: a folder of text in, a question asked, a cited answer out that proves itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Assistant
from assistant.build import build_assistant
from assistant.settings import Settings
from assistant.store.embeddings import embedder_named
from assistant.text import fold
from assistant.types import CitationFound, Delta, Final, Outcome, Question, Status
from ingest.sync import sync

LETTER = """To: Directors of Finance

14 March 2017

Dear colleague

Returns for the new year

Every trust must send its draft budget to the regional office by 28 April 2017. The regional office will reply within
two weeks.

A sum of £3.5m is set aside for training in 2017/18. Trusts may bid for it once the draft budget has been accepted.

Yours sincerely

Ann Smith, Director of Planning, Northern Region
"""


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    folder = tmp_path / "guidance"
    folder.mkdir()
    (folder / "letter.txt").write_text(LETTER)
    settings = Settings(data=tmp_path / "data")
    sync([folder], settings.data, embedder_named(settings.embeddings))
    with closing(build_assistant(settings)) as built:
        yield built


def test_a_question_gets_a_cited_answer_whose_quote_stands_in_the_file(assistant: Assistant) -> None:
    answer = asyncio.run(assistant.ask(Question("When must trusts send their draft budget?", as_of=date(2017, 4, 1))))

    assert answer.outcome is Outcome.ANSWERED
    assert "28 April 2017" in answer.text
    assert [citation.source for citation in answer.citations] == ["letter.txt"]
    quote = answer.citations[0].quote
    assert fold(quote.text) in fold(LETTER)
    assert all(LETTER[span.start : span.end] for span in quote.spans)


def test_what_the_guidance_does_not_say_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = asyncio.run(assistant.ask(Question("How many nurses will be hired in Leeds?", as_of=date(2017, 4, 1))))

    assert answer.outcome is Outcome.NOT_IN_GUIDANCE


def test_the_stream_ends_with_the_answer_that_its_deltas_spell(assistant: Assistant) -> None:
    async def events() -> list[object]:
        return [event async for event in assistant.stream(Question("How much is set aside for training?"))]

    seen = asyncio.run(events())

    assert isinstance(seen[0], Status)
    assert isinstance(seen[-1], Final)
    text = "".join(event.text for event in seen if isinstance(event, Delta)).strip()
    assert text == seen[-1].answer.text
    assert "£3.5m" in text
    assert [event.citation for event in seen if isinstance(event, CitationFound)] == list(seen[-1].answer.citations)
