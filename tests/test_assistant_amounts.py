"""Sums, percentages and numbers, in digits and in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.amounts import find_amounts, percentages_in, sums_in
from assistant.figures import find_figures

MILLION = 10**6


@pytest.mark.parametrize(
    ("text", "low", "high", "approximate"),
    [
        ("£3-4m", 3 * MILLION, 4 * MILLION, False),
        ("£3m-£5m", 3 * MILLION, 5 * MILLION, False),
        ("£3m – £5m", 3 * MILLION, 5 * MILLION, False),
        ("£3 to £4m", 3 * MILLION, 4 * MILLION, False),
        ("£5 to 7m", 5 * MILLION, 7 * MILLION, False),
        ("£175,000 to £360,000", 175_000, 360_000, False),
        ("£250,000 to £1m", 250_000, MILLION, False),
        ("£250 to £1m", 250, MILLION, False),
        ("£10k–£20k", 10_000, 20_000, False),
        ("£5–10", 5, 10, False),
        ("about £2m", 2 * MILLION, 2 * MILLION, True),
        ("up to £5 million", 5 * MILLION, 5 * MILLION, True),
        ("c. £5m", 5 * MILLION, 5 * MILLION, True),
        ("over £1m", MILLION, MILLION, True),
        ("nearly £5 mn", 5 * MILLION, 5 * MILLION, True),
        ("£2.75", Decimal("2.75"), Decimal("2.75"), False),
        ("75p", Decimal("0.75"), Decimal("0.75"), False),
        ("50 pence", Decimal("0.5"), Decimal("0.5"), False),
        ("£1.8bn", 1800 * MILLION, 1800 * MILLION, False),
        ("£1,800m", 1800 * MILLION, 1800 * MILLION, False),
        ("£ 5 bn", 5000 * MILLION, 5000 * MILLION, False),
        ("£6 BN", 6000 * MILLION, 6000 * MILLION, False),
        ("£100 thousand", 100_000, 100_000, False),
        ("£0", 0, 0, False),
    ],
)
def test_a_sum_is_read_whole(text: str, low: Decimal, high: Decimal, approximate: bool) -> None:
    sentence = f"They pay {text}, it says."

    (amount,) = find_amounts(sentence)

    assert (amount.low, amount.high, amount.approximate) == (low, high, approximate)
    assert amount.text == sentence[amount.at : amount.to] == text


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("£5m to 30 trusts", {5 * MILLION}),
        ("£5m - 2017", {5 * MILLION}),
        ("£5m – 2017/18", {5 * MILLION}),
        ("between £3m and £4m", {3 * MILLION, 4 * MILLION}),
        ("200 million pounds", {200 * MILLION}),
        ("1.8bn", {1800 * MILLION}),
        ("in 2016/17 for 44 areas on page 12", set()),
        ("", set()),
    ],
)
def test_sums_are_told_from_other_numbers(text: str, sums: set[int]) -> None:
    assert sums_in(text) == sums


@given(st.integers(1, 9999))
def test_a_sum_is_the_same_in_any_unit(millions: int) -> None:
    forms = [
        f"£{millions}m",
        f"£{millions:,}m",
        f"£{millions / 1000}bn",
        f"£{millions} million",
        f"£{millions:,},000,000",
    ]

    assert all(sums_in(form) == {millions * MILLION} for form in forms)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5%", {5}),
        ("0.5 per cent", {Decimal("0.5")}),
        ("12 percent or 3 %", {12, 3}),
        ("5 percentiles", set()),
        ("5", set()),
    ],
)
def test_percentages_are_read_in_all_their_forms(text: str, values: set[Decimal]) -> None:
    assert percentages_in(text) == values


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("forty-four areas", [(44, "")]),
        ("two hundred and forty-five beds", [(245, "")]),
        ("a hundred trusts and a dozen more", [(100, ""), (12, "")]),
        ("1,200 beds", [(1200, "")]),
        ("3 thousand beds", [(3000, "")]),
        ("within two working days", [(2, "working day")]),
        ("a 30-day notice", [(30, "day")]),
        ("8-12 weeks", [(8, "week"), (12, "week")]),
        ("eight to 12 weeks", [(8, "week"), (12, "week")]),
        ("a fortnight", [(2, "week")]),
        ("five years, six months", [(5, "year"), (6, "month")]),
        ("by 5pm or 11am", [(5, "pm"), (11, "am")]),
        ("half of them, twice", [(Decimal("0.5"), ""), (2, "")]),
        ("the second stage, the 23rd, the twenty-first", [(2, "ordinal"), (23, "ordinal"), (21, "ordinal")]),
        ("3 to 5% of 7", [(3, "%"), (5, "%"), (7, "")]),
        ("1.5 percentage points", [(Decimal("1.5"), "%")]),
        ("£3m to £5m", [(3 * MILLION, "£"), (5 * MILLION, "£")]),
        ("four million pounds", [(4 * MILLION, "£")]),
        ("one of the two; one week", [(2, ""), (1, "week")]),
        ("Q3 and A4", []),
    ],
)
def test_numbers_are_read_with_what_they_count(text: str, figures: list[tuple[Decimal, str]]) -> None:
    assert [figure.key for figure in find_figures(text)] == figures


@given(st.integers(2, 99))
def test_a_number_is_the_same_in_digits_and_in_words(number: int) -> None:
    ones = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    small = [*ones.split(), "eighteen", "nineteen"]
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    spoken = (
        small[number - 1]
        if number < 20
        else tens[number // 10 - 2] + (f"-{small[number % 10 - 1]}" if number % 10 else "")
    )

    assert [figure.key for figure in find_figures(f"{spoken} weeks")] == [(Decimal(number), "week")]
    assert [figure.key for figure in find_figures(f"{number} weeks")] == [(Decimal(number), "week")]
