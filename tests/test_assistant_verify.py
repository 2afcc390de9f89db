"""The proof: true claims pass, and claims changed by a program in what matters are struck. The letters are invented."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cite import Claim
from assistant.derive import derive
from assistant.quoting import quoted_statements, words_of
from assistant.terms import stem
from assistant.text import fold, sentences
from assistant.types import Document, Passage, Segment, Signatory, Statement
from assistant.verify import Source, Verdict, prove

AS_OF = date(2018, 5, 1)

SPRING = """# Budgets for 2019/20 and the £9m reserve

Every trust must send its draft budget to the regional office by 28 April 2018. Councils should comment on the drafts \
within five working days. The regional office will not extend this deadline unless a trust has lost its finance \
director.

A sum of £3.5m is set aside for training in 2018/19 and £1.2m for estates in 2019/20. Trusts may bid for the training \
money once their budget has been accepted. At least 12% of each bid must pay for night shifts.

# Winter beds

We expect 44 hospitals to open 1,200 more beds before 30 November 2018. Beds must not be counted twice. Each hospital \
should report its open beds every Friday at noon to NHS England.

NHS England will publish the winter scheme on Monday 3 September 2018. NHS Improvement will inspect eight hospitals in \
the first quarter of 2019/20.

# Conditions

To be paid in full, a trust must:
- sign its contract by 23 May 2018;
- keep its deficit under £2m; and
- hold two public meetings.

A trust may, if its board agrees:
- share its finance director with a neighbour; or
- defer 15% of its savings to 2020/21.
"""

REVIEW = """# Next steps for the review

All draft reports will be published within the next fortnight. Final reports are due by 16 July 2018. No report should \
name a patient. Only reviewers who were appointed in March may sign a final report.

The review has cost £640,000 so far, up to 30% of it for travel. Spending on travel fell by 7% in May. Spending on \
printing rose by £15,000.

You should tell us by 8 June 2018 whether your area will host a hearing. We will run three hearings between 2 and 20 \
July 2018. It is not necessary to bring a lawyer.

# Complaints

A complaint must be answered in writing within 25 days. Where it concerns a child, the review lead must call the \
family before 5pm on the same day. Letters are kept for six years.
"""

NOTE = """# Stage 2: £4m for the coast

The coastal fund is worth £4m. It opens on 1 June 2018 and closes on 31 August 2018. Applicants must not ask for more \
than £250,000 each.

Panels in Leeds and Hull will judge the bids in October 2018. Each panel has five members, two of them patients. The \
panel in Leeds meets every month.
"""


def statements_of(paragraph: str) -> tuple[str, list[Statement]]:
    """A paragraph's repaired text and statements: list items without their dashes, after their lead-in."""
    text, found = "", []
    for printed in paragraph.split("\n"):
        item, line = printed.startswith("- "), printed.removeprefix("- ")
        for span in [(0, len(line))] if item else sentences(line):
            start = len(text) + (1 if text else 0)
            text = f"{text}\n{line[span[0] : span[1]]}" if text else line[span[0] : span[1]]
            kind = "item" if item else "lead" if line.endswith(":") else "sentence"
            found.append(Statement(kind, start, len(text), 0 if item else None))
    return text, found


def mapped(text: str, extracted: str, start: int) -> tuple[Segment, ...]:
    """Where each character of a repaired text stands in the extracted one; white space matches any white space."""
    segments, place = [], start
    for at, char in enumerate(text):
        while extracted[place] != char and not (char.isspace() and extracted[place].isspace()):
            place += 1
        segments.append(Segment(at, place, 1))
        place += 1
    return tuple(segments)


def read(letter: str, document: Document) -> list[Source]:
    """The passages of an invented letter, one a paragraph, each under the heading before it."""
    sources: list[Source] = []
    heading = ""
    for paragraph in letter.strip().split("\n\n"):
        if paragraph.startswith("# "):
            heading = paragraph[2:]
            continue
        text, statements = statements_of(paragraph)
        segments = mapped(text, letter, letter.index(paragraph))
        number = len(sources)
        passage = Passage(
            f"{document.version}-{number}", document.id, document.version, number, text, segments, (heading,), "", None,
            tuple(statements), 0,
        )  # fmt: skip
        sources.append(Source(passage, document, letter))
    return sources


