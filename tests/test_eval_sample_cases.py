"""The cases that ship with the sample guidance: well formed, of every kind, and true to the documents they name."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import pytest

from evals.cases import Case, read_cases
from evals.scorers import normalise
from ingest.load import LOADERS, load

CATEGORIES = {
    "deadline", "funding", "requirement", "definition", "multi-part", "comparison", "follow-up", "relative-date",
    "informal", "unanswerable", "adversarial", "meta",
}  # fmt: skip
SAMPLE = Path(str(files("ingest") / "sample"))
READABLE = sorted(path.name for path in SAMPLE.iterdir() if path.suffix in LOADERS)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    with as_file(files("evals") / "cases" / "sample.jsonl") as path:
        return read_cases(path)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Each sample document as its loader reads it, evened."""
    return {name: normalise(load(SAMPLE / name).text) for name in READABLE}


def test_there_are_at_least_sixty_cases_with_ids_of_their_own(cases: list[Case]) -> None:
    assert len(cases) >= 60
    assert len({case.id for case in cases}) == len(cases)


def test_no_question_is_asked_twice_in_the_same_words(cases: list[Case]) -> None:
    asked = [(case.question, case.history, case.as_of) for case in cases]

    assert len(set(asked)) == len(asked)


def test_every_kind_of_question_is_asked(cases: list[Case]) -> None:
    assert {case.category for case in cases} >= CATEGORIES


def test_an_answerable_case_says_what_its_answer_must_hold(cases: list[Case]) -> None:
    assert [
        case.id for case in cases if case.answerable and not (case.must_include or case.category == "greeting")
    ] == []


def test_a_case_with_no_answer_names_no_document_and_no_evidence(cases: list[Case]) -> None:
    assert [case.id for case in cases if not case.answerable and (case.sources or case.evidence)] == []


def test_a_follow_up_has_a_history_and_a_relative_date_has_a_day(cases: list[Case]) -> None:
    assert [case.id for case in cases if case.category == "follow-up" and not case.history] == []
    assert [case.id for case in cases if case.category == "relative-date" and not case.as_of] == []


def test_every_document_that_a_case_names_ships_with_the_sample(cases: list[Case]) -> None:
    shipped = {path.name for path in SAMPLE.iterdir()}

    assert {source for case in cases for source in case.sources} <= shipped


def test_every_sample_document_is_asked_about(cases: list[Case]) -> None:
    assert {source for case in cases for source in case.sources} >= set(READABLE)


@pytest.mark.parametrize("name", READABLE)
def test_a_case_that_names_a_document_has_evidence_in_it(name: str, cases: list[Case], texts: dict[str, str]) -> None:
    without = [
        case.id
        for case in cases
        if name in case.sources and not any(normalise(one) in texts[name] for one in case.evidence)
    ]

    assert without == []


def test_all_evidence_is_verbatim_in_a_document_that_its_case_names(cases: list[Case], texts: dict[str, str]) -> None:
    invented = [
        (case.id, one)
        for case in cases
        if set(case.sources) <= set(READABLE)
        for one in case.evidence
        if not any(normalise(one) in texts[source] for source in case.sources)
    ]

    assert invented == []


def test_no_forbidden_pattern_stands_in_the_evidence_of_its_own_case(cases: list[Case]) -> None:
    against_itself = [
        (case.id, pattern.pattern)
        for case in cases
        for pattern in case.must_not_include
        if any(pattern.search(normalise(one)) for one in case.evidence)
    ]

    assert against_itself == []


def test_what_a_patterned_answer_must_hold_stands_in_the_documents(cases: list[Case], texts: dict[str, str]) -> None:
    """Where a case counts nothing out itself: each group of patterns matches the text of some named document."""
    lacking = [
        (case.id, [pattern.pattern for pattern in group])
        for case in cases
        if case.sources and set(case.sources) <= set(READABLE) and case.category != "relative-date"
        for group in case.must_include
        if not any(pattern.search(texts[source]) for pattern in group for source in case.sources)
    ]

    assert lacking == []
