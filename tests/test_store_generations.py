"""Generations: built apart, proved, published whole, opened only as a checked private copy."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from assistant.errors import StoreBusy, StoreDamaged, StoreError
from assistant.store.embeddings import Vectors
from assistant.store.generations import (
    GENERATIONS,
    MANIFEST,
    OpenGeneration,
    build_generation,
    check_manifest,
    open_copy,
    prove,
    prove_in_child,
    sweep_generations,
    write_manifest,
    writer_lock,
)
from assistant.store.leases import ROOM, Lease, room, sweep
from tests.fakes import WordEmbedder, passage

TEXTS = ["The plan is due in June.", "The budget is five million.", "Trusts write to the region."]
PASSAGES = [passage(text, ordinal=number) for number, text in enumerate(TEXTS)]


def vectors_of(texts: list[str]) -> dict[str, Vectors]:
    made = WordEmbedder().passages(texts)
    return {passage(text, ordinal=n).id: made[n] for n, text in enumerate(texts)}


def state(folder: Path) -> dict[str, str]:
    return {str(f): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.rglob("*")) if f.is_file()}


def opened(folder: Path, private: Path) -> OpenGeneration:
    with room(private):
        lease = Lease(private, folder.name)
    return open_copy(folder, lease)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One generation that tests copy and do not change."""
    return build_generation(tmp_path_factory.mktemp("data"), "g1", PASSAGES, vectors_of(TEXTS))


def test_what_was_built_is_found_by_words_and_by_vectors(built: Path, tmp_path: Path) -> None:
    with closing(opened(built, tmp_path / "private")) as generation:
        assert [key for key, _ in generation.lexical.search(["budget"], 5)] == [PASSAGES[1].id]
        assert generation.vectors is not None
        assert generation.vectors.search(WordEmbedder().question(TEXTS[2]), 1)[0][0] == PASSAGES[2].id


def test_opening_does_not_touch_the_published_folder_and_closing_leaves_nothing(built: Path, tmp_path: Path) -> None:
    before = state(built)

    with closing(opened(built, tmp_path / "private")) as generation:
        assert generation.vectors is not None
        generation.vectors.search(WordEmbedder().question(TEXTS[0]), 1)

    assert state(built) == before
    assert [path.name for path in (tmp_path / "private").iterdir()] == [ROOM]


def cut(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if content else b"x")


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes() or b"x")
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [cut, flip, Path.unlink])
def test_no_damaged_file_is_opened(built: Path, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    for number, file in enumerate(sorted(state(built))):
        folder = shutil.copytree(built, tmp_path / str(number) / "g1")
        damage(folder / Path(file).relative_to(built))

        with pytest.raises(StoreDamaged) as error:
            opened(folder, tmp_path / "private")

        assert "guidance reindex" in error.value.say
    assert [path.name for path in (tmp_path / "private").iterdir()] == [ROOM]


def test_a_manifest_that_was_edited_is_found(built: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(built, tmp_path / "g1")
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | {"vectors": 0}))

    with pytest.raises(StoreDamaged, match="manifest was changed"):
        check_manifest(folder)


@pytest.mark.parametrize("content", ["", "null", "[]", '{"sum": 1}', "\x00"])
def test_a_manifest_of_another_form_is_damage(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content)

    with pytest.raises(StoreDamaged):
        check_manifest(tmp_path)


@pytest.mark.parametrize(("passages", "vectors"), [(4, 3), (3, 4)])
def test_the_proof_counts_what_can_be_read(built: Path, tmp_path: Path, passages: int, vectors: int) -> None:
    folder = shutil.copytree(built, tmp_path / GENERATIONS / "g1")
    (folder / MANIFEST).unlink()
    write_manifest(folder, passages, vectors)

    with pytest.raises(StoreDamaged):
        prove(folder)