def described(key: str, day: date, publisher: str, audience: tuple[str, ...] = ()) -> Document:
    signed = (Signatory("Ann Smith", "Director"),)
    return Document(
        key,
        key,
        f"{key}.txt",
        key.capitalize(),
        "letter",
        "primary",
        publisher,
        signed,
        day,
        "printed",
        audience=audience,
    )


LETTERS = {
    "spring": read(SPRING, described("spring", date(2018, 3, 14), "Northern Regional Office")),
    "review": read(REVIEW, described("review", date(2018, 5, 21), "Review Board", ("Area Leads",))),
    "note": read(NOTE, described("note", date(2018, 4, 2), "Coastal Partnership")),
}
SOURCES = [source for sources in LETTERS.values() for source in sources]


def verdict(text: str, source: Source, as_of: date | None = AS_OF) -> Verdict:
    return prove(Claim(f"{text} [1]", (1,)), source, as_of)


def words_at(source: Source, index: int) -> str:
    statement = source.passage.statements[index]
    return source.passage.text[statement.start : statement.end]


def whole_statements() -> Iterator[tuple[str, Source]]:
    """Each statement as a reader would be shown it: an item after its lead-in."""
    for source in SOURCES:
        for index, statement in enumerate(source.passage.statements):
            if statement.kind != "lead":
                lead = "" if statement.lead is None else words_at(source, statement.lead) + " "
                yield lead + words_at(source, index).removesuffix(" and").removesuffix(" or").rstrip(";"), source


# True sentences in other words, each with the letter and the paragraph that it rests on.
REWORDED = [
    ("Trusts must send their draft budgets to the regional office by 28 April 2018.", "spring", 0),
    ("The draft budget must be sent to the regional office by 28 April 2018.", "spring", 0),
    ("The deadline for draft budgets is 28 April 2018.", "spring", 0),
    ("Draft budgets are due at the regional office by 28 April 2018.", "spring", 0),
    ("Councils should comment within five working days.", "spring", 0),
    ("Councils should comment on drafts within 5 working days.", "spring", 0),
    ("£3.5m is set aside for training in 2018/19.", "spring", 1),
    ("For training, £3.5 million is set aside in 2018/19.", "spring", 1),
    ("£1.2m is set aside for estates in 2019/20.", "spring", 1),
    ("Trusts may bid for the training money once their budget is accepted.", "spring", 1),
    ("At least 12 per cent of each bid must pay for night shifts.", "spring", 1),
    ("44 hospitals are expected to open 1,200 more beds before 30 November 2018.", "spring", 2),
    ("Forty-four hospitals should open 1,200 more beds before 30 November 2018.", "spring", 2),
    ("Hospitals should report open beds to NHS England every Friday at noon.", "spring", 2),
    ("Beds must not be counted twice.", "spring", 2),
    ("The winter scheme will be published by NHS England on 3 September 2018.", "spring", 3),
    ("NHS Improvement will inspect 8 hospitals in the first quarter of 2019/20.", "spring", 3),
    ("The contract must be signed by 23 May 2018.", "spring", 4),
    ("A trust must hold two public meetings.", "spring", 4),
    ("A trust must keep its deficit under £2m.", "spring", 4),
    ("If its board agrees, a trust may defer 15% of its savings to 2020/21.", "spring", 5),
    ("Draft reports will be published by 4 June 2018.", "review", 0),
    ("Draft reports will all be published within two weeks.", "review", 0),
    ("The deadline for final reports is 16 July 2018.", "review", 0),
    ("Reports should not name a patient.", "review", 0),
    ("Only reviewers appointed in March may sign final reports.", "review", 0),
    ("The review has so far cost £640,000.", "review", 1),
    ("Travel spending fell by 7% in May.", "review", 1),
    ("Area leads should say by 8 June 2018 whether their area will host a hearing.", "review", 2),
    ("The Review Board will run 3 hearings between 2 and 20 July 2018.", "review", 2),
    ("Complaints must be answered in writing within 25 days.", "review", 3),
    ("Letters are kept for 6 years.", "review", 3),
    ("The coastal fund is worth £4m.", "note", 0),
    ("The coastal fund opens on 1 June 2018 and closes on 31 August 2018.", "note", 0),
    ("Applicants must not ask for more than £250,000 each.", "note", 0),
    ("The bids will be judged in October 2018 by panels in Leeds and Hull.", "note", 1),
    ("Each panel has 5 members, and 2 of them are patients.", "note", 1),
]


