"""What a file is by its first bytes, and the words for one whose name says something else.

Knows signatures only; reads no format.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from assistant.errors import UnreadableFile

HEAD = 2_048  # bytes looked at
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of that name in a protected Office file
_OFFICE = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}
_HTML = re.compile(rb"<!doctype html|<html[\s>]", re.I)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")

_TEXT = (".txt", ".md", ".markdown")
_EXPECTED = {".pdf": "PDF", ".docx": "Word file"}


def check_content(path: Path) -> None:
    """Raises UnreadableFile, with words on what to do, where a file is not what its extension says."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    extension = path.suffix.lower()
    if head.startswith(_OLE):
        raise UnreadableFile(f"{path}: OLE", say=_words_for_ole(path))
    found = _extension_for(path, head)
    if found == extension or (not found and extension not in _EXPECTED) or (found == ".html" and extension in _TEXT):
        return
    if found == ".html" and extension == ".htm":
        return
    raise UnreadableFile(f"{path}: {found or 'unknown'} inside", say=_words_for(extension, found))


def _extension_for(path: Path, head: bytes) -> str:
    """The extension that a file's first bytes ask for, "" where they ask for none."""
    # Other bytes may stand before a PDF's signature; in a text it may be what the text is about.
    if head.startswith(b"%PDF-") or (path.suffix.lower() == ".pdf" and b"%PDF-" in head[:1024]):
        return ".pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive_kind(path)
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith(_PICTURES):
        return "a picture"
    return ".html" if _HTML.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")) else ""


def _archive_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        # Its list of contents stands at the end: what is cut short has none, and the loader says so.
        return ".docx" if path.suffix.lower() == ".docx" else ".zip"
    return next((kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)), ".zip")


def _words_for_ole(path: Path) -> str:
    if _ENCRYPTED in path.read_bytes():
        return "The file is protected by a password: save it without one."
    return "The file is in an old Office format (.doc, .xls, .ppt): open it in Word and save it as .docx."


def _words_for(extension: str, found: str) -> str:
    if found in (".pdf", ".docx", ".html"):
        return f"The file's name ends in {extension}, but it holds {_named(found)}: rename it to end in {found}."
    if found:
        return f"The file's name ends in {extension}, but it holds {_named(found)}: save it as .docx, .pdf or text."
    return f"The file's name ends in {extension}, but it is no {_EXPECTED[extension]}: get it again, or rename it."


def _named(found: str) -> str:
    names = {".pdf": "a PDF", ".docx": "a Word file", ".html": "a web page", ".xlsx": "a spreadsheet"}
    names |= {".pptx": "a presentation", ".rtf": "rich text", ".zip": "an archive"}
    return names.get(found, found)
