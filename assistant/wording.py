"""What a claim in other words than its quote may not do: name somebody else, bring words of its own, turn it round.

Knows the two texts and who speaks to whom in the second; does not know documents. It does not prove entailment.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from assistant.alignment import check_alignment, is_near
from assistant.content import FURNITURE, alike, content, is_calendar
from assistant.glossary import initials
from assistant.modality import check_modality
from assistant.terms import stem, terms

SHARE = 0.7  # of a claim's content words that must stand in its quote
_NAME = re.compile(r"\b[A-Z][\w’'&]+(?:(?:\s+(?:of|for|and|the))?\s+[A-Z][\w’'&]*)*")
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9&]+s?\b")
_OF_A_DOCUMENT = re.compile(
    r"\b(?:letter|article|page|report|document|guidance)s?\b(?:\s+\w+){0,4}\s*$|^according to\b.*$", re.I
)
_BODIES = frozenset(
    stem(word)
    for word in "trust provider ccg commissioner council authority region board hospital gp minister government "
    "department parliament regulator footprint area leader director staff patient employer charity practice nurse "
    "doctor".split()
)
_FIRST_PERSON = re.compile(r"\b(?:we|our|us)\b", re.I)
_SECOND_PERSON = re.compile(r"\b(?:you|yours?)\b", re.I)


def check_wording(
    said: str, held: str, context: str, speakers: str = "", readers: str = "", elsewhere: Sequence[str] = ()
) -> list[str]:
    """Why a claim may not stand on its quote, in words; [] where nothing speaks against it.

    `context` is the headings over the quote; `speakers` and `readers` are whom "we" and "you" mean in it; `elsewhere`
    are the passage's other statements.
    """
    meant = [
        speakers if _FIRST_PERSON.search(held) else "",
        readers if _SECOND_PERSON.search(held) else "",
    ]
    allowed = " ".join([held, context, *meant])
    known = frozenset([*terms(allowed), *content(allowed), *_acronyms_of(allowed), *_spelt_out(said, allowed)])
    return [
        *check_modality(said, held),
        *check_alignment(said, held, elsewhere),
        *_names(said, known),
        *_foreign(said, held, known),
    ]


def _names(said: str, known: Collection[str]) -> Iterator[str]:
    """A name with capitals must stand in the quote or its headings, or be the acronym or the name of one that does."""
    for match in _NAME.finditer(said):
        words = match.group().split()
        if match.start() == 0 and not words[0].isupper():
            words = words[1:]  # a capital because it begins the sentence
        missing = [one for one in terms(" ".join(words)) if one not in known and one not in FURNITURE]
        if any(not is_calendar(one) for one in missing) and not _OF_A_DOCUMENT.search(said[: match.start()]):
            yield f"“{' '.join(words)}” does not stand in the quote"


def _acronyms_of(text: str) -> set[str]:
    """The acronyms that a text's names would have."""
    return {stem(initials(match.group()).lower()) for match in _NAME.finditer(text) if " " in match.group()}


def _spelt_out(said: str, text: str) -> set[str]:
    """The words of a claim's names whose acronyms stand in a text."""
    acronyms = {word.rstrip("s") for word in _ACRONYM.findall(text)}
    names = (match.group() for match in _NAME.finditer(said))
    return {one for name in names if initials(name) in acronyms for one in terms(name)}


def _foreign(said: str, held: str, known: Collection[str]) -> Iterator[str]:
    words = [one for one in content(said) if not is_calendar(one)]
    foreign = [one for one in words if one not in known and not alike(one) & frozenset(known)]
    bodies = [one for one in words if one in _BODIES and one not in known]
    if bodies:
        yield "it names somebody that the quote does not"
    if words and 1 - len(foreign) / len(words) < SHARE:
        yield "too few of its words stand in the quote"
    elif foreign and is_near(said, held):
        yield "it changes words of the quote"
