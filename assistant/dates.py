"""English date and period expressions, as British public documents write them, resolved against a document's own date.

A pure module: text and an anchor date in, `When`s out. It never asks what day it is today.
NHS financial years run from 1 April to 31 March.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = (
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:19|20)\d\d"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\b\.?,?"
_TO = r"\s*(?:-|–|—|to|until|and|/)\s*"
_ORD = r"(?:\s?(?:st|nd|rd|th))?"
_PLURAL_UNIT = r"(?P<unit>working days?|business days?|calendar days?|days?|weeks?|fortnights?|months?|years?)"
_NUMBER_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15,
    "twenty": 20, "thirty": 30,
}  # fmt: skip
_COUNT = r"(?:\d{1,3}|" + "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True)) + r")"
_BEFORE = re.compile(
    r"(?:\b(?:by|before|until|till|no later than|not later than|on or before|ahead of|prior to"
    r"|deadline (?:of|is)|due(?: on| by| in)?)"
    r"(?:\s+(?:the|noon|midday|midnight|\d{1,2}(?:[.:]\d\d)?\s?[ap]m|close of (?:play|business)|cop|cob)"
    r"(?:\s+on)?)*)\s*$",
    re.I,
)
_FROM = re.compile(
    r"\b(?:from|since|starting(?: on| from| in)?|after|as of|as at|with effect from|w\.?e\.?f\.?)\s+(?:the\s+)?$", re.I
)


@dataclass(frozen=True, slots=True)
class When:
    """A time that a text names. `at` and `to` are its place in the text.

    `precision` is one of exact, week, month, quarter, period, window, relative, event-bound, recurring, vague. `start`
    and `end` are inclusive; None means open or unresolved. `earliest_end` is set where a range of durations is printed.
    `year` says where the year came from: stated, inferred, from the document date, n/a.
    """

    text: str
    at: int
    to: int
    precision: str
    start: date | None = None
    end: date | None = None
    earliest_end: date | None = None
    approximate: bool = False
    year: str = "stated"
    rule: str = ""

    @property
    def resolved(self) -> bool:
        """True where at least one day is known."""
        return self.start is not None or self.end is not None


@lru_cache(maxsize=16384)
def find_whens(text: str, anchor: date | None) -> tuple[When, ...]:
    """Every time expression of a text, in order, resolved against `anchor` (the document's own date) where needed."""
    found: list[When] = []
    taken: list[tuple[int, int]] = []
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            when = read(match, anchor)
            if when is not None:
                taken.append(match.span())
                found.append(_with_preposition(when, text))
    return tuple(sorted(found, key=lambda when: when.at))


def first_full_date(text: str) -> tuple[date, int, int] | None:
    """The first day, month and year printed in a text, with its place."""
    for when in find_whens(text, None):
        if when.precision == "exact" and when.year == "stated" and when.end:
            return when.end, when.at, when.to
    return None


def speak(day: date) -> str:
    """ "16 September 2016", as NHS content style writes it."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def infer_year(month: int, day: int, anchor: date) -> date | None:
    """The day and month in the year that a document of `anchor` means: the first from a month before its date on."""
    for year in (anchor.year - 1, anchor.year, anchor.year + 1, anchor.year + 2):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate >= anchor - timedelta(days=31):
            return candidate
    return None


def add_working_days(day: date, count: int) -> date:
    """`count` weekdays after a day; bank holidays are not known here."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _month_number(name: str) -> int:
    key = name.lower().rstrip(".")[:3]
    return next(index for index, month in enumerate(MONTHS, 1) if month.startswith(key))


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _when(match: re.Match[str], precision: str, **fields: object) -> When:
    return replace(When(match.group(), match.start(), match.end(), precision), **fields)  # type: ignore[arg-type]


def _day(day: str, month: str, year: str | None, anchor: date | None) -> tuple[date | None, str]:
    """A printed day, with where its year came from."""
    number = _month_number(month)
    try:
        if year:
            return date(_full_year(year), number, int(day)), "stated"
        if anchor:
            return infer_year(number, int(day), anchor), "inferred"
    except ValueError:
        return None, "n/a"
    return None, "n/a"


def _with_preposition(when: When, text: str) -> When:
    """ "by 23 December" ends then; "from April 2017" starts then."""
    before = text[max(0, when.at - 40) : when.at]
    if when.precision in {"exact", "month", "quarter", "period", "event-bound", "window", "week"}:
        if _BEFORE.search(before):
            return replace(when, start=None)
        if _FROM.search(before) and when.start and not re.search(_TO, when.text):
            return replace(when, end=None)
    return when


def _exact(match: re.Match[str], anchor: date | None) -> When | None:
    day, basis = _day(match["day"], match["month"], match["year"], anchor)
    if day is None and (match["year"] or anchor):
        return None
    rule = f"year taken from the document's date, {speak(anchor)}" if basis == "inferred" and anchor else "as printed"
    return _when(match, "exact", start=day, end=day, year=basis, rule=rule)


def _iso(match: re.Match[str], _: date | None) -> When | None:
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    return _when(match, "exact", start=day, end=day, rule="as printed")


def _numeric(match: re.Match[str], _: date | None) -> When | None:
    try:
        day = date(_full_year(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    return _when(match, "exact", start=day, end=day, rule="day, month, year")


def _day_range(match: re.Match[str], anchor: date | None) -> When | None:
    end, basis = _day(match["day2"], match["month2"], match["year2"], anchor)
    month1, year1 = match["month1"] or match["month2"], match["year1"] or match["year2"]
    start, _ = _day(match["day1"], month1, year1, anchor)
    if start and end and start > end and not match["year1"]:
        start = start.replace(year=end.year - 1) if match["year2"] else start
        end = end if match["year2"] else end.replace(year=start.year + 1)
    if start is None or end is None:
        return None
    return _when(match, "window", start=start, end=end, year=basis, rule="first to last day printed")


def _week(match: re.Match[str], anchor: date | None) -> When | None:
    day, basis = _day(match["day"], match["month"], match["year"], anchor)
    if day is None:
        return _when(match, "week", year="n/a", rule="the year is not printed and the document has no date")
    ending = "end" in match["kind"].lower() or match["kind"].lower() in {"w/e", "we"}
    start = day - timedelta(days=6) if ending else day
    rule = "seven days from the day printed"
    if not ending and day.weekday() != 0:
        rule += f"; {speak(day)} is a {day:%A}, not a Monday, so the week meant is uncertain"
    return _when(match, "week", start=start, end=start + timedelta(days=6), year=basis, rule=rule,
                 approximate=not ending and day.weekday() != 0)  # fmt: skip


def _month(match: re.Match[str], anchor: date | None) -> When | None:
    """A month or several, perhaps only a part of the last."""
    name = match["month"]
    if name.lower().rstrip(".") in {"may", "march", "mar", "sep", "dec"} and not match["year"] and not match["part"]:
        # "may" and "march" are verbs too: a month alone needs a capital and a place that a month can take.
        if not name[0].isupper():
            return None
        before = match.string[max(0, match.start() - 14) : match.start()]
        if name == "May" and not re.search(
            r"(?:\b(?:in|by|during|until|from|of|since|and|to|or|before|after|through)|/|-|,|^|:)\s*$", before, re.I
        ):
            return None
    number = _month_number(name)
    first = _month_number(match["first"]) if match["first"] else number
    year, basis = _year_of(match["year"], number, anchor)
    if year is None:
        return _when(match, "month", year="n/a", rule="the year is not printed and the document has no date")
    start_year = year - (first > number)
    part = re.sub(r"^the\s+", "", (match["part"] or "").lower())
    start, end, vague = _part_of_month(part, start_year, first, year, number)
    several = bool(match["first"])
    precision = "window" if several or vague else "month"
    rule = "the months printed" if several else f"'{part}' read as part of the month" if vague else "the month printed"
    return _when(match, precision, start=start, end=end, year=basis, approximate=vague, rule=rule)


def _part_of_month(part: str, start_year: int, first: int, year: int, number: int) -> tuple[date, date, bool]:
    start, end = date(start_year, first, 1), _month_end(year, number)
    if part.startswith(("early", "beginning", "start", "first")):
        return start, date(year, number, 10), True
    if part.startswith("mid"):
        return (date(year, number, 11) if first == number else start), date(year, number, 20), True
    if part.startswith("late"):
        return (date(year, number, 21) if first == number else start), end, True
    if part.startswith("end"):
        return end, end, False
    return start, end, False


def _year_of(printed: str | None, month: int, anchor: date | None) -> tuple[int | None, str]:
    if printed:
        return _full_year(printed), "stated"
    if anchor is None:
        return None, "n/a"
    inferred = infer_year(month, monthrange(anchor.year, month)[1] if month != 2 else 28, anchor)
    return (inferred.year, "inferred") if inferred else (None, "n/a")


def _month_range(match: re.Match[str], anchor: date | None) -> When | None:
    year2, basis = _year_of(match["year2"], _month_number(match["month2"]), anchor)
    if year2 is None:
        return _when(match, "period", year="n/a", rule="the year is not printed")
    first, last = _month_number(match["month1"]), _month_number(match["month2"])
    year1 = _full_year(match["year1"]) if match["year1"] else year2 - (first > last)
    return _when(match, "period", start=date(year1, first, 1), end=_month_end(year2, last), year=basis,
                 rule="first day of the first month to last day of the last")  # fmt: skip


def _financial_years(match: re.Match[str], _: date | None) -> When | None:
    first = _full_year(match["y1"])
    last = _full_year(match["y2"])
    if "y3" in match.re.groupindex and match["y3"]:
        return _when(match, "period", start=date(first, 4, 1), end=date(_full_year(match["y4"]), 3, 31),
                     rule="NHS financial years, 1 April to 31 March")  # fmt: skip
    if not 0 < last - first <= 12:
        return None
    return _when(
        match, "period", start=date(first, 4, 1), end=date(last, 3, 31), rule="NHS financial year, 1 April to 31 March"
    )


def _quarter(match: re.Match[str], anchor: date | None) -> When | None:
    words = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
    number = int(match["n"]) if match["n"] else words[match["word"].lower()]
    if match["y1"]:
        first = _full_year(match["y1"])
    elif anchor:
        first = anchor.year if anchor.month >= 4 else anchor.year - 1
    else:
        return _when(match, "quarter", year="n/a", rule="the year is not printed")
    month = 4 + 3 * (number - 1)
    start = date(first + (month > 12), (month - 1) % 12 + 1, 1)
    return _when(match, "quarter", start=start, end=start + relativedelta(months=3, days=-1),
                 year="stated" if match["y1"] else "inferred", rule="quarter of the NHS financial year")  # fmt: skip


def _years_to(match: re.Match[str], _: date | None) -> When | None:
    end = _month_end(_full_year(match["year"]), _month_number(match["month"]))
    count = _count(match["count"]) if match["count"] else None
    start = end - relativedelta(years=count) + timedelta(days=1) if count else None
    return _when(match, "period", start=start, end=end, rule="the years that end with the month printed")


def _easter(match: re.Match[str], anchor: date | None) -> When | None:
    if match["year"]:
        year, basis = int(match["year"]), "stated"
    elif anchor:
        year, basis = anchor.year + (anchor > easter(anchor.year) + timedelta(days=31)), "inferred"
    else:
        return _when(match, "event-bound", year="n/a", rule="the year is not printed")
    day = easter(year)
    before = match.string[max(0, match.start() - 12) : match.start()]
    if re.search(r"\bafter\s+$", before, re.I):
        day += timedelta(days=1)
    return _when(match, "event-bound", start=day, end=day, year=basis, approximate=True,
                 rule=f"Easter Sunday {year} was {speak(easter(year))} (calendar, not printed)")  # fmt: skip


def _new_year(match: re.Match[str], anchor: date | None) -> When | None:
    if anchor is None:
        return _when(match, "window", year="n/a", rule="the document has no date")
    year = anchor.year + 1
    return _when(match, "window", start=date(year, 1, 1), end=date(year, 1, 31), year="inferred", approximate=True,
                 rule="the New Year after the document's date; early read as January")  # fmt: skip


def _season(match: re.Match[str], _: date | None) -> When | None:
    starts = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
    if not match["year"] or match["season"].lower() not in starts:
        return _when(match, "event-bound" if match["break"] else "vague", year="n/a", rule="no day is printed")
    first, last = starts[match["season"].lower()]
    year = int(match["year"])
    return _when(match, "window", start=date(year, first, 1), end=_month_end(year, last), approximate=True,
                 rule="the season, as months")  # fmt: skip


def _count(text: str) -> int:
    key = re.sub(r"\s+", " ", text.lower().strip())
    return _NUMBER_WORDS[key] if key in _NUMBER_WORDS else int(key)


def _later(anchor: date, count: int, unit: str) -> date:
    unit = unit.lower().rstrip("s")
    if unit in {"working day", "business day"}:
        return add_working_days(anchor, count)
    if unit.endswith("day"):
        return anchor + timedelta(days=count)
    if unit in {"week", "fortnight"}:
        return anchor + timedelta(weeks=count * (2 if unit == "fortnight" else 1))
    later: date = anchor + (relativedelta(months=count) if unit == "month" else relativedelta(years=count))
    return later


def _within(match: re.Match[str], anchor: date | None) -> When | None:
    """ "within the next fortnight", "over the next 8-12 weeks", "in two weeks' time"."""
    if anchor is None:
        return _when(match, "relative", year="n/a", rule="counted from the document's date, which is not printed")
    groups = match.groupdict()
    count = _count(groups["count"]) if groups.get("count") else 1
    upper = _count(groups["upper"]) if groups.get("upper") else count
    unit = match["unit"]
    span = f"{count}" if upper == count else f"{count} to {upper}"
    if unit.lower().startswith("fortnight"):
        unit, span, count, upper = "weeks", str(2 * count), 2 * count, 2 * upper
    units = unit if unit.endswith("s") or upper == 1 else unit + "s"
    rule = f"{span} {units} counted from the document's date, {speak(anchor)}"
    opening = match.group().lower()
    spread = opening.startswith(("over", "during", "in the next", "for the next")) or upper != count
    vague_years = unit.lower().startswith(("year", "month")) and not opening.startswith("within")
    return _when(
        match,
        "vague" if vague_years else "relative",
        start=anchor if spread else None,
        end=None if vague_years else _later(anchor, upper, unit),
        earliest_end=_later(anchor, count, unit) if upper != count and not vague_years else None,
        approximate="couple" in opening,
        year="from the document date",
        rule=rule,
    )


def _vague_ahead(match: re.Match[str], anchor: date | None) -> When | None:
    return _when(
        match, "vague", start=anchor, year="from the document date" if anchor else "n/a", rule="no length is printed"
    )


def _day_word(match: re.Match[str], anchor: date | None) -> When | None:
    if anchor is None:
        return _when(match, "relative", year="n/a", rule="the document has no date")
    word = match.group().lower()
    shift = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(word)
    if shift is not None:
        day = anchor + timedelta(days=shift)
        return _when(match, "relative", start=day, end=day, year="from the document date",
                     rule=f"{word}, counted from the document's date, {speak(anchor)}")  # fmt: skip
    step = {"last": -1, "this": 0, "next": 1}[word.split()[0]]
    if word.endswith("week"):
        start = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=step)
        end = start + timedelta(days=6)
    else:
        start = date(anchor.year, anchor.month, 1) + relativedelta(months=step)
        end = _month_end(start.year, start.month)
    return _when(match, "relative", start=start, end=end, approximate=True, year="from the document date",
                 rule=f"{word}, counted from the document's date, {speak(anchor)}")  # fmt: skip


def _this_year(match: re.Match[str], anchor: date | None) -> When | None:
    """ "this year" in planning guidance is the financial year."""
    if anchor is None:
        return _when(match, "period", year="n/a", rule="the document has no date")
    first = (anchor.year if anchor.month >= 4 else anchor.year - 1) + {"this": 0, "current": 0, "next": 1, "last": -1}[
        match["which"].lower()
    ]
    return _when(match, "period", start=date(first, 4, 1), end=date(first + 1, 3, 31), year="inferred",
                 rule="NHS financial year, counted from the document's date")  # fmt: skip


def _only_year(match: re.Match[str], _: date | None) -> When | None:
    return _when(match, "vague", rule="only a year is printed")


def _recurring(match: re.Match[str], _: date | None) -> When | None:
    return _when(match, "recurring", year="n/a", rule="comes again; no day is printed")


def _quarter_words(match: re.Match[str], anchor: date | None) -> When | None:
    if match["n"]:
        return _quarter(match, anchor)
    return _when(match, "quarter", year="n/a", rule="the year of the quarter is not printed")


def _within_checked(match: re.Match[str], anchor: date | None) -> When | None:
    """Only a length that looks ahead: a count, or "next"/"coming" with a unit in the singular."""
    ahead = re.search(r"\b(?:next|coming|following)\b", match.group(), re.I)
    if not match["count"] and not (ahead and not match["unit"].endswith("s")):
        return None
    if (
        not ahead
        and not match.group().lower().startswith("within")
        and not re.search(r"\btime\b", match.string[match.end() : match.end() + 7])
    ):
        return None
    return _within(match, anchor)


def _rule(pattern: str, flags: int = re.I) -> re.Pattern[str]:
    return re.compile(pattern, flags)


_Reader = Callable[[re.Match[str], date | None], When | None]
_RULES: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_rule(r"\b(?P<y>20\d\d)-(?P<m>[01]\d)-(?P<d>[0-3]\d)\b"), _iso),
    (_rule(rf"\b(?P<kind>week (?:commencing|beginning|starting|ending|of)|w/c|w/b|w/e)\s+(?:the\s+)?(?:{_WEEKDAY}\s+)?"
           rf"(?P<day>{_DAY}){_ORD}\s+(?:of\s+)?(?P<month>{_MONTH})(?:,?\s+(?P<year>{_YEAR}))?"), _week),
    (_rule(rf"\b(?:{_WEEKDAY}\s+)?(?P<day1>{_DAY}){_ORD}(?:\s+(?P<month1>{_MONTH}))?"
           rf"(?:,?\s+(?P<year1>{_YEAR}))?{_TO}(?:{_WEEKDAY}\s+)?"
           rf"(?P<day2>{_DAY}){_ORD}\s+(?P<month2>{_MONTH})(?:,?\s+(?P<year2>{_YEAR}))?"), _day_range),
    (_rule(rf"\b(?:{_WEEKDAY}\s+)?(?:the\s+)?(?P<day>{_DAY}){_ORD}\s+(?:of\s+)?"
           rf"(?P<month>{_MONTH})(?:,?\s+(?P<year>{_YEAR}))?"), _exact),
    (_rule(rf"\b(?P<month>{_MONTH})\s+(?P<day>{_DAY}){_ORD}\b(?:,?\s+(?P<year>{_YEAR}))?(?!\d)"), _exact),
    (_rule(r"(?<![\d/.])(?P<d>[0-3]?\d)[/.](?P<m>[01]?\d)[/.](?P<y>(?:20)?\d\d)(?![\d/])"), _numeric),
    (_rule(rf"\b(?:the\s+)?(?:(?P<count>{_COUNT})[- ])?years?(?: period)? (?:to|ending|up to) "
           rf"(?P<month>{_MONTH})\s+(?P<year>{_YEAR})"), _years_to),
    (_rule(r"\b(?:Q|quarter )(?P<n>[1-4])(?P<word>)(?:\s*(?:of|,|-)?\s*"
           r"(?:the\s+)?(?:financial year\s+)?(?P<y1>(?:20)?\d\d)\s?[/–-]\s?(?:20)?\d\d)?"
           r"|\b(?P<word_>first|second|third|fourth|last|final) quarter(?: of)?"), _quarter_words),
    (_rule(r"(?<![\d/£.,])(?P<y1>(?:20)?\d\d)\s?/\s?(?P<y2>(?:20)?\d\d)\s?(?:[-–]|and|to)\s?"
           r"(?P<y3>(?:20)?\d\d)\s?/\s?(?P<y4>(?:20)?\d\d)(?![\d/])"),
     _financial_years),
    (_rule(r"(?<![\d/£.,-])(?P<y1>20\d\d)\s?[/–-]\s?(?P<y2>(?:20)?\d\d)(?![\d/-])"), _financial_years),
    (_rule(r"(?<![\d/£.,-])(?P<y1>1[0-9]|2[0-9])\s?/\s?(?P<y2>1[0-9]|2[0-9])(?![\d/])"), _financial_years),
    (_rule(rf"\b(?P<month1>{_MONTH})(?:\s+(?P<year1>{_YEAR}))?\s*(?:-|–|to|until|through)\s*"
           rf"(?P<month2>{_MONTH})(?:\s+(?P<year2>{_YEAR}))?"), _month_range),
    (_rule(rf"\b(?:(?P<first>{_MONTH})\s*(?:,|/|and|&|or)\s*)?(?:{_MONTH}\s*(?:,|/|and|&)\s*)*"
           rf"(?:(?P<part>(?:the\s+)?(?:early(?: in)?|mid|late(?: in)?|end of"
           rf"|beginning of|start of|first (?:half|week) of))[\s-]+)?"
           rf"(?P<month>{_MONTH})(?:,?\s+(?P<year>{_YEAR}))?"), _month),
    (_rule(rf"\b(?:Easter|the Easter (?:break|holidays?))(?:\s+(?P<year>{_YEAR}))?\b", 0), _easter),
    (_rule(r"\b(?:early |late )?(?:in the |the |by the )?[Nn]ew [Yy]ear\b", 0), _new_year),
    (_rule(rf"\b(?:the\s+)?(?P<season>spring|summer|autumn|winter)(?P<break>\s+(?:break|recess|holidays?))?"
           rf"(?:\s+(?:of\s+)?(?P<year>{_YEAR}))?\b"
           r"(?!\s+(?:pressures?|resilience|plan))"), _season),
    (_rule(rf"\b(?:within|over|during|in|for)\s+(?:the\s+)?(?:(?:next|coming|following)\s+)?(?:(?P<count>{_COUNT})(?:\s*"
           rf"(?:-|–|to|or)\s*(?P<upper>{_COUNT}))?"
           rf"[\s-]+)?{_PLURAL_UNIT}(?=\b)(?:\s+(?:of|after|from)\s+(?:the\s+date\s+of\s+)?(?:this|the)\s+letter)?"
           rf"(?<!over the years)"),
     _within_checked),
    (_rule(r"\b(?:in|over|during) the (?:coming|next few|next several|following) (?:days|weeks|months|years)"
           r"(?: and months)?\b"), _vague_ahead),
    (_rule(r"\b(?:yesterday|today|tomorrow|(?:last|this|next) (?:week|month))\b"), _day_word),
    (_rule(r"\b(?:the\s+)?(?P<which>this|next|last|current) (?:financial |planning )?year\b"), _this_year),
    (_rule(r"\b(?:quarterly|monthly|weekly|annually|every (?:quarter|month|week|year))\b"), _recurring),
    (_rule(r"\b(?:by|in|for|until|to|from|since|beyond|before|after) (20[0-4]\d)\b(?!\s?[/-])"), _only_year),
)  # fmt: skip
