"""A folder -> the store: each document whole or not at all, one publish a run, nothing done twice."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import ModelUnavailable, NothingIngested, StoreBusy, StoreError
from assistant.store.catalogue import Catalogue
from assistant.store.embeddings import Embedder, Vectors
from assistant.store.generations import GENERATIONS, PRIVATE, writer_lock
from assistant.store.leases import ROOM
from assistant.store.library import Library, catalogue_snapshot
from assistant.types import Document
from ingest.load import LOADERS
from ingest.load.blocks import Extract
from ingest.load.plain import load_plain
from ingest.sync import SyncReport, reindex, sync
from tests.fakes import WordEmbedder

LETTER = """To: Directors of Finance

14 March 2017

Dear colleague

The budget for next year

Every trust must send its draft budget to the regional office by the end of April. The regional office will reply to
each trust within two weeks of receiving it. A sum of £3.5m is set aside for training.

Yours sincerely

Ann Smith, Director of Planning, Northern Region
"""
REPORT = """Trusts told to send budgets early

The letter, sent to trusts yesterday, says that “every trust must send its draft budget to the regional office”. It also
says that “the regional office will reply to each trust within two weeks”.

One finance director told the journal: “It is a great deal to do by then.” Another said that it could be done.
"""


class World:
    """A folder of guidance, a data folder, and what the second holds of the first."""

    def __init__(self, place: Path) -> None:
        self.folder = place / "guidance"
        self.folder.mkdir(parents=True)
        self.data = place / "data"

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def sync(self, *paths: Path, embedder: Embedder | None = None) -> SyncReport:
        return sync(paths or [self.folder], self.data, embedder)

    def documents(self) -> dict[str, Document]:
        with catalogue_snapshot(self.data) as snapshot:
            return {document.source: document for document in snapshot.documents.values()}

    def texts(self) -> dict[str, str]:
        with catalogue_snapshot(self.data) as snapshot:
            return {document.source: snapshot.extracted(version) for version, document in snapshot.documents.items()}

    def found(self, stem: str) -> set[str]:
        with closing(Library(self.data)) as library, library.snapshot() as snapshot:
            passages = snapshot.passages(key for key, _ in snapshot.indexes.lexical.search([stem], 10))
            return {snapshot.documents[passage.version].source for passage in passages.values()}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def statuses(report: SyncReport) -> dict[str, str]:
    return {line.source: line.status for line in report.files}


def reason(report: SyncReport, source: str) -> str:
    return next(line.reason for line in report.files if line.source == source)


def test_each_file_of_a_folder_becomes_a_document_that_is_found(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.write("more/note.md", "The pharmacy opens at nine.\n")

    report = world.sync()

    assert report.published
    assert statuses(report) == {"letter.txt": "added", "more/note.md": "added"}
    assert world.found("budget") == {"letter.txt"}
    assert world.found("pharmaci") == {"more/note.md"}
    assert world.documents()["letter.txt"].date == date(2017, 3, 14)


def test_a_second_run_over_the_same_folder_publishes_nothing(world: World) -> None:
    world.write("letter.txt", LETTER)
    first = world.sync()

    second = world.sync()

    assert (second.published, second.generation) == (False, first.generation)
    assert statuses(second) == {"letter.txt": "unchanged"}


names = st.sampled_from(["a.txt", "b.txt", "sub/c.txt", "d.md"])
contents = st.sampled_from([LETTER, REPORT, "The pharmacy opens at nine.\n", "It shuts at five.\n", "", "\x00"])


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(names, contents, max_size=4), min_size=2, max_size=3))
def test_the_store_is_what_a_fresh_one_would_be_and_syncing_twice_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, str]]
) -> None:
    world = World(tmp_path_factory.mktemp("world"))
    for state in states:
        shutil.rmtree(world.folder)
        world.folder.mkdir()
        for name, text in state.items():
            world.write(name, text)
        report = world.sync()
        again = world.sync()
        assert not again.published
        assert again.generation == report.generation

    readable = {name: text for name, text in states[-1].items() if text not in {"", "\x00"}}
    held = world.texts() if report.generation else {}
    assert {name: text for name, text in held.items() if name in readable} == readable
    assert set(held) <= set(states[-1])  # a file that cannot be read keeps its earlier version


def test_a_changed_file_replaces_its_document_whole(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.sync()
    before = world.documents()["letter.txt"]
    world.write("letter.txt", LETTER.replace("budget", "plan"))

    report = world.sync()

    after = world.documents()["letter.txt"]
    assert statuses(report) == {"letter.txt": "changed"}
    assert (after.id, after.version != before.version) == (before.id, True)
    assert world.found("budget") == set()
    assert world.found("plan") == {"letter.txt"}


def test_a_file_that_is_gone_from_a_followed_folder_is_withdrawn(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.write("note.txt", "The pharmacy opens at nine.\n")
    world.sync()
    (world.folder / "note.txt").unlink()

    report = world.sync()

    assert statuses(report) == {"letter.txt": "unchanged", "note.txt": "withdrawn"}
    assert world.found("pharmaci") == set()
    assert not any(b"pharmacy" in f.read_bytes() for f in world.data.rglob("*") if f.is_file())


def test_when_every_file_is_withdrawn_nothing_is_found_and_nothing_fails(world: World) -> None:
    world.write("letter.txt", LETTER).rename(world.sync(world.write("letter.txt", LETTER)) and world.data / "moved")

    report = world.sync()

    assert statuses(report) == {"letter.txt": "withdrawn"}
    assert world.found("budget") == set()


def test_a_file_given_by_itself_withdraws_nothing(world: World) -> None:
    world.write("letter.txt", LETTER)
    other = world.write("other.txt", "The pharmacy opens at nine.\n")
    world.sync()

    assert statuses(world.sync(other)) == {"other.txt": "unchanged"}
    assert set(world.documents()) == {"letter.txt", "other.txt"}


def test_a_renamed_file_is_withdrawn_under_its_old_name_and_added_under_its_new(world: World) -> None:
    path = world.write("letter.txt", LETTER)
    world.sync()
    path.rename(world.folder / "renamed.txt")

    report = world.sync()

    assert statuses(report) == {"renamed.txt": "added", "letter.txt": "withdrawn"}
    assert set(world.documents()) == {"renamed.txt"}
    assert [line.warnings for line in report.files] == [(), ()]


def test_a_bad_file_is_a_line_of_the_report_and_keeps_the_earlier_version(world: World) -> None:
    path = world.write("letter.txt", LETTER)
    world.write("note.txt", "The pharmacy opens at nine.\n")
    world.sync()
    path.write_bytes(b"\x00\x01\x02")
    world.write("note.txt", "The pharmacy opens at ten.\n")

    report = world.sync()

    assert statuses(report) == {"letter.txt": "refused", "note.txt": "changed"}
    assert "version read before is kept" in reason(report, "letter.txt")
    assert world.texts()["letter.txt"] == LETTER


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("empty.txt", b"", "empty", id="an empty file"),
        pytest.param("letter.xyz", b"text", "cannot be read", id="an unknown format"),
        pytest.param("binary.txt", b"\x00\x00", "not text", id="a file that is not text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(world: World, name: str, content: bytes, words: str) -> None:
    (world.folder / name).write_bytes(content)
    world.write("letter.txt", LETTER)

    report = world.sync()

    assert statuses(report)[name] == "refused"
    assert words in reason(report, name)
    assert world.found("budget") == {"letter.txt"}


def fail(path: Path) -> Extract:
    raise IndexError("a fault of our own")


def grow(path: Path) -> Extract:
    extract = load_plain(path)
    path.write_text(path.read_text() + "One more line.\n")
    return extract


@pytest.mark.parametrize(
    ("loader", "words"),
    [
        pytest.param(fail, "The file is damaged", id="a fault of the program's own"),
        pytest.param(grow, "changed while it was read", id="a file that is being written"),
    ],
)
def test_one_file_does_not_cost_the_others_their_run(
    world: World, monkeypatch: pytest.MonkeyPatch, loader: Callable[[Path], Extract], words: str
) -> None:
    monkeypatch.setitem(LOADERS, ".odd", loader)
    world.write("a.odd", LETTER)
    world.write("letter.txt", LETTER)

    report = world.sync()

    assert statuses(report) == {"a.odd": "refused", "letter.txt": "added"}
    assert words in reason(report, "a.odd")


def test_a_file_that_is_not_there_is_refused_and_changes_nothing(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.sync()

    report = world.sync(world.folder / "absent.txt")

    assert (statuses(report), report.published) == ({"absent.txt": "refused"}, False)


def test_where_nothing_could_be_read_nothing_is_published(world: World) -> None:
    world.write("empty.txt", "")

    report = world.sync()

    assert (report.published, report.generation) == (False, "")
    with pytest.raises(NothingIngested):
        world.documents()


def test_hidden_files_and_links_are_passed_over(world: World) -> None:
    letter = world.write("letter.txt", LETTER)
    world.write(".hidden.txt", LETTER)
    world.write(".git/config.txt", LETTER)
    world.write("~$letter.txt", LETTER)
    (world.folder / "link.txt").symlink_to(letter)

    assert statuses(world.sync()) == {"letter.txt": "added"}


def test_a_data_folder_inside_the_folder_is_not_read(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.data = world.folder / "data"

    assert statuses(world.sync()) == {"letter.txt": "added"}
    assert statuses(world.sync()) == {"letter.txt": "unchanged"}


def test_of_two_files_with_one_name_the_second_is_refused_in_words(world: World, tmp_path: Path) -> None:
    world.write("letter.txt", LETTER)
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("The pharmacy opens at nine.\n")

    together = world.sync(world.folder, other)
    later = world.sync(other)

    for report in (together, later):
        refused = next(line for line in report.files if line.status == "refused")
        assert f"held, from {world.folder / 'letter.txt'}" in refused.reason
    assert not later.published
    assert world.texts() == {"letter.txt": LETTER}


def test_a_folder_that_moved_is_followed_to_its_new_place(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.write("note.txt", "The pharmacy opens at nine.\n")
    world.sync()
    world.folder = world.folder.rename(world.folder.parent / "moved")
    world.write("note.txt", "The pharmacy opens at ten.\n")

    moved = world.sync()
    (world.folder / "letter.txt").unlink()
    withdrawn = world.sync()

    assert statuses(moved) == {"letter.txt": "unchanged", "note.txt": "changed"}
    assert statuses(withdrawn) == {"note.txt": "unchanged", "letter.txt": "withdrawn"}


def test_a_folder_that_moved_without_any_change_is_followed_too(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.write("note.txt", "The pharmacy opens at nine.\n")
    world.sync()
    world.folder = world.folder.rename(world.folder.parent / "moved")

    assert not world.sync().published
    (world.folder / "letter.txt").unlink()

    assert statuses(world.sync()) == {"note.txt": "unchanged", "letter.txt": "withdrawn"}


def test_a_file_that_is_given_twice_is_one_document(world: World) -> None:
    inner = world.write("sub/letter.txt", LETTER)

    report = world.sync(world.folder, inner, world.folder / "sub")
    alone = world.sync(inner)

    assert statuses(report) == {"sub/letter.txt": "added"}
    assert statuses(alone) == {"sub/letter.txt": "unchanged"}


def test_the_same_content_under_two_names_is_held_twice_and_warned_of(world: World) -> None:
    world.write("a.txt", LETTER)
    world.write("b.txt", LETTER)

    for report in (world.sync(), world.sync()):
        warnings = {line.source: line.warnings for line in report.files}
        assert warnings == {"a.txt": (), "b.txt": ("This file holds the same as a.txt.",)}


def test_an_undated_report_takes_its_date_from_the_letter_it_quotes_once(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.write("report.txt", REPORT)

    report = world.sync()
    again = world.sync()

    held = world.documents()["report.txt"]
    assert (held.date, held.date_basis) == (date(2017, 3, 15), "inferred")
    assert {line.source: line.date for line in report.files}["report.txt"] == "2017-03-15"
    assert (statuses(again)["report.txt"], again.published) == ("unchanged", False)


@pytest.mark.parametrize("order", [("letter.txt", "report.txt"), ("report.txt", "letter.txt")])
def test_the_date_of_a_report_does_not_hang_on_the_order_of_runs(world: World, order: Sequence[str]) -> None:
    paths = {"letter.txt": world.write("letter.txt", LETTER), "report.txt": world.write("report.txt", REPORT)}

    for name in order:
        world.sync(paths[name])

    assert world.documents()["report.txt"].date == date(2017, 3, 15)


def test_a_report_follows_the_date_of_the_letter_it_quotes(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.write("report.txt", REPORT)
    world.sync()

    world.write("letter.txt", LETTER.replace("14 March", "20 March"))
    moved = world.sync()
    assert statuses(moved) == {"letter.txt": "changed", "report.txt": "changed"}
    assert world.documents()["report.txt"].date == date(2017, 3, 21)

    (world.folder / "letter.txt").unlink()
    world.sync()
    assert (world.documents()["report.txt"].date, world.documents()["report.txt"].date_basis) == (None, "none")
    assert not world.sync().published


def test_a_setting_of_other_embeddings_builds_the_indexes_again(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.sync()

    report = world.sync(embedder=WordEmbedder())

    assert (statuses(report), report.published) == ({"letter.txt": "unchanged"}, True)
    with closing(Library(world.data, "fake-words")) as library, library.snapshot() as snapshot:
        assert snapshot.indexes.vectors is not None


def test_only_new_passages_are_embedded_and_one_to_learn_the_dimension(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.sync(embedder=WordEmbedder())
    world.write("note.txt", "The pharmacy opens at nine.\n")
    embedder = WordEmbedder()

    world.sync(embedder=embedder)

    assert sum("pharmacy" in text for text in embedder.asked[1:]) == 1
    assert len(embedder.asked) == 2


def test_vectors_of_another_length_under_the_same_name_are_made_again(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.sync(embedder=WordEmbedder())
    longer = WordEmbedder(dimension=24)

    reindex(world.data, longer)

    with closing(Library(world.data)) as library, library.snapshot() as snapshot:
        assert snapshot.indexes.vectors is not None
        assert snapshot.indexes.vectors.search(longer.question("budget"), 1)


class Unreachable(WordEmbedder):
    """A provider that is down."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        raise ModelUnavailable("down")


