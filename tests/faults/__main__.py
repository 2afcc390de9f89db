"""`python -m tests.faults [RUN…]`: all runs, or those named, and what each counted. Exit code 1 on any fault."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.faults.runs import RUNS


def main(names: list[str]) -> int:
    failed = False
    for run in [run for run in RUNS if not names or run.__name__ in names]:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as scratch:
            result = replace(run(Path(scratch)), seconds=time.monotonic() - begun)
        figures = ", ".join(f"{value} {name}" for name, value in result.figures.items())
        print(f"{result.name:<44} {figures}, {result.seconds:.0f} s: {'WRONG' if result.wrong else 'well'}", flush=True)
        for fault in result.wrong[:20]:
            print(f"    {fault}")
        failed |= bool(result.wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
