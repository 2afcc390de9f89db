"""One page of a PDF -> its text in pieces with their places, and the rules drawn on it.

The only file that asks pdfium for letters. Turns a page whose text runs up or down; knows nothing of lines or tables.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as api

from ingest.load.pieces import Run

_GENERATED_SPACE = 32
_HYPHEN = 2  # pdfium's mark for a hyphen at a line's end
_LETTERS = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\u00ad": "-", "\u00a0": " "}
_SYMBOLS = range(0xF000, 0xF100)  # where the fonts Symbol and Wingdings keep their bullets
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")
BOLD = 600  # a font's weight from which on it is bold

APART = 1.4  # ems of white space that set text apart
RAISED = 0.15  # ems above the line that a small letter is raised
SAME_LINE = 0.45  # ems that raised and lowered letters stand off their line
MAX_RULES = 4_000  # on one page; what has more is a drawing, not a table


class Glyph(NamedTuple):
    """A letter, where it stands, and how large it is, in points; `turn` is its direction in quarter turns."""

    char: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    turn: int | None


class Rule(NamedTuple):
    """A straight line drawn on a page, across or down."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Segment:
    """Letters on one line without much space between them."""

    left: float
    right: float
    base: float
    size: float
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)

    @property
    def is_bold(self) -> bool:
        return all(bold for text, bold in self.runs if text.strip())


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page holds, in the order in which the file draws it. `notes` are the numbers of note marks left out."""

    segments: tuple[Segment, ...]
    rules: tuple[Rule, ...]
    notes: frozenset[str]
    slanted: int
    unknown: int


def read_page(page: pdfium.PdfPage) -> PageText:
    """Read a page. Raises PdfiumError where pdfium cannot."""
    text_page = page.get_textpage()
    try:
        glyphs = list(_glyphs(text_page))
    finally:
        text_page.close()
    turns = Counter(glyph.turn for glyph in glyphs if glyph.turn is not None and glyph.char.strip())
    turn = turns.most_common(1)[0][0] if turns else 0
    upright = [_turned(glyph, turn) for glyph in glyphs if glyph.turn == turn]
    rules = tuple(_turned_rule(rule, turn) for rule in _rules(page))
    segments, notes = _segments(upright, [rule for rule in rules if rule.top - rule.bottom > rule.right - rule.left])
    unknown = sum(glyph.char in ("\ufffd", "\x00") for glyph in glyphs)
    slanted = sum(glyph.turn != turn and bool(glyph.char.strip()) for glyph in glyphs)
    return PageText(segments, rules, frozenset(notes), slanted, unknown)


def _glyphs(text_page: pdfium.PdfTextPage) -> Iterator[Glyph]:
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), api.FS_RECTF(), api.FS_MATRIX()
    styles: dict[int, tuple[float, bool, int | None]] = {}
    style: tuple[float, bool, int | None] = (0.0, False, 0)
    for index in range(text_page.count_chars()):
        code = api.FPDFText_GetUnicode(text_page, index)
        drawn = api.FPDFText_GetTextObject(text_page, index)
        if drawn:
            key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
            if key not in styles:
                api.FPDFText_GetMatrix(text_page, index, matrix)
                styles[key] = _style(drawn, matrix, api.FPDFText_GetFontSize(text_page, index))
            style = styles[key]
        elif code not in (_GENERATED_SPACE, _HYPHEN):
            continue  # line ends that pdfium guesses
        api.FPDFText_GetCharOrigin(text_page, index, x, y)
        api.FPDFText_GetLooseCharBox(text_page, index, box)
        size, bold, turn = style
        sides = (box.left, box.right) if turn in (0, 2, None) else (box.bottom, box.top)
        yield Glyph(_char(code), *sides, y.value if turn in (0, 2, None) else x.value, size, bold, turn)


def _char(code: int) -> str:
    if code == _HYPHEN:
        return "-"
    if code in _SYMBOLS:
        return "•"
    char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return _LETTERS.get(char, char)


def _style(drawn: Any, matrix: Any, font_size: float) -> tuple[float, bool, int | None]:
    """The size in which a text is drawn, whether it is bold, and the quarter turn in which it runs (None: aslant)."""
    quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    turn = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.03 else None
    font = api.FPDFTextObj_GetFont(drawn)
    name = ctypes.create_string_buffer(128)
    api.FPDFFont_GetBaseFontName(font, name, len(name))
    bold = any(word in name.value.decode("latin-1").lower() for word in _BOLD_NAMES)
    return font_size * math.hypot(matrix.c, matrix.d), bold or api.FPDFFont_GetWeight(font) >= BOLD, turn


def _turned(glyph: Glyph, turn: int) -> Glyph:
    """A glyph with its line run from left to right, upwards being up."""
    if turn in (0, 1):
        return glyph._replace(base=glyph.base if turn == 0 else -glyph.base)
    return glyph._replace(left=-glyph.right, right=-glyph.left, base=-glyph.base if turn == 2 else glyph.base)


def _turned_rule(rule: Rule, turn: int) -> Rule:
    left, bottom, right, top = rule
    turned = ((left, bottom, right, top), (bottom, -right, top, -left), (-right, -top, -left, -bottom), (-top, left, -bottom, right))
    return Rule(*turned[turn])


def _segments(glyphs: Sequence[Glyph], walls: Sequence[Rule]) -> tuple[tuple[Segment, ...], set[str]]:
    segments: list[Segment] = []
    notes: set[str] = set()
    mark, spaced = "", False
    for glyph in glyphs:
        last = segments[-1] if segments else None
        if not glyph.char.strip():
            spaced = True
            continue
        goes_on = last is not None and _goes_on(last, glyph, walls)
        if goes_on and last is not None and glyph.char.isdigit() and _is_raised(last, glyph):
            mark += glyph.char
            notes.add(mark)
            last.right = glyph.right
            continue
        if not goes_on or last is None:
            last = Segment(glyph.left, glyph.right, glyph.base, glyph.size)
            segments.append(last)
            spaced = False
        _add(last, glyph, spaced)
        mark, spaced = "", False
    return tuple(segments), notes


def _goes_on(segment: Segment, glyph: Glyph, walls: Sequence[Rule]) -> bool:
    size = max(segment.size, glyph.size)
    gap = glyph.left - segment.right
    if abs(glyph.base - segment.base) > SAME_LINE * size or not -0.5 * size < gap < APART * size:
        return False
    middle = segment.base + 0.3 * size
    wall = gap > 0.2 * size and any(
        segment.right - 1 < wall.left < glyph.left + 1 and wall.bottom <= middle <= wall.top for wall in walls
    )
    return not wall


def _is_raised(segment: Segment, glyph: Glyph) -> bool:
    return glyph.size < 0.85 * segment.size and glyph.base > segment.base + RAISED * segment.size


def _add(segment: Segment, glyph: Glyph, spaced: bool) -> None:
    if glyph.size > segment.size * 1.1:  # a line may open with a small raised letter
        segment.size, segment.base = glyph.size, glyph.base
    text = f" {glyph.char}" if spaced and segment.runs else glyph.char
    if segment.runs and segment.runs[-1][1] == glyph.bold:
        segment.runs[-1] = (segment.runs[-1][0] + text, glyph.bold)
    else:
        segment.runs.append((text, glyph.bold))
    segment.right = max(segment.right, glyph.right)


def _rules(page: pdfium.PdfPage) -> list[Rule]:
    """The straight lines of a page, of boxes each side; none where there are too many for a table."""
    rules: list[Rule] = []
    for drawn in page.get_objects(filter=[api.FPDF_PAGEOBJ_PATH]):
        count = api.FPDFPath_CountSegments(drawn)
        if count > MAX_RULES or len(rules) > MAX_RULES:
            return []
        points = _points(drawn, count)
        for (x, y), (to_x, to_y) in zip(points, points[1:], strict=False):
            if (abs(x - to_x) < 1) != (abs(y - to_y) < 1):
                rules.append(Rule(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)))
    return rules


def _points(drawn: Any, count: int) -> list[tuple[float, float]]:
    """A path's corners on the page; of one that curves, none. A path of several strokes is taken for one."""
    x, y = ctypes.c_float(), ctypes.c_float()
    matrices = list(_matrices(drawn))
    points: list[tuple[float, float]] = []
    for index in range(count):
        part = api.FPDFPath_GetPathSegment(drawn, index)
        if api.FPDFPathSegment_GetType(part) == api.FPDF_SEGMENT_BEZIERTO:
            return []
        api.FPDFPathSegment_GetPoint(part, x, y)
        point = (x.value, y.value)
        for matrix in matrices:
            point = matrix.on_point(*point)
        points.append(point)
    return points


def _matrices(drawn: Any) -> Iterator[Any]:
    while drawn is not None:
        yield drawn.get_matrix()
        drawn = drawn.container
