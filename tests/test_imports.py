"""The arrows between the rooms, read from the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
ROOMS = {
    "prompts": set(),
    "assistant": {"prompts"},
    "ingest": {"assistant"},
    "evals": {"assistant", "ingest", "prompts"},
    "integrations": {"assistant", "evals", "ingest", "prompts"},
}
ONLY_IMPORTER = {
    "chromadb": "assistant/store/vectors.py",
    "tantivy": "assistant/store/lexical.py",
    "sqlalchemy": "assistant/store/",
    "fastapi": "integrations/api/",
    "os.environ": "assistant/settings.py",
}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def crossings(room: str, source: str) -> set[str]:
    """The rooms that some code of a room reaches and may not."""
    tops = {name.split(".")[0] for name in imported(ast.parse(source))}
    return (tops & (ROOMS.keys() | {"tests"})) - ROOMS[room] - {room}


def sources(room: str) -> list[Path]:
    return sorted((TOP / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_imports_between_rooms_point_one_way(room: str) -> None:
    wrong = {
        str(path.relative_to(TOP)): found for path in sources(room) if (found := crossings(room, path.read_text()))
    }

    assert wrong == {}


def test_an_import_against_the_arrows_would_be_found() -> None:
    assert crossings("assistant", "from ingest.sync import sync") == {"ingest"}
    assert crossings("prompts", "def f():\n    import assistant.types") == {"assistant"}


@pytest.mark.parametrize("package", [name for name in ONLY_IMPORTER if "." not in name])
def test_each_library_of_the_edges_has_one_place(package: str) -> None:
    using = [
        str(path.relative_to(TOP))
        for room in ROOMS
        for path in sources(room)
        if any(name.split(".")[0] == package for name in imported(ast.parse(path.read_text())))
    ]

    assert using
    assert [path for path in using if not path.startswith(ONLY_IMPORTER[package])] == []


def test_the_environment_is_read_in_one_place() -> None:
    reading = [
        str(path.relative_to(TOP))
        for room in ROOMS
        for path in sources(room)
        if "os.environ" in path.read_text() or "getenv" in path.read_text()
    ]

    # tokens.py lends tiktoken the folder of its vocabulary, which tiktoken takes from the environment only.
    assert reading == ["assistant/settings.py", "assistant/tokens.py"]
