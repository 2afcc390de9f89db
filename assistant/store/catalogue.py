"""The catalogue: documents, passages, vectors and facts in SQLite, and which of them are live. The one truth.

Versions never change once written; which versions are live is one row, moved in one transaction. Knows no index.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from assistant.errors import NothingIngested, StoreError, StoreOutdated
from assistant.store.embeddings import Vectors
from assistant.store.records import document_from, passage_from, to_json
from assistant.types import Document, Passage

SCHEMA_VERSION = 1
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
    """The catalogue of one data folder. Any number may read; one process at a time writes (`generations.writer_lock`)."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        path = folder / FILE
        if not create and not path.exists():
            raise NothingIngested(f"{path} does not exist")
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        self._engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})
        sa.event.listen(self._engine, "connect", _on_connect)
        try:
            self._check_schema(create)
        except sa.exc.DatabaseError as error:
            self._engine.dispose()
            raise StoreError(f"{path}: {error}") from error
        except StoreError:
            self._engine.dispose()
            raise

    def _check_schema(self, create: bool) -> None:
        with self._engine.begin() as connection:
            if not sa.inspect(connection).has_table("meta"):
                if not create:
                    raise NothingIngested("the catalogue is empty")
                _tables.create_all(connection)
                connection.execute(_meta.insert().values(schema_version=SCHEMA_VERSION))
            found = connection.execute(sa.select(_meta.c.schema_version)).scalar()
        if found != SCHEMA_VERSION:
            raise StoreOutdated(f"schema {found}, this program writes {SCHEMA_VERSION}")

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def stage(self, staged: StagedDocument) -> None:
        """Write one version, whole, without making it live. Writing it again changes nothing."""
        version = staged.document.version
        with self._engine.begin() as connection:
            self._forget(connection, version)
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
            if staged.passages:
                connection.execute(
                    _passages.insert(),
                    [
                        {"id": p.id, "version": version, "ordinal": p.ordinal, "record": to_json(p)}
                        for p in staged.passages
                    ],
                )
            if staged.facts:
                connection.execute(
                    _facts.insert(),
                    [
                        {
                            "id": f.id,
                            "version": version,
                            "register": f.register,
                            "ordinal": f.ordinal,
                            "record": to_json(dict(f.record)),
                        }
                        for f in staged.facts
                    ],
                )

    def _forget(self, connection: sa.Connection, version: str) -> None:
        ids = sa.select(_passages.c.id).where(_passages.c.version == version)
        connection.execute(_vectors.delete().where(_vectors.c.passage_id.in_(ids)))
        for table in (_passages, _facts, _versions):
            connection.execute(table.delete().where(table.c.version == version))

    def drop_unpublished(self) -> int:
        """Forget versions that were staged by a run that did not publish; how many there were."""
        with self._engine.begin() as connection:
            orphans = connection.execute(
                sa.select(_versions.c.version).where(_versions.c.version.not_in(sa.select(_members.c.version)))
            ).scalars().all()  # fmt: skip
            for version in orphans:
                self._forget(connection, version)
        return len(orphans)

    def staged_versions(self) -> set[str]:
        """Every version in the catalogue, live or not."""
        with self._engine.connect() as connection:
            return set(connection.execute(sa.select(_versions.c.version)).scalars())

    def store_vectors(self, model: str, vectors: Mapping[str, Vectors]) -> None:
        """Keep a model's vectors for passages, replacing what was there."""
        rows = [
            {"passage_id": key, "model": model, "vector": v.astype(np.float32).tobytes()} for key, v in vectors.items()
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(_vectors.insert().prefix_with("OR REPLACE"), rows)

    def vectors_of(self, model: str, versions: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of all passages of some versions, by passage id; those not yet made are absent."""
        statement = (
            sa.select(_vectors.c.passage_id, _vectors.c.vector)
            .join(_passages, _passages.c.id == _vectors.c.passage_id)
            .where(_vectors.c.model == model, _passages.c.version.in_(versions))
        )
        with self._engine.connect() as connection:
            return {key: np.frombuffer(raw, dtype=np.float32) for key, raw in connection.execute(statement)}

    def publish(self, generation: Generation, published: str) -> None:
        """Make a generation live: its versions, their facts and its folder's name, in one transaction."""
        with self._engine.begin() as connection:
            connection.execute(
                _generations.insert().values(
                    name=generation.name, embeddings=generation.embeddings, published=published
                )
            )
            if generation.versions:
                connection.execute(
                    _members.insert(), [{"generation": generation.name, "version": v} for v in generation.versions]
                )
            connection.execute(_live.insert().prefix_with("OR REPLACE").values(one=1, generation=generation.name))

    def live_name(self) -> str | None:
        """The live generation's name: the only pointer."""
        with self._engine.connect() as connection:
            name: str | None = connection.execute(sa.select(_live.c.generation)).scalar()
            return name

    def live(self) -> Generation:
        """The live generation. Raises NothingIngested."""
        with self._engine.connect() as connection:
            row = connection.execute(
                sa.select(_generations).join(_live, _live.c.generation == _generations.c.name)
            ).first()
            if row is None:
                raise NothingIngested("no generation has been published")
            versions = connection.execute(
                sa.select(_members.c.version).where(_members.c.generation == row.name)
            ).scalars()
            return Generation(row.name, row.embeddings, tuple(sorted(versions)))

    def previous_names(self, keep: int) -> list[str]:
        """The names of the newest `keep` generations."""
        with self._engine.connect() as connection:
            newest = (
                sa.select(_generations.c.name)
                .order_by(_generations.c.published.desc(), _generations.c.name.desc())
                .limit(keep)
            )
            return list(connection.execute(newest).scalars())

    def documents(self, versions: Iterable[str]) -> dict[str, Document]:
        """Documents by version."""
        statement = sa.select(_versions.c.version, _versions.c.record).where(_versions.c.version.in_(list(versions)))
        with self._engine.connect() as connection:
            return {version: document_from(json.loads(record)) for version, record in connection.execute(statement)}

    def content_hashes(self, versions: Iterable[str]) -> dict[str, tuple[str, str]]:
        """(content hash, version) by source."""
        columns = (_versions.c.source, _versions.c.content_hash, _versions.c.version)
        statement = sa.select(*columns).where(_versions.c.version.in_(list(versions)))
        with self._engine.connect() as connection:
            return {source: (content, version) for source, content, version in connection.execute(statement)}

    def reports(self, versions: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """Ingest reports by version."""
        statement = sa.select(_versions.c.version, _versions.c.report).where(_versions.c.version.in_(list(versions)))
        with self._engine.connect() as connection:
            return {version: json.loads(report) for version, report in connection.execute(statement)}

    def extracted(self, version: str) -> str:
        """The extracted text of a version. Raises StoreError where there is none."""
        with self._engine.connect() as connection:
            text = connection.execute(sa.select(_versions.c.extracted).where(_versions.c.version == version)).scalar()
        if text is None:
            raise StoreError(f"no version {version}")
        return str(text)

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages by id; unknown ids are absent."""
        return self._read_passages(_passages.c.id.in_(list(ids)))

    def passages_of(self, versions: Iterable[str]) -> dict[str, Passage]:
        """All passages of some versions, by id."""
        return self._read_passages(_passages.c.version.in_(list(versions)))

    def _read_passages(self, condition: sa.ColumnElement[bool]) -> dict[str, Passage]:
        statement = (
            sa.select(_passages.c.id, _passages.c.record)
            .where(condition)
            .order_by(_passages.c.version, _passages.c.ordinal)
        )
        with self._engine.connect() as connection:
            return {key: passage_from(json.loads(record)) for key, record in connection.execute(statement)}

    def facts(self, register: str, versions: Iterable[str]) -> list[Fact]:
        """The facts of one register in some versions, in document order."""
        statement = (
            sa.select(_facts)
            .where(_facts.c.register == register, _facts.c.version.in_(list(versions)))
            .order_by(_facts.c.version, _facts.c.ordinal)
        )
        with self._engine.connect() as connection:
            return [
                Fact(r.id, r.version, r.register, r.ordinal, json.loads(r.record))
                for r in connection.execute(statement)
            ]


def _on_connect(connection: sqlite3.Connection, _: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
