"""A web page's bytes -> its markup, and whether a parser can be given it. Builds no tree."""

from __future__ import annotations

import re
from collections import Counter

from ingest.load.plain import decode

_CHARSET = re.compile(
    rb"<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,80}?encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I
)
_LATIN_1 = frozenset(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252"))
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*)>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CLOSED_BY_OTHERS = frozenset("p li dt dd td th tr thead tbody tfoot option optgroup html head body".split())

MAX_DEPTH = 3000  # nested elements; the parser takes minutes from about 100,000


def decoded(data: bytes) -> tuple[str, str]:
    """A page's text, and a warning where it had to be guessed. Raises UnreadableFile where it is binary.

    What is valid UTF-8 is UTF-8, whatever the page declares; browsers take Latin-1 for Windows-1252.
    """
    declared = _CHARSET.search(data[:4096])
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        name = declared[1].decode("ascii").lower() if declared else ""
        try:
            return data.decode("cp1252" if name in _LATIN_1 else name), ""
        except (LookupError, ValueError):
            pass
    return decode(data)


def is_nested_too_deep(markup: str) -> bool:
    """True of a page that the parser should not be given; counted without parsing it."""
    open_tags: list[str] = []
    count: Counter[str] = Counter()
    for match in _TAG.finditer(markup):
        tag = match[2].lower()
        if tag in _VOID or tag in _CLOSED_BY_OTHERS or match[3].endswith("/"):
            continue
        if not match[1]:
            open_tags.append(tag)
            count[tag] += 1
        elif count[tag]:
            while (closed := open_tags.pop()) != tag:
                count[closed] -= 1
            count[tag] -= 1
        if len(open_tags) > MAX_DEPTH:
            return True
    return False
