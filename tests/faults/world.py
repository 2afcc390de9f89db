"""Two states of one folder, and the checks of what a reader sees against them. Knows both states by heart."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.store.catalogue import Catalogue
from assistant.store.generations import GENERATIONS, PRIVATE
from assistant.store.leases import ROOM
from assistant.store.lexical import indexed_text
from assistant.store.library import Library, Snapshot, catalogue_snapshot
from assistant.store.records import to_json
from assistant.terms import terms
from ingest.sync import SyncReport, sync
from tests.fakes import WordEmbedder

EMBEDDER = WordEmbedder(dimension=32)
FILLER = (
    "the trust shall keep a record of every decision that bears on its budget and shall send it to the region".split()
)

# Which edition of each document each state holds: changed, kept, withdrawn and added ones.
EDITIONS = {
    "A": {"d0.txt": 1, "d1.txt": 1, "d2.md": 1, "sub/d3.txt": 1, "d4.txt": 1},
    "B": {"d0.txt": 2, "d1.txt": 2, "d2.md": 1, "d4.txt": 1, "sub/d5.txt": 1},
}


def code(source: str, edition: int, paragraph: int) -> str:
    """A word that stands in one paragraph of one edition, and nowhere else."""
    digest = hashlib.sha256(f"{source}:{edition}:{paragraph}".encode()).hexdigest()
    return "x" + "".join("bcdfghjklm"[int(character, 16) % 10] for character in digest[:12]) + "z"


def text(source: str, edition: int) -> str:
    """An edition of a document: paragraphs long enough to be several passages."""
    rng = random.Random(f"{source}:{edition}")
    paragraphs = [
        f"Paragraph {code(source, edition, number)} begins. "
        + " ".join(" ".join(rng.sample(FILLER, 12)).capitalize() + "." for _ in range(14))
        for number in range(4)
    ]
    return "\n\n".join(paragraphs) + "\n"


STATES: Mapping[str, Mapping[str, str]] = {
    name: {source: text(source, edition) for source, edition in editions.items()} for name, editions in EDITIONS.items()
}


def codes(state: str) -> set[str]:
    return {code(source, edition, n) for source, edition in EDITIONS[state].items() for n in range(4)}


def lay(folder: Path, state: str) -> None:
    """Make a folder hold exactly a state."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.unlink()
    for source, content in STATES[state].items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def ingest(folder: Path, data: Path) -> SyncReport:
    return sync([folder], data, EMBEDDER)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look saw: which state, in which generation, and what is wrong with it."""

    state: str
    generation: str
    wrong: tuple[str, ...]


def look(snapshot: Snapshot, rng: random.Random | None = None) -> Sight:
    """Check a snapshot against the states: all of it, or with `rng` one passage and one absent word of it."""
    held = {d.source: snapshot.extracted(version) for version, d in snapshot.documents.items()}
    state = next((name for name, texts in STATES.items() if texts == held), "")
    wrong = [] if state else [f"mixed: the documents are those of no state: {sorted(held)}"]
    if set(snapshot.documents) != set(snapshot.generation.versions):
        wrong.append("lost: the generation names versions that are not there")
    if state:
        present, absent = sorted(codes(state)), sorted(set().union(*map(codes, STATES)) - codes(state))
        if rng:
            present, absent = rng.sample(present, 1), rng.sample(absent, 1)
        for word in present:
            wrong += _find(snapshot, word, held)
        for word in absent:
            if snapshot.indexes.lexical.search(list(terms(word)), 5):
                wrong.append(f"mixed: {word} of another state is found")
    return Sight(state, snapshot.generation.name, tuple(wrong))


def _find(snapshot: Snapshot, word: str, held: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the one passage that holds a word, looked for by the word and by its vector."""
    ids = [key for key, _ in snapshot.indexes.lexical.search(list(terms(word)), 5)]
    passages = list(snapshot.passages(ids).values())
    if len(ids) != 1 or len(passages) != 1:
        yield f"lost: {word} gives {len(ids)} hits and {len(passages)} passages"
        return
    passage = passages[0]
    if passage.version not in snapshot.documents:
        yield f"mixed: a hit of {passage.version}, which the generation does not hold"
        return
    source = snapshot.documents[passage.version].source
    if word not in passage.text or " ".join(passage.text.split()) not in " ".join(held[source].split()):
        yield f"mixed: the passage of {word} is not what {source} says"
    assert snapshot.indexes.vectors is not None
    near = snapshot.indexes.vectors.search(EMBEDDER.question(indexed_text(passage)), 3)
    if not near or near[0][0] != passage.id:
        yield f"lost: the vector of {word} is not found"
    if len(snapshot.passages(key for key, _ in near)) != len(near):
        yield "mixed: a vector of a passage that is not there"


def look_once(data: Path) -> Sight:
    """Open a data folder afresh and check all of it."""
    with closing(Library(data, EMBEDDER.name)) as library, library.snapshot() as snapshot:
        return look(snapshot)


def fingerprint(data: Path) -> str:
    """All that is live, as a hash; the same for two folders that hold the same, however they came to."""
    digest = hashlib.sha256()
    with catalogue_snapshot(data) as snapshot, closing(Catalogue(data)) as catalogue:
        vectors = catalogue.vectors_of(EMBEDDER.name, snapshot.generation.versions)
        for version, document in sorted(snapshot.documents.items()):
            digest.update(to_json(document).encode() + snapshot.extracted(version).encode())
            for passage in snapshot.passages_of(version):
                digest.update(to_json(passage).encode() + vectors[passage.id].tobytes())
        for fact in snapshot.facts("glossary"):
            digest.update(to_json(fact).encode())
    return digest.hexdigest()


def leftovers(data: Path) -> list[str]:
    """What a data folder holds beside its live generation, when nobody reads it."""
    with closing(Catalogue(data)) as catalogue, catalogue._reading() as connection:
        live = catalogue.live()
        versions = connection.exec_driver_sql("select version from versions").scalars().all()
        generations = connection.exec_driver_sql("select name from generations").scalars().all()
    found = [f"version {version}" for version in versions if version not in live.versions]
    found += [f"row of generation {name}" for name in generations if name != live.name]
    found += [f"folder {path.name}" for path in (data / GENERATIONS).iterdir() if path.name != live.name]
    found += [f"copy {path.name}" for path in (data / PRIVATE).iterdir() if path.name != ROOM]
    return found
