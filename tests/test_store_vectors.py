"""The vector index finds what is near, and the embedders give vectors of length one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import SettingsError, StoreDamaged, StoreError
from assistant.store.embeddings import MAX_CHARACTERS, Vectors, WordLlamaEmbedder, embedder_named
from assistant.store.vectors import BATCH, VectorIndex, build_vectors


def some(count: int, seed: int = 1, dimension: int = 8) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def names(count: int) -> list[str]:
    return [f"p{number:05d}" for number in range(count)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorIndex]:
    folder = tmp_path_factory.mktemp("index") / "vectors"
    build_vectors(folder, names(50), some(50))
    with closing(VectorIndex(folder)) as opened:
        yield opened


@settings(max_examples=5, deadline=None)
@given(st.integers(1, 40), st.integers(0, 10**6))
def test_the_nearest_are_those_that_every_comparison_gives(count: int, seed: int) -> None:
    vectors, question = some(count, seed), some(1, seed + 1)[0]
    with tempfile.TemporaryDirectory() as folder:
        build_vectors(Path(folder) / "vectors", names(count), vectors)
        with closing(VectorIndex(Path(folder) / "vectors")) as opened:
            found = opened.search(question, 5)

    expected = sorted(zip(names(count), map(float, vectors @ question), strict=True), key=lambda pair: -pair[1])[:5]
    assert dict(found) == pytest.approx(dict(expected), abs=1e-5)


def test_every_vector_is_read_back_from_more_than_one_batch(tmp_path: Path) -> None:
    count = BATCH + 100
    vectors = some(count)
    build_vectors(tmp_path / "vectors", names(count), vectors)

    with closing(VectorIndex(tmp_path / "vectors")) as opened:
        stored = opened.all_vectors()

        assert len(opened) == len(stored) == count
        assert all(
            np.allclose(stored[key], vector, atol=1e-6) for key, vector in zip(names(count), vectors, strict=True)
        )
        assert opened.self_found(stored) >= 0.99 * count


def test_vectors_that_are_not_in_the_index_are_not_found_by_themselves(index: VectorIndex) -> None:
    stored = index.all_vectors()
    moved = dict(zip(stored, some(50, seed=2), strict=True))

    assert index.self_found(stored) == 50
    assert index.self_found(moved) < 25


def test_many_vectors_that_are_the_same_are_all_found(tmp_path: Path) -> None:
    build_vectors(tmp_path / "vectors", names(40), np.repeat(some(1), 40, axis=0))

    with closing(VectorIndex(tmp_path / "vectors")) as opened:
        assert opened.self_found(opened.all_vectors()) == 40


def test_another_models_question_is_refused_in_words(index: VectorIndex) -> None:
    with pytest.raises(StoreError) as error:
        index.search(np.ones(3, dtype=np.float32), 5)

    assert "guidance reindex" in error.value.say


def test_a_question_without_a_known_word_is_near_to_nothing(index: VectorIndex) -> None:
    assert index.search(np.zeros(8, dtype=np.float32), 5) == []


def test_a_folder_that_is_no_index_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged):
        VectorIndex(tmp_path / "vectors")


def test_none_names_no_embedder() -> None:
    assert embedder_named("none") is None


def test_an_unknown_embedder_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError) as error:
        embedder_named("nowhere:model")

    assert "nowhere:model" in error.value.say


def test_the_packages_own_model_gives_vectors_of_length_one() -> None:
    embedder = WordLlamaEmbedder()
    vectors = embedder.passages(["The plan is due.", "a" * MAX_CHARACTERS, "a" * (MAX_CHARACTERS + 50)])

    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(vectors[1], vectors[2])
    assert np.allclose(embedder.question("The plan is due."), vectors[0], atol=1e-6)
    assert embedder.passages([]).shape == (0, 256)
    assert embedder.passages([""]).shape == (1, 256)
