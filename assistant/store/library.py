"""What a reader holds: one snapshot of the catalogue with its open indexes, renewed when a new generation is published.

Knows how to pin and let go; does not know what is searched for.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from assistant.errors import NothingIngested, StoreError
from assistant.glossary import Names
from assistant.store.catalogue import Catalogue, Fact, Generation
from assistant.store.generations import GENERATIONS, PRIVATE, OpenGeneration, disk_in_words, open_copy
from assistant.store.kept import Kept
from assistant.store.leases import Lease, room, sweep
from assistant.store.lexical import indexed_text
from assistant.terms import terms
from assistant.types import Definition, Document, Filters, Passage

PASSAGES_KEPT = 20_000  # some 5 kB each
TEXTS_KEPT = 200  # whole documents
REGISTERS_KEPT = 20


class Snapshot:
    """One generation and the catalogue's rows behind it. Nothing in it changes while it is pinned."""

    def __init__(self, catalogue: Catalogue, generation: Generation, indexes: OpenGeneration | None) -> None:
        self.generation = generation
        self._catalogue = catalogue
        self._indexes = indexes
        self._passages: Kept[Passage] = Kept(PASSAGES_KEPT)
        self._terms: Kept[frozenset[str]] = Kept(PASSAGES_KEPT)
        self._extracted: Kept[str] = Kept(TEXTS_KEPT)
        self._facts: Kept[list[Fact]] = Kept(REGISTERS_KEPT)

    @property
    def indexes(self) -> OpenGeneration:
        """The open search indexes."""
        if self._indexes is None:
            raise NothingIngested("this snapshot was opened without its indexes")
        return self._indexes

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The live documents by version, primary before secondary, earlier before later."""
        found = self._catalogue.documents(self.generation.versions)
        key = lambda item: (item[1].authority != "primary", item[1].date is None, item[1].date, item[1].source)  # noqa: E731
        return dict(sorted(found.items(), key=key))

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The terms and acronyms that the documents define."""
        return tuple(Definition(**fact.record) for fact in self.facts("glossary"))

    @cached_property
    def names(self) -> Names:
        """The defined names of the corpus, each in one form."""
        return Names.of(self.definitions)

    @cached_property
    def vocabulary(self) -> Counter[str]:
        """How often each word stands in the documents, in small letters."""
        texts = self._catalogue.texts(self.generation.versions)
        return Counter(word for text in texts for word in re.findall(r"[a-z]{4,}", text.lower()))

    def facts(self, register: str) -> list[Fact]:
        """The live facts of a register."""
        versions = self.generation.versions
        return list(
            self._facts.get([register], lambda _: {register: self._catalogue.facts(register, versions)})[register]
        )

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages by id."""
        return self._passages.get(ids, self._catalogue.passages)

    def passages_of(self, version: str) -> list[Passage]:
        """The passages of one document, in order."""
        return sorted(self._catalogue.passages_of([version]).values(), key=lambda passage: passage.ordinal)

    def terms_of(self, passage: Passage) -> frozenset[str]:
        """The stems of a passage and its headings."""
        return self._terms.get([passage.id], lambda _: {passage.id: frozenset(terms(indexed_text(passage)))})[
            passage.id
        ]

    def extracted(self, version: str) -> str:
        """The extracted text of a document: what the proof reads."""
        return self._extracted.get([version], lambda _: {version: self._catalogue.extracted(version)})[version]

    def allowed(self, filters: Filters) -> frozenset[str]:
        """The versions that some filters let through."""
        return frozenset(version for version, document in self.documents.items() if _passes(document, filters))

    def close(self) -> None:
        """Close the indexes."""
        if self._indexes is not None:
            self._indexes.close()


def _passes(document: Document, filters: Filters) -> bool:
    if filters.sources and document.source not in filters.sources and document.id not in filters.sources:
        return False
    if (filters.kinds and document.kind not in filters.kinds) or (
        filters.authority and document.authority != filters.authority
    ):
        return False
    if (filters.dated_from or filters.dated_to) and document.date is None:
        return False
    early = filters.dated_from and document.date and document.date < filters.dated_from
    late = filters.dated_to and document.date and document.date > filters.dated_to
    return not (early or late)


class Library:
    """The live guidance of one data folder. A question pins a snapshot; the next one sees a new generation.

    `embeddings` names the model that questions will be turned into vectors with, if any: an index of another model's
    vectors is refused.
    """

    def __init__(self, data: Path, embeddings: str | None = None) -> None:
        self._data = data
        self._embeddings = embeddings
        self._catalogue: Catalogue | None = None
        self._current: Snapshot | None = None
        self._pins: Counter[Snapshot] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The live snapshot, pinned until the block ends. Raises StoreError: nothing old is shown in its place."""
        with self._lock:
            snapshot = self._newest()
            self._pins[snapshot] += 1
        try:
            yield snapshot
        finally:
            with self._lock:
                self._pins[snapshot] -= 1
                if snapshot is not self._current:
                    self._let_go(snapshot)

    def _newest(self) -> Snapshot:
        if self._catalogue is not None and self._catalogue.was_replaced():
            self._retire()
            self._catalogue.close()
            self._catalogue = None
        if self._catalogue is None:
            self._catalogue = Catalogue(self._data)
        if self._current is None or self._current.generation.name != self._catalogue.live_name():
            fresh = self._open(self._catalogue)
            self._retire()
            self._current = fresh
        return self._current

    def _open(self, catalogue: Catalogue) -> Snapshot:
        generation, lease = _claim(catalogue, self._data)
        if self._embeddings not in {None, generation.embeddings}:
            lease.close()
            raise StoreError(
                f"generation {generation.name} holds vectors of {generation.embeddings}, asked with {self._embeddings}",
                say=f"The search index was built with the embeddings “{generation.embeddings}” and the setting is now "
                f"“{self._embeddings}”. Run `guidance reindex`, or put the setting back.",
            )
        return Snapshot(catalogue, generation, open_copy(self._data / GENERATIONS / generation.name, lease))

    def _retire(self) -> None:
        old, self._current = self._current, None
        if old is not None:
            self._let_go(old)

    def _let_go(self, snapshot: Snapshot) -> None:
        """Close a snapshot that is no longer current, unless a question still reads it."""
        if not self._pins[snapshot]:
            del self._pins[snapshot]
            snapshot.close()

    def ready(self) -> bool:
        """True where a question could be answered now."""
        try:
            with self.snapshot():
                return True
        except StoreError:
            return False

    def close(self) -> None:
        """Let go of the store. A question that is still being answered lets its snapshot go when it ends."""
        with self._lock:
            self._retire()
            if self._catalogue is not None:
                self._catalogue.close()
                self._catalogue = None


def _claim(catalogue: Catalogue, data: Path) -> tuple[Generation, Lease]:
    """The live generation, leased before a publish can retire it: its rows and folder stay until it is closed."""
    private = data / PRIVATE
    with disk_in_words(private), room(private):
        sweep(private)
        generation = catalogue.live()
        return generation, Lease(private, generation.name)


@contextmanager
def catalogue_snapshot(data: Path) -> Iterator[Snapshot]:
    """The live registers without any index: for commands that only list. Raises NothingIngested."""
    catalogue = Catalogue(data)
    try:
        generation, lease = _claim(catalogue, data)
        try:
            yield Snapshot(catalogue, generation, None)
        finally:
            lease.close()
    finally:
        catalogue.close()
