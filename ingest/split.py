"""Units -> passages, counted in tokens, never across a table row or a numbered paragraph.

Knows sizes and places; does not know what retrieval does with a passage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from assistant.text import Mapped, sentences
from assistant.tokens import count_tokens
from assistant.types import Passage, Statement
from ingest.structure import Unit

LIMIT = 320  # tokens; about a numbered paragraph with its list, and a quarter of what small embedders read
SHORT = 60  # tokens; paragraphs shorter than this share a passage with the next of their section
WHOLE_KINDS = {"row", "signature", "front"}  # a passage with one of these holds nothing else


def split(units: Sequence[Unit], document_id: str, version: str) -> tuple[Passage, ...]:
    """Cut a document into passages."""
    passages = [_passage(bundle, document_id, version, ordinal) for ordinal, bundle in enumerate(_bundles(units))]
    befores = [_last_sentence(one, two) for one, two in pairwise(passages)]
    return tuple(replace(passage, before=before) for passage, before in zip(passages, ["", *befores], strict=False))


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
    for piece in _wholes(units):
        for bundle in _within_limit(piece):
            tokens = _tokens(bundle)
            if waiting and (_place(waiting[-1]) != _place(bundle[0]) or size >= SHORT or size + tokens > LIMIT):
                yield waiting
                waiting, size = [], 0
            waiting, size = waiting + bundle, size + tokens
    if waiting:
        yield waiting


def _wholes(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The stretches to keep whole: a numbered paragraph with all that is under its number, where the limit allows; else
    a group.
    """
    for (paragraph, _), stretch in groupby(units, key=lambda unit: (unit.paragraph, unit.paragraph or unit.group)):
        whole = list(stretch)
        if paragraph and _tokens(whole) > LIMIT:
            for _, group in groupby(whole, key=lambda unit: unit.group):
                yield list(group)
        else:
            yield whole


def _tokens(units: Sequence[Unit]) -> int:
    return sum(count_tokens(unit.text.text) for unit in units)


def _place(unit: Unit) -> tuple[object, ...]:
    return (unit.headings, unit.paragraph, unit.kind if unit.kind in WHOLE_KINDS else "")


def _within_limit(group: Sequence[Unit]) -> Iterator[list[Unit]]:
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
            yield replace(unit, text=unit.text[start : sentence.start].tidy())
            start, size = sentence.start, 0
        size += tokens
    yield replace(unit, text=unit.text[start:].tidy())


def _passage(units: Sequence[Unit], document_id: str, version: str, ordinal: int) -> Passage:
    writer = _Writer(leads={unit.lead.text for unit in units if unit.lead is not None})
    for unit in units:
        writer.write(unit)
    whole = Mapped.join(writer.texts, "\n")
    key = f"{version}:{min((o for o in whole.origins if o >= 0), default=0)}:{whole.text}"
    return Passage(
        id=hashlib.sha256(key.encode()).hexdigest()[:16],
        document_id=document_id,
        version=version,
        ordinal=ordinal,
        text=whole.text,
        segments=whole.segments(),
        headings=units[0].headings,
        paragraph=units[0].paragraph,
        page=units[0].page,
        statements=tuple(writer.statements),
        tokens=count_tokens(whole.text),
    )


@dataclass
class _Writer:
    """A passage while it is written: its lines, and the statements at their places in it.

    `leads` are the sentences that introduce the passage's items; one that an earlier passage holds is written again.
    """

    leads: set[str]
    texts: list[Mapped] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    _at: int = 0
    _written: dict[str, int] = field(default_factory=dict)

    def write(self, unit: Unit) -> None:
        lead = self._lead(unit.lead) if unit.lead is not None else None
        start = self._line(unit.text)
        text = unit.text.text
        if unit.kind in WHOLE_KINDS or unit.kind == "item":
            kind = "question" if unit.kind == "item" and text.endswith("?") else unit.kind
            self.statements.append(Statement(kind, start, start + len(text), lead, cells=unit.cells))
            self._written.setdefault(text, len(self.statements) - 1)
            return
        for span in sentences(text):
            self._sentence(text[span.start : span.end], start + span.start)

    def _sentence(self, text: str, start: int) -> None:
        introduces = text in self.leads or text.endswith(":")
        kind = "lead" if introduces else "question" if text.endswith("?") else "sentence"
        self._written[text] = len(self.statements)
        self.statements.append(Statement(kind, start, start + len(text)))

    def _lead(self, lead: Mapped) -> int:
        if lead.text not in self._written:
            self._sentence(lead.text, self._line(lead))
        return self._written[lead.text]

    def _line(self, text: Mapped) -> int:
        start = self._at
        self.texts.append(text)
        self._at += len(text) + 1
        return start
