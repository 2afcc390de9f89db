"""The word index of a generation (tantivy, BM25): built once from passages, then only read.

Knows stems and scores; does not know documents, filters or meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from assistant.errors import StoreDamaged
from assistant.terms import bigrams, terms
from assistant.types import Passage

BIGRAM_BOOST = 0.3  # notes on the choice: docs/decisions/0004-retrieval.md


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("pairs", stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def indexed_text(passage: Passage) -> str:
    """What of a passage is searched: its headings, then its text."""
    return "\n".join([*passage.headings, passage.text])


def build_lexical(folder: Path, passages: Iterable[Passage]) -> None:
    """Write the index of some passages into an empty folder."""
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for passage in passages:
        stems = terms(indexed_text(passage))
        writer.add_document(tantivy.Document(id=passage.id, stems=" ".join(stems), pairs=" ".join(bigrams(stems))))
    writer.commit()
    writer.wait_merging_threads()


class Lexical:
    """An open word index."""

    def __init__(self, folder: Path) -> None:
        try:
            self._index = tantivy.Index.open(str(folder))
        except ValueError as error:  # not an index, or another version's
            raise StoreDamaged(f"{folder}: {error}") from error
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def frequency(self, stem: str) -> int:
        """In how many passages a stem stands."""
        return int(self._searcher.doc_freq("stems", stem))

    def search(
        self, stems: Sequence[str], limit: int, weights: dict[str, float] | None = None
    ) -> list[tuple[str, float]]:
        """Passage ids and BM25 scores, best first. `weights` raises or lowers single stems (default 1)."""
        if not stems or not len(self):
            return []
        weights = weights or {}
        clauses = []
        for stem in dict.fromkeys(stems):
            clauses.append(self._clause("stems", stem, stems.count(stem) * weights.get(stem, 1.0)))
        for pair in dict.fromkeys(bigrams([stem for stem in stems if weights.get(stem, 1.0) >= 1.0])):
            clauses.append(self._clause("pairs", pair, BIGRAM_BOOST))
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=limit, count=False)
        return [(self._searcher.doc(address)["id"][0], float(score)) for score, address in found.hits]

    def _clause(self, field: str, term: str, boost: float) -> tuple[tantivy.Occur, tantivy.Query]:
        query = tantivy.Query.term_query(self._schema, field, term)
        return tantivy.Occur.Should, tantivy.Query.boost_query(query, boost)
