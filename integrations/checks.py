"""`guidance doctor`: what works and what does not, in words. Knows where to look; mends nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.store.catalogue import Catalogue
from assistant.store.embeddings import embedder_named
from assistant.store.generations import check_manifest, prove_in_child

ENOUGH_DISK = 200_000_000  # bytes; a generation is built beside the live one


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and whether it is well."""

    well: bool
    what: str


def examine(settings: Settings) -> list[Finding]:
    """Look at the settings, the disk, the catalogue and the live generation."""
    findings = [
        Finding(
            True,
            f"settings read; data folder {settings.data}, model {settings.model}, embeddings {settings.embeddings}",
        )
    ]
    try:
        catalogue = Catalogue(settings.data)
    except AssistantError as error:
        return [*findings, Finding(False, error.say)]
    try:
        live = catalogue.live()
        findings.append(Finding(True, f"catalogue: {len(live.versions)} documents live in generation {live.name}"))
        folder = settings.data / "generations" / live.name
        findings.append(_proved(folder))
        embedder = embedder_named(settings.embeddings)
        name = embedder.name if embedder else "none"
        same = live.embeddings == name
        findings.append(
            Finding(
                same,
                f"vectors made by {live.embeddings}"
                + ("" if same else f", but the setting is {name}: run `guidance reindex`"),
            )
        )
    except AssistantError as error:
        findings.append(Finding(False, error.say))
    finally:
        catalogue.close()
    free = shutil.disk_usage(settings.data).free
    findings.append(Finding(free > ENOUGH_DISK, f"{free // 1_000_000} MB free on the data disk"))
    return findings


def _proved(folder: Path) -> Finding:
    try:
        check_manifest(folder)
        prove_in_child(folder)
    except AssistantError as error:
        return Finding(False, f"{error.say} ({error})")
    return Finding(True, "the live generation matches its manifest and every vector in it is found")
