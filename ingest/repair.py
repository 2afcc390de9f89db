"""Blocks as loaded -> parts as a reader sees them, with the map back to the extracted text kept.

General mechanisms only: it knows kinds of damage and of markup, never a particular file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from assistant.text import Mapped
from ingest import lines as L
from ingest.columns import split_columns
from ingest.furniture import without_page_furniture
from ingest.headings import BOLD, is_bold_heading, is_heading, is_numbered_heading, starts_body, with_levels
from ingest.load.blocks import Block, Extract
from ingest.parts import Part, Repaired
from ingest.signatures import CLOSING, ROLE, SALUTATION, is_name, is_signature, with_signatures
from ingest.tables import row_of_line, row_text, with_columns, with_whole_rows
from ingest.wraps import is_double_spaced, join_lines, margin_of, with_addresses

_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s]*)\)")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\s]*\)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\w)|(?<=[\w.,:;!?])\*(?!\w)")
_RUN_IN = re.compile(
    r"^(?:\*\*|__)(?P<label>[^*_\n]{3,80}?)(?P<colon>[:.]?)(?:\*\*|__)(?P<after>:?)\s*(?P<dash>[–—-]\s+)?(?=\S)"
)
_URL = re.compile(r"https?://[^\s<>\")\]]+")
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
FRONT_LINES = 60  # a letter's salutation stands within its first lines or nowhere


def repair(extract: Extract) -> Repaired:
    """Put a file's text right."""
    repairs: Counter[str] = Counter()
    parts: list[Part] = []
    for is_line, group in groupby(extract.blocks, key=lambda block: block.kind in {"line", "break"}):
        blocks = list(group)
        if is_line:
            parts += _from_lines(blocks, extract.text, repairs)
        else:
            parts += [_from_block(block, extract.text) for block in blocks]
    parts = _joined_over_breaks(parts, repairs)
    urls, emails = _links(parts, repairs)
    parts = with_signatures([_without_markup(part) for part in parts])
    parts = with_columns(with_whole_rows(parts, repairs))
    return Repaired(tuple(part for part in parts if part.text), urls, emails, dict(repairs))


def _from_block(block: Block, source: str) -> Part:
    text = Mapped.of(source, block.start, block.end)
    cells = tuple(Mapped.of(source, cell.start, cell.end).tidy() for cell in block.cells)
    part = Part(block.kind, text.tidy(), block.level, block.marker, cells=cells, page=block.page)
    if block.kind == "row":
        return replace(part, level=1 if block.header else 0, text=row_text(cells))
    if block.kind == "item" and block.marker and text.text.startswith(block.marker):
        part = replace(part, text=text[len(block.marker) :].tidy())
    elif block.kind == "paragraph" and (match := L.ITEM.match(part.text.text)):
        part = replace(part, kind="item", marker=match["marker"], text=part.text[match.end() :])
    return part


def _from_lines(blocks: Sequence[Block], source: str, repairs: Counter[str]) -> list[Part]:
    lines = L.lines_of(blocks, source)
    lines = without_page_furniture(lines, repairs)
    lines = L.with_whole_ordinals(lines, repairs)
    lines = L.with_whole_marks(lines, repairs)
    lines = L.without_repeated_links(lines, repairs)
    double_spaced = is_double_spaced(lines)
    lines = split_columns(L.with_tables(lines), double_spaced, repairs)
    lines = with_addresses(lines, double_spaced)
    margin = margin_of(lines)
    return with_levels(_classified(join_lines(lines, margin, double_spaced, repairs), margin, double_spaced))


def _classified(lines: Sequence[L.Line], margin: int | None, double_spaced: bool) -> list[Part]:
    """A part for each logical line. A letter's address and signatures hold no headings, whatever they look like."""
    salutation = next((n for n, line in enumerate(lines[:FRONT_LINES]) if SALUTATION.match(line.text.text)), -1)
    parts: list[Part] = []
    signing = False
    for index, line in enumerate(lines):
        after = lines[index + 1] if index + 1 < len(lines) else None
        signing = _is_signing(signing, line, after)
        if index == salutation + 1 and salutation >= 0 and _is_subject(line, after):
            parts.append(Part("heading", line.text, page=line.page))
        else:
            heading = index > salutation and not signing and is_heading(line, after, margin, double_spaced)
            parts.append(_part(line, after, heading, index > salutation))
    return [part for part in parts if part.kind != "rule"]


