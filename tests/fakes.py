"""Stand-ins that tests pass in: a tiny embedder, and documents made of given texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from assistant.store.catalogue import Catalogue, Fact, Generation, StagedDocument
from assistant.store.embeddings import Vectors
from assistant.types import Document, Passage, Segment, Statement


class WordEmbedder:
    """Texts with the same words are near: each word is a direction of its own, got from its hash."""

    def __init__(self, name: str = "fake-words", dimension: int = 16) -> None:
        self.name = name
        self.dimension = dimension
        self.asked: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)

    def question(self, text: str) -> Vectors:
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        total = np.zeros(self.dimension, dtype=np.float32)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).normal(size=self.dimension).astype(np.float32)
        length = float(np.linalg.norm(total))
        return (total / length if length else total).astype(np.float32)


def key(*parts: object) -> str:
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()[:16]


def passage(text: str, version: str = "v1", ordinal: int = 0, document_id: str = "d1") -> Passage:
    """A passage of one statement."""
    return Passage(
        id=key(version, ordinal, text),
        document_id=document_id,
        version=version,
        ordinal=ordinal,
        text=text,
        segments=(Segment(0, 0, len(text)),),
        headings=(),
        paragraph="",
        page=None,
        statements=(Statement("sentence", 0, len(text)),),
        tokens=len(text.split()),
    )


def staged(source: str, texts: Sequence[str], facts: Iterable[Fact] = ()) -> StagedDocument:
    """A document of one passage a text; other texts are another version of it."""
    document_id, version = key(source), key(source, *texts)
    document = Document(document_id, version, source, source, "letter", "primary", date=date(2016, 12, 12))
    passages = tuple(passage(text, version, number, document_id) for number, text in enumerate(texts))
    return StagedDocument(document, key(*texts), "\n".join(texts), passages, tuple(facts), {"passages": len(texts)})


def go_live(catalogue: Catalogue, name: str, *documents: StagedDocument, embeddings: str = "none") -> Generation:
    """Make some documents, and no others, live in the catalogue. No index is built."""
    for document in documents:
        catalogue.stage(document)
    generation = Generation(name, embeddings, tuple(sorted(one.document.version for one in documents)))
    catalogue.publish(generation, name)
    return generation
