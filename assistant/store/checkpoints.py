"""The points at which a publish could be stopped: it calls one at each. Only a test does anything there."""

from __future__ import annotations

from collections.abc import Callable

Checkpoint = Callable[[str], None]


def no_checkpoint(_: str) -> None:
    """Go on."""
