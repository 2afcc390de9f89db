"""Numbers with their uncertainty: each figure has its n and a 95% bootstrap interval, seeded. Knows no cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
RESAMPLES = 1000
SEED = 20161212


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value from `n` observations, and the interval that 95% of resamples fall in. None where n is 0."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


NOTHING = Figure(None, 0)


def plain(figure: Figure) -> dict[str, float | int | None]:
    """A figure as JSON, to four places."""
    return {name: value if value is None or name == "n" else round(value, 4) for name, value in asdict(figure).items()}


def share(hits: Sequence[float]) -> Figure:
    """The mean of scores, one a case."""
    return ratio([(hit, 1) for hit in hits])


def ratio(counts: Sequence[tuple[float, float]]) -> Figure:
    """All hits over all tries, from (hits, tries) of each case.

    Cases are drawn whole, for the citations of one answer hang together.
    """
    pairs = np.asarray(counts, dtype=np.float64).reshape(-1, 2)
    total = pairs.sum(axis=0)
    if not total[1]:
        return NOTHING
    drawn = pairs[_draws(len(pairs))].sum(axis=1)
    drawn = drawn[drawn[:, 1] > 0]
    return _figure(total[0] / total[1], int(total[1]), drawn[:, 0] / drawn[:, 1])


def macro(groups: Mapping[str, Sequence[float]]) -> Figure:
    """The mean of the groups' means; each group is drawn from itself."""
    filled = [np.asarray(scores, dtype=np.float64) for scores in groups.values() if scores]
    if not filled:
        return NOTHING
    drawn = np.mean([scores[_draws(len(scores))].mean(axis=1) for scores in filled], axis=0)
    return _figure(float(np.mean([scores.mean() for scores in filled])), len(filled), drawn)


def median(values: Sequence[float]) -> Figure:
    """The middle value."""
    return _of_each(values, lambda drawn: np.median(drawn, axis=-1))


def percentile(values: Sequence[float], share_below: float) -> Figure:
    """The value that a share of the values does not exceed: always one that was measured."""
    return _of_each(values, lambda drawn: np.quantile(drawn, share_below, axis=-1, method="inverted_cdf"))


def _of_each(values: Sequence[float], statistic: Callable[[Numbers], Numbers]) -> Figure:
    if not values:
        return NOTHING
    numbers = np.asarray(values, dtype=np.float64)
    return _figure(float(statistic(numbers)), len(numbers), statistic(numbers[_draws(len(numbers))]))


def _draws(count: int) -> NDArray[np.int64]:
    """The same places for the same count, whenever it is asked."""
    return np.random.default_rng(SEED).integers(0, count, size=(RESAMPLES, count))


def _figure(value: float, n: int, drawn: Numbers) -> Figure:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Figure(float(value), n, float(low), float(high))
