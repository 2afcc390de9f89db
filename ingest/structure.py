"""Parts -> units: every paragraph, list item and table row with its headings, paragraph number and lead-in.

Knows how official documents are laid out; does not know what they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.text import Mapped, sentences
from ingest.lines import ITEM, is_number_marker
from ingest.parts import Part
from ingest.repair import is_signature

_ANNEX = re.compile(r"^(?:annex|appendix|schedule)\b(?:\s+[A-Z0-9]{1,3}\b)?", re.I)
_HEADING_NUMBER = re.compile(r"^(\d{1,3}(?:\.\d{1,3})*)[.)]?\s+(?=[A-Z])")
_SALUTATION = re.compile(r"^dear\s+\w+", re.I)


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, item, row or signature in its place.

    `group` is the same for a lead-in and its items, and for the rows of a table. `lead` is the lead-in sentence's text,
    `paragraph` a printed number, `headings` the trail from the outermost heading to the nearest.
    """

    kind: str
    text: Mapped
    group: int
    headings: tuple[str, ...] = ()
    paragraph: str = ""
    marker: str = ""
    lead: Mapped | None = None
    cells: tuple[tuple[str, str], ...] = ()
    page: int | None = None


def structure(parts: Sequence[Part]) -> tuple[Unit, ...]:
    """Give every part its place."""
    parts = [_with_inner_marker(part) for part in parts]
    numbered = _numbered_paragraphs(parts)
    front = _front_matter(parts)
    trail = _Trail()
    units: list[Unit] = []
    number, number_from_heading, group = "", False, 0
    for index, part in enumerate(parts):
        if part.kind == "heading":
            match = _HEADING_NUMBER.match(part.text.text)
            number, number_from_heading = (match[1] if match else ""), bool(match)
            trail.enter(part.text.text[match.end() if match else 0 :].rstrip(":"), part.level)
            continue
        if numbered[index]:
            number, number_from_heading = part.marker.rstrip(".)"), False
        elif part.kind == "paragraph" and not number_from_heading:
            number = ""
        lead = _lead(units, part, numbered[index])
        kind = _kind(part, numbered[index], index < front)
        if lead is None and not (units and kind in {"row", "signature"} and units[-1].kind == kind):
            group += 1
        unit = Unit(
            kind,
            _row_text(part) if part.kind == "row" else part.text,
            group,
            trail.names + ((part.label,) if part.label else ()),
            number,
            part.marker,
            lead,
            _cells(part),
            part.page,
        )
        units.append(unit)
    return tuple(units)


def _with_inner_marker(part: Part) -> Part:
    """ "- (i) the plan" is item (i)."""
    match = ITEM.match(part.text.text) if part.kind == "item" and part.marker in "•-*–▪●◦" else None
    if match and match["marker"].startswith("("):
        return replace(part, marker=match["marker"], text=part.text[match.end() :])
    return part


def _numbered_paragraphs(parts: Sequence[Part]) -> list[bool]:
    """For each part, whether it is a numbered paragraph rather than an item of a list.

    A number opens a list where a lead-in with a colon stands before it and it starts at 1; otherwise it numbers a paragraph.
    """
    found: list[bool] = []
    in_list = False
    for index, part in enumerate(parts):
        is_number = part.kind == "item" and is_number_marker(part.marker)
        if not is_number:
            in_list = in_list and part.kind == "item"
            found.append(False)
            continue
        before = parts[index - 1] if index else None
        starts = part.marker.rstrip(".)") == "1"
        if starts:
            in_list = before is not None and before.text.text.rstrip().endswith(":") and before.kind != "heading"
        found.append(not in_list and (len(part.text.text.split()) > 5 or not starts))
    return found


def _lead(units: Sequence[Unit], part: Part, numbered: bool) -> Mapped | None:
    """The sentence that introduces an item: what the unit before ends with, if that is a colon; else as the item before."""
    if part.kind != "item" or numbered or not units:
        return None
    before = units[-1]
    if before.text.text.rstrip().endswith(":") and before.kind in {"paragraph", "item"}:
        last = sentences(before.text.text)[-1]
        return before.text[last.start : last.end]
    return before.lead if before.kind == "item" else None


def _front_matter(parts: Sequence[Part]) -> int:
    """How many parts stand before a letter's salutation: addressees, reference, date."""
    return next((n for n, part in enumerate(parts[:60]) if _SALUTATION.match(part.text.text)), 0)


def _kind(part: Part, numbered: bool, front: bool) -> str:
    if part.kind == "paragraph" and front:
        return "front"
    if part.kind in {"paragraph", "heading"} and is_signature(part.text.text):
        return "signature"
    return "paragraph" if part.kind == "item" and numbered else part.kind


def _cells(part: Part) -> tuple[tuple[str, str], ...]:
    names = part.columns or ("",) * len(part.cells)
    names += ("",) * (len(part.cells) - len(names))
    return tuple((name, cell.text) for name, cell in zip(names, part.cells, strict=False))


def _row_text(part: Part) -> Mapped:
    """A row as it is read: "What: … | Who: …", the column names put in."""
    names = part.columns or ("",) * len(part.cells)
    filled = [(name, cell) for name, cell in zip(names, part.cells, strict=False) if cell]
    return Mapped.join(
        [Mapped.join([Mapped.put_in(f"{name}:"), cell]) if name else cell for name, cell in filled], " | "
    )


class _Trail:
    """The headings above the place reached so far."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, str]] = []

    def enter(self, name: str, level: int) -> None:
        if _ANNEX.match(name):
            self._stack = [(0, name)]
            return
        self._stack = [(depth, other) for depth, other in self._stack if depth < level]
        self._stack.append((level, name))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for _, name in self._stack)
