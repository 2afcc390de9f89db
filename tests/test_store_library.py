"""What a reader holds: one generation, whole, for as long as it is pinned; the newest at the next question."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import NothingIngested, StoreDamaged, StoreError, StoreOutdated
from assistant.store.catalogue import FILE, Catalogue
from assistant.store.embeddings import Embedder
from assistant.store.generations import GENERATIONS, PRIVATE
from assistant.store.kept import Kept
from assistant.store.leases import ROOM
from assistant.store.library import Library, Snapshot, catalogue_snapshot
from assistant.types import Filters
from ingest.sync import reindex, sync
from tests.fakes import WordEmbedder

TOP = Path(__file__).resolve().parent.parent


def two_letters(place: Path) -> Path:
    folder = place / "guidance"
    folder.mkdir()
    write(folder, "first")
    (folder / "other.txt").write_text("The region replies to every trust within a fortnight of its letter.\n")
    return folder


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of two letters, which have moved since."""
    place = tmp_path_factory.mktemp("ingested")
    folder = two_letters(place)
    sync([folder], place / "data", None)
    shutil.rmtree(folder)
    return place / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return two_letters(tmp_path)


@pytest.fixture
def data(tmp_path: Path, ingested: Path) -> Path:
    return shutil.copytree(ingested, tmp_path / "data")


@pytest.fixture
def library(data: Path) -> Iterator[Library]:
    with closing(Library(data)) as opened:
        yield opened


def write(folder: Path, edition: str) -> None:
    (folder / "letter.txt").write_text(f"The {edition} edition of the budget is due on 28 April 2017.\n")


def found(snapshot: Snapshot, stem: str = "budget") -> list[str]:
    ids = [key for key, _ in snapshot.indexes.lexical.search([stem], 10)]
    return [passage.text for passage in snapshot.passages(ids).values()]


def publish(folder: Path, data: Path, edition: str, embedder: Embedder | None = None) -> None:
    write(folder, edition)
    assert sync([folder], data, embedder).published


def test_an_empty_data_folder_says_that_nothing_is_ingested(tmp_path: Path) -> None:
    library = Library(tmp_path / "data")

    with pytest.raises(NothingIngested) as error, library.snapshot():
        pass

    assert "guidance ingest" in error.value.say
    assert not library.ready()
    assert not (tmp_path / "data").exists()


def test_the_first_ingest_is_seen_without_opening_the_library_again(tmp_path: Path, folder: Path) -> None:
    with closing(Library(tmp_path / "data")) as library:
        assert not library.ready()
        sync([folder], tmp_path / "data", None)
        assert library.ready()


def test_the_next_question_sees_a_new_generation(library: Library, folder: Path, data: Path) -> None:
    with library.snapshot() as snapshot:
        assert "first edition" in found(snapshot)[0]

    publish(folder, data, "second")

    with library.snapshot() as snapshot:
        assert "second edition" in found(snapshot)[0]


def test_a_pinned_snapshot_reads_on_while_its_versions_are_replaced(library: Library, folder: Path, data: Path) -> None:
    with library.snapshot() as pinned:
        for edition in ("second", "third", "fourth"):
            publish(folder, data, edition)
            with library.snapshot() as newest:
                assert edition in found(newest)[0]

        assert "first edition" in found(pinned)[0]
        version = next(v for v, d in pinned.documents.items() if d.source == "letter.txt")
        assert "first edition" in pinned.extracted(version)
        assert "first edition" in pinned.passages_of(version)[0].text


def test_what_nobody_pins_any_more_is_gone_after_the_next_run(library: Library, folder: Path, data: Path) -> None:
    with library.snapshot() as pinned:
        old = pinned.generation
        publish(folder, data, "second")
        with library.snapshot():
            pass
        assert (data / GENERATIONS / old.name).is_dir()

    sync([folder], data, None)

    assert [path.name for path in (data / GENERATIONS).iterdir()] != [old.name]
    assert len(list((data / GENERATIONS).iterdir())) == 1
    with closing(Catalogue(data)) as catalogue:
        assert len(catalogue.documents(old.versions)) == 1  # the letter that did not change


def test_no_copy_is_left_when_a_library_is_closed(library: Library, data: Path) -> None:
    with library.snapshot():
        assert len(list((data / PRIVATE).iterdir())) == 3

    library.close()

    assert [path.name for path in (data / PRIVATE).iterdir()] == [ROOM]


def test_a_question_that_is_being_answered_outlives_the_closing_of_its_library(library: Library, data: Path) -> None:
    with library.snapshot() as snapshot:
        library.close()
        assert "first edition" in found(snapshot)[0]

    assert [path.name for path in (data / PRIVATE).iterdir()] == [ROOM]


def remove_folder(live: Path) -> None:
    shutil.rmtree(live)


def cut_a_file(live: Path) -> None:
    file = next(live.rglob("*.term"))
    file.write_bytes(file.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [remove_folder, cut_a_file])
def test_a_damaged_generation_answers_nothing_until_it_is_built_again(
    library: Library, data: Path, damage: Callable[[Path], None]
) -> None:
    damage(next((data / GENERATIONS).iterdir()))

    with pytest.raises(StoreDamaged) as error, library.snapshot():
        pass
    assert "guidance reindex" in error.value.say
    assert not library.ready()

    reindex(data, None)

    with library.snapshot() as snapshot:
        assert "first edition" in found(snapshot)[0]


