"""The runs: every checkpoint, random kills, damaged files; and the plants that show that the checks can fail."""

from __future__ import annotations

import itertools
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import StoreDamaged
from assistant.store.catalogue import Catalogue, Generation
from assistant.store.generations import GENERATIONS, MANIFEST, build_generation, write_manifest
from assistant.store.lexical import indexed_text
from assistant.store.library import Library
from assistant.types import Passage
from ingest.sync import reindex
from tests.faults.world import EMBEDDER, STATES, Sight, fingerprint, ingest, lay, leftovers, look_once

TOP = Path(__file__).resolve().parent.parent.parent
LATEST = 2.0  # seconds from a commit to the reader that sees it


@dataclass(frozen=True, slots=True)
class Result:
    """What a run counted, and everything that went against the promise."""

    name: str
    figures: dict[str, Any]
    wrong: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(slots=True)
class Seen:
    """What a reading process saw, filled in when it ends."""

    reads: int = 0
    nothing: int = 0
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seen: list[tuple[float, str, str]] = field(default_factory=list)


def start(module: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", f"tests.faults.{module}", *map(str, arguments)]
    process = subprocess.Popen(command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    if process.stdout.readline().strip() != "started":
        raise RuntimeError(f"{module} did not start")
    return process


@contextmanager
def reading(data: Path, readers: int = 1) -> Iterator[list[Seen]]:
    """Processes that read a data folder all the while."""
    processes = [start("reader", data) for _ in range(readers)]
    seen = [Seen() for _ in processes]
    try:
        yield seen
        time.sleep(0.2)
    finally:
        for process, one in zip(processes, seen, strict=True):
            out, _ = process.communicate()  # closes stdin, which ends the reader
            for name, value in json.loads(out or '{"errors": ["the reader died"]}').items():
                setattr(one, name, value)


def write(data: Path, folder: Path, n: int = 0) -> str:
    """One writing process to its end; its last words."""
    with start("writer", data, folder, n) as process:
        assert process.stdout is not None
        return process.stdout.read().strip()


def expected(scratch: Path) -> dict[str, str]:
    """The fingerprint of each state, ingested with nothing going wrong."""
    prints = {}
    for state in STATES:
        folder = scratch / f"clean-{state}"
        folder.mkdir()
        lay(folder, state)
        ingest(folder, scratch / f"clean-data-{state}")
        prints[state] = fingerprint(scratch / f"clean-data-{state}")
    return prints


def summed(readers: list[Seen], at: dict[str, float]) -> tuple[dict[str, Any], list[str]]:
    """The figures of some readers, and what they saw that is wrong; `at` is when each generation was live at last."""
    errors = [error for one in readers for error in one.errors]
    wrong = [fault for one in readers for fault in one.wrong]
    late = max((when - at[name] for one in readers for when, name, _ in one.seen if name in at), default=0.0)
    figures = {
        "reads": sum(one.reads for one in readers),
        "errors": len(errors),
        "mixed": sum(fault.startswith("mixed") for fault in wrong),
        "lost": sum(fault.startswith("lost") for fault in wrong),
        "seen after s": round(late, 2),
    }
    slow = [f"a new generation was seen after {late:.1f} s"] if late > LATEST else []
    unread = [] if all(one.reads for one in readers) else ["a reader read nothing"]
    names = [[name for _, name, _ in one.seen] for one in readers]
    back = [] if all(len(some) == len(set(some)) for some in names) else ["a reader went back to an older generation"]
    return figures, [*errors, *wrong, *slow, *unread, *back]


def finish(data: Path, folder: Path, state: str, prints: dict[str, str], at: dict[str, float]) -> list[str]:
    """Run again with nothing going wrong; what is not as it should be afterwards."""
    report = ingest(folder, data)
    at.setdefault(report.generation, time.monotonic())
    wrong = [] if fingerprint(data) == prints[state] else ["the rerun gave another fingerprint"]
    sight = look_once(data)
    return [
        *wrong,
        *sight.wrong,
        *([] if sight.state == state else [f"the rerun gave state {sight.state}, not {state}"]),
    ]


def stopped_at_every_point(scratch: Path) -> Result:
    """A second publish, killed at checkpoint 1, 2, 3, … until a run passes them all, under a reader."""
    folder, data, prints = scratch / "folder", scratch / "data", expected(scratch)
    folder.mkdir()
    lay(folder, "A")
    ingest(folder, data)
    wrong: list[str] = []
    points: list[str] = []
    at: dict[str, float] = {}
    with reading(data, 2) as readers:
        for n, state in zip(itertools.count(1), itertools.cycle("BA"), strict=False):
            lay(folder, state)
            words = write(data, folder, n)
            wrong += look_once(data).wrong
            wrong += [f"after point {n}: {fault}" for fault in finish(data, folder, state, prints, at)]
            if words.startswith("done"):
                break
            points.append(words.removeprefix("died at "))
    figures, seen = summed(readers, at)
    ingest(folder, data)
    wrong += [*seen, *leftovers(data)]
    return Result("killed at every point of a publish", {"kills": len(points), **figures}, tuple(wrong))


def first_stopped_at_every_point(scratch: Path) -> Result:
    """The first publish into an empty folder, killed at each checkpoint, with a reader that waits for it."""
    folder, prints = scratch / "folder", expected(scratch)
    folder.mkdir()
    lay(folder, "A")
    wrong: list[str] = []
    every: list[Seen] = []
    at: dict[str, float] = {}
    kills = 0
    for n in itertools.count(1):
        data = scratch / f"data{n}"
        with reading(data) as readers:
            words = write(data, folder, n)
            wrong += [f"after point {n}: {fault}" for fault in finish(data, folder, "A", prints, at)]
        every += readers
        ingest(folder, data)
        wrong += leftovers(data)
        shutil.rmtree(data)
        if words.startswith("done"):
            break
        kills += 1
    figures, seen = summed(every, at)
    return Result("killed at every point of the first publish", {"kills": kills, **figures}, tuple(wrong + seen))


def killed_at_random(scratch: Path, kills: int = 20, seed: int = 1) -> Result:
    """An ingest killed at random moments, one after the other on what the last left, under two readers."""
    folder, data, prints = scratch / "folder", scratch / "data", expected(scratch)
    folder.mkdir()
    lay(folder, "A")
    ingest(folder, data)
    rng = random.Random(seed)
    wrong: list[str] = []
    at: dict[str, float] = {}
    done = late = 0
    with reading(data, 2) as readers:
        lay(folder, "B")
        with start("writer", data, folder) as process:
            begun = time.monotonic()
            process.wait()
            whole = time.monotonic() - begun
        while done < kills:
            sight = look_once(data)
            wrong += sight.wrong
            lay(folder, "B" if sight.state == "A" else "A")
            with start("writer", data, folder) as process:
                time.sleep(rng.uniform(0, whole))
                if process.poll() is None:
                    process.kill()
                    done += 1
                else:
                    late += 1
        for state in "AB":
            lay(folder, state)
            wrong += finish(data, folder, state, prints, at)
    figures, seen = summed(readers, at)
    ingest(folder, data)
    wrong += [*seen, *leftovers(data)]
    return Result("killed at random", {"kills": done, "runs that ended first": late, **figures}, tuple(wrong))


def cut(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if content else b"x")  # an empty file cannot be cut: it grows


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes() or b"x")
    for place in range(0, len(content), max(1, len(content) // 200)):
        content[place] ^= 0xFF
    file.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], None]] = {"cut": cut, "flipped": flip, "removed": Path.unlink}


