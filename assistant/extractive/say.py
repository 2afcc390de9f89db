"""A chosen statement -> its words as they are quoted, with the number of its passage: lists, rows, sentences that
lean back.

Pure; it adds no word of its own and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.extractive.select import Candidate
from assistant.types import Statement

LEAST_ITEM = 7  # words of a list's item that are always shown
LEANS_BACK = re.compile(
    r"^[“\"]?(?:this|that|these|those|it|they|such|both|he|she|of (?:this|these|which|that)|to (?:this end|do this)"
    r"|in (?:addition|particular|these|this)|here)\b",
    re.I,
)
_LIST_END = re.compile(r"[;,]?\s*(?:and|or)?$|[;,]$")
_ENDS_OPEN = re.compile(r"[;,](?:\s*(?:and|or))?$")


def say_row(statement: Statement, number: int) -> str:
    """A table row, each cell after its column's name."""
    cells = [f"{column}: {value}" if column else value for column, value in statement.cells if value]
    return f"{'; '.join(cells)} [{number}]."


def say_list(candidate: Candidate, items: Sequence[Statement], room: int, number: int) -> str:
    """The lead-in and each item, items cut at a clause with "…" where the whole would be too long; the asked one is cut
    last.
    """
    passage, asked = candidate.hit.passage, candidate.statement
    lead = passage.statements[items[0].lead or 0]
    opener = passage.text[lead.start : lead.end]
    whole = [bare(passage.text[one.start : one.end]) for one in items]
    left = room - len(opener.split())
    full = len(passage.text[asked.start : asked.end].split()) if asked in items else 0
    first = min(full, max(LEAST_ITEM, left - LEAST_ITEM * (len(items) - 1)))
    each = max(LEAST_ITEM, (left - first) // max(1, len(items) - bool(full)))
    texts = [_cut(text, first if one == asked else each) for one, text in zip(items, whole, strict=True)]
    return f"{opener} {'; '.join(texts).rstrip('.')} [{number}]."


def say_sentence(candidate: Candidate, room: int, number: int) -> str:
    """A sentence or item with what it leans on: its lead-in, or the sentence before where it points back."""
    statement, passage = candidate.statement, candidate.hit.passage
    text = bare(candidate.text)
    if statement.lead is not None and candidate.start == statement.start:
        lead = passage.statements[statement.lead]
        return marked(f"{passage.text[lead.start : lead.end]} {text}", number)
    before = _sentence_before(candidate)
    if before and len((before + text).split()) < room:
        return f"{marked(before, number)} {marked(text, number)}"
    return marked(text, number)


def _sentence_before(candidate: Candidate) -> str:
    """The sentence that one beginning "this", "of this total", "they" points back to, if in the same passage."""
    passage, statement = candidate.hit.passage, candidate.statement
    if not LEANS_BACK.match(candidate.text) or candidate.start != statement.start or not candidate.index:
        return ""
    before = passage.statements[candidate.index - 1]
    return passage.text[before.start : before.end] if before.kind == "sentence" else ""


def marked(text: str, number: int) -> str:
    """The text with its marker before its last full stop, or after its closing quotation mark."""
    if text.endswith((".", "!")) and not text.endswith(("…", "...")):
        return f"{text[:-1]} [{number}]{text[-1]}"
    return f"{text} [{number}]."


def bare(text: str) -> str:
    """An item without the comma, semicolon or "and" that only joins it to the next."""
    text = text.strip()
    return _LIST_END.sub("", text).strip() if _ENDS_OPEN.search(text) else text


def _cut(text: str, limit: int) -> str:
    """A text in at most about `limit` words, cut at a clause where there is one."""
    words = text.split()
    if len(words) <= limit:
        return text
    short = " ".join(words[:limit])
    clause = max(short.rfind(mark) for mark in (", ", "; ", " – ", ". ", " ("))
    kept = short[:clause] if clause > len(short) // 2 else short
    return kept.rstrip(" ,;:–(.") + "…"
