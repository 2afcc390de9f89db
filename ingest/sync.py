"""Files and folders -> the store: what was added, changed, unchanged, withdrawn or refused; one publish a run.

Knows the order that keeps readers safe; does not know formats or how an index is built.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.errors import NothingIngested, StoreDamaged, StoreError, UnreadableFile
from assistant.store.catalogue import FILE, Catalogue, Generation
from assistant.store.checkpoints import Checkpoint, no_checkpoint
from assistant.store.embeddings import Embedder, Vectors
from assistant.store.generations import (
    GENERATIONS,
    PRIVATE,
    build_generation,
    check_manifest,
    sweep_generations,
    writer_lock,
)
from assistant.store.leases import room, sweep
from assistant.store.lexical import indexed_text
from assistant.types import Document, Passage
from ingest.extract.relations import infer_date
from ingest.load import LOADERS
from ingest.read import DateGiven, content_hash, read_document

EMBEDDED_AT_ONCE = 500  # passages whose vectors are made, and kept, together
Progress = Callable[[str, int, int], None]
log = logging.getLogger(__name__)


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
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a run did. `generation` is the live one afterwards, "" if none; `published` is whether this run made it."""

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


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held of one source: the document, the hash of its file, and where that lay."""

    document: Document
    content: str
    path: str


Holding = dict[str, _Held]


def sync(
    paths: Sequence[Path],
    data: Path,
    embedder: Embedder | None,
    progress: Progress = no_progress,
    checkpoint: Checkpoint = no_checkpoint,
) -> SyncReport:
    """Bring the store to what the paths hold. Raises StoreError; a bad file is only a line in the report.

    A folder is followed whole: a file gone from it is withdrawn. A file given by itself withdraws nothing.
    """
    with writer_lock(data):
        catalogue = Catalogue(data, create=True)
        try:
            report = _sync(paths, data, catalogue, embedder, progress, checkpoint)
            _tidy(data, catalogue, checkpoint)
            return report
        finally:
            catalogue.close()


def reindex(
    data: Path, embedder: Embedder | None, progress: Progress = no_progress, checkpoint: Checkpoint = no_checkpoint
) -> str:
    """Build the indexes again from the catalogue and publish them; the new generation's name. Raises StoreError."""
    if not (data / FILE).exists():
        raise NothingIngested(f"{data} holds no catalogue")
    with writer_lock(data):
        catalogue = Catalogue(data)
        try:
            name = _publish(data, catalogue, catalogue.live().versions, None, embedder, progress, checkpoint)
            _tidy(data, catalogue, checkpoint)
            return name
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
    before = _holding(catalogue, live.versions) if live else {}
    listing = _list(paths, before, data)
    reports = list(listing.refused)
    now = dict(before)
    seen: dict[str, Path] = {}
    for done, file in enumerate(listing.files):
        progress(f"Reading {file.source}", done, len(listing.files))
        report, held = _take(file, catalogue, before, seen)
        reports.append(report)
        if held is not None:
            now[file.source] = held
        checkpoint("document staged")
    for source in _withdrawn(paths, listing, before):
        del now[source]
        reports.append(FileReport(source, "withdrawn", before[source].document.title))
    dated = _dated(catalogue, now) if _versions(now) != _versions(before) else {}
    now |= dated
    lines = tuple(_with_warnings(_with_dates(reports, dated), now))
    origins = {source: held.path for source, held in now.items()}
    if live is None and not now:
        return SyncReport(lines, "", published=False)
    if live and _versions(now) == live.versions and _is_whole(data, live, embedder):
        if origins != {source: held.path for source, held in before.items()}:
            catalogue.set_origins(origins)
        return SyncReport(lines, live.name, published=False)
    name = _publish(data, catalogue, _versions(now), origins, embedder, progress, checkpoint)
    return SyncReport(lines, name, published=True)


def _live(catalogue: Catalogue) -> Generation | None:
    try:
        return catalogue.live()
    except NothingIngested:
        return None


def _holding(catalogue: Catalogue, versions: Sequence[str]) -> Holding:
    documents, origins = catalogue.documents(versions), catalogue.origins()
    hashes = catalogue.content_hashes(versions)
    return {
        source: _Held(documents[version], content, origins.get(source, ""))
        for source, (content, version) in hashes.items()
    }


def _versions(holding: Holding) -> tuple[str, ...]:
    return tuple(sorted(held.document.version for held in holding.values()))


def _is_whole(data: Path, live: Generation, embedder: Embedder | None) -> bool:
    """True where the live generation has the indexes that the setting asks for, undamaged."""
    try:
        check_manifest(data / GENERATIONS / live.name)
    except StoreDamaged:
        return False
    return live.embeddings == (embedder.name if embedder else "none")


@dataclass(frozen=True, slots=True)
class _Listing:
    files: tuple[_File, ...]
    refused: tuple[FileReport, ...]
    unlisted: tuple[Path, ...]


