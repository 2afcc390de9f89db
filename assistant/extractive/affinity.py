"""How near two words or sentences are in meaning, from an embedder. Knows vectors; without an embedder everything is
far.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.store.embeddings import Embedder, Vectors

_CACHE_LIMIT = 20_000


class Affinity:
    """Cosines between words, and between a question and sentences; vectors are kept once made."""

    def __init__(self, embedder: Embedder | None) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self._matrices: dict[tuple[str, ...], Vectors] = {}

    def nearest(self, word: str, others: tuple[str, ...]) -> float:
        """The greatest cosine between a word and any of the others; 0 without an embedder."""
        if self._embedder is None or not others:
            return 0.0
        if others not in self._matrices:
            if len(self._matrices) > _CACHE_LIMIT:
                self._matrices.clear()
            self._matrices[others] = self._vectors(others)
        return float(np.max(self._matrices[others] @ self._vectors([word])[0]))

    def to_question(self, question: str, sentences: Sequence[str]) -> list[float]:
        """The cosine of each sentence to a question; zeros without an embedder."""
        if self._embedder is None or not sentences:
            return [0.0] * len(sentences)
        matrix = self._vectors([question, *sentences])
        return [float(value) for value in matrix[1:] @ matrix[0]]

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        assert self._embedder is not None
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if len(self._known) > _CACHE_LIMIT:
            self._known.clear()
            missing = list(dict.fromkeys(texts))
        if missing:
            made = self._embedder.passages(missing)
            self._known |= {text: made[index] for index, text in enumerate(missing)}
        return np.stack([self._known[text] for text in texts])