WORD_STEPS = {
    "two": "three", "three": "four", "five": "six", "eight": "nine", "six": "seven", "twice": "five times",
    "first": "second", "fortnight": "month",
}  # fmt: skip
MONTHS = "January February March April May June July August September October November December".split()
SPOKEN_DAYS = {23: "twenty-fourth", 28: "twenty-ninth", 16: "seventeenth", 8: "ninth", 30: "thirty-first", 3: "fourth"}
BODIES = {
    "trust": "council", "trusts": "councils", "Trusts": "Councils", "Councils": "Trusts", "hospitals": "councils",
    "Hospitals": "Trusts", "NHS England": "NHS Improvement", "NHS Improvement": "NHS England", "reviewers": "ministers",
    "Leeds": "Bradford", "Applicants": "Ministers", "regional office": "council", "review lead": "minister",
}  # fmt: skip


def replaced(text: str, pattern: str, change: Callable[[re.Match[str]], str | None]) -> Iterator[str]:
    """A text with each match changed, one at a time."""
    for match in re.finditer(pattern, text):
        new = change(match)
        if new is not None and new != match.group():
            yield text[: match.start()] + new + text[match.end() :]


def with_words(text: str, table: dict[str, str]) -> Iterator[str]:
    for old, new in table.items():
        yield from replaced(text, rf"\b{re.escape(old)}\b", lambda match, new=new: new)  # type: ignore[misc]


def moved_number(match: re.Match[str]) -> str:
    digits = match.group().replace(",", "")
    return str(int(digits) + 1)


def wrong_number(text: str) -> Iterator[str]:
    count = (
        r"(?<![\d£.,/])\b\d[\d,]*\b(?![\d.]*(?:%| per cent|m\b|pm| (?:" + "|".join(MONTHS) + r")))(?!/)(?!\s+and 20)"
    )
    bare = rf"{count}(?<!20\d\d)"
    yield from replaced(text, bare, moved_number)
    yield from replaced(text, bare, lambda match: match.group() + "0")


def number_in_words(text: str) -> Iterator[str]:
    yield from with_words(text, WORD_STEPS)
    yield from with_words(text, {"44": "forty-five", "£3.5m": "four million pounds", "25 days": "twenty-six days"})
    yield from with_words(
        text, {"12%": "thirteen per cent", "1,200": "twelve thousand", "44 hospitals": "half the hospitals"}
    )
    for day, spoken in SPOKEN_DAYS.items():
        yield from replaced(
            text,
            rf"\b{day} ({'|'.join(MONTHS)})",
            lambda match, spoken=spoken: f"the {spoken} of {match[1]}",  # type: ignore[misc]
        )


def wrong_year(text: str) -> Iterator[str]:
    yield from replaced(text, r"\b20(\d\d)\b(?!/)", lambda match: f"20{int(match[1]) + 1}")
    yield from replaced(text, r"\b20(\d\d)\b(?!/)", lambda match: f"20{int(match[1]) - 1}")
    yield from replaced(text, r"\b20(\d\d)/(\d\d)\b", lambda match: f"20{int(match[1]) + 1}/{int(match[2]) + 1}")


