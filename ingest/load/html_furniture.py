"""Which elements of a web page a reader does not read: what HTML's own words, roles and common class names say.

Knows no site, and nothing of wording; furniture known by its words is left to the boilerplate step.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_SKIPPED = frozenset(
    "head script style noscript template svg nav aside footer iframe object embed audio video canvas map dialog button"
    " input select textarea label legend datalist output progress meter search rp rt".split()
)
_SKIPPED_ROLES = frozenset(
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar".split()
)
_NEVER_SKIPPED = ("html", "body", "main")  # often hidden until a script has run
_NEVER_NAMED = (*_NEVER_SKIPPED, "article", "h1", "h2", "h3", "h4", "h5", "h6")  # their ids name what they are about
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FURNITURE = re.compile(
    # Parts of a name that are used for nothing else, and words that are a whole name: "data-sharing" is content.
    r"(?<![a-z])(?:cookies?|breadcrumbs?|skip-?(?:links?|to|nav)|share-?(?:this|buttons?|links?|bar|tools?|icons?|page|widget)"
    r"|social-(?:media|links?|icons?|share)|addthis|related-(?:content|links?|items?|articles?|stories|posts?|pages?|navigation)"
    r"|comment-?(?:form|list|respond)|disqus|visually-?hidden|sr-only|screen-reader-text|print-?(?:link|button))(?![a-z])"
    r"|(?<![\w-])(?:share|sharing|related|comments|(?:page|article|post)-?tools)(?![\w-])"
)
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z*†‡])\]?")
MAX_CLIMB = 100  # elements outwards


def is_furniture(node: LexborNode) -> bool:
    """True of an element that HTML itself says is not the page's content."""
    tag, attributes = node.tag or "", node.attributes
    if tag in _NEVER_SKIPPED:
        return False
    if tag == "footer" and has_ancestor(node, "blockquote"):
        return False
    if tag in _SKIPPED or (attributes.get("role") or "").lower() in _SKIPPED_ROLES or _is_hidden(attributes):
        return True
    if tag == "header":
        return not has_ancestor(node, "main", "article", "section") and not _has_the_only_h1(node)
    if tag == "figure":
        return node.css_first("img, picture, video") is not None and node.css_first("table, pre, blockquote") is None
    return tag == "sup" and _is_note_mark(node)


def is_named_furniture(node: LexborNode) -> bool:
    """True of an element whose class or id is one that sites give to cookie notices, share buttons and the like."""
    if node.tag in _NEVER_NAMED:
        return False
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return bool(_FURNITURE.search(_CAMEL.sub("-", names).lower().replace("_", "-")))


def has_ancestor(node: LexborNode, *tags: str) -> bool:
    """True of an element within one that has one of the tags, not much further out."""
    parent = node.parent
    for _ in range(MAX_CLIMB):
        if parent is None or parent.tag in tags:
            break
        parent = parent.parent
    return parent is not None and parent.tag in tags


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    hidden = "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true"
    return hidden or bool(_HIDING.search(attributes.get("style") or ""))


def _has_the_only_h1(header: LexborNode) -> bool:
    """A site's header holds its name and menus; one with the page's only first heading holds the page's title."""
    inside = len(header.css("h1"))
    return inside > 0 and inside == len(header.parser.css("h1"))


def _is_note_mark(sup: LexborNode) -> bool:
    is_link = sup.css_first("a") is not None or has_ancestor(sup, "a")
    return is_link and bool(_NOTE_MARK.fullmatch(sup.text(strip=True)))
