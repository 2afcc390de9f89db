"""The registers of a snapshot as plain records, the same for the shell and the API. Knows no surface."""

from __future__ import annotations

from typing import Any

from assistant.store.library import Snapshot
from assistant.types import Document


def list_documents(snapshot: Snapshot) -> list[dict[str, Any]]:
    """One record a document."""
    return [_document(document) for document in snapshot.documents.values()]


def _document(document: Document) -> dict[str, Any]:
    return {
        "source": document.source,
        "title": document.title,
        "kind": document.kind,
        "date": document.date.isoformat() if document.date else None,
        "date_basis": document.date_basis,
        "publisher": document.publisher,
        "signatories": [f"{signatory.name}, {signatory.role}" for signatory in document.signatories],
        "audience": list(document.audience),
        "copied_to": list(document.copied_to),
        "reference": document.reference,
        "authority": document.authority,
        "pages": document.pages,
    }


def list_glossary(snapshot: Snapshot) -> list[dict[str, Any]]:
    """One record a term and document."""
    sources = {version: document.source for version, document in snapshot.documents.items()}
    records = [
        {"term": d.term, "meaning": d.meaning, "source": sources[d.version], "quote": d.quote}
        for d in snapshot.definitions
    ]
    return sorted(records, key=lambda record: (record["term"].lower(), record["source"]))
