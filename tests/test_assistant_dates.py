"""Date and period expressions as British public documents write them, against a document's own date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dates import add_working_days, find_whens, first_full_date, infer_year, speak

ANCHOR = date(2016, 12, 12)  # a Monday


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "precision", "start", "end"),
    [
        # Days
        ("by 31 March 2017", "exact", "", "2017-03-31"),
        ("on 31st March 2017", "exact", "2017-03-31", "2017-03-31"),
        ("from 1 April 2017", "exact", "2017-04-01", ""),
        ("by 23 December", "exact", "", "2016-12-23"),
        ("by 23rd Dec", "exact", "", "2016-12-23"),
        ("by 31 March", "exact", "", "2017-03-31"),
        ("on the 3rd of May 2017", "exact", "2017-05-03", "2017-05-03"),
        ("on Friday 23 December 2016", "exact", "2016-12-23", "2016-12-23"),
        ("on December 23, 2016", "exact", "2016-12-23", "2016-12-23"),
        ("on 2016-12-23", "exact", "2016-12-23", "2016-12-23"),
        ("on 23/12/2016", "exact", "2016-12-23", "2016-12-23"),
        ("on 23.12.16", "exact", "2016-12-23", "2016-12-23"),
        ("no later than noon on 6 January", "exact", "", "2017-01-06"),
        ("before 5pm on 6 January 2017", "exact", "", "2017-01-06"),
        ("due on 6 January 2017", "exact", "", "2017-01-06"),
        ("since 1 April 2016", "exact", "2016-04-01", ""),
        ("on 29 February 2016", "exact", "2016-02-29", "2016-02-29"),
        # Windows and weeks
        ("2 to 20 July 2017", "window", "2017-07-02", "2017-07-20"),
        ("2–20 July 2017", "window", "2017-07-02", "2017-07-20"),
        ("28 June to 4 July 2017", "window", "2017-06-28", "2017-07-04"),
        ("20 December to 5 January", "window", "2016-12-20", "2017-01-05"),
        ("week commencing 2 January 2017", "week", "2017-01-02", "2017-01-08"),
        ("w/c 2 January 2017", "week", "2017-01-02", "2017-01-08"),
        ("week ending 8 January 2017", "week", "2017-01-02", "2017-01-08"),
        # Months, parts of months, periods, quarters
        ("in July 2017", "month", "2017-07-01", "2017-07-31"),
        ("in January", "month", "2017-01-01", "2017-01-31"),
        ("by March 2019", "month", "", "2019-03-31"),
        ("in early March 2017", "window", "2017-03-01", "2017-03-10"),
        ("in mid-March 2017", "window", "2017-03-11", "2017-03-20"),
        ("in late March 2017", "window", "2017-03-21", "2017-03-31"),
        ("by the end of March 2017", "month", "", "2017-03-31"),
        ("April/May 2017", "window", "2017-04-01", "2017-05-31"),
        ("April to June 2017", "period", "2017-04-01", "2017-06-30"),
        ("November 2016 to February 2017", "period", "2016-11-01", "2017-02-28"),
        ("in 2016/17", "period", "2016-04-01", "2017-03-31"),
        ("in 2017-18", "period", "2017-04-01", "2018-03-31"),
        ("in 17/18", "period", "2017-04-01", "2018-03-31"),
        ("2017/18 and 2018/19", "period", "2017-04-01", "2019-03-31"),
        ("Q1 2017/18", "quarter", "2017-04-01", "2017-06-30"),
        ("Q4 of 2016/17", "quarter", "2017-01-01", "2017-03-31"),
        ("the two years to March 2019", "period", "2017-04-01", "2019-03-31"),
        ("this financial year", "period", "2016-04-01", "2017-03-31"),
        ("next year", "period", "2017-04-01", "2018-03-31"),
        # Counted from the document's date
        ("within the next fortnight", "relative", "", "2016-12-26"),
        ("within two weeks", "relative", "", "2016-12-26"),
        ("within 5 working days", "relative", "", "2016-12-19"),
        ("within the next couple of weeks", "relative", "", "2016-12-26"),
        ("over the next 8-12 weeks", "relative", "2016-12-12", "2017-03-06"),
        ("in two weeks' time", "relative", "", "2016-12-26"),
        ("within one month", "relative", "", "2017-01-12"),
        ("tomorrow", "relative", "2016-12-13", "2016-12-13"),
        ("next week", "relative", "2016-12-19", "2016-12-25"),
        ("next month", "relative", "2017-01-01", "2017-01-31"),
        # Events, seasons, what is vague or comes again
        ("by Easter 2017", "event-bound", "", "2017-04-16"),
        ("early in the New Year", "window", "2017-01-01", "2017-01-31"),
        ("in summer 2017", "window", "2017-06-01", "2017-08-31"),
        ("before the summer break", "event-bound", "", ""),
        ("over the coming weeks", "vague", "2016-12-12", ""),
        ("by 2020", "vague", "", ""),
        ("every quarter", "recurring", "", ""),
        ("monthly", "recurring", "", ""),
    ],
)
def test_a_time_is_read_as_it_is_meant(text: str, precision: str, start: str, end: str) -> None:
    sentence = f"They meet {text}, it says."

    (when,) = find_whens(sentence, ANCHOR)

    assert (when.precision, when.start, when.end) == (precision, day(start), day(end))
    assert sentence[when.at : when.to] == when.text


@pytest.mark.parametrize(
    "text",
    [
        "You may march with us.",
        "It costs £2016 or 12/13 of it.",
        "See paragraph 3.1 on page 12.",
        "There are 44 areas and 1,200 beds.",
        "The second part of the plan",
        "",
    ],
)
def test_no_day_is_made_of_other_words_and_numbers(text: str) -> None:
    assert not [when for when in find_whens(text, ANCHOR) if when.precision in {"exact", "month", "window", "relative"}]


@pytest.mark.parametrize("text", ["by 23 December", "in July", "within two weeks", "next year", "w/c 2 January"])
def test_without_a_date_of_the_document_nothing_is_resolved(text: str) -> None:
    (when,) = find_whens(text, None)

    assert not when.resolved


@given(st.dates(date(2001, 1, 1), date(2049, 12, 31)))
def test_a_day_as_it_is_spoken_is_read_again_whatever_the_documents_date(spoken: date) -> None:
    for anchor in (None, ANCHOR):
        (when,) = find_whens(f"It is due on {speak(spoken)}.", anchor)
        assert (when.start, when.end, when.year) == (None, spoken, "stated") or when.start == when.end == spoken


@given(st.dates(date(2010, 1, 1), date(2030, 12, 31)), st.integers(0, 300))
def test_a_day_without_a_year_is_the_next_one_from_a_month_before_the_document(anchor: date, ahead: int) -> None:
    meant = anchor + timedelta(days=ahead)

    if (meant.month, meant.day) != (2, 29):
        assert infer_year(meant.month, meant.day, anchor) == meant


@given(st.dates(date(2010, 1, 1), date(2030, 12, 31)), st.integers(0, 60))
def test_working_days_leave_out_weekends(start: date, count: int) -> None:
    end = add_working_days(start, count)

    between = [start + timedelta(days=step) for step in range(1, (end - start).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == count
    assert count == 0 or end.weekday() < 5


def test_the_first_whole_date_of_a_letter_is_its_own() -> None:
    text = "Gateway Ref 06300   12th December 2016\n\nDear colleague, by 23 December 2016"

    found = first_full_date(text)

    assert found is not None and found[0] == ANCHOR
    assert text[found[1] : found[2]] == "12th December 2016"
    assert first_full_date("Dear colleague, by 23 December") is None
