"""Web pages -> headings, paragraphs, items and rows of what a reader sees, without the furniture that the markup names.

Fetches nothing. Knows HTML's own words and common class names; knows no site, and leaves furniture known by its wording
to the boilerplate step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.errors import UnreadableFile
from assistant.types import Span
from ingest.load.blocks import Block, Extract
from ingest.load.plain import decode

_CHARSET = re.compile(
    rb"<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,80}?encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I
)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^>]*)>")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_NO_MARK = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FURNITURE = re.compile(
    r"(?<![a-z])(?:cookies?|breadcrumbs?|skip-?(?:links?|to|nav)|share(?!d)\w*|sharing|addthis|social-(?:media|links?|icons?|share)"
    r"|related|comments|comment-?(?:form|list|respond)|respond|disqus(?:-thread)?|visually-?hidden|sr-only|screen-reader-text)(?![a-z])"
)
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z*†‡])\]?")

_SKIPPED = frozenset(
    ["head", "script", "style", "noscript", "template", "svg", "nav", "aside", "footer", "iframe", "object", "embed", "audio", "video", "canvas", "map", "dialog", "button", "input", "select", "textarea", "label", "legend", "datalist", "output", "progress", "meter", "search", "rp", "rt"]
)
_SKIPPED_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu", "menubar"])
_BLOCKS = frozenset(
    ["p", "div", "section", "article", "main", "header", "address", "figure", "figcaption", "details", "summary", "form", "fieldset", "hgroup", "center", "blockquote", "pre", "hr", "ul", "ol", "menu", "dir", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "body"]
)
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_IN_ITEM = frozenset(("p", "div", "section", "address"))  # they break a list item's line, and do not end the item
_CLOSED_BY_OTHERS = frozenset(
    ["p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rb", "rt", "rp", "rtc", "html", "head", "body"]
)
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
_ENDS_HIDDEN = ("html", "body", "main")  # often hidden until a script has run

MAX_DEPTH = 3000  # nested elements; the parser takes minutes from about 100,000
MAX_SPAN = 100  # columns or rows that one cell may cover
LEAST_KEPT = 0.2  # of the visible text; where less is left, class names were not about furniture


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block before it has its place in the text."""

    kind: str
    text: str
    level: int = 0
    marker: str = ""
    cells: tuple[str, ...] = ()
    header: bool = False


def load_html(path: Path) -> Extract:
    """Read a web page. Raises UnreadableFile where it is no text, or has none."""
    markup, warning = _decoded(path.read_bytes())
    if _depth(markup) > MAX_DEPTH:
        raise UnreadableFile(
            f"{path}: nested too deep", say="The page is damaged: its elements are nested without end."
        )
    page = LexborHTMLParser(markup)
    pieces = _pieces(page.body) if page.body is not None else []
    if not any(piece.text.strip() for piece in pieces):
        say = "The page has no text: it may be made by a script. Open it in a browser and save it as PDF."
        raise UnreadableFile(f"{path}: no text", say=say)
    warnings = [warning] if warning else []
    if re.search(r"<(?:html|body)\b", markup, re.I) and not re.search(r"</(?:html|body)\s*>", markup, re.I):
        warnings.append("the page has no end tag: it may be cut short")
    text, blocks = _laid_out(pieces)
    return Extract(text, blocks, title=_title(page, pieces), warnings=tuple(warnings))


def _decoded(data: bytes) -> tuple[str, str]:
    """A page's text by its byte-order mark, by what it declares, or by what it can be."""
    declared = _CHARSET.search(data[:4096])
    marked = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    if marked or declared is None or b"\x00" in data[:8192]:
        return decode(data)
    name = declared[1].decode("ascii").lower()
    # A page whose declaration could be read is not in UTF-16, and browsers take Latin-1 for Windows-1252.
    name = "cp1252" if name in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252"} else name
    try:
        return (
            ("", "")
            if not data
            else (data.decode("utf-8" if name.startswith(("utf-16", "utf-32", "utf-7")) else name), "")
        )
    except (LookupError, ValueError):
        return decode(data)


