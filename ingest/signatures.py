"""What closes a letter: the closing phrase and the people who sign, in whatever shape their names and roles are set.

Knows names and offices; does not know who anybody is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.text import Mapped
from ingest.lines import ANNEX
from ingest.parts import Part

SALUTATION = re.compile(r"^dear\s+\w+", re.I)
CLOSING = re.compile(
    r"^(?:yours(?: (?:sincerely|faithfully|truly|ever))?|(?:with )?(?:kind|best|warm) (?:regards|wishes)"
    r"|(?:with|many) thanks\b.{0,30})[,.]?$",
    re.I,
)
ROLE = re.compile(
    r"\b(?:chief|director|ceo|chair(?:man|woman|person)?|secretary|president|officer|head of|minister|leader|lead"
    r"|manager|commissioner|regulator|advis[eo]r|governor|registrar|dean|principal)\b",
    re.I,
)
TITLES = r"(?:Sir|Dame|Dr|Prof(?:essor)?|Lord|Lady|Baroness|Cllr|Councillor|Mr|Mrs|Ms|Miss|Rt Hon|The Rt Hon|Rev)\.?"
_NAME_WORD = r"[A-Z][\w'’-]*\.?"
NAME = rf"(?:{TITLES}\s+)*{_NAME_WORD}(?:\s+(?:(?:de|van|von|der|la|of)\s+)*{_NAME_WORD}){{1,4}}"
_NAME = re.compile(rf"{NAME}(?:,?\s+(?:OBE|CBE|MBE|QC|KC|MP))*")
_TITLED = re.compile(rf"{TITLES}\s")
_SIGNATURE = re.compile(rf"{NAME},\s")
_REPORTING = re.compile(r"\b(?:said|says|told|argued|argues|warned|warns|added|claimed|claims|was|were|is|are|has)\b")
_ENDED = re.compile(r"[.!?:;][\"'”’)]*$")
MAX_WORDS = 24
MAX_BODY_WORDS = 9


def is_name(text: str) -> bool:
    """True of a line that is nothing but a person's name (or looks like one: "Northern Office" does too)."""
    clean = _plain(text)
    return bool(_NAME.fullmatch(clean)) and not ROLE.search(clean) and not re.search(r"\d", clean)


def is_signature(text: str) -> bool:
    """True of "Name, role, body": short, no sentence, a role in it."""
    clean = _plain(text)
    if len(clean.split()) > MAX_WORDS or _ENDED.search(clean) or _REPORTING.search(clean):
        return False
    return bool(ROLE.search(clean) and _SIGNATURE.match(clean))


def is_role(text: str) -> bool:
    """True of a line that is nothing but an office: "Director of Planning, Northern Office"."""
    words = _plain(text).split()
    start = " ".join(words[:4])
    if not words or len(words) > MAX_BODY_WORDS or _ENDED.search(text) or _TITLED.match(text) or re.search(r"\d", text):
        return False
    return words[0][:1].isupper() and bool(ROLE.search(start))


def _plain(text: str) -> str:
    return re.sub(r"\*\*|__", "", text).strip()


def with_signatures(parts: Sequence[Part]) -> list[Part]:
    """The parts with every signature marked, and names, roles and bodies on lines of their own joined.

    They stand behind the closing phrase; in a document without one, they may stand anywhere.
    """
    out: list[Part] = []
    index = 0
    closes = any(CLOSING.match(part.text.text) for part in parts if part.kind == "paragraph")
    while index < len(parts):
        part = parts[index]
        index += 1
        if part.kind == "paragraph" and CLOSING.match(part.text.text):
            stop = next((n for n in range(index, len(parts)) if _is_over(parts[n])), len(parts))
            out += [replace(part, kind="signature"), *_signed(parts[index:stop])]
            index = stop
        else:
            out.append(part)
    return out if closes else _signed(out)


def _is_over(part: Part) -> bool:
    """True of a part that cannot be a name, a role or a body: the letter is over."""
    text = part.text.text
    return part.kind != "paragraph" or bool(ANNEX.match(text)) or len(text.split()) > MAX_WORDS


def _signed(lines: Sequence[Part]) -> list[Part]:
    out: list[Part] = []
    index = 0
    while index < len(lines):
        part = lines[index]
        index += 1
        if part.kind != "paragraph":
            pass
        elif is_signature(part.text.text):
            part = replace(part, kind="signature")
        elif _starts_name(lines, index - 1):
            more = index + 1
            while more < len(lines) and _is_more(lines, more):
                more += 1
            text = Mapped.join([line.text for line in lines[index - 1 : more]], ", ")
            part, index = replace(part, kind="signature", text=text), more
        out.append(part)
    return out


def _starts_name(lines: Sequence[Part], index: int) -> bool:
    """True of a name with a role on the line below it."""
    below = lines[index + 1] if index + 1 < len(lines) else None
    named = lines[index].kind == "paragraph" and is_name(lines[index].text.text)
    return named and below is not None and below.kind == "paragraph" and is_role(below.text.text)


def _is_more(lines: Sequence[Part], index: int) -> bool:
    """True of a further line of a role, or of the body that it is in."""
    text = lines[index].text.text
    if lines[index].kind != "paragraph" or _starts_name(lines, index) or is_signature(text) or _ENDED.search(text):
        return False
    return text[:1].isupper() and len(text.split()) <= MAX_BODY_WORDS and ":" not in text
