"""How documents are named to a reader, and by one."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.naming import documents_named, locator, name
from assistant.types import Document, Passage


def document(
    key: str, kind: str, day: date | None, publisher: str = "", reference: str = "", title: str = ""
) -> Document:
    return Document(
        key, key, f"{key}.txt", title or f"Title of {key}", kind, "primary", publisher,
        date=day, date_basis="printed" if day else "none", reference=reference,
    )  # fmt: skip


DECEMBER = document(
    "december", "letter", date(2016, 12, 12), "NHS England and NHS Improvement", "06300", "Next steps on plans"
)
FEBRUARY = document("february", "letter", date(2016, 2, 16), "NHS England")
ARTICLE = document("article", "news article", date(2016, 12, 13), "LGC")
OTHER = document("other", "news article", date(2017, 3, 1), "HSJ")
PAGE = document("page", "web page", None, "LGA", title="What are plans?")
DOCUMENTS = [DECEMBER, FEBRUARY, ARTICLE, OTHER, PAGE]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the December letter say?", [DECEMBER]),
        ("What does the letter of December 2016 say?", [DECEMBER]),
        ("What does the letter of 12 December 2016 say?", [DECEMBER]),
        ("What does the letter of 12th December say?", [DECEMBER]),
        ("What does the 12th of December 2016 letter say?", [DECEMBER]),
        ("What is in the Feb letter?", [FEBRUARY]),
        ("the letter from 16 Feb. 2016?", [FEBRUARY]),
        ("What does the letter of December 2015 say?", []),
        ("What does the letter of 13 December 2016 say?", []),
        ("What does the letter of 16 February 2017 say?", []),
        ("What does the letter say?", []),
        ("What is due in December?", []),
        ("What is due on 12 December 2016?", []),
        ("What does gateway reference 06300 ask?", [DECEMBER]),
        ("What does “Next steps on plans” say?", [DECEMBER]),
        ("What does the LGC article say?", [ARTICLE]),
        ("What did HSJ report?", [OTHER]),
        ("What does the LGA page say?", [PAGE]),
        ("What does the December article say?", [ARTICLE]),
        ("Compare the February and December letters", [DECEMBER, FEBRUARY]),
        ("", []),
    ],
)
def test_a_question_names_documents_by_month_day_publisher_reference_or_title(
    question: str, named: list[Document]
) -> None:
    assert set(documents_named(question, DOCUMENTS)) == set(named)


def test_a_kind_alone_names_every_document_of_it_where_likely_is_enough() -> None:
    assert documents_named("What does the article say?", DOCUMENTS) == []
    assert documents_named("What does the article say?", DOCUMENTS, surely=False) == [ARTICLE, OTHER]


def test_the_surest_document_comes_first() -> None:
    question = "What did the LGC article say of the December letter?"

    assert documents_named(question, DOCUMENTS)[0] == ARTICLE
    assert set(documents_named(question, DOCUMENTS)) == {ARTICLE, DECEMBER}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (DECEMBER, "letter of 12 December 2016 (NHS England and NHS Improvement)"),
        (PAGE, "web page “What are plans?” (LGA)"),
        (document("long", "letter", date(2016, 2, 1), "A" * 61), "letter of 1 February 2016"),
        (document("none", "report", None), "report “Title of none”"),
    ],
)
def test_a_document_goes_by_its_date_or_its_title(document: Document, words: str) -> None:
    assert name(document) == words


@pytest.mark.parametrize(
    ("headings", "paragraph", "page", "words"),
    [
        (("Title", "Money"), "", None, "Money"),
        (("Annex A", "Stage 2", "Workforce"), "11", None, "Annex A, Workforce, paragraph 11"),
        (("Annex A",), "", 4, "Annex A, page 4"),
        ((), "", None, "opening lines"),
        ((), "", 2, "page 2"),
    ],
)
def test_a_place_is_named_by_heading_paragraph_and_page(
    headings: tuple[str, ...], paragraph: str, page: int | None, words: str
) -> None:
    passage = Passage("p", "d", "v", 0, "text", (), headings, paragraph, page, (), 1)

    assert locator(passage) == words
