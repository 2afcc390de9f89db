"""A Word paragraph's XML -> its runs, as they stand once tracked changes are accepted.

Knows the elements inside a paragraph; does not know what the paragraph is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from ingest.load.docx_styles import Styles, is_on, value_of
from ingest.load.pieces import Run

Element = Any  # of lxml, whose classes python-docx makes at run time

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHOICE = f"{_COMPATIBLE}Choice"
ALTERNATE = f"{_COMPATIBLE}AlternateContent"
DELETED = frozenset(qn(name) for name in ("w:del", "w:moveFrom"))
INSERTED = frozenset(qn(name) for name in ("w:ins", "w:moveTo"))
WRAPPERS = INSERTED | {
    qn(name)
    for name in ("w:hyperlink", "w:smartTag", "w:sdt", "w:sdtContent", "w:fldSimple", "w:customXml", "w:dir", "w:bdo")
}
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_LEFT_OUT = {
    qn("m:oMath"): "equation",
    qn("m:oMathPara"): "equation",
    qn("w:footnoteReference"): "footnote",
    qn("w:endnoteReference"): "footnote",
    qn("w:commentReference"): "comment",
}


class ParagraphText:
    """Reads paragraphs, and counts what it leaves out."""

    def __init__(self, styles: Styles) -> None:
        self.left_out: Counter[str] = Counter()
        self._styles = styles

    def read(self, paragraph: Element) -> tuple[list[Run], list[Element]]:
        """A paragraph's runs, and the text boxes that are anchored in it."""
        runs: list[Run] = []
        boxes: list[Element] = []
        bold = self._styles.is_bold(value_of(paragraph.find(qn("w:pPr")), "w:pStyle"))
        for run in self._runs(paragraph):
            properties = run.find(qn("w:rPr"))
            if is_on(properties, "w:vanish"):
                self.left_out["hidden text"] += 1
                continue
            runs.append((self._text(run), self._is_bold(properties, bold)))
            boxes += text_boxes(run)
        return runs, boxes

    def _runs(self, element: Element) -> Iterator[Element]:
        for child in element.iterchildren("*"):
            if child.tag == qn("w:r"):
                yield child
            elif child.tag in WRAPPERS:
                self.left_out["insertion"] += child.tag in INSERTED
                yield from self._runs(child)
            elif child.tag == ALTERNATE:
                yield from self._runs(preferred(child))
            elif child.tag in DELETED:
                self.left_out["deletion"] += 1
            elif child.tag in _LEFT_OUT:
                self.left_out[_LEFT_OUT[child.tag]] += 1

    def _is_bold(self, properties: Element | None, inherited: bool) -> bool:
        own = is_on(properties, "w:b")
        style = value_of(properties, "w:rStyle")
        return own if own is not None else inherited or (style is not None and self._styles.is_bold(style))

    def _text(self, run: Element) -> str:
        parts: list[str] = []
        for child in run.iterchildren("*"):
            if child.tag == qn("w:t"):
                parts.append(child.text or "")
            elif child.tag == qn("w:br"):
                parts.append("\n" if child.get(qn("w:type")) in (None, "textWrapping") else " ")
            elif child.tag in _LEFT_OUT:
                self.left_out[_LEFT_OUT[child.tag]] += 1
            else:
                parts.append(_CHARACTERS.get(child.tag, ""))
        return "".join(parts)


def text_boxes(element: Element) -> Iterator[Element]:
    """The text boxes within an element, each once: Word keeps a box twice, the second time for older Words."""
    for child in element.iterchildren("*"):
        if child.tag == qn("w:txbxContent"):
            yield child
        elif child.tag == ALTERNATE:
            yield from text_boxes(preferred(child))
        else:
            yield from text_boxes(child)


def preferred(alternate: Element) -> Element:
    """The form of some content that newer Words show, of the forms that a file offers."""
    choice = alternate.find(_CHOICE)
    return alternate if choice is None else choice