def wrong_day(text: str) -> Iterator[str]:
    day = rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})"
    for step in (-1, 1, 10, -10):
        yield from replaced(
            text,
            day,
            lambda match, step=step: f"{int(match[1]) + step} {match[2]}" if 0 < int(match[1]) + step < 31 else None,  # type: ignore[misc]
        )
    yield from replaced(
        text, day, lambda match: f"{match[1][1:]} {match[2]}" if len(match[1]) == 2 and match[1][1] != "0" else None
    )
    yield from replaced(text, "|".join(MONTHS), lambda match: MONTHS[(MONTHS.index(match.group()) + 1) % 12])
    yield from with_words(text, {"Friday": "Thursday", "Monday": "Tuesday", "noon": "midnight", "5pm": "6pm"})


def wrong_sum(text: str) -> Iterator[str]:
    yield from replaced(text, r"£[\d.,]*\d(?:m|bn)?\b", lambda match: match.group().replace("£", "£1"))
    yield from replaced(text, r"£[\d.,]*\dm\b", lambda match: match.group()[:-1] + "bn")
    yield from replaced(text, r"£[\d.,]*\dm\b", lambda match: match.group()[:-1])
    yield from replaced(text, r"£(?=\d)", lambda _: "$")
    yield from replaced(text, r"£(?=\d)", lambda _: "")


def wrong_percentage(text: str) -> Iterator[str]:
    yield from replaced(text, r"(\d+)(?:%| per cent)", lambda match: f"{int(match[1]) + 1}%")
    yield from replaced(text, r"(\d+)(?:%| per cent)", lambda match: match[1])
    yield from replaced(text, r"(\d+)(?:%| per cent)", lambda match: f"£{match[1]}")


def swapped_unit(text: str) -> Iterator[str]:
    yield from with_words(text, {"working days": "working weeks", "working": "", "days": "months", "years": "months"})
    yield from with_words(text, {"fortnight": "year", "5pm": "5am", "weeks": "months"})


def changed_strength(text: str) -> Iterator[str]:
    yield from with_words(text, {"should": "must", "may": "must", "must": "may", "will": "must"})
    yield from with_words(text, {"must ": "should ", "may ": "should ", "should ": "may ", "expect": "require"})


def changed_negation(text: str) -> Iterator[str]:
    yield from replaced(text, r" not\b", lambda _: "")
    yield from replaced(text, r"\b(must|should|will|may)\b(?! not)", lambda match: f"{match[1]} not")
    yield from replaced(text, r"^No report should", lambda _: "Each report should")


def changed_condition(text: str) -> Iterator[str]:
    yield from replaced(text, r" (?:unless|once|if) [^,.]*", lambda _: "")
    yield from replaced(text, r"^(?:If its board agrees, |Where it concerns a child, )", lambda _: "")
    yield from replaced(text, r"^Only r", lambda _: "R")
    yield from replaced(text, r"^T(?=rusts)", lambda _: "Only t")


def turned_round(text: str) -> Iterator[str]:
    yield from with_words(
        text, {"At least": "At most", "before": "after", "fell": "rose", "rose": "fell", "under": "over"}
    )
    yield from with_words(text, {"opens": "closes", "accepted": "rejected", "up to": "at least", "draft": "final"})
    yield from replaced(text, rf"\bby (?=\d+ (?:{'|'.join(MONTHS)}))", lambda _: "from ")


def other_body(text: str) -> Iterator[str]:
    yield from with_words(text, BODIES)


def hidden_text(text: str) -> Iterator[str]:
    first, rest = text.split(" ", 1)
    yield f"[{first}](https://example.test/pay) {rest}"
    yield f"{first} \u202e{rest}"
    yield f"{first}\u200b {rest}"
    yield f"{text} See https://example.test/pay."


