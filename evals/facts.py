"""Document descriptions against a gold file, field by field.

Knows what counts as the same; does not know how a document is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.text import fold
from assistant.types import Document
from evals.lines import Record, read_record

FIELDS = ("title", "kind", "date", "date_basis", "authority", "signatories", "reference", "audience")
Described = Mapping[str, Any]  # a description's fields, in the form in which two are compared


@dataclass(frozen=True, slots=True)
class Miss:
    """One field that is not what the gold file says."""

    source: str
    field: str
    expected: object
    found: object


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many documents each field is right in, of how many, and every miss."""

    documents: int
    right: Mapping[str, int]
    misses: tuple[Miss, ...]


def read_gold(path: Path) -> dict[str, Described]:
    """The described documents of a gold file by file name; annexes described apart are passed over. Raises BadInput."""
    gold = read_record(path)
    whole = [one for one in gold.records("documents") if one.text("part_of", "") in {"", one.text("id", "")}]
    if not whole:
        raise gold.wrong("“documents” describes no document")
    return {one.text("file"): _described_by_gold(one) for one in whole}


def _described_by_gold(record: Record) -> Described:
    signatories = [(one.text("name"), one.text("role", "")) for one in record.records("issuers")]
    return {
        "title": fold(record.text("title", "")),
        "kind": fold(record.text("type", "")),
        "date": record.text("date", ""),
        "date_basis": _basis(record.text("date_basis", "")),
        "authority": _first_word(record.text("authority", "")),
        "signatories": _folded(" / ".join(one) for one in signatories),
        "reference": fold(record.text("reference", "")),
        "audience": _folded(record.texts("audience")),
    }


def _described(document: Document) -> Described:
    return {
        "title": fold(document.title),
        "kind": fold(document.kind),
        "date": document.date.isoformat() if document.date else "",
        "date_basis": document.date_basis,
        "authority": _first_word(document.authority),
        "signatories": _folded(f"{one.name} / {one.role}" for one in document.signatories),
        "reference": fold(document.reference),
        "audience": _folded(document.audience),
    }


def _basis(words: str) -> str:
    """ "printed", "inferred" or "none", from a note that starts with one of "printed", "inferred" and "not printed"."""
    first = _first_word(words)
    return first if first in {"printed", "inferred"} else "none"


def _first_word(text: str) -> str:
    return fold(text).replace(":", " ").split(" ")[0]


def _folded(texts: Iterable[str]) -> list[str]:
    """A set in a form that is compared and shown."""
    return sorted({fold(text) for text in texts})


def compare(gold: Mapping[str, Described], documents: Iterable[Document]) -> Agreement:
    """Every field of every gold document against what is held. A document that is not held misses all its fields."""
    held = {PurePosixPath(document.source).name: _described(document) for document in documents}
    misses = tuple(miss for file, expected in gold.items() for miss in _missed(file, expected, held.get(file, {})))
    right = {field: len(gold) - sum(miss.field == field for miss in misses) for field in FIELDS}
    return Agreement(len(gold), right, misses)


def _missed(file: str, expected: Described, found: Described) -> list[Miss]:
    return [
        Miss(file, field, expected[field], found.get(field, "not held"))
        for field in FIELDS
        if not found or expected[field] != found[field]
    ]


def as_record(agreement: Agreement) -> dict[str, Any]:
    """The agreement as JSON."""
    share = {field: right / agreement.documents for field, right in agreement.right.items()}
    return {"documents": agreement.documents, "right": share, "misses": [asdict(miss) for miss in agreement.misses]}


def as_text(agreement: Agreement) -> str:
    """The agreement as plain text: a line a field, then the misses."""
    counts = [f"{field:<14}{right:>4} of {agreement.documents}" for field, right in agreement.right.items()]
    return "\n".join([*counts, *_missed_text(agreement.misses)])


def _missed_text(misses: Sequence[Miss]) -> list[str]:
    return [f"X {one.source} {one.field}: expected {one.expected!r}, found {one.found!r}" for one in misses]
