"""Prompts as documents: each rendered by the code with exactly its variables, and known by a hash of its text."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template
from types import ModuleType

import pytest

import prompts
from assistant.agent import prompt_hashes

TOP = Path(__file__).resolve().parent.parent
FILES = sorted(path.stem for path in (TOP / "prompts").glob("*.md"))


def renders() -> Iterator[tuple[str, set[str]]]:
    """The prompt and the variables of every `render("…", …)` in the code."""
    for room in ("assistant", "ingest", "evals", "integrations"):
        for path in (TOP / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == "render"
                    and node.args
                ):
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and first.value in FILES:
                        yield first.value, {str(keyword.arg) for keyword in node.keywords}


def copied(tmp_path: Path) -> ModuleType:
    """The prompts package, copied so that its files can be changed."""
    folder = tmp_path / "copied_prompts"
    shutil.copytree(TOP / "prompts", folder)
    spec = importlib.util.spec_from_file_location(
        "copied_prompts", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["copied_prompts"] = module
    spec.loader.exec_module(module)
    return module


def test_every_prompt_is_rendered_by_the_code_with_exactly_its_variables() -> None:
    found = list(renders())

    assert {name for name, _ in found} == set(FILES)
    for name, variables in found:
        assert variables == set(Template(prompts.read(name)).get_identifiers())


def test_a_rendered_prompt_holds_its_values_and_nothing_to_be_filled() -> None:
    text = prompts.render("answer", as_of="1 May 2017 ($today)", cannot_answer="I do not know.")

    assert "1 May 2017 ($today)" in text and "I do not know." in text
    assert "$as_of" not in text and "$cannot_answer" not in text


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        prompts.render("answer", as_of="1 May 2017")


def test_a_value_without_a_place_is_an_error() -> None:
    with pytest.raises(TypeError, match="no place for \\['question'\\]"):
        prompts.render("answer", as_of="1 May 2017", cannot_answer="No.", question="When?")


def test_a_prompt_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        prompts.render("nonsense")


@pytest.mark.parametrize("name", FILES)
def test_a_hash_changes_with_the_text_and_with_nothing_else(name: str, tmp_path: Path) -> None:
    module = copied(tmp_path)
    before = module.prompt_hash(name)
    path = tmp_path / "copied_prompts" / f"{name}.md"

    path.write_text(path.read_text() + " ")
    changed = module.prompt_hash(name)
    path.write_text(path.read_text()[:-1])

    assert before == prompts.prompt_hash(name) == module.prompt_hash(name) != changed
    assert len(before) == 12


def test_an_answer_names_the_hash_of_every_prompt() -> None:
    assert prompt_hashes() == {name: prompts.prompt_hash(name) for name in FILES}
