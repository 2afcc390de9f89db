"""Markers and the claims they stand behind."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cite import MARKER, claims_of, renumber


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        pytest.param(
            "It is due [1]. It is late [2].", [("It is due.", (1,)), ("It is late.", (2,))], id="before the stop"
        ),
        pytest.param(
            "It is due. [1] It is late. [2]", [("It is due.", (1,)), ("It is late.", (2,))], id="after the stop"
        ),
        pytest.param("It is due.[1] It is late.[2]", [("It is due.", (1,)), ("It is late.", (2,))], id="close after"),
        pytest.param(
            "He said “no.” [1] Then left.", [("He said “no.”", (1,)), ("Then left.", ())], id="after a quotation"
        ),
        pytest.param("It is due [1][2]. Late [3] [4].", [("It is due.", (1, 2)), ("Late.", (3, 4))], id="several"),
        pytest.param("It is due [1, 2]; or not [3;4].", [("It is due; or not.", (1, 2, 3, 4))], id="several in one"),
        pytest.param(
            "A is due [1]. “within x” is y [2].", [("A is due.", (1,)), ("“within x” is y.", (2,))], id="small letter"
        ),
        pytest.param("So they say. It is late [2].", [("So they say. It is late.", (2,))], id="belongs to the next"),
        pytest.param("It is due [1]. A tail.", [("It is due.", (1,)), ("A tail.", ())], id="tail"),
        pytest.param("Due in July [1] and by May [2].", [("Due in July and by May.", (1, 2))], id="within a sentence"),
        pytest.param(
            "Due in July [1], he says. It ends. [2]", [("Due in July, he says.", (1,)), ("It ends.", (2,))], id="mixed"
        ),
        pytest.param("See Dr. Lee [1].", [("See Dr. Lee.", (1,))], id="abbreviation"),
        pytest.param("It is due [2016].", [("It is due [2016].", ())], id="a year is no marker"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_claim_ends_with_its_markers(text: str, claims: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(claim.bare, claim.numbers) for claim in claims_of(text)] == claims


SENTENCES = st.sampled_from(
    ["It is due", "So they say", "He said “yes”", "By 5 p.m. on 3 May", "£2m in 2016/17; and more"]
)
MARKS = st.sampled_from(["", " [1]", " [2][3]", " [12]"])


@given(st.lists(st.tuples(SENTENCES, MARKS, st.sampled_from([".", "!"])), max_size=6))
def test_no_word_and_no_marker_is_lost(parts: list[tuple[str, str, str]]) -> None:
    text = " ".join(sentence + mark + stop for sentence, mark, stop in parts)

    claims = claims_of(text)

    assert " ".join(claim.text for claim in claims) == text
    assert [number for claim in claims for number in claim.numbers] == [int(number) for number in MARKER.findall(text)]
    assert all(not MARKER.search(claim.bare) for claim in claims)
    marked = [sentence for sentence, mark, _ in parts if mark]
    cited = [claim.bare.rstrip(".!") for claim in claims if claim.numbers]
    assert all(claim.endswith(sentence) for claim, sentence in zip(cited, marked, strict=True))


def test_markers_that_point_nowhere_are_dropped_with_their_space() -> None:
    assert renumber("Due in July [7] and May [9].", {7: 1}) == "Due in July [1] and May."
    assert renumber("Due in July [9].", {}) == "Due in July."
    assert renumber("Due in July.[7]", {7: 2}) == "Due in July. [2]"


def test_two_markers_of_one_citation_are_one() -> None:
    assert renumber("Due [3][5] and [4].", {3: 1, 5: 1, 4: 2}) == "Due [1] and [2]."


@given(st.permutations(range(1, 6)), st.lists(st.integers(1, 8), min_size=1, max_size=6))
def test_every_number_becomes_the_readers_and_no_other_is_left(order: list[int], used: list[int]) -> None:
    numbers = dict(zip(range(1, 6), order, strict=True))
    text = "; ".join(f"claim {'abcdef'[place]} [{number}]" for place, number in enumerate(used))

    found = [int(number) for number in re.findall(r"\[(\d+)\]", renumber(text, numbers))]

    assert found == [numbers[number] for number in used if number in numbers]
