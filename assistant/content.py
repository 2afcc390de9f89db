"""The stems that tell what a text is about, and which stems may stand for each other.

Knows English words and numbers; does not compare texts.
"""

from __future__ import annotations

from functools import lru_cache

from assistant.figures import find_figures
from assistant.terms import stem, terms
from assistant.thesaurus import synonyms

FURNITURE = frozenset(
    stem(word)
    for word in "deadline due date day guidance letter document article page say says said state set out according ask "
    "asked need must should will may can could would might required require expected expect also both include "
    "includes including however therefore value amount worth total take place happen mean make be per cent percent "
    "pound week fortnight month year hour minute".split()
)
_CALENDAR = frozenset(
    stem(word)
    for word in "january february march april may june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday".split()
)
_IRREGULAR = {
    stem(form): stem(verb)
    for verb, forms in {
        "send": "sent", "pay": "paid", "hold": "held", "keep": "kept", "meet": "met", "give": "given gave",
        "take": "taken took", "write": "written wrote", "build": "built", "spend": "spent", "begin": "begun began",
        "choose": "chosen chose", "draw": "drawn drew", "know": "known", "show": "shown", "lead": "led",
        "leave": "left", "find": "found",
        "bring": "brought", "lose": "lost", "tell": "told", "fall": "fell fallen", "rise": "rose risen", "say": "said",
        "see": "seen", "buy": "bought", "teach": "taught", "think": "thought", "seek": "sought", "run": "ran",
        "do": "done",
    }.items()
    for form in forms.split()
}  # fmt: skip
_ALIKE = tuple(
    frozenset(stem(word) for word in group.split())
    for group in (
        "all every each", "give provide offer", "mean way means", "publish issue release", "use using", "contact touch",
        "area footprint", "join together", "get receive", "ask request invite", "inform tell notify",
    )
)  # fmt: skip


@lru_cache(maxsize=8192)
def content(text: str) -> tuple[str, ...]:
    """The stems of a text without numbers and words that any answer has, irregular verbs in one form."""
    stems = (_IRREGULAR.get(one, one) for one in terms(without_figures(text)))
    return tuple(one for one in stems if one not in FURNITURE and not any(char.isdigit() for char in one))


def without_figures(text: str) -> str:
    """A text with its numbers blanked."""
    kept = list(text)
    for figure in find_figures(text):
        kept[figure.at : figure.to] = " " * (figure.to - figure.at)
    return "".join(kept)


def alike(one: str) -> frozenset[str]:
    """A stem with those that may stand for it."""
    return synonyms(one).union({one}, *(group for group in _ALIKE if one in group))


def is_calendar(one: str) -> bool:
    """True of the stem of a month or a day of the week, and of what holds a digit."""
    return one in _CALENDAR or any(char.isdigit() for char in one)
