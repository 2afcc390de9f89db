"""Words -> search terms, tokens, slips of the hand, words for each other, and defined names."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from assistant.glossary import Names, expansions, initials, is_acronym
from assistant.spelling import corrected
from assistant.terms import QUESTION_WORDS, STOP, bigrams, question_terms, stem, terms, tokenise
from assistant.text import fold
from assistant.thesaurus import in_official_words, is_listed, related, synonyms
from assistant.tokens import VOCABULARY, count_tokens, is_common_word
from assistant.types import Definition


@pytest.mark.parametrize(
    "forms",
    [
        pytest.param(["2016/17", "2016-17", "16/17", "2016–17", "2016/2017"], id="a financial year"),
        pytest.param(["S.T.P.", "STP", "stp", "STPs", "STP's", "stps"], id="an acronym"),
        pytest.param(["seven", "7"], id="a number"),
        pytest.param(["£1.8bn", "£1.8 billion", "1.8bn", "£1.8 bn"], id="billions"),
        pytest.param(["£3.5m", "£3.5 million", "3.5mn"], id="millions"),
        pytest.param(["£1,800", "1800"], id="thousands"),
        pytest.param(["Plans", "plan", "PLANNING", "planned"], id="forms of a word"),
        pytest.param(["don’t plan", "don't plan"], id="apostrophes"),
    ],
)
def test_forms_of_the_same_are_the_same_terms(forms: list[str]) -> None:
    assert len({terms(form) for form in forms}) == 1, [terms(form) for form in forms]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("two years, 2017/19", ("2", "years", "fy2017", "fy2018")),
        ("17/18-18/19", ("fy2017", "fy2018")),
        ("well-being", ("well", "being", "wellbeing")),
        ("5YFV and A&E", ("5yfv", "and", "a", "e")),
        ("", ()),
    ],
)
def test_words_are_kept_in_order(text: str, words: tuple[str, ...]) -> None:
    assert tokenise(text) == words


def test_a_compound_meets_itself_written_as_one_word() -> None:
    assert set(terms("wellbeing")) <= set(terms("well-being"))


@given(st.text(max_size=80))
def test_terms_hold_no_stop_word_and_are_the_same_for_any_case_of_quotes(text: str) -> None:
    assert not set(tokenise(text)) & {""}
    assert not any(term in {"the", "and", "of"} for term in terms(text))
    assert terms(text.replace("'", "’")) == terms(text)


def test_a_question_is_searched_without_the_words_that_ask() -> None:
    assert question_terms("Can you tell me when the plans are due, please?") == [stem("plans"), stem("due")]
    assert question_terms("List the plans") == [stem("plans")]
    assert question_terms("what is it?") == list(terms("what is it?"))


def test_stop_words_and_question_words_are_in_the_form_that_they_are_compared_in() -> None:
    assert all(word == fold(word) for word in STOP | QUESTION_WORDS)


def test_neighbours_are_one_term() -> None:
    assert bigrams(["a", "b", "c"]) == ["a_b", "b_c"]
    assert bigrams(["a"]) == bigrams([]) == []


@given(st.text(max_size=200))
def test_tokens_are_counted_as_tiktoken_counts_them(text: str) -> None:
    assert count_tokens(text) == len(reference().encode_ordinary(text))


def reference() -> tiktoken.Encoding:
    count_tokens("")  # tiktoken keeps the vocabulary that was read
    return tiktoken.get_encoding(VOCABULARY)


def test_tokens_are_counted_without_a_network_and_the_environment_is_left_as_it_was() -> None:
    code = (
        "import os, socket\n"
        "def refuse(*a, **k): raise AssertionError('the network was asked')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from assistant.tokens import count_tokens\n"
        "print(count_tokens('Plans are due by 30 June 2016.'), os.environ.get('TIKTOKEN_CACHE_DIR'))\n"
    )
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("TIKTOKEN", "DATA_GYM"))}

    for given_folder in (None, "/nowhere"):
        environment = bare | ({"TIKTOKEN_CACHE_DIR": given_folder} if given_folder else {})
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )
        assert done.stdout.split() == [str(count_tokens("Plans are due by 30 June 2016.")), str(given_folder)], (
            done.stderr
        )


def test_common_words_are_known_as_such() -> None:
    assert is_common_word("deadline") and is_common_word("Guidance")
    assert not is_common_word("deadlien")


VOCABULARY_OF_DOCUMENTS = Counter(
    {"deadline": 9, "contracting": 5, "footprint": 4, "governance": 3, "transformation": 8, "form": 2}
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("when is the deadlien for contarcting", "when is the deadline for contracting"),
        ("which footprnt has a govrnance lead", "which footprint has a governance lead"),
        ("transfromation plans", "transformation plans"),
        ("the deadline", "the deadline"),
        ("the Deadlien", "the Deadlien"),
        ("a zebra", "a zebra"),
        ("frm", "frm"),
        ("mail deadlien@nhs.net", "mail deadlien@nhs.net"),
        ("", ""),
    ],
)
def test_slips_are_read_as_the_documents_words_and_nothing_else_is_touched(typed: str, meant: str) -> None:
    assert corrected(typed, VOCABULARY_OF_DOCUMENTS) == meant


@given(st.lists(st.sampled_from([*VOCABULARY_OF_DOCUMENTS, "plan", "when", "Leeds", "2016/17"]), max_size=8))
def test_words_of_the_documents_are_never_corrected(words: list[str]) -> None:
    assert corrected(" ".join(words), VOCABULARY_OF_DOCUMENTS) == " ".join(words)


def test_words_for_each_other_are_so_both_ways_and_never_for_themselves() -> None:
    for near in (synonyms, related):
        for word in ("deadline", "plan", "money", "council", "publish"):
            one = stem(word)
            assert one not in near(one)
            assert all(one in near(other) for other in near(one))
    assert stem("closure") in synonyms(stem("close"))
    assert synonyms("zebra") == related("zebra") == frozenset()
    assert is_listed("deadline") and not is_listed("zebra")


def test_an_everyday_phrase_is_read_in_official_words() -> None:
    assert in_official_words("Can we HAND IN the plan?") == "Can we submit the plan?"
    assert in_official_words("a beforehand introduction") == "a beforehand introduction"


def definition(term: str, meaning: str) -> Definition:
    return Definition(term, meaning, "v1", "p1", f"{meaning} ({term})")


STF = definition("STF", "Sustainability and Transformation Fund")
STP = definition("STP", "Sustainability and Transformation Plan")
DEFINITIONS = [STF, STP, definition("footprint", "an area that plans together")]


@pytest.mark.parametrize(
    ("term", "is_one"), [("STP", True), ("5YFV", True), ("NHSE", True), ("Leeds", False), ("A B", False)]
)
def test_acronyms_are_told_from_names(term: str, is_one: bool) -> None:
    assert is_acronym(term) is is_one


@pytest.mark.parametrize(
    ("name", "acronym"),
    [
        ("Sustainability and Transformation Fund", "STF"),
        ("NHS England", "NHSE"),
        ("Five Year Forward View", "FYFV"),
        ("Cost-Improvement Programme", "CIP"),
        ("", ""),
    ],
)
def test_a_name_has_its_initials_for_an_acronym(name: str, acronym: str) -> None:
    assert initials(name) == acronym


def test_an_acronym_widens_a_question_by_its_name_and_a_name_by_its_acronym() -> None:
    assert expansions("How big is the stf?", DEFINITIONS, 0.5) == dict.fromkeys(terms(STF.meaning), 0.5)
    assert expansions("Are STPs due?", DEFINITIONS, 0.5) == dict.fromkeys(terms(STP.meaning), 0.5)
    assert expansions("the sustainability and  transformation fund", DEFINITIONS, 0.5) == {"stf": 0.5}
    assert expansions("the footprint of a stop", DEFINITIONS, 0.5) == {}


def test_every_defined_name_is_read_as_its_acronym() -> None:
    names = Names.of(DEFINITIONS)

    assert names.canonical("The Sustainability and\nTransformation Plans need the STF") == "The stp need the STF"
    assert names.terms("Sustainability and Transformation Fund") == ("stf",)
    assert names.parts["stf"] == terms(STF.meaning)
    assert names.question_terms("the STF or the Sustainability and Transformation Fund") == ("stf",)
    assert "stf_bid" in names.pairs("Sustainability and Transformation Fund bids")
    assert Names.of([]).canonical("The fund") == "The fund"
