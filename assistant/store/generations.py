"""Generations: folders of both search indexes, built from the catalogue, proved, and never opened where they lie.

Opening Chroma writes to its folder, so a reader opens a private copy. Knows folders, manifests and processes; does not
know what is searched for. The reasons are in docs/decisions/0002-generations.md.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout

from assistant.errors import StoreBusy, StoreDamaged, StoreError
from assistant.store.checkpoints import Checkpoint, no_checkpoint
from assistant.store.embeddings import Vectors
from assistant.store.leases import Lease, room, sweep
from assistant.store.lexical import Lexical, build_lexical, indexed_text
from assistant.types import Passage

if TYPE_CHECKING:
    from assistant.store.vectors import VectorIndex

MANIFEST = "manifest.json"
GENERATIONS = "generations"
PRIVATE = "private"
PROVE_SECONDS = 120  # and one more for each megabyte; 10,000 passages take three
ENOUGH_FOUND = 0.99  # the vector index is approximate: 1 of 10,000 vectors was measured not to be found by itself
COPIES = 3  # of a generation at once: the one being built, the copy that proves it, and a reader's
SMALLEST = 1_000_000  # bytes of an index of nothing, about

_NO_ROOM = "There is not enough room on the disk"
_NOT_USABLE = "The data folder cannot be read or written. Check the folder's permissions and the disk, and try again."
_NOT_PROVED = (
    "The new search index did not pass its proof and was not published. What was live before is still live. Try again."
)


@contextmanager
def writer_lock(data: Path, seconds: float = 1.0) -> Iterator[None]:
    """Be the one writer of a data folder. Raises StoreBusy. The kernel frees the lock of a process that died."""
    lock = FileLock(data / "writer.lock")
    with disk_in_words(data):
        data.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=seconds)
        except Timeout as error:
            raise StoreBusy(f"{data} is being written") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def disk_in_words(folder: Path) -> Iterator[None]:
    """An OSError as a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise StoreError(f"{folder}: {error}", say=f"{_NO_ROOM}." if full else _NOT_USABLE) from error


def build_generation(
    data: Path,
    name: str,
    passages: Sequence[Passage],
    vectors: Mapping[str, Vectors],
    checkpoint: Checkpoint = no_checkpoint,
) -> Path:
    """Build a generation under a temporary name, prove it in a fresh process, fsync it, and rename it into place.

    Raises StoreError, and leaves nothing behind.
    """
    home = data / GENERATIONS
    building = home / f".building-{name}"
    with disk_in_words(home):
        home.mkdir(parents=True, exist_ok=True)
        _check_room(home, passages, vectors)
        try:
            _build(building, passages, vectors, checkpoint)
            _sync(building)
            checkpoint("synced")
            building.rename(home / name)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        checkpoint("renamed")
        _sync_folder(home)
        _sync_folder(data)
    checkpoint("rename synced")
    return home / name


def _build(building: Path, passages: Sequence[Passage], vectors: Mapping[str, Vectors], checkpoint: Checkpoint) -> None:
    building.mkdir()
    checkpoint("folder made")
    build_lexical(building / "lexical", passages)
    checkpoint("lexical built")
    # A text without a word that the model knows has a vector of zeros, which is near to nothing.
    ids = [passage.id for passage in passages if passage.id in vectors and np.any(vectors[passage.id])]
    if ids:
        from assistant.store.vectors import build_vectors

        build_vectors(building / "vectors", ids, np.stack([vectors[key] for key in ids]))
    checkpoint("vectors built")
    write_manifest(building, len(passages), len(ids))
    checkpoint("manifest written")
    try:
        prove_in_child(building)
    except StoreDamaged as error:
        raise StoreDamaged(str(error), say=_NOT_PROVED) from error
    checkpoint("proved")


def _check_room(home: Path, passages: Sequence[Passage], vectors: Mapping[str, Vectors]) -> None:
    """Raise StoreError where the disk could fill up: on a full one Chroma hangs, or breaks its files for good."""
    texts = sum(len(indexed_text(passage)) for passage in passages)
    needed = COPIES * (SMALLEST + texts + 3 * sum(vector.nbytes for vector in vectors.values()))
    free = shutil.disk_usage(home).free
    if free < needed:
        raise StoreError(
            f"{home}: {free} bytes free, {needed} needed",
            say=f"{_NO_ROOM}: about {needed // 1_000_000} MB are needed and {free // 1_000_000} MB are free. "
            "Nothing was published.",
        )