def is_refused(data: Path) -> bool:
    """True where a reader that opens a data folder is told that it is damaged, and is shown nothing."""
    try:
        with closing(Library(data, EMBEDDER.name)) as library, library.snapshot():
            return False
    except StoreDamaged:
        return True


def live_folder(data: Path) -> Path:
    with closing(Catalogue(data)) as catalogue:
        return data / GENERATIONS / catalogue.live().name


def damaged(scratch: Path) -> Result:
    """Each file of the live generation cut, flipped and removed, then the whole folder removed: found, and mended."""
    folder, pristine, prints = scratch / "folder", scratch / "pristine", expected(scratch)
    folder.mkdir()
    lay(folder, "A")
    ingest(folder, pristine)
    files = sorted(
        path.relative_to(live_folder(pristine)) for path in live_folder(pristine).rglob("*") if path.is_file()
    )
    cases: list[tuple[str, Callable[[Path], None]]] = [
        (f"{name} {file}", lambda live, file=file, damage=damage: damage(live / file))  # type: ignore[misc]
        for file in files
        for name, damage in DAMAGES.items()
    ]
    cases.append(("the folder removed", shutil.rmtree))
    wrong: list[str] = []
    found = mended = 0
    for name, damage in cases:
        data = shutil.copytree(pristine, scratch / "data")
        damage(live_folder(data))
        refused = is_refused(data)
        found += refused
        wrong += [] if refused else [f"served: {name}"]
        reindex(data, EMBEDDER)
        sight = look_once(data)
        well = not sight.wrong and sight.state == "A" and fingerprint(data) == prints["A"] and not leftovers(data)
        mended += well
        wrong += [] if well else [f"not mended: {name}"]
        shutil.rmtree(data)
    return Result("damaged files", {"damages": len(cases), "found": found, "mended": mended}, tuple(wrong))


