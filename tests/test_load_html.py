from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableFile
from ingest.load.blocks import Extract
from ingest.load.html import load_html
from tests.load_files import assert_sound, headings, items, refusal, rows, shown, texts

TEXT = "Each footprint will submit its plan by 30 June 2016."


def loaded(markup: str | bytes) -> Extract:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
        extract = load_html(path)
        assert_sound(extract)
        return extract


def body(markup: str, head: str = "") -> Extract:
    return loaded(f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{markup}</body></html>")


def test_headings_keep_their_levels_and_paragraphs_their_words() -> None:
    extract = body("<h1>Plans</h1><p>One <em>two</em>\n three.</p><h3>Money</h3><div>Four.</div>")

    assert headings(extract) == [(1, "Plans"), (3, "Money")]
    assert texts(extract, "paragraph") == ["One two three.", "Four."]


@pytest.mark.parametrize(
    "furniture",
    [
        pytest.param("<nav><ul><li>News</li></ul></nav>", id="nav"),
        pytest.param("<aside><h2>Related</h2><p>Other news</p></aside>", id="aside"),
        pytest.param("<footer><p>About us</p></footer>", id="footer"),
        pytest.param("<header><a href='/'>Town Hall Weekly</a><p>Est. 1910</p></header>", id="site header"),
        pytest.param("<div class='cookie-banner'><p>We set cookies.</p></div>", id="cookie banner"),
        pytest.param("<div id='CookieNotice'><p>We set cookies.</p></div>", id="cookie banner in camel case"),
        pytest.param("<div role=dialog><p>Subscribe today</p></div>", id="dialog"),
        pytest.param("<a class='govuk-skip-link' href='#main'>Skip to content</a>", id="skip link"),
        pytest.param("<ul class='share-buttons'><li>Facebook</li></ul>", id="share buttons"),
        pytest.param("<p><a href='#s'>Share</a> <a href='#p'>Print</a> | <a href='#e'>Email</a></p>", id="links only"),
        pytest.param("<form class='comment-form'><p>Your comment</p></form>", id="comment form"),
        pytest.param("<section id=comments><p>First!</p></section>", id="comments"),
        pytest.param("<p hidden>Secret</p>", id="hidden"),
        pytest.param("<p style='display: none'>Secret</p>", id="display none"),
        pytest.param("<p aria-hidden=true>Secret</p>", id="aria-hidden"),
        pytest.param("<span class='govuk-visually-hidden'>Menu of</span>", id="visually hidden"),
        pytest.param("<script>alert('x')</script><style>p{}</style><noscript>Turn on scripts</noscript>", id="script"),
        pytest.param("<template><p>Later</p></template><!-- a comment -->", id="template"),
        pytest.param("<figure><img src=a><figcaption>Mr Stevens said it</figcaption></figure>", id="picture caption"),
        pytest.param("<label>Name</label><input value='you'><select><option>One</select>", id="form fields"),
        pytest.param("<ol class=breadcrumbs><li>Home</li></ol>", id="breadcrumbs"),
    ],
)
def test_furniture_named_by_the_markup_is_left_out(furniture: str) -> None:
    extract = body(f"{furniture}<h1>Plans</h1><p>{TEXT}</p>{furniture}")

    assert shown(extract) == [("heading", "Plans"), ("paragraph", TEXT)]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<article><header><p>X</p></header></article>", id="header of an article"),
        pytest.param("<blockquote><p>Y</p><footer>X</footer></blockquote>", id="source of a quotation"),
        pytest.param(
            "<section id=data-sharing><p>X</p></section>", id="a name that only contains a word for furniture"
        ),
        pytest.param("<h2 id=comments>X</h2>", id="a heading with such a name"),
        pytest.param("<header><h1>Z</h1><p>X</p></header>", id="header with the page's title"),
        pytest.param("<form action=/><p>X</p></form>", id="form round a page"),
        pytest.param("<p><a href=a>X</a></p>", id="a paragraph that is one link"),
        pytest.param("<details><summary>S</summary><p>X</p></details>", id="folded text"),
    ],
)
def test_content_in_elements_that_often_hold_furniture_is_kept(markup: str) -> None:
    assert "X" in texts(body(f"{markup}<p>{TEXT}</p>"))


def test_class_names_are_passed_over_where_they_would_leave_next_to_nothing() -> None:
    extract = body(f"<div class='related'><h1>Plans</h1><p>{TEXT}</p></div><p>End.</p>")

    assert TEXT in texts(extract)


def test_only_the_main_element_is_read_where_it_holds_the_page() -> None:
    extract = body(f"<div><p>Your browser is old.</p></div><main><h1>Plans</h1><p>{TEXT}</p></main><div>Ads</div>")

    assert texts(extract) == ["Plans", TEXT]


