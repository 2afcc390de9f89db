"""Passages -> the acronyms and terms that a document explains, each with the words that explain it.

Knows how English introduces an acronym and how bodies, plans and funds are named; does not know any of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from assistant.glossary import initials, is_acronym
from assistant.types import Definition, Passage, Statement

Explained = tuple[str, str, str]  # a term, its meaning, and the words that say so

_SMALL = frozenset("""and of for the in on to a an at by with""".split())
_DIGITS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "to": "2", "for": "4",
}  # fmt: skip
_TERM = r"[A-Z0-9][A-Za-z0-9&/-]{1,9}"
_QUOTE = "[\"'“”‘’]?"
_IN_BRACKETS = re.compile(
    rf"\((?:(?:the|an?|or|also|sometimes|known as|shortened to|called)\s+)*{_QUOTE}(?P<term>{_TERM}){_QUOTE}\)"
)
_BEHIND_OR = re.compile(rf",? or (?:the |an? )?{_QUOTE}(?P<term>{_TERM}){_QUOTE}(?![\w-])")
_BEFORE = re.compile(
    rf"(?<!\w){_QUOTE}(?P<term>{_TERM}){_QUOTE}\s*"
    r"(?:[–—-]\s|\(|:\s|,? (?:which |that )?(?:stands for|means|is short for)|,? short for)\s*(?:the |an? )?"
    r"(?P<rest>[a-zA-Z][\w\s&,’'-]{4,90})"
)
_DAY_OR_MONTH = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b"
)
_POSSESSED = r"(?:Children|Women|Men|People)[’']s\b"  # with any other possessive, a name ends
_WORD = rf"(?!{_DAY_OR_MONTH})(?:{_POSSESSED}|[A-Z][a-z][\w-]*(?:[’'](?![\w]))?|NHS\b)"
_NAME = re.compile(rf"\b{_WORD}(?:\s+(?:(?:and|of|for|the)\s+){{0,2}}{_WORD})+")
_KINDS_OF_THING = (
    "accelerator agency agreement alliance association authority board case clinic college commission committee"
    " compact council department directorate england excellence exchange executive federation fund forum foundation"
    " framework grant group guidance hub improvement initiative institute journal list network office panel partnership"
    " pathway plan programme project providers register return review round scheme service society standard statement"
    " strategy system taskforce team toolkit trust unit view watchdog"
).split()
_THING = re.compile(rf"(?:{'|'.join(_KINDS_OF_THING)})(?:s|es)?$", re.I)
_OFFICE = re.compile(
    r"\b(?:chief executive|chair|director|officer|manager|leader|lead|head|dean|minister|secretary|adviser|convenor"
    r"|sponsor)s?\b",
    re.I,
)
_LEADING = re.compile(
    r"^(?:(?:The|the|A|An|In|On|At|By|For|From|To|Our|Your|This|These|All|Any|Each|Every|Of|If|While|Where|When|As|And|Unspent"
    r"|Dear|Re|Under|How|Most|Both)\s+)+"
)
_HONORIFIC = re.compile(r"^(?:Mr|Mrs|Ms|Sir|Dr|Dame|Lord|Professor|Cllr|Councillor)\b")


def extract_definitions(passages: Sequence[Passage]) -> tuple[Definition, ...]:
    """The glossary of one document: explained acronyms first, then names whose initials somebody may type."""
    found: dict[str, Definition] = {}
    for passage in passages:
        for statement in passage.statements:
            for term, meaning, quote in _explained(passage, statement):
                found.setdefault(term.lower(), Definition(term, meaning, passage.version, passage.id, quote))
    for term, definition in _named(passages):
        found.setdefault(term.lower(), definition)
    return tuple(found.values())


def _explained(passage: Passage, statement: Statement) -> Iterator[Explained]:
    text = passage.text[statement.start : statement.end]
    for match in [*_IN_BRACKETS.finditer(text), *_BEHIND_OR.finditer(text)]:
        term, plural = _singular(match["term"])
        meaning = _words_before(text[: match.start()], term)
        if meaning and is_acronym(term):
            yield term, _one(meaning) if plural else meaning, text
    for match in _BEFORE.finditer(text):
        term, plural = _singular(match["term"])
        meaning = _words_after(match["rest"], term) if is_acronym(term) else ""
        if meaning:
            yield term, _one(meaning) if plural else meaning, text
    cells = [value for _, value in statement.cells]
    for one, two in pairwise(cells):
        if is_acronym(one) and (meaning := _words_after(two, one)):
            yield one, meaning, text


def _singular(term: str) -> tuple[str, bool]:
    return (term[:-1], True) if len(term) > 2 and term.endswith("s") and term[-2].isupper() else (term, False)


def _one(meaning: str) -> str:
    """One of what a text names in the plural, in the text's own letters: "Directors of …" stays as it is."""
    if re.search(r"s (?:of|for)\b|(?:ie|s)s$", meaning):
        return meaning
    return meaning.removesuffix("s")


