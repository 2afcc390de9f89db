"""Files of JSON, one record a line or one whole, read with errors that name the file and the line.

Does not know what a record means.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from assistant.errors import AssistantError

_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


class BadInput(AssistantError):
    """A file given to the evaluation cannot be used; `say` names the file, the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON object and where it stands. Its readers raise BadInput where a field is not what was asked for."""

    where: str
    fields: Mapping[str, Any]

    def wrong(self, what: str) -> BadInput:
        """The error that says what is wrong with this record."""
        return BadInput(say=f"{self.where}: {what}.")

    def text(self, name: str, default: str | None = None) -> str:
        """A string; it may be left out only where there is a default."""
        value = self.fields.get(name)
        if value is None and default is not None:
            return default
        if not _is_text(value) or (default is None and not value.strip()):
            raise self._wrong_kind(name, "text")
        return value

    def flag(self, name: str, default: bool | None = None) -> bool:
        """True or false; it may be left out only where there is a default."""
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            raise self._wrong_kind(name, "true or false")
        return value

    def number(self, name: str) -> float | None:
        """A number that can be reckoned with; None where it is left out."""
        value = self.fields.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= sys.float_info.max:
            raise self._wrong_kind(name, "a number")
        return value

    def records(self, name: str) -> list[Record]:
        """A list of objects; [] where it is left out."""
        value = self.fields.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong_kind(name, "a list of objects")
        return [Record(self.where, one) for one in value]

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; () where it is left out."""
        return tuple(self._texts(name, self.fields.get(name)))

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of strings; () where it is left out."""
        value = self.fields.get(name) or []
        if not isinstance(value, list):
            raise self._wrong_kind(name, "a list of lists of text")
        return tuple(tuple(self._texts(name, group)) for group in value)

    def _texts(self, name: str, value: object) -> list[str]:
        if value is None:
            return []
        if not isinstance(value, list) or not all(_is_text(one) for one in value):
            raise self._wrong_kind(name, "a list of text, or of lists of text")
        return value

    def _wrong_kind(self, name: str, kind: str) -> BadInput:
        return self.wrong(f"“{name}” must be {kind}" if name in self.fields else f"“{name}” is missing")


def _is_text(value: object) -> TypeGuard[str]:
    """True for a string that can be written down again: half of a surrogate pair, which JSON can spell, cannot."""
    return isinstance(value, str) and not _HALF_A_PAIR.search(value)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises BadInput."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput(str(error), say=f"There is no {path}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(str(error), say=f"{path} cannot be read as UTF-8 text: {error}.") from error


def read_records(path: Path) -> list[Record]:
    """The objects of a JSON Lines file, empty lines passed over. Raises BadInput."""
    lines = enumerate(read_text(path).split("\n"), 1)
    return [_record(f"{path}, line {number}", line) for number, line in lines if line.strip()]


def read_record(path: Path) -> Record:
    """The one object of a JSON file. Raises BadInput."""
    return _record(str(path), read_text(path))


def _record(where: str, text: str) -> Record:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(str(error), say=f"{where}: not JSON: {error}.") from error
    if not isinstance(fields, dict):
        raise BadInput(say=f"{where}: not a JSON object.")
    return Record(where, fields)


def write_records(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """One object a line."""
    _write(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """One object, indented for a reader."""
    _write(path, json.dumps(record, ensure_ascii=False, indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise BadInput(str(error), say=f"{path} cannot be written: {error.strerror}.") from error
