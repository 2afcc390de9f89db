"""Acronyms with the words that explain them, and names whose initials a reader may type; nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.glossary import is_acronym
from ingest.extract.glossary import extract_definitions
from ingest.front import find_front
from ingest.load.blocks import Extract
from ingest.load.plain import line_blocks
from ingest.repair import repair
from ingest.split import split
from ingest.structure import structure


def glossary(text: str) -> dict[str, str]:
    whole = f"# A note\n\n{text}\n"
    parts = repair(Extract(whole, line_blocks(whole))).parts
    definitions = extract_definitions(split(structure(parts, find_front(parts)), "d", "v"))
    assert all(definition.quote in whole or "|" in definition.quote for definition in definitions)
    return {definition.term: definition.meaning for definition in definitions}


@pytest.mark.parametrize(
    ("text", "term", "meaning"),
    [
        ("The regional care fund (RCF) is paid in June.", "RCF", "regional care fund"),
        ("It covers all regional care boards (RCBs) in the north.", "RCB", "regional care board"),
        ("It is sent to Directors of Local Services (DLSs) in June.", "DLS", "Directors of Local Services"),
        ("It is paid by the Seven Year Forward Plan (7YFP) in June.", "7YFP", "Seven Year Forward Plan"),
        ("Health and social care (“HSC”) is one service.", "HSC", "Health and social care"),
        ("Each board writes a Local Care Plan, or LCP, each year.", "LCP", "Local Care Plan"),
        ("They are known as Rapid Test Clinics or RTCs in the north.", "RTC", "Rapid Test Clinic"),
        ("A Care Compact Note (sometimes shortened to CCN) is due.", "CCN", "Care Compact Note"),
        ("The RCF (regional care fund) is paid in June.", "RCF", "regional care fund"),
        ("'R2C' (return to care) means going back home.", "R2C", "return to care"),
        ("In this letter 'NCR' means no criteria to record.", "NCR", "no criteria to record"),
        ("CT: care tomography, a scan that shows a board.", "CT", "care tomography"),
        ("DBC – district board chair – is a post.", "DBC", "district board chair"),
        ("RCF stands for regional care fund in this paper.", "RCF", "regional care fund"),
        (
            "| Term | Meaning |\n|---|---|\n| RCF | Regional care fund |\n| SRO | Senior owner |",
            "RCF",
            "Regional care fund",
        ),
    ],
)
def test_an_explained_acronym_has_the_texts_own_words(text: str, term: str, meaning: str) -> None:
    assert glossary(text)[term] == meaning


@pytest.mark.parametrize(
    ("text", "term", "meaning"),
    [
        ("It is led by the Northern Delivery Office this year.", "NDO", "Northern Delivery Office"),
        ("NHS England pays the grant.", "NHSE", "NHS England"),
        ("It is set out in the Seven Year Forward View.", "SYFV", "Seven Year Forward View"),
        ("The Department for Care and Communities pays it.", "DCC", "Department for Care and Communities"),
        ("It is held by the Office for Children's Early Help.", "OCEH", "Office for Children's Early Help"),
        ("The Care Providers' Forum was sent a copy.", "CPF", "Care Providers' Forum"),
        ("It goes to Health and Wellbeing Boards in June.", "HWB", "Health and Wellbeing Board"),
        ("It is agreed by the Society of School Nurses.", "SSN", "Society of School Nurses"),
        ("From the Clean Bus Fund the board pays for repairs.", "CBF", "Clean Bus Fund"),
        ("Anna Lee of the Department for Local Growth wrote.", "DLG", "Department for Local Growth"),
    ],
)
def test_a_name_of_a_body_plan_or_fund_goes_by_its_initials(text: str, term: str, meaning: str) -> None:
    assert glossary(text)[term] == meaning


@pytest.mark.parametrize(
    "text",
    [
        "It was sent by Chief Executives of NHS trusts and Directors of Adult Services.",
        "It is open from 1 December 2018 until Friday 7 September 2019, and on Sunday 3 March.",
        "Bidders for Lots 1 and 2 come first, as do Interviews for Lot 2.",
        "Simon Mark Stevens and Jim Paul Mackey wrote to the boards of the north.",
        "Dr Anna Maria Lee chairs it, and Professor Boris Ray Fund was there.",
        "It is held in Wales and Northern Ireland, and in Greater Wessex Vale.",
        "Gateway Ref 06300 stands on it, under Section 151 Officer rules.",
        "The plan (see page 4) is due (in June) and is (as planned) late.",
    ],
)
def test_offices_people_places_dates_and_numbers_are_no_terms(text: str) -> None:
    assert glossary(text) == {}


def test_a_name_ends_at_a_possessive() -> None:
    assert glossary("NHS England's Local Care Fund is paid in June.") == {
        "NHSE": "NHS England",
        "LCF": "Local Care Fund",
    }


def test_an_explanation_comes_before_a_name_with_the_same_initials() -> None:
    text = "It goes to the Regional Care Forum in May. The regional capital framework (RCF) is due in June."

    assert glossary(text)["RCF"] == "regional capital framework"


words = st.lists(st.sampled_from("regional care fund board plan local service office".split()), min_size=2, max_size=5)


@settings(deadline=None, max_examples=60)
@given(words, st.sampled_from(["the {} ({}) is paid", "each {}, or {}, is paid", "a {} (known as {}) is paid"]))
def test_any_acronym_in_brackets_is_explained_by_the_words_that_spell_it(name: list[str], frame: str) -> None:
    term = "".join(word[0] for word in name).upper()

    assert glossary(f"Now {frame.format(' '.join(name), term)} in June.")[term] == " ".join(name)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="Aa Bb Cc(),.-:'’“” 12NHS", max_size=120))
def test_every_term_is_an_acronym_that_its_meaning_spells(text: str) -> None:
    for term, meaning in glossary(text.replace("#", "")).items():
        assert is_acronym(term)
        assert len(meaning.split()) > 1 or "-" in meaning
