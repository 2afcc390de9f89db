"""What may be said beyond a quote: computed, with its rule and anchor, and never from today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dates import When, find_whens, speak
from assistant.derive import days_left_words, derive, span_words
from assistant.types import Document

LETTER = Document(
    "d", "v", "letter.txt", "Next steps", "letter", "primary", date=date(2016, 12, 12), date_basis="printed"
)
UNDATED = Document("d", "v", "page.txt", "A page", "web page", "secondary")
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("quote", "result"),
    [
        ("Proposals will be published within the next fortnight.", "by 26 December 2016"),
        ("We will work with you over the next 8-12 weeks.", "between 6 February 2017 and 6 March 2017"),
        ("The round must be complete by 23rd December.", "by 23 December 2016"),
        ("It will be published by 31 March.", "by 31 March 2017"),
        ("The regional office will reply within two weeks.", "by 26 December 2016"),
    ],
)
def test_a_printed_time_without_its_year_is_counted_from_the_documents_date(quote: str, result: str) -> None:
    first = derive(quote, LETTER, None)[0]

    assert first.derivation.result == result
    assert first.derivation.printed in quote
    assert first.derivation.anchor == "letter dated 12 December 2016"
    assert first.derivation.printed in first.sentence and result in first.sentence


@pytest.mark.parametrize("quote", ["It is due by 31 March 2017.", "It is due soon.", "Nothing is due.", ""])
def test_nothing_is_derived_where_the_day_is_printed_whole_or_not_at_all(quote: str) -> None:
    assert derive(quote, LETTER, None) == []


def test_nothing_is_counted_from_a_date_that_the_document_does_not_have() -> None:
    assert derive("It is due within the next fortnight, by 23 December.", UNDATED, None) == []


@given(DAYS, DAYS)
def test_days_left_are_counted_right_and_said_in_words(as_of: date, end: date) -> None:
    words = days_left_words(as_of, end)

    left = (end - as_of).days
    assert speak(end) in words
    assert ("today" in words) == (left == 0)
    assert ("ago" in words) == (left < 0)
    assert (f" {abs(left)} day" in words) == (left != 0)
    assert ("1 day " in words) == (abs(left) == 1) or abs(left) % 10 == 1


@given(DAYS)
def test_the_days_left_come_with_their_count_and_the_day_they_are_counted_from(as_of: date) -> None:
    counted = [one for one in derive("It is due by 31 March 2017.", LETTER, as_of) if one.counts]

    assert [one.counts for one in counted] == [(abs((date(2017, 3, 31) - as_of).days),)]
    assert counted[0].derivation.anchor == speak(as_of)


@pytest.mark.parametrize(
    ("start", "end", "earliest", "words"),
    [
        (None, date(2016, 12, 26), None, "by 26 December 2016"),
        (date(2016, 12, 26), None, None, "from 26 December 2016"),
        (date(2016, 12, 26), date(2016, 12, 26), None, "26 December 2016"),
        (date(2016, 7, 1), date(2016, 7, 31), None, "1 July 2016 to 31 July 2016"),
        (None, date(2017, 3, 6), date(2017, 2, 6), "between 6 February 2017 and 6 March 2017"),
        (None, None, None, ""),
    ],
)
def test_a_span_is_said_as_it_is_open(start: date | None, end: date | None, earliest: date | None, words: str) -> None:
    assert span_words(When("x", 0, 1, "window", start, end, earliest)) == words


@given(DAYS, st.integers(1, 30))
def test_what_is_derived_moves_with_the_documents_date_and_not_with_the_day_of_asking(day: date, weeks: int) -> None:
    quote = f"It is due within {weeks} weeks." if weeks > 1 else "It is due within one week."
    document = Document("d", "v", "x", "x", "letter", "primary", date=day, date_basis="printed")

    results = {derive(quote, document, as_of)[0].derivation.result for as_of in (None, day, day + timedelta(days=400))}

    assert results == {f"by {speak(day + timedelta(weeks=weeks))}"}
    assert find_whens(quote, day)[0].end == day + timedelta(weeks=weeks)
