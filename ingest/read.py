"""One file -> all that it puts into the catalogue: the way from load to facts, readable as a list of steps.

Knows the steps' order; does not know the store or other documents.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant.dates import find_whens
from assistant.errors import UnreadableFile
from assistant.store.catalogue import Fact, StagedDocument
from assistant.store.records import to_json
from assistant.types import Document, Passage
from ingest.boilerplate import strip_boilerplate
from ingest.describe import Description, describe
from ingest.extract.glossary import extract_definitions
from ingest.front import find_front
from ingest.load import load
from ingest.load.blocks import Extract
from ingest.repair import repair
from ingest.speakers import with_speakers
from ingest.split import split
from ingest.structure import structure

PIPELINE = "2"  # raised when the same file would be read differently, so that every document is read again


@dataclass(frozen=True, slots=True)
class DateGiven:
    """A date that another document gives this one, with the word it came from."""

    day: date
    words: str


def content_hash(path: Path) -> str:
    """What a file holds and how this program reads it."""
    return hashlib.sha256(PIPELINE.encode() + path.read_bytes()).hexdigest()


def read_document(path: Path, source: str, given: DateGiven | None = None) -> StagedDocument:
    """Read a file whole. Raises UnreadableFile."""
    extract = load(path)
    repaired = repair(extract)
    parts, stripped = strip_boilerplate(repaired.parts)
    if not parts:
        raise UnreadableFile(f"{path}: nothing left", say="No content was found in the file, only page furniture.")
    front = find_front(parts)
    description = describe(parts, front, stripped, extract.title or path.stem)
    hashed = content_hash(path)
    document = _document(description, source, hashed, given, extract)
    document = replace(document, urls=repaired.urls, emails=repaired.emails)
    passages = with_speakers(split(structure(parts, front), document.id, document.version))
    if not passages:
        raise UnreadableFile(f"{path}: no text", say="No text was found in the file, only a title or headings.")
    facts = _facts(passages)
    report = {
        "pages": extract.pages,
        "passages": len(passages),
        "repairs": repaired.repairs,
        "stripped": list(stripped),
        "not_understood": [*extract.warnings, *_not_understood(document, passages)],
    }
    return StagedDocument(document, hashed, extract.text, passages, facts, report)


def _document(
    description: Description, source: str, hashed: str, given: DateGiven | None, extract: Extract
) -> Document:
    key = f"{source}:{hashed}:{given.day if given else ''}"
    document = Document(
        id=hashlib.sha256(source.encode()).hexdigest()[:12],
        version=hashlib.sha256(key.encode()).hexdigest()[:16],
        source=source,
        pages=extract.pages,
        **_fields(description),
    )
    if given is not None and document.date is None:
        document = replace(document, date=given.day, date_basis="inferred", date_text=given.words)
    return document


def _fields(description: Description) -> dict[str, Any]:
    return {name: getattr(description, name) for name in description.__slots__}


def _facts(passages: tuple[Passage, ...]) -> tuple[Fact, ...]:
    return tuple(
        Fact(hashlib.sha256(f"glossary:{d.term}".encode()).hexdigest()[:16], d.version, "glossary", ordinal, asdict(d))
        for ordinal, d in enumerate(extract_definitions(passages))
    )


def _not_understood(document: Document, passages: tuple[Passage, ...]) -> list[str]:
    notes = [] if document.date else ["no date is printed: days and months without a year stay open"]
    for passage in passages:
        for when in find_whens(passage.text, document.date):
            if not when.resolved and when.precision in {"exact", "month", "week", "relative", "window"}:
                notes.append(f"date not resolved: “{when.text}”")
    return list(dict.fromkeys(notes))


def fingerprint(staged: StagedDocument) -> str:
    """What would be stored, as a hash: two runs over the same file give the same."""
    parts = [
        to_json(staged.document),
        staged.extracted,
        *[to_json(p) for p in staged.passages],
        *[to_json(dict(f.record)) for f in staged.facts],
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
