"""What the agent may call. Each tool reads one pinned snapshot and gives numbered, fenced passages.

Who asks and as of when reach a tool by the runtime's context, never as arguments that a model could set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, tool

from assistant.evidence import Evidence, Sources
from assistant.glossary import Names
from assistant.naming import documents_named, locator, name
from assistant.retrieve import Retriever, inverse_frequencies
from assistant.store.library import Snapshot
from assistant.terms import stem, tokenise
from assistant.types import Definition, Filters, Hit

SEARCH_LIMIT = 24
NAMED_LIMIT = 5  # passages more of each document that a question names
DESCRIBED_LIMIT = 6


@dataclass(frozen=True, slots=True)
class RunContext:
    """What one run of the agent is bound to: a snapshot, a retriever, the reader's filters, the day, numbers given."""

    snapshot: Snapshot
    retriever: Retriever
    as_of: date
    reader: str = "everyone"
    filters: Filters = field(default_factory=Filters)
    sources: Sources = field(default_factory=Sources)


@tool(response_format="content_and_artifact")
def search_guidance(query: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, Evidence]:
    """Search the guidance for passages that answer a question. Give the question in plain words."""
    evidence = evidence_for(query, runtime.context)
    return _shown(evidence), evidence


@tool(response_format="content_and_artifact")
def define_term(term: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, Evidence]:
    """Look up what a term or acronym means in the documents. Give the term, or the question that holds it."""
    context: RunContext = runtime.context
    definitions = definitions_in(term, context.snapshot.definitions)
    allowed = context.snapshot.allowed(context.filters)
    definitions = [one for one in definitions if one.version in allowed]
    passages = context.snapshot.passages(one.passage_id for one in definitions)
    documents = context.snapshot.documents
    hits = [
        Hit(passages[d.passage_id], documents[d.version], 1.0, 1.0) for d in definitions if d.passage_id in passages
    ]
    evidence = _evidence(term, hits, context, definitions)
    return _shown(evidence) if hits else "No document defines it.", evidence


@tool(response_format="content_and_artifact")
def describe_documents(query: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, Evidence]:
    """Read who signed the documents that a question names, to whom they went, their dates and references."""
    context: RunContext = runtime.context
    snapshot = context.snapshot
    allowed = snapshot.allowed(context.filters)
    documents = [document for version, document in snapshot.documents.items() if version in allowed]
    named = documents_named(query, documents) or [document for document in documents if document.authority == "primary"]
    hits = [
        Hit(passage, document, 1.0, 1.0)
        for document in named[:DESCRIBED_LIMIT]
        for passage in snapshot.passages_of(document.version)
        if passage.statements and passage.statements[0].kind in {"front", "signature"}
    ]
    evidence = replace(_evidence(query, hits, context), described=tuple(named))
    return _shown(evidence), evidence


TOOLS: tuple[BaseTool, ...] = (search_guidance, define_term, describe_documents)


def evidence_for(query: str, context: RunContext) -> Evidence:
    """What a search finds, and what it finds in each document that the query names, with all that it is weighed by."""
    snapshot, filters = context.snapshot, context.filters
    hits = context.retriever.search(snapshot, query, SEARCH_LIMIT, filters)
    named = documents_named(query, snapshot.documents.values(), surely=False)[:3] if not filters.sources else []
    for document in named:
        within = replace(filters, sources=(document.source,))
        hits += context.retriever.search(snapshot, query, NAMED_LIMIT, within)
    return _evidence(query, list({hit.passage.id: hit for hit in reversed(hits)}.values())[::-1], context)


def definitions_in(text: str, definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions of the terms that a text holds, in its order; several where several documents define one."""
    words = tokenise(text)
    stems = {stem(word): index for index, word in reversed(list(enumerate(words)))}
    found: dict[tuple[str, str], tuple[int, Definition]] = {}
    for definition in definitions:
        key = definition.term.lower()
        for form in (key, key + "s"):
            if form in words or stem(form) in stems:
                place = words.index(form) if form in words else stems[stem(form)]
                found.setdefault((key, definition.version), (place, definition))
    return [definition for _, definition in sorted(found.values(), key=lambda pair: pair[0])]


def _evidence(query: str, hits: Sequence[Hit], context: RunContext, definitions: Sequence[Definition] = ()) -> Evidence:
    keys = {hit.passage.id: context.sources.number(hit) for hit in hits}
    names = context.snapshot.names
    return Evidence(
        query, tuple(hits), keys, context.as_of, _weights(query, context.snapshot, names), tuple(definitions), names
    )


def _weights(query: str, snapshot: Snapshot, names: Names) -> dict[str, float]:
    """How much each stem of a query tells: a name no rarer than its acronym, nor more common than its rarest word."""
    stems = names.question_terms(query)
    idf = inverse_frequencies(snapshot, [*stems, *(part for one in stems for part in names.parts.get(one, ()))])
    for one in stems:
        parts = [idf[part] for part in names.parts.get(one, ())]
        if parts:
            idf[one] = min(idf[one], max(parts))
    return idf


def _shown(evidence: Evidence) -> str:
    """The passages as a model reads them: numbered, named, fenced as material."""
    if not evidence.hits:
        return "Nothing was found."
    blocks = []
    for hit in evidence.hits:
        number = evidence.keys[hit.passage.id]
        text = hit.passage.text.replace("<", "‹").replace(">", "›")
        blocks.append(
            f'<passage number="{number}" from="{name(hit.document)}, {locator(hit.passage)}">\n{text}\n</passage>'
        )
    return "\n".join(blocks)
