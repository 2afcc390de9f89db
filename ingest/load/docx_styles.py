"""A Word file's paragraph styles and lists: what a paragraph inherits, and the number that Word prints before it.

Knows styles.xml and numbering.xml; does not read the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from ingest.load.numbering import printed_number

Element = Any  # of lxml, whose classes python-docx makes at run time

_HEADING = re.compile(r"heading ([1-9])")
_NESTED_LIST = re.compile(r"list (?:bullet|number|continue)? ?([2-9])")
_PLAIN_BULLETS = "•-–—*▪●◦○■□‣·"
MAX_CHAIN = 20  # styles, each based on the next; Word allows no more than 10
LEVELS = 9


def value_of(element: Element | None, path: str) -> str | None:
    """The `w:val` of what stands at a path of children, None where nothing stands there."""
    for name in path.split("/"):
        element = element.find(qn(name)) if element is not None else None
    return None if element is None else element.get(qn("w:val"), "")


def is_on(element: Element | None, name: str) -> bool | None:
    """Whether a property such as bold is switched on; None where nothing is said of it."""
    value = value_of(element, name)
    return None if value is None else value not in ("0", "false", "off", "none")


class Styles:
    """Paragraph and character styles by id, each with what it takes from those that it is based on."""

    def __init__(self, root: Element) -> None:
        self._by_id = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
        default = (
            s for s in self._by_id.values() if s.get(qn("w:type")) == "paragraph" and s.get(qn("w:default")) == "1"
        )
        self._default = next((style.get(qn("w:styleId")) for style in default), "")

    def chain(self, style_id: str | None) -> Iterator[Element]:
        """A style, the one that it is based on, and so on."""
        name = style_id or self._default
        for _ in range(MAX_CHAIN):
            style = self._by_id.get(name)
            if style is None:
                return
            yield style
            name = value_of(style, "w:basedOn") or ""

    def name(self, style_id: str | None) -> str:
        """A style's own name in lower case; Word's names for its own styles are English in every language."""
        style = next(self.chain(style_id), None)
        return (value_of(style, "w:name") or "").lower()

    def heading_level(self, paragraph: Element) -> int | None:
        """1 to 9 of a heading, 0 of the document's title, None of other text."""
        properties = paragraph.find(qn("w:pPr"))
        outline = value_of(properties, "w:outlineLvl")
        for style in self.chain(value_of(properties, "w:pStyle")):
            name = (value_of(style, "w:name") or "").lower()
            if match := _HEADING.fullmatch(name):
                return int(match[1])
            if name == "title":
                return 0
            outline = outline if outline is not None else value_of(style, "w:pPr/w:outlineLvl")
        return int(outline) + 1 if outline and outline.isdecimal() and int(outline) < LEVELS else None

    def is_bold(self, style_id: str | None) -> bool:
        """Whether a style's text is bold."""
        said = (is_on(style.find(qn("w:rPr")), "w:b") for style in self.chain(style_id))
        return next((bold for bold in said if bold is not None), False)

    def numbering(self, paragraph: Element) -> tuple[str, int | None, str]:
        """A paragraph's list, its level there (None where the list itself says), and the style that put it there."""
        properties = paragraph.find(qn("w:pPr"))
        level = value_of(properties, "w:numPr/w:ilvl")
        if (number := value_of(properties, "w:numPr/w:numId")) is not None:
            return number, _level(level) or 0, ""
        for style in self.chain(value_of(properties, "w:pStyle")):
            if (number := value_of(style, "w:pPr/w:numPr/w:numId")) is not None:
                return number, _level(level or value_of(style, "w:pPr/w:numPr/w:ilvl")), style.get(qn("w:styleId"))
        return "", None, ""

    def depth(self, paragraph: Element) -> int:
        """How deep the name of a list style says that a paragraph stands: "List Bullet 2" is 1."""
        match = _NESTED_LIST.match(self.name(value_of(paragraph.find(qn("w:pPr")), "w:pStyle")))
        return int(match[1]) - 1 if match else 0


def _level(value: str | None) -> int | None:
    return min(int(value), LEVELS - 1) if value and value.isdecimal() else None


@dataclass(slots=True)
class _List:
    """An abstract list: its levels, and how far each has counted. Lists that share it count on together."""

    levels: dict[int, Element] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the paragraphs of a document's lists in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._numbers = {} if root is None else {n.get(qn("w:numId")): n for n in root.findall(qn("w:num"))}
        self._abstract = (
            {} if root is None else {a.get(qn("w:abstractNumId")): a for a in root.findall(qn("w:abstractNum"))}
        )
        self._lists: dict[str, _List] = {}
        self._started: set[str] = set()

    def next(self, paragraph: Element) -> tuple[str, int] | None:
        """The mark that Word prints before a paragraph, and its level; None of one that is in no list."""
        number, level, style = self._styles.numbering(paragraph)
        if number not in self._numbers:
            return None
        counted = self._list(number)
        if level is None:
            level = next((n for n, node in counted.levels.items() if value_of(node, "w:pStyle") == style), 0)
        overrides = self._numbers[number].findall(qn("w:lvlOverride"))
        definitions = counted.levels | {
            _of(o): o.find(qn("w:lvl")) for o in overrides if o.find(qn("w:lvl")) is not None
        }
        self._restart(number, counted, overrides)
        counted.counts[level] = counted.counts.get(level, _start(definitions.get(level)) - 1) + 1
        for deeper in [n for n in counted.counts if n > level and value_of(definitions.get(n), "w:lvlRestart") != "0"]:
            del counted.counts[deeper]
        return _mark(definitions, level, counted.counts), max(level, self._styles.depth(paragraph))

    def _list(self, number: str) -> _List:
        name = value_of(self._numbers[number], "w:abstractNumId") or ""
        node = self._abstract.get(name)
        if (link := value_of(node, "w:numStyleLink")) is not None:
            linked = next((n for s in self._styles.chain(link) if (n := value_of(s, "w:pPr/w:numPr/w:numId"))), "")
            name = value_of(self._numbers.get(linked), "w:abstractNumId") or name
            node = self._abstract.get(name)
        if name not in self._lists:
            levels = [] if node is None else node.findall(qn("w:lvl"))
            self._lists[name] = _List({_of(lvl): lvl for lvl in levels})
        return self._lists[name]

    def _restart(self, number: str, counted: _List, overrides: list[Element]) -> None:
        """A list that says where it starts does so the first time that it is met."""
        if number in self._started:
            return
        self._started.add(number)
        for override in overrides:
            if start := _level_or_number(value_of(override, "w:startOverride")):
                counted.counts[_of(override)] = start - 1


def _of(node: Element) -> int:
    return _level(node.get(qn("w:ilvl"))) or 0


def _level_or_number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 7 else None


def _start(definition: Element | None) -> int:
    start = _level_or_number(value_of(definition, "w:start"))
    return 1 if start is None else start


def _mark(definitions: dict[int, Element], level: int, counts: dict[int, int]) -> str:
    definition = definitions.get(level)
    template = value_of(definition, "w:lvlText") or ""
    if value_of(definition, "w:numFmt") == "bullet":
        return template if template in _PLAIN_BULLETS and template else "◦" if template == "o" else "•"
    legal = is_on(definition, "w:isLgl")

    def counted(match: re.Match[str]) -> str:
        other = int(match[1]) - 1
        form = value_of(definitions.get(other), "w:numFmt") or "decimal"
        number = counts.get(other, _start(definitions.get(other)))
        return "" if form == "none" else printed_number(number, "decimal" if legal else form)

    return re.sub(r"%([1-9])", counted, template).strip()
