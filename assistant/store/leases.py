"""Leases: which generations are being read, told by lock files that the kernel frees when their reader dies.

Knows names, locks and the private folder that goes with each; does not know what a generation holds.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import StoreBusy

ROOM = "room.lock"
ROOM_SECONDS = 30  # it is held for the length of a sweep; longer means that its holder hangs


@contextmanager
def room(private: Path) -> Iterator[None]:
    """Be alone in taking and sweeping leases. Raises StoreBusy."""
    private.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(private / ROOM, timeout=ROOM_SECONDS):
            yield
    except Timeout as error:
        raise StoreBusy(f"{private / ROOM} is held") from error


class Lease:
    """A reader's claim on a generation, and a folder to open its copy in. Take it in `room`; must be closed."""

    def __init__(self, private: Path, generation: str) -> None:
        name = f"{generation}.{uuid.uuid4().hex[:8]}"
        self.generation = generation
        self.folder = private / name
        # One thread may take a lease and another let it go.
        self._lock = FileLock(private / f"{name}.lock", thread_local=False)
        self._lock.acquire(timeout=0)

    def close(self) -> None:
        """Delete the folder and let the generation go."""
        shutil.rmtree(self.folder, ignore_errors=True)
        Path(self._lock.lock_file).unlink(missing_ok=True)
        self._lock.release()


def sweep(private: Path) -> set[str]:
    """Delete what dead readers left behind; the generations that living ones hold. Call it in `room`."""
    held: set[str] = set()
    living = {ROOM}
    for path in sorted(private.glob("*.lock")):
        if path.name != ROOM and _is_locked(path):
            held.add(path.stem.rsplit(".", 1)[0])
            living |= {path.name, path.stem}
    for path in [path for path in private.iterdir() if path.name not in living]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return held


def _is_locked(path: Path) -> bool:
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False