def write_manifest(folder: Path, passages: int, vectors: int) -> None:
    """Write each file's SHA-256, how much there is to find, and the SHA-256 of all that."""
    files = {str(path.relative_to(folder)): _hash(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    manifest = {"passages": passages, "vectors": vectors, "files": files}
    (folder / MANIFEST).write_text(json.dumps({**manifest, "sum": _sum(manifest)}, indent=1), "utf-8")


def check_manifest(folder: Path) -> dict[str, object]:
    """The manifest, every file checked against it. Raises StoreDamaged."""
    try:
        manifest: dict[str, object] = json.loads((folder / MANIFEST).read_text("utf-8"))
        if manifest.pop("sum") != _sum(manifest):
            raise StoreDamaged(f"{folder}: the manifest was changed")
        files = manifest["files"]
        assert isinstance(files, dict)
        wrong = [name for name, expected in files.items() if _hash(folder / name) != expected]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        raise StoreDamaged(f"{folder}: {error}") from error
    if wrong:
        raise StoreDamaged(f"{folder}: changed since it was built: {', '.join(wrong)}")
    return manifest


def _sum(manifest: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prove_in_child(folder: Path) -> None:
    """Prove a generation in a fresh process, for a damaged Chroma folder can kill the process that opens it."""
    from assistant.settings import child_environment  # half of the child's start, which needs none of it

    command = [sys.executable, "-m", "assistant.store.prove", str(folder)]
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=PROVE_SECONDS + size // 1_000_000,
            env=child_environment() | _python_path(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise StoreDamaged(f"{folder}: the proof did not end") from error
    if done.returncode:
        raise StoreDamaged(f"{folder}: {done.stderr.strip()[-500:] or done.returncode}")


def _python_path() -> dict[str, str]:
    return {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def prove(folder: Path) -> None:
    """Open a copy, count its passages, read every vector back and find it by itself. Raises StoreDamaged."""
    private = folder.parent.parent / PRIVATE
    with room(private):
        sweep(private)
        lease = Lease(private, folder.name)
    opened = open_copy(folder, lease)
    try:
        passages, vectors = opened.manifest["passages"], opened.manifest["vectors"]
        if len(opened.lexical) != passages:
            raise StoreDamaged(f"{folder}: {len(opened.lexical)} passages in the word index, {passages} built")
        if opened.vectors is not None:
            _prove_vectors(folder, opened.vectors, int(str(vectors)))
    finally:
        opened.close()


def _prove_vectors(folder: Path, index: VectorIndex, built: int) -> None:
    stored = index.all_vectors()
    if len(stored) != built:
        raise StoreDamaged(f"{folder}: {len(stored)} vectors can be read, {built} were built")
    found = index.self_found(stored)
    if found < ENOUGH_FOUND * built:
        raise StoreDamaged(f"{folder}: {found} of {built} vectors are found by themselves")


class OpenGeneration:
    """A private copy of a generation, open. Must be closed."""

    def __init__(self, lease: Lease, manifest: Mapping[str, object]) -> None:
        self.name = lease.generation
        self.manifest = manifest
        self._lease = lease
        self.lexical = Lexical(lease.folder / "lexical")
        self.vectors = _open_vectors(lease.folder / "vectors") if manifest["vectors"] else None

    def close(self) -> None:
        """Close both indexes, delete the copy and let the generation go."""
        if self.vectors is not None:
            self.vectors.close()
        self._lease.close()


def _open_vectors(folder: Path) -> VectorIndex:
    from assistant.store.vectors import VectorIndex

    return VectorIndex(folder)


def open_copy(folder: Path, lease: Lease) -> OpenGeneration:
    """Copy a generation to the lease's folder, check it against its manifest there, and open it.

    Raises StoreDamaged, or StoreError where it is the disk's fault; the lease is closed then.
    """
    try:
        if not folder.is_dir():
            raise StoreDamaged(f"{folder} is missing")
        with disk_in_words(folder):
            _copy(folder, lease.folder)
        return OpenGeneration(lease, check_manifest(lease.folder))
    except BaseException:
        lease.close()
        raise


def _copy(folder: Path, private: Path) -> None:
    # shutil.copytree would hide from us whether the disk was full.
    private.mkdir()
    for path in sorted(folder.rglob("*")):
        target = private / path.relative_to(folder)
        if path.is_dir():
            target.mkdir()
        else:
            shutil.copyfile(path, target)


def sweep_generations(data: Path, keep: Collection[str]) -> None:
    """Delete folders of generations that are not among `keep`, half-built ones included."""
    home = data / GENERATIONS
    if home.is_dir():
        for folder in home.iterdir():
            if folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # some systems cannot open a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