def _depth(markup: str) -> int:
    """How deep a page's elements can be nested, counted without parsing it."""
    depth = deepest = 0
    for closing, name, rest in _TAG.findall(markup):
        tag = name.lower()
        if tag in _VOID or tag in _CLOSED_BY_OTHERS or rest.endswith("/"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _pieces(body: LexborNode) -> list[_Piece]:
    """What a page says. Class names are passed over where, by them, nearly all of it would be furniture."""
    reader = _Reader(by_class=True)
    reader.read(body)
    if not reader.dropped:
        return reader.pieces
    whole = _Reader(by_class=False)
    whole.read(body)
    return reader.pieces if _length(reader.pieces) >= LEAST_KEPT * _length(whole.pieces) else whole.pieces


def _length(pieces: Sequence[_Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _laid_out(pieces: Sequence[_Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text of the pieces, one after the other, and each as a range of it."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece in pieces:
        cells, stop = [], at
        for cell in piece.cells:
            cells.append(Span(stop, stop + len(cell)))
            stop += len(cell) + 1
        end = at + len(piece.text)
        blocks.append(Block(piece.kind, at, end, piece.level, piece.marker, tuple(cells), piece.header))
        parts.append(piece.text)
        at = end + 1
    return "\n".join(parts) + "\n", tuple(blocks)


def _title(page: LexborHTMLParser, pieces: Sequence[_Piece]) -> str:
    """What the page calls itself; a first heading stands for a <title> that only adds the site's name to it."""
    heading = next((piece.text for piece in pieces if piece.kind == "heading" and piece.level == 1), "")
    heading = " ".join(heading.split())
    node = page.css_first("head > title")
    shared = page.css_first("meta[property='og:title'], meta[name='og:title']")
    title = " ".join(node.text().split()) if node is not None else ""
    title = title or (" ".join((shared.attributes.get("content") or "").split()) if shared is not None else "")
    return heading if heading and heading in title else title or heading


class _Reader:
    """Walks a page and gathers its pieces. The walk keeps its own stack, since a page may be nested deeper than Python is."""

    def __init__(self, *, by_class: bool) -> None:
        self.pieces: list[_Piece] = []
        self.dropped = 0
        self._by_class = by_class
        self._run: list[str] = []
        self._kinds: list[_Piece] = []  # the headings and items that the walk is in, innermost last
        self._lists: list[Iterator[str]] = []  # the markers still to come of each list that the walk is in
        self._preformatted = 0

    def read(self, root: LexborNode) -> None:
        """Add what stands in an element."""
        waiting: list[tuple[LexborNode, bool]] = [(root, False)]
        while waiting:
            node, entered = waiting.pop()
            tag = node.tag or ""
            if entered:
                self._leave(tag)
            elif node.is_text_node:
                self._add(node.text_content or "")
            elif not node.is_element_node or self._is_skipped(node, tag):
                continue
            elif tag == "table" and _is_data(node):
                self._flush()
                self._table(node)
            else:
                self._enter(node, tag)
                waiting.append((node, True))
                waiting += [(child, False) for child in reversed(_children(node))]
        self._flush()

    def _is_skipped(self, node: LexborNode, tag: str) -> bool:
        attributes = node.attributes
        if tag in _ENDS_HIDDEN:
            return False
        if tag in _SKIPPED or (attributes.get("role") or "").lower() in _SKIPPED_ROLES or _is_hidden(attributes):
            return not (tag == "footer" and _within(node, ("blockquote",)))
        if tag == "header" and not _within(node, ("main", "article", "section")):
            return not _has_only_h1(node)
        if tag == "sup" and node.css_first("a") is not None:
            return bool(_NOTE_MARK.fullmatch(node.text(strip=True)))
        if self._by_class and _is_furniture(node, tag, attributes):
            self.dropped += 1
            return True
        return False

    def _add(self, text: str) -> None:
        if self._preformatted:
            self._run.append(text.replace("\r\n", "\n"))
        elif text:
            self._run.append(_SPACE.sub(" ", text))

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag == "br":
            self._run.append("\n")
        if tag not in _BLOCKS:
            return
        self._break(tag)
        if tag in _LISTS:
            self._lists.append(_markers(node, tag))
        elif tag == "li":
            marker = next(self._lists[-1]) if self._lists else "•"
            given = node.attributes.get("value") or ""
            if (
                self._lists
                and re.fullmatch(r"-?\d{1,6}", given)
                and (node.parent is not None and node.parent.tag == "ol")
            ):
                self._lists[-1] = _markers(node.parent, "ol", int(given))
                marker = next(self._lists[-1])
            self._kinds.append(_Piece("item", "", max(0, len(self._lists) - 1), marker))
        elif tag in _HEADINGS:
            self._kinds.append(_Piece("heading", "", int(tag[1])))
        elif tag == "pre":
            self._preformatted += 1

    def _leave(self, tag: str) -> None:
        if tag not in _BLOCKS:
            return
        self._break(tag)
        if tag in _LISTS:
            self._lists.pop()
        elif tag == "li" or tag in _HEADINGS:
            self._kinds.pop()
        elif tag == "pre":
            self._preformatted -= 1

    def _break(self, tag: str) -> None:
        """End the block reached; inside an item or heading a paragraph only ends the line."""
        if self._kinds and (tag in _IN_ITEM or tag == "dt"):
            self._run.append("\n")
        elif tag == "dd" and not self._kinds:
            self._run.append("\n")  # a term and its meaning are one paragraph
        else:
            self._flush()

    def _flush(self) -> None:
        text = (
            re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(self._run)))
            if not self._preformatted
            else "".join(self._run)
        )
        self._run.clear()
        kind = self._kinds[-1] if self._kinds else _Piece("paragraph", "")
        # Two line breaks in a row are how old pages, and letters, set paragraphs apart.
        for part in re.split(r"\n{2,}", text) if kind.kind == "paragraph" else [re.sub(r"\n{2,}", "\n", text)]:
            if part.strip():
                self.pieces.append(_Piece(kind.kind, part.strip(), kind.level, kind.marker))
        if kind.kind == "item" and text.strip():
            self._kinds[-1] = _Piece("item", "", kind.level)  # what follows a nested list bears no mark of its own

    def _table(self, table: LexborNode) -> None:
        covered: dict[int, int] = {}  # columns that a cell of an earlier row still covers -> for how many rows
        rows = []
        for row in table.css("tr, caption"):
            if row.tag == "caption":
                self.pieces += self._read_apart(row)
            elif not self._is_skipped(row, "tr"):
                rows.append(row)
        for row in rows:
            cells = [
                cell
                for cell in _children(row)
                if cell.tag in {"td", "th"} and not self._is_skipped(cell, cell.tag or "")
            ]
            texts = self._row(cells, covered)
            if any(texts):
                header = all(cell.tag == "th" for cell in cells) or (
                    row.parent is not None and row.parent.tag == "thead"
                )
                self.pieces.append(_Piece("row", "\t".join(texts), cells=tuple(texts), header=header))

    def _row(self, cells: Sequence[LexborNode], covered: dict[int, int]) -> list[str]:
        """The texts of a row's cells; a cell that covers several columns or rows stands in the first, the rest are empty."""
        texts: list[str] = []
        fresh: dict[int, int] = {}
        for cell in cells:
            while covered.get(len(texts), 0):
                texts.append("")
            across, down = _number(cell, "colspan"), _number(cell, "rowspan")
            fresh |= dict.fromkeys(range(len(texts), len(texts) + across), down - 1)
            texts += ["\n".join(piece.text for piece in self._read_apart(cell)), *[""] * (across - 1)]
        while covered.get(len(texts), 0):
            texts.append("")
        for column in list(covered):
            covered[column] = max(0, covered[column] - 1)
        covered |= {column: down for column, down in fresh.items() if down}
        return texts

    def _read_apart(self, node: LexborNode) -> list[_Piece]:
        inner = _Reader(by_class=self._by_class)
        for child in _children(node):
            inner.read_inline(child)
        inner.finish()
        self.dropped += inner.dropped
        return inner.pieces

    def read_inline(self, node: LexborNode) -> None:
        """Add an element or text that goes on with what was added before it."""
        self._run, kept = [], self._run
        self._run = kept
        self.read_node(node)

    def read_node(self, node: LexborNode) -> None:
        raise NotImplementedError

    def finish(self) -> None:
        self._flush()
