"""A claim laid beside its quote, word by word: words put in, left out, exchanged, moved or brought from elsewhere.

Knows the order of words; what they mean is looked at only where one stands for another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.content import alike, without_figures
from assistant.modality import NEGATION, SCOPE
from assistant.quoting import words_of
from assistant.terms import STOP, stem, terms

NEAR = 0.5  # of a claim's words in the quote's order, from which it is held to the quote word by word
WORD_BY_WORD = 0.8  # of its words, from which no word may be another
RUN = 3  # words in a row that show a claim to be taken from a place


def check_alignment(said: str, held: str, elsewhere: Sequence[str]) -> Iterator[str]:
    """Why a claim's words do not go with its quote's; `elsewhere` are the passage's other statements."""
    if is_near(said, held):
        yield from _negation_moved(said, held)
        yield from _moved(said, held)
    if is_near(said, held, WORD_BY_WORD):
        yield from _exchanged(said, held)
    yield from _spliced(said, held, elsewhere)


def is_near(said: str, held: str, share: float = NEAR) -> bool:
    """True where at least so much of a claim goes with its quote word by word."""
    kept = sum(block.size for block in _aligned(said, held).get_matching_blocks())
    return kept >= share * len(words_of(said))


@lru_cache(maxsize=1024)
def _aligned(said: str, held: str) -> SequenceMatcher[str]:
    """How a claim's words follow its quote's, word forms aside."""
    there, here = ([stem(word) for word in words_of(text)] for text in (held, said))
    return SequenceMatcher(None, there, here, autojunk=False)


def _negation_moved(said: str, held: str) -> Iterator[str]:
    """One negation more than the quote has, or one less inside what is quoted of it."""
    here, there = words_of(said), words_of(held)
    changes = [change for change in _aligned(said, held).get_opcodes() if change[0] != "equal"]
    put_in = [c for _, a, b, c, d in changes if _denies(here[c:d]) and not _denies(there[a:b])]
    dropped = [(a, b, c, d) for _, a, b, c, d in changes if _denies(there[a:b]) and not _denies(here[c:d])]
    inside = [c for a, b, c, d in dropped if c > 0 and d < len(here) and b - a <= SCOPE]
    if len(put_in) > len(dropped) or len(inside) > len(put_in):
        yield "a negation was put in or left out"


def _denies(words: Sequence[str]) -> bool:
    return bool(NEGATION.search(" ".join(words)))


def _exchanged(said: str, held: str) -> Iterator[str]:
    """A word put for another in a sentence that otherwise goes with its quote word by word."""
    for tag, a, b, c, d in _aligned(said, held).get_opcodes():
        gone, come = " ".join(words_of(held)[a:b]), " ".join(words_of(said)[c:d])
        if tag == "replace" and _is_exchanged(gone, come):
            yield f"“{come}” stands for “{gone}”"


def _is_exchanged(gone: str, come: str) -> bool:
    dropped, new = (frozenset(terms(without_figures(text))) for text in (gone, come))
    return bool(dropped) and any(not alike(one) & dropped for one in new)


def _moved(said: str, held: str) -> Iterator[str]:
    """Two words that have changed places: "councils tell trusts" for "trusts tell councils", or one sum for another."""
    changes = [
        (frozenset(words_of(held)[a:b]) - STOP, frozenset(words_of(said)[c:d]) - STOP)
        for tag, a, b, c, d in _aligned(said, held).get_opcodes()
        if tag != "equal"
    ]
    for number, (gone, come) in enumerate(changes):
        for gone_too, come_too in changes[number + 1 :]:
            if gone & come_too and come & gone_too:
                yield "words have changed places"
                return


def _spliced(said: str, held: str, elsewhere: Sequence[str]) -> Iterator[str]:
    """Words in a row that stand in another statement of the passage and not in this one."""
    here, runs = frozenset(words_of(held)) | STOP, _runs(said)
    for other in elsewhere:
        if any(not here.issuperset(run) for run in runs & _runs(other)):
            yield "it joins parts of different statements"
            return


@lru_cache(maxsize=4096)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = words_of(text)
    runs = (words[at : at + RUN] for at in range(len(words) - RUN + 1))
    return frozenset(run for run in runs if sum(word not in STOP for word in run) >= 2)
