"""Scores gathered into figures by category and overall, with what failed and why.

Knows how to add up; what is right is for the scorers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.cases import Case
from evals.figures import Figure, macro, median, percentile, plain, ratio, share
from evals.generate import AnswerLine
from evals.scorers import (
    MAX_WORDS,
    Score,
    answer_right,
    citation_fits,
    cites_all_evidence,
    cites_evidence,
    count_words,
    has_citation,
    quote_verbatim,
    refusal_warranted,
    refuses_when_it_should,
    source_known,
)

P95 = 0.95


@dataclass(frozen=True, slots=True)
class Judged:
    """One case, its answer line, and every score that it was given. The last three hold one score a citation."""

    case: Case
    line: AnswerLine | None
    right: Score
    evidence: Score
    all_evidence: Score
    cited: Score
    warranted: Score
    refuses: Score
    fitting: tuple[Score, ...]
    verbatim: tuple[Score, ...]
    known: tuple[Score, ...]

    @property
    def failed(self) -> bool:
        """True where the answer is wrong, or right without evidence cited."""
        return self.right.value != 1 or self.evidence.value == 0


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by name and by category, how the asks ended, and the cases that failed."""

    figures: Mapping[str, Figure]
    by_category: Mapping[str, Figure]
    outcomes: Mapping[str, int]
    failures: tuple[Judged, ...]


def judge(cases: Sequence[Case], lines: Mapping[str, AnswerLine], documents: Mapping[str, str]) -> list[Judged]:
    """Every score of every case. `documents` are texts by file name; without any, quotes are not looked up."""
    return [_judged(case, lines.get(case.id), documents) for case in cases]


def _judged(case: Case, line: AnswerLine | None, documents: Mapping[str, str]) -> Judged:
    citations = line.citations if line else ()
    fitting = tuple(citation_fits(case, line, one) for one in line.citations) if line else ()
    return Judged(
        case,
        line,
        right=answer_right(case, line),
        evidence=cites_evidence(case, line),
        all_evidence=cites_all_evidence(case, line),
        cited=has_citation(case, line),
        warranted=refusal_warranted(case, line),
        refuses=refuses_when_it_should(case, line),
        fitting=fitting,
        verbatim=tuple(quote_verbatim(one, documents) for one in citations),
        known=tuple(source_known(one, documents) for one in citations),
    )


def summarise(judged: Sequence[Judged]) -> Report:
    """The figures over all cases. A case without a line counts as wrong; a score of None counts in no figure."""
    right: dict[str, list[float]] = defaultdict(list)
    for one in judged:
        right[one.case.category].append(one.right.value or 0.0)
    lines = [one.line for one in judged if one.line]
    took = [line.latency_ms for line in lines if line.latency_ms is not None]
    words = [count_words(one.line.answer) if one.line else 0 for one in judged]
    figures = {
        "accuracy": share([one.right.value or 0.0 for one in judged]),
        "macro accuracy": macro(right),
        "citation recall": _mean(judged, lambda one: (one.evidence,)),
        "citation recall, all evidence": _mean(judged, lambda one: (one.all_evidence,)),
        "citation precision": _mean(judged, lambda one: one.fitting),
        "answers with a citation": _mean(judged, lambda one: (one.cited,)),
        "quotes verbatim": _mean(judged, lambda one: one.verbatim),
        "sources known": _mean(judged, lambda one: one.known),
        "refusal precision": _mean(judged, lambda one: (one.warranted,)),
        "refusal recall": _mean(judged, lambda one: (one.refuses,)),
        "words, median": median([count for count in words if count]),
        f"over {MAX_WORDS} words": share([float(count > MAX_WORDS) for count in words]),
        "latency ms, median": median(took),
        "latency ms, p95": percentile(took, P95),
    }
    outcomes = Counter(line.outcome or "not said" for line in lines)
    outcomes["no answer line"] = len(judged) - len(lines)
    by_category = {name: share(scores) for name, scores in right.items()}
    return Report(figures, by_category, +outcomes, tuple(one for one in judged if one.failed))


def _mean(judged: Sequence[Judged], scores: Callable[[Judged], tuple[Score, ...]]) -> Figure:
    """The mean of the scores that were given, cases drawn whole."""
    given = [[score.value for score in scores(one) if score.value is not None] for one in judged]
    return ratio([(sum(values), len(values)) for values in given if values])


def as_record(report: Report) -> dict[str, Any]:
    """The report as JSON."""
    return {
        "figures": {name: plain(figure) for name, figure in report.figures.items()},
        "by_category": {name: plain(figure) for name, figure in report.by_category.items()},
        "outcomes": dict(report.outcomes),
        "failures": [_failure(one) for one in report.failures],
    }


def _failure(one: Judged) -> dict[str, Any]:
    return {
        "id": one.case.id,
        "category": one.case.category,
        "question": one.case.question,
        "right": one.right.value == 1,
        "reasons": _reasons(one),
        "line": asdict(one.line) if one.line else None,
    }


def _reasons(one: Judged) -> list[str]:
    wrong = [one.right.why] if one.right.value != 1 else []
    return wrong + ([one.evidence.why] if one.evidence.value == 0 else [])


def as_text(report: Report, *, failures: bool = False) -> str:
    """The report as plain text: a table by category, the figures, how asks ended and, if wanted, what failed."""
    parts = [
        _table("category", {**report.by_category, "all": report.figures["accuracy"]}),
        _table("figure", report.figures),
        "outcomes: " + ", ".join(f"{count} {name}" for name, count in report.outcomes.items()),
    ]
    if failures:
        parts.append("failures (~ is right but cites no evidence)\n" + "\n".join(map(_failure_text, report.failures)))
    return "\n\n".join(parts)


def _table(head: str, figures: Mapping[str, Figure]) -> str:
    rows = [f"{head:<31}{'value':>9}{'n':>7}   95% interval"]
    return "\n".join([*rows, *(f"{name:<31}{_shown(figure)}" for name, figure in figures.items())])


def _shown(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return f"{'-':>9}{figure.n:>7}"
    places = 3 if figure.value <= 1 else 1
    return f"{figure.value:>9.{places}f}{figure.n:>7}   {figure.low:.{places}f} to {figure.high:.{places}f}"


def _failure_text(one: Judged) -> str:
    mark = "~" if one.right.value == 1 else "X"
    answer = " ".join(one.line.answer.split())[:200] if one.line else ""
    head = f"{mark} {one.case.id} [{one.case.category}] {one.case.question}"
    return "\n    ".join([head, "; ".join(_reasons(one)), answer])
