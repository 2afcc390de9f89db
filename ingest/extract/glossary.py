"""Passages -> the acronyms and terms that a document explains, each with the words that explain it.

Knows how English introduces an acronym; does not know any acronym.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.glossary import initials, is_acronym
from assistant.types import Definition, Passage

_SMALL = frozenset(
    """and of for the in on to a an at by with""".split()
)
_DIGITS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
}
_IN_BRACKETS = re.compile(r"\((?:the |an? |or )?[\"'“‘]?(?P<term>[A-Z0-9][A-Za-z0-9&/-]{1,9})[\"'”’]?\)")
_AFTER = re.compile(
    r"\b(?P<term>[A-Z0-9][A-Za-z0-9&]{1,8}?)(?P<plural>s?)\s*(?:[–—-]|\(|,? which stands for|stands for|,? short for)\s*(?:the |an? )?(?P<rest>[a-zA-Z][\w\s&,’'-]{4,90})"
)
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?:\s+(?:(?:and|of|for|the|to|in)\s+)*(?:[A-Z0-9][\w’'-]*))+")
_LEADING = re.compile(
    r"^(?:The|A|An|In|On|At|By|For|Our|Your|This|These|All|Of|If|While|Where|When|As|And|Dear|Re|Mr|Mrs|Ms|Sir|Dr)\s+"
)


def extract_definitions(passages: Sequence[Passage]) -> tuple[Definition, ...]:
    """The glossary of one document: explained acronyms first, then names whose initials somebody may type."""
    found: dict[str, Definition] = {}
    for passage in passages:
        for term, meaning, quote in _explained(passage):
            found.setdefault(term.lower(), Definition(term, meaning, passage.version, passage.id, quote))
    for term, definition in _named(passages):
        found.setdefault(term.lower(), definition)
    return tuple(found.values())


def _explained(passage: Passage) -> Iterator[tuple[str, str, str]]:
    for statement in passage.statements:
        text = passage.text[statement.start : statement.end]
        for match in _IN_BRACKETS.finditer(text):
            term, plural = _singular(match["term"])
            meaning = _words_before(text[: match.start()], term)
            if meaning:
                yield term, _one(meaning) if plural else meaning, text
        for match in _AFTER.finditer(text):
            meaning = _words_after(match["rest"], match["term"]) if is_acronym(match["term"]) else ""
            if meaning:
                yield match["term"], meaning, text


def _singular(term: str) -> tuple[str, bool]:
    return (term[:-1], True) if len(term) > 2 and term.endswith("s") and term[-2].isupper() else (term, False)


def _one(meaning: str) -> str:
    return meaning[:-1] if meaning.endswith("s") and not meaning.endswith("ss") else meaning


def _letters(word: str) -> str:
    word = word.strip("’'\"“‘(,")
    return _DIGITS.get(word.lower(), word[:1])


def _words_before(text: str, term: str) -> str:
    """The fewest words at the end of a text whose initials spell the term, small words passed over."""
    words = re.findall(r"[\w&’'-]+", text)
    for count in range(1, min(len(words), 2 * len(term) + 2) + 1):
        if _spells(words[-count:], term):
            at = re.search(r"[\W]+".join(re.escape(word) for word in words[-count:]) + r"\W*$", text)
            return at.group().strip(" ,;:–-") if at else " ".join(words[-count:])
    return ""


def _words_after(text: str, term: str) -> str:
    words = re.findall(r"[\w&’'-]+", text)
    for count in range(1, min(len(words), 2 * len(term) + 2) + 1):
        if _spells(words[:count], term):
            return " ".join(words[:count])
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
    """Names of three words or more, or "NHS …", under the initials that readers give them."""
    counts: Counter[str] = Counter()
    places: dict[str, tuple[Passage, str]] = {}
    for passage in passages:
        for statement in passage.statements:
            text = passage.text[statement.start : statement.end]
            for match in _NAME.finditer(text):
                name = _LEADING.sub("", match.group())
                significant = [word for word in name.split() if word.lower() not in _SMALL]
                if len(significant) >= 3 or (len(significant) == 2 and significant[0] == "NHS"):
                    counts[name] += 1
                    places.setdefault(name, (passage, text))
    for name, _ in counts.most_common():
        term = initials(name) if not name.startswith("NHS ") else "NHS" + initials(name[4:])
        if is_acronym(term) and 3 <= len(term) <= 6:
            passage, quote = places[name]
            yield term, Definition(term, name, passage.version, passage.id, quote)
