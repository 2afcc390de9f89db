"""The word index ranks as BM25 says."""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import StoreDamaged
from assistant.store.lexical import BIGRAM_BOOST, Lexical, build_lexical
from assistant.terms import bigrams
from tests.fakes import passage

WORDS = ["plan", "budget", "trust", "letter", "fund", "grant"]  # each is its own stem
K1, B = 1.2, 0.75

texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=1, max_size=8)
questions = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)


def bm25(documents: Sequence[Sequence[str]], terms: Counter[str]) -> list[float]:
    """The textbook's BM25, for one field; `terms` with how often each is asked for."""
    mean = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        counts, score = Counter(document), 0.0
        for term, weight in terms.items():
            holding = sum(term in other for other in documents)
            idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
            length = K1 * (1 - B + B * len(document) / mean) if mean else K1
            score += weight * idf * counts[term] * (K1 + 1) / (counts[term] + length)
        scores.append(score)
    return scores


def reference(documents: Sequence[Sequence[str]], question: Sequence[str]) -> dict[str, float]:
    words = bm25(documents, Counter(question))
    pairs = bm25([bigrams(document) for document in documents], Counter(set(bigrams(question))))
    scores = [word + BIGRAM_BOOST * pair for word, pair in zip(words, pairs, strict=True)]
    return {passage(" ".join(d), ordinal=n).id: s for n, (d, s) in enumerate(zip(documents, scores, strict=True)) if s}


def index(folder: Path, documents: Sequence[Sequence[str]]) -> Lexical:
    build_lexical(folder, [passage(" ".join(document), ordinal=n) for n, document in enumerate(documents)])
    return Lexical(folder)


@settings(max_examples=40, deadline=None)
@given(texts, questions)
def test_scores_are_those_of_the_reference_formula(documents: list[list[str]], question: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = index(Path(folder) / "lexical", documents).search(question, 100)

    assert dict(found) == pytest.approx(reference(documents, question), rel=1e-4)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_weight_makes_a_word_count_for_less(tmp_path: Path) -> None:
    lexical = index(tmp_path / "lexical", [["plan", "trust"], ["budget", "letter"]])

    found = lexical.search(["plan", "budget"], 10, {"plan": 0.5})

    assert [key for key, _ in found] == [
        passage("budget letter", ordinal=1).id,
        passage("plan trust", ordinal=0).id,
    ]


def test_a_heading_is_searched_with_its_text(tmp_path: Path) -> None:
    one = passage("It is due in June.")
    headed = type(one)(**{name: getattr(one, name) for name in one.__slots__} | {"headings": ("Budget",)})
    build_lexical(tmp_path / "lexical", [headed])

    assert [key for key, _ in Lexical(tmp_path / "lexical").search(["budget"], 10)] == [one.id]


def test_frequency_counts_passages_not_words(tmp_path: Path) -> None:
    lexical = index(tmp_path / "lexical", [["plan", "plan"], ["plan"], ["trust"]])

    assert (lexical.frequency("plan"), lexical.frequency("trust"), lexical.frequency("never")) == (2, 1, 0)


@pytest.mark.parametrize("question", [[], ["never"]])
def test_nothing_is_found_for_words_that_no_passage_holds(tmp_path: Path, question: list[str]) -> None:
    assert index(tmp_path / "lexical", [["plan"]]).search(question, 10) == []


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    lexical = index(tmp_path / "lexical", [])

    assert len(lexical) == 0
    assert lexical.search(["plan"], 10) == []


def test_a_folder_that_is_no_index_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged):
        Lexical(tmp_path)