def _letters(word: str) -> str:
    word = word.strip("’'\"“‘(,")
    return _DIGITS.get(word.lower(), word[:1])


def _words_before(text: str, term: str) -> str:
    """The fewest words at the end of a text whose initials spell the term, small words passed over."""
    words = re.findall(r"[\w&’'-]+", text)
    for count in range(2, min(len(words), 2 * len(term) + 2) + 1):
        if _spells(words[-count:], term):
            at = re.search(r"[\W]+".join(re.escape(word) for word in words[-count:]) + r"\W*$", text)
            return at.group().strip(" ,;:–-\"'“”‘’(") if at else ""
    return ""


def _words_after(text: str, term: str) -> str:
    words = list(re.finditer(r"[\w&’'-]+", text))
    for count in range(2, min(len(words), 2 * len(term) + 2) + 1):
        if _spells([word.group() for word in words[:count]], term):
            return text[words[0].start() : words[count - 1].end()]
    return ""


def _spells(words: Sequence[str], term: str) -> bool:
    """True where the words' initials make the term, with small words counted or not, hyphens cut or not."""
    if not words or words[0].lower() in _SMALL:
        return False
    wanted = term.lower().replace("&", "")
    cut = [part for word in words for part in word.split("-")]
    forms = (words, cut, [w for w in words if w.lower() not in _SMALL], [w for w in cut if w.lower() not in _SMALL])
    for form in forms:
        plain = "".join(_letters(word) for word in form).lower()
        if wanted in {plain, "".join(word[:1] for word in form).lower()}:
            return True
    return initials(" ".join(words)).lower() == wanted


def _named(passages: Iterable[Passage]) -> Iterator[tuple[str, Definition]]:
    """Names of bodies, plans and funds, of three words or more or "NHS …", under the initials that readers give."""
    counts: Counter[str] = Counter()
    places: dict[str, tuple[Passage, str]] = {}
    for passage in passages:
        for statement in passage.statements:
            text = passage.text[statement.start : statement.end]
            for name in (name for match in _NAME.finditer(text) for name in _names_in(match.group())):
                counts[name] += 1
                places.setdefault(name, (passage, text))
    for name, _ in counts.most_common():
        term = "NHS" + initials(name[4:]) if name.startswith("NHS ") else initials(name)
        if is_acronym(term) and 3 <= len(term) <= 6:
            passage, quote = places[name]
            yield term, Definition(term, name, passage.version, passage.id, quote)


def _names_in(phrase: str) -> Iterator[str]:
    """The names in a run of capitalised words: "Ann Lee of the Department for Care" holds "Department for Care"."""
    for piece in re.split(r"\s+(?:of|and) the\s+", _LEADING.sub("", phrase)):
        one, _, two = piece.partition(" and ")
        for name in [one, two] if _is_name(one) and _is_name(two) else [piece]:
            if _is_name(name):
                yield _in_singular(name.strip("’'"))


def _in_singular(name: str) -> str:
    countable = _THING.match(name.rsplit(maxsplit=1)[-1]) and not name.endswith(("Services", "Providers"))
    return _one(name) if countable else name


def _is_name(phrase: str) -> bool:
    """True of the proper name of a body, plan, fund or programme; an office or a person is none."""
    words = [word for word in phrase.split() if word.lower() not in _SMALL]
    of_nhs = len(words) in {2, 3} and words[0] == "NHS"
    of_others = len(words) >= 3 and "NHS" not in words
    if not (of_nhs or of_others) or _HONORIFIC.match(phrase) or _OFFICE.search(phrase):
        return False
    head = re.split(r"\s+(?:of|for)\s+", phrase, maxsplit=1)[0].rsplit(maxsplit=1)[-1]
    return bool(_THING.match(head.strip("’'")))
