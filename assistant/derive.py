"""What may be said beyond a quote: years inferred, windows counted, days left. Computed here, and again by the proof.

Knows quotes, anchors and arithmetic; does not know who wrote the claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.dates import When, find_whens, speak
from assistant.types import Derivation, Document


@dataclass(frozen=True, slots=True)
class Derived:
    """A derivation, the sentence that states it, and the days and counts that it yields."""

    sentence: str
    derivation: Derivation
    days: tuple[date, ...] = ()
    counts: tuple[int, ...] = ()


def derive(quote: str, document: Document, as_of: date | None) -> list[Derived]:
    """Everything that the code itself can compute from a quote's time expressions, in the quote's order.

    The writer picks from this list and the proof makes it again, so a sentence that differs in anything is not in it.
    """
    return [derived for when in find_whens(quote, document.date) for derived in _from(when, document, as_of)]


def _from(when: When, document: Document, as_of: date | None) -> Iterator[Derived]:
    words = span_words(when)
    if not words:
        return
    days = tuple(dict.fromkeys(day for day in (when.start, when.earliest_end, when.end) if day))
    if when.year in {"inferred", "from the document date"} and document.date:
        anchor = f"{document.kind} dated {speak(document.date)}"
        sentence = f"“{when.text}” is {words}, counted from the document's date, {speak(document.date)}"
        yield Derived(sentence, Derivation(when.text, when.rule, anchor, words), (*days, document.date))
    end = when.end or when.start
    if as_of is not None and end is not None:
        sentence = days_left_words(as_of, end)
        derivation = Derivation(when.text, f"days from {speak(as_of)} to {speak(end)}", speak(as_of), sentence)
        yield Derived(sentence, derivation, (end, as_of), (abs((end - as_of).days),))


def days_left_words(as_of: date, end: date) -> str:
    """How far a day is from `as_of`, in words."""
    left = (end - as_of).days
    plural = "" if abs(left) == 1 else "s"
    if left > 0:
        return f"Counted from {speak(as_of)}, {left} day{plural} {'is' if left == 1 else 'are'} left until {speak(end)}"
    if left == 0:
        return f"That is today, {speak(end)}"
    return f"Counted from {speak(as_of)}, {speak(end)} passed {-left} day{plural} ago"


def span_words(when: When) -> str:
    """ "by 26 December 2016", "6 February 2017 to 6 March 2017", "1 to 31 July 2016"."""
    if when.earliest_end and when.end:
        return f"between {speak(when.earliest_end)} and {speak(when.end)}"
    if when.start is None and when.end:
        return f"by {speak(when.end)}"
    if when.start and when.end is None:
        return f"from {speak(when.start)}"
    if when.start == when.end and when.start:
        return speak(when.start)
    return f"{speak(when.start)} to {speak(when.end)}" if when.start and when.end else ""
