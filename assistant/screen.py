"""What is settled before any tool or model is called: greetings, personal data, instructions, questions about the assistant.

Pure; knows the question only.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.terms import QUESTION_WORDS, STOP, question_terms
from assistant.types import Outcome
from assistant.words import GREETING, OUT_OF_SCOPE, PERSONAL_DATA, UNCLEAR

MAX_CHARACTERS = 2000
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u00ad]|[\U000e0000-\U000e007f]")
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?|thank you(?: very much)?|cheers|ta|bye|goodbye|ok(?:ay)?)(?: there| all| again| so much| a lot)?\W*$",
    re.I,
)
_ABOUT_SOURCES = re.compile(
    r"\b(?:(?:which|what|list|show|how many)\b[^?.]{0,24}\b(?:documents?|sources?|guidance|letters?|files?|papers?)\b[^?.]{0,40}\b(?:based on|use[ds]?|using|hold|held|have you|do you|you (?:have|got|know|read|look)|rely|draw(?:n)? on|come from|ingested|available|loaded|know about)"
    r"|where (?:do|does|are) (?:you|your|these)\b[^?.]{0,20}\b(?:answers?|information|facts|get|come|taken)|what are your (?:sources|documents)|what have you (?:read|been given|been fed|got in))",
    re.I,
)  # fmt: skip
_ABOUT_SELF = re.compile(
    r"\b(?:what can you (?:do|help|answer)|who (?:are you|made you|built you)|what are you\b|are you (?:a bot|human|an ai|chatgpt)|how do you work|help me use)\b|^\W*help\W*$",
    re.I,
)
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.?!]{0,40}\b(?:instructions?|rules?|documents?|prompts?|guidance|above|previous|prior|guidelines|everything)\b"
    r"|\b(?:system|developer|hidden) (?:prompt|message|instructions?)\b|\byou are now\b|\bact as\b|\bpretend (?:to be|you|that)\b|\bjailbreak\b|\bdan mode\b"
    r"|\b(?:reveal|print|repeat|show me|tell me|output)\b[^.?!]{0,30}\b(?:your (?:prompt|instructions|rules|system)|the prompt)\b"
    r"|\b(?:from now on|in your next answer),? (?:you|answer|say|reply)\b|\bwithout (?:any )?(?:citations?|sources?|quotes?)\b|</?(?:system|passage|script|instructions?)\b",
    re.I,
)
_TASK = re.compile(
    r"^\W*(?:please |now |then |can you |could you |would you |i want you to |i need you to )*(?:write|draft|compose|create|generate|make up|invent|produce|translate|rewrite|code|program)\b"
    r"[^?]{0,40}\b(?:press release|poem|story|song|joke|essay|e-?mail|letter|speech|tweet|post|code|script|function|limerick|haiku|report|paper|briefing|response|statement|answer|program|plan)\b|^\W*(?:tell me a joke|sing)\b|[.!?]\s+(?:please |now )?(?:write|draft|compose) (?:a|an|me|the)\b",
    re.I,
)
_PERSONAL = (
    ("an email address", re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b")),
    ("a National Insurance number", re.compile(r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.I)),
    ("a telephone number", re.compile(r"(?<![\d£.,])(?:\+44\s?\(?0?\)?\s?\d{2,4}|\(?0\d{2,4}\)?)[\s-]?\d{3,4}[\s-]?\d{3,4}(?![\d,])")),
)  # fmt: skip
_NHS_NUMBER = re.compile(r"(?<![\d£.,/])\d{3}[\s-]?\d{3}[\s-]?\d{4}(?![\d,/])")
_CARD = re.compile(r"(?<![\d£.,])(?:\d[\s-]?){13,19}(?!\d)")


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
    vague = {"thing", "stuff", "it", "one", "more", "else", "help", "info", "information", "question"}
    vague |= QUESTION_WORDS | STOP
    return any(term not in vague and len(term) > 1 for term in question_terms(text)) and bool(
        re.search(r"[A-Za-z]{2}", text)
    )


def personal_data(text: str) -> str:
    """What personal data a question seems to hold, in words; "" for none."""
    for kind, pattern in _PERSONAL:
        if pattern.search(text):
            return kind
    if any(_is_nhs_number(match.group()) for match in _NHS_NUMBER.finditer(text)):
        return "an NHS number"
    if any(_is_card(match.group()) for match in _CARD.finditer(text)):
        return "a card number"
    return ""


def _is_nhs_number(text: str) -> bool:
    """The modulus 11 check of the NHS Data Dictionary."""
    digits = [int(char) for char in text if char.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and digits[9] == check % 11


def _is_card(text: str) -> bool:
    """The Luhn check of ISO/IEC 7812."""
    digits = [int(char) for char in text if char.isdigit()][::-1]
    doubled = [digit if index % 2 == 0 else sum(divmod(2 * digit, 10)) for index, digit in enumerate(digits)]
    return 13 <= len(digits) <= 19 and sum(doubled) % 10 == 0
