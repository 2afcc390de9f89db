"""The catalogue: documents, passages, vectors and facts in SQLite, and which of them are live. The one truth.

Versions never change once written; which versions are live is one row, moved in one transaction. Knows no index.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from assistant.errors import NothingIngested, StoreError, StoreOutdated
from assistant.store.checkpoints import Checkpoint, no_checkpoint
from assistant.store.embeddings import Vectors
from assistant.store.records import document_from, passage_from, to_json
from assistant.types import Document, Passage

SCHEMA_VERSION = 2
FILE = "catalogue.sqlite3"

_tables = sa.MetaData()
_meta = sa.Table("meta", _tables, sa.Column("schema_version", sa.Integer, nullable=False))
_versions = sa.Table(
    "versions",
    _tables,
    sa.Column("version", sa.String, primary_key=True),
    sa.Column("document_id", sa.String, nullable=False, index=True),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("content_hash", sa.String, nullable=False),
    sa.Column("extracted", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("report", sa.Text, nullable=False),
)
_passages = sa.Table(
    "passages",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("version", sa.String, nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)
_vectors = sa.Table(
    "vectors",
    _tables,
    sa.Column("passage_id", sa.String, primary_key=True),
    sa.Column("model", sa.String, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)
_facts = sa.Table(
    "facts",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("version", sa.String, primary_key=True),
    sa.Column("register", sa.String, nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)
_generations = sa.Table(
    "generations",
    _tables,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("embeddings", sa.String, nullable=False),
    sa.Column("published", sa.String, nullable=False),
)
_members = sa.Table(
    "members",
    _tables,
    sa.Column("generation", sa.String, primary_key=True),
    sa.Column("version", sa.String, primary_key=True),
)
_live = sa.Table(
    "live", _tables, sa.Column("one", sa.Integer, primary_key=True), sa.Column("generation", sa.String, nullable=False)
)
_origins = sa.Table(
    "origins", _tables, sa.Column("source", sa.String, primary_key=True), sa.Column("path", sa.String, nullable=False)
)

_NOT_USABLE = (
    "The data folder cannot be read or written. Check its permissions and the disk's free space, and try again."
)
_DAMAGED = (
    "The catalogue file is damaged. Put the data folder back from a copy, or delete it and run `guidance ingest` again."
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One record of a register, as stored. `id` is the fact's identity across versions of its document."""

    id: str
    version: str
    register: str
    ordinal: int
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StagedDocument:
    """All that one version of one document puts into the catalogue."""

    document: Document
    content_hash: str
    extracted: str
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Generation:
    """A published set of versions and the folder of indexes that was built from them."""

    name: str
    embeddings: str
    versions: tuple[str, ...]


