"""The `guidance` command: words in, the one way in called, words out. Each command imports what it needs."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import AssistantError
from assistant.settings import Settings, read_settings
from evals.cli import eval_app

if TYPE_CHECKING:
    from assistant.types import Answer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Cited answers over official guidance.",
)
app.add_typer(eval_app, name="eval", help="Ask the evaluation cases, score answers, measure retrieval.")

HISTORY = 20  # earlier questions of a conversation that are kept

Data = Annotated[Path | None, typer.Option("--data", help="The data folder (default: GUIDANCE_DATA, else .guidance).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="The day the question is asked for, YYYY-MM-DD (default: today).")
]


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Any error of ours as one line that says what to do, and exit code 1."""
    try:
        yield
    except AssistantError as error:
        logging.getLogger(__name__).debug("%s", error)
        typer.echo(error.say, err=True)
        raise typer.Exit(1) from error


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Folders and files of guidance.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Read guidance into the store: what is new or changed, and nothing else. A folder is followed whole."""
    from integrations.terminal import Progress, print_ingest_report

    with errors_in_words():
        settings = read_settings(data=data)
        missing = [path for path in paths if not path.exists()]
        if missing:
            raise AssistantError(say=f"There is no {', '.join(map(str, missing))}. Nothing was changed.")
        from assistant.store.embeddings import embedder_named
        from ingest.sync import sync

        with Progress() as progress:
            report = sync(paths, settings.data, embedder_named(settings.embeddings), progress)
        print_ingest_report(report, as_json)
        if report.counted("refused") == len(report.files) and report.files:
            raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    data: Data = None,
    as_of: AsOf = None,
    after: Annotated[
        list[str] | None, typer.Option("--after", help="An earlier question that this one follows; may be repeated.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Answer only from this document; may be repeated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Answer one question, with the quotes that prove it."""
    from integrations.terminal import answer_json, print_answer

    with errors_in_words(), _assistant(read_settings(data=data)) as asks:
        answer = asks(question, tuple(after or ()), day(as_of), tuple(source or ()))
        if as_json:
            typer.echo(answer_json(answer))
        else:
            print_answer(answer)


@app.command()
def chat(data: Data = None, as_of: AsOf = None) -> None:
    """Hold a conversation: follow-up questions lean on the ones before. Leave with an empty line."""
    from integrations.terminal import print_answer

    with errors_in_words(), _assistant(read_settings(data=data)) as asks:
        asked_for = day(as_of)
        history: list[str] = []
        while question := _prompt():
            answer = asks(question, tuple(history[-HISTORY:]), asked_for, ())
            print_answer(answer)
            if not answer.outcome.is_refusal or answer.citations:
                history.append(question)


def _prompt() -> str:
    try:
        return input("\n> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


@app.command()
def serve(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
) -> None:
    """Serve the HTTP API."""
    with errors_in_words():
        settings = read_settings(data=data, host=host, port=port)
        import uvicorn

        from assistant.build import build_assistant
        from integrations.api.app import create_app

        uvicorn.run(create_app(build_assistant(settings)), host=settings.host, port=settings.port, log_level="info")


@app.command()
def documents(data: Data = None, as_json: Json = False) -> None:
    """List the documents held: kind, date, issuer, authority."""
    from integrations.listing import list_documents

    _list(data, as_json, list_documents)


@app.command()
def glossary(data: Data = None, as_json: Json = False) -> None:
    """List the terms and acronyms that the documents explain."""
    from integrations.listing import list_glossary

    _list(data, as_json, list_glossary)


def _list(data: Path | None, as_json: bool, listing: Callable[[Any], list[dict[str, Any]]]) -> None:
    from assistant.store.library import catalogue_snapshot
    from integrations.terminal import print_rows

    with errors_in_words(), catalogue_snapshot(read_settings(data=data).data) as snapshot:
        print_rows(listing(snapshot), as_json)


@app.command()
def reindex(data: Data = None) -> None:
    """Build the search indexes again from the catalogue. No document is read or lost."""
    from integrations.terminal import Progress

    with errors_in_words():
        settings = read_settings(data=data)
        from assistant.store.embeddings import embedder_named
        from ingest.sync import reindex as rebuild

        with Progress() as progress:
            name = rebuild(settings.data, embedder_named(settings.embeddings), progress)
        typer.echo(f"Published generation {name}.")


@app.command()
def doctor(data: Data = None) -> None:
    """Check the settings and prove the live generation."""
    from integrations.checks import examine

    with errors_in_words():
        findings = examine(read_settings(data=data))
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.what}")
        if not all(finding.well for finding in findings):
            raise typer.Exit(1)


@app.command()
def demo(data: Data = None) -> None:
    """Ingest the sample guidance that ships with the program and answer one question from it."""
    import tempfile
    from importlib.resources import as_file, files

    with as_file(files("ingest") / "sample") as folder, tempfile.TemporaryDirectory() as scratch:
        ingest([folder], Path(data or scratch))
        question = "By when must each footprint send in its full plan, and to whom?"
        typer.echo(f"\nguidance ask “{question}”\n")
        ask(question, Path(data or scratch), "2016-05-31")


def day(text: str | None) -> date | None:
    """A day given on the command line. Exits with words where it is not one."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise AssistantError(say=f"“{text}” is not a day: write it as 2016-12-19.") from error


@contextmanager
def _assistant(settings: Settings) -> Iterator[Callable[[str, tuple[str, ...], date | None, tuple[str, ...]], Answer]]:
    """A function that asks the one Assistant of this process."""
    from assistant.build import build_assistant
    from assistant.types import Filters, Question

    assistant = build_assistant(settings)
    with asyncio.Runner() as runner:
        try:
            yield lambda text, history, as_of, sources: runner.run(
                assistant.ask(Question(text, history, as_of, filters=Filters(sources=sources)))
            )
        finally:
            assistant.close()


def main() -> None:
    """The entry point."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    app()


if __name__ == "__main__":
    main()
