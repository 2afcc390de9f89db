"""A follow-up made into a question that can be searched alone, and whole questions left as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rewrite import CONTEXT_QUESTIONS, leans, parted, standalone, with_context

BEFORE = "How much is the transformation fund in 2016/17?"


@pytest.mark.parametrize(
    ("follow_up", "before", "asked"),
    [
        ("And the year after?", BEFORE, "How much is the transformation fund in 2017/18?"),
        ("and the following year", BEFORE, "How much is the transformation fund in 2017/18?"),
        ("What about the previous year?", BEFORE, "How much is the transformation fund in 2015/16?"),
        ("And next year?", "What is the total for 17/18?", "What is the total for 18/19?"),
        ("And the year after that?", "How big is it in 2016-17?", "How big is it in 2017-18?"),
        ("And the year after?", "How big was it in 2019/20?", "How big was it in 2020/21?"),
    ],
)
def test_the_year_after_is_the_same_question_with_its_year_moved(follow_up: str, before: str, asked: str) -> None:
    assert standalone(follow_up, [before]) == asked


@pytest.mark.parametrize(
    "follow_up", ["Who do we send it to?", "And who signs?", "What about training?", "Why?", "By when?"]
)
def test_a_follow_up_keeps_its_words_and_carries_the_question_before(follow_up: str) -> None:
    assert parted(standalone(follow_up, [BEFORE])) == (follow_up, BEFORE)


@pytest.mark.parametrize(
    "question",
    [
        "When must every footprint submit the short return?",
        "How much money goes to new care models in 2016/17?",
        "Which organisations signed the planning guidance letter?",
    ],
)
def test_a_whole_question_is_left_as_it_is(question: str) -> None:
    assert not leans(question)
    assert standalone(question, [BEFORE]) == question


def test_a_follow_up_of_a_follow_up_carries_what_both_lean_on() -> None:
    asked = standalone("And why?", ["When is the outline plan due in every region?", BEFORE, "And who gets it?"])

    assert parted(asked) == ("And why?", f"{BEFORE} / And who gets it?")


def test_a_year_asked_for_with_none_before_it_is_only_carried() -> None:
    assert parted(standalone("And the year after?", ["When is the plan due?"])) == (
        "And the year after?",
        "When is the plan due?",
    )


@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=4))
def test_what_was_typed_comes_back_unless_its_year_was_moved(text: str, history: list[str]) -> None:
    assert standalone(text, []) == text
    typed, before = parted(standalone(text, history))
    assert typed == text.strip() or not before


@given(st.lists(st.sampled_from(["When is it due?", "Who signs?", ""]), max_size=CONTEXT_QUESTIONS))
def test_context_put_in_is_taken_out_again(before: list[str]) -> None:
    assert parted(with_context("And why?", before)) == ("And why?", " / ".join(one for one in before if one))