@pytest.mark.parametrize("damage", [remove_folder, cut_a_file])
def test_a_reader_that_has_its_copy_does_not_feel_damage(
    library: Library, data: Path, damage: Callable[[Path], None]
) -> None:
    with library.snapshot():
        pass
    damage(next((data / GENERATIONS).iterdir()))

    with library.snapshot() as snapshot:
        assert "first edition" in found(snapshot)[0]


def test_an_ingest_of_an_unchanged_folder_mends_a_damaged_generation(
    library: Library, folder: Path, data: Path
) -> None:
    cut_a_file(next((data / GENERATIONS).iterdir()))

    assert sync([folder], data, None).published
    assert library.ready()


def test_another_models_index_is_refused_until_it_is_built_again(data: Path) -> None:
    with closing(Library(data, "fake-words")) as library:
        with pytest.raises(StoreError) as error, library.snapshot():
            pass
        assert "guidance reindex" in error.value.say
        assert "“none”" in error.value.say and "“fake-words”" in error.value.say

        reindex(data, WordEmbedder())

        with library.snapshot() as snapshot:
            assert snapshot.indexes.vectors is not None


def test_words_alone_can_be_asked_of_any_index(data: Path) -> None:
    reindex(data, WordEmbedder())

    with closing(Library(data)) as library:
        assert library.ready()


def test_a_catalogue_of_another_schema_is_not_ready_and_says_why(data: Path) -> None:
    with closing(Catalogue(data)) as catalogue, catalogue._writing() as connection:
        connection.exec_driver_sql("update meta set schema_version = 99")

    library = Library(data)

    assert not library.ready()
    with pytest.raises(StoreOutdated), library.snapshot():
        pass


def test_a_data_folder_that_is_deleted_and_made_again_is_noticed(library: Library, folder: Path, data: Path) -> None:
    with library.snapshot():
        pass
    for path in data.glob(f"{FILE}*"):
        path.unlink()
    assert not library.ready()

    publish(folder, data, "second")

    with library.snapshot() as snapshot:
        assert "second edition" in found(snapshot)[0]


def test_another_process_sees_a_new_generation_within_two_seconds(folder: Path, data: Path) -> None:
    code = (
        "import sys, time, pathlib\n"
        "from assistant.store.library import Library\n"
        f"library = Library(pathlib.Path({str(data)!r}))\n"
        "last = ''\n"
        "while True:\n"
        "    with library.snapshot() as snapshot:\n"
        "        if snapshot.generation.name != last:\n"
        "            last = snapshot.generation.name\n"
        "            print(last, flush=True)\n"
        "    time.sleep(0.05)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=TOP) as reader:
        assert reader.stdout is not None
        try:
            reader.stdout.readline()
            write(folder, "second")
            name = sync([folder], data, None).generation
            start = time.monotonic()

            assert reader.stdout.readline().strip() == name
            assert time.monotonic() - start < 2
        finally:
            reader.kill()


def test_threads_read_one_generation_each_while_others_are_published(
    library: Library, folder: Path, data: Path
) -> None:
    stop, wrong = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            with library.snapshot() as snapshot:
                texts = found(snapshot)
                documents = {d.source: v for v, d in snapshot.documents.items()}
                held = snapshot.extracted(documents["letter.txt"])
                if len(texts) != 1 or texts[0].strip() not in held or len(documents) != 2:
                    wrong.append((texts, held))

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for edition in ("second", "third", "fourth"):
        publish(folder, data, edition)
    stop.set()
    for reader in readers:
        reader.join()

    assert wrong == []
    with library.snapshot() as snapshot:
        assert "fourth" in found(snapshot)[0]
    library.close()
    assert [path.name for path in (data / PRIVATE).iterdir()] == [ROOM]


def test_a_list_of_the_catalogue_needs_no_index_and_leaves_nothing(data: Path) -> None:
    shutil.rmtree(data / GENERATIONS)

    with catalogue_snapshot(data) as snapshot:
        assert {d.source for d in snapshot.documents.values()} == {"letter.txt", "other.txt"}
        with pytest.raises(NothingIngested):
            _ = snapshot.indexes

    assert [path.name for path in (data / PRIVATE).iterdir()] == [ROOM]


def test_filters_let_documents_through_by_source(library: Library) -> None:
    with library.snapshot() as snapshot:
        (version,) = snapshot.allowed(Filters(sources=("letter.txt",)))
        assert snapshot.documents[version].source == "letter.txt"


def test_what_is_kept_stays_within_its_room_and_is_read_once() -> None:
    kept: Kept[int] = Kept(3)
    reads: list[list[str]] = []

    def read(keys: list[str]) -> dict[str, int]:
        reads.append(keys)
        return {key: len(key) for key in keys if key != "absent"}

    assert kept.get(["a", "bb", "absent"], read) == {"a": 1, "bb": 2}
    assert kept.get(["bb", "a"], read) == {"bb": 2, "a": 1}
    assert reads == [["a", "bb", "absent"]]
    assert kept.get([str(n) for n in range(10)], read) == {str(n): 1 for n in range(10)}
    assert len(kept) == 3