def _list(paths: Sequence[Path], before: Holding, data: Path) -> _Listing:
    """Every file to read, once each. A file that is held already keeps its name, from wherever it is given."""
    names = {held.path: source for source, held in before.items()}
    files: dict[Path, _File] = {}
    unlisted: list[OSError] = []
    for path in paths:
        found = _walk(path, data, unlisted) if path.is_dir() else [(path, path.name)]
        for file, name in found:
            resolved = file.resolve()
            files.setdefault(resolved, _File(file, names.get(str(resolved), name)))
    refused = [
        FileReport(
            str(error.filename),
            "refused",
            reason=f"The folder could not be listed: {error.strerror}. What was read from it before is kept.",
        )
        for error in unlisted
    ]
    return _Listing(tuple(files.values()), tuple(refused), tuple(Path(error.filename).resolve() for error in unlisted))


def _walk(folder: Path, data: Path, unlisted: list[OSError]) -> Iterator[tuple[Path, str]]:
    """Each file of a folder with its name in it. Hidden files, links and our own data folder are passed over."""
    found: list[Path] = []
    for here, folders, names in os.walk(folder, onerror=unlisted.append):
        folders[:] = [
            name for name in folders if not _is_hidden(name) and (Path(here) / name).resolve() != data.resolve()
        ]
        found += [Path(here) / name for name in names if not _is_hidden(name)]
    for path in sorted(found):
        if path.is_file() and not path.is_symlink():
            yield path, path.relative_to(folder).as_posix()


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def _take(file: _File, catalogue: Catalogue, before: Holding, seen: dict[str, Path]) -> tuple[FileReport, _Held | None]:
    """What became of a file, and what is held of it now; None where that is what was held before."""
    held = before.get(file.source)
    try:
        hashed = _hash(file.path)
        _refuse_namesake(file, hashed, held, seen)
        if held and held.content == hashed:
            return _line(file.source, "unchanged", held.document), replace(held, path=_place(file, held))
        staged = read_document(file.path, file.source)
        if staged.content_hash != hashed:
            raise UnreadableFile(
                f"{file.path}: two hashes", say="The file was changed while it was read. Run the command again."
            )
        catalogue.stage(staged)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - one file must not cost the others their run
        kept = " The version read before is kept." if held else ""
        return FileReport(file.source, "refused", reason=_reason(file, error) + kept), None
    status = "changed" if held else "added"
    line = replace(_line(file.source, status, staged.document), details=dict(staged.report))
    return line, _Held(staged.document, hashed, str(file.path.resolve()))


def _hash(path: Path) -> str:
    if not path.is_file():
        raise UnreadableFile(f"{path}: not a file", say="There is no such file.")
    if path.suffix.lower() not in LOADERS:
        raise UnreadableFile(
            str(path), say=f"Files of this kind cannot be read; known are {', '.join(sorted(LOADERS))}."
        )
    return content_hash(path)


def _refuse_namesake(file: _File, hashed: str, held: _Held | None, seen: dict[str, Path]) -> None:
    """Raise UnreadableFile where another file of the same name is there, for it would take that one's place."""
    path = file.path.resolve()
    other = seen.setdefault(file.source, path)
    if other == path and held and held.content != hashed and held.path and Path(held.path).is_file():
        other = Path(held.path)
    if other != path:
        raise UnreadableFile(
            f"{path} and {other} are both {file.source}",
            say=f"Another file of this name is held, from {other}. To have both, rename one; to replace that one, "
            "overwrite it.",
        )


def _place(file: _File, held: _Held) -> str:
    """Where an unchanged file lies now: it may have been moved."""
    return held.path if held.path and Path(held.path).is_file() else str(file.path.resolve())


def _reason(file: _File, error: Exception) -> str:
    if isinstance(error, UnreadableFile):
        return error.say
    if isinstance(error, OSError):
        return f"The file could not be opened: {error.strerror}."
    log.error("%s could not be read", file.path, exc_info=error)
    return f"This program failed on the file ({type(error).__name__}); the log says where."


def _line(source: str, status: str, document: Document) -> FileReport:
    return FileReport(source, status, document.title, document.date.isoformat() if document.date else None)


def _withdrawn(paths: Sequence[Path], listing: _Listing, before: Holding) -> list[str]:
    """The sources that lay in a folder that is given, and are gone from it."""
    folders = [path.resolve() for path in paths if path.is_dir()]
    present = {file.source for file in listing.files}

    def lay_in(path: str, places: Sequence[Path]) -> bool:
        return any(Path(path).is_relative_to(place) for place in places)

    return [
        source
        for source, held in before.items()
        if source not in present and lay_in(held.path, folders) and not lay_in(held.path, listing.unlisted)
    ]