def test_the_main_element_alone_is_not_read_where_the_title_stands_outside_it() -> None:
    extract = body(f"<div><h1>Plans</h1></div><main><p>{TEXT}</p></main>")

    assert texts(extract) == ["Plans", TEXT]


def test_bullets_nest_and_text_after_an_inner_list_has_no_mark() -> None:
    extract = body("<ul><li>one<ul><li>inner</li></ul>after</li><li>two</li></ul>")

    assert items(extract) == [(0, "•", "one"), (1, "•", "inner"), (0, "", "after"), (0, "•", "two")]


@pytest.mark.parametrize(
    ("opening", "marks"),
    [
        ("<ol>", ["1.", "2.", "3."]),
        ("<ol start=7>", ["7.", "8.", "9."]),
        ("<ol type=a>", ["a.", "b.", "c."]),
        ("<ol type=I start=4>", ["IV.", "V.", "VI."]),
        ("<ol reversed>", ["3.", "2.", "1."]),
        ("<ol style='list-style-type: lower-roman'>", ["i.", "ii.", "iii."]),
        ("<ol style='list-style: none'>", ["", "", ""]),
        ("<ol start=x>", ["1.", "2.", "3."]),
    ],
)
def test_ordered_lists_have_their_numbers_as_printed(opening: str, marks: list[str]) -> None:
    extract = body(f"{opening}<li>p</li><li>q</li><li>r</li></ol>")

    assert [mark for _, mark, _ in items(extract)] == marks
    assert [text for _, _, text in items(extract)] == ["p", "q", "r"]


def test_an_item_may_set_its_own_number() -> None:
    extract = body("<ol><li>p</li><li value=10>q</li><li>r</li></ol>")

    assert [mark for _, mark, _ in items(extract)] == ["1.", "10.", "11."]


def test_an_item_of_several_paragraphs_is_one_item() -> None:
    assert items(body("<ul><li><p>one</p><p>more</p></li></ul>")) == [(0, "•", "one\nmore")]


def test_table_rows_have_cells_and_a_row_of_names() -> None:
    extract = body(
        "<table><thead><tr><th>What<th>When</thead><tr><td>Short <b>return</b><td>11 April</tr>"
        "<tr><th>Final plan</th><td></td></tr></table>"
    )

    assert rows(extract) == [("What", "When"), ("Short return", "11 April"), ("Final plan", "")]
    assert [block.header for block in extract.blocks] == [True, False, False]


def test_a_cell_over_several_rows_is_read_in_each_and_one_over_columns_in_its_first() -> None:
    extract = body(
        "<table><tr><th>Stage<th>What<th>When</tr><tr><td rowspan=2>One<td>a<td>b</tr><tr><td>c<td>d</tr>"
        "<tr><td colspan=2>wide<td>e</tr></table>"
    )

    assert rows(extract)[1:] == [("One", "a", "b"), ("One", "c", "d"), ("wide", "", "e")]


def test_lists_and_paragraphs_in_a_cell_are_one_cell() -> None:
    extract = body("<table><tr><th>A<th>B<tr><td><p>x</p><ul><li>y<li>z</ul><td>w</table>")

    assert rows(extract)[1] == ("x • y • z", "w")


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    extract = body(f"<table><tr><td><h1>Plans</h1><p>{TEXT}</p></td></tr></table>")

    assert shown(extract) == [("heading", "Plans"), ("paragraph", TEXT)]


def test_a_table_in_a_cell_is_read_once() -> None:
    extract = body("<table><tr><td><table><tr><th>A<th>B<tr><td>1<td>2</table></td></tr></table>")

    assert rows(extract) == [("A", "B"), ("1", "2")]


def test_a_caption_stands_before_its_table() -> None:
    extract = body("<table><caption>Key dates</caption><tr><th>A<th>B<tr><td>1<td>2</table>")

    assert shown(extract)[0] == ("paragraph", "Key dates")


def test_a_term_and_its_meaning_are_one_paragraph_with_the_term_as_label() -> None:
    extract = body("<dl><dt>Footprint</dt><dd>The area of a plan.</dd><dt>Vanguard</dt><dd>A site.</dd></dl>")

    assert texts(extract) == ["**Footprint** The area of a plan.", "**Vanguard** A site."]


def test_quotations_and_preformatted_lines_are_kept() -> None:
    extract = body("<blockquote><p>Be bold.</p></blockquote><pre>line one\n  line two\n\nline three</pre>")

    assert shown(extract) == [
        ("paragraph", "Be bold."), ("line", "line one"), ("line", "  line two"), ("line", "line three"),
    ]  # fmt: skip


