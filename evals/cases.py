"""Cases: questions with what a right answer says, where it stands, and whether there is one.

Knows how a case is written down; does not know how it is scored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evals.lines import BadInput, Record, read_records

Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One question and how to know its answer.

    `history` holds the reader's earlier questions. Each group of `must_include` needs one match. `evidence` is words
    of the `sources`; a citation of any of them will do, but how much of it is cited is a figure too where
    `all_evidence` is asked for. `answerable` is False where the right answer is a refusal, or words that match every
    group of `accept_unrefused`; `refusal_ok` is True where a refusal is as good as the answer.
    """

    id: str
    category: str
    question: str
    answerable: bool
    history: tuple[str, ...] = ()
    as_of: date | None = None
    must_include: tuple[Patterns, ...] = ()
    must_not_include: Patterns = ()
    sources: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    all_evidence: bool = False
    refusal_ok: bool = False
    accept_unrefused: tuple[Patterns, ...] = ()


def read_cases(path: Path) -> list[Case]:
    """The cases of a JSON Lines file; keys that are not known are passed over. Raises BadInput."""
    cases: dict[str, Case] = {}
    for record in read_records(path):
        case = _case(record)
        if case.id in cases:
            raise record.wrong(f"the id {case.id!r} was used before")
        cases[case.id] = case
    if not cases:
        raise BadInput(say=f"{path} holds no case.")
    return list(cases.values())


def _case(record: Record) -> Case:
    return Case(
        id=record.text("id"),
        category=record.text("category"),
        question=record.text("question"),
        answerable=record.flag("answerable"),
        history=record.texts("history"),
        as_of=_day(record),
        must_include=_groups(record, "must_include"),
        must_not_include=_patterns(record, record.texts("must_not_include")),
        sources=record.texts("sources"),
        evidence=record.texts("evidence"),
        all_evidence=record.text("evidence_mode", "") == "all",
        refusal_ok=record.flag("refusal_ok", False),
        accept_unrefused=_groups(record, "accept_unrefused"),
    )


def _day(record: Record) -> date | None:
    text = record.text("as_of", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise record.wrong(f"“as_of” must be a day such as 2016-12-19, not {text!r}") from error


def _groups(record: Record, name: str) -> tuple[Patterns, ...]:
    return tuple(_patterns(record, group) for group in record.groups(name))


def _patterns(record: Record, patterns: tuple[str, ...]) -> Patterns:
    return tuple(_pattern(record, pattern) for pattern in patterns)


def _pattern(record: Record, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise record.wrong(f"the pattern {pattern!r} cannot be used: {error}") from error