MUTATIONS: dict[str, Callable[[str], Iterator[str]]] = {
    "wrong number": wrong_number,
    "number in words": number_in_words,
    "wrong year": wrong_year,
    "wrong day": wrong_day,
    "wrong sum": wrong_sum,
    "wrong percentage": wrong_percentage,
    "swapped unit": swapped_unit,
    "changed strength": changed_strength,
    "changed negation": changed_negation,
    "changed condition": changed_condition,
    "turned round": turned_round,
    "other body": other_body,
    "hidden text": hidden_text,
}


def true_claims() -> list[tuple[str, Source]]:
    reworded = [(text, LETTERS[letter][passage]) for text, letter, passage in REWORDED]
    return [*whole_statements(), *reworded]


def wrong_citations() -> Iterator[tuple[str, Source]]:
    """Each true claim with every passage but its own."""
    for text, own in true_claims():
        yield from ((text, source) for source in SOURCES if source.passage.id != own.passage.id)


def plain_sentences(sources: Sequence[Source]) -> list[tuple[str, Source]]:
    return [(text, source) for text, source in whole_statements() if source in sources and ":" not in text]


def spliced() -> Iterator[tuple[str, Source]]:
    """The first half of one sentence and the second half of another, with the passage of either."""
    for (one, first), (other, second) in ((a, b) for a in plain_sentences(SOURCES) for b in plain_sentences(SOURCES)):
        if one == other:
            continue
        words, others = one.split(), other.split()
        text = " ".join([*words[: len(words) // 2], *others[len(others) // 2 :]])
        yield text, first
        yield text, second


def spliced_unevenly() -> Iterator[tuple[str, Source]]:
    """A sentence of one passage that ends with the last third of its neighbour, or with its time."""
    for sources in LETTERS.values():
        for (one, first), (other, second) in pairwise(plain_sentences(sources)):
            words, others = one.rstrip(".").split(), other.split()
            tails = [
                others[-len(others) // 3 :],
                (re.findall(r"\b(?:by|before|in|on|within) [\w ,]*\d.*", other) or [""])[0].split(),
            ]
            for tail in tails:
                if tail:
                    yield " ".join([*words[: 2 * len(words) // 3], *tail]), first
                    yield " ".join([*words, *tail]), first
                    yield " ".join([*words, *tail]), second


def item_of_another_list() -> Iterator[tuple[str, Source]]:
    for source in (LETTERS["spring"][4], LETTERS["spring"][5]):
        other = LETTERS["spring"][5 if source is LETTERS["spring"][4] else 4]
        for index, statement in enumerate(source.passage.statements):
            if statement.lead is not None:
                yield f"{words_at(other, 0)} {words_at(source, index)}", source
                yield f"{words_at(other, 0)} {words_at(source, index)}", other


def value_of_the_heading() -> Iterator[tuple[str, Source]]:
    for text, source in true_claims():
        for value in ("in 2019/20", "from the £9m reserve", "for £4m", "at stage 2"):
            tells = value.split()[-1] if "9m" not in value else "£9m"
            if tells in source.passage.headings[0].replace("Stage", "stage") and tells not in source.passage.text:
                yield f"{text.rstrip('.')} {value}.", source


def values_exchanged() -> Iterator[tuple[str, Source]]:
    """Each value of a claim given the place of another of the same kind in the same passage."""
    kinds = (r"£[\d.,]*\d(?:m|bn)?\b", rf"\d{{1,2}} (?:{'|'.join(MONTHS)})(?: 20\d\d)?", r"\b20\d\d/\d\d\b", r"\b\d+%")
    true = {fold(text).rstrip(".") for text, _ in true_claims()}
    for text, source in true_claims():
        for kind in kinds:
            held = dict.fromkeys(re.findall(kind, source.passage.text))
            for old in re.findall(kind, text):
                yield from (
                    (text.replace(old, new), source)
                    for new in held
                    if fold(text.replace(old, new)).rstrip(".") not in true
                )
            both = list(dict.fromkeys(re.findall(kind, text)))
            if len(both) == 2:
                yield text.replace(both[0], "@").replace(both[1], both[0]).replace("@", both[1]), source


def derived_wrongly() -> Iterator[tuple[str, Source]]:
    """Every derivation with a day or a count that is one off, or counted from another day."""
    for source in SOURCES:
        for index in range(len(source.passage.statements)):
            for derived in derive(words_at(source, index), source.document, AS_OF):
                assert verdict(derived.sentence, source).passed
                for text in (
                    *wrong_day(derived.sentence),
                    *wrong_year(derived.sentence),
                    *wrong_number(derived.sentence),
                ):
                    yield text, source


def reordered() -> Iterator[tuple[str, Source]]:
    """Two statements the other way round, so that "it" and "this" mean something else."""
    source = LETTERS["note"][0]
    yield f"{words_at(source, 2)} {words_at(source, 1)}", source


STRUCTURAL: dict[str, Callable[[], Iterator[tuple[str, Source]]]] = {
    "wrong citation": wrong_citations,
    "halves spliced": spliced,
    "spliced unevenly": spliced_unevenly,
    "item of another list": item_of_another_list,
    "value of the heading": value_of_the_heading,
    "values exchanged": values_exchanged,
    "derived wrongly": derived_wrongly,
    "reordered": reordered,
}


@pytest.mark.parametrize(("text", "source"), list(whole_statements()))
def test_a_whole_statement_passes_as_quoted(text: str, source: Source) -> None:
    found = verdict(text, source)

    assert found.reasons == ()
    assert found.passed and found.support is not None and found.support.quoted
    assert all(fold(run) in fold(source.extracted) for run in found.support.quote.runs)


@pytest.mark.parametrize(("text", "letter", "passage"), REWORDED)
def test_a_true_sentence_in_other_words_passes_and_is_not_called_quoted(text: str, letter: str, passage: int) -> None:
    found = verdict(text, LETTERS[letter][passage])

    assert found.reasons == ()
    assert found.support is not None and not (found.support.quoted and text not in dict(whole_statements()))


@pytest.mark.parametrize("kind", list(MUTATIONS))
def test_no_claim_passes_that_is_changed_in_what_matters(kind: str) -> None:
    true = {fold(text).rstrip(".") for text, _ in true_claims()}
    changed = [(new, source) for text, source in true_claims() for new in MUTATIONS[kind](text)]
    changed = [(text, source) for text, source in changed if fold(text).rstrip(".") not in true]

    passing = [text for text, source in changed if verdict(text, source).passed]

    print(f"{kind}: {len(changed)} changed claims, {len(passing)} pass")
    assert len(changed) >= 10
    assert passing == []


@pytest.mark.parametrize("kind", [kind for kind in STRUCTURAL if "splice" not in kind])
def test_no_claim_passes_that_is_put_together_wrongly(kind: str) -> None:
    made = list(STRUCTURAL[kind]())

    passing = [text for text, source in made if verdict(text, source).passed]

    print(f"{kind}: {len(made)} claims, {len(passing)} pass")
    assert made
    assert passing == []


@pytest.mark.parametrize("kind", ["halves spliced", "spliced unevenly"])
def test_parts_of_sentences_put_together_pass_only_where_one_statement_has_all_their_words(kind: str) -> None:
    """What passes is bad English without a new meaning, such as "The panel in judge the bids in October 2018"."""
    made = list(STRUCTURAL[kind]())
    passing = [(text, source, verdict(text, source)) for text, source in made]
    passing = [(text, source, found) for text, source, found in passing if found.passed]

    print(f"{kind}: {len(made)} claims, {len(passing)} pass")
    assert len(passing) <= 0.03 * len(made)
    for text, source, found in passing:
        assert found.support is not None and not found.support.quoted
        held = " ".join(words_at(source, index) for index in found.support.statements)
        assert {stem(word) for word in words_of(text)} - {"in", "the"} <= {stem(word) for word in words_of(held)}, text


@given(st.data())
def test_whole_statements_in_their_order_are_quoted_and_a_changed_word_makes_them_no_quote(data: st.DataObject) -> None:
    source = SOURCES[data.draw(st.integers(0, len(SOURCES) - 1))]
    plain = [n for n, statement in enumerate(source.passage.statements) if statement.kind == "sentence"]
    start = data.draw(st.sampled_from(plain or [0]))
    chosen = plain[plain.index(start) :][: data.draw(st.integers(1, 3))] if plain else [0]
    text = " ".join(words_at(source, index) for index in chosen)
    words = text.split()
    at = data.draw(st.integers(0, len(words) - 1))

    found = verdict(text, source)
    changed = verdict(" ".join([*words[:at], "zebra", *words[at + 1 :]]), source)

    assert found.passed and found.support is not None and found.support.quoted
    assert found.support.statements == tuple(chosen)
    assert changed.support is None or not changed.support.quoted


QUOTED = [
    pytest.param(
        "To be paid in full, a trust must: sign its contract by 23 May 2018; hold two public meetings.", 4, id="list"
    ),
    pytest.param(
        "To be paid in full, a trust must: sign its contract…; hold two public meetings.", 4, id="an item cut"
    ),
    pytest.param("To be paid in full, a trust must: keep its deficit… [...]", 4, id="the end cut"),
    pytest.param(
        "A sum of £3.5m is set aside for training in 2018/19 … Trusts may bid for the training money…",
        1,
        id="cut twice",
    ),
    pytest.param(
        "Every trust **must** send its draft budget to the regional office by 28 April 2018", 0, id="emphasis"
    ),
    pytest.param("Every trust must send its draft budget to the regional office by 28 April 2018!", 0, id="other stop"),
]
NOT_QUOTED = [
    pytest.param("Every trust must send its draft budget", 0, id="cut without a mark"),
    pytest.param("Every trust must send… within five working days.", 0, id="a part that opens no clause"),
    pytest.param("…within five working days.", 0, id="the end alone"),
    pytest.param("sign its contract by 23 May 2018", 4, id="an item without its lead-in"),
    pytest.param("hold two public meetings; sign its contract by 23 May 2018", 4, id="items turned round"),
    pytest.param("At least 12% of each bid must pay for night shifts. A sum of £3.5m is set aside for training in "
                 "2018/19 and £1.2m for estates in 2019/20.", 1, id="statements turned round"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "passage"), QUOTED)
def test_whole_statements_and_visible_cuts_are_quoted(text: str, passage: int) -> None:
    found = verdict(text, LETTERS["spring"][passage])

    assert found.passed and found.support is not None and found.support.quoted


@pytest.mark.parametrize(("text", "passage"), NOT_QUOTED)
def test_parts_of_statements_are_never_called_quoted(text: str, passage: int) -> None:
    assert quoted_statements(text, LETTERS["spring"][passage].passage) is None


def test_a_clause_may_be_left_out_at_a_mark_unless_it_turns_the_meaning() -> None:
    text = "Trusts must, as last year, send plans, unless they are new, by 3 May 2018."
    source = read(text, LETTERS["spring"][0].document)[0]

    assert quoted_statements("Trusts must, as last year, send plans…", source.passage) == (0,)
    assert quoted_statements("Trusts must, as last year, send plans … by 3 May 2018.", source.passage) is None


def test_a_question_that_a_document_asks_answers_nothing() -> None:
    source = read("Must trusts send plans by 3 May 2018?", LETTERS["spring"][0].document)[0]
    statements = (replace(source.passage.statements[0], kind="question"),)
    source = replace(source, passage=replace(source.passage, statements=statements))

    assert not verdict("Must trusts send plans by 3 May 2018.", source).passed
    assert not verdict("Trusts must send plans by 3 May 2018.", source).passed


def test_a_row_is_quoted_by_its_cells_with_or_without_the_names_of_its_columns() -> None:
    text = "What: Short return | Who: Each area | When: 11 April 2018"
    extracted = "What  Who  When\nShort return  Each area  11 April 2018\n"
    cells = (("What", "Short return"), ("Who", "Each area"), ("When", "11 April 2018"))
    segments = [Segment(text.index(value), extracted.index(value), len(value)) for _, value in cells]
    row = Statement("row", 0, len(text), cells=cells)
    base = LETTERS["spring"][0]
    source = Source(
        replace(base.passage, text=text, segments=tuple(segments), statements=(row,)), base.document, extracted
    )

    for said in (
        text,
        "Short return – Each area – 11 April 2018",
        "What: Short return; Who: Each area; When: 11 April 2018",
    ):
        found = verdict(said, source)
        assert found.passed and found.support is not None and found.support.quoted
        assert found.support.quote.text == "Short return Each area 11 April 2018"
    assert not verdict("Short return – Each area – 12 April 2018", source).passed
    assert not verdict("Long return – Each area – 11 April 2018", source).passed


@pytest.mark.parametrize(
    "claim", ["Every trust must send its draft budget by 28 May 2018.", "Each trust sends a draft budget."]
)
def test_what_a_repair_made_up_is_not_proved_by_the_repair(claim: str) -> None:
    """The passage says so, but the letters of the file are others."""
    base = LETTERS["spring"][0]
    statement = Statement("sentence", 0, len(claim))
    segments = (Segment(0, 0, len(claim)),)
    source = replace(base, passage=replace(base.passage, text=claim, segments=segments, statements=(statement,)))

    assert not verdict(claim, source).passed


def test_a_sentence_whose_words_stand_in_another_order_in_the_file_is_not_proved() -> None:
    extracted = "Councils pay trusts."
    claim = "trusts pay Councils."
    places = [extracted.index(word) for word in ("trusts", " pay ", "Councils")]
    segments = (Segment(0, places[0], 6), Segment(6, places[1], 5), Segment(11, places[2], 8), Segment(19, 19, 1))
    base = LETTERS["spring"][0]
    statement = Statement("sentence", 0, len(claim))
    passage = replace(base.passage, text=claim, segments=segments, statements=(statement,))

    assert not verdict(claim, Source(passage, base.document, extracted)).passed


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("The letter of 14 March 2018 says that every trust must send its draft budget by 28 April 2018.", True),
        ("Letter of 14 March 2018 (Northern Regional Office): Every trust must send its draft budget to the regional "
         "office by 28 April 2018.", True),
        ("Every trust must send its draft budget to the regional office by 14 March 2018.", False),
        ("Every trust must send its draft budget to the regional office by 1 May 2018.", False),
        ("As of 1 May 2018, every trust must send its draft budget to the regional office by 28 April 2018.", True),
    ],
)  # fmt: skip
def test_the_documents_own_date_and_the_day_of_asking_only_name_themselves(text: str, passes: bool) -> None:
    assert verdict(text, LETTERS["spring"][0]).passed is passes


def test_a_sentence_that_points_back_must_follow_what_it_points_to() -> None:
    note = LETTERS["note"][0]
    fund, opens, ask = (words_at(note, index) for index in range(3))

    assert verdict(f"{fund} {opens}", note).passed
    assert not verdict(f"{ask} {opens}", note).passed
    assert verdict("The coastal fund is worth £4m. It closes on 31 August 2018.", note).passed


def test_each_sentence_of_a_claim_must_stand() -> None:
    spring = LETTERS["spring"][0]

    assert not verdict(f"{words_at(spring, 0)} Every trust must also buy a zebra.", spring).passed


@given(st.text(max_size=200))
def test_any_text_gets_a_verdict_and_none_without_a_word_of_the_passage_passes(text: str) -> None:
    found = verdict(text, LETTERS["note"][1])

    assert found.passed or found.reasons
    if not set(words_of(text)) & set(words_of(LETTERS["note"][1].passage.text)):
        assert not found.passed


def test_a_claim_that_says_nothing_is_no_claim() -> None:
    for text in ("", " ", "…", "[2]", "!?"):
        assert not verdict(text, LETTERS["note"][0]).passed
