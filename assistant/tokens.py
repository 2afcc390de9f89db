"""Tokens counted with tiktoken's own vocabulary, which ships with the package: no network is ever asked.

Knows one vocabulary; does not know what is counted.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.resources import as_file, files

import tiktoken

VOCABULARY = "cl100k_base"


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    """The vocabulary; tiktoken checks the file's hash and takes its folder from the environment only."""
    with as_file(files("assistant") / "vocabulary") as folder:
        before = os.environ.get("TIKTOKEN_CACHE_DIR")
        os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
        try:
            return tiktoken.get_encoding(VOCABULARY)
        finally:
            if before is None:
                del os.environ["TIKTOKEN_CACHE_DIR"]
            else:
                os.environ["TIKTOKEN_CACHE_DIR"] = before


def count_tokens(text: str) -> int:
    """How many tokens `cl100k_base` makes of a text."""
    return len(_encoding().encode_ordinary(text))


@lru_cache(maxsize=16384)
def is_common_word(word: str) -> bool:
    """True of a word so common that the vocabulary holds it whole: it is no misspelling."""
    return len(_encoding().encode_ordinary(f" {word.lower()}")) == 1
