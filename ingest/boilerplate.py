"""What on a page is not content: browser and cookie notices, navigation, captions, comment forms.

Knows the furniture of web pages; does not know any site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.parts import Part

_NOTICE = re.compile(
    r"your browser (?:is|appears|does)|upgrade to a newer version|enable (?:cookies|javascript)|cookies? (?:policy|settings|disabled)"
    r"|(?:we|this (?:web)?site) uses? cookies|consent to (?:the )?use (?:of )?cookies|accept (?:all )?cookies"
    r"|^skip to (?:main |page )?(?:content|navigation|search)|^jump to content|^(?:you must )?(?:sign|log) in to\b"
    r"|^(?:sign|log) (?:in|out|up)\b.{0,30}$|^subscribe\b.{0,40}$|^register (?:now|today|for free)\b|^advertise(?:ment)?\b.{0,20}$"
    r"|terms and conditions|html is not permitted|^share (?:this|on|via|with)\b|^(?:follow|like) us\b|^print(?: this page)?$"
    r"|^(?:menu|search|home|close|contents|back to top|learn more|read more|more on this story|related (?:articles|content|pages|links))$"
    r"|^is this page useful|^all rights reserved|^©|^copyright\b.{0,60}$|^(?:\d+ )?comments?(?: \(\d+\))?$|^e-?mail (?:this|to a friend)\b",
    re.I,
)
_COMMENT_FORM = re.compile(
    r"^(?:have your say|leave a (?:comment|reply)|join the (?:conversation|discussion)|post a comment)\b", re.I
)
_PICTURE = re.compile(r"\b(?:banner|logo|image|photo(?:graph)?|picture|icon|thumbnail)$", re.I)
_REPORTING = re.compile(r"\b(?:said|says|told|argued|argues|warned|warns|claimed|claims|believes)\b")
_ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*$")


def strip_boilerplate(parts: Sequence[Part]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """The parts that are content, and the text of those that are not (for the report).

    A notice's neighbours go with it only where they match too; a comment form takes all that follows it, for nothing
    an author wrote stands below it.
    """
    kept: list[Part] = []
    stripped: list[str] = []
    in_form = False
    for part in parts:
        text = part.text.text
        in_form = in_form or (part.kind in {"heading", "paragraph"} and bool(_COMMENT_FORM.match(text)))
        if in_form or is_boilerplate(part):
            stripped.append(text)
        else:
            kept.append(part)
    return tuple(kept), tuple(stripped)


def is_boilerplate(part: Part) -> bool:
    """True of one part that is page furniture."""
    text = part.text.text
    if part.kind == "row":
        return False
    if _NOTICE.search(text) and len(text.split()) < 60 and not part.number:
        return True
    return part.kind in {"heading", "paragraph"} and (is_caption(text) or _is_picture(text))


def is_caption(text: str) -> bool:
    """A short line without a full stop that reports somebody's words: it stands under a picture."""
    return len(text.split()) <= 16 and not _ENDED.search(text) and bool(_REPORTING.search(text)) and len(text) > 20


def _is_picture(text: str) -> bool:
    return len(text.split()) <= 10 and bool(_PICTURE.search(text)) and not _ENDED.search(text)


def first_heading_is_title(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The first heading of a document without a higher one, given level 1."""
    levels = [part.level for part in parts if part.kind == "heading"]
    if not levels or min(levels) == 1:
        return tuple(parts)
    first = next(n for n, part in enumerate(parts) if part.kind == "heading")
    return (*parts[:first], replace(parts[first], level=1), *parts[first + 1 :])
