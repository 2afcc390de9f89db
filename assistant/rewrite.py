"""A follow-up -> a question that can be searched alone, by rules. Knows questions only.

"And the year after?" takes the earlier question's subject with its year moved on; "Who do we send it to?" keeps its
words and carries the earlier question as context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.terms import question_terms

CONTEXT_QUESTIONS = 2
_CONTEXT = re.compile(r"\n\(Asked before: (?P<before>.*)\)$", re.S)
_LEANS = re.compile(
    r"^\W*(?:and|but|so|also|or|what about|how about|what if|then|ok|right|same|why|really|more)\b"
    r"|\b(?:it|its|they|them|their|theirs|that|this|those|these|there|he|she|him|her|one|ones|each|the same|the other"
    r"|the latter|the former)\b|\b(?:the (?:year|month|week|quarter) (?:after|before))\b"
    r"|\b(?:that|this|the) (?:organisation|body|letter|document|fund|plan|date|deadline|money)\b",
    re.I,
)
_YEARS = re.compile(r"\b(?P<century>20)?(?P<first>\d\d)\s?(?P<mark>[/–-])\s?(?:20)?(?P<second>\d\d)\b")
_YEAR_AFTER = re.compile(
    r"\b(?:the )?(?:(?:year|one) after(?: that)?|following year|next year|subsequent year)\b", re.I
)
_YEAR_BEFORE = re.compile(r"\b(?:the )?(?:(?:year|one) before(?: that)?|previous year|prior year)\b", re.I)


def standalone(text: str, history: Sequence[str]) -> str:
    """The question with what it leans on, as `understand` takes it apart; itself where it leans on nothing."""
    before = [one for one in history if one.strip()][-CONTEXT_QUESTIONS:]
    if not before or not leans(text):
        return text
    if moved := _with_year_moved(text, before[-1]):
        return moved
    last = before[-1:] if not leans(before[-1]) else before
    return with_context(text, last if leans_much(text) else last[-1:])


def with_context(text: str, before: Iterable[str]) -> str:
    """A question with the earlier ones that it leans on, in the form that `parted` takes apart again."""
    kept = [one for one in before if one]
    return f"{text}\n(Asked before: {' / '.join(kept)})" if kept else text


def parted(text: str) -> tuple[str, str]:
    """What the reader typed, and the earlier questions that it leans on."""
    match = _CONTEXT.search(text)
    return (text[: match.start()].strip(), match["before"]) if match else (text.strip(), "")


def leans(text: str) -> bool:
    """True of a question that an earlier one is needed for."""
    return bool(_LEANS.search(text)) or leans_much(text)


def leans_much(text: str) -> bool:
    """True where hardly anything is left to search for."""
    return len(question_terms(text)) <= 2


def _with_year_moved(text: str, before: str) -> str:
    """The earlier question with its financial year one on or back; "" where the follow-up asks for something else."""
    step = 1 if _YEAR_AFTER.search(text) else -1 if _YEAR_BEFORE.search(text) else 0
    years = list(_YEARS.finditer(before))
    if not step or not years:
        return ""
    last = years[-1]
    first, second = int(last["first"]) + step, int(last["second"]) + step
    moved = f"{last['century'] or ''}{first:02d}{last['mark']}{second:02d}"
    return before[: last.start()] + moved + before[last.end() :]
