"""Files and folders -> the store: what was added, changed, unchanged, withdrawn or refused; one publish a run.

Knows the order that keeps readers safe; does not know formats or how an index is built.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.errors import NothingIngested, UnreadableFile
from assistant.store.catalogue import Catalogue, Generation, StagedDocument
from assistant.store.embeddings import Embedder
from assistant.store.generations import (
    KEEP,
    Checkpoint,
    build_generation,
    no_checkpoint,
    sweep_generations,
    writer_lock,
)
from assistant.store.lexical import indexed_text
from assistant.types import Document
from ingest.extract.relations import infer_date
from ingest.load import LOADERS
from ingest.read import DateGiven, content_hash, read_document

Progress = Callable[[str, int, int], None]


def no_progress(_step: str, _done: int, _of: int) -> None:
    """Called with a step's words, how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. `status` is added, changed, unchanged, withdrawn or refused."""

    source: str
    status: str
    title: str = ""
    date: str | None = None
    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a run did. `generation` is the live one afterwards; `published` is whether this run made it."""

    files: tuple[FileReport, ...]
    generation: str
    published: bool

    def counted(self, status: str) -> int:
        """How many files had a status."""
        return sum(report.status == status for report in self.files)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    source: str
    root: str


def sync(
    paths: Sequence[Path],
    data: Path,
    embedder: Embedder | None,
    progress: Progress = no_progress,
    checkpoint: Checkpoint = no_checkpoint,
) -> SyncReport:
    """Bring the store to what the paths hold. Raises StoreBusy, StoreDamaged; a bad file is only a line in the report.

    A folder is followed whole: a file gone from it is withdrawn. A file given by itself withdraws nothing.
    """
    with writer_lock(data):
        catalogue = Catalogue(data, create=True)
        try:
            catalogue.drop_unpublished()
            return _sync(paths, data, catalogue, embedder, progress, checkpoint)
        finally:
            catalogue.close()


def _sync(
    paths: Sequence[Path],
    data: Path,
    catalogue: Catalogue,
    embedder: Embedder | None,
    progress: Progress,
    checkpoint: Checkpoint,
) -> SyncReport:
    live = _live(catalogue)
    known = catalogue.content_hashes(live.versions) if live else {}
    kept = dict(known)
    reports: list[FileReport] = []
    files = list(_files(paths))
    documents = catalogue.documents(live.versions) if live else {}
    for done, file in enumerate(files):
        progress(f"Reading {file.source}", done, len(files))
        reports.append(_take(file, catalogue, known, kept, documents))
        checkpoint("document staged")
    reports += _withdrawn(paths, files, catalogue, known, kept, documents)
    _date_reports(files, catalogue, kept)
    versions = tuple(sorted(version for _, version in kept.values()))
    name = embedder.name if embedder else "none"
    if live and versions == live.versions and live.embeddings == name and (data / "generations" / live.name).is_dir():
        return SyncReport(tuple(reports), live.name, published=False)
    generation = _publish(data, catalogue, versions, embedder, progress, checkpoint)
    return SyncReport(tuple(reports), generation.name, published=True)


def reindex(data: Path, embedder: Embedder | None, progress: Progress = no_progress) -> str:
    """Build the indexes again from the catalogue and publish them; the new generation's name. Raises NothingIngested."""
    with writer_lock(data):
        catalogue = Catalogue(data)
        try:
            return _publish(data, catalogue, catalogue.live().versions, embedder, progress, no_checkpoint).name
        finally:
            catalogue.close()


def _live(catalogue: Catalogue) -> Generation | None:
    try:
        return catalogue.live()
    except NothingIngested:
        return None


def _files(paths: Sequence[Path]) -> Iterator[_File]:
    """Every file to read. A folder's hidden files and other formats' side files are passed over; links are not followed."""
    for path in paths:
        if path.is_dir():
            root = str(path.resolve())
            for found in sorted(path.rglob("*")):
                hidden = any(part.startswith((".", "~$")) for part in found.relative_to(path).parts)
                if found.is_file() and not found.is_symlink() and not hidden:
                    yield _File(found, found.relative_to(path).as_posix(), root)
        else:
            yield _File(path, path.name, "")


