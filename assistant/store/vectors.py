"""The vector index of a generation (Chroma): ids and vectors only, built once, then only read. The only importer of chromadb.

Chroma is never the only copy of anything, is never opened where it was published, and never makes a vector itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings as ChromaSettings

from assistant.errors import StoreDamaged
from assistant.store.embeddings import Vectors

COLLECTION = "passages"
BATCH = 2000  # Chroma refuses more than 5,461 at once


def _client(folder: Path) -> Any:
    return chromadb.PersistentClient(path=str(folder), settings=ChromaSettings(anonymized_telemetry=False))


def build_vectors(folder: Path, ids: Sequence[str], vectors: Vectors) -> None:
    """Write vectors into an empty folder, persisted (the sync threshold is the batch size), and close it."""
    folder.mkdir(parents=True)
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


class VectorIndex:
    """An open vector index. Must be closed, for Chroma keeps threads and files until then."""

    def __init__(self, folder: Path) -> None:
        self._client = _client(folder)
        try:
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            self._size = int(self._collection.count())
        except Exception as error:  # Chroma raises many kinds, some of them only Exception
            self._client.close()
            raise StoreDamaged(f"{folder}: {error}") from error

    def __len__(self) -> int:
        return self._size

    def search(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Passage ids and cosine similarities (-1 to 1), best first."""
        if not self._size:
            return []
        found = self._collection.query(
            query_embeddings=[vector], n_results=min(limit, self._size), include=["distances"]
        )
        return [(key, 1.0 - float(far)) for key, far in zip(found["ids"][0], found["distances"][0], strict=True)]

    def ids(self) -> list[str]:
        """Every id."""
        return list(self._collection.get(include=[])["ids"])

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of some ids."""
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def close(self) -> None:
        """Let go of Chroma's threads and files."""
        self._client.close()
