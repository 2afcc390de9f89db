"""Retrieval measured on texts, questions and judgements (folders of BEIR form) with the product's own store and search.

Knows ranks and judgements; does not know how passages are found.
"""

from __future__ import annotations

import hashlib
import math
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.retrieve import Retriever
from assistant.store.catalogue import Catalogue, Generation, StagedDocument
from assistant.store.embeddings import Embedder
from assistant.store.generations import build_generation, writer_lock
from assistant.store.lexical import indexed_text
from assistant.store.library import Library
from assistant.types import Document, Passage, Segment, Statement
from evals.figures import Figure, median, plain, share
from evals.lines import BadInput, Record, read_records, read_text

DEPTH = 10
CUTS = (1, 5, 10)
Judgements = Mapping[str, int]  # by text id; above 0 is relevant, and more is better


@dataclass(frozen=True, slots=True)
class Text:
    """One text to be found."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Texts, questions, and which texts answer which question. Questions that nobody judged are left out."""

    name: str
    texts: tuple[Text, ...]
    questions: Mapping[str, str]
    judged: Mapping[str, Judgements]


@dataclass(frozen=True, slots=True)
class Measured:
    """One way of searching on one benchmark. `search_ms` is the median question's time."""

    benchmark: str
    way: str
    ndcg: Figure
    recall: Mapping[int, Figure]
    reciprocal_rank: Figure
    search_ms: Figure


def read_benchmark(folder: Path) -> Benchmark:
    """Read `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`. Raises BadInput."""
    corpus = _by_id(read_records(folder / "corpus.jsonl"))
    texts = tuple(Text(key, one.text("title", ""), one.text("text")) for key, one in corpus.items())
    questions = {key: one.text("text") for key, one in _by_id(read_records(folder / "queries.jsonl")).items()}
    judged = _read_judgements(folder / "qrels.tsv", corpus.keys())
    if not judged.keys() & questions.keys():
        raise BadInput(say=f"{folder}: no question of queries.jsonl is judged in qrels.tsv.")
    asked = {key: text for key, text in questions.items() if key in judged}
    return Benchmark(folder.resolve().name, texts, asked, judged)


