"""One page of a PDF -> its text in pieces with their places, and the rules drawn on it.

The only file that asks pdfium for letters. Turns a page whose text runs up or down; knows nothing of lines or tables.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as api

from ingest.load.pdf_segments import Glyph, Rule, Segment, segments_of

_GENERATED_SPACE = 32
_HYPHEN = 2  # pdfium's mark for a hyphen at a line's end
_LETTERS = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\u00ad": "-"}
_BULLETS = frozenset((0xF0B7, 0xF0A7, 0xF0A8, 0xF0D8, 0xF0FC, 0xF06E, 0xF071, 0xF076))  # of Symbol and Wingdings
_WHITE = (9, 10, 13)
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")
BOLD = 600  # a font's weight from which on it is bold

Point = tuple[float, float]
MAX_RULES = 4_000  # on one page; what has more is a drawing, not a table


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
    upright = [_turned(glyph, turn) if turn else glyph for glyph in glyphs if glyph.turn == turn]
    rules = tuple(_turned_rule(rule, turn) for rule in _rules(page))
    segments, notes = segments_of(upright, [rule for rule in rules if rule.top - rule.bottom > rule.right - rule.left])
    unknown = sum(glyph.char == "\ufffd" for glyph in glyphs)
    slanted = sum(glyph.turn != turn and bool(glyph.char.strip()) for glyph in glyphs)
    return PageText(segments, rules, notes, slanted, unknown)


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
    if code in _BULLETS:
        return "•"
    if code in _WHITE:
        return " "
    char = chr(code) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
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
    if turn == 1:
        return glyph._replace(base=-glyph.base)
    return glyph._replace(left=-glyph.right, right=-glyph.left, base=-glyph.base if turn == 2 else glyph.base)


def _turned_rule(rule: Rule, turn: int) -> Rule:
    left, bottom, right, top = rule
    turned = (rule, (bottom, -right, top, -left), (-right, -top, -left, -bottom), (-top, left, -bottom, right))
    return Rule(*turned[turn])


def _rules(page: pdfium.PdfPage) -> tuple[Rule, ...]:
    """The straight lines of a page, of boxes each side; none where there are too many for a table."""
    rules: list[Rule] = []
    for drawn in page.get_objects(filter=[api.FPDF_PAGEOBJ_PATH]):
        count = api.FPDFPath_CountSegments(drawn)
        if count > MAX_RULES or len(rules) > MAX_RULES:
            return ()
        for (x, y), (to_x, to_y) in _strokes(drawn, count):
            if (abs(x - to_x) < 1) != (abs(y - to_y) < 1):
                rules.append(Rule(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)))
    return tuple(rules)


def _strokes(drawn: Any, count: int) -> Iterator[tuple[Point, Point]]:
    """A path's strokes on the page, but for its curves."""
    x, y = ctypes.c_float(), ctypes.c_float()
    matrices = list(_matrices(drawn))
    opening = last = (0.0, 0.0)
    for index in range(count):
        part = api.FPDFPath_GetPathSegment(drawn, index)
        kind = api.FPDFPathSegment_GetType(part)
        api.FPDFPathSegment_GetPoint(part, x, y)
        point = (x.value, y.value)
        for matrix in matrices:
            point = matrix.on_point(*point)
        if kind == api.FPDF_SEGMENT_MOVETO:
            opening = point
        elif kind == api.FPDF_SEGMENT_LINETO:
            yield last, point
        if api.FPDFPathSegment_GetClose(part):
            yield point, opening
        last = point


def _matrices(drawn: Any) -> Iterator[Any]:
    while drawn is not None:
        yield drawn.get_matrix()
        drawn = drawn.container
