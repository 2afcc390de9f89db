"""The registers of a snapshot as plain records, the same for the shell and the API. Knows no surface."""

from __future__ import annotations

from typing import Any

from assistant.store.library import Snapshot


def list_documents(snapshot: Snapshot) -> list[dict[str, Any]]:
    """One record a document."""
    return [
        {
            "source": d.source, "title": d.title, "kind": d.kind, "date": d.date.isoformat() if d.date else None,
            "date_basis": d.date_basis, "publisher": d.publisher, "signatories": [f"{s.name}, {s.role}" for s in d.signatories],
            "audience": list(d.audience), "copied_to": list(d.copied_to), "reference": d.reference, "authority": d.authority, "pages": d.pages,
        }
        for d in snapshot.documents.values()
    ]  # fmt: skip


def list_glossary(snapshot: Snapshot) -> list[dict[str, Any]]:
    """One record a term and document."""
    sources = {version: document.source for version, document in snapshot.documents.items()}
    records = [
        {"term": d.term, "meaning": d.meaning, "source": sources[d.version], "quote": d.quote}
        for d in snapshot.definitions
    ]
    return sorted(records, key=lambda record: (record["term"].lower(), record["source"]))
