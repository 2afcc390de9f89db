"""Answers, reports and lists as a terminal shows them, and as JSON. Knows colours and columns; decides nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from enum import Enum
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.text import Text

from assistant.dates import speak
from assistant.types import Answer, Outcome

if TYPE_CHECKING:
    from ingest.sync import SyncReport

_COLOURS = {
    Outcome.ANSWERED: "green",
    Outcome.PARTLY_ANSWERED: "yellow",
    Outcome.NOT_IN_GUIDANCE: "yellow",
    Outcome.UNCLEAR: "yellow",
    Outcome.REFUSED: "red",
    Outcome.GREETING: "cyan",
}


class Progress:
    """A progress bar on stderr, fed by `sync`."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bar = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("Starting", total=None)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def __call__(self, step: str, done: int, of: int) -> None:
        self._bar.update(self._task, description=step, completed=done, total=of or None)


def plain(value: object) -> Any:
    """A dataclass or anything in it as JSON values."""
    return json.loads(json.dumps(asdict(value), default=_plain)) if hasattr(value, "__dataclass_fields__") else value  # type: ignore[call-overload]


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else str(value)


def answer_json(answer: Answer) -> str:
    """The whole Answer as JSON."""
    return json.dumps(plain(answer), ensure_ascii=False, indent=2)


def print_answer(answer: Answer) -> None:
    """The answer, its list, what was derived, its caveats, and each source with its quote."""
    console = Console(highlight=False)
    console.print(Text(answer.text))
    if answer.outcome not in {Outcome.ANSWERED, Outcome.GREETING}:
        console.print(Text(f"({answer.outcome.value})", style=_COLOURS[answer.outcome]))
    if answer.rows and "…" in answer.text:
        console.print(Text("\nThe whole list", style="bold"))
        for row in answer.rows:
            console.print(Text(f"  • {row.text}" + (f" [{row.citation}]" if row.citation else "")))
    if answer.derivations:
        console.print(Text("\nWorked out, not printed", style="bold"))
        for derivation in answer.derivations:
            console.print(Text(f"  “{derivation.printed}” → {derivation.result} ({derivation.rule})", style="cyan"))
    for caveat in answer.caveats:
        console.print(Text(f"\nNote: {caveat}", style="yellow"))
    if answer.citations:
        console.print(Text("\nSources", style="bold"))
    for citation in answer.citations:
        when = (
            speak(citation.document_date) + (" (inferred)" if citation.date_basis == "inferred" else "")
            if citation.document_date
            else "no date"
        )
        head = (
            f"[{citation.number}] {citation.title} – {citation.kind}, {when} – {citation.locator} – {citation.source}"
        )
        console.print(Text(head, style="bold green" if citation.authority == "primary" else "green"))
        console.print(Text(f"    “{citation.quote.text}”", style="italic"))


def print_ingest_report(report: SyncReport, as_json: bool) -> None:
    """What became of each file, on stdout."""
    console = Console(highlight=False)
    if as_json:
        console.print_json(json.dumps(plain(report), ensure_ascii=False))
        return
    for file in report.files:
        style = {"refused": "red", "withdrawn": "yellow", "unchanged": "dim"}.get(file.status, "green")
        details = file.details
        count = f", {details['pages']} pages" if details.get("pages") else ""
        count += f", {details['passages']} passages" if details else ""
        console.print(
            Text(f"{file.status:<10} {file.source}", style=style),
            Text(f"{file.title} ({file.date or 'no date'}{count})" if file.title else file.reason),
        )
        for warning in file.warnings:
            console.print(Text(f"           note: {warning}", style="yellow"))
        if details.get("stripped"):
            console.print(Text(f"           left out as page furniture: {_few(details['stripped'])}", style="dim"))
        for note in details.get("not_understood", [])[:6]:
            console.print(Text(f"           not understood: {note}", style="yellow"))
    words = [
        f"{report.counted(status)} {status}"
        for status in ("added", "changed", "unchanged", "withdrawn", "refused")
        if report.counted(status)
    ]
    console.print(Text(", ".join(words) + ("." if report.published else "; nothing to publish.")))


def _few(texts: Sequence[str]) -> str:
    shown = "; ".join(text[:50] for text in texts[:3])
    return shown + (f"; and {len(texts) - 3} more" if len(texts) > 3 else "")


def print_rows(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    """A list of records as a table, or as JSON."""
    console = Console(highlight=False)
    if as_json:
        print(json.dumps(list(rows), ensure_ascii=False, indent=1, default=_plain))
        return
    if not rows:
        console.print("Nothing is held.")
        return
    table = Table(*rows[0].keys(), show_lines=False)
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    console.print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
