"""The vector index of a generation (Chroma): ids and vectors, built once, then read. The only importer of chromadb.

Chroma is never the only copy of anything, is never opened where it was published, and never makes a vector itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from assistant.errors import StoreDamaged, StoreError
from assistant.store.embeddings import Vectors

COLLECTION = "passages"
BATCH = 2000  # Chroma refuses to write more than 5,461 at once, and to read more than some 32,000
ASKED_AT_ONCE = 500  # questions in one call of the proof: four times as fast as one by one
NEAREST = 10  # what a vector must be among to count as found by itself: texts may repeat
SAME = 0.9999  # the similarity of a vector to its like


def _client(folder: Path) -> Any:
    return chromadb.PersistentClient(path=str(folder), settings=ChromaSettings(anonymized_telemetry=False))


def build_vectors(folder: Path, ids: Sequence[str], vectors: Vectors) -> None:
    """Write vectors into an empty folder, persisted (the sync threshold is the batch size), and close it."""
    folder.mkdir(parents=True)
    with _in_words(folder):
        client = _client(folder)
        try:
            collection = client.create_collection(
                COLLECTION,
                embedding_function=None,
                configuration={
                    "hnsw": {
                        "space": "cosine",
                        "sync_threshold": max(2, min(1000, len(ids))),
                        "batch_size": max(2, min(100, len(ids))),
                    }
                },
            )
            for start in range(0, len(ids), BATCH):
                stop = start + BATCH
                collection.add(ids=list(ids[start:stop]), embeddings=vectors[start:stop])
        finally:
            client.close()


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except StoreError:
        raise
    except Exception as error:  # Chroma raises many kinds, some of them only Exception
        raise StoreDamaged(f"{folder}: {error}") from error


class VectorIndex:
    """An open vector index. Must be closed, for Chroma keeps threads and files until then."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with _in_words(folder):
            self._client = _client(folder)
            try:
                self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
                self._size = int(self._collection.count())
                first = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
                self._dimension = len(first[0]) if self._size else 0
            except BaseException:
                self._client.close()
                raise

    def __len__(self) -> int:
        return self._size

    def search(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Passage ids and cosine similarities, best first. Raises StoreError where the vector is another model's."""
        if not self._size or not np.any(vector):
            return []
        if len(vector) != self._dimension:
            raise StoreError(
                f"{self._folder}: a vector of {len(vector)} numbers asked of {self._dimension}",
                say="The embeddings have changed since the search index was built. Run `guidance reindex`.",
            )
        return self._search([vector], limit)[0]

    def _search(self, vectors: Sequence[Vectors], limit: int) -> list[list[tuple[str, float]]]:
        with _in_words(self._folder):
            found = self._collection.query(
                query_embeddings=list(vectors), n_results=min(limit, self._size), include=["distances"]
            )
        return [
            [(key, 1.0 - float(far)) for key, far in zip(ids, distances, strict=True)]
            for ids, distances in zip(found["ids"], found["distances"], strict=True)
        ]

    def all_vectors(self) -> dict[str, Vectors]:
        """Every vector by its id, read back from the index."""
        with _in_words(self._folder):
            ids = list(self._collection.get(include=[])["ids"])
            stored: dict[str, Vectors] = {}
            for start in range(0, len(ids), BATCH):
                found = self._collection.get(ids=ids[start : start + BATCH], include=["embeddings"])
                stored |= dict(zip(found["ids"], found["embeddings"], strict=True))
        return stored

    def self_found(self, stored: Mapping[str, Vectors]) -> int:
        """How many vectors a search for them finds; the like of one is enough, for a text may be repeated often."""
        keys = list(stored)
        total = 0
        for start in range(0, len(keys), ASKED_AT_ONCE):
            asked = keys[start : start + ASKED_AT_ONCE]
            results = self._search([stored[key] for key in asked], NEAREST)
            total += sum(
                any(key == other for other, _ in found) or bool(found and found[0][1] > SAME)
                for key, found in zip(asked, results, strict=True)
            )
        return total

    def close(self) -> None:
        """Let go of Chroma's threads and files."""
        self._client.close()
