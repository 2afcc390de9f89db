"""What every test shares: no network but loopback, a quiet environment, and where the real documents lie."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}


class NetworkBlocked(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Refuse to look up or connect to anything that is not this machine."""
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if host is not None and host not in LOOPBACK:
            raise NetworkBlocked(f"a test tried to reach {host}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse(address)
        return connect_ex(self, address)

    def guarded_lookup(host: Any, *more: Any, **options: Any) -> Any:
        refuse((host.decode() if isinstance(host, bytes) else host or "", 0))
        return lookup(host, *more, **options)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign,assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = guarded_lookup  # type: ignore[assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = lookup


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine's, and no data folder but the test's own."""
    for name in [name for name in os.environ if name.startswith("GUIDANCE_") and name != "GUIDANCE_SHARED"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real documents and development questions; without it these tests are skipped, and say so."""
    folder = os.environ.get("GUIDANCE_SHARED")
    if not folder:
        pytest.skip("GUIDANCE_SHARED is not set: the real documents are not here")
    return Path(folder)
