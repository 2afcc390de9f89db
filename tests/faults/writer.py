"""`python -m tests.faults.writer DATA FOLDER [N]`: ingest a folder, and die by SIGKILL at the N-th checkpoint."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from ingest.sync import sync
from tests.faults.world import EMBEDDER


class DieAt:
    """A checkpoint that kills its process when it is reached for the n-th time; 0 never does."""

    def __init__(self, n: int) -> None:
        self._left = n

    def __call__(self, point: str) -> None:
        self._left -= 1
        if self._left == 0:
            print(f"died at {point}", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)


def main(data: str, folder: str, n: str = "0") -> None:
    print("started", flush=True)
    report = sync([Path(folder)], Path(data), EMBEDDER, checkpoint=DieAt(int(n)))
    print(f"done {report.generation}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
