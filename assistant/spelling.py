"""A question's misspelt words -> the words of the documents that were meant. Knows words, not what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from assistant.terms import QUESTION_WORDS, STOP
from assistant.thesaurus import is_listed
from assistant.tokens import is_common_word

SHORTEST = 5  # letters; shorter words are too often names, abbreviations or slang
ALIKE = 0.8  # of difflib's ratio: one slip in five letters, two in ten
_WORD = re.compile(rf"(?<![\w'’.@/-])[a-z]{{{SHORTEST},}}(?![\w'’@/-])")


def corrected(text: str, vocabulary: Mapping[str, int]) -> str:
    """The text with each unknown word read as the likeliest word of the documents that is nearly the same.

    `vocabulary` counts the documents' words. Words with a capital, common words and words the documents use are left.
    """
    return _WORD.sub(lambda match: _meant(match.group(), vocabulary), text)


def _meant(word: str, vocabulary: Mapping[str, int]) -> str:
    if word in vocabulary or word in STOP or word in QUESTION_WORDS or is_listed(word) or is_common_word(word):
        return word
    near = [one for one in vocabulary if one[0] == word[0] and abs(len(one) - len(word)) <= 2]
    found = get_close_matches(word, near, n=3, cutoff=ALIKE)
    return max(found, key=lambda one: (_same_letters(word, one), vocabulary[one]), default=word)


def _same_letters(word: str, other: str) -> bool:
    """True where only the order or number of letters differs, as in most slips of the hand."""
    return set(word) == set(other)
