"""Parts -> units: every paragraph, list item and table row with its headings, paragraph number and lead-in.

Knows how official documents are laid out; does not know what they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.text import Mapped, sentences
from ingest.front import Front
from ingest.lines import ANNEX, ITEM, is_number_marker, leads_on
from ingest.parts import Part

_HEADING_NUMBER = re.compile(r"^(\d{1,3}(?:\.\d{1,3})*)[.)]?\s+(?=[A-Z])")
_INTRODUCES = re.compile(r":$|\b(?:as follows|following|below)\.?$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, item, row, signature or line of the front in its place.

    `group` is the same for a lead-in and its items, and for the rows of a table. `lead` is the lead-in sentence's text,
    `paragraph` a printed number, `headings` the trail from the outermost heading to the nearest.
    """

    kind: str
    text: Mapped
    group: int
    headings: tuple[str, ...] = ()
    paragraph: str = ""
    marker: str = ""
    depth: int = 0
    lead: Mapped | None = None
    cells: tuple[tuple[str, str], ...] = ()
    page: int | None = None


def structure(parts: Sequence[Part], front: Front) -> tuple[Unit, ...]:
    """Give every part its place."""
    parts = [_with_inner_marker(part) for part in parts]
    numbers = _numbers(parts)
    parts = _with_sibling_sections(parts, numbers)
    place = _Place(front.name)
    units: list[Unit] = []
    for index, (part, number) in enumerate(zip(parts, numbers, strict=True)):
        if index == front.title:
            continue
        if index < front.count:
            units.append(_unit(units, part, "front"))
        elif part.kind == "heading":
            place.enter(part, number)
        else:
            place.read(part, number, parts[index - 1] if index else None)
            kind = "paragraph" if part.kind == "item" and number else part.kind
            headings = place.title if kind == "signature" else place.headings
            units.append(_unit(units, part, kind, headings, place.number))
    return tuple(units)


def _unit(units: Sequence[Unit], part: Part, kind: str, headings: tuple[str, ...] = (), number: str = "") -> Unit:
    """A part with its place, after the units before it."""
    text = _row_text(part) if part.kind == "row" else part.text
    lead, cells = _lead(units, part, kind), _cells(part)
    unit = Unit(kind, text, 0, headings, number, part.marker, part.level, lead, cells, part.page)
    return replace(unit, group=_group(units, unit))


def _with_inner_marker(part: Part) -> Part:
    """ "- (i) the plan" is item (i)."""
    match = ITEM.match(part.text.text) if part.kind == "item" and part.marker in "•-*–▪●◦" else None
    if match and match["marker"].startswith("("):
        return replace(part, marker=match["marker"], text=part.text[match.end() :])
    return part


def _numbers(parts: Sequence[Part]) -> list[str]:
    """For each part the paragraph number that it starts with; "" for the items of a numbered list.

    A list is opened by "1." behind a lead-in, or before a few words or a question, and goes on with the next number.
    A heading has a paragraph's number where it carries on the count of paragraphs.
    """
    found: list[str] = []
    last, in_list = "", 0
    for index, part in enumerate(parts):
        bare = part.marker.rstrip(".)") if part.kind == "item" and is_number_marker(part.marker) else ""
        if part.kind == "heading":
            match = _HEADING_NUMBER.match(part.text.text)
            bare = match[1] if match and last and _next(last) == match[1] else ""
        elif bare == "1" and _opens_list(parts, index):
            in_list, bare = 1, ""
        elif in_list and bare == str(in_list + 1):
            in_list, bare = in_list + 1, ""
        if bare or part.kind != "item":
            in_list = 0
        found.append(bare)
        last = bare or last
    return found


def _opens_list(parts: Sequence[Part], index: int) -> bool:
    text = parts[index].text.text
    before = parts[index - 1] if index else None
    introduced = before is not None and before.kind != "heading" and _introduces(before)
    return introduced or (len(text.split()) <= 5 and not text.endswith(":")) or text.endswith("?")


def _next(number: str) -> str:
    """ "15" after "14", "2.4" after "2.3"."""
    head, last = re.fullmatch(r"(.*?)(\d+)", number).groups()  # type: ignore[union-attr]
    return f"{head}{int(last) + 1}"


def _introduces(before: Part | Unit) -> bool:
    """True of a text that a list or a table follows; an item that ends with "and" only leads to the next item."""
    text = before.text.text
    if before.kind == "item":
        return text.endswith(":")
    return before.kind == "paragraph" and (bool(_INTRODUCES.search(text)) or leads_on(text))