class Catalogue:
    """The catalogue of one data folder. Any number may read; one at a time writes (`generations.writer_lock`)."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self._path = folder / FILE
        if not create and not self._path.exists():
            raise NothingIngested(f"{self._path} does not exist")
        self._engine = sa.create_engine(f"sqlite:///{self._path}", connect_args={"timeout": 10})
        sa.event.listen(self._engine, "connect", _on_connect)
        sa.event.listen(self._engine, "begin", _on_begin)
        try:
            if create:
                self._create()
            self._check_schema()
            self._inode = self._path.stat().st_ino
        except StoreError:
            self._engine.dispose()
            raise

    def _create(self) -> None:
        with _in_words(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._outside_transactions("PRAGMA journal_mode=WAL")
        with self._writing() as connection:
            if not sa.inspect(connection).has_table("meta"):
                _tables.create_all(connection)
                connection.execute(_meta.insert().values(schema_version=SCHEMA_VERSION))

    def _check_schema(self) -> None:
        with self._reading() as connection:
            if not sa.inspect(connection).has_table("meta"):
                raise NothingIngested("the catalogue is empty")
            found = connection.execute(sa.select(_meta.c.schema_version)).scalar()
        if found != SCHEMA_VERSION:
            raise StoreOutdated(f"schema {found}, this program writes {SCHEMA_VERSION}")

    def _outside_transactions(self, statement: str) -> None:
        raw = self._engine.raw_connection()
        try:
            raw.cursor().execute(statement)
        finally:
            raw.close()

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with _in_words(self._path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with _in_words(self._path), self._engine.begin() as connection:
            yield connection

    def was_replaced(self) -> bool:
        """True where the file has been deleted or another put in its place since it was opened."""
        try:
            return self._path.stat().st_ino != self._inode
        except OSError:
            return True

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def stage(self, staged: StagedDocument) -> None:
        """Write one version, whole, without making it live. Writing it again changes nothing. Raises ValueError."""
        version = staged.document.version
        with self._writing() as connection:
            if connection.execute(sa.select(_versions.c.version).where(_versions.c.version == version)).first():
                return
            try:
                _insert_version(connection, staged)
            except sa.exc.IntegrityError as error:
                raise ValueError(f"two passages or facts of {staged.document.source} have one id") from error

    def forget_unused(self, held: Collection[str] = (), checkpoint: Checkpoint = no_checkpoint) -> None:
        """Forget every generation that is neither live nor `held`, and every version that is in none of those left.

        What is forgotten is overwritten in the file (`secure_delete`): a withdrawn document must not stay on the disk.
        """
        with self._writing() as connection:
            kept = {*held, *connection.execute(sa.select(_live.c.generation)).scalars()}
            connection.execute(_generations.delete().where(_generations.c.name.not_in(_each(kept))))
            connection.execute(_members.delete().where(_members.c.generation.not_in(_each(kept))))
            checkpoint("forgetting")
            unused = sa.select(_versions.c.version).where(_versions.c.version.not_in(sa.select(_members.c.version)))
            forgotten = connection.execute(unused).scalars().all()
            for version in forgotten:
                _forget_version(connection, version)
        if forgotten:
            with _in_words(self._path):
                self._outside_transactions("PRAGMA wal_checkpoint(TRUNCATE)")

    def store_vectors(self, model: str, vectors: Mapping[str, Vectors]) -> None:
        """Keep a model's vectors for passages, replacing what was there."""
        rows = [
            {"passage_id": key, "model": model, "vector": v.astype(np.float32).tobytes()} for key, v in vectors.items()
        ]
        if rows:
            with self._writing() as connection:
                connection.execute(_vectors.insert().prefix_with("OR REPLACE"), rows)

    def vectors_of(self, model: str, versions: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of all passages of some versions, by passage id; those not yet made are absent."""
        statement = (
            sa.select(_vectors.c.passage_id, _vectors.c.vector)
            .join(_passages, _passages.c.id == _vectors.c.passage_id)
            .where(_vectors.c.model == model, _passages.c.version.in_(_each(versions)))
        )
        with self._reading() as connection:
            return {key: np.frombuffer(raw, dtype=np.float32) for key, raw in connection.execute(statement)}

    def publish(
        self,
        generation: Generation,
        published: str,
        origins: Mapping[str, str] | None = None,
        checkpoint: Checkpoint = no_checkpoint,
    ) -> None:
        """Make a generation live: its versions, their facts and its folder's name, in one transaction."""
        with self._writing() as connection:
            connection.execute(
                _generations.insert().values(
                    name=generation.name, embeddings=generation.embeddings, published=published
                )
            )
            checkpoint("publishing")
            if generation.versions:
                connection.execute(
                    _members.insert(), [{"generation": generation.name, "version": v} for v in generation.versions]
                )
            if origins is not None:
                _replace_origins(connection, origins)
            connection.execute(_live.insert().prefix_with("OR REPLACE").values(one=1, generation=generation.name))
            checkpoint("ready to commit")

    def origins(self) -> dict[str, str]:
        """The path that each live source was read from."""
        with self._reading() as connection:
            return {row.source: row.path for row in connection.execute(sa.select(_origins))}

    def set_origins(self, origins: Mapping[str, str]) -> None:
        """Write where the live sources lie now, where nothing else about them has changed."""
        with self._writing() as connection:
            _replace_origins(connection, origins)

    def live_name(self) -> str | None:
        """The live generation's name: the only pointer."""
        with self._reading() as connection:
            name: str | None = connection.execute(sa.select(_live.c.generation)).scalar()
            return name

    def live(self) -> Generation:
        """The live generation. Raises NothingIngested."""
        with self._reading() as connection:
            row = connection.execute(
                sa.select(_generations).join(_live, _live.c.generation == _generations.c.name)
            ).first()
            if row is None:
                raise NothingIngested("no generation has been published")
            versions = connection.execute(
                sa.select(_members.c.version).where(_members.c.generation == row.name)
            ).scalars()
            return Generation(row.name, row.embeddings, tuple(sorted(versions)))

    def documents(self, versions: Iterable[str]) -> dict[str, Document]:
        """Documents by version."""
        statement = sa.select(_versions.c.version, _versions.c.record).where(_versions.c.version.in_(_each(versions)))
        with self._reading() as connection:
            return {version: document_from(json.loads(record)) for version, record in connection.execute(statement)}

    def content_hashes(self, versions: Iterable[str]) -> dict[str, tuple[str, str]]:
        """(content hash, version) by source."""
        columns = (_versions.c.source, _versions.c.content_hash, _versions.c.version)
        statement = sa.select(*columns).where(_versions.c.version.in_(_each(versions)))
        with self._reading() as connection:
            return {source: (content, version) for source, content, version in connection.execute(statement)}

    def reports(self, versions: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """Ingest reports by version."""
        statement = sa.select(_versions.c.version, _versions.c.report).where(_versions.c.version.in_(_each(versions)))
        with self._reading() as connection:
            return {version: json.loads(report) for version, report in connection.execute(statement)}

    def extracted(self, version: str) -> str:
        """The extracted text of a version. Raises StoreError where there is none."""
        with self._reading() as connection:
            text = connection.execute(sa.select(_versions.c.extracted).where(_versions.c.version == version)).scalar()
        if text is None:
            raise StoreError(f"no version {version}")
        return str(text)

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages by id; unknown ids are absent."""
        return self._read_passages(_passages.c.id.in_(_each(ids)))

    def passages_of(self, versions: Iterable[str]) -> dict[str, Passage]:
        """All passages of some versions, by id."""
        return self._read_passages(_passages.c.version.in_(_each(versions)))

    def texts(self, versions: Iterable[str]) -> list[str]:
        """The texts of all passages of some versions, without the rest of them: a quarter of the time."""
        text = sa.func.json_extract(_passages.c.record, "$.text")
        with self._reading() as connection:
            return list(connection.execute(sa.select(text).where(_passages.c.version.in_(_each(versions)))).scalars())

    def _read_passages(self, condition: sa.ColumnElement[bool]) -> dict[str, Passage]:
        statement = (
            sa.select(_passages.c.id, _passages.c.record)
            .where(condition)
            .order_by(_passages.c.version, _passages.c.ordinal)
        )
        with self._reading() as connection:
            return {key: passage_from(json.loads(record)) for key, record in connection.execute(statement)}

    def facts(self, register: str, versions: Iterable[str]) -> list[Fact]:
        """The facts of one register in some versions, in document order."""
        statement = (
            sa.select(_facts)
            .where(_facts.c.register == register, _facts.c.version.in_(_each(versions)))
            .order_by(_facts.c.version, _facts.c.ordinal)
        )
        with self._reading() as connection:
            return [
                Fact(r.id, r.version, r.register, r.ordinal, json.loads(r.record))
                for r in connection.execute(statement)
            ]


def _insert_version(connection: sa.Connection, staged: StagedDocument) -> None:
    version = staged.document.version
    connection.execute(
        _versions.insert().values(
            version=version,
            document_id=staged.document.id,
            source=staged.document.source,
            content_hash=staged.content_hash,
            extracted=staged.extracted,
            record=to_json(staged.document),
            report=to_json(dict(staged.report)),
        )
    )
    passages = [{"id": p.id, "version": version, "ordinal": p.ordinal, "record": to_json(p)} for p in staged.passages]
    facts = [
        {
            "id": f.id,
            "version": version,
            "register": f.register,
            "ordinal": f.ordinal,
            "record": to_json(dict(f.record)),
        }
        for f in staged.facts
    ]
    for table, rows in ((_passages, passages), (_facts, facts)):
        if rows:
            connection.execute(table.insert(), rows)


def _forget_version(connection: sa.Connection, version: str) -> None:
    ids = sa.select(_passages.c.id).where(_passages.c.version == version)
    connection.execute(_vectors.delete().where(_vectors.c.passage_id.in_(ids)))
    for table in (_passages, _facts, _versions):
        connection.execute(table.delete().where(table.c.version == version))


def _replace_origins(connection: sa.Connection, origins: Mapping[str, str]) -> None:
    connection.execute(_origins.delete())
    if origins:
        connection.execute(_origins.insert(), [{"source": s, "path": path} for s, path in origins.items()])


def _each(values: Iterable[str]) -> sa.Select[tuple[str]]:
    """Values for IN as one variable: SQLite takes 32,766 variables in a statement."""
    return sa.select(sa.func.json_each(json.dumps(list(values))).table_valued("value").c.value)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (sa.exc.OperationalError, sqlite3.OperationalError, sa.exc.TimeoutError, OSError) as error:
        raise StoreError(f"{path}: {error}", say=_NOT_USABLE) from error
    except (sa.exc.DBAPIError, sqlite3.Error, json.JSONDecodeError) as error:
        raise StoreError(f"{path}: {error}", say=_DAMAGED) from error
    except (KeyError, TypeError) as error:  # a record with other fields than this program's nouns have
        raise StoreOutdated(f"{path}: {error}") from error


def _on_connect(connection: sqlite3.Connection, _: object) -> None:
    # Left to itself, sqlite3 begins a transaction at the first INSERT: tables are made, and reads done, outside any.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("synchronous=FULL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")
