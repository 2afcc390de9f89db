"""Documents side by side: which one quotes which, and the date that an undated report takes from what it reports.

Knows several documents at once; does not know how any was read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.text import fold
from assistant.types import Document

_QUOTED = re.compile(r"“([^“”]{12,400})[”]|\"([^\"]{12,400})\"")
_LEFT_OUT = re.compile(r"\.\.\.|…")  # folding makes three dots of one sign
_SENT = re.compile(
    r"\b(?:wrote|written|sent|issued|published|announced|released|told|warned)\b[^.]{0,160}"
    r"\b(?P<day>yesterday|today|this morning)\b",
    re.I,
)
ENOUGH_QUOTES = 2
SHORTEST_QUOTE = 12  # characters; fewer may be anybody's words


@dataclass(frozen=True, slots=True)
class Reported:
    """That a document quotes another, and how many of its quotations stand there word for word."""

    reporter: str
    reported: str
    quotations: int


def find_reported(document: Document, text: str, others: Mapping[str, tuple[Document, str]]) -> Reported | None:
    """The primary document that a secondary one quotes most, if it quotes it twice or more."""
    quotations = [_LEFT_OUT.split(fold(a or b)) for a, b in _QUOTED.findall(text)]
    best: Reported | None = None
    for version, (other, body) in others.items():
        if other.id == document.id or other.authority != "primary":
            continue
        folded = fold(body)
        count = sum(any(_stands_in(piece, folded) for piece in pieces) for pieces in quotations)
        if count >= ENOUGH_QUOTES and (best is None or count > best.quotations):
            best = Reported(document.version, version, count)
    return best


def _stands_in(piece: str, folded: str) -> bool:
    words = piece.strip(" ,.")
    return len(words) >= SHORTEST_QUOTE and words in folded


def infer_date(document: Document, text: str, others: Mapping[str, tuple[Document, str]]) -> tuple[date, str] | None:
    """The date of an undated report that says when what it quotes was sent: that document's date, or the day after."""
    if document.date is not None or document.authority != "secondary":
        return None
    sent = _SENT.search(text)
    reported = find_reported(document, text, others) if sent else None
    if sent is None or reported is None:
        return None
    anchor = others[reported.reported][0].date
    if anchor is None:
        return None
    shift = 1 if sent["day"].lower() == "yesterday" else 0
    return anchor + timedelta(days=shift), sent["day"]