def test_a_bold_label_is_marked_and_a_bold_paragraph_is_a_heading() -> None:
    extract = body("<h1>T</h1><p><b>Contacts:</b> ask us.</p><p><strong>Key dates</strong></p><p>x</p>")

    assert texts(extract, "paragraph") == ["**Contacts:** ask us.", "x"]
    assert headings(extract) == [(1, "T"), (2, "Key dates")]


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    assert texts(body("<p>one<br>more<br><br>two</p>")) == ["one more", "two"]


def test_ordinals_stay_whole_and_marks_of_notes_go() -> None:
    assert texts(body("<p>12<sup>th</sup> December<sup><a href=#n1>3</a></sup></p>")) == ["12th December"]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Plans | Town Hall Weekly</title>", "Plans"),
        ("<title>Quite another name</title>", "Quite another name"),
        ("<meta property='og:title' content='Shared name'>", "Shared name"),
        ("", "Plans"),
    ],
)
def test_the_title_is_the_pages_own_without_the_sites_name(head: str, title: str) -> None:
    assert body("<h1>Plans</h1><p>x</p>", head).title == title


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("<html><body><p>café – £5</p></body></html>".encode(), id="UTF-8, not declared"),
        pytest.param("<meta charset=iso-8859-1><p>café – £5</p>".encode("cp1252"), id="Latin-1 that is Windows-1252"),
        pytest.param("<meta charset=iso-8859-1><p>café – £5</p>".encode(), id="UTF-8, wrongly declared"),
        pytest.param("<p>café – £5</p>".encode("utf-16"), id="UTF-16"),
        pytest.param("<p>café – £5</p>".encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param('<?xml version="1.0" encoding="cp1252"?><p>café – £5</p>'.encode("cp1252"), id="XML declaration"),
    ],
)
def test_letters_are_read_by_the_encoding_that_they_are_in(data: bytes) -> None:
    extract = loaded(data)

    assert texts(extract) == ["café – £5"]
    assert extract.warnings == ()


def test_a_guessed_encoding_is_said() -> None:
    assert "Windows-1252" in loaded("<p>café</p>".encode("cp1252")).warnings[0]


def test_a_page_cut_short_is_read_and_said() -> None:
    extract = loaded(f"<html><body><p>{TEXT}</p><p>And th")

    assert texts(extract) == [TEXT, "And th"]
    assert "cut short" in extract.warnings[0]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<div>" * 100_000 + "x", id="elements"),
        pytest.param("<table><tr><td>" * 5_000 + "x", id="tables"),
        pytest.param("<ul><li>" * 5_000 + "x", id="lists"),
        pytest.param("<b><i>" * 5_000 + "x", id="letters"),
    ],
)
def test_a_page_nested_without_end_is_refused(markup: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb.html"
    path.write_text(markup)

    assert "nested" in refusal(load_html, path)


@pytest.mark.parametrize("opening", ["<div>", "<ul><li>", "<table><tr><td>", "<blockquote><b>", "<dl><dd>"])
def test_deep_nesting_that_the_parser_bears_is_read(opening: str) -> None:
    extract = loaded(opening * 900 + TEXT)

    assert TEXT in extract.text


def test_a_cell_that_claims_to_cover_a_million_columns_does_not() -> None:
    extract = body("<table><tr><th>A<th>B<tr>" + "<td colspan=1000000 rowspan=1000000>x" * 50 + "</table>")

    assert max(len(row) for row in rows(extract)) < 1_000


def test_brackets_without_end_take_no_time() -> None:
    assert texts(loaded("<p>x</p>" + "<a" * 200_000))[0] == "x"


@pytest.mark.parametrize("markup", ["", "<html><body></body></html>", "<script>render()</script><div id=app></div>"])
def test_a_page_without_text_is_refused_with_advice(markup: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_text(markup)

    assert "Open it in a browser" in refusal(load_html, path)


TAGS = st.sampled_from(
    "p div h1 h2 ul ol li table tr td th dl dt dd b strong a br sup pre main header nav span blockquote".split()
)
WORDS = st.sampled_from(["plan", "30 June", "£1.8bn", "•", "a\n b", " ", "**", "\t", "&amp;", "–"])
PARTS = st.one_of(TAGS.map("<{}>".format), TAGS.map("</{}>".format), WORDS)


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS, max_size=40))
def test_any_page_is_refused_or_read_soundly_and_the_same_each_time(parts: list[str]) -> None:
    markup = "".join(parts)
    try:
        extract = loaded(markup)
    except UnreadableFile:
        return

    assert loaded(markup) == extract
