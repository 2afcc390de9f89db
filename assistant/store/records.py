"""The nouns as JSON and back, for the catalogue's columns. Knows no SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

from assistant.types import Document, Passage, Segment, Signatory, Statement


def to_json(record: Any) -> str:
    """A dataclass, or anything made of plain values, as one line of JSON; dates in ISO form."""
    plain = asdict(record) if is_dataclass(record) and not isinstance(record, type) else record
    return json.dumps(plain, ensure_ascii=False, default=_plain, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def document_from(record: Mapping[str, Any]) -> Document:
    """A Document from the JSON that `to_json` made of it."""
    fields = dict(record)
    fields["date"] = date.fromisoformat(fields["date"]) if fields["date"] else None
    fields["signatories"] = tuple(Signatory(**one) for one in fields["signatories"])
    for name in ("audience", "copied_to", "urls", "emails"):
        fields[name] = tuple(fields[name])
    return Document(**fields)


def passage_from(record: Mapping[str, Any]) -> Passage:
    """A Passage from the JSON that `to_json` made of it."""
    fields = dict(record)
    fields["segments"] = tuple(Segment(*one) for one in fields["segments"])
    fields["headings"] = tuple(fields["headings"])
    fields["statements"] = tuple(
        Statement(**{**one, "cells": tuple(tuple(cell) for cell in one["cells"])}) for one in fields["statements"]
    )
    return Passage(**fields)