def _by_id(records: Iterable[Record]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for record in records:
        key = record.text("_id")
        if key in found:
            raise record.wrong(f"the id {key!r} was used before")
        found[key] = record
    return found


def _read_judgements(path: Path, known: Collection[str]) -> dict[str, dict[str, int]]:
    """Relevant texts by question, from `question <tab> text <tab> score` below one line of column names."""
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(read_text(path).splitlines()[1:], 2):
        if not line.strip():
            continue
        columns = line.split("\t")
        if len(columns) != 3 or not columns[2].strip().isdecimal():
            raise BadInput(say=f"{path}, line {number}: not a question, a text and a whole score with tabs between.")
        question, text, score = columns[0], columns[1], int(columns[2])
        if text not in known:
            raise BadInput(say=f"{path}, line {number}: there is no text {text!r} in corpus.jsonl.")
        if score:
            judged.setdefault(question, {})[text] = score
    return judged


def measure(benchmark: Benchmark, embedder: Embedder | None, dense_weight: float = 0.5) -> list[Measured]:
    """Publish the texts in a data folder of their own and search it: words only and, with an embedder, vectors too."""
    with tempfile.TemporaryDirectory(prefix="guidance-retrieval-") as folder:
        publish(benchmark.texts, Path(folder), embedder)
        ways = {"words only": Retriever(None)}
        if embedder is not None:
            ways["words and vectors"] = Retriever(embedder, dense_weight)
        with closing(Library(Path(folder))) as library:
            return [_measured(benchmark, way, library, retriever) for way, retriever in ways.items()]


def publish(texts: Sequence[Text], data: Path, embedder: Embedder | None) -> None:
    """Each text as a document of one passage, staged, indexed and made live."""
    staged = [_staged(text) for text in texts]
    passages = [passage for one in staged for passage in one.passages]
    with writer_lock(data), closing(Catalogue(data, create=True)) as catalogue:
        for one in staged:
            catalogue.stage(one)
        vectors = {}
        if embedder is not None:
            made = embedder.passages([indexed_text(passage) for passage in passages])
            vectors = {passage.id: made[index] for index, passage in enumerate(passages)}
            catalogue.store_vectors(embedder.name, vectors)
        versions = tuple(sorted(one.document.version for one in staged))
        generation = Generation("measured", embedder.name if embedder else "none", versions)
        build_generation(data, generation.name, passages, vectors)
        catalogue.publish(generation, datetime.now(UTC).isoformat())


def _staged(text: Text) -> StagedDocument:
    key = hashlib.sha256(text.id.encode()).hexdigest()[:16]
    document = Document(key, key, text.id, text.title or text.id, kind="document", authority="primary")
    passage = Passage(
        id=key, document_id=key, version=key, ordinal=0, text=text.text, segments=(Segment(0, 0, len(text.text)),),
        headings=(text.title,) if text.title else (), paragraph="", page=None,
        statements=(Statement("sentence", 0, len(text.text)),), tokens=0,
    )  # fmt: skip
    return StagedDocument(document, key, text.text, (passage,), (), {})


def _measured(benchmark: Benchmark, way: str, library: Library, retriever: Retriever) -> Measured:
    ranked: dict[str, list[str]] = {}
    took: list[float] = []
    with library.snapshot() as snapshot:
        for key, question in benchmark.questions.items():
            start = time.perf_counter()
            hits = retriever.search(snapshot, question, DEPTH)
            took.append((time.perf_counter() - start) * 1000)
            ranked[key] = [hit.document.source for hit in hits]
    pairs = [(found, benchmark.judged[key]) for key, found in ranked.items()]
    return Measured(
        benchmark.name,
        way,
        share([gain(found, judged) for found, judged in pairs]),
        {cut: share([recall(found, judged, cut) for found, judged in pairs]) for cut in CUTS},
        share([reciprocal_rank(found, judged) for found, judged in pairs]),
        median(took),
    )


def gain(found: Sequence[str], judged: Judgements, depth: int = DEPTH) -> float:
    """nDCG: the discounted scores of what was found, over those of the best order there could be."""
    best = sorted(judged.values(), reverse=True)[:depth]
    return _discounted([judged.get(key, 0) for key in found[:depth]]) / _discounted(best)


def _discounted(scores: Sequence[int]) -> float:
    return sum(score / math.log2(rank + 1) for rank, score in enumerate(scores, 1))


def recall(found: Sequence[str], judged: Judgements, depth: int) -> float:
    """The share of the relevant texts that is among the first `depth`."""
    return len(judged.keys() & set(found[:depth])) / len(judged)


def reciprocal_rank(found: Sequence[str], judged: Judgements, depth: int = DEPTH) -> float:
    """One over the place of the first relevant text; 0 where none is among the first `depth`."""
    return next((1 / place for place, key in enumerate(found[:depth], 1) if key in judged), 0.0)


def as_record(measured: Measured) -> dict[str, object]:
    """A row as JSON, its figures with their intervals."""
    return {
        "benchmark": measured.benchmark,
        "way": measured.way,
        "ndcg@10": plain(measured.ndcg),
        **{f"recall@{cut}": plain(figure) for cut, figure in measured.recall.items()},
        "mrr@10": plain(measured.reciprocal_rank),
        "search_ms": plain(measured.search_ms),
    }


def as_text(rows: Sequence[Measured]) -> str:
    """The rows as a table of plain text."""
    recalls = "".join(f"{f'R@{cut}':>8}" for cut in CUTS)
    head = f"{'benchmark':<16}{'way':<19}{'n':>6}  {'nDCG@10':<23}{recalls}{'MRR@10':>9}{'ms':>8}"
    return "\n".join([head, *map(_row, rows)])


def _row(row: Measured) -> str:
    ndcg = f"{row.ndcg.value:.4f} [{row.ndcg.low:.3f}, {row.ndcg.high:.3f}]"
    recalls = "".join(f"{row.recall[cut].value:>8.3f}" for cut in CUTS)
    ranks = f"{row.reciprocal_rank.value:>9.3f}{row.search_ms.value:>8.2f}"
    return f"{row.benchmark:<16}{row.way:<19}{row.ndcg.n:>6}  {ndcg:<23}{recalls}{ranks}"
