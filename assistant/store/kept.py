"""What was read once, kept while there is room. Safe among threads; does not know what it keeps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """At most `room` values by key. What was kept first is let go first."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._values: dict[str, Value] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, keys: Iterable[str], read: Callable[[list[str]], Mapping[str, Value]]) -> dict[str, Value]:
        """The values of some keys in their order, those not kept from `read`. A key without a value is absent."""
        wanted = list(keys)
        with self._lock:
            found = {key: self._values[key] for key in wanted if key in self._values}
        missing = [key for key in wanted if key not in found]
        if missing:
            fresh = read(missing)
            found |= fresh
            self._keep(fresh)
        return {key: found[key] for key in wanted if key in found}

    def _keep(self, fresh: Mapping[str, Value]) -> None:
        with self._lock:
            self._values |= fresh
            for key in list(islice(self._values, max(0, len(self._values) - self._room))):
                del self._values[key]
