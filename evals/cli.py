"""`guidance eval`: ask cases, score answers, measure retrieval and descriptions. Words in, words out.

Knows files and exit codes; each command imports what it needs, so that the shell stays quick.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from evals.cases import Case
    from evals.generate import AnswerLine, Ask
    from evals.report import Report

eval_app = typer.Typer(no_args_is_help=True, help="Ask the evaluation cases, score answers, measure retrieval.")

Cases = Annotated[Path | None, typer.Option("--cases", help="Cases, one JSON object a line (default: the sample's).")]
Data = Annotated[Path | None, typer.Option("--data", help="The data folder (default: GUIDANCE_DATA, else .guidance).")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write the figures here as JSON too.")]
Documents = Annotated[Path | None, typer.Option("--documents", help="The ingested files, to look quotes up in.")]
Failures = Annotated[bool, typer.Option("--failures", help="List what failed, and why.")]


@contextmanager
def _errors_in_words() -> Iterator[None]:
    """Any error of ours as one line on stderr: exit code 2 where the input is at fault, else 1."""
    from evals.lines import BadInput

    try:
        yield
    except AssistantError as error:
        typer.echo(error.say, err=True)
        raise typer.Exit(2 if isinstance(error, BadInput) else 1) from error


@eval_app.command()
def generate(
    out: Annotated[Path, typer.Option("--out", help="Where to write the answers, one JSON object a line.")],
    cases: Cases = None,
    data: Data = None,
    url: Annotated[str | None, typer.Option("--url", help="Ask this server instead: http://127.0.0.1:8000.")] = None,
) -> None:
    """Ask every case and write the answers down. Nothing is scored."""
    with _errors_in_words():
        from evals.generate import ask_url
        from evals.lines import BadInput

        if url and data:
            raise BadInput(say="A server has its own data folder: give --url or --data, not both.")
        if not out.resolve().parent.is_dir():
            raise BadInput(say=f"There is no folder {out.parent} to write {out.name} in.")
        if out.is_dir():
            raise BadInput(say=f"{out} is a folder: give the name of a file to write.")
        asked = _cases(cases)
        lines = _ask_all(asked, ask_url(url)) if url else _ask_here(asked, data)
        _write_lines(out, lines)
        _fail_where_asks_failed(lines)


@eval_app.command()
def score(
    answers: Annotated[Path, typer.Option("--answers", help="A file that `generate` wrote.")],
    cases: Cases = None,
    documents: Documents = None,
    json_file: JsonFile = None,
    failures: Failures = False,
) -> None:
    """Score answers against their cases. Nothing is asked."""
    with _errors_in_words():
        from evals.generate import read_answers

        asked, lines = _cases(cases), read_answers(answers)
        _warn_of_unknown(lines, asked)
        report = _report(asked, lines, _texts(documents))
        _show(report, failures)
        _write_json(json_file, report)


@eval_app.command()
def retrieval(
    folders: Annotated[list[Path], typer.Argument(help="Folders with corpus.jsonl, queries.jsonl and qrels.tsv.")],
    json_file: JsonFile = None,
) -> None:
    """Measure search on folders of texts, questions and judgements, with and without vectors."""
    with _errors_in_words():
        from assistant.settings import read_settings
        from assistant.store.embeddings import embedder_named
        from evals.lines import write_record
        from evals.retrieval import as_record, as_text, measure, read_benchmark

        settings = read_settings()
        embedder = embedder_named(settings.embeddings)
        rows = []
        for benchmark in [read_benchmark(folder) for folder in folders]:
            size = f"{len(benchmark.texts)} texts, {len(benchmark.questions)} questions"
            typer.echo(f"{benchmark.name}: {size}", err=True)
            rows += measure(benchmark, embedder, settings.dense_weight)
        typer.echo(as_text(rows))
        if json_file:
            write_record(json_file, {"rows": [as_record(row) for row in rows]})


@eval_app.command()
def documents(
    gold: Annotated[Path, typer.Option("--gold", help="A JSON file that describes the documents.")],
    data: Data = None,
    json_file: JsonFile = None,
) -> None:
    """Compare what is held about each document with a gold file."""
    with _errors_in_words():
        from assistant.settings import read_settings
        from assistant.store.library import catalogue_snapshot
        from evals.facts import as_record, as_text, compare, read_gold
        from evals.lines import write_record

        described = read_gold(gold)
        with catalogue_snapshot(read_settings(data=data).data) as snapshot:
            agreement = compare(described, snapshot.documents.values())
        typer.echo(as_text(agreement))
        if json_file:
            write_record(json_file, as_record(agreement))


@eval_app.command()
def run(
    cases: Cases = None,
    data: Data = None,
    documents: Documents = None,
    runs: Annotated[Path, typer.Option("--runs", help="The folder that each run gets a folder in.")] = Path("runs"),
    failures: Failures = False,
) -> None:
    """Ask, then score, and keep all of it in a folder: cases, answers, scores, settings, prompt hashes."""
    with _errors_in_words():
        from evals.lines import write_record

        asked = _cases(cases)
        folder = _run_folder(runs)
        lines = _ask_here(asked, data)
        _copy_cases(cases, folder)
        _write_lines(folder / "answers.jsonl", lines)
        write_record(folder / "settings.json", _provenance(data))
        report = _report(asked, {line.id: line for line in lines}, _texts(documents))
        _write_json(folder / "scores.json", report)
        _show(report, failures)
        typer.echo(f"Kept in {folder}.", err=True)
        _fail_where_asks_failed(lines)


def _cases(path: Path | None) -> list[Case]:
    from evals.cases import read_cases

    if path:
        return read_cases(path)
    with _sample() as sample:
        return read_cases(sample)


@contextmanager
def _sample() -> Iterator[Path]:
    from importlib.resources import as_file, files

    with as_file(files("evals") / "cases" / "sample.jsonl") as path:
        yield path


def _ask_here(cases: list[Case], data: Path | None) -> list[AnswerLine]:
    """Ask the assistant of this process. Raises NothingIngested before the first question, not after the last."""
    from contextlib import closing

    from assistant.build import build_assistant
    from assistant.settings import read_settings

    with closing(build_assistant(read_settings(data=data))) as assistant:
        with assistant.library.snapshot():
            pass
        return _ask_all(cases, assistant.ask)


def _ask_all(cases: list[Case], ask: Ask) -> list[AnswerLine]:
    import asyncio

    from evals.generate import generate as ask_each

    return asyncio.run(ask_each(cases, ask, _progress))


def _progress(done: int, of: int) -> None:
    """One line that is written over on a terminal; only the end of it elsewhere."""
    if sys.stderr.isatty() or done == of:
        typer.echo(f"\rAsked {done} of {of}" if sys.stderr.isatty() else f"Asked {of}", err=True, nl=done == of)


def _write_lines(path: Path, lines: list[AnswerLine]) -> None:
    from dataclasses import asdict

    from evals.lines import write_records

    write_records(path, [asdict(line) for line in lines])


def _fail_where_asks_failed(lines: list[AnswerLine]) -> None:
    from evals.generate import ERROR

    failed = [line for line in lines if line.outcome == ERROR]
    if failed:
        raise AssistantError(say=f"{len(failed)} of {len(lines)} asks failed; the first: {failed[0].answer}")


def _warn_of_unknown(lines: dict[str, AnswerLine], cases: list[Case]) -> None:
    unknown = sorted(lines.keys() - {case.id for case in cases})
    if unknown:
        typer.echo(f"Passed over {len(unknown)} answers to no case: {', '.join(unknown[:5])}.", err=True)


def _texts(folder: Path | None) -> dict[str, str]:
    """The text of each file that can be read, by its name, read as ingest reads it."""
    if folder is None:
        return {}
    from assistant.errors import UnreadableFile
    from evals.lines import BadInput
    from ingest.load import LOADERS, load

    if not folder.is_dir():
        raise BadInput(say=f"{folder} is not a folder.")
    texts = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in LOADERS):
        try:
            texts[path.relative_to(folder).as_posix()] = load(path).text
        except UnreadableFile as error:
            typer.echo(f"Passed over {path}: {error.say}", err=True)
    return texts


def _report(cases: list[Case], lines: dict[str, AnswerLine], texts: dict[str, str]) -> Report:
    from evals.report import judge, summarise

    return summarise(judge(cases, lines, texts))


def _show(report: Report, failures: bool) -> None:
    from evals.report import as_text

    typer.echo(as_text(report, failures=failures))


def _write_json(path: Path | None, report: Report) -> None:
    from evals.lines import write_record
    from evals.report import as_record

    if path:
        write_record(path, as_record(report))


def _run_folder(runs: Path) -> Path:
    """A new folder named by the time, to the microsecond: two runs never share one."""
    from datetime import UTC, datetime

    from evals.lines import BadInput

    folder = runs / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise BadInput(str(error), say=f"{folder} cannot be made: {error.strerror}.") from error
    return folder


def _copy_cases(path: Path | None, folder: Path) -> None:
    from shutil import copyfile

    with _sample() as sample:
        copyfile(path or sample, folder / "cases.jsonl")


def _provenance(data: Path | None) -> dict[str, Any]:
    """What the answers depend on: the settings, the prompts, and which guidance was live."""
    from assistant.agent import prompt_hashes
    from assistant.settings import read_settings
    from assistant.store.library import catalogue_snapshot

    settings = read_settings(data=data)
    with catalogue_snapshot(settings.data) as snapshot:
        held = {document.source: version for version, document in snapshot.documents.items()}
        return {
            "settings": settings.model_dump(mode="json"),
            "prompts": prompt_hashes(),
            "generation": snapshot.generation.name,
            "documents": held,
        }