def plant(scratch: Path, *, documents: str, words: str, vectors: str, without: int = 0) -> Path:
    """A data folder whose live generation has the documents, the word index and the vectors of given states.

    Documents "AB" are those of A with one of B. `without` leaves that many passages out of the indexes.
    """
    data, folder = scratch / "data", scratch / "folder"
    folder.mkdir()
    versions: dict[str, dict[str, str]] = {}
    passages: dict[str, list[Passage]] = {}
    lay(folder, "A")
    ingest(folder, data)
    # A reader that holds A keeps its rows in the catalogue while B is ingested.
    with closing(Catalogue(data)) as catalogue, closing(Library(data)) as library, library.snapshot():
        for state in ("A", "B"):
            lay(folder, state)
            ingest(folder, data)
            live = catalogue.live()
            versions[state] = {d.source: version for version, d in catalogue.documents(live.versions).items()}
            passages[state] = list(catalogue.passages_of(live.versions).values())
        made = EMBEDDER.passages([indexed_text(passage) for passage in passages[vectors]])
        indexed = {passage.id: made[index] for index, passage in enumerate(passages[vectors])}
        if words == vectors:
            indexed = {passage.id: indexed[passage.id] for passage in passages[words][without:]}
        else:  # another's vectors under this state's ids
            indexed = dict(zip((p.id for p in passages[words]), indexed.values(), strict=False))
        build_generation(data, "planted", passages[words][without:], indexed)
        members = versions[documents[0]] | ({"d0.txt": versions["B"]["d0.txt"]} if documents == "AB" else {})
        catalogue.publish(Generation("planted", EMBEDDER.name, tuple(sorted(members.values()))), "now")
    return data


def planted_sight(scratch: Path, **how: Any) -> Sight:
    return look_once(plant(scratch, **how))


def checks_can_fail(scratch: Path) -> Result:
    """Faults planted on purpose: each must be reported, or the check that missed it proves nothing."""
    missed: list[str] = []
    planted = 0

    def must(reported: bool, name: str) -> None:
        nonlocal planted
        planted += 1
        missed.extend([] if reported else [f"not reported: {name}"])

    def room(name: str) -> Path:
        (scratch / name).mkdir()
        return scratch / name

    mixed = plant(room("mixed"), documents="AB", words="A", vectors="A")
    must(any(fault.startswith("mixed") for fault in look_once(mixed).wrong), "documents of two states")
    with reading(mixed) as readers:
        time.sleep(0.5)
    must(any(fault.startswith("mixed") for fault in readers[0].wrong), "documents of two states, to a reading process")
    stale = planted_sight(room("stale"), documents="B", words="A", vectors="A")
    must(any(fault.startswith("mixed") for fault in stale.wrong), "an index of the other state")
    lost = planted_sight(room("lost"), documents="A", words="A", vectors="A", without=1)
    must(any(fault.startswith("lost") for fault in lost.wrong), "a passage that is in no index")
    foreign = planted_sight(room("foreign"), documents="A", words="A", vectors="B")
    must(bool(foreign.wrong), "vectors of the other state")

    place = room("well")
    (place / "folder").mkdir()
    lay(place / "folder", "A")
    ingest(place / "folder", place / "data")
    data, prints = place / "data", expected(place)
    must(fingerprint(data) == prints["A"] != prints["B"], "two states with one fingerprint")
    must(not look_once(data).wrong and not leftovers(data), "a fault where there is none")
    with closing(Catalogue(data)) as catalogue, catalogue._writing() as connection:
        connection.exec_driver_sql("update passages set record = replace(record, 'budget', 'budgie')")
    must(fingerprint(data) != prints["A"], "a changed passage")
    (data / GENERATIONS / ".building-x").mkdir()
    must(bool(leftovers(data)), "a half-built folder")

    folder = live_folder(data)
    file = next(folder.rglob("*.term"))
    flip(file)
    must(is_refused(data), "a flipped file")
    flip(file)
    flip(next(folder.rglob("link_lists.bin")))  # Chroma opens it all the same
    (folder / MANIFEST).unlink()
    write_manifest(folder, 1, 1)
    must(not is_refused(data), "a changed file that is served, because the manifest was forged")
    shutil.rmtree(folder)
    with reading(data) as readers:
        time.sleep(0.5)
    must(bool(readers[0].errors), "an error, to a reading process")
    return Result("faults planted on purpose", {"planted": planted, "reported": planted - len(missed)}, tuple(missed))


RUNS: tuple[Callable[[Path], Result], ...] = (
    checks_can_fail,
    first_stopped_at_every_point,
    stopped_at_every_point,
    killed_at_random,
    damaged,
)
