"""What the tests of the loaders share: reading an extract, and what every extract must be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import UnreadableFile
from ingest.load.blocks import Extract

KINDS = {"line", "paragraph", "heading", "item", "row", "break"}


def shown(extract: Extract) -> list[tuple[str, str]]:
    """The kind and text of each block that has text."""
    found = [(block.kind, extract.text[block.start : block.end]) for block in extract.blocks]
    return [(kind, text) for kind, text in found if text]


def texts(extract: Extract, *kinds: str) -> list[str]:
    """The texts of the blocks of some kinds."""
    return [" ".join(text.split()) for kind, text in shown(extract) if not kinds or kind in kinds]


def rows(extract: Extract) -> list[tuple[str, ...]]:
    """The cells of each row."""
    return [tuple(extract.text[s:e] for s, e in block.cells) for block in extract.blocks if block.kind == "row"]


def items(extract: Extract) -> list[tuple[int, str, str]]:
    """The level, mark and text of each item, the mark left out of the text."""
    blocks = [block for block in extract.blocks if block.kind == "item"]
    return [(b.level, b.marker, extract.text[b.start : b.end].removeprefix(b.marker).strip()) for b in blocks]


def headings(extract: Extract) -> list[tuple[int, str]]:
    """The level and text of each heading."""
    return [(b.level, extract.text[b.start : b.end]) for b in extract.blocks if b.kind == "heading"]


def assert_sound(extract: Extract) -> None:
    """Every block lies in the text, after the one before it, and its cells lie in it in order."""
    at = 0
    for block in extract.blocks:
        assert block.kind in KINDS
        assert at <= block.start <= block.end <= len(extract.text)
        assert block.kind in ("line", "break", "row") or extract.text[block.start : block.end].strip()
        within = block.start
        for cell in block.cells:
            assert within <= cell.start <= cell.end <= block.end
            within = cell.end
        at = block.end


def refusal(load: Callable[[Path], Extract], path: Path) -> str:
    """The words for the reader with which a file is refused."""
    with pytest.raises(UnreadableFile) as caught:
        load(path)
    return caught.value.say
