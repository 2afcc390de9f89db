"""Web pages -> headings, paragraphs, items and rows of what a reader sees, without the furniture that the markup names.

Fetches nothing. Knows HTML's own words; leaves furniture known by its wording to the boilerplate step.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.errors import UnreadableFile
from ingest.load.blocks import Extract
from ingest.load.html_furniture import is_furniture, is_named_furniture
from ingest.load.html_lists import ListMarks
from ingest.load.html_source import decoded, is_nested_too_deep
from ingest.load.html_tables import is_data, rows_of
from ingest.load.pieces import Piece, Run, lay_out, looks_like_heading, with_headings_in_order, with_label

_BLOCKS = frozenset(
    "p div section article main header address figure figcaption details summary form fieldset hgroup center blockquote"
    " pre hr ul ol menu dir li dl dt dd table caption thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6 body".split()
)
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD = frozenset(("b", "strong", "dt"))
_IN_ITEM = frozenset(("p", "div", "section", "address", "dt", "dd"))  # these break an item's line and do not end it
_SPACE = re.compile(r"[ \t\n\r\f]+")

LEAST_KEPT = 0.2  # of the visible text; where less is left, the names were not about furniture
MAX_LINK_WORDS = 12  # in a paragraph of links only, such as "Share Print Email"


def load_html(path: Path) -> Extract:
    """Read a web page. Raises UnreadableFile where it is no text, has none, or is nested without end."""
    markup, warning = decoded(path.read_bytes())
    if is_nested_too_deep(markup):
        raise UnreadableFile(
            f"{path}: nested too deep", say="The page is damaged: its elements are nested without end."
        )
    page = LexborHTMLParser(markup)
    pieces = with_headings_in_order(_pieces(page))
    if not pieces:
        say = "The page has no text: it may be made by a script. Open it in a browser and save it as PDF."
        raise UnreadableFile(f"{path}: no text", say=say)
    warnings = [warning] if warning else []
    if re.search(r"<(?:html|body)\b", markup, re.I) and not re.search(r"</(?:html|body)\s*>", markup, re.I):
        warnings.append("the page has no end tag: it may be cut short")
    text, blocks = lay_out(pieces)
    return Extract(text, blocks, title=_title(page, pieces), warnings=tuple(warnings))


def _pieces(page: LexborHTMLParser) -> list[Piece]:
    """What a page says: its main element where it has one, without what class names call furniture.

    Either narrowing is given up where it would leave next to nothing of what the page says.
    """
    if page.body is None:
        return []
    whole = _read(page.body, by_name=False)
    main = page.css_first("main, [role=main]")
    narrowed = [page.body]
    if main is not None and (main.css_first("h1") is not None or page.css_first("h1") is None):
        narrowed.insert(0, main)
    for root in narrowed:
        pieces = _read(root, by_name=True)
        if _length(pieces) >= LEAST_KEPT * _length(whole):
            return pieces
    return whole


def _read(root: LexborNode, *, by_name: bool) -> list[Piece]:
    reader = _Reader(by_name=by_name)
    reader.read(root)
    return reader.pieces


def _length(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) + sum(map(len, piece.cells)) for piece in pieces)


def _title(page: LexborHTMLParser, pieces: Sequence[Piece]) -> str:
    """What the page calls itself; a first heading stands for a <title> that only adds the site's name to it."""
    heading = next((piece.text for piece in pieces if piece.kind == "heading" and piece.level == 1), "")
    heading = " ".join(heading.split())
    node = page.css_first("head > title")
    shared = page.css_first("meta[property='og:title'], meta[name='og:title']")
    title = node.text() if node is not None else ""
    title = title.strip() or ((shared.attributes.get("content") or "") if shared is not None else "")
    title = " ".join(title.split())
    return heading if heading and heading in title else title or heading


