"""Ranks measured: against hand-counted values, as properties, and on a tiny benchmark with the product's own search."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.store.embeddings import Vectors
from evals.lines import BadInput
from evals.retrieval import (
    CUTS,
    as_record,
    as_text,
    gain,
    measure,
    read_benchmark,
    recall,
    reciprocal_rank,
)

BUDGET, TRAINING, SUMMIT = (
    "Send the draft budget by 28 April.",
    "A sum is set aside for training.",
    "Summits are in July.",
)
CORPUS = {"budget": BUDGET, "training": TRAINING, "summit": SUMMIT}
QUESTIONS = {"q1": "When is the draft budget wanted?", "q2": "In which month are the summits?"}
QRELS = "query-id\tcorpus-id\tscore\nq1\tbudget\t1\nq2\tsummit\t1\nq2\ttraining\t0\n"


@pytest.mark.parametrize(
    ("found", "judged", "value"),
    [
        pytest.param(["a", "b"], {"a": 1}, 1.0, id="the one text first"),
        pytest.param(["b", "a"], {"a": 1}, 1 / math.log2(3), id="the one text second"),
        pytest.param(["b", "c"], {"a": 1}, 0.0, id="not found"),
        pytest.param([], {"a": 1}, 0.0, id="nothing found"),
        pytest.param(
            ["a", "x", "b"],
            {"a": 1, "b": 1},
            (1 + 1 / 2) / (1 + 1 / math.log2(3)),
            id="two texts at places one and three",
        ),
        pytest.param(
            ["b", "a"],
            {"a": 2, "b": 1},
            (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)),
            id="the better text second",
        ),
        pytest.param([*"xxxxxxxxxx", "a"], {"a": 1}, 0.0, id="eleventh is not among ten"),
        pytest.param(list("abcdefghij"), dict.fromkeys("abcdefghijkl", 1), 1.0, id="ten of twelve fill all ten places"),
    ],
)
def test_the_gain_is_the_hand_counted_ndcg(found: list[str], judged: dict[str, int], value: float) -> None:
    assert gain(found, judged) == pytest.approx(value)


@pytest.mark.parametrize(
    ("depth", "value"),
    [
        pytest.param(1, 0.0, id="none at one"),
        pytest.param(2, 0.5, id="half at two"),
        pytest.param(5, 1.0, id="all at five"),
    ],
)
def test_recall_is_the_share_of_the_relevant_texts_so_far(depth: int, value: float) -> None:
    assert recall(["x", "a", "y", "b"], {"a": 1, "b": 2}, depth) == value


@pytest.mark.parametrize(
    ("found", "value"),
    [
        pytest.param(["a", "b"], 1.0, id="first"),
        pytest.param(["x", "y", "b", "a"], 1 / 3, id="third"),
        pytest.param(["x"], 0.0, id="not found"),
        pytest.param([*"xxxxxxxxxx", "a"], 0.0, id="eleventh is not among ten"),
    ],
)
def test_the_reciprocal_rank_is_one_over_the_first_relevant_place(found: list[str], value: float) -> None:
    assert reciprocal_rank(found, {"a": 1, "b": 1}) == pytest.approx(value)


RANKED = st.permutations(list("abcdefghijklmn"))
JUDGED = st.dictionaries(st.sampled_from("abcdefghijklmn"), st.integers(1, 3), min_size=1)


@given(RANKED, JUDGED)
def test_every_measure_lies_between_nought_and_one(found: list[str], judged: dict[str, int]) -> None:
    measures = [gain(found, judged), reciprocal_rank(found, judged), *(recall(found, judged, cut) for cut in CUTS)]

    assert all(0 <= one <= 1 + 1e-12 for one in measures)


@given(RANKED, JUDGED, st.integers(1, 13))
def test_moving_a_better_text_up_never_lowers_a_measure(found: list[str], judged: dict[str, int], place: int) -> None:
    above, below = found[place - 1], found[place]
    better = [*found[: place - 1], below, above, *found[place + 1 :]]

    if judged.get(below, 0) >= judged.get(above, 0):
        assert gain(better, judged) >= gain(found, judged) - 1e-12
        assert reciprocal_rank(better, judged) >= reciprocal_rank(found, judged)
        assert all(recall(better, judged, cut) >= recall(found, judged, cut) for cut in CUTS)


@given(RANKED, JUDGED)
def test_recall_never_falls_with_depth(found: list[str], judged: dict[str, int]) -> None:
    depths = [recall(found, judged, depth) for depth in range(15)]

    assert depths == sorted(depths)
    assert depths[-1] == 1


@given(st.permutations("abcde"), st.dictionaries(st.sampled_from("abcde"), st.integers(1, 3), min_size=1))
def test_the_best_order_has_gain_one_and_no_order_has_more(found: list[str], judged: dict[str, int]) -> None:
    best = max(gain(order, judged) for order in itertools.permutations(found))

    assert best == pytest.approx(1)
    assert gain(sorted(found, key=lambda key: -judged.get(key, 0)), judged) == pytest.approx(1)


def folder_of(tmp_path: Path, *, corpus: object = None, queries: object = None, qrels: str = QRELS) -> Path:
    """A benchmark folder of BEIR form."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    texts = corpus if corpus is not None else [{"_id": key, "title": "", "text": text} for key, text in CORPUS.items()]
    asked = queries if queries is not None else [{"_id": key, "text": text} for key, text in QUESTIONS.items()]
    for name, records in (("corpus", texts), ("queries", asked)):
        assert isinstance(records, list)
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (folder / "qrels.tsv").write_text(qrels, "utf-8")
    return folder


