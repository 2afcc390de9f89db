"""Text that remembers where it came from, sentences, and verbatim matching."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import Mapped, even, find_verbatim, fold, merge_spans, origin_spans, read_spans, sentences
from assistant.types import LEFT_OUT, Span

TEXTS = st.text(alphabet=st.sampled_from("ab Z1\n\t.,–’é"), max_size=60)
# Words, dashes, quotes, accents, spaces of several kinds and letters that fold to two; no markup.
PLAIN = st.text(alphabet=st.sampled_from("abcXYZ 019\n\t\u00a0.,;–—’“”é\u0301\u200b\u00adﬁ½İ£%"), max_size=80)


@given(TEXTS, st.data())
def test_a_piece_of_mapped_text_leads_back_to_the_same_characters(source: str, data: st.DataObject) -> None:
    mapped = Mapped.of(source)
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))

    piece = mapped[start:end]

    assert "".join(source[origin] for origin in piece.origins) == piece.text == source[start:end]


@given(TEXTS)
def test_tidying_keeps_every_character_but_white_space_in_its_place(source: str) -> None:
    tidy = Mapped.of(source).tidy()

    assert tidy.text == " ".join(source.split())
    assert all(source[origin] == char for char, origin in zip(tidy.text, tidy.origins, strict=True) if char != " ")
    assert tidy.tidy() == tidy


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_what_is_left_out_is_left_out_of_text_and_map_alike(source: str, ranges: list[tuple[int, int]]) -> None:
    kept = Mapped.of(source).without(ranges)

    dropped = {index for start, end in ranges for index in range(start, end)}
    assert kept.origins == tuple(index for index in range(len(source)) if index not in dropped)
    assert kept.text == "".join(source[origin] for origin in kept.origins)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4), st.data())
def test_segments_lead_a_range_of_repaired_text_back_to_its_origins(
    source: str, ranges: list[tuple[int, int]], data: st.DataObject
) -> None:
    half = len(source) // 2
    mapped = Mapped.join([Mapped.of(source, 0, half), Mapped.of(source, half)], " | ").without(ranges)
    start = data.draw(st.integers(0, len(mapped)))
    end = data.draw(st.integers(start, len(mapped)))

    spans = origin_spans(mapped.segments(), start, end)

    wanted = [origin for origin in mapped.origins[start:end] if origin >= 0]
    assert [index for span in spans for index in range(span.start, span.end)] == wanted
    assert all(span.start < span.end for span in spans)


def test_joined_parts_have_nothing_behind_what_joins_them() -> None:
    joined = Mapped.join([Mapped.of("ab"), Mapped.of("cd")], "; ")

    assert joined.text == "ab; cd"
    assert joined.origins == (0, 1, -1, -1, 0, 1)
    assert not Mapped("", ())


@pytest.mark.parametrize(
    ("between", "one"),
    [
        pytest.param(" \n ", True, id="white space"),
        pytest.param("\n- ", True, id="a dash of a list"),
        pytest.param("\n(iv) ", True, id="a roman number"),
        pytest.param(" | ", True, id="a cell's edge"),
        pytest.param("\n\n## ", True, id="a heading mark"),
        pytest.param("**", True, id="bold"),
        pytest.param(" and ", False, id="a word"),
        pytest.param("\n12\n", False, id="a page number"),
        pytest.param(" £5m ", False, id="a sum"),
    ],
)
def test_spans_are_one_where_only_marks_stand_between_them(between: str, one: bool) -> None:
    extracted = f"First{between}second"
    spans = [Span(0, 5), Span(5 + len(between), len(extracted))]

    merged = merge_spans(reversed(spans), extracted)

    assert len(merged) == (1 if one else 2)
    assert merged[0].start == 0 and merged[-1].end == len(extracted)


def test_a_gap_between_spans_is_read_as_left_out() -> None:
    extracted = "Trusts must send\n\nPage 3 of 9\n\ntheir plans by the 23 rd."
    spans = merge_spans([Span(0, 16), Span(31, len(extracted))], extracted)

    assert read_spans(extracted, spans) == f"Trusts must send{LEFT_OUT}their plans by the 23rd."


@given(PLAIN)
def test_folding_and_evening_again_change_nothing(text: str) -> None:
    assert even(even(text)) == even(text)
    assert fold(fold(text)) == fold(text)
    assert fold(even(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("The  **Plan**", "the plan"),
        ("[the guidance](https://a.test/x) says", "the guidance says"),
        ("by 31 st March", "by 31st march"),
        ("BY 23 RD MARCH", "by 23rd march"),
        ("“don’t” – well‑being", '"don\'t" - well-being'),
        ("co\u00adoperate\u200b", "cooperate"),
        ("ﬁve\u00a0per\u202fcent", "five per cent"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("", ""),
    ],
)
def test_folding_makes_even_what_only_looks_different(text: str, folded: str) -> None:
    assert fold(text) == folded


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["It is due.", "Ask Dr. Lee, e.g. now."],
        ["See para. 4 of No. 6.", "Then stop."],
        ["Is it due?", "Yes!", "It is…", "So it is."],
        ["He said “it is due.”", "She left."],
        ["It grew to £1.8bn in 2016.", "£2m more came."],
        ["Signed by J. Smith.", "Dated 2 Sept. 2016."],
        ["It is set out in Annex A.", "Trusts must read it."],
        ["Mr. Stevens and Prof. Lee met at 5 p.m.", "They talked."],
        ["No capital follows, i.e. this goes on. so does this"],
        ["One line\nand another."],
        ["[Note] It is due.", "(It was.)"],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


@given(TEXTS)
def test_sentences_lose_nothing_but_the_white_space_between_them(text: str) -> None:
    spans = sentences(text)

    assert "".join("".join(text[span.start : span.end].split()) for span in spans) == "".join(text.split())
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() != "" for span in spans)


@given(PLAIN, st.data())
def test_a_slice_of_a_text_is_found_in_it_and_what_is_found_is_the_same_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    needle = text[start : data.draw(st.integers(start, len(text)))]

    found = find_verbatim(needle, text)

    if found is not None:
        assert fold(text[found.start : found.end]) == fold(needle)
    else:
        cuts_a_letter = [part.lstrip("\u200b\u00ad")[:1] == "\u0301" for part in (needle, text[start + len(needle) :])]
        assert not fold(needle) or any(cuts_a_letter)


@pytest.mark.parametrize(
    ("needle", "haystack", "found"),
    [
        ("the 23rd of", "by the 23 rd  of March", "the 23 rd  of"),
        ("shared planning", "See [Shared\nPlanning](https://a.test) now", "Shared\nPlanning"),
        ("is open", "It **is** open.", "is** open"),
        ("don't", "They don’t.", "don’t"),
        ("cafe\u0301 is", "The CAFE\u0301 is", "CAFE\u0301 is"),
        ("is due", "was due", None),
        ("", "anything", None),
    ],
)
def test_what_is_printed_otherwise_is_found_where_it_stands(needle: str, haystack: str, found: str | None) -> None:
    span = find_verbatim(needle, haystack)

    assert (haystack[span.start : span.end] if span else None) == found
