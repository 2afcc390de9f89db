"""Numbers in English text, in digits or words, each with what it counts: "five working days", "£3.5m", "second".

Knows numerals and units; leaves days and years of the calendar to `dates.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest

from assistant.amounts import find_amounts

_ONES = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9}
_LOOSE = {"half": Decimal("0.5"), "couple": Decimal(2), "dozen": Decimal(12), "twice": Decimal(2), "double": Decimal(2)}
_ORDINALS = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        range(1, 20),
        strict=True,
    )
) | {word[:-1] + "ieth": value for word, value in _TENS.items()}
_NUMERAL = "|".join(sorted([*_ONES, *_TENS, *_SCALES], key=len, reverse=True))
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?<![\w.,])(?:(?P<digits>{_DIGITS})(?P<suffix>st|nd|rd|th|k|mn|m|bn|am|pm)?(?:[\s-]?(?P<scale>{'|'.join(_SCALES)}))?"
    rf"|(?P<words>(?:an?\s+(?={'|'.join(_SCALES)}))?(?:{_NUMERAL})(?:(?:[\s-]+(?:and\s+)?)(?:{_NUMERAL}))*"
    rf"(?:[\s-](?P<tail>{_ORDINAL}))?)"
    rf"|(?P<ordinal>{_ORDINAL})"
    rf"|(?P<loose>{'|'.join(_LOOSE)})"
    r"|(?P<fortnight>fortnight))(?![\w])",
    re.I,
)
_UNITS = (
    ("%", r"%|per ?cent\b|percentage points?\b"),
    ("£", r"pounds?\b"),
    ("working day", r"(?:working|business)[\s-]days?\b"),
    ("day", r"(?:calendar )?days?\b"),
    ("week", r"weeks?\b"),
    ("month", r"months?\b"),
    ("year", r"years?\b"),
    ("hour", r"hours?\b"),
    ("minute", r"minutes?\b"),
)
_UNIT = re.compile(
    r"[\s-]*(?:" + "|".join(rf"(?P<u{n}>{pattern})" for n, (_, pattern) in enumerate(_UNITS)) + ")", re.I
)
_RANGE = re.compile(r"\s*(?:-|–|—|to|or|and)\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and its unit: "£", "%", "day", "ordinal", "pm" …; "" where it counts something else."""

    value: Decimal
    unit: str
    text: str
    at: int
    to: int

    @property
    def key(self) -> tuple[Decimal, str]:
        """What makes two figures the same."""
        return self.value, self.unit


@lru_cache(maxsize=4096)
def find_figures(text: str) -> tuple[Figure, ...]:
    """Every number of a text, in order; "one" only where a unit or another numeral follows.

    >>> [(str(f.value), f.unit) for f in find_figures("forty-four areas, 5% within two working days")]
    [('44', ''), ('5', '%'), ('2', 'working day')]
    """
    sums = [
        Figure(value, "£", amount.text, amount.at, amount.to)
        for amount in find_amounts(text)
        for value in dict.fromkeys((amount.low, amount.high))
    ]
    blank = list(text)
    for one in sums:
        blank[one.at : one.to] = " " * (one.to - one.at)
    found = [*sums, *_with_units_of_ranges("".join(blank), list(_counted("".join(blank))))]
    return tuple(sorted(found, key=lambda figure: figure.at))


def _counted(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        value, own = _value(match)
        unit = _UNIT.match(text, match.end())
        named = next((name for n, (name, _) in enumerate(_UNITS) if unit and unit[f"u{n}"]), "")
        if own == "ordinal" or own in {"am", "pm"}:
            named = own
        if match["words"] and match["words"].lower() == "one" and not named:
            continue
        if match["fortnight"]:
            named = "week"
        yield Figure(value, named, match.group(), match.start(), match.end())


def _with_units_of_ranges(text: str, figures: Sequence[Figure]) -> Iterator[Figure]:
    """ "8 to 12 weeks" counts weeks twice."""
    for one, after in zip_longest(figures, figures[1:]):
        joined = after is not None and not one.unit and _RANGE.fullmatch(text[one.to : after.at])
        yield replace(one, unit=after.unit) if joined and after.unit not in {"", "ordinal"} else one


def _value(match: re.Match[str]) -> tuple[Decimal, str]:
    if match["digits"]:
        suffix = (match["suffix"] or "").lower()
        scale = _SHORT_SCALES.get(suffix, 1) * _SCALES.get((match["scale"] or "").lower(), 1)
        own = "ordinal" if suffix in {"st", "nd", "rd", "th"} else suffix if suffix in {"am", "pm"} else ""
        return Decimal(match["digits"].replace(",", "")) * scale, own
    if match["words"]:
        return Decimal(_spoken(match["words"])), "ordinal" if match["tail"] else ""
    if match["ordinal"]:
        return Decimal(_ORDINALS[match["ordinal"].lower()]), "ordinal"
    return _LOOSE[match["loose"].lower()] if match["loose"] else Decimal(2), ""


def _spoken(words: str) -> int:
    """ "two hundred and forty-five" -> 245."""
    total = group = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                group = max(group, 1) * scale
            else:
                total, group = total + max(group, 1) * scale, 0
        else:
            group += _ONES.get(word) or _TENS.get(word) or _ORDINALS.get(word) or 0
    return total + group