def test_a_provider_that_is_down_leaves_what_is_live(world: World) -> None:
    world.write("letter.txt", LETTER)
    first = world.sync()
    world.write("letter.txt", LETTER.replace("budget", "plan"))

    with pytest.raises(ModelUnavailable):
        world.sync(embedder=Unreachable())

    with closing(Catalogue(world.data)) as catalogue:
        assert catalogue.live_name() == first.generation
    assert world.found("budget") == {"letter.txt"}


def test_a_second_ingest_is_told_to_wait(world: World) -> None:
    world.write("letter.txt", LETTER)

    with writer_lock(world.data), pytest.raises(StoreBusy):
        world.sync()


def test_a_data_folder_that_cannot_be_made_is_an_error_in_words(world: World) -> None:
    world.data.write_text("a file")

    with pytest.raises(StoreError) as error:
        world.sync()

    assert "cannot be read or written" in error.value.say


def test_a_run_leaves_one_generation_and_no_copies(world: World) -> None:
    for edition in range(3):
        world.write("letter.txt", LETTER.replace("£3.5m", f"£{edition}m"))
        name = world.sync().generation

    assert [path.name for path in (world.data / GENERATIONS).iterdir()] == [name]
    assert [path.name for path in (world.data / PRIVATE).iterdir()] == [ROOM]


