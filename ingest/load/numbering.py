"""A list's count -> the number as printed: 3 -> "3", "c", "C", "iii" or "III". The forms' names are those of Word."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MAX_ROMAN = 3999
MAX_LETTER = 26 * 30  # Word stops at 30 letters


def printed_number(number: int, form: str) -> str:
    """A number in a form; a form that is not known, or cannot say the number, is decimal.

    >>> [printed_number(4, form) for form in ("decimal", "lowerLetter", "upperRoman", "decimalZero")]
    ['4', 'd', 'IV', '04']
    """
    if form == "decimalZero":
        return f"{number:02}"
    if form in ("lowerLetter", "upperLetter") and 0 < number <= MAX_LETTER:
        # After z comes aa, then bb: so Word counts.
        letters = "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < number <= MAX_ROMAN:
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written
