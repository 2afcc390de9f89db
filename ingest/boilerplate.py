"""What on a page is not content: browser and cookie notices, navigation, captions, comment forms.

Knows the furniture of web pages; does not know any site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text import fold
from ingest.parts import Part

_NOTICE = re.compile(
    r"your browser (?:is|appears|does)|upgrade to a newer version|enable (?:cookies|javascript)"
    r"|cookies? (?:policy|settings|disabled)|(?:we|this (?:web)?site) uses? cookies"
    r"|consent to (?:the )?use (?:of )?cookies|accept (?:all )?cookies|^cookies on this\b"
    r"|^skip to (?:main |page )?(?:content|navigation|search)|^jump to content"
    r"|^(?:you must |please )?(?:sign|log) in to (?:make|post|leave|add|comment|reply|read|view|continue|access this)\b"
    r"|html is not permitted|(?:governed by|agree(?:ment)? to|accept) (?:our|these|the site's) terms (?:and|of)"
    r"|^(?:is|was) this (?:page|article) (?:useful|helpful)|^all rights reserved|^©|^copyright\b.{0,60}$"
    r"|^(?:\d+ )?comments?(?: \(\d+\))?$|^e-?mail (?:this (?:page|article)|to a friend)\b.{0,20}$|^home\s*[>/›»]"
    r"|^\[?(?:read more|see also|related)\b(?: \w+)?:",
    re.I,
)
_LINK = re.compile(
    r"(?:menu|search|close|back to top|learn more|read more|subscribe(?: now)?|register(?: now)?"
    r"|(?:sign|log) (?:in|out|up)|share|share (?:this|on|via)(?: \w+)?|print(?: this page)?"
    r"|(?:follow|like) us(?: on \w+)?|advertisement|advertise with us|manage settings|accept all|reject all"
    r"|(?:\d+ )?comments?(?: \(\d+\))?)",
    re.I,
)
_LINK_BESIDE_OTHERS = re.compile(
    r"(?:home|contents|next|previous|jobs|events|news|contact(?: us)?|about(?: us)?|e-?mail|facebook|twitter|linkedin"
    r"|yes|no)",
    re.I,
)
_BETWEEN_LINKS = re.compile(r"\s*(?:[|/•·>›»:]|\s{2,}|\t)\s*|(?<=[a-z]) (?=[A-Z])")
_FORM = re.compile(
    r"^(?:have your say|leave a (?:comment|reply)|join the (?:conversation|discussion)|post a comment)\W*$", re.I
)
_FORM_WORDS = re.compile(
    r"\b(?:(?:sign|log) in|comments?|your (?:name|e-?mail)|html|terms and conditions|submission of)\b", re.I
)
_CONTENTS = re.compile(r"^(?:on this page|in this section|contents)\W*$", re.I)
_RELATED = re.compile(
    r"^(?:related (?:articles|content|pages|links|stories|topics)|more on this (?:story|topic)|most (?:read|popular)"
    r"|you (?:may|might) also like|read next)\W*$",
    re.I,
)
_ON_THIS_PAGE = re.compile(r"^(?:on this page|in this section|related (?:pages|articles|links))\s*:", re.I)
_PICTURE = re.compile(r"\b(?:banner|logo|image|photo(?:graph)?|picture|icon|thumbnail)$", re.I)
_PICTURE_LABEL = re.compile(r"^(?:picture|photo(?:graph)?|image|caption|pictured)\s*:", re.I)
_CREDITED = re.compile(r"\b(?:said|says|told|argued|argues|warned|warns|claimed|claims|believes)\b")
_QUESTION_WORD = re.compile(r"^(?:what|how|why|when|where|who|which)\b", re.I)
_ENDED = re.compile(r"[.!?:;…][\"'”’)\]]*$")
MAX_NOTICE_WORDS = 60
MAX_CAPTION_WORDS = 16
LONG = 20  # words: a paragraph of text, behind which a short line may be a caption
FORM_PARTS = 4


def strip_boilerplate(parts: Sequence[Part]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """The parts that are content, and the text of those that are not (for the report).

    A comment form takes all that follows it, for nothing an author wrote stands below it; the head of a list of links
    takes its entries.
    """
    kept: list[Part] = []
    stripped: list[str] = []
    links = _links(parts)
    in_text = beside = False
    for index, part in enumerate(parts):
        text = part.text.text
        if _is_form(parts, index):
            stripped += [other.text.text for other in parts[index:]]
            break
        beside = part.kind != "row" and _are_links(text, beside)
        if beside or index in links or is_boilerplate(part, in_text=in_text):
            stripped.append(text)
        else:
            kept.append(part)
            in_text = in_text or (part.kind == "paragraph" and len(text.split()) >= LONG)
    return tuple(kept), tuple(stripped)


def _links(parts: Sequence[Part]) -> set[int]:
    """The places of lists of links: entries that are this page's own headings, or titles of other pages."""
    headings = {_title(part) for part in parts if part.kind == "heading"}
    found: set[int] = set()
    for head, part in enumerate(parts):
        related, contents = _RELATED.match(part.text.text), _CONTENTS.match(part.text.text)
        if not related and not contents:
            continue
        entries = []
        for place in range(head + 1, len(parts)):
            entry = parts[place]
            if not (_title(entry) in headings if contents else _names_a_page(entry)) or entry.kind == "heading":
                break
            entries.append(place)
        found |= {head, *entries} if entries else set()
    return found


