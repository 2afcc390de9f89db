"""Cases as they are written down: what is read, and what is said of a file that cannot be."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.cases import Case, read_cases
from evals.lines import BadInput, Record, read_record, write_records

LEAST: dict[str, Any] = {"id": "a1", "category": "deadline", "question": "When is it due?", "answerable": True}


def written(path: Path, *cases: object) -> Path:
    path.write_text("".join(json.dumps(case) + "\n" for case in cases), "utf-8")
    return path


def refusal(path: Path) -> str:
    """What a reader is told of a file that cannot be used."""
    with pytest.raises(BadInput) as raised:
        read_cases(path)
    return raised.value.say


def test_a_case_needs_only_an_id_a_category_a_question_and_whether_it_has_an_answer(tmp_path: Path) -> None:
    cases = read_cases(written(tmp_path / "cases.jsonl", LEAST))

    assert cases == [Case("a1", "deadline", "When is it due?", answerable=True)]


def test_every_known_key_of_a_case_is_read(tmp_path: Path) -> None:
    keys = {
        "history": ["Which plan?"],
        "as_of": "2016-12-19",
        "must_include": [["30 june", "june 30"], ["plan"]],
        "must_not_include": ["july"],
        "sources": ["letter.txt"],
        "evidence": ["by 30 June"],
        "evidence_mode": "all",
        "refusal_ok": True,
        "accept_unrefused": [["no date"]],
    }

    (case,) = read_cases(written(tmp_path / "cases.jsonl", LEAST | keys))

    assert case.history == ("Which plan?",)
    assert case.as_of == date(2016, 12, 19)
    assert [[pattern.pattern for pattern in group] for group in case.must_include] == [["30 june", "june 30"], ["plan"]]
    assert [pattern.pattern for pattern in case.must_not_include] == ["july"]
    assert (case.sources, case.evidence) == (("letter.txt",), ("by 30 June",))
    assert case.all_evidence
    assert case.refusal_ok
    assert [[pattern.pattern for pattern in group] for group in case.accept_unrefused] == [["no date"]]


def test_patterns_match_in_any_case(tmp_path: Path) -> None:
    (case,) = read_cases(written(tmp_path / "cases.jsonl", LEAST | {"must_include": [["30 june"]]}))

    assert case.must_include[0][0].search("by 30 JUNE")


def test_keys_that_are_not_known_are_passed_over(tmp_path: Path) -> None:
    cases = read_cases(written(tmp_path / "cases.jsonl", LEAST | {"note": "for a reader", "split": ["dev"]}))

    assert [case.id for case in cases] == ["a1"]


def test_cases_keep_their_order_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(["", json.dumps(LEAST | {"id": "b"}), "  ", json.dumps(LEAST | {"id": "a"}), ""]))

    assert [case.id for case in read_cases(path)] == ["b", "a"]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(LEAST).encode() + b"\r\n")

    assert [case.id for case in read_cases(path)] == ["a1"]


def test_a_line_separator_inside_a_question_does_not_end_the_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    write_records(path, [LEAST | {"question": "When\u2028is it due?"}])

    assert read_cases(path)[0].question == "When\u2028is it due?"


@pytest.mark.parametrize("left_out", sorted(LEAST))
def test_a_key_that_is_needed_and_missing_is_named(left_out: str, tmp_path: Path) -> None:
    short = {key: value for key, value in LEAST.items() if key != left_out}

    said = refusal(written(tmp_path / "cases.jsonl", LEAST | {"id": "first"}, short))

    assert said == f"{tmp_path / 'cases.jsonl'}, line 2: “{left_out}” is missing."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"id": 7}, "“id” must be text.", id="a number for an id"),
        pytest.param({"question": "  "}, "“question” must be text.", id="a blank question"),
        pytest.param({"question": "half \ud800"}, "“question” must be text.", id="half a surrogate pair"),
        pytest.param({"answerable": "yes"}, "“answerable” must be true or false.", id="a word for a flag"),
        pytest.param({"refusal_ok": 1}, "“refusal_ok” must be true or false.", id="a number for a flag"),
        pytest.param({"history": "Which plan?"}, "“history” must be a list of text", id="text for a list"),
        pytest.param({"sources": [1]}, "“sources” must be a list of text", id="a number in a list"),
        pytest.param({"must_include": ["june"]}, "“must_include” must be a list of text", id="patterns in no group"),
        pytest.param({"must_include": "june"}, "“must_include” must be a list of lists", id="text for groups"),
        pytest.param({"as_of": "19/12/2016"}, "“as_of” must be a day such as 2016-12-19", id="a day in another form"),
        pytest.param({"must_not_include": ["(june"]}, "the pattern '(june' cannot be used", id="a broken pattern"),
    ],
)
def test_a_key_of_another_kind_is_named_with_its_line(wrong: dict[str, Any], said: str, tmp_path: Path) -> None:
    words = refusal(written(tmp_path / "cases.jsonl", LEAST | wrong))

    assert words.startswith(f"{tmp_path / 'cases.jsonl'}, line 1: {said}")


def test_an_id_that_is_used_twice_is_named(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "cases.jsonl", LEAST, LEAST)).endswith("line 2: the id 'a1' was used before.")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "holds no case.", id="empty"),
        pytest.param(b"{not json}\n", "line 1: not JSON", id="not JSON"),
        pytest.param(b"[" * 100_000, "line 1: not JSON", id="nested without end"),
        pytest.param(b"[1, 2]\n", "line 1: not a JSON object.", id="not an object"),
        pytest.param(b"\xff\xfe\x00", "cannot be read as UTF-8 text", id="not text"),
    ],
)
def test_a_file_that_holds_no_cases_is_refused_in_words(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(content)

    assert said in refusal(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.jsonl") == f"There is no {tmp_path / 'none.jsonl'}."


def test_a_folder_is_not_a_file_of_cases(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith(f"{tmp_path} cannot be read")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(float("nan"), id="not a number"),
        pytest.param(float("inf"), id="without end"),
        pytest.param(10**400, id="too great to reckon with"),
        pytest.param(True, id="a flag"),
        pytest.param("12", id="text"),
    ],
)
def test_a_number_is_one_that_can_be_reckoned_with(value: object) -> None:
    with pytest.raises(BadInput, match="must be a number"):
        Record("here", {"latency_ms": value}).number("latency_ms")


def test_one_object_of_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "gold.json"
    path.write_text('{\n "documents": [{"file": "a.txt"}]\n}')

    assert [one.text("file") for one in read_record(path).records("documents")] == ["a.txt"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        write_records(tmp_path / "none" / "answers.jsonl", [{}])

    assert "cannot be written" in raised.value.say
