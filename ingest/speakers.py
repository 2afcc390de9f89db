"""Who speaks in a quotation: each quoted statement given the person or paper that the text names for it.

Knows how English reports speech; does not know who anybody is, and leaves a speech without a named speaker alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.types import Passage, Statement
from ingest.signatures import ROLE, TITLES

_WORD = r"[A-Z][\w’'-]+"
_PERSON = rf"(?:{TITLES}\s+)*{_WORD}(?:\s+{_WORD}){{0,2}}"
_THING = r"(?:[Tt]he|[Aa]n?|[Oo]ne|[Ii]ts|[Tt]heir) (?:[a-z’'-]+ ){0,4}?[a-z’'-]+"
_VERB = (
    r"(?:said|says?|told|tells|wrote|writes|warned|warns|added|adds|argued|argues|stated|states?|claimed|claims|replied"
    r"|spoke|asked|explained|insisted)"
)
_BETWEEN = (
    r"(?:\s+(?:to|of|from|for|in|sent|who)\b[^,“”\".:]{1,80})?(?:,[^“”\"]{2,100}?,)?"
    r"\s+(?:(?:also|then|has|have|had)\s+)*"
)
_ATTRIBUTED = re.compile(
    rf"(?P<pronoun>\b(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey)) (?:(?:also|then) )*{_VERB}\b"
    rf"|\b{_THING}, (?P<named>{_PERSON}), {_VERB}\b"
    rf"|\b(?P<who>{_PERSON}(?: and {_PERSON})?|{_THING}){_BETWEEN}{_VERB}\b"
    rf"|\b(?:said|added|says) (?P<behind>{_PERSON}|{_THING})"
    rf"|\b[Aa]ccording to (?P<source>{_PERSON}|{_THING})"
)
_INTRODUCED = re.compile(rf"\b(?P<titled>{TITLES}\s{_PERSON})|\b(?P<name>{_PERSON}),\s[^,.]{{0,60}}")
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]?")
_NO_PERSON = re.compile(r"^(?:[a-z]|(?:The|A|An|One|Its|Their|NHS)\b)")
ENOUGH_WORDS = 4  # a shorter quotation only borrows a word


@dataclass
class _Heard:
    """Who was last heard of: the last person named, and the last to speak."""

    person: str = ""
    speaker: str = ""

    def resolve(self, match: re.Match[str]) -> str:
        """The speaker that an attribution names, a pronoun looked up."""
        if match["pronoun"]:
            return self.person if match["pronoun"].lower() in {"he", "she"} else self.speaker
        return match["named"] or match["who"] or match["behind"] or match["source"]

    def note(self, text: str) -> None:
        """Keep the persons that a text introduces, by a title or an office."""
        for match in _INTRODUCED.finditer(text):
            if match["titled"] or ROLE.search(match.group()):
                self.person = match["titled"] or match["name"]


def with_speakers(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, each quoted statement with its speaker where the text names one."""
    heard = _Heard()
    speakers: dict[tuple[int, int], str] = {}
    for speech in _speeches(passages):
        speaker = _speaker(speech, heard)
        for key, _, quoted in speech:
            if quoted and speaker:
                speakers[key] = speaker
    return tuple(
        replace(passage, statements=tuple(_with(passage, index, speakers) for index in range(len(passage.statements))))
        for passage in passages
    )


def _with(passage: Passage, index: int, speakers: dict[tuple[int, int], str]) -> Statement:
    """A statement with its speaker; an item under a lead-in that names one is all that speaker's."""
    statement = passage.statements[index]
    speaker = speakers.get((passage.ordinal, index), "")
    if not speaker and statement.lead is not None:
        speaker = speakers.get((passage.ordinal, statement.lead), "")
    return replace(statement, speaker=speaker)


Heard = tuple[tuple[int, int], str, bool]  # a statement's place, its text, and whether it is quoted


def _speeches(passages: Sequence[Passage]) -> Iterator[list[Heard]]:
    """The statements in order, those of one quotation together. A lead-in with a verb of speech counts as quoted."""
    speech: list[Heard] = []
    is_open = False
    for passage in passages:
        for index, statement in enumerate(passage.statements):
            text = passage.text[statement.start : statement.end]
            goes_on = is_open
            is_open = _is_open(text, is_open)
            quoted = goes_on or _quotes(text) or (statement.kind == "lead" and bool(_ATTRIBUTED.search(text)))
            if speech and not goes_on:
                yield speech
                speech = []
            speech.append(((passage.ordinal, index), text, quoted))
    if speech:
        yield speech


def _is_open(text: str, is_open: bool) -> bool:
    """Whether a quotation is open behind a text. A paragraph of one that goes on starts with a mark of its own."""
    if text.startswith(("“", '"')):
        is_open = False
    for mark in re.findall(r"[“”]|(?<![\d])\"", text):
        is_open = not is_open if mark == '"' else mark == "“"
    return is_open


def _quotes(text: str) -> bool:
    return any(len(match.group().split()) >= ENOUGH_WORDS for match in _QUOTED.finditer(text))


def _speaker(speech: Sequence[Heard], heard: _Heard) -> str:
    """Who a speech's own statements say speaks; everybody whom they name is kept in mind for what follows."""
    found = ""
    outside = _QUOTED.sub("“”", "\n".join(text for _, text, _ in speech))
    for match in _ATTRIBUTED.finditer(outside):
        who = heard.resolve(match)
        found = found or who
        heard.speaker = who or heard.speaker
        if not match["pronoun"] and not _NO_PERSON.match(who):
            heard.person = who
    heard.note(outside)
    return found
