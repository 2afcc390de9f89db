"""The `guidance` command in a data folder of its own: what is printed, what is said of mistakes, and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.errors import NothingIngested
from assistant.types import Answer, Citation
from integrations.cli import app

LETTER = """To: Directors of Finance

14 March 2017

Dear colleague

Returns for the new year

Every trust must send its draft budget to the regional office by 28 April 2017. The office will reply within two weeks.

Yours sincerely

Ann Smith, Director of Planning, Northern Region
"""
NOTE = """# Training money

A sum of £3.5m is set aside for training in 2017/18. Clinical Commissioning Groups (CCGs) may bid for it.
"""
WHEN = "When must trusts send their draft budget?"


def invoke(*arguments: object, typed: str | None = None) -> Result:
    """Run a command as a reader would, with no vectors and a wide terminal."""
    words = [str(one) for one in arguments]
    return CliRunner().invoke(app, words, input=typed, env={"GUIDANCE_EMBEDDINGS": "none", "COLUMNS": "200"})


def assert_in_words(result: Result, code: int, words: str) -> None:
    """The command ended on purpose, with this code and these words on stderr, and no traceback."""
    assert result.exit_code == code
    assert isinstance(result.exception, SystemExit)
    assert words in result.stderr
    assert "Traceback" not in result.output


def written(folder: Path) -> Path:
    """A folder with two short documents."""
    folder.mkdir()
    (folder / "letter.txt").write_text(LETTER)
    (folder / "note.md").write_text(NOTE)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the two documents."""
    top = tmp_path_factory.mktemp("cli")
    assert invoke("ingest", written(top / "guidance"), "--data", top / "data").exit_code == 0
    return top / "data"


def test_ingest_says_what_became_of_each_file(tmp_path: Path) -> None:
    folder = written(tmp_path / "guidance")

    first = invoke("ingest", folder, "--data", tmp_path / "data")
    again = invoke("ingest", folder, "--data", tmp_path / "data")

    assert first.exit_code == again.exit_code == 0
    assert "added      letter.txt" in first.stdout
    assert "2 added." in first.stdout
    assert "2 unchanged; nothing to publish." in again.stdout


def test_ingest_follows_a_changed_and_a_withdrawn_file(tmp_path: Path) -> None:
    folder = written(tmp_path / "guidance")
    invoke("ingest", folder, "--data", tmp_path / "data")
    (folder / "letter.txt").write_text(LETTER.replace("28 April", "29 April"))
    (folder / "note.md").unlink()

    result = invoke("ingest", folder, "--data", tmp_path / "data")

    assert "1 changed, 1 withdrawn." in result.stdout
    assert "29 April 2017" in invoke("ask", WHEN, "--data", tmp_path / "data", "--as-of", "2017-04-01").stdout


def test_ingest_reports_in_json(tmp_path: Path) -> None:
    result = invoke("ingest", written(tmp_path / "guidance"), "--data", tmp_path / "data", "--json")

    report = json.loads(result.stdout)
    assert [(file["source"], file["status"]) for file in report["files"]] == [
        ("letter.txt", "added"),
        ("note.md", "added"),
    ]
    assert report["published"] is True


def test_ingest_of_a_path_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    result = invoke("ingest", written(tmp_path / "guidance"), tmp_path / "none", "--data", tmp_path / "data")

    assert_in_words(result, 1, f"There is no {tmp_path / 'none'}. Nothing was changed.")
    assert not (tmp_path / "data").exists()


def test_ingest_goes_on_past_a_file_it_cannot_read(tmp_path: Path) -> None:
    folder = written(tmp_path / "guidance")
    (folder / "empty.txt").write_text("")

    result = invoke("ingest", folder, "--data", tmp_path / "data")

    assert result.exit_code == 0
    assert "refused    empty.txt The file is empty." in result.stdout
    assert "2 added, 1 refused." in result.stdout


def test_ingest_fails_where_no_file_could_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")

    result = invoke("ingest", tmp_path / "empty.txt", "--data", tmp_path / "data")

    assert result.exit_code == 1
    assert "1 refused" in result.stdout


