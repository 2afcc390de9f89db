"""Units -> passages, counted in tokens, never across a table row or a numbered paragraph.

Knows sizes and places; does not know what retrieval does with a passage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from assistant.text import Mapped, sentences
from assistant.tokens import count_tokens
from assistant.types import Passage, Statement
from ingest.structure import Unit

LIMIT = 320  # tokens; about a numbered paragraph with its list, and a quarter of what small embedders read
SHORT = 60  # tokens; paragraphs shorter than this share a passage with the next of their section


def split(units: Sequence[Unit], document_id: str, version: str) -> tuple[Passage, ...]:
    """Cut a document into passages."""
    passages = [_passage(bundle, document_id, version, ordinal) for ordinal, bundle in enumerate(_bundles(units))]
    befores = ["", *(_last_sentence(one, two) for one, two in pairwise(passages))]
    return tuple(replace(passage, before=before) for passage, before in zip(passages, befores, strict=True))


def _last_sentence(passage: Passage, following: Passage) -> str:
    """The sentence that a passage ends with, where the following one goes on in the same section."""
    last = passage.statements[-1] if passage.statements else None
    if last is None or last.kind not in {"sentence", "item"} or passage.headings[:1] != following.headings[:1]:
        return ""
    return passage.text[last.start : last.end]


def _bundles(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Units that belong in one passage. A group over the limit is cut between its units; a short one joins the next."""
    waiting: list[Unit] = []
    size = 0
    for _, group in groupby(units, key=lambda unit: unit.group):
        for bundle in _within_limit(list(group)):
            tokens = sum(count_tokens(unit.text.text) for unit in bundle)
            if waiting and (_place(waiting[-1]) != _place(bundle[0]) or size >= SHORT or size + tokens > LIMIT):
                yield waiting
                waiting, size = [], 0
            waiting, size = waiting + bundle, size + tokens
    if waiting:
        yield waiting


def _place(unit: Unit) -> tuple[object, ...]:
    return (unit.headings, unit.paragraph, unit.kind if unit.kind in {"row", "signature", "front"} else "")


def _within_limit(group: list[Unit]) -> Iterator[list[Unit]]:
    bundle: list[Unit] = []
    size = 0
    for unit in (piece for whole in group for piece in _cut_long(whole)):
        tokens = count_tokens(unit.text.text)
        if bundle and size + tokens > LIMIT:
            yield bundle
            bundle, size = [], 0
        bundle.append(unit)
        size += tokens
    yield bundle


def _cut_long(unit: Unit) -> Iterator[Unit]:
    """A unit that alone is over the limit, cut between sentences."""
    if unit.kind == "row" or count_tokens(unit.text.text) <= LIMIT:
        yield unit
        return
    start = size = 0
    for sentence in sentences(unit.text.text):
        tokens = count_tokens(unit.text.text[sentence.start : sentence.end])
        if size and size + tokens > LIMIT:
            yield _part_of(unit, start, sentence.start)
            start, size = sentence.start, 0
        size += tokens
    yield _part_of(unit, start, len(unit.text))


def _part_of(unit: Unit, start: int, end: int) -> Unit:
    return Unit(
        unit.kind,
        unit.text[start:end].tidy(),
        unit.group,
        unit.headings,
        unit.paragraph,
        unit.marker,
        unit.lead,
        (),
        unit.page,
    )


def _passage(units: Sequence[Unit], document_id: str, version: str, ordinal: int) -> Passage:
    first = units[0]
    texts: list[Mapped] = []
    statements: list[Statement] = []
    at = 0
    leads: dict[str, int] = {}

    def write(text: Mapped) -> int:
        nonlocal at
        start = at
        texts.append(text)
        at += len(text) + 1
        return start

    for unit in units:
        lead = None
        if unit.lead is not None:
            key = unit.lead.text
            if key not in leads:
                leads[key] = len(statements)
                start = write(unit.lead)
                statements.append(Statement("lead", start, start + len(unit.lead)))
            lead = leads[key]
        start = write(unit.text)
        if unit.kind in {"item", "row", "signature", "front"}:
            statements.append(Statement(unit.kind, start, start + len(unit.text), lead, cells=unit.cells))
            continue
        for span in sentences(unit.text.text):
            text = unit.text.text[span.start : span.end]
            leads[text] = len(statements)
            kind = "lead" if text.endswith(":") else "question" if text.endswith("?") else "sentence"
            statements.append(Statement(kind, start + span.start, start + span.end))
    whole = Mapped.join(texts, "\n")
    key = f"{version}:{min((o for o in whole.origins if o >= 0), default=0)}:{whole.text}"
    return Passage(
        id=hashlib.sha256(key.encode()).hexdigest()[:16],
        document_id=document_id,
        version=version,
        ordinal=ordinal,
        text=whole.text,
        segments=whole.segments(),
        headings=first.headings,
        paragraph=first.paragraph,
        page=first.page,
        statements=tuple(statements),
        tokens=count_tokens(whole.text),
    )
