"""Answers and citations as the JSON of the API. Knows field names; decides nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.types import Answer, Citation


def citation_shape(citation: Citation) -> dict[str, Any]:
    """A citation, with its quote and the quote's place in the file's own extracted text."""
    return {
        "n": citation.number,
        "source": citation.source,
        "title": citation.title,
        "kind": citation.kind,
        "authority": citation.authority,
        "published": citation.document_date.isoformat() if citation.document_date else None,
        "date_basis": citation.date_basis,
        "locator": citation.locator,
        "page": citation.page,
        "quote": citation.quote.text,
        "spans": [list(span) for span in citation.quote.spans],
        "version": citation.quote.version,
    }


def answer_shape(answer: Answer) -> dict[str, Any]:
    """The whole answer."""
    return {
        "id": answer.id,
        "text": answer.text,
        "outcome": answer.outcome.value,
        "citations": [citation_shape(citation) for citation in answer.citations],
        "rows": [asdict(row) for row in answer.rows],
        "derivations": [asdict(derivation) for derivation in answer.derivations],
        "caveats": list(answer.caveats),
        "as_of": answer.as_of.isoformat() if answer.as_of else None,
        "withheld": answer.withheld,
        "model": answer.model,
        "fell_back": answer.fell_back,
        "generation": answer.generation,
    }
