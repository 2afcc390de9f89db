"""Texts -> vectors, by the model that the package carries or by any LangChain embeddings provider.

Knows models; does not know where vectors are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelUnavailable, SettingsError

T = TypeVar("T")
Vectors = NDArray[np.float32]
MAX_CHARACTERS = 2000  # wordllama pads a batch to its longest text: texts of 24,000 words took 5.6 GB
BATCH = 64


class Embedder(Protocol):
    """A model that turns texts into vectors of length 1. `name` is stored with a generation and must match later."""

    name: str

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""

    def question(self, text: str) -> Vectors:
        """One vector."""


class WordLlamaEmbedder:
    """wordllama's 256-dimension static vectors, whose weights its package carries: no network is asked."""

    name = "wordllama-256"

    def __init__(self) -> None:
        self._model: object | None = None

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, cut to MAX_CHARACTERS."""
        if not texts:
            return np.zeros((0, 256), dtype=np.float32)
        cut = [text[:MAX_CHARACTERS] or " " for text in texts]
        vectors = self._load().embed(cut, norm=True, batch_size=BATCH)  # type: ignore[attr-defined]
        return np.nan_to_num(np.asarray(vectors, dtype=np.float32))

    def question(self, text: str) -> Vectors:
        """One vector."""
        row: Vectors = self.passages([text])[0]
        return row

    def _load(self) -> object:
        if self._model is None:
            from pathlib import Path

            import wordllama

            # Without these two arguments it looks for its tokenizer where the wheel has none, and downloads it.
            here = Path(wordllama.__file__).parent
            self._model = wordllama.WordLlama.load(cache_dir=here, disable_download=True)
        return self._model


class ProviderEmbedder:
    """Any LangChain embeddings provider, by the name `init_embeddings` knows it by."""

    def __init__(self, name: str) -> None:
        from langchain.embeddings import init_embeddings

        self.name = name
        try:
            self._model = init_embeddings(name)
        except (ImportError, ValueError) as error:
            raise SettingsError(str(error), say=f"The embeddings {name!r} cannot be used: {error}") from error

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text. Raises ModelUnavailable."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        return _of_length_one(self._asked(lambda: self._model.embed_documents(list(texts))))

    def question(self, text: str) -> Vectors:
        """One vector. Raises ModelUnavailable."""
        row: Vectors = _of_length_one([self._asked(lambda: self._model.embed_query(text))])[0]
        return row

    def _asked(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except Exception as error:  # each provider raises its own
            raise ModelUnavailable(
                f"{self.name}: {error}", say=f"The embeddings {self.name!r} could not be reached."
            ) from error


def _of_length_one(rows: Sequence[list[float]]) -> Vectors:
    vectors = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.nan_to_num(vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def embedder_named(name: str) -> Embedder | None:
    """The embedder a setting names; None for "none"."""
    if name == "none":
        return None
    return WordLlamaEmbedder() if name in {"wordllama", WordLlamaEmbedder.name} else ProviderEmbedder(name)