def _dated(catalogue: Catalogue, now: Holding) -> Holding:
    """The reports that print no date, read again with the one that the document they quote gives, where that is new."""
    undated = {s: held for s, held in now.items() if held.document.authority == "secondary" and _prints_no_date(held)}
    if not undated:
        return {}
    documents = [held.document for held in now.values()]
    others = {document.version: (document, catalogue.extracted(document.version)) for document in documents}
    changed: Holding = {}
    for source, held in undated.items():
        document = replace(held.document, date=None, date_basis="none", date_text="")
        found = infer_date(document, others[document.version][1], others)
        if (found[0] if found else None) != held.document.date:
            again = _read_again(catalogue, source, held, DateGiven(*found) if found else None)
            changed |= {source: again} if again else {}
    return changed


def _prints_no_date(held: _Held) -> bool:
    return held.document.date_basis != "printed"


def _read_again(catalogue: Catalogue, source: str, held: _Held, given: DateGiven | None) -> _Held | None:
    """A held file with another date; None where the file is no longer what was read."""
    path = Path(held.path)
    try:
        if content_hash(path) != held.content:
            return None
        staged = read_document(path, source, given)
    except (OSError, UnreadableFile):
        return None
    catalogue.stage(staged)
    return replace(held, document=staged.document)


def _with_dates(reports: Sequence[FileReport], dated: Holding) -> Iterator[FileReport]:
    """The lines of reports that have been given another date, which is a change even where the file is the same."""
    told = {report.source for report in reports}
    for report in reports:
        if report.source not in dated or report.status == "refused":
            yield report
            continue
        line = _line(report.source, report.status, dated[report.source].document)
        status = "changed" if report.status == "unchanged" else report.status
        yield replace(report, status=status, date=line.date)
    yield from (_line(source, "changed", held.document) for source, held in dated.items() if source not in told)


def _with_warnings(reports: Iterator[FileReport], now: Holding) -> Iterator[FileReport]:
    """The lines, with a warning on each file that holds the same as one held under another name."""
    first: dict[str, str] = {}
    for source in sorted(now):
        first.setdefault(now[source].content, source)
    for report in reports:
        held = now.get(report.source)
        twin = first[held.content] if held and report.status != "refused" else report.source
        same = (f"This file holds the same as {twin}.",) if twin != report.source else ()
        yield replace(report, warnings=same)


def _publish(
    data: Path,
    catalogue: Catalogue,
    versions: tuple[str, ...],
    origins: Mapping[str, str] | None,
    embedder: Embedder | None,
    progress: Progress,
    checkpoint: Checkpoint,
) -> str:
    """Build, prove and make live; the new generation's name."""
    now = datetime.now(UTC).isoformat()
    passages = list(catalogue.passages_of(versions).values())
    vectors = _vectors(catalogue, embedder, versions, passages, progress, checkpoint) if embedder else {}
    checkpoint("vectors stored")
    progress("Building the search indexes", 0, 1)
    model = embedder.name if embedder else "none"
    key = hashlib.sha256(f"{now}:{versions}:{model}".encode()).hexdigest()[:8]
    generation = Generation(f"{now[:19].replace(':', '').replace('-', '')}-{key}", model, versions)
    build_generation(data, generation.name, passages, vectors, checkpoint)
    catalogue.publish(generation, now, origins, checkpoint)
    checkpoint("published")
    progress("Published", 1, 1)
    return generation.name


def _vectors(
    catalogue: Catalogue,
    embedder: Embedder,
    versions: Sequence[str],
    passages: Sequence[Passage],
    progress: Progress,
    checkpoint: Checkpoint,
) -> dict[str, Vectors]:
    """The vectors of all passages: those that are kept, and the others made and kept, some at a time."""
    vectors = catalogue.vectors_of(embedder.name, versions)
    # One is always made, for a provider may give longer or shorter vectors than before under the same name.
    shape = embedder.passages([indexed_text(passage) for passage in passages[:1]]).shape[1:]
    vectors = {key: vector for key, vector in vectors.items() if vector.shape == shape}
    new = [passage for passage in passages if passage.id not in vectors]
    for start in range(0, len(new), EMBEDDED_AT_ONCE):
        progress("Making vectors", start, len(new))
        some = new[start : start + EMBEDDED_AT_ONCE]
        made = embedder.passages([indexed_text(passage) for passage in some])
        fresh = {passage.id: made[index] for index, passage in enumerate(some)}
        catalogue.store_vectors(embedder.name, fresh)
        vectors |= fresh
        checkpoint("some vectors stored")
    return vectors


def _tidy(data: Path, catalogue: Catalogue, checkpoint: Checkpoint) -> None:
    """Remove what nobody can reach: dead readers' copies, generations that none holds, versions of stopped runs."""
    private = data / PRIVATE
    with room(private):
        held = sweep(private)
    checkpoint("copies swept")
    catalogue.forget_unused(held, checkpoint)
    checkpoint("rows swept")
    sweep_generations(data, {*held, *filter(None, [catalogue.live_name()])})
    checkpoint("folders swept")