def _with_sibling_sections(parts: Sequence[Part], numbers: Sequence[str]) -> list[Part]:
    """Headings marked too deep put beside the section before them.

    A heading that skips a level, and under which the numbered paragraphs of the section before run on, is no part of
    that section: only its mark is wrong.
    """
    out: list[Part] = []
    above: list[int] = []  # the levels of the headings open here, outermost first; a paragraph's own heading is none
    last = ""
    for index, part in enumerate(parts):
        last = numbers[index - 1] or last if index else ""
        if part.kind == "heading" and not numbers[index]:
            level = 0 if ANNEX.match(part.text.text) else part.level
            above = [other for other in above if other < level]
            below = next((number for number in numbers[index + 1 : index + 2]), "")
            if above and level > above[-1] + 1 > 1 and last and below == _next(last):
                level = above.pop()
            above.append(level)
            out.append(replace(part, level=level))
        else:
            out.append(part)
    return out


def _lead(units: Sequence[Unit], part: Part, kind: str) -> Mapped | None:
    """The sentence that introduces an item: what the unit before ends with; else the lead-in of the list it goes on."""
    if kind != "item" or not units:
        return None
    before = units[-1]
    if _introduces(before):
        last = sentences(before.text.text)[-1]
        return before.text[last.start : last.end]
    while before.kind == "item" and before.depth > part.level and len(units) > 1:
        units = units[:-1]
        before = units[-1]
    return before.lead if before.kind == "item" else None


def _group(units: Sequence[Unit], unit: Unit) -> int:
    """The group of the unit before, where both are of one list, table or front, or where that one leads on to this."""
    if not units:
        return 0
    before = units[-1]
    same = before.kind == unit.kind and unit.kind != "paragraph" and before.headings == unit.headings
    introduced = (unit.kind == "row" and _introduces(before)) or (
        unit.kind == before.kind == "paragraph" and before.text.text.endswith(":")
    )
    return before.group if unit.lead is not None or same or introduced else before.group + 1


def _cells(part: Part) -> tuple[tuple[str, str], ...]:
    names = part.columns or ("",) * len(part.cells)
    names += ("",) * (len(part.cells) - len(names))
    return tuple((name, cell.text) for name, cell in zip(names, part.cells, strict=False))


def _row_text(part: Part) -> Mapped:
    """A row as it is read: "What: … | Who: …", the column names put in."""
    names = part.columns or ("",) * len(part.cells)
    names += ("",) * (len(part.cells) - len(names))
    filled = [(name, cell) for name, cell in zip(names, part.cells, strict=False) if cell]
    return Mapped.join(
        [Mapped.join([Mapped.put_in(f"{name}:"), cell]) if name else cell for name, cell in filled], " | "
    )


class _Place:
    """The place reached in a document: the headings above it, and the number and label of the paragraph it is in.

    The title stands above all headings; an annex stands by itself.
    """

    def __init__(self, title: str) -> None:
        self.title = (title,) if title else ()
        self.number = ""
        self._label = ""
        self._stack: list[tuple[int, str]] = []
        self._owner: Part | None = None  # the part that carries the number

    def enter(self, heading: Part, number: str) -> None:
        """Go below a heading. Its number is a paragraph's where `number` says so; else it stays among its words."""
        self.number, self._label, self._owner = number, "", heading if number else None
        match = _HEADING_NUMBER.match(heading.text.text) if number else None
        name = heading.text.text[match.end() if match else 0 :].rstrip(":")
        level = 0 if ANNEX.match(name) else heading.level
        self._stack = [(depth, other) for depth, other in self._stack if depth < level]
        self._stack.append((level, name))

    def read(self, part: Part, number: str, before: Part | None) -> None:
        """Go on to a part, which starts a numbered paragraph, ends one, or belongs to the one before it."""
        if number:
            self._owner = part
        if number or not self._carries_on(part, before):
            self.number, self._label = number, part.label

    def _carries_on(self, part: Part, before: Part | None) -> bool:
        """True of an unnumbered part that belongs to the numbered paragraph before it.

        Items and rows do; a paragraph does where the number is a heading's, where it is set in as the numbered text
        is, or where the text before it leads on to it.
        """
        if part.kind in {"item", "row"} or (before is not None and before.text.text.endswith((":", ";"))):
            return True
        if part.kind != "paragraph" or self._owner is None:
            return False
        return self._owner.kind == "heading" or part.level > self._owner.level

    @property
    def headings(self) -> tuple[str, ...]:
        """The trail from the outermost heading to the nearest; a paragraph's own label is one."""
        title = () if self._stack and self._stack[0][0] == 0 else self.title
        return (*title, *(name for _, name in self._stack), *((self._label,) if self._label else ()))
