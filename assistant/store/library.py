"""What a reader holds: one snapshot of the catalogue with its open indexes, renewed when a new generation is published.

Knows how to pin and let go; does not know what is searched for.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from assistant.errors import NothingIngested, StoreDamaged
from assistant.store.catalogue import Catalogue, Fact, Generation
from assistant.store.generations import OpenGeneration, open_copy
from assistant.store.lexical import indexed_text
from assistant.terms import terms
from assistant.types import Definition, Document, Filters, Passage

OPEN_TRIES = 5  # a publish may sweep the folder between reading its name and copying it


class Snapshot:
    """One generation and the catalogue's rows behind it. Nothing in it changes while it is pinned."""

    def __init__(self, catalogue: Catalogue, generation: Generation, indexes: OpenGeneration | None) -> None:
        self.generation = generation
        self._catalogue = catalogue
        self._indexes = indexes
        self._passages: dict[str, Passage] = {}
        self._terms: dict[str, frozenset[str]] = {}
        self._extracted: dict[str, str] = {}

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

    def facts(self, register: str) -> list[Fact]:
        """The live facts of a register."""
        return self._catalogue.facts(register, self.generation.versions)

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages by id."""
        wanted = list(ids)
        missing = [key for key in wanted if key not in self._passages]
        if missing:
            self._passages |= self._catalogue.passages(missing)
        return {key: self._passages[key] for key in wanted if key in self._passages}

    def passages_of(self, version: str) -> list[Passage]:
        """The passages of one document, in order."""
        found = self._catalogue.passages_of([version])
        self._passages |= found
        return sorted(found.values(), key=lambda passage: passage.ordinal)

    def terms_of(self, passage: Passage) -> frozenset[str]:
        """The stems of a passage and its headings."""
        if passage.id not in self._terms:
            self._terms[passage.id] = frozenset(terms(indexed_text(passage)))
        return self._terms[passage.id]

    def extracted(self, version: str) -> str:
        """The extracted text of a document: what the proof reads."""
        if version not in self._extracted:
            self._extracted[version] = self._catalogue.extracted(version)
        return self._extracted[version]

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
    """The live guidance of one data folder. Every question pins a snapshot; a new generation is seen at the next question."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._catalogue: Catalogue | None = None
        self._current: Snapshot | None = None
        self._pins: dict[str, int] = {}
        self._retired: dict[str, Snapshot] = {}
        self._lock = threading.Lock()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The live snapshot, pinned until the block ends. Raises NothingIngested or StoreDamaged."""
        with self._lock:
            snapshot = self._newest()
            name = snapshot.generation.name
            self._pins[name] = self._pins.get(name, 0) + 1
        try:
            yield snapshot
        finally:
            with self._lock:
                self._pins[name] -= 1
                if not self._pins[name] and name in self._retired:
                    self._retired.pop(name).close()

    def _newest(self) -> Snapshot:
        if self._catalogue is None:
            self._catalogue = Catalogue(self._data)
        name = self._catalogue.live_name()
        if self._current is not None and self._current.generation.name == name:
            return self._current
        fresh = self._open()
        if self._current is not None:
            old = self._current.generation.name
            if self._pins.get(old):
                self._retired[old] = self._current
            else:
                self._current.close()
        self._current = fresh
        return fresh

    def _open(self) -> Snapshot:
        assert self._catalogue is not None
        for attempt in range(OPEN_TRIES):
            generation = self._catalogue.live()
            folder = self._data / "generations" / generation.name
            try:
                return Snapshot(self._catalogue, generation, open_copy(folder, self._data / "private"))
            except StoreDamaged:
                if attempt == OPEN_TRIES - 1 or self._catalogue.live_name() == generation.name:
                    raise
        raise StoreDamaged("the live generation kept changing while it was opened")

    def ready(self) -> bool:
        """True where a question could be answered now."""
        try:
            with self.snapshot() as snapshot:
                return len(snapshot.indexes.lexical) >= 0
        except (NothingIngested, StoreDamaged):
            return False

    def close(self) -> None:
        """Let go of every snapshot and the catalogue."""
        with self._lock:
            for snapshot in (self._current, *self._retired.values()):
                if snapshot is not None:
                    snapshot.close()
            self._current, self._retired = None, {}
            if self._catalogue is not None:
                self._catalogue.close()
                self._catalogue = None


@contextmanager
def catalogue_snapshot(data: Path) -> Iterator[Snapshot]:
    """The live registers without any index: for commands that only list. Raises NothingIngested."""
    catalogue = Catalogue(data)
    try:
        yield Snapshot(catalogue, catalogue.live(), None)
    finally:
        catalogue.close()
