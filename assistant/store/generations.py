"""Generations: folders that hold both search indexes, built from the catalogue, proved, and never opened where they lie.

Opening Chroma writes to its folder, so a reader opens a private copy. Knows folders, manifests and processes; does not
know what is searched for. The reasons are in docs/decisions/0002-generations.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from assistant.errors import StoreBusy, StoreDamaged
from assistant.settings import child_environment
from assistant.store.embeddings import Vectors
from assistant.store.lexical import Lexical, build_lexical
from assistant.types import Passage

MANIFEST = "manifest.json"
KEEP = 2  # generations whose folders stay: the live one, and the one a reader may be copying
PROVE_SECONDS = 120
Checkpoint = Callable[[str], None]


def no_checkpoint(_: str) -> None:
    """What a publish calls at each point where it could be stopped; tests pass one that stops it."""


@contextmanager
def writer_lock(data: Path, seconds: float = 1.0) -> Iterator[None]:
    """Be the one writer of a data folder. Raises StoreBusy. The kernel frees the lock of a process that died."""
    data.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data / "writer.lock")
    try:
        lock.acquire(timeout=seconds)
    except Timeout as error:
        raise StoreBusy(f"{data} is being written") from error
    try:
        yield
    finally:
        lock.release()


def build_generation(
    data: Path,
    name: str,
    passages: Sequence[Passage],
    vectors: Mapping[str, Vectors],
    checkpoint: Checkpoint = no_checkpoint,
) -> Path:
    """Build a generation under a temporary name, close it, prove it in a fresh process, fsync, and rename it into place."""
    home = data / "generations"
    home.mkdir(parents=True, exist_ok=True)
    building = home / f".building-{name}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    checkpoint("folder made")
    build_lexical(building / "lexical", passages)
    checkpoint("lexical built")
    if vectors:
        from assistant.store.vectors import build_vectors

        ids = [passage.id for passage in passages if passage.id in vectors]
        build_vectors(building / "vectors", ids, np.stack([vectors[key] for key in ids]))
    checkpoint("vectors built")
    write_manifest(building, len(passages), len(vectors))
    checkpoint("manifest written")
    prove_in_child(building)
    checkpoint("proved")
    _sync(building)
    checkpoint("synced")
    final = home / name
    shutil.rmtree(final, ignore_errors=True)
    building.rename(final)
    _sync_folder(home)
    checkpoint("renamed")
    return final


def write_manifest(folder: Path, passages: int, vectors: int) -> None:
    """Write each file's SHA-256, and how much there is to find."""
    files = {str(path.relative_to(folder)): _hash(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    (folder / MANIFEST).write_text(json.dumps({"passages": passages, "vectors": vectors, "files": files}, indent=1))


def check_manifest(folder: Path) -> dict[str, object]:
    """The manifest, every file checked against it. Raises StoreDamaged."""
    try:
        manifest: dict[str, object] = json.loads((folder / MANIFEST).read_text())
        files = manifest["files"]
        assert isinstance(files, dict)
        wrong = [name for name, expected in files.items() if _hash(folder / name) != expected]
    except (OSError, ValueError, KeyError, AssertionError) as error:
        raise StoreDamaged(f"{folder}: {error}") from error
    if wrong:
        raise StoreDamaged(f"{folder}: changed since it was built: {', '.join(wrong)}")
    return manifest


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prove_in_child(folder: Path) -> None:
    """Prove a generation in a fresh process, for a damaged Chroma folder can kill the process that opens it."""
    command = [sys.executable, "-m", "assistant.store.prove", str(folder)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=PROVE_SECONDS,
            env=child_environment() | _python_path(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise StoreDamaged(f"{folder}: the proof did not end") from error
    if done.returncode:
        raise StoreDamaged(f"{folder}: {done.stderr.strip()[-500:] or done.returncode}")


def _python_path() -> dict[str, str]:
    return {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def prove(folder: Path, scratch: Path) -> None:
    """Open a copy and find every passage again: by its own words' index size, and each vector by itself."""
    with private_copy(folder, scratch) as (lexical, vectors, manifest):
        if len(lexical) != manifest["passages"]:
            raise StoreDamaged(f"{folder}: {len(lexical)} passages in the word index, {manifest['passages']} built")
        found = 0 if vectors is None else vectors.self_found()
        if found != manifest["vectors"]:
            raise StoreDamaged(f"{folder}: {found} vectors found by themselves, {manifest['vectors']} built")


@contextmanager
def private_copy(folder: Path, scratch: Path) -> Iterator[tuple[Lexical, OpenVectors | None, Mapping[str, object]]]:
    """A copy of a generation opened for reading in a folder of this process, checked first, deleted after."""
    opened = open_copy(folder, scratch)
    try:
        yield opened.lexical, opened.vectors, opened.manifest
    finally:
        opened.close()


class OpenVectors:
    """A vector index with the proof that each of its vectors can be found."""

    def __init__(self, folder: Path) -> None:
        from assistant.store.vectors import VectorIndex

        self._index = VectorIndex(folder)
        self.search = self._index.search
        self.close = self._index.close
        self._folder = folder

    def self_found(self) -> int:
        """How many ids a search for their own vector finds. Ten at the most are looked at: texts may repeat."""
        ids = self._index.ids()
        stored = self._index.vectors(ids)
        return sum(
            key in {found for found, _ in self._index.search(stored[key], 10)} or self._twin(key, stored) for key in ids
        )

    def _twin(self, key: str, stored: Mapping[str, Vectors]) -> bool:
        """True where a nearest vector is as near as this one is to itself (the same text more than ten times)."""
        found = self._index.search(stored[key], 1)
        return bool(found) and found[0][1] > 0.9999


class OpenGeneration:
    """A private copy of a generation, open. Must be closed."""

    def __init__(self, name: str, folder: Path, manifest: Mapping[str, object]) -> None:
        self.name = name
        self.manifest = manifest
        self._folder = folder
        self.lexical = Lexical(folder / "lexical")
        self.vectors = OpenVectors(folder / "vectors") if manifest["vectors"] else None

    def close(self) -> None:
        """Close both indexes and delete the copy."""
        if self.vectors is not None:
            self.vectors.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def open_copy(folder: Path, scratch: Path) -> OpenGeneration:
    """Copy a generation to a private folder, check it against its manifest there, and open it. Raises StoreDamaged."""
    sweep_dead_copies(scratch)
    private = scratch / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    try:
        shutil.copytree(folder, private)
        manifest = check_manifest(private)
        return OpenGeneration(folder.name, private, manifest)
    except OSError as error:
        shutil.rmtree(private, ignore_errors=True)
        raise StoreDamaged(f"{folder}: {error}") from error
    except StoreDamaged:
        shutil.rmtree(private, ignore_errors=True)
        raise


def sweep_dead_copies(scratch: Path) -> None:
    """Delete the private copies of processes that no longer run."""
    if not scratch.is_dir():
        return
    for copy in scratch.iterdir():
        owner = copy.name.split("-", 1)[0]
        if owner.isdigit() and int(owner) != os.getpid() and not _runs(int(owner)):
            shutil.rmtree(copy, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def sweep_generations(data: Path, keep: Sequence[str]) -> None:
    """Delete folders of generations that are not among `keep`, half-built ones included."""
    home = data / "generations"
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
