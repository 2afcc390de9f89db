"""Whether a claim is in a passage's own words: whole statements in order, lead-ins with their items, cuts marked "…".

Pure; knows words and statements, not what they mean. Anything else is "in other words", and is proved another way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.text import PLAIN, sentences
from assistant.types import Passage, Statement

GAP = "…"
SHORTEST_CUT = 3  # words of a statement that must stand before it is cut
TURNS = frozenset(
    ["not", "no", "never", "unless", "except", "only", "if", "but", "without", "cannot", "neither", "nor"]
)
LEANS_BACK = re.compile(
    r"\W*(?:this|that|these|those|it|its|they|their|such|both|he|she|here|of (?:this|these|which|that))\b", re.I
)
_SPLIT_ORDINAL = re.compile(r"\b(\d{1,2})\s+(st|nd|rd|th)\b")
_ELLIPSIS = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]|\.\.\.")
_TOKEN = re.compile(r"[^\W_]+(?:['.,/:][^\W_]+)*|[£$€%…+<>=]|(?<![\w)])-(?=[£\d])")
_CLAUSE_END = re.compile(r"[,;:.()–—]\s*$|\s-\s*$")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence of a statement as words; `clauses` are the words that a clause begins with, by index."""

    statement: int
    opens: bool
    words: tuple[str, ...]
    clauses: frozenset[int]
    leans: bool


def quoted_statements(claim: str, passage: Passage) -> tuple[int, ...] | None:
    """The statements that a claim is made of, each whole or visibly cut; None where it says anything else."""
    said = words_of(claim)
    pieces = [piece for index in range(len(passage.statements)) for piece in _pieces(passage, index)]
    if not any(word != GAP for word in said):
        return None
    found = _follow(said, 0, pieces, -1, passage.statements)
    return None if found is None else tuple(sorted({pieces[index].statement for index in found}))


def words_of(text: str) -> tuple[str, ...]:
    """The words, numbers and signs of a text as they are compared; links and other markup keep their words."""
    return tuple(word for word, _ in _tokens(text))


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[tuple[str, bool], ...]:
    """Words, each with whether a clause begins there."""
    plain = unicodedata.normalize("NFKC", _ELLIPSIS.sub(GAP, text.replace("...", GAP))).translate(PLAIN).lower()
    plain = _ELLIPSIS.sub(GAP, _SPLIT_ORDINAL.sub(r"\1\2", plain))
    found: list[tuple[str, bool]] = []
    end = 0
    for match in _TOKEN.finditer(plain):
        found.append((match.group(), not found or bool(_CLAUSE_END.search(plain[end : match.start()]))))
        end = match.end()
    return tuple(found)


def _pieces(passage: Passage, index: int) -> Iterator[_Piece]:
    """The ways in which a statement may be said: its sentences, or a row's cells without their column names."""
    statement = passage.statements[index]
    if statement.kind == "question":
        return
    text = passage.text[statement.start : statement.end]
    if statement.cells:
        yield _piece(" | ".join(value for _, value in statement.cells if value), index, True)
    for span in sentences(text):
        yield _piece(text[span.start : span.end], index, span.start == 0)


def _piece(text: str, index: int, opens: bool) -> _Piece:
    tokens = [(word, begins) for word, begins in _tokens(text) if word != GAP]
    clauses = frozenset(place for place, (_, begins) in enumerate(tokens) if begins)
    return _Piece(index, opens, tuple(word for word, _ in tokens), clauses, bool(LEANS_BACK.match(text)))


def _follow(
    said: Sequence[str], at: int, pieces: Sequence[_Piece], last: int, statements: Sequence[Statement]
) -> list[int] | None:
    """The pieces that the words from `at` on are made of, each after the `last`; None where they are not."""
    while at < len(said) and said[at] == GAP:
        at += 1
    if at == len(said):
        return []
    for index in range(last + 1, len(pieces)):
        if said[at] not in pieces[index].words[:1] or not _may_follow(
            pieces[index], pieces[last] if last >= 0 else None, statements
        ):
            continue
        for end in _ends(said, at, pieces[index], statements):
            rest = _follow(said, end, pieces, index, statements)
            if rest is not None:
                return [index, *rest]
    return None


def _may_follow(piece: _Piece, last: _Piece | None, statements: Sequence[Statement]) -> bool:
    """An item follows its own lead-in or a fellow item; what points back follows the statement it points back to."""
    lead = statements[piece.statement].lead
    if lead is not None and piece.opens:
        return last is not None and lead in {last.statement, statements[last.statement].lead}
    return last is None or not piece.leans or last.statement >= piece.statement - 1


def _ends(said: Sequence[str], at: int, piece: _Piece, statements: Sequence[Statement]) -> Iterator[int]:
    """Where in the claim a piece that begins at `at` may end: whole, without the joining "and", or cut at a "…"."""
    yield from _walk(said, at, piece.words, 0, piece.clauses)
    if statements[piece.statement].kind == "item" and piece.words[-1] in {"and", "or"}:
        yield from _walk(said, at, piece.words[:-1], 0, piece.clauses)


def _walk(said: Sequence[str], at: int, words: Sequence[str], place: int, clauses: frozenset[int]) -> Iterator[int]:
    """What a clause says may be left out at a "…" unless it turns the meaning; the end may be cut anywhere."""
    while place < len(words) and at < len(said) and said[at] == words[place]:
        at, place = at + 1, place + 1
    if place == len(words):
        yield at
    elif at < len(said) and said[at] == GAP and place >= SHORTEST_CUT:
        yield from _walk(said, at + 1, words, place, clauses)
        for later in sorted(clause for clause in clauses if clause > place):
            if not TURNS & set(words[place:later]):
                yield from _walk(said, at + 1, words, later, clauses)
        yield at
