"""Text and Markdown files -> one "line" block a line. Knows encodings; leaves the meaning of lines to repair."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.errors import UnreadableFile
from ingest.load.blocks import Block, Extract

_LINE = re.compile(r"[^\n\f]*(?:\n|\f|$)")


def load_plain(path: Path) -> Extract:
    """Read a text file. Raises UnreadableFile where it is empty or not text."""
    text, warning = decode(path.read_bytes())
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableFile(f"{path}: no text", say="The file is empty.")
    return Extract(text, line_blocks(text), warnings=(warning,) if warning else ())


def decode(data: bytes) -> tuple[str, str]:
    """The text of some bytes and, where it had to be guessed, a warning. Raises UnreadableFile where it is binary."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and not data.startswith(b"\xff\xfe\0\0"):
        text = data.decode("utf-16", errors="replace")
        return text, "damaged UTF-16: some letters are lost" if "\ufffd" in text else ""
    if b"\x00" in data:
        raise UnreadableFile("binary data in a text file", say="The file is not text: save it again as UTF-8 text.")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "not UTF-8; read as Windows-1252, so check accented letters"


def line_blocks(text: str) -> tuple[Block, ...]:
    """A block for each line of a text, its newline left out; a form feed is a page break."""
    blocks = []
    for match in _LINE.finditer(text):
        ending = match.group()[-1:]
        stop = match.end() - (1 if ending in ("\n", "\f") else 0)
        if match.start() < len(text):
            blocks.append(Block("line", match.start(), stop))
        if ending == "\f":
            blocks.append(Block("break", stop, stop))
    return tuple(blocks)
