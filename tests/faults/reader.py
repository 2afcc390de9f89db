"""`python -m tests.faults.reader DATA`: ask again and again until stdin is closed, then print what was seen."""

from __future__ import annotations

import json
import random
import select
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import assistant.store.vectors  # noqa: F401 - before the first question, for Chroma takes a second to import
from assistant.errors import NothingIngested
from assistant.store.library import Library
from tests.faults.world import EMBEDDER, look

PAUSE = 0.002  # seconds; the writer needs a core too


def main(data: str) -> None:
    print("started", flush=True)
    rng = random.Random(1)
    seen: list[tuple[float, str, str]] = []
    total: dict[str, Any] = {"reads": 0, "nothing": 0, "errors": [], "wrong": []}
    with closing(Library(Path(data), EMBEDDER.name)) as library:
        while not select.select([sys.stdin], [], [], PAUSE)[0]:
            try:
                with library.snapshot() as snapshot:
                    sight = look(snapshot, rng)
            except NothingIngested:
                total["nothing"] += 1
                total["errors"] += ["nothing is held any more"] if seen else []
                continue
            except Exception as error:
                total["errors"].append(f"{type(error).__name__}: {error}")
                continue
            total["reads"] += 1
            total["wrong"] += sight.wrong
            if not seen or seen[-1][1] != sight.generation:
                seen.append((time.monotonic(), sight.generation, sight.state))
    print(json.dumps(total | {"seen": seen}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
