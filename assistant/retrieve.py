"""A question's words -> passages: BM25 leads, vectors speak where the words fail, filters before ranks.

Knows both indexes and how to fuse them; does not know what a question means. Measured in docs/evaluation.md.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import ModelUnavailable
from assistant.glossary import expansions
from assistant.rewrite import parted
from assistant.store.embeddings import Embedder
from assistant.store.library import Snapshot
from assistant.terms import question_terms
from assistant.thesaurus import in_official_words, related, synonyms
from assistant.types import Filters, Hit

log = logging.getLogger(__name__)
DEPTH = 100  # candidates from each index before they are fused
EXPANSION_WEIGHT = 0.5  # a word that an acronym stands for counts half of one that the reader typed
CONTEXT_WEIGHT = 0.4  # a word of the earlier question that a follow-up leans on
SYNONYM_WEIGHT = 0.15  # a word that says nearly the same as one that was typed
RELATED_WEIGHT = 0.04  # a word that may answer one that was typed


@dataclass(frozen=True, slots=True)
class Retriever:
    """How to search: the embedder (None searches words only) and how loud vectors may be at the most."""

    embedder: Embedder | None
    dense_weight: float = 0.5

    def search(self, snapshot: Snapshot, text: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The passages that fit a question best, best first; [] where nothing does."""
        body, before = parted(text)
        typed = question_terms(body)
        stems = typed + [one for one in question_terms(in_official_words(body)) if one not in typed]
        weights = self._weights(snapshot, stems, before, text)
        stems += [stem for stem in weights if stem not in stems]
        lexical = snapshot.indexes.lexical.search(stems, DEPTH, weights)
        idf = inverse_frequencies(snapshot, [stem for stem in stems if weights.get(stem, 1.0) >= 1.0])
        passages = snapshot.passages(key for key, _ in lexical)
        cover = {key: coverage(idf, snapshot.terms_of(passages[key])) for key, _ in lexical if key in passages}
        best = max((cover.get(key, 0.0) for key, _ in lexical[:3]), default=0.0)
        scores = _scaled(lexical)
        dense = self._dense(snapshot, f"{before} {body}".strip())
        if dense:
            share = self.dense_weight * (1.0 - best)
            near = _scaled(dense)
            keys = scores.keys() | near.keys()
            scores = {key: (1 - share) * scores.get(key, 0.0) + share * near.get(key, 0.0) for key in keys}
        ranked = sorted(scores, key=lambda key: (-scores[key], key))
        return self._hits(snapshot, ranked, scores, idf, limit, filters)

    def _weights(self, snapshot: Snapshot, stems: Sequence[str], before: str, text: str) -> dict[str, float]:
        """The words looked for beside the reader's own, each with its share of a typed word's weight."""
        weights = {near: RELATED_WEIGHT for one in stems for near in related(one)}
        weights |= {near: SYNONYM_WEIGHT for one in stems for near in synonyms(one)}
        weights |= dict.fromkeys(question_terms(before), CONTEXT_WEIGHT) if before else {}
        weights |= expansions(text, snapshot.definitions, EXPANSION_WEIGHT)
        return {one: weight for one, weight in weights.items() if one not in stems}

    def _dense(self, snapshot: Snapshot, text: str) -> list[tuple[str, float]]:
        index = snapshot.indexes.vectors
        if self.embedder is None or index is None or snapshot.generation.embeddings != self.embedder.name:
            return []
        try:
            return index.search(self.embedder.question(text), DEPTH)
        except ModelUnavailable:  # BM25 leads, and needs nobody
            log.warning("searching by words only: %s could not be reached", self.embedder.name)
            return []

    def _hits(
        self,
        snapshot: Snapshot,
        ranked: Sequence[str],
        scores: Mapping[str, float],
        idf: Mapping[str, float],
        limit: int,
        filters: Filters | None,
    ) -> list[Hit]:
        allowed = snapshot.allowed(filters) if filters and filters != Filters() else None
        hits: list[Hit] = []
        for start in range(0, len(ranked), 2 * limit):
            passages = snapshot.passages(ranked[start : start + 2 * limit])
            for key, passage in passages.items():
                if (allowed is None or passage.version in allowed) and scores[key] > 0:
                    cover = coverage(idf, snapshot.terms_of(passage))
                    hits.append(Hit(passage, snapshot.documents[passage.version], scores[key], cover))
            if len(hits) >= limit:
                break
        return hits[:limit]


def inverse_frequencies(snapshot: Snapshot, stems: Sequence[str]) -> dict[str, float]:
    """BM25's weight of each stem: high where few passages hold it, highest where none does."""
    lexical = snapshot.indexes.lexical
    total = len(lexical)
    return {
        stem: math.log(1 + (total - n + 0.5) / (n + 0.5))
        for stem in dict.fromkeys(stems)
        for n in [lexical.frequency(stem)]
    }


def coverage(idf: Mapping[str, float], found: frozenset[str]) -> float:
    """The share of a question's term weight that stands in a passage: 0 to 1."""
    total = sum(idf.values())
    return sum(weight for stem, weight in idf.items() if stem in found) / total if total else 0.0


def _scaled(found: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Scores moved to 0..1 by their least and greatest."""
    if not found:
        return {}
    low, high = min(score for _, score in found), max(score for _, score in found)
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in found}
