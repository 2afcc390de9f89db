"""Strength, negation, conditions, direction: whether a claim in other words says as much as its quote, the same way.

Knows English function words in two texts; does not prove entailment.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from assistant.content import content
from assistant.terms import stem, terms

SCOPE = 3  # content words that a negation reaches
_STRENGTHS = (
    (3, r"must|required?|requires|mandatory|shall|needs? to|needed to|has to|have to|essential|obliged"),
    (2, r"should|ought|expect(?:ed|s|ation)?|will|asked to|due to"),
    (1, r"may|might|can|could|encouraged?|invited?|optional"),
)
_STRENGTH = tuple((rank, re.compile(rf"\b(?:{words})\b", re.I)) for rank, words in _STRENGTHS)
_ADVERBS = frozenset(stem(word) for word in "also now still then already always therefore jointly quickly".split())
NEGATION = re.compile(r"\b(?:not|no|never|cannot|without|nor|neither|none)\b|n['’]t\b", re.I)
_SCOPE_END = re.compile(r"[.,;:()–—]|\bbut\b", re.I)
_CONDITION = re.compile(
    r"\b(?:unless|except|(?<!not )only|solely|subject to|provided that|if|as long as|excluding|other than"
    r"|apart from|once (?:the|their|its|it|an?|they|you|this|these|all))\b|(?:^|[,;.]\s*)where\b",
    re.I,
)
_OPPOSITES = tuple(
    (re.compile(rf"\b(?:{one})\b", re.I), re.compile(rf"\b(?:{other})\b", re.I))
    for one, other in (
        (
            r"at least|no (?:less|fewer) than|not less than|(?<!no )(?<!not )more than|over|above|minimum|exceed\w*",
            r"at most|no more than|not more than|up to|(?<!no )(?<!not )(?:less|fewer) than|below|under|maximum",
        ),
        (r"before|ahead of|prior to", r"after|following|since"),
        (
            r"increas\w+|rises?|rising|rose|grow\w*|grew|raise[sd]?|higher|more",
            r"decreas\w+|reduc\w+|falls?|falling|fell|cuts?|lower\w*|shrink\w*|fewer|less",
        ),
        (r"includ\w+", r"exclud\w+"),
        (r"accept\w*|approv\w+|agree\w*", r"reject\w*|refus\w+|declin\w+"),
        (r"open\w*|start\w*|begin\w*", r"clos\w+|end(?:s|ed|ing)?|finish\w*"),
        (r"all|every|each", r"some|few|none|many|most"),
        (r"allow\w*|permit\w*", r"forb\w+|prohibit\w*|prevent\w*|ban(?:s|ned)?"),
        (r"draft\w*|outline", r"final\w*|full"),
        (r"support\w*", r"oppos\w+"),
    )
)


def check_modality(said: str, held: str) -> Iterator[str]:
    """Why a claim says more, less or the contrary of its quote, in words."""
    yield from _strength(said, held)
    yield from _negation(said, held)
    yield from _conditions(said, held)
    yield from _turned(said, held)


def _strength(said: str, held: str) -> Iterator[str]:
    printed = _modals(held)
    for rank, verb in _modals(said):
        governing = [strength for strength, other in printed if verb and other == verb]
        ranks = governing or [strength for strength, _ in printed]
        if rank > max(ranks, default=0):
            yield "it is stronger than the quote"
        elif rank < min(ranks, default=0):
            yield "it is weaker than the quote"


@lru_cache(maxsize=4096)
def _modals(text: str) -> tuple[tuple[int, str], ...]:
    """Each word of obligation or leave with the verb that it governs."""
    return tuple(
        (rank, next((one for one in terms(text[match.end() : match.end() + 80]) if one not in _ADVERBS), ""))
        for rank, pattern in _STRENGTH
        for match in pattern.finditer(text)
        if match.group() != "May" or match.start() == 0  # the month
    )


def _negation(said: str, held: str) -> Iterator[str]:
    if NEGATION.search(said) and not NEGATION.search(held):
        yield "it denies what the quote does not"
        return
    denied, printed = _denied(said), _denied(held)
    both = (frozenset(content(said)) & frozenset(content(held))) - _plainly(said, denied) - _plainly(held, printed)
    flipped = {one for one in both if (one in denied) != (one in printed)} - _subjects(said)
    if flipped:
        yield "a negation differs from the quote"


def _subjects(text: str) -> frozenset[str]:
    """The words before a negation in its clause: "Reports should not …" says what "No report should …" does."""
    clauses = (_SCOPE_END.split(text[: match.start()])[-1] for match in NEGATION.finditer(text))
    return frozenset(one for clause in clauses for one in content(re.split(r"\band\b", clause)[-1]))


@lru_cache(maxsize=4096)
def _denied(text: str) -> frozenset[str]:
    """The content words that a negation reaches."""
    found: set[str] = set()
    for match in NEGATION.finditer(text):
        found.update(content(_SCOPE_END.split(text[match.end() :], maxsplit=1)[0])[:SCOPE])
    return frozenset(found)


def _plainly(text: str, denied: Collection[str]) -> frozenset[str]:
    """Denied words that also stand in the text undenied: they prove nothing either way."""
    words = content(text)
    return frozenset(one for one in denied if words.count(one) > 1)


def _conditions(said: str, held: str) -> Iterator[str]:
    there, here = _CONDITION.search(held), _CONDITION.search(said)
    if there and not here:
        yield f"it leaves out “{there.group()}”"
    elif here and not there:
        yield f"“{here.group()}” does not stand in the quote"


def _turned(said: str, held: str) -> Iterator[str]:
    for sides in _OPPOSITES:
        for side, other in (sides, sides[::-1]):
            if (match := side.search(said)) and not side.search(held) and other.search(held):
                yield f"“{match.group()}” turns the quote round"