def _take(
    file: _File,
    catalogue: Catalogue,
    known: dict[str, tuple[str, str]],
    kept: dict[str, tuple[str, str]],
    documents: dict[str, Document],
) -> FileReport:
    try:
        if not file.path.is_file():
            raise UnreadableFile(f"{file.path}: not a file", say="There is no such file.")
        if file.path.suffix.lower() not in LOADERS:
            raise UnreadableFile(
                str(file.path), say=f"Files of this kind cannot be read; known are {', '.join(sorted(LOADERS))}."
            )
        hashed = content_hash(file.path)
        before = known.get(file.source)
        if before and before[0] == hashed:
            document = documents[before[1]]
            return FileReport(
                file.source, "unchanged", document.title, document.date.isoformat() if document.date else None
            )
        staged = read_document(file.path, file.source)
    except (UnreadableFile, OSError) as error:
        say = error.say if isinstance(error, UnreadableFile) else f"The file could not be opened: {error.strerror}."
        kept_words = " The version read before is kept." if file.source in known else ""
        return FileReport(file.source, "refused", reason=say + kept_words)
    _stage(catalogue, staged, file)
    kept[file.source] = (staged.content_hash, staged.document.version)
    status = "changed" if file.source in known else "added"
    printed = staged.document.date.isoformat() if staged.document.date else None
    return FileReport(file.source, status, staged.document.title, printed, details=dict(staged.report))


def _stage(catalogue: Catalogue, staged: StagedDocument, file: _File) -> None:
    report = {**staged.report, "root": file.root, "path": str(file.path.resolve())}
    catalogue.stage(
        StagedDocument(staged.document, staged.content_hash, staged.extracted, staged.passages, staged.facts, report)
    )


def _withdrawn(
    paths: Sequence[Path], files: Sequence[_File], catalogue: Catalogue, known: dict[str, tuple[str, str]],
    kept: dict[str, tuple[str, str]], documents: dict[str, Document],
) -> list[FileReport]:  # fmt: skip
    roots = {str(path.resolve()) for path in paths if path.is_dir()}
    present = {file.source for file in files}
    reports = catalogue.reports(version for _, version in known.values())
    gone = [s for s, (_, version) in known.items() if s not in present and reports[version].get("root") in roots]
    for source in gone:
        del kept[source]
    return [FileReport(source, "withdrawn", documents[known[source][1]].title) for source in gone]


def _date_reports(files: Sequence[_File], catalogue: Catalogue, kept: dict[str, tuple[str, str]]) -> None:
    """Undated reports read again with the date that the document they quote gives them."""
    versions = [version for _, version in kept.values()]
    documents = catalogue.documents(versions)
    undated = {d.source: d for d in documents.values() if d.date is None and d.authority == "secondary"}
    if not undated:
        return
    others = {version: (document, catalogue.extracted(version)) for version, document in documents.items()}
    for file in files:
        document = undated.get(file.source)
        found = infer_date(document, others[document.version][1], others) if document else None
        if found:
            staged = read_document(file.path, file.source, DateGiven(*found))
            _stage(catalogue, staged, file)
            kept[file.source] = (staged.content_hash, staged.document.version)


def _publish(
    data: Path,
    catalogue: Catalogue,
    versions: tuple[str, ...],
    embedder: Embedder | None,
    progress: Progress,
    checkpoint: Checkpoint,
) -> Generation:
    now = datetime.now(UTC).isoformat()
    passages = list(catalogue.passages_of(versions).values())
    vectors = {}
    if embedder is not None:
        progress("Making vectors", 0, len(passages))
        vectors = catalogue.vectors_of(embedder.name, versions)
        new = [passage for passage in passages if passage.id not in vectors]
        made = embedder.passages([indexed_text(passage) for passage in new])
        fresh = {passage.id: made[index] for index, passage in enumerate(new)}
        catalogue.store_vectors(embedder.name, fresh)
        vectors |= fresh
    checkpoint("vectors stored")
    progress("Building the search indexes", 0, 1)
    key = hashlib.sha256(f"{now}:{versions}:{embedder.name if embedder else ''}".encode()).hexdigest()[:8]
    generation = Generation(
        f"{now[:19].replace(':', '').replace('-', '')}-{key}", embedder.name if embedder else "none", versions
    )
    build_generation(data, generation.name, passages, vectors, checkpoint)
    catalogue.publish(generation, now)
    checkpoint("published")
    sweep_generations(data, catalogue.previous_names(KEEP))
    checkpoint("swept")
    progress("Published", 1, 1)
    return generation
