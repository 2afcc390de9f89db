"""Figures from scores: hand-counted means, their intervals, and the words and JSON they are shown in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Case
from evals.figures import NOTHING, Figure, macro, median, percentile, plain, ratio, share
from evals.generate import AnswerLine, CitedQuote
from evals.report import Report, as_record, as_text, judge, summarise

DOCUMENTS = {"letter.txt": "Send the plan by 30 June. The fund is £3m."}


def a_case(key: str, category: str, *, answerable: bool = True) -> Case:
    must = ((re.compile("june"),),) if answerable else ()
    held = {"sources": ("letter.txt",), "evidence": ("Send the plan by 30 June",)} if answerable else {}
    return Case(key, category, "When?", answerable, must_include=must, **held)  # type: ignore[arg-type]


CASES = [
    a_case("right", "deadline"),
    a_case("uncited", "deadline"),
    a_case("wrong", "funding"),
    a_case("missing", "funding"),
    a_case("refused", "none", answerable=False),
    a_case("answered", "none", answerable=False),
]
GOOD = CitedQuote("letter.txt", "Send the plan by 30 June")
BAD = CitedQuote("press.txt", "Words of nobody")
LINES = {
    line.id: line
    for line in [
        AnswerLine("right", "in june", False, "answered", (GOOD, BAD), 10.0),
        AnswerLine("uncited", "in june", False, "answered", (), 20.0),
        AnswerLine("wrong", "in july " * 61, False, "answered", (GOOD,), 30.0),
        AnswerLine("refused", "not said", True, "not in the guidance", (), 40.0),
        AnswerLine("answered", "in june", False, "", (), None),
    ]
}


def report(documents: Mapping[str, str] = DOCUMENTS) -> Report:
    return summarise(judge(CASES, LINES, documents))


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        pytest.param("accuracy", 3 / 6, 6, id="accuracy: a missing line is wrong"),
        pytest.param("macro accuracy", (1 + 0 + 1 / 2) / 3, 3, id="macro accuracy: the mean of the categories"),
        pytest.param("citation recall", 2 / 4, 4, id="citation recall: answerable cases only"),
        pytest.param("citation recall, all evidence", None, 0, id="all evidence: no case asks for it"),
        pytest.param("citation precision", 2 / 3, 3, id="citation precision: one a citation"),
        pytest.param("answers with a citation", 2 / 3, 3, id="answers with a citation: no line, not counted"),
        pytest.param("quotes verbatim", 2 / 3, 3, id="quotes verbatim"),
        pytest.param("sources known", 2 / 3, 3, id="sources known"),
        pytest.param("refusal precision", 1.0, 1, id="refusal precision: of what was refused"),
        pytest.param("refusal recall", 1 / 2, 2, id="refusal recall: of what should be"),
        pytest.param("words, median", 2.0, 5, id="words: of the lines that there are"),
        pytest.param("over 120 words", 1 / 6, 6, id="over 120 words"),
        pytest.param("latency ms, median", 25.0, 4, id="latency: of the lines that tell it"),
        pytest.param("latency ms, p95", 40.0, 4, id="the p95 latency is one that was measured"),
    ],
)
def test_each_figure_is_what_a_hand_count_gives(name: str, value: float | None, n: int) -> None:
    figure = report().figures[name]

    assert figure.n == n
    assert figure.value is None if value is None else figure.value == pytest.approx(value)


def test_every_figure_has_its_hand_count() -> None:
    assert len(report().figures) == 14


def test_each_category_has_its_own_accuracy() -> None:
    by_category = report().by_category

    assert {name: (figure.value, figure.n) for name, figure in by_category.items()} == {
        "deadline": (1.0, 2),
        "funding": (0.0, 2),
        "none": (0.5, 2),
    }


def test_how_the_asks_ended_is_counted() -> None:
    assert report().outcomes == {"answered": 3, "not in the guidance": 1, "not said": 1, "no answer line": 1}


def test_a_right_answer_that_cites_no_evidence_is_listed_with_the_failures() -> None:
    assert [one.case.id for one in report().failures] == ["uncited", "wrong", "missing", "answered"]


def test_quotes_are_unscored_not_wrong_without_documents() -> None:
    figures = report({}).figures

    assert figures["quotes verbatim"] == NOTHING
    assert figures["sources known"] == NOTHING


def test_no_cases_give_no_figures_rather_than_zeros() -> None:
    figures = summarise([]).figures

    assert all(figure == NOTHING for figure in figures.values())


def test_the_report_is_json_with_a_reason_for_each_failure() -> None:
    record = json.loads(json.dumps(as_record(report()), allow_nan=False))

    assert record["figures"]["accuracy"]["value"] == 0.5
    assert {one["id"]: one["right"] for one in record["failures"]} == {
        "uncited": True,
        "wrong": False,
        "missing": False,
        "answered": False,
    }
    assert all(one["reasons"] for one in record["failures"])
    assert record["failures"][0]["reasons"] == ["no accepted document cited"]
    assert record["failures"][2]["line"] is None


def test_the_report_is_words_with_the_failures_only_where_they_are_wanted() -> None:
    short, long = as_text(report()), as_text(report(), failures=True)

    assert re.search(r"^deadline +1\.000 +2 +1\.000 to 1\.000$", short, re.MULTILINE)
    assert re.search(r"^citation recall, all evidence +- +0$", short, re.MULTILINE)
    assert "outcomes: 3 answered" in short
    assert "X wrong" not in short
    assert "X wrong [funding] When?" in long
    assert "~ uncited [deadline] When?" in long


NUMBERS = st.lists(st.floats(0, 100), min_size=1, max_size=30)


@given(NUMBERS)
def test_an_interval_lies_within_the_values_and_is_the_same_each_time(values: list[float]) -> None:
    figure = share(values)

    assert figure.value == pytest.approx(sum(values) / len(values))
    assert figure.low is not None
    assert figure.high is not None
    assert min(values) - 1e-9 <= figure.low <= figure.high <= max(values) + 1e-9
    assert figure == share(values)


@given(NUMBERS, st.floats(0.01, 1))
def test_a_percentile_is_the_least_measured_value_that_enough_values_do_not_exceed(
    values: list[float], below: float
) -> None:
    found = percentile(values, below).value
    enough = below * len(values)

    assert found in values
    assert sum(value <= found for value in values) >= enough - 1e-9
    assert sum(value < found for value in values) < enough + 1e-9


@pytest.mark.parametrize(
    ("values", "middle"),
    [
        pytest.param([3, 1, 2], 2, id="odd"),
        pytest.param([4, 1, 2, 3], 2.5, id="even"),
        pytest.param([7], 7, id="one"),
        pytest.param([], None, id="none"),
    ],
)
def test_the_median_is_the_middle_value(values: Sequence[float], middle: float | None) -> None:
    assert median(values).value == middle


def test_a_ratio_counts_tries_and_not_cases() -> None:
    figure = ratio([(1, 1), (0, 3)])

    assert (figure.value, figure.n) == (0.25, 4)


@pytest.mark.parametrize("counts", [pytest.param([], id="no case"), pytest.param([(0, 0)], id="no try")])
def test_a_ratio_of_nothing_is_no_figure(counts: list[tuple[float, float]]) -> None:
    assert ratio(counts) == NOTHING


def test_a_macro_mean_weighs_a_small_group_like_a_large_one() -> None:
    figure = macro({"large": [1.0] * 9, "small": [0.0], "empty": []})

    assert (figure.value, figure.n) == (0.5, 2)


def test_a_figure_is_json_to_four_places() -> None:
    assert plain(Figure(1 / 3, 3, 0.0, 2 / 3)) == {"value": 0.3333, "n": 3, "low": 0.0, "high": 0.6667}
    assert plain(NOTHING) == {"value": None, "n": 0, "low": None, "high": None}
