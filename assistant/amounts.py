"""Sterling amounts and percentages in English text -> numbers, and when two are the same. Knows nothing of funds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SCALE = {
    "": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6,
    "b": 10**9, "bn": 10**9, "billion": 10**9,
}  # fmt: skip
_UNIT = r"(?:bn|billion|mn|million|m|thousand|k|b)\b"
_VALUE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_AMOUNT = re.compile(
    r"(?P<about>\b(?:around|about|approximately|approx\.?|some|circa|c\.|nearly|almost|over|more than|up to|roughly)"
    r"\s+)?"
    rf"£\s?(?P<value>{_VALUE})\s?(?P<unit>{_UNIT})?",
    re.I,
)
_RANGE = re.compile(rf"\s*(?P<joint>-|–|—|to)\s*(?P<pound>£)?\s?(?P<value>{_VALUE})\s?(?P<unit>{_UNIT})?(?=\W|$)", re.I)
_BARE = re.compile(rf"(?<![£\d.,/])\b(?P<low>{_VALUE})\s?(?P<unit>bn|billion|million|m)\b(?:\s+pounds)?", re.I)
_PENCE = re.compile(r"(?<![£\d.,])\b(?P<pence>\d{1,2}(?:\.\d+)?)(?:p| ?pence)\b")
_PERCENT = re.compile(r"(?P<low>\d+(?:\.\d+)?)\s?(?:%|per ?cent\b)", re.I)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in pounds (`low` equals `high` unless a range is printed), at `at:to` of its text."""

    text: str
    at: int
    to: int
    low: Decimal
    high: Decimal
    approximate: bool = False


def find_amounts(text: str) -> list[Amount]:
    """Every sterling amount of a text, in order.

    >>> [(str(a.low), str(a.high)) for a in find_amounts("from £175,000 to £360,000, then £1.8bn")]
    [('175000', '360000'), ('1800000000.0', '1800000000.0')]
    """
    found: list[Amount] = []
    at = 0
    while match := _AMOUNT.search(text, at):
        rest = _rest_of_range(text, match)
        unit = match["unit"] or (rest["unit"] if rest and _shares_unit(match["value"], rest["value"]) else None)
        low = _pounds(match["value"], unit)
        high = _pounds(rest["value"], rest["unit"] or unit) if rest else low
        at = (rest or match).end()
        words = text[match.start() : at].strip()
        found.append(Amount(words, match.start(), match.start() + len(words), low, high, bool(match["about"])))
    found += [
        Amount(match.group(), match.start(), match.end(), pounds, pounds)
        for match in _PENCE.finditer(text)
        for pounds in [Decimal(match["pence"]) / 100]
    ]
    return sorted(found, key=lambda amount: amount.at)


def _rest_of_range(text: str, first: re.Match[str]) -> re.Match[str] | None:
    """The second sum of a range; "£5m - 2017" and "£5m to 30 trusts" are none."""
    rest = _RANGE.match(text, first.end())
    tight = rest is not None and rest["joint"] != "to" and not text[first.end()].isspace()
    return rest if rest and (rest["pound"] or rest["unit"] or tight) else None


def _shares_unit(low: str, high: str) -> bool:
    """True of "£3 to £4m", where the first is millions too; not of "£250,000 to £1m"."""
    return Decimal(low.replace(",", "")) < Decimal(high.replace(",", ""))


def _pounds(value: str, unit: str | None) -> Decimal:
    return Decimal(value.replace(",", "")) * _scale(unit)


def _scale(unit: str | None) -> int:
    return _SCALE[(unit or "").lower()]


def sums_in(text: str) -> set[Decimal]:
    """Every sum a text names, in pounds, written with a pound sign or as "200 million"."""
    values = {value for amount in find_amounts(text) for value in (amount.low, amount.high)}
    return values | {_pounds(match["low"], match["unit"]) for match in _BARE.finditer(text)}


def percentages_in(text: str) -> set[Decimal]:
    """Every percentage a text names."""
    return {Decimal(match["low"]) for match in _PERCENT.finditer(text)}