class _Reader:
    """Walks a page and gathers its pieces. It keeps its own stack, since a page may be nested deeper than Python is."""

    def __init__(self, *, by_name: bool, in_cell: bool = False) -> None:
        self.pieces: list[Piece] = []
        self._by_name = by_name
        self._in_cell = in_cell
        self._runs: list[Run] = []
        self._kinds: list[Piece] = []  # the headings and items that the walk is in, innermost last
        self._lists: list[ListMarks] = []
        self._within: Counter[str] = Counter()  # how many bold, preformatted and link elements the walk is in
        self._links = self._unlinked = 0  # links, and texts outside them, since the last flush
        self._after_term = False

    def read(self, root: LexborNode) -> None:
        """Add what stands in an element."""
        waiting = [(root, False)]
        while waiting:
            node, entered = waiting.pop()
            tag = node.tag or ""
            if entered:
                self._leave(tag)
            elif node.is_text_node:
                self._add(node.text_content or "")
            elif not node.is_element_node or self._is_skipped(node):
                continue
            elif tag == "table" and not self._in_cell and is_data(node):
                self._flush()
                self._table(node)
            else:
                self._enter(node, tag)
                waiting.append((node, True))
                waiting += [(child, False) for child in reversed(list(_children(node)))]
        self._flush()

    def _is_skipped(self, node: LexborNode) -> bool:
        return is_furniture(node) or (self._by_name and is_named_furniture(node))

    def _add(self, text: str) -> None:
        text = text.replace("\r\n", "\n") if self._within["pre"] else _SPACE.sub(" ", text)
        self._runs.append((text, bool(self._within["bold"])))
        self._unlinked += not self._within["a"] and bool(re.search(r"\w", text))

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self._break(tag)
        if tag == "br":
            self._runs.append(("\n", bool(self._within["bold"])))
        elif tag in _LISTS:
            self._lists.append(ListMarks(node))
        elif tag == "li":
            marker = self._lists[-1].next(node) if self._lists else "•"
            self._kinds.append(Piece("item", "", max(0, len(self._lists) - 1), marker))
        elif tag in _HEADINGS:
            self._kinds.append(Piece("heading", "", int(tag[1])))
        self._links += tag == "a"
        self._within.update(_counted(tag))

    def _leave(self, tag: str) -> None:
        if tag == "dt":
            self._after_term = True
        elif tag in _BLOCKS:
            self._break(tag)
        self._within.subtract(_counted(tag))
        if tag in _LISTS:
            self._lists.pop()
        elif tag == "li" or tag in _HEADINGS:
            self._kinds.pop()

    def _break(self, tag: str) -> None:
        """End the block reached; in an item or heading only the line. A term and its meaning are one block."""
        if (self._kinds and tag in _IN_ITEM) or (self._after_term and tag == "dd"):
            self._runs.append(("\n", False))
        else:
            self._flush()

    def _flush(self) -> None:
        runs, self._runs = self._runs, []
        is_links, self._links, self._unlinked = self._links > 1 and not self._unlinked, 0, 0
        is_term, self._after_term = self._after_term, False
        if self._within["pre"] and not self._kinds:
            self.pieces += [Piece("line", line) for line in "".join(text for text, _ in runs).split("\n")]
            return
        text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", with_label(runs, forced=is_term))).strip()
        if not text:
            return
        if self._kinds:
            self._add_to_kind(text)
        elif looks_like_heading(runs) and not is_term and not self._in_cell:
            self.pieces.append(Piece("heading", text.replace("\n", " "), guessed=True))
        elif not is_links or len(text.split()) > MAX_LINK_WORDS:
            # Two line breaks in a row are how old pages, and letters, set paragraphs apart.
            self.pieces += [Piece("paragraph", part.strip()) for part in re.split(r"\n{2,}", text)]

    def _add_to_kind(self, text: str) -> None:
        kind = self._kinds[-1]
        self.pieces.append(Piece(kind.kind, re.sub(r"\n{2,}", "\n", text), kind.level, kind.marker))
        if kind.kind == "item":
            self._kinds[-1] = Piece("item", "", kind.level)  # what follows a nested list bears no mark of its own

    def _table(self, table: LexborNode) -> None:
        for caption in table.css("caption")[:1]:
            self.pieces += self._read_apart(caption)
        for row, header in rows_of(table, self._is_skipped, lambda cell: "\n".join(_shown(self._read_apart(cell)))):
            self.pieces.append(Piece("row", cells=row, header=header))

    def _read_apart(self, node: LexborNode) -> list[Piece]:
        inner = _Reader(by_name=self._by_name, in_cell=True)
        inner.read(node)
        return inner.pieces


def _counted(tag: str) -> list[str]:
    return ["bold"] if tag in _BOLD else [tag] if tag in ("pre", "a") else []


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _shown(pieces: Sequence[Piece]) -> Iterator[str]:
    return (f"{piece.marker} {piece.text}".strip() for piece in pieces)
