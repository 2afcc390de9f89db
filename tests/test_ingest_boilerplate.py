"""Page furniture is stripped and reported; what an author wrote stays, however like furniture it looks."""

from __future__ import annotations

import pytest

from ingest.boilerplate import strip_boilerplate
from ingest.load.blocks import Extract
from ingest.load.plain import line_blocks
from ingest.repair import repair

BODY = (
    "The office has set aside a sum of money for the boards that send their plans by the day in this letter, "
    "and it will write to each of them in June."
)


def stripped(text: str) -> list[str]:
    return list(strip_boilerplate(repair(Extract(text, line_blocks(text))).parts)[1])


def kept(text: str) -> list[str]:
    return [part.text.text for part in strip_boilerplate(repair(Extract(text, line_blocks(text))).parts)[0]]


@pytest.mark.parametrize(
    "furniture",
    [
        "Skip to main content",
        "Jump to content",
        "Your browser is out of date",
        "We use cookies to make this site work. Accept all | Manage settings",
        "Subscribe | Sign in | Search",
        "Subscribe   Log in   Jobs   Events",
        "Home > Guidance > Plans",
        "Home / News / Plans",
        "• Share   Comment (14)",
        "Comments (3)",
        "You must sign in to make a comment",
        "By submitting material you confirm your agreement to these Terms and Conditions.",
        "Was this page useful? Yes | No",
        "On this page: What is it? | Who pays?",
        "Related pages: Plans | Grants",
        "© Northern Board 2018. All rights reserved.",
        "[Read more: ten questions to ask]",
        "Northern Board logo",
        "Picture: the board at work",
        "Cookies on this site",
    ],
)
def test_furniture_is_stripped_and_told(furniture: str) -> None:
    text = f"A plan for each board\n\n{furniture}\n\n{BODY}\n"

    assert kept(text) == ["A plan for each board", BODY]
    assert stripped(text)


@pytest.mark.parametrize(
    "content",
    [
        "You must sign in to the portal to send the return by 9 May.",
        "The terms and conditions of the grant must be signed by each board.",
        "Share this letter with your board before it meets.",
        "Boards must register today's figures in the return.",
        "What the minister said about plans",
        "Comments on the draft plan will be returned by 9 May.",
        "The image must be read within two days by a reporter.",
        "Contact the search team for help with records.",
    ],
)
def test_what_only_looks_like_furniture_stays(content: str) -> None:
    assert content in kept(f"A plan for each board\n\n{BODY}\n\n{content}\n\n{BODY}\n")


def test_a_headline_that_reports_words_stays_and_a_caption_below_the_text_goes() -> None:
    headline, caption = "Boards told to write plans by the summer", "Anna Lee said that boards need ‘more time’"
    text = f"{headline}\n\n{BODY}\n\n{caption}\n\n{BODY}\n"

    assert kept(text) == [headline, BODY, BODY]
    assert stripped(text) == [caption]


def test_a_comment_form_takes_all_that_follows_it() -> None:
    text = f"A plan\n\n{BODY}\n\nHave your say\n\nYou must sign in to comment\n\nLinks may be included here.\n"

    assert kept(text) == ["A plan", BODY]


def test_a_consultations_own_have_your_say_stays() -> None:
    text = f"A plan\n\n{BODY}\n\nHave your say\n\n{BODY}\n\nThe panel will read every answer that it has been sent.\n"

    assert stripped(text) == []


def test_a_list_of_the_pages_own_headings_goes_and_the_headings_stay() -> None:
    text = f"A guide\n\nOn this page\n\n  • The basics\n  • Money\n\nThe basics\n\n{BODY}\n\nMoney\n\n{BODY}\n"

    assert stripped(text) == ["On this page", "The basics", "Money"]
    assert kept(text) == ["A guide", "The basics", BODY, "Money", BODY]


def test_titles_of_related_stories_go_with_their_head() -> None:
    text = (
        f"A plan\n\n{BODY}\n\nRelated stories\nTrust fined over plans\nOpinion: why plans last\nGrants: do they work?\n"
    )

    assert kept(text) == ["A plan", BODY]
    assert len(stripped(text)) == 4


def test_a_word_that_may_be_a_heading_is_a_link_only_beside_others() -> None:
    assert kept(f"A plan\n\nEvents\n\n{BODY}\n") == ["A plan", "Events", BODY]
    assert kept(f"A plan\n\nSubscribe\n\nEvents\n\n{BODY}\n") == ["A plan", BODY]


def test_rows_of_a_table_are_never_furniture() -> None:
    assert stripped("| Step | Who |\n|---|---|\n| Search | Home |\n| Accept all cookies | Menu |\n") == []


def test_what_was_stripped_once_leaves_nothing_to_strip() -> None:
    text = f"Skip to content\n\nA plan\n\n{BODY}\n\nComments (3)\n"
    once = "\n\n".join(kept(text))

    assert (kept(once), stripped(once)) == (kept(text), [])