def test_an_index_that_kills_the_process_that_opens_it_fails_the_proof(tmp_path: Path) -> None:
    texts = [f"word{number}" for number in range(300)]
    passages = [passage(text, ordinal=number) for number, text in enumerate(texts)]
    folder = build_generation(tmp_path, "g1", passages, vectors_of(texts))
    links = next(folder.rglob("link_lists.bin"))
    links.write_bytes(bytes(links.stat().st_size))  # measured: the proving process ends by SIGSEGV
    (folder / MANIFEST).unlink()
    write_manifest(folder, 300, 300)

    with pytest.raises(StoreDamaged):
        prove_in_child(folder)


def test_an_index_that_fails_its_proof_is_not_published_and_leaves_nothing(tmp_path: Path) -> None:
    broken = {PASSAGES[0].id: np.full(4, np.nan, dtype=np.float32)}

    with pytest.raises(StoreError):
        build_generation(tmp_path, "g1", PASSAGES, broken)

    assert list((tmp_path / GENERATIONS).iterdir()) == []


def test_a_passage_without_a_known_word_is_left_to_the_word_index(tmp_path: Path) -> None:
    vectors = vectors_of(TEXTS) | {PASSAGES[0].id: np.zeros(16, dtype=np.float32)}

    manifest = check_manifest(build_generation(tmp_path, "g1", PASSAGES, vectors))

    assert (manifest["passages"], manifest["vectors"]) == (3, 2)


def test_a_generation_of_nothing_can_be_built(tmp_path: Path) -> None:
    with closing(opened(build_generation(tmp_path, "g1", [], {}), tmp_path / "private")) as generation:
        assert generation.lexical.search(["plan"], 5) == []
        assert generation.vectors is None


def test_a_build_is_refused_where_the_disk_could_fill_up(tmp_path: Path) -> None:
    vast = np.broadcast_to(np.float32(1), (10**14,))

    with pytest.raises(StoreError) as error:
        build_generation(tmp_path, "g1", PASSAGES, {PASSAGES[0].id: vast})

    assert "not enough room" in error.value.say
    assert list((tmp_path / GENERATIONS).iterdir()) == []


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    with FileLock(tmp_path / "writer.lock"), pytest.raises(StoreBusy) as error, writer_lock(tmp_path, seconds=0.05):
        pytest.fail("two writers")

    assert "Wait" in error.value.say


def test_the_lock_of_a_writer_that_ended_is_free(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        pass
    with writer_lock(tmp_path, seconds=0):
        pass


def test_sweeping_removes_what_is_not_kept(tmp_path: Path) -> None:
    for name in ("g1", "g2", ".building-g3"):
        (tmp_path / GENERATIONS / name).mkdir(parents=True)

    sweep_generations(tmp_path, {"g2"})

    assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == ["g2"]


def test_a_living_readers_lease_is_kept_and_its_generation_named(tmp_path: Path) -> None:
    with room(tmp_path):
        lease = Lease(tmp_path, "g1")
        lease.folder.mkdir()

        assert sweep(tmp_path) == {"g1"}
        assert lease.folder.is_dir()


def test_one_thread_may_take_a_lease_and_another_let_it_go(tmp_path: Path) -> None:
    with room(tmp_path):
        lease = Lease(tmp_path, "g1")
    closer = threading.Thread(target=lease.close)
    closer.start()
    closer.join()

    with room(tmp_path):
        assert sweep(tmp_path) == set()


def test_what_a_killed_reader_left_is_swept(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, signal\n"
        "from assistant.store.leases import Lease, room\n"
        f"private = pathlib.Path({str(tmp_path)!r})\n"
        "with room(private):\n"
        "    lease = Lease(private, 'g1')\n"
        "lease.folder.mkdir()\n"
        "(lease.folder / 'copied').touch()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parent.parent)
    assert len(list(tmp_path.iterdir())) == 3

    with room(tmp_path):
        assert sweep(tmp_path) == set()

    assert [path.name for path in tmp_path.iterdir()] == [ROOM]