def _title(part: Part) -> str:
    return fold(part.text.text).rstrip("?:")


def _names_a_page(part: Part) -> bool:
    short = len(part.text.text.split()) <= MAX_CAPTION_WORDS
    return part.kind in {"paragraph", "item"} and short and not part.text.text.endswith((".", ":"))


def _is_form(parts: Sequence[Part], index: int) -> bool:
    """True of the head of a comment form: "Have your say" over a consultation's own text is none."""
    part = parts[index]
    if part.kind not in {"heading", "paragraph"} or not _FORM.match(part.text.text):
        return False
    below = [other.text.text for other in parts[index + 1 : index + 1 + FORM_PARTS]]
    return not below or any(_FORM_WORDS.search(text) and len(text.split()) < LONG for text in below)


def is_boilerplate(part: Part, *, in_text: bool = True) -> bool:
    """True of one part that is page furniture. A caption stands behind some text (`in_text`), a headline before it."""
    text = part.text.text
    if part.kind == "row":
        return False
    if _NOTICE.search(text) and len(text.split()) < MAX_NOTICE_WORDS:
        return True
    if _ON_THIS_PAGE.match(text):
        return True
    if part.kind not in {"heading", "paragraph"}:
        return False
    return bool(_PICTURE_LABEL.match(text)) or _is_picture(text) or (in_text and is_caption(text))


def _are_links(text: str, beside: bool) -> bool:
    """True of a line that holds nothing but a site's own links: "Subscribe | Log in | Search".

    Words that may be a heading ("Events") are links only on a line with others, or `beside` one.
    """
    pieces = [piece.strip() for piece in _BETWEEN_LINKS.split(text) if piece.strip()]
    sure = [piece for piece in pieces if _LINK.fullmatch(piece)]
    return (beside or bool(sure)) and all(piece in sure or _LINK_BESIDE_OTHERS.fullmatch(piece) for piece in pieces)


def is_caption(text: str) -> bool:
    """A short line without a full stop that reports somebody's words: it stands under a picture."""
    if _ENDED.search(text) or _QUESTION_WORD.match(text) or len(text) <= 20:
        return False
    return len(text.split()) <= MAX_CAPTION_WORDS and bool(_CREDITED.search(text))


def _is_picture(text: str) -> bool:
    return len(text.split()) <= 10 and bool(_PICTURE.search(text)) and not _ENDED.search(text)