def test_leftovers_of_a_stopped_run_are_removed_by_the_next(world: World) -> None:
    world.write("letter.txt", LETTER)
    world.sync()
    world.write("letter.txt", LETTER.replace("£3.5m", "£4.5m"))

    def stop(at: str) -> None:
        if at == "renamed":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync([world.folder], world.data, None, checkpoint=stop)
    assert len(list((world.data / GENERATIONS).iterdir())) == 2
    assert "£3.5m" in world.texts()["letter.txt"]
    world.write("letter.txt", LETTER)

    report = world.sync()

    assert not report.published
    assert [path.name for path in (world.data / GENERATIONS).iterdir()] == [report.generation]
    assert not any("£4.5m".encode() in f.read_bytes() for f in world.data.rglob("*") if f.is_file())


def test_reindex_of_nothing_makes_no_folder(world: World) -> None:
    with pytest.raises(NothingIngested):
        reindex(world.data, None)

    assert not world.data.exists()


def test_reindex_publishes_the_same_documents_again(world: World) -> None:
    world.write("letter.txt", LETTER)
    first = world.sync()
    before = world.documents()

    name = reindex(world.data, None)

    assert name != first.generation
    assert world.documents() == before
    assert not world.sync().published


@pytest.fixture
def unlistable(world: World) -> Iterator[Path]:
    if os.geteuid() == 0:
        pytest.skip("root may list every folder")
    folder = world.write("closed/note.txt", "The pharmacy opens at nine.\n").parent
    world.sync()
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


def test_what_lies_in_a_folder_that_cannot_be_listed_is_kept(world: World, unlistable: Path) -> None:
    report = world.sync()

    assert statuses(report) == {str(unlistable): "refused"}
    assert set(world.documents()) == {"closed/note.txt"}
