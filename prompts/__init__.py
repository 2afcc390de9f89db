"""Prompts as documents: one Markdown file a prompt, rendered strictly. Knows nothing of models."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from string import Template


def read(name: str) -> str:
    """The text of the prompt `name`, as in `name.md`."""
    return files(__package__).joinpath(f"{name}.md").read_text("utf-8")


def render(name: str, **values: str) -> str:
    """Fill the prompt `name`; a missing or unused value is an error (KeyError, TypeError)."""
    template = Template(read(name))
    if unused := values.keys() - set(template.get_identifiers()):
        raise TypeError(f"prompt {name!r} has no place for {sorted(unused)}")
    return template.substitute(values)


def prompt_hash(name: str) -> str:
    """Twelve hex digits that change when the prompt changes."""
    return hashlib.sha256(read(name).encode()).hexdigest()[:12]
