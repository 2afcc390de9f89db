"""Words -> search terms: folded, question words dropped, stemmed, with years and compounds in one form.

Knows English, not the corpus: acronyms and definitions are expanded elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import Stemmer

from assistant.text import fold

STOP = frozenset(
    """a an and are as at be been being but by for from had has have he her his i if in into is it its me my no nor not
    of on or our ours she so such than that the their them then there these they this those to too us was we were
    will with would you your yours""".split()
)
QUESTION_WORDS = frozenset(
    """what when where which who whom whose why how do does did can could should shall may might must please tell give
    list show know explain say says said am any about get got much many need needs want wants like let there whats
    whens wheres whos hows whys thats theres im ive ill id weve were youve dont doesnt didnt cant wont isnt arent
    what's when's where's who's how's that's there's i'm i've i'll i'd we've we're don't doesn't didn't can't won't
    isn't aren't gonna gotta hi hello hey cheers thanks thank ok okay sorry soz pls plz quick quickly question daft
    silly just actually really basically also else""".split()
)
_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_STEMMER = Stemmer.Stemmer("english")
_TOKEN = re.compile(
    r"fy\d{4}|\d+(?!(?:st|nd|rd|th|bn|mn|m|k|am|pm)\b)[a-z][a-z0-9]*|£?\d[\d,]*(?:\.\d+)?(?:bn|m|k)?"
    r"|[a-z][a-z0-9]*(?:'[a-z]+)?"
)
_COMPOUND = re.compile(r"\b([a-z]{2,})-([a-z]{2,})\b")
_YEARS = re.compile(r"(?:(?<![\d/£.,-])|(?<=/\d\d-))(?:20)?(1\d|2\d)\s?[/-]\s?(?:20)?(1\d|2\d)(?![\d/])")
_PLURAL_ACRONYM = re.compile(r"\b([A-Z0-9&]{2,})['’]?s\b|\b((?:(?![aeiouy])[a-z]){3,})s\b")
_IMPERATIVE = re.compile(
    r"^\W*(?:please\s+|can you\s+|could you\s+)*(?:list|tell|give|show|explain|say|name|describe|remind)"
    r"\s+(?:me|us|them)?\b",
    re.I,
)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")
_SCALE = re.compile(r"(\d)\s?(?:billion|bn)\b")
_MILLION = re.compile(r"(\d)\s?(?:million|mn?)\b")


def _one_year(match: re.Match[str]) -> str:
    first, last = int(match[1]), int(match[2])
    return (
        f" fy20{first} "
        if last == first + 1
        else f" fy20{first} fy20{last - 1} "
        if 0 < last - first <= 6
        else match[0]
    )


@lru_cache(maxsize=16384)
def tokenise(text: str) -> tuple[str, ...]:
    """The words of a text in order, unstemmed, stop words kept. Kept once made, for passages come again and again.

    "2016/17", "2016-17" and "16/17" are all "fy2016", "seven" is "7", "S.T.P." is "stp". A compound gives its parts and
    then itself closed up, so that "well-being" meets "wellbeing".
    """
    text = _DOTTED.sub(lambda match: match.group().replace(".", "") + " ", text)
    text = _PLURAL_ACRONYM.sub(lambda match: match[1] or match[2], text)
    text = _YEARS.sub(_one_year, fold(text))
    text = _MILLION.sub(r"\1m", _SCALE.sub(r"\1bn", text))
    text = _COMPOUND.sub(lambda match: f"{match[1]} {match[2]} {match[1]}{match[2]}", text)
    return tuple(_NUMBERS.get(word, word) for word in map(_bare, _TOKEN.findall(text)))


def _bare(token: str) -> str:
    return token if token in QUESTION_WORDS else token.replace(",", "").removesuffix("'s").lstrip("£")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The English (Snowball) stem of a folded word."""
    stemmed: str = _STEMMER.stemWord(word)
    return stemmed


@lru_cache(maxsize=16384)
def terms(text: str) -> tuple[str, ...]:
    """The stemmed terms of a passage, stop words dropped."""
    return tuple(stem(token) for token in tokenise(text) if token not in STOP and token)


def question_terms(text: str) -> list[str]:
    """The stemmed terms of a question: question words dropped too, unless nothing else is left."""
    text = _IMPERATIVE.sub("", text)
    kept = [token for token in tokenise(text) if token not in STOP and token not in QUESTION_WORDS and token]
    return [stem(token) for token in kept] or list(terms(text))


def bigrams(stems: Sequence[str]) -> list[str]:
    """Neighbouring terms as one: "control_total"."""
    return [f"{first}_{second}" for first, second in pairwise(stems)]