def test_ask_prints_the_answer_and_the_quote_that_proves_it(data: Path) -> None:
    result = invoke("ask", WHEN, "--data", data, "--as-of", "2017-04-01")

    assert result.exit_code == 0
    assert "28 April 2017" in result.stdout
    assert "[1]" in result.stdout
    assert "letter, 14 March 2017" in result.stdout
    assert "“Every trust must send its draft budget to the regional office by 28 April 2017." in result.stdout


def test_ask_gives_the_whole_answer_in_json(data: Path) -> None:
    result = invoke("ask", WHEN, "--data", data, "--as-of", "2017-04-01", "--json")

    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(answer) == [field.name for field in fields(Answer)]
    assert (answer["outcome"], answer["as_of"], answer["asked"]) == ("answered", "2017-04-01", WHEN)
    (citation,) = answer["citations"]
    assert list(citation) == [field.name for field in fields(Citation)]
    assert (citation["source"], citation["document_date"]) == ("letter.txt", "2017-03-14")
    assert "".join(LETTER[start:end] for start, end in citation["quote"]["spans"]).split() == (
        citation["quote"]["text"].split()
    )
    assert answer["prompt_hashes"]["answer"]


def test_not_finding_an_answer_is_no_failure_of_the_command(data: Path) -> None:
    result = invoke("ask", "Who won the world cup in 1966?", "--data", data)

    assert result.exit_code == 0
    assert "(not in the guidance)" in result.stdout


def test_ask_leans_on_an_earlier_question_and_keeps_to_one_document(data: Path) -> None:
    earlier = "What is set aside for training?"
    after = invoke("ask", "And how much is it?", "--after", earlier, "--data", data, "--json")
    elsewhere = invoke("ask", WHEN, "--source", "note.md", "--data", data, "--json")

    assert earlier in json.loads(after.stdout)["asked"]
    assert {citation["source"] for citation in json.loads(elsewhere.stdout)["citations"]} <= {"note.md"}


@pytest.mark.parametrize("day", ["tomorrow", "31/12/2016", "2016-02-30"])
@pytest.mark.parametrize("command", [("ask", WHEN), ("chat",)], ids=["ask", "chat"])
def test_a_day_that_is_none_is_said_to_be_so(command: tuple[str, ...], day: str, data: Path) -> None:
    result = invoke(*command, "--data", data, "--as-of", day, typed=f"{WHEN}\n")

    assert_in_words(result, 1, f"“{day}” is not a day: write it as 2016-12-19.")


@pytest.mark.parametrize(
    "command",
    [("ask", WHEN), ("ask", WHEN, "--json"), ("chat",), ("documents",), ("glossary", "--json"), ("reindex",)],
    ids=" ".join,
)
def test_an_empty_store_is_said_to_be_so_and_stays_unmade(command: tuple[str, ...], tmp_path: Path) -> None:
    result = invoke(*command, "--data", tmp_path / "data", typed=f"{WHEN}\n")

    assert_in_words(result, 1, NothingIngested.say)
    assert result.stdout == ""


def test_a_setting_that_cannot_be_used_is_named(data: Path) -> None:
    environment = {"GUIDANCE_EMBEDDINGS": "none", "GUIDANCE_DENSE_WEIGHT": "loud"}

    result = CliRunner().invoke(app, ["ask", WHEN, "--data", str(data)], env=environment)

    assert_in_words(result, 1, "The setting GUIDANCE_DENSE_WEIGHT cannot be used")


@pytest.mark.parametrize("arguments", [("ask",), ("ingest",), ("ask", WHEN, "--loud"), ("none",)], ids=" ".join)
def test_a_command_that_is_not_well_formed_has_exit_code_two(arguments: tuple[str, ...]) -> None:
    assert_in_words(invoke(*arguments), 2, "Usage:")


def test_chat_answers_each_line_until_an_empty_one(data: Path) -> None:
    result = invoke("chat", "--data", data, "--as-of", "2017-04-01", typed=f"{WHEN}\n{WHEN}\n\n{WHEN}\n")

    assert result.exit_code == 0
    assert result.stdout.count("Sources") == 2


