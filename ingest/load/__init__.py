"""A file of any format -> its extracted text and blocks. The one table of formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.errors import UnreadableFile
from ingest.load.blocks import Extract
from ingest.load.formats import check_content
from ingest.load.plain import load_plain


# The libraries behind these three are heavy: a run that meets no such file does not import them.
def _load_html(path: Path) -> Extract:
    from ingest.load.html import load_html

    return load_html(path)


def _load_docx(path: Path) -> Extract:
    from ingest.load.docx import load_docx

    return load_docx(path)


def _load_pdf(path: Path) -> Extract:
    from ingest.load.pdf import load_pdf

    return load_pdf(path)


LOADERS: dict[str, Callable[[Path], Extract]] = {
    ".txt": load_plain,
    ".md": load_plain,
    ".markdown": load_plain,
    ".html": _load_html,
    ".htm": _load_html,
    ".docx": _load_docx,
    ".pdf": _load_pdf,
}
MAX_BYTES = 50_000_000


def load(path: Path) -> Extract:
    """Read one file by its extension. Raises UnreadableFile, whose `say` is a line for the report, and OSError."""
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        known = ", ".join(sorted(LOADERS))
        raise UnreadableFile(f"{path}: unknown format", say=f"Files of this kind cannot be read; known are {known}.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"{path}: empty", say="The file is empty.")
    if size > MAX_BYTES:
        raise UnreadableFile(f"{path}: {size} bytes", say="The file is larger than 50 MB: cut it into parts.")
    check_content(path)
    try:
        return loader(path)
    except (UnreadableFile, OSError):
        raise
    except Exception as error:  # a hostile file finds a way that its library did not think of; the run goes on
        say = "The file is damaged: open it in the program that made it and save it again."
        raise UnreadableFile(f"{path}: {error!r}", say=say) from error
