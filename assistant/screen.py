"""What is settled before any tool or model is called: greetings, personal data, instructions, the assistant itself.

Pure; knows the question only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from assistant.terms import QUESTION_WORDS, STOP, question_terms
from assistant.types import Outcome
from assistant.words import GREETING, OUT_OF_SCOPE, PERSONAL_DATA, UNCLEAR

MAX_CHARACTERS = 2000
_VAGUE = (
    QUESTION_WORDS | STOP | {"thing", "stuff", "it", "one", "more", "else", "help", "info", "information", "question"}
)
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u00ad]|[\U000e0000-\U000e007f]")
_GREETING = re.compile(
    r"""^\W* (?:hi|hello|hey|good\ (?:morning|afternoon|evening)|thanks?(?:\ you)?|thank\ you(?:\ very\ much)?|cheers|ta
        |bye|goodbye|ok(?:ay)?) (?:\ there|\ all|\ again|\ so\ much|\ a\ lot)? \W*$""",
    re.I | re.X,
)
_DOCUMENTS = r"(?:documents?|sources?|guidance|letters?|files?|papers?)"
_ABOUT_SOURCES = re.compile(
    rf"""\b(?:
        (?:which|what|list|show|how\ many)\b [^?.]{{0,24}} \b{_DOCUMENTS}\b [^?.]{{0,30}} \b(?:
            (?:do|have|are|did)\ you\ (?:using|used?|based|hold|held|have\W*$|know|read|got|been\ given|rel(?:y|ying)
                |draw|look|search)
            | you\ (?:use|hold|have\W*$|know|read|rely|draw|search|answer)
            | (?:your|these|the)\ answers? | this\ (?:assistant|service|bot|tool) | (?:is|are)\ this\ based
            | held\ here | loaded | ingested | available\ (?:here|to\ you))
        | where\ (?:do|does|are)\ (?:you|your|these)\b [^?.]{{0,20}} \b(?:answers?|information|facts|get|come|taken)
        | what\ are\ your\ (?:sources|documents) | what\ have\ you\ (?:read|been\ given|been\ fed|got\ in)
        | what\ (?:is|are)\ (?:this|your\ answers?)\ based\ on | what\ do\ you\ base\b )""",
    re.I | re.X,
)
_ABOUT_SELF = re.compile(
    r"""\b(?:
        what\ can\ you\ (?:do|help|answer)(?:\ for\ me|\ with|\ me\ with)? | who\ (?:made|built)\ you
        | (?:who|what)\ are\ you | how\ do\ you\ work | help\ me\ use\ (?:this|you)
        ) \W*$
        | \bare\ you\ (?:a\ (?:bot|robot|person|human)|human|an\ ai|chatgpt)\b | ^\W*help\W*$""",
    re.I | re.X,
)
# A planner asks "can we ignore the earlier guidance?"; an instruction is an imperative, or speaks of the prompt.
_IMPERATIVE = r"""(?: ^\W* | [.!?:;,\n–-]\s* | \b(?:please|now|just|kindly|simply|must|instead)\s+
    | \b(?:i\ want|i\ need|i'd\ like|you\ (?:have|need|are\ going)|asked)\s(?:you\s)?to\s+
    | \b(?:can|could|would|will)\ you\ (?:please\ )? | \byou\ (?:can|should|will|may)\s+ )"""
_PROMPT = r"(?:instructions?|prompts?|programming|guard\ ?rails|guidelines)"
_INSTRUCTION = re.compile(
    rf"""
    {_IMPERATIVE} (?:ignore|disregard|forget|override|bypass)\b [^.?!]{{0,40}}
        \b(?:{_PROMPT}|rules?|documents?|guidance|above|previous|prior|everything)\b
    | \b(?:ignore|disregard|forget|override|bypass)(?:ing)?\b [^.?!]{{0,24}} \b(?:your|all|any|above)\b [^.?!]{{0,24}}
        \b{_PROMPT}\b
    | \b(?:system|developer|hidden)\ (?:prompt|message|instructions?)\b | \byou\ are\ now\b
    | {_IMPERATIVE} act\ as\b | \bact\ as\ (?:if|though)\ you\b | {_IMPERATIVE} pretend\b
    | \bjailbreak\b | \bdan\ mode\b
    | \b(?:reveal|print|repeat|show\ me|tell\ me|output)\b [^.?!]{{0,30}}
        \b(?:your\ (?:prompt|instructions|rules|system)|the\ prompt(?=\W*$|\s+(?:you|above|that)))\b
    | \bfrom\ now\ on,?\ (?:you|answer|say|reply)\b | \bin\ your\ next\ answer\b
    | {_IMPERATIVE} (?:answer|reply|respond|say|tell\ me)\b [^.?!]{{0,40}}
        \bwithout\ (?:any\ )?(?:citations?|sources?|quotes?)\b
    | </?(?:system|passage|script|instructions?)\b
    """,
    re.I | re.X,
)
_ASKED_TO = (
    r"""^\W* (?:please\ |now\ |then\ |can\ you\ |could\ you\ |would\ you\ |i\ want\ you\ to\ |i\ need\ you\ to\ )*"""
)
_MAKE = r"(?:write|draft|compose|create|generate|make\ up|invent|produce|translate|rewrite|code|program)"
_PIECE = r"(?:press\ release|poem|story|song|joke|essay|e-?mail|speech|tweet|script|function|limerick|haiku)"
_PAPER = r"(?:letter|post|code|report|paper|briefing|response|statement|answer|program|plan|summary)"
_TASK = re.compile(
    rf"""
    {_ASKED_TO} {_MAKE}\ (?:me\ |us\ )?(?:an?|the|my|our|some|your|this|that)\b [^?]{{0,40}} \b{_PIECE}\b
    | {_ASKED_TO} (?:write|compose|translate)\ (?:{_PIECE}|{_PAPER}|to)\b
    | ^\W* (?:please\ |now\ )* {_MAKE}\ (?:me\ |us\ )?(?:an?|the|my|our|some|your|this|that)\b [^?]{{0,40}}
        \b{_PAPER}\b [^?]*$
    | {_ASKED_TO} {_MAKE}\ (?:me|us)\b | {_ASKED_TO} {_MAKE}\b [^?]{{0,60}} \bfor\ (?:me|us)\b
    | {_ASKED_TO} translate\b | ^\W* (?:tell\ me\ a\ joke|sing)\b
    | [.!?]\s+ (?:please\ |now\ )? (?:write|draft|compose)\ (?:an?|me|the)\b
    """,
    re.I | re.X,
)
_NI = r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
_PERSONAL = (
    ("an email address", re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b")),
    (
        "a National Insurance number",
        re.compile(rf"\b{_NI}\s?\d{{2}}\s?\d{{2}}\s?\d{{2}}\s?[A-D]\b|\b(?i:{_NI}\d{{6}}[A-D])\b"),
    ),
)
_TELEPHONE = re.compile(
    r"(?<![\d£.,/])(?:\+44\s?\(?0?\)?\s?\d{2,4}|\(?0\d{2,4}\)?)[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d|[,/-]\d|%)"
)
_NHS_NUMBER = re.compile(r"(?<![\d£.,/-])\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d|[,/-]\d|%)")
_CARD = re.compile(
    r"(?<![\d£.,/-])(?:\d{4}[\s-]?\d{4}[\s-]?\d{4}[\s-]?\d{1,7}|3[47]\d{2}[\s-]?\d{6}[\s-]?\d{5})(?!\d|[,/-]\d)"
)


@dataclass(frozen=True, slots=True)
class Screened:
    """A question settled without a search: how, and in which words. `about_sources` asks for the list of documents."""

    outcome: Outcome
    words: str
    about_sources: bool = False


def clean(text: str) -> str:
    """A question with hidden characters out and white space evened; the form that is logged, searched and shown."""
    return " ".join(_HIDDEN.sub("", unicodedata.normalize("NFC", text)).replace("\x00", " ").split())


def screen(text: str, has_history: bool) -> Screened | None:
    """How a cleaned question is settled at once; None where it goes on to the search."""
    if kind := personal_data(text):
        return Screened(Outcome.REFUSED, PERSONAL_DATA.format(kind=kind))
    if _INSTRUCTION.search(text) or _TASK.search(text):
        return Screened(Outcome.REFUSED, OUT_OF_SCOPE)
    if _GREETING.match(text):
        return Screened(Outcome.GREETING, GREETING)
    if _ABOUT_SOURCES.search(text):
        return Screened(Outcome.ANSWERED, "", about_sources=True)
    if _ABOUT_SELF.search(text):
        return Screened(Outcome.GREETING, GREETING)
    if not re.search(r"\w", text) or (not has_history and not _says_something(text)):
        return Screened(Outcome.UNCLEAR, UNCLEAR)
    return None


def _says_something(text: str) -> bool:
    """True where a word is left that could be looked for."""
    told = any(term not in _VAGUE and len(term) > 1 for term in question_terms(text))
    return told and bool(re.search(r"[A-Za-z]{2}", text))


def personal_data(text: str) -> str:
    """What personal data a question seems to hold, in words; "" for none."""
    for kind, pattern in _PERSONAL:
        if pattern.search(text):
            return kind
    for kind, pattern, holds in _CHECKED:
        if any(holds([int(char) for char in match.group() if char.isdigit()]) for match in pattern.finditer(text)):
            return kind
    return ""


def _is_telephone(digits: list[int]) -> bool:
    """Ten or eleven digits after the nought, as Ofcom gives them out."""
    return len(digits) in {10, 11} if digits[0] == 0 else len(digits) in {11, 12, 13}


def _is_nhs_number(digits: list[int]) -> bool:
    """The modulus 11 check of the NHS Data Dictionary; a round sum is no number of a person."""
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and digits[9] == check % 11 and digits[-3:] != [0, 0, 0]


def _is_card(digits: list[int]) -> bool:
    """The Luhn check of ISO/IEC 7812, and a first digit that banks and payment cards have: never a year."""
    backwards = digits[::-1]
    doubled = [digit if index % 2 == 0 else sum(divmod(2 * digit, 10)) for index, digit in enumerate(backwards)]
    issued = digits[0] in {3, 4, 5, 6} or (digits[0] == 2 and 2 <= digits[1] <= 7)
    return issued and 13 <= len(digits) <= 19 and sum(doubled) % 10 == 0


_CHECKED: tuple[tuple[str, re.Pattern[str], Callable[[list[int]], bool]], ...] = (
    ("a telephone number", _TELEPHONE, _is_telephone),
    ("an NHS number", _NHS_NUMBER, _is_nhs_number),
    ("a card number", _CARD, _is_card),
)