def test_chat_leans_on_the_question_before_where_there_is_one(data: Path) -> None:
    result = invoke("chat", "--data", data, typed="Tell me more.\nWhat is set aside for training?\nTell me more.\n")

    assert result.stdout.count("I am not sure what you are asking about.") == 1
    assert result.stdout.index("I am not sure") < result.stdout.index("£3.5m")


def test_chat_ends_with_its_input(data: Path) -> None:
    result = invoke("chat", "--data", data, typed="")

    assert (result.exit_code, result.stdout) == (0, "")


def test_documents_are_listed_in_words_and_in_json(data: Path) -> None:
    listed = invoke("documents", "--data", data)
    records = json.loads(invoke("documents", "--data", data, "--json").stdout)

    assert "letter.txt" in listed.stdout
    assert [record["source"] for record in records] == ["letter.txt", "note.md"]
    assert records[0]["date"] == "2017-03-14"
    assert records[0]["signatories"] == ["Ann Smith, Director of Planning, Northern Region"]
    assert records[1]["date"] is None


def test_the_glossary_is_listed_in_words_and_in_json(data: Path) -> None:
    listed = invoke("glossary", "--data", data)
    records: list[dict[str, Any]] = json.loads(invoke("glossary", "--data", data, "--json").stdout)

    assert "CCG" in listed.stdout
    (record,) = [record for record in records if record["term"] in {"CCG", "CCGs"}]
    assert record["source"] == "note.md"
    assert record["meaning"].startswith("Clinical Commissioning Group")
    assert record["quote"] in " ".join(NOTE.split())


def test_doctor_finds_a_sound_store_well(data: Path) -> None:
    result = invoke("doctor", "--data", data)

    assert result.exit_code == 0
    assert "2 documents live" in result.stdout
    assert "BAD" not in result.stdout


def test_doctor_says_that_nothing_is_ingested(tmp_path: Path) -> None:
    result = invoke("doctor", "--data", tmp_path / "data")

    assert result.exit_code == 1
    assert f"BAD  {NothingIngested.say}" in result.stdout
    assert "Traceback" not in result.output


def test_doctor_finds_a_damaged_index(tmp_path: Path) -> None:
    invoke("ingest", written(tmp_path / "guidance"), "--data", tmp_path / "data")
    (index,) = (tmp_path / "data" / "generations").glob("*/lexical/*.idx")
    index.unlink()

    result = invoke("doctor", "--data", tmp_path / "data")

    assert result.exit_code == 1
    assert "BAD  The search index is damaged." in result.stdout


def test_reindex_builds_the_indexes_again_and_loses_nothing(tmp_path: Path) -> None:
    invoke("ingest", written(tmp_path / "guidance"), "--data", tmp_path / "data")

    result = invoke("reindex", "--data", tmp_path / "data")

    assert result.exit_code == 0
    assert result.stdout.startswith("Published generation ")
    assert "28 April 2017" in invoke("ask", WHEN, "--data", tmp_path / "data").stdout


def test_help_names_every_command() -> None:
    result = invoke("--help")

    assert result.exit_code == 0
    for command in ("ingest", "ask", "chat", "serve", "documents", "glossary", "reindex", "doctor", "demo", "eval"):
        assert f" {command} " in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("ask", "--help"), ("eval", "--help"), ("documents", "--data", "DATA")],
    ids=" ".join,
)
def test_a_command_that_answers_nothing_loads_no_heavy_part(arguments: tuple[str, ...], data: Path) -> None:
    given = [str(data) if one == "DATA" else one for one in arguments]
    script = (
        "import sys; from typer.testing import CliRunner; from integrations.cli import app\n"
        "result = CliRunner().invoke(app, sys.argv[1:])\n"
        "assert result.exit_code == 0, result.output\n"
        "print(*(name.partition('.')[0] for name in sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", script, *given], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    heavy = {"chromadb", "langchain", "langchain_core", "wordllama", "fastapi", "uvicorn"}
    assert heavy.isdisjoint(done.stdout.split())