def test_a_benchmark_is_its_texts_its_judged_questions_and_what_is_relevant(tmp_path: Path) -> None:
    asked = [{"_id": key, "text": text} for key, text in [*QUESTIONS.items(), ("q3", "Nobody judged this one.")]]

    benchmark = read_benchmark(folder_of(tmp_path, queries=asked))

    assert benchmark.name == "tiny"
    assert [text.id for text in benchmark.texts] == ["budget", "training", "summit"]
    assert benchmark.questions == QUESTIONS
    assert benchmark.judged == {"q1": {"budget": 1}, "q2": {"summit": 1}}


HEAD = "query-id\tcorpus-id\tscore\n"


@pytest.mark.parametrize(
    ("given_files", "said"),
    [
        pytest.param(
            {"qrels": HEAD + "q1 budget 1\n"}, "line 2: not a question, a text and a whole score", id="no tabs"
        ),
        pytest.param({"qrels": HEAD + "q1\tbudget\t0.5\n"}, "line 2: not a question", id="half a score"),
        pytest.param({"qrels": HEAD + "q1\tbudget\t²\n"}, "line 2: not a question", id="a digit that is no number"),
        pytest.param(
            {"qrels": HEAD + "q1\tnone\t1\n"}, "line 2: there is no text 'none'", id="a text that is not there"
        ),
        pytest.param({"qrels": HEAD}, "no question of queries.jsonl is judged", id="no judgement"),
        pytest.param(
            {"qrels": HEAD + "q9\tbudget\t1\n"}, "no question of queries.jsonl is judged", id="other questions"
        ),
        pytest.param(
            {"corpus": [{"_id": "a", "text": "x"}] * 2}, "line 2: the id 'a' was used before", id="a text twice"
        ),
        pytest.param(
            {"queries": [{"_id": "a", "text": "x"}] * 2}, "line 2: the id 'a' was used before", id="asked twice"
        ),
        pytest.param({"corpus": [{"_id": "a"}]}, "line 1: “text” is missing", id="no text"),
    ],
)
def test_a_benchmark_that_cannot_be_used_is_refused_in_words(
    given_files: dict[str, object], said: str, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, **given_files)  # type: ignore[arg-type]

    with pytest.raises(BadInput) as raised:
        read_benchmark(folder)

    assert said in raised.value.say


def test_a_benchmark_that_lacks_a_file_names_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        read_benchmark(tmp_path)

    assert raised.value.say == f"There is no {tmp_path / 'corpus.jsonl'}."


class FakeEmbedder:
    """Two directions: one for texts about the summits, the other for all else."""

    name = "fake-2"

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.asarray([[1, 0] if "ummit" in text else [0, 1] for text in texts], dtype=np.float32)

    def question(self, text: str) -> Vectors:
        row: Vectors = self.passages([text])[0]
        return row


def test_search_is_measured_with_words_only_and_with_vectors_too(tmp_path: Path) -> None:
    rows = measure(read_benchmark(folder_of(tmp_path)), FakeEmbedder())

    assert [(row.benchmark, row.way) for row in rows] == [("tiny", "words only"), ("tiny", "words and vectors")]
    for row in rows:
        assert (row.ndcg.value, row.ndcg.n) == (1, 2)
        assert row.reciprocal_rank.value == 1
        assert [row.recall[cut].value for cut in CUTS] == [1, 1, 1]
        assert row.search_ms.value is not None
        assert row.search_ms.value > 0


def test_vectors_find_what_shares_no_word_with_the_question(tmp_path: Path) -> None:
    asked = [{"_id": "q1", "text": "Xsummitx?"}]
    benchmark = read_benchmark(folder_of(tmp_path, queries=asked, qrels=HEAD + "q1\tsummit\t1\n"))

    words, vectors = measure(benchmark, FakeEmbedder())

    assert words.ndcg.value == 0
    assert vectors.ndcg.value == 1


def test_without_an_embedder_words_alone_are_measured_and_shown(tmp_path: Path) -> None:
    rows = measure(read_benchmark(folder_of(tmp_path)), None)

    record = json.loads(json.dumps(as_record(rows[0]), allow_nan=False))
    assert [row.way for row in rows] == ["words only"]
    assert (record["ndcg@10"]["value"], record["recall@1"]["value"], record["mrr@10"]["value"]) == (1, 1, 1)
    assert "words only" in as_text(rows)
