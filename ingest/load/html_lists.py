"""The marks that a browser prints before the items of an HTML list. Knows HTML's attributes and no style sheet."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from ingest.load.numbering import printed_number

_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?\b(none|(?:lower|upper)-(?:alpha|latin|roman)|decimal)\b", re.I)
_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = {
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "lower-roman": "lowerRoman",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "upper-roman": "upperRoman",
}


class ListMarks:
    """Counts the items of one list."""

    def __init__(self, node: LexborNode) -> None:
        attributes = node.attributes
        style = _STYLE.search(attributes.get("style") or "")
        named = style[1].lower() if style else ""
        self._is_numbered = node.tag == "ol"
        self._is_bare = named == "none"
        self._form = _STYLES.get(named) or _TYPES.get(attributes.get("type") or "", "decimal")
        self._step = -1 if "reversed" in attributes else 1
        items = sum(child.tag == "li" for child in node.iter()) if self._step < 0 else 1
        self._number = _whole(attributes.get("start"), items)

    def next(self, item: LexborNode) -> str:
        """The next item's mark, "" where the list prints none."""
        if self._is_bare:
            return ""
        if not self._is_numbered:
            return "•"
        number = _whole(item.attributes.get("value"), self._number)
        self._number = number + self._step
        return f"{printed_number(number, self._form)}."


def _whole(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"-?\d{1,6}", value.strip()) else otherwise
