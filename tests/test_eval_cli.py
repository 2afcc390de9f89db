"""`guidance eval`: what each command does, what it leaves alone, and what it says of bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.errors import NothingIngested
from evals.cli import eval_app
from ingest.sync import sync

LETTER = """To: Directors of Finance

14 March 2017

Dear colleague

Returns for the new year

Every trust must send its draft budget to the regional office by 28 April 2017. A sum of £3.5m is for training.

Yours sincerely

Ann Smith, Director of Planning, Northern Region
"""
CASES: list[dict[str, Any]] = [
    {
        "id": "c1",
        "category": "deadline",
        "question": "When must trusts send their draft budget?",
        "answerable": True,
        "as_of": "2017-04-01",
        "must_include": [["28 April"]],
        "sources": ["letter.txt"],
        "evidence": ["send its draft budget to the regional office by 28 April 2017"],
    },
    {"id": "c2", "category": "unanswerable", "question": "Who won the world cup in 1966?", "answerable": False},
]
ANSWERS: list[dict[str, Any]] = [
    {
        "id": "c1",
        "answer": "By 28 April 2017 [1].",
        "refused": False,
        "outcome": "answered",
        "citations": [
            {"source": "letter.txt", "quote": "send its draft budget to the regional office by 28 April 2017"}
        ],
        "latency_ms": 12.5,
    },
    {"id": "c2", "answer": "The guidance does not say.", "refused": True, "outcome": "not in the guidance"},
]


def invoke(*arguments: object) -> Result:
    """Run a command as a reader would, with no vectors."""
    return CliRunner().invoke(eval_app, [str(one) for one in arguments], env={"GUIDANCE_EMBEDDINGS": "none"})


def written(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def assert_in_words(result: Result, code: int, *words: str) -> None:
    """The command ended on purpose, with this code and these words on stderr, and no traceback."""
    assert result.exit_code == code
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    for word in words:
        assert word in " ".join(result.stderr.split())


@pytest.fixture(scope="module")
def guidance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one letter, and beside it `data`, the data folder that it was ingested into."""
    folder = tmp_path_factory.mktemp("ingested") / "guidance"
    folder.mkdir()
    (folder / "letter.txt").write_text(LETTER)
    sync([folder], folder.parent / "data", None)
    return folder


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return written(tmp_path / "cases.jsonl", CASES)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return written(tmp_path / "answers.jsonl", ANSWERS)


