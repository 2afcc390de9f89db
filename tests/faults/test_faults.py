"""What a reader may rely on while publishes are stopped, killed and damaged. Minutes; `pytest -m slow tests/faults`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.runs import RUNS, Result

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.__name__)
def test_no_reader_errs_nothing_is_mixed_and_nothing_is_lost(run: Callable[[Path], Result], tmp_path: Path) -> None:
    assert run(tmp_path).wrong == ()
