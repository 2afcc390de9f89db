"""Text that remembers where it came from, sentences, and verbatim matching.

Knows nothing of documents or questions: strings and offsets only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.types import LEFT_OUT, Segment, Span

PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "\u00a0": " ", "\u2007": " ", "\u202f": " ",
        "\u200b": None, "\u200c": None, "\u200d": None, "\ufeff": None, "\u00ad": None,
    }
)  # fmt: skip
_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s]*)\)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
_ORDINAL = re.compile(r"\b(\d{1,2})\s+(st|nd|rd|th)\b")
_SPACE = re.compile(r"\s+")
_BETWEEN = re.compile(r"[\s|#>]*(?:[•▪●◦*–-]?\s*(?:\(?(?:[ivxlc]{1,6}|[a-zA-Z]|\d{1,3})[.)])?)\s*[|]?\s*")


@dataclass(frozen=True, slots=True)
class Mapped:
    """Repaired text and, for each character, its place in the extracted text (-1 where it was put in)."""

    text: str
    origins: tuple[int, ...]

    @staticmethod
    def of(source: str, start: int = 0, end: int | None = None) -> Mapped:
        """The text at `start:end` of `source`, unchanged."""
        stop = len(source) if end is None else end
        return Mapped(source[start:stop], tuple(range(start, stop)))

    @staticmethod
    def put_in(text: str) -> Mapped:
        """Text that stands nowhere in the source."""
        return Mapped(text, (-1,) * len(text))

    @staticmethod
    def join(parts: Sequence[Mapped], between: str = " ") -> Mapped:
        """The parts in order, with `between` put in."""
        glue = Mapped.put_in(between)
        text: list[str] = []
        origins: list[int] = []
        for index, part in enumerate(parts):
            for piece in (glue, part) if index else (part,):
                text.append(piece.text)
                origins.extend(piece.origins)
        return Mapped("".join(text), tuple(origins))

    def __getitem__(self, where: slice) -> Mapped:
        return Mapped(self.text[where], self.origins[where])

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def without(self, ranges: Iterable[tuple[int, int]]) -> Mapped:
        """The text with each `start, end` range left out."""
        drop = {index for start, end in ranges for index in range(start, end)}
        keep = [index for index in range(len(self.text)) if index not in drop]
        return Mapped("".join(self.text[index] for index in keep), tuple(self.origins[index] for index in keep))

    def tidy(self) -> Mapped:
        """White space collapsed to single spaces, and none at the ends."""
        text: list[str] = []
        origins: list[int] = []
        for char, origin in zip(self.text, self.origins, strict=True):
            if char.isspace():
                if text and text[-1] != " ":
                    text.append(" ")
                    origins.append(origin)
            else:
                text.append(char)
                origins.append(origin)
        if text and text[-1] == " ":
            text.pop()
            origins.pop()
        return Mapped("".join(text), tuple(origins))

    def segments(self) -> tuple[Segment, ...]:
        """The map in runs."""
        found: list[Segment] = []
        for at, origin in enumerate(self.origins):
            if origin < 0:
                continue
            if found and found[-1].at + found[-1].length == at and found[-1].origin + found[-1].length == origin:
                found[-1] = found[-1]._replace(length=found[-1].length + 1)
            else:
                found.append(Segment(at, origin, 1))
        return tuple(found)


def origin_spans(segments: Sequence[Segment], start: int, end: int) -> tuple[Span, ...]:
    """The ranges of extracted text behind `start:end` of a repaired text, in the order of the extracted text."""
    found = []
    for segment in segments:
        low, high = max(start, segment.at), min(end, segment.at + segment.length)
        if low < high:
            found.append(Span(segment.origin + low - segment.at, segment.origin + high - segment.at))
    return tuple(sorted(found))


def merge_spans(spans: Iterable[Span], extracted: str) -> tuple[Span, ...]:
    """Neighbouring spans made one where only white space, markup or a list mark stands between them."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and _BETWEEN.fullmatch(even(extracted[merged[-1].end : span.start])):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def read_spans(extracted: str, spans: Iterable[Span]) -> str:
    """What stands at the spans, evened out for reading: no markup, single spaces, whole ordinals, gaps marked."""
    return LEFT_OUT.join(even(extracted[span.start : span.end]) for span in spans)


def even(text: str) -> str:
    """White space, Markdown marks and split ordinals made uniform; quotation marks and dashes stay as printed."""
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub("", text)
    return _ORDINAL.sub(r"\1\2", _SPACE.sub(" ", text)).strip()


def fold(text: str) -> str:
    """The form in which two texts are compared: evened, quotes and dashes plain, lower case."""
    return even(_plain(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(PLAIN)).translate(PLAIN).lower()


_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs|No|Nos|Mr|Mrs|Ms|Dr|Prof|St|Rev|Sir|Ref|Fig|para|paras|p|pp|approx|Ltd|Inc|Jan|Feb|Mar"
    r"|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_LETTERED = re.compile(
    r"\b(?:Annex|Appendix|Table|Figure|Part|Section|Schedule|Option|Plan|Group|Band|Type) [A-Z]\.$", re.I
)
_ENDING = re.compile(r"[.!?…][\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9£])")


def sentences(text: str) -> list[Span]:
    """The sentences of a text as ranges without the white space around them.

    >>> [(s, e) for s, e in sentences("It is due. Ask Dr. Lee, e.g. now.")]
    [(0, 10), (11, 33)]
    """
    found, start = [], 0
    for match in _ENDING.finditer(text):
        so_far = text[start : match.start() + 1]
        if text[match.start()] == "." and _ABBREVIATION.search(so_far) and not _LETTERED.search(so_far):
            continue
        if text[start : match.end()].strip():
            found.append(_trim(text, start, match.end()))
        start = match.end()
    if text[start:].strip():
        found.append(_trim(text, start, len(text)))
    return found


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def find_verbatim(needle: str, haystack: str) -> Span | None:
    """Where `needle` stands in `haystack` when both are compared as `fold` does, as a range of `haystack`."""
    folded, places = _fold_with_places(haystack)
    wanted = fold(needle)
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        if places[at - 1 : at] != places[at : at + 1] and places[end - 1 : end] != places[end : end + 1]:
            return Span(places[at].start, places[end - 1].end)
        at = folded.find(wanted, at + 1)  # a part of a letter, such as the 1 of ½, is no place
    return None


@lru_cache(maxsize=512)
def _fold_with_places(text: str) -> tuple[str, tuple[Span, ...]]:
    """`fold(text)` and, for each of its characters, what stands for it in `text`: the same steps by letters."""
    letters = list(_letters(text))
    pieces = [
        (piece, number) for number, letter in enumerate(letters) for piece in _plain(text[letter.start : letter.end])
    ]
    mapped = Mapped("".join(piece for piece, _ in pieces), tuple(number for _, number in pieces))
    mapped = mapped.without(edge for match in _LINK.finditer(mapped.text) for edge in _edges(match))
    mapped = mapped.without(match.span() for match in _EMPHASIS.finditer(mapped.text)).tidy()
    mapped = mapped.without((match.end(1), match.start(2)) for match in _ORDINAL.finditer(mapped.text))
    return mapped.text, tuple(letters[number] for number in mapped.origins)


def _letters(text: str) -> Iterator[Span]:
    """Each character with the accents, and the characters that nobody sees, that follow it."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not (unicodedata.combining(text[index]) or PLAIN.get(ord(text[index]), "") is None):
            yield Span(start, index)
            start = index


def _edges(link: re.Match[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The marks of a Markdown link round its words."""
    return (link.start(), link.start(1)), (link.end(1), link.end())