def _is_signing(signing: bool, line: L.Line, after: L.Line | None) -> bool:
    """Whether a line stands among a letter's signatures, given whether the line before it did."""
    if CLOSING.match(line.text.text):
        return True
    if L.ANNEX.match(line.text.text) or starts_body(line) or L.MARKDOWN_HEADING.match(line.text.text):
        return False
    last = after is not None and (starts_body(after) or L.ANNEX.match(after.text.text) is not None)
    named = is_name(line.text.text) or ROLE.search(line.text.text)
    return signing and (bool(named) or not last)


def _is_subject(line: L.Line, after: L.Line | None) -> bool:
    """True of the line below a letter's salutation that says what the letter is about."""
    alone = line.single and line.gap > 0 and after is not None and after.gap > 0
    short = len(line.text.text.split()) <= 24
    return alone and short and not L.ended(line) and not L.is_marked(line)


def _part(line: L.Line, after: L.Line | None, heading: bool, in_body: bool) -> Part:
    text = line.text
    if match := L.MARKDOWN_HEADING.match(text.text):
        return Part("heading", text[match.end() :], level=match.group().count("#"), page=line.page)
    if L.is_row(line):
        return row_of_line(line, after)
    if in_body and is_numbered_heading(line, after):
        return Part("heading", text, page=line.page)
    if match := L.ITEM.match(text.text):
        return Part("item", text[match.end() :], line.indent, match["marker"], page=line.page)
    if in_body and is_bold_heading(text.text):
        return Part("heading", text, level=BOLD, page=line.page)
    return Part("heading", text, page=line.page) if heading else Part("paragraph", text, line.indent, page=line.page)


def _joined_over_breaks(parts: list[Part], repairs: Counter[str]) -> list[Part]:
    """Loaded paragraphs that a page break cut in two, made whole (lines were joined before)."""
    out: list[Part] = []
    for part in parts:
        before = out[-1] if out else None
        cut = (
            before is not None
            and part.kind == "paragraph"
            and before.kind in {"paragraph", "item"}
            and before.page != part.page
            and part.text.text[:1].islower()
            and not re.search(r"[.!?:;]['\"”’)]?$", before.text.text)
        )
        if cut and before is not None:
            repairs["page break in mid-sentence"] += 1
            out[-1] = replace(before, text=Mapped.join([before.text, part.text]))
        else:
            out.append(part)
    return out


def _links(parts: Iterable[Part], repairs: Counter[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    urls: dict[str, None] = {}
    emails: dict[str, None] = {}
    for part in parts:
        for match in _LINK.finditer(part.text.text):
            if match[2] in {"", "#"}:
                repairs["dead link"] += 1
        for match in _URL.finditer(part.text.text):
            urls.setdefault(match.group().rstrip(".,;:"), None)
        for match in _EMAIL.finditer(part.text.text):
            emails.setdefault(match.group(), None)
    return tuple(urls), tuple(emails)


def _without_markup(part: Part) -> Part:
    cells = tuple(_plain(cell) for cell in part.cells)
    label = _label(part.text.text) if part.kind in {"paragraph", "item"} else ""
    return replace(part, text=row_text(cells) if cells else _plain(part.text), cells=cells, label=label)


def _label(text: str) -> str:
    """The bold words that a paragraph runs on from, as a heading does; "" where the bold words only stand out."""
    match = _RUN_IN.match(text)
    if match is None or match.end() == len(text) or is_signature(text) or re.match(r"[,.;]", text[match.end() :]):
        return ""
    marked = match["colon"] or match["after"] or match["dash"]
    return match["label"] if marked and text[match.end()].isalnum() | (text[match.end()] in "‘'“\"£(") else ""


def _plain(text: Mapped) -> Mapped:
    """Markdown marks and pictures left out; the words of a link kept."""
    drops = [match.span() for pattern in (_EMPHASIS, _IMAGE) for match in pattern.finditer(text.text)]
    for match in _LINK.finditer(text.text):
        drops += [(match.start(), match.start(1)), (match.end(1), match.end())]
    drops += [(m.end(1), m.start(2)) for m in re.finditer(r"\b(\d{1,2})\s+(st|nd|rd|th)\b", text.text)]
    return text.without(drops).tidy() if drops else text.tidy()