def test_generate_writes_a_line_a_case_and_no_score(guidance: Path, cases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"

    result = invoke("generate", "--cases", cases, "--data", guidance.parent / "data", "--out", out)

    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == "Asked 2\n"
    assert [(line["id"], line["refused"]) for line in lines] == [("c1", False), ("c2", True)]
    assert "28 April 2017" in lines[0]["answer"]
    assert [citation["source"] for citation in lines[0]["citations"]] == ["letter.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.jsonl", "out.jsonl"]


def test_what_generate_writes_score_reads(guidance: Path, cases: Path, tmp_path: Path) -> None:
    out, figures = tmp_path / "out.jsonl", tmp_path / "figures.json"
    invoke("generate", "--cases", cases, "--data", guidance.parent / "data", "--out", out)

    result = invoke("score", "--cases", cases, "--answers", out, "--documents", guidance, "--json", figures)

    record = json.loads(figures.read_text("utf-8"))
    assert result.exit_code == 0
    assert record["figures"]["accuracy"]["value"] == 1
    assert record["figures"]["quotes verbatim"]["value"] == 1
    assert record["failures"] == []


def modules_after(*arguments: object) -> set[str]:
    """The modules in a new process after a command."""
    script = (
        "import sys; from typer.testing import CliRunner; from evals.cli import eval_app\n"
        "result = CliRunner().invoke(eval_app, sys.argv[1:], env={'GUIDANCE_EMBEDDINGS': 'none'})\n"
        "assert result.exit_code == 0, result.output\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_generating_loads_nothing_that_scores(guidance: Path, cases: Path, tmp_path: Path) -> None:
    loaded = modules_after(
        "generate", "--cases", cases, "--data", guidance.parent / "data", "--out", tmp_path / "out.jsonl"
    )

    assert "evals.generate" in loaded
    assert loaded.isdisjoint({"evals.scorers", "evals.report", "evals.figures"})


def test_scoring_loads_nothing_that_answers(guidance: Path, cases: Path, answers: Path) -> None:
    loaded = modules_after("score", "--cases", cases, "--answers", answers, "--documents", guidance)

    assert "evals.scorers" in loaded
    assert loaded.isdisjoint(
        {"assistant.build", "assistant.answer", "assistant.store.library", "langchain", "chromadb"}
    )


def test_score_needs_no_data_folder_and_shows_the_figures(cases: Path, answers: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())

    result = invoke("score", "--cases", cases, "--answers", answers)

    assert result.exit_code == 0
    assert "accuracy" in result.stdout
    assert "quotes verbatim                        -      0" in result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_score_lists_failures_only_where_they_are_wanted(cases: Path, tmp_path: Path) -> None:
    answers = written(tmp_path / "answers.jsonl", ANSWERS[1:])

    assert "no answer line" not in invoke("score", "--cases", cases, "--answers", answers).stdout.split("outcomes")[0]
    listed = invoke("score", "--cases", cases, "--answers", answers, "--failures").stdout
    assert "X c1 [deadline] When must trusts send their draft budget?" in listed


def test_score_without_cases_takes_those_of_the_sample(answers: Path) -> None:
    result = invoke("score", "--answers", answers)

    assert result.exit_code == 0
    assert "Passed over 2 answers to no case: c1, c2." in result.stderr


def test_a_document_that_cannot_be_read_is_passed_over_in_words(cases: Path, answers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.txt").write_text(LETTER)
    (folder / "empty.txt").write_text("")

    result = invoke("score", "--cases", cases, "--answers", answers, "--documents", folder)

    assert result.exit_code == 0
    assert f"Passed over {folder / 'empty.txt'}: The file is empty." in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("cases", None, "There is no", id="cases that are not there"),
        pytest.param("cases", "", "holds no case.", id="no case"),
        pytest.param("cases", "{", "line 1: not JSON", id="cases not in JSON"),
        pytest.param("cases", '{"id": "a"}', "line 1: “category” is missing.", id="half a case"),
        pytest.param("answers", None, "There is no", id="answers that are not there"),
        pytest.param("answers", "[]", "line 1: not a JSON object.", id="a list for an answer"),
        pytest.param("answers", '{"id": "c1"}', "line 1: “refused” is missing.", id="half an answer"),
        pytest.param("answers", '{"id": "c1", "refused": false, "latency_ms": NaN}', "must be a number", id="NaN"),
        pytest.param(
            "answers", '{"id": "c1", "refused": false, "answer": "\\ud800"}', "must be text", id="half a pair"
        ),
    ],
)
def test_score_says_what_is_wrong_with_its_files(
    name: str, content: str | None, words: str, cases: Path, answers: Path
) -> None:
    path = {"cases": cases, "answers": answers}[name]
    path.unlink()
    if content is not None:
        path.write_text(content)

    result = invoke("score", "--cases", cases, "--answers", answers)

    assert_in_words(result, 2, str(path), words)
    assert result.stdout == ""


def test_score_says_that_a_folder_of_documents_is_none(cases: Path, answers: Path) -> None:
    result = invoke("score", "--cases", cases, "--answers", answers, "--documents", cases)

    assert_in_words(result, 2, f"{cases} is not a folder.")


def test_figures_that_cannot_be_written_are_said_to_be_so(cases: Path, answers: Path, tmp_path: Path) -> None:
    result = invoke("score", "--cases", cases, "--answers", answers, "--json", tmp_path / "none" / "figures.json")

    assert_in_words(result, 2, "cannot be written")


@pytest.mark.parametrize(
    ("out", "more", "words"),
    [
        pytest.param("none/out.jsonl", (), "There is no folder", id="no folder to write in"),
        pytest.param(".", (), "is a folder", id="a folder to write over"),
        pytest.param("out.jsonl", ("--url", "127.0.0.1:8000"), "is not the address of a server", id="no address"),
        pytest.param(
            "out.jsonl", ("--url", "http://127.0.0.1:1", "--data", "x"), "give --url or --data, not", id="both"
        ),
    ],
)
def test_generate_says_what_is_wrong_before_it_asks(
    out: str, more: tuple[str, ...], words: str, cases: Path, tmp_path: Path
) -> None:
    result = invoke("generate", "--cases", cases, "--out", tmp_path / out, *more)

    assert_in_words(result, 2, words)
    assert "Asked" not in result.stderr


def test_generate_on_an_empty_store_says_what_to_do_and_writes_nothing(cases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"

    result = invoke("generate", "--cases", cases, "--data", tmp_path / "data", "--out", out)

    assert_in_words(result, 1, NothingIngested.say)
    assert not out.exists()


def test_asks_that_fail_are_kept_as_lines_and_told_at_the_end(cases: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"

    result = invoke("generate", "--cases", cases, "--url", "http://127.0.0.1:1", "--out", out)

    assert_in_words(result, 1, "2 of 2 asks failed; the first:", "could not be reached")
    assert [json.loads(line)["outcome"] for line in out.read_text("utf-8").splitlines()] == ["error", "error"]


def test_run_keeps_the_cases_answers_scores_and_settings_together(guidance: Path, cases: Path, tmp_path: Path) -> None:
    data, runs = guidance.parent / "data", tmp_path / "runs"

    result = invoke("run", "--cases", cases, "--data", data, "--documents", guidance, "--runs", runs)

    assert result.exit_code == 0
    (kept,) = runs.iterdir()
    assert f"Kept in {kept}." in result.stderr
    assert sorted(path.name for path in kept.iterdir()) == [
        "answers.jsonl",
        "cases.jsonl",
        "scores.json",
        "settings.json",
    ]
    assert (kept / "cases.jsonl").read_bytes() == cases.read_bytes()
    settings = json.loads((kept / "settings.json").read_text("utf-8"))
    assert settings["settings"]["embeddings"] == "none"
    assert list(settings["documents"]) == ["letter.txt"]
    assert settings["prompts"]["answer"]


def test_a_run_can_be_scored_again_without_asking(guidance: Path, cases: Path, tmp_path: Path) -> None:
    runs, again = tmp_path / "runs", tmp_path / "again.json"
    invoke("run", "--cases", cases, "--data", guidance.parent / "data", "--runs", runs)
    (kept,) = runs.iterdir()

    invoke("score", "--cases", kept / "cases.jsonl", "--answers", kept / "answers.jsonl", "--json", again)

    assert json.loads(again.read_text("utf-8")) == json.loads((kept / "scores.json").read_text("utf-8"))


def test_a_run_that_cannot_be_kept_is_not_started(guidance: Path, cases: Path) -> None:
    result = invoke("run", "--cases", cases, "--data", guidance.parent / "data", "--runs", cases)

    assert_in_words(result, 2, "cannot be made")
    assert "Asked" not in result.stderr


def benchmark_folder(tmp_path: Path, qrels: str) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir()
    written(folder / "corpus.jsonl", [{"_id": "a", "text": "Send the draft budget."}, {"_id": "b", "text": "Summits."}])
    written(folder / "queries.jsonl", [{"_id": "q", "text": "When is the draft budget due?"}])
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + qrels)
    return folder


def test_retrieval_measures_a_folder_and_leaves_it_as_it_was(tmp_path: Path) -> None:
    folder, figures = benchmark_folder(tmp_path, "q\ta\t1\n"), tmp_path / "figures.json"

    result = invoke("retrieval", folder, "--json", figures)

    assert result.exit_code == 0
    assert result.stderr == "tiny: 2 texts, 1 questions\n"
    assert [row["ndcg@10"]["value"] for row in json.loads(figures.read_text("utf-8"))["rows"]] == [1]
    assert sorted(path.name for path in folder.iterdir()) == ["corpus.jsonl", "qrels.tsv", "queries.jsonl"]


def test_retrieval_says_which_judgement_cannot_be_read(tmp_path: Path) -> None:
    folder = benchmark_folder(tmp_path, "q a 1\n")

    assert_in_words(invoke("retrieval", folder), 2, f"{folder / 'qrels.tsv'}, line 2: not a question")


def test_retrieval_says_that_a_folder_is_no_benchmark(tmp_path: Path) -> None:
    assert_in_words(invoke("retrieval", tmp_path), 2, f"There is no {tmp_path / 'corpus.jsonl'}.")


def test_documents_are_compared_field_by_field_with_a_gold_file(guidance: Path, tmp_path: Path) -> None:
    gold, figures = tmp_path / "gold.json", tmp_path / "figures.json"
    described = {
        "file": "letter.txt",
        "type": "circular",
        "date": "2017-03-14",
        "date_basis": "printed",
        "authority": "primary: the body's own words",
        "issuers": [{"name": "Ann Smith", "role": "Director of Planning, Northern Region"}],
    }
    gold.write_text(json.dumps({"documents": [described]}))

    result = invoke("documents", "--gold", gold, "--data", guidance.parent / "data", "--json", figures)

    record = json.loads(figures.read_text("utf-8"))
    assert result.exit_code == 0
    assert record["documents"] == 1
    assert {name: record["right"][name] for name in ("date", "date_basis", "authority", "signatories")} == {
        "date": 1,
        "date_basis": 1,
        "authority": 1,
        "signatories": 1,
    }
    assert record["right"]["kind"] == 0
    assert "X letter.txt kind: expected 'circular', found 'letter'" in result.stdout


def test_a_document_that_is_not_held_misses_every_field(guidance: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps({"documents": [{"file": "none.txt"}]}))

    result = invoke("documents", "--gold", gold, "--data", guidance.parent / "data")

    assert result.stdout.count("found 'not held'") == 8


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("[", "not JSON", id="not JSON"),
        pytest.param("{}", "“documents” describes no document.", id="no document"),
        pytest.param('{"documents": [{}]}', "“file” is missing.", id="a document without a file"),
    ],
)
def test_a_gold_file_that_cannot_be_used_is_refused_in_words(content: str, words: str, tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text(content)

    assert_in_words(invoke("documents", "--gold", gold, "--data", tmp_path / "data"), 2, str(gold), words)
