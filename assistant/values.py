"""What a claim may say of days, sums, percentages and numbers: what stands in its quote, or can be computed from it.

Knows values and the document's date; does not know whether the words round them fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.belonging import Placed
from assistant.dates import MONTHS, When, find_whens
from assistant.derive import Derived, derive
from assistant.figures import Figure, find_figures
from assistant.text import fold
from assistant.types import Derivation, Document

_CALENDAR = frozenset(["exact", "week", "month", "quarter", "period", "window"])
_OF_THE_DOCUMENT = r"(?:{kind}|letter|document|guidance|article|page)(?:,? (?:of|dated|from|published(?: on)?))?|dated"
_OF_TODAY = re.compile(r"(?:\bas (?:of|at)|\bcounted from|\btoday,?)\s*$", re.I)
_BY = re.compile(r"\b(?:by|before|until|till|no later than|due(?: on)?)\s+(?:the\s+)?$", re.I)
_FROM = re.compile(r"\b(?:from|since|after|starting(?: on)?|as of)\s+(?:the\s+)?$", re.I)
_MONTH = re.compile(rf"\b(?:{'|'.join(name[:3] for name in MONTHS)})(?:[a-z]*)\b", re.I)
_HOUR = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|noon|midday|midnight|close of (?:play|business))\b", re.I
)
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[a-z])\w+\b", re.I)
_ADDRESS = re.compile(r"\]\s*\(|https?:\S+|www\.\S+|[\w.+-]+@[\w.-]+", re.I)


@dataclass(frozen=True, slots=True)
class Checked:
    """Why a claim's values do not stand, and what had to be computed for those that do."""

    reasons: tuple[str, ...] = ()
    derivations: tuple[Derivation, ...] = ()


def check_values(said: str, held: str, document: Document, as_of: date | None) -> Checked:
    """Every value of a claim looked for in the words that it rests on."""
    derived = derive(held, document, as_of)
    used: list[Derivation] = []
    reasons = [*_times(said, held, document, as_of, derived, used), *_figures(said, held, document, derived, used)]
    reasons += [f"“{one}” does not stand in the quote" for one in sorted(_hours(said) - _hours(held))]
    held_text = fold(held)
    for match in _ADDRESS.finditer(said):
        if fold(match.group()) not in held_text:
            reasons.append("a link does not stand in the quote")
    return Checked(tuple(reasons), tuple(dict.fromkeys(used)))


def values_placed(text: str, others: str, document: Document) -> list[Placed]:
    """The values of a text with their places; a time that agrees with one of the `others` text shares its key."""
    printed = find_whens(others, document.date)
    placed = []
    for when in find_whens(text, document.date):
        if when.precision in _CALENDAR:
            same = next((other for other in printed if _agree(when, other)), when)
            placed.append(Placed("time", (same.start, same.end, _plain_time(same.text)), when.at, when.to))
    kept = _without_calendar(text, document)
    placed += [Placed(figure.unit, figure.value, figure.at, figure.to) for figure in find_figures(kept)]
    return sorted(placed, key=lambda value: value.at)


def _times(
    said: str, held: str, document: Document, as_of: date | None, derived: Sequence[Derived], used: list[Derivation]
) -> Iterator[str]:
    printed = find_whens(held, document.date)
    for when in find_whens(said, document.date):
        if when.precision == "vague":  # its numbers and words are looked for as numbers and words
            continue
        same = next((one for one in printed if _agree(when, one) and _same_side(when, said, one, held)), None)
        if same is None and not _names_a_day_beside(when, said, document, as_of):
            yield f"“{when.text}” does not stand in the quote"
        elif same is not None and when.year == "stated" and same.year != "stated":
            used += [one.derivation for one in derived if one.derivation.printed == same.text and not one.counts][:1]


def _agree(said: When, held: When) -> bool:
    """True where a time is the same as a printed one, an end of it, or the month that it lies in.

    "By" needs the printed end and "from" the printed start; a bare day may be either.
    """
    months = _months(held.text)
    if (months or held.precision == "period") and not _months(said.text) <= months:
        return False
    if not (said.resolved and held.resolved):
        return _plain_time(said.text) == _plain_time(held.text)
    if (said.start, said.end) == (held.start, held.end):
        return True
    if said.end and said.end == held.end and not (said.start and held.start):
        return True
    if said.start and said.start == held.start and not (said.end and held.end):
        return True
    if said.start == said.end:
        return said.start in {held.start, held.end, held.earliest_end}
    return said.precision == "month" and _lies_in(held, said)


def _same_side(when: When, said: str, other: When, held: str) -> bool:
    """False where one text says "by" a day and the other "from" it; without a year neither has a start or an end."""
    before, after = said[max(0, when.at - 24) : when.at], held[max(0, other.at - 24) : other.at]
    return not (_BY.search(before) and _FROM.search(after)) and not (_FROM.search(before) and _BY.search(after))


def _months(text: str) -> set[str]:
    return {match.group()[:3].lower() for match in _MONTH.finditer(text)}


def _lies_in(held: When, month: When) -> bool:
    first, last = held.start or held.end, held.end or held.start
    return bool(first and last and month.start and month.end and month.start <= first and last <= month.end)


def _plain_time(text: str) -> str:
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", fold(text))
    return re.sub(r"\b(?:the|of|on|in|by|\w+day)\b|[,.\s]+", " ", text).strip()


def _names_a_day_beside(when: When, said: str, document: Document, as_of: date | None) -> bool:
    """True of the document's own date where it names the document, and of the day of asking where it says so."""
    days = {when.start, when.end} - {None}
    if len(days) != 1:
        return False
    before = said[max(0, when.at - 40) : when.at]
    names = re.compile(rf"\b(?:{_OF_THE_DOCUMENT.format(kind=re.escape(document.kind))})\s*$", re.I)
    return (days == {document.date} and bool(names.search(before))) or (
        days == {as_of} and bool(_OF_TODAY.search(before))
    )


def _figures(
    said: str, held: str, document: Document, derived: Sequence[Derived], used: list[Derivation]
) -> Iterator[str]:
    printed = {figure.key for figure in find_figures(_without_calendar(held, document))}
    printed |= {figure.key for figure in find_figures(held) if _is_year(figure)}
    rest = _without_calendar(said, document)
    for figure in find_figures(rest):
        if figure.key in printed:
            continue
        counted = [one for one in derived if figure.unit == "day" and figure.value in one.counts]
        if counted:
            used.append(counted[0].derivation)
        else:
            yield f"the number “{figure.text}” does not stand in the quote"
    codes = {match.group().lower() for match in _CODE.finditer(held)}
    taken = {index for figure in find_figures(rest) for index in range(figure.at, figure.to)}
    for match in _CODE.finditer(rest):
        if match.start() not in taken and match.group().lower() not in codes:
            yield f"“{match.group()}” does not stand in the quote"


def _is_year(figure: Figure) -> bool:
    return figure.unit == "" and len(figure.text) == 4 and figure.text[:2] in {"19", "20"}


def _without_calendar(text: str, document: Document) -> str:
    """A text with its days, months and years blanked, so that their numbers are not taken for others."""
    kept = list(text)
    for when in find_whens(text, document.date):
        if when.precision in _CALENDAR and re.search(r"\d", when.text):
            kept[when.at : when.to] = " " * (when.to - when.at)
    return "".join(kept)


def _hours(text: str) -> set[str]:
    return {match.group().lower() for match in _HOUR.finditer(text)}
