"""A file of any format -> its extracted text and blocks. The one table of formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.errors import UnreadableFile
from ingest.load.blocks import Extract
from ingest.load.plain import load_plain

LOADERS: dict[str, Callable[[Path], Extract]] = {
    ".txt": load_plain,
    ".md": load_plain,
    ".markdown": load_plain,
}


def load(path: Path) -> Extract:
    """Read one file by its extension. Raises UnreadableFile, whose `say` is a line for the report."""
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        known = ", ".join(sorted(LOADERS))
        raise UnreadableFile(f"{path}: unknown format", say=f"Files of this kind cannot be read; known are {known}.")
    if path.stat().st_size == 0:
        raise UnreadableFile(f"{path}: empty", say="The file is empty.")
    return loader(path)
