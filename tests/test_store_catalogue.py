"""The catalogue: what is staged, live, held and forgotten, and what it says when it cannot be used."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import NothingIngested, StoreError, StoreOutdated
from assistant.store.catalogue import FILE, Catalogue, Fact
from assistant.store.records import document_from, passage_from, to_json
from assistant.types import Document, Passage, Segment, Signatory, Statement
from tests.fakes import go_live, staged

text = st.text(max_size=12)
number = st.integers(0, 10**6)
documents = st.builds(
    Document,
    *[text] * 6,
    signatories=st.lists(st.builds(Signatory, text, text), max_size=2).map(tuple),
    date=st.none() | st.dates(),
    audience=st.lists(text, max_size=2).map(tuple),
    urls=st.lists(text, max_size=2).map(tuple),
    pages=st.none() | number,
)
statements = st.builds(
    Statement,
    text,
    number,
    number,
    lead=st.none() | number,
    cells=st.lists(st.tuples(text, text), max_size=2).map(tuple),
)
passages = st.builds(
    Passage,
    *[text] * 3,
    number,
    text,
    st.lists(st.builds(Segment, number, number, number), max_size=2).map(tuple),
    st.lists(text, max_size=2).map(tuple),
    text,
    st.none() | number,
    st.lists(statements, max_size=2).map(tuple),
    number,
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with closing(Catalogue(tmp_path, create=True)) as opened:
        yield opened


def fact(name: str, version: str) -> Fact:
    return Fact(name, version, "deadlines", 0, {"day": "2016-12-23"})


@given(documents)
def test_a_document_comes_back_as_it_was_stored(document: Document) -> None:
    assert document_from(json.loads(to_json(document))) == document


@given(passages)
def test_a_passage_comes_back_as_it_was_stored(passage: Passage) -> None:
    assert passage_from(json.loads(to_json(passage))) == passage


def test_all_of_a_staged_document_can_be_read_again(catalogue: Catalogue) -> None:
    letter = staged("letter.txt", ["The plan is due.", "The sum is £5m."])
    version = letter.document.version
    letter = staged("letter.txt", ["The plan is due.", "The sum is £5m."], [fact("f", version)])

    catalogue.stage(letter)

    assert catalogue.documents([version]) == {version: letter.document}
    assert tuple(catalogue.passages_of([version]).values()) == letter.passages
    assert catalogue.texts([version]) == ["The plan is due.", "The sum is £5m."]
    assert catalogue.extracted(version) == letter.extracted
    assert catalogue.facts("deadlines", [version]) == list(letter.facts)
    assert catalogue.content_hashes([version]) == {"letter.txt": (letter.content_hash, version)}


def test_staging_a_version_again_changes_nothing(catalogue: Catalogue) -> None:
    letter = staged("letter.txt", ["One.", "Two."])
    catalogue.stage(letter)
    catalogue.store_vectors("m", {letter.passages[0].id: np.ones(2, dtype=np.float32)})

    catalogue.stage(letter)

    assert len(catalogue.passages_of([letter.document.version])) == 2
    assert len(catalogue.vectors_of("m", [letter.document.version])) == 1


def test_a_document_whose_facts_share_an_id_is_not_staged_at_all(catalogue: Catalogue) -> None:
    version = staged("letter.txt", ["One."]).document.version
    letter = staged("letter.txt", ["One."], [fact("f", version), fact("f", version)])

    with pytest.raises(ValueError, match="one id"):
        catalogue.stage(letter)

    assert catalogue.documents([version]) == {}
    assert catalogue.passages_of([version]) == {}


def test_what_is_staged_is_not_live(catalogue: Catalogue) -> None:
    catalogue.stage(staged("letter.txt", ["One."]))

    assert catalogue.live_name() is None
    with pytest.raises(NothingIngested):
        catalogue.live()


def test_the_last_generation_published_is_live_whatever_the_clock_says(catalogue: Catalogue) -> None:
    go_live(catalogue, "2016", staged("a.txt", ["One."]))
    go_live(catalogue, "1999", staged("a.txt", ["Two."]))

    assert catalogue.live().name == "1999"


@pytest.mark.parametrize("point", ["publishing", "ready to commit"])
def test_a_publish_that_stops_before_its_commit_leaves_the_earlier_generation_live(
    catalogue: Catalogue, point: str
) -> None:
    first = go_live(catalogue, "first", staged("a.txt", ["One."]))
    second = staged("a.txt", ["Two."])
    catalogue.stage(second)

    def stop(at: str) -> None:
        if at == point:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalogue.publish(
            type(first)("second", "none", (second.document.version,)), "now", {"a.txt": "/a.txt"}, checkpoint=stop
        )

    assert catalogue.live() == first
    assert catalogue.origins() == {}


def test_more_ids_can_be_asked_for_than_sqlite_has_variables(catalogue: Catalogue) -> None:
    letter = staged("letter.txt", ["One."])
    catalogue.stage(letter)
    many = [f"id{number}" for number in range(40_000)]

    assert list(catalogue.passages([*many, letter.passages[0].id])) == [letter.passages[0].id]
    assert list(catalogue.documents([*many, letter.document.version])) == [letter.document.version]
    assert catalogue.vectors_of("m", many) == {}


@settings(max_examples=20)
@given(rows=st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=8))
def test_vectors_come_back_as_they_were_stored(rows: list[float], tmp_path_factory: pytest.TempPathFactory) -> None:
    letter = staged("letter.txt", ["One."])
    vector = np.array(rows, dtype=np.float32)
    with closing(Catalogue(tmp_path_factory.getbasetemp() / "vectors", create=True)) as catalogue:
        catalogue.stage(letter)
        catalogue.store_vectors("m", {letter.passages[0].id: vector})

        found = catalogue.vectors_of("m", [letter.document.version])[letter.passages[0].id]

    assert np.array_equal(found, vector)


def test_versions_of_a_held_generation_stay_and_of_others_are_forgotten(catalogue: Catalogue) -> None:
    oldest, held, live = (staged("a.txt", [word]) for word in ("Oldest.", "Held.", "Live."))
    for name, document in (("g1", oldest), ("g2", held), ("g3", live)):
        go_live(catalogue, name, document)
    stopped = staged("b.txt", ["Never published."])
    catalogue.stage(stopped)

    catalogue.forget_unused({"g2"})

    versions = [one.document.version for one in (oldest, held, live, stopped)]
    assert set(catalogue.documents(versions)) == {held.document.version, live.document.version}
    assert {p.text for p in catalogue.passages_of(versions).values()} == {"Held.", "Live."}


def test_what_is_forgotten_stands_in_no_file_of_the_folder(catalogue: Catalogue, tmp_path: Path) -> None:
    go_live(catalogue, "g1", staged("a.txt", [f"The canary sings {n}." for n in range(200)]))
    go_live(catalogue, "g2", staged("a.txt", ["Nothing sings."]))
    assert any(b"canary" in path.read_bytes() for path in tmp_path.iterdir())

    catalogue.forget_unused()

    assert not any(b"canary" in path.read_bytes() for path in tmp_path.iterdir())


def test_a_reader_in_mid_read_does_not_see_a_publish(catalogue: Catalogue, tmp_path: Path) -> None:
    first = go_live(catalogue, "g1", staged("a.txt", ["One."]))

    with closing(Catalogue(tmp_path)) as reader:
        publisher = threading.Thread(target=go_live, args=(catalogue, "g2", staged("a.txt", ["Two."])))
        with reader._reading() as connection:
            before = connection.exec_driver_sql("select generation from live").scalar()
            publisher.start()
            publisher.join()
            after = connection.exec_driver_sql("select generation from live").scalar()

        assert (before, after) == (first.name, first.name)
        assert reader.live_name() == "g2"


def test_a_folder_without_a_catalogue_holds_nothing_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NothingIngested, match="does not exist"):
        Catalogue(tmp_path / "data")

    assert not (tmp_path / "data").exists()


def test_an_empty_file_is_a_catalogue_of_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()

    with pytest.raises(NothingIngested):
        Catalogue(tmp_path)


@pytest.mark.parametrize("create", [True, False])
def test_another_versions_folder_is_refused_in_words(tmp_path: Path, create: bool) -> None:
    Catalogue(tmp_path, create=True).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("update meta set schema_version = 1")
        connection.commit()

    with pytest.raises(StoreOutdated) as refused:
        Catalogue(tmp_path, create=create)

    assert "guidance ingest" in refused.value.say


def test_a_record_of_another_shape_is_another_versions(catalogue: Catalogue) -> None:
    generation = go_live(catalogue, "g1", staged("a.txt", ["One."]))
    with catalogue._writing() as connection:
        connection.exec_driver_sql("""update versions set record = '{"date": null}'""")

    with pytest.raises(StoreOutdated):
        catalogue.documents(generation.versions)


@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_database_is_an_error_in_words(tmp_path: Path, create: bool) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 1000)

    with pytest.raises(StoreError) as error:
        Catalogue(tmp_path, create=create)

    assert "catalogue file is damaged" in error.value.say


def test_a_page_that_is_overwritten_is_an_error_in_words(tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path, create=True)) as catalogue:
        generation = go_live(catalogue, "g1", staged("a.txt", [f"Passage {n}. " * 20 for n in range(200)]))
    file = tmp_path / FILE
    content = bytearray(file.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    file.write_bytes(content)

    with pytest.raises(StoreError) as error, closing(Catalogue(tmp_path)) as damaged:
        damaged.passages_of(damaged.live().versions or generation.versions)

    assert "damaged" in error.value.say or "cannot be read" in error.value.say


def test_a_data_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    with pytest.raises(StoreError) as error:
        Catalogue(tmp_path / "data", create=True)

    assert "permissions" in error.value.say


def test_a_catalogue_that_was_deleted_and_made_again_is_noticed(tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path, create=True)) as catalogue:
        assert not catalogue.was_replaced()
        (tmp_path / FILE).rename(tmp_path / "moved")
        assert catalogue.was_replaced()
        Catalogue(tmp_path, create=True).close()
        assert catalogue.was_replaced()


def test_a_date_of_a_document_stays_a_date(catalogue: Catalogue) -> None:
    letter = staged("a.txt", ["One."])
    catalogue.stage(letter)

    assert catalogue.documents([letter.document.version])[letter.document.version].date == date(2016, 12, 12)
