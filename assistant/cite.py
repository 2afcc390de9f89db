"""[n] markers <-> the claims they stand behind. Pure; knows no passage."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.text import sentences

MARKER = re.compile(r"\s?\[(\d{1,3})\]")
_SEVERAL = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})+)\]")
_TWICE = re.compile(r"(\s\[\d{1,3}\])(?:\1)+")
_MARKED_END = re.compile(
    r"""(?: (?:\[\d{1,3}\]\s*)+ [.!?…]+ ["'”’)]*      # due in July [1].
        | [.!?…] ["'”’)]* (?:\s*\[\d{1,3}\])+ )       # due in July. [1]
        (?=\s|$)""",
    re.X,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says up to the end of a sentence with markers. `numbers` is empty where no marker follows."""

    text: str
    numbers: tuple[int, ...]

    @property
    def bare(self) -> str:
        """The claim without its markers."""
        return MARKER.sub("", self.text).strip()


def claims_of(text: str) -> list[Claim]:
    """The claims of an answer in order. Sentences without a marker belong to the next that has one.

    >>> [(c.bare, c.numbers) for c in claims_of("It is due [1]. So they say. It is late. [2]")]
    [('It is due.', (1,)), ('So they say. It is late.', (2,))]
    """
    text = _SEVERAL.sub(lambda match: " ".join(f"[{number.strip()}]" for number in re.split("[,;]", match[1])), text)
    marked = [match.span() for match in _MARKED_END.finditer(text)]
    plain = [span.end for span in sentences(text) if not any(low < span.end < high for low, high in marked)]
    found: list[Claim] = []
    start = 0
    for end in sorted({*plain, *(high for _, high in marked)}):
        numbers = tuple(int(number) for number in MARKER.findall(text[start:end]))
        if numbers:
            found.append(Claim(text[start:end].strip(), numbers))
            start = end
    if text[start:].strip():
        found.append(Claim(text[start:].strip(), ()))
    return found


def renumber(text: str, numbers: Mapping[int, int]) -> str:
    """Markers changed to a reader's numbers; one that points nowhere, or where the one before it points, is dropped.

    >>> renumber("Due in July [7][8] and [9].", {7: 1, 8: 1})
    'Due in July [1] and.'
    """
    new = MARKER.sub(lambda match: f" [{numbers[int(match[1])]}]" if int(match[1]) in numbers else "", text)
    return _TWICE.sub(r"\1", new)
