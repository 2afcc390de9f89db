"""A question's wording -> what kind of answer would answer it. Pure; knows English questions, no document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.amounts import sums_in
from assistant.dates import When, find_whens
from assistant.rewrite import parted, with_context
from assistant.terms import question_terms, stem
from assistant.thesaurus import in_official_words


class Wants(StrEnum):
    """What would answer a question."""

    TIME = "time"
    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    PERSON = "person"
    MEANING = "meaning"
    LIST = "list"
    YES_NO = "yes or no"
    REASON = "reason"
    VALUE = "value"
    DAYS_LEFT = "days left"
    COMPARISON = "comparison"
    STATEMENT = "statement"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


_WANTS: tuple[tuple[Wants, re.Pattern[str]], ...] = (
    (
        Wants.DAYS_LEFT,
        _any(
            r"\bhow (?:many|much) (?:more )?(?:days?|weeks?|time|long)\b.*\b(?:left|until|till|before|remain|to go|got|have)\b",
            r"\bdays? (?:left|to go)\b",
            r"\bhas .*\b(?:passed|gone|expired)\b",
            r"\bhow long (?:have|do|did|until|till|before|is left|is it|left)\b",
            r"\b(?:missed the (?:boat|deadline|date)|too late|still (?:got )?time|in time|run out of time)\b",
        ),
    ),
    (
        Wants.COMPARISON,
        _any(
            r"\b(?:same|differ(?:s|ent|ently|ence|ences)?|compare[ds]?|comparison|versus|vs\.?|both|contradict|consistent"
            r"|agree with|match|conflict|as well as in|line up|tally|square with)\b",
        ),
    ),
    (
        Wants.TIME,
        _any(
            r"\b(?:when|by when|what (?:date|day|time|month|year|dates|week|weeks)|which (?:date|day|month|week|year)"
            r"|deadlines?|due(?: date| by| in)?|closing date|timetable|timescale|timeline|how soon|until when|how long"
            r"|time ?limit|cut-?off|by what|(?:what|which) (?:period|time ?span)|how far ahead|come to|how often|dates?)\b",
        ),
    ),
    (
        Wants.VALUE,
        _any(
            r"\bwhat(?:'s| is| are| was| will be) (?:our|my|their|the)\b[^?]*\b(?:for|in)\s+(?:20\d\d|\d\d\s?[/-]\s?\d\d)",
        ),
    ),
    (
        Wants.MONEY,
        _any(
            r"\bhow much (?:more |extra |new |one-off |national |central |local |total |capital |revenue )*(?:money|cash|funding|fund"
            r"|budget|dosh|grant|resource|investment|capital|revenue|is|are|was|were|will|would|of the|of this|of that|of it"
            r"|does|do|did|can|could|have|has|per|each|in total|for|to|goes|we|they|you|it|the)\b",
            r"\bhow much\W*$",
            r"\bwhat (?:sum|amount|budget)\b",
            r"£",
            r"\bhow (?:big|large) (?:is|was|will) the\b.*\b(?:fund|pot|budget)",
            r"\bpounds\b",
            r"\bwhat(?:'s| is| was) the (?:total|value|size) of\b",
            r"\bworth\b",
        ),
    ),
    (
        Wants.SHARE,
        _any(r"\b(?:what|which) (?:proportion|percentage|share|fraction|per ?cent)\b|\bper ?cent(?:age)?\b|%"),
    ),
    (
        Wants.COUNT,
        _any(r"\bhow many\b|\bhow much (?:\w+[- ]){0,3}(?:time|notice|support|supervision|training|leave)\b"),
    ),
    (
        Wants.PERSON,
        _any(
            r"\b(?:who|whom|whose|who's"
            r"|which (?:body|bodies|organi[sz]ations?|people|person|chief executives?|board)"
            r"|what (?:body|organi[sz]ation|kind of person|sort of person|type of person))\b",
        ),
    ),
    (
        Wants.MEANING,
        _any(
            r"\bwhat (?:does|do|is meant by)\b.*\b(?:mean|stand for|meant)\b",
            r"\bstands? for\b",
            r"\bwhat(?:'?s| is| are) (?:an? |the )?[“\"'‘]?[\w\s-]{1,40}[”\"'’]?\??$",
            r"\b(?:define|definition|meaning of|meant by|in full|full name|short for|explain (?:what|the term))\b",
            r"\bwhat(?:'?s| is) an?\b",
            r"^\W*[\w.-]{2,12}\s*(?:=|\?\?|:)\s*\?*",
        ),
    ),
    (
        Wants.LIST,
        _any(
            r"\b(?:list|which|what are|name the|all (?:the|of the)"
            r"|what (?:two|three|four|five|six|seven|eight|nine|\d+)"
            r"|what (?:things|kinds|sorts|types|areas|steps|criteria|conditions|requirements|priorities|factors)"
            r"|everything)\b",
            r"\bwhat (?:do(?:es)?|did|must|should|will|has to|have to|needs? to)\b[^?]*\b(?:cover|includes?|contain|set out|be"
            r" (?:in|included|enclosed|covered)|enclosed?|comprise|consist of|go in(?:to)?|have in (?:it|them))\b",
            r"\bwhat (?:has|have|needs?|is|are) (?:got )?to (?:be|go)\b[^?]*\b(?:included|enclosed|covered|in)\b",
        ),
    ),
    (Wants.REASON, _any(r"\b(?:why|what for|for what|reason|purpose|what is the point|how come)\b")),
    (
        Wants.YES_NO,
        _any(
            r"^(?:so |and |but |ok |hi |please |also )*(?:is|are|was|were|do|does|did|can|could|will|would|should|shall"
            r"|must|may|might|has|have|had|am|isn't|aren't|don't|doesn't|won't|can't)\b",
        ),
    ),
)
_COMPARATOR = re.compile(
    r",?\s+\b(?:as against|as opposed to|(?:stack up|measured?|set|judged) against|(?:the )?same as|different(?:ly)? (?:from|to|than)"
    r"|compared?s? (?:with|to|against)|in comparison (?:with|to)|versus|vs\.?|against|(?:bigger|larger|more|less|smaller|higher"
    r"|lower|later|earlier|longer|shorter|tougher|stricter|greater) than|and what|and how|and when|or)\b\s+",
    re.I,
)
_HEADED = re.compile(
    r"^(?:for |on |re:? |regarding |about )?(?P<topic>[^?:;]{4,80}?)\s*(?::|\s[-–—])\s+"
    r"(?=(?:what|when|who|whom|how|which|where|why|by when|is|are|do|does|did|can|will|should|must)\b)",
    re.I,
)
_AND_THEN = re.compile(
    r"(?:,?\s+(?:and|also|plus)|[?;]|,)\s+"
    r"(?=(?:what|when|who|whom|how|which|where|why|by when|is|are|was|were|do|does|did|can|will|should|must)\b(?!\s+\w+$))",
    re.I,
)
_UNITS = r"(?!\s*(?:days?|weeks?|months?|years?|per|%|/|[-–]))"
_COUNT_WORD = r"(two|three|four|five|six|seven|eight|nine|ten|[2-9]|1\d)\b"
_NUMBERED = "".join(
    rf"(?<!\b{word} )"
    for word in ("lot", "lots", "stage", "annex", "paragraph", "para", "phase", "section", "wave", "cohort", "tier", "option",
                 "no", "number", "part", "schedule", "step", "year", "appendix", "question", "page", "table", "objective")
)  # fmt: skip
_ENUMERATED = re.compile(
    rf"(?<![\d/.,£:-]){_NUMBERED}\b{_COUNT_WORD}{_UNITS}(?=\W+(?:[\w’'-]+\W+){{0,2}}?[\w’'-]*[a-z]s\b)", re.I
)
_LISTED = re.compile(rf"\b{_COUNT_WORD}\W+(\w+)", re.I)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_NAME = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][a-z]+(?:\s+(?:and|of|for)\s+[A-Z][a-z]+|\s+[A-Z][a-z]+)*\b")
_PREAMBLE = re.compile(
    r"^.{0,160}?\b(?:(?:would|'d) like|wants?|needs?|trying|try|wondering|asked me|keen|hoping|just) "
    r"(?:to (?:know|find out|understand|check|see|work out|ask|confirm)|if|whether)\b[\s,:-]*",
    re.I,
)
_AUX = r"(?:is|are|was|were|will|would|do|does|did|has|have|had|can|could|should|must|may|might|shall|needs?)\b"
_PREPOSITION = r"(?:of|for|in|on|at|from|by|with|to|that|which|who|as|under|about|when|after|before|till|until|if|because|so|and|or|but)\b"
_PHRASE = r"(?P<phrase>(?:[\w’'-]+\s+){0,4}?[\w’'-]+)"
_FOCUS = (
    re.compile(rf"\b(?:what|which) (?!{_AUX}){_PHRASE}(?=\s+{_AUX})", re.I),
    re.compile(
        rf"\b(?:what(?:'s| is| are| was| were| will be)|is there|are there) (?:the |our |your |an? |any |some )"
        rf"{_PHRASE}(?=\s+(?:{_PREPOSITION}|{_AUX}|we\b|they\b)|[?,.;:]|$)",
        re.I,
    ),
    re.compile(rf"\bhow many (?:more )?{_PHRASE}(?=\s+(?:{_PREPOSITION}|{_AUX})|[?,.;:]|$)", re.I),
    re.compile(
        rf"^(?:please |can you |could you )*(?:list|name|give me|tell me|show me) (?:the |all the |all |our )?"
        rf"{_PHRASE}(?=\s+(?:{_PREPOSITION}|{_AUX})|[?,.;:]|$)",
        re.I,
    ),
)
_DOCUMENT = r"\b(?:letter|guidance|document|paper|memo|circular|annex)s?\b"
_ATTRIBUTES = (
    (
        "signatories",
        _any(
            r"\bwho\b[^?]{0,40}\bsign(?:ed|s)?\b(?!\W+(?:off|up))(?!.*\b(?:agreement|contract|plan|compact|form)\b)",
            r"\bsignator(?:y|ies)\b",
            rf"\b(?:which|what)\b[^?]{{0,40}}\bsign(?:ed|s)?\b[^?]*{_DOCUMENT}",
            rf"\bwho (?:wrote|sent|issued|is behind|put their names?)\b.*{_DOCUMENT}",
            rf"{_DOCUMENT}.*\b(?:written by|sent by|come from|came from|signed by)\b",
            rf"\bwhose names?\b.*{_DOCUMENT}",
        ),
    ),
    ("reference", _any(r"\b(?:gateway|reference|ref)\b(?:\W+(?:ref|reference|number|no|code))?")),
    ("copied", _any(r"\b(?:copied (?:to|in)|cc(?:'d|ed)?|who (?:was|were|is) copied|in copy)\b")),
    (
        "audience",
        _any(
            r"\b(?:addressed to|recipients?|addressees?)\b",
            rf"\bwho (?:is|was|were|did)\b.*{_DOCUMENT}.*\b(?:to|for|aimed at|sent to|go to|written to)\b\W*$",
            rf"\bto whom\b.*{_DOCUMENT}",
            rf"\bwho (?:received|got|gets)\b.*{_DOCUMENT}",
        ),
    ),
    (
        "date",
        _any(
            rf"\bwhen (?:was|were) (?:the |this |that )?[\w\s]*{_DOCUMENT}\s+(?:sent|written|dated|issued|published|signed)",
            rf"{_DOCUMENT} dated\W*$",
            rf"\b(?:date of|what date (?:is|was)(?: on)?|dated) (?:the |this |that )?[\w\s]*{_DOCUMENT}",
        ),
    ),
)
_GENERIC = frozenset(
    """thing things kind kinds sort sorts type types way ways part parts point points number amount sum figure figures
    total date dates deadline deadlines time times timing day days week weeks month months year years timescale
    timescales timetable period much many exact precise name names person people body bodies organisation
    organisations organization document documents letter letters page article guidance main key new full final first
    next last other one ones the it its this that these those there happens happened happening size value cost money
    funding difference definition meaning purpose point reason latest earliest said say says mean means meant status
    position answer next else about if so not you we they our your their an a what which who when where how is are
    do does did have has need needs must should would could can will be two three four five six seven eight nine ten
    left still ever yet actually extra calendar cut-off cutoff pot pots floor
    ceiling tag price cost span stretch window spring summer autumn winter share proportion percentage fraction test
    tests
    circumstances circumstance item items step steps hoops criteria condition conditions rule rules requirement
    requirements issue issues aspect aspects element elements factor factors topic topics areas area group groups space
    plan plans count penalty consequence consequences got board boards""".split()
)
_ACRONYM = re.compile(r"\b[A-Z][A-Z&]{1,6}[A-Z]\b")
_MONTHS = frozenset(
    """january february march april may june july august september october november december easter christmas jan feb
    mar apr jun jul aug sep sept oct nov dec monday tuesday
    wednesday thursday friday saturday sunday q1 q2 q3 q4""".split()
)


@dataclass(frozen=True, slots=True)
class Understanding:
    """One question taken apart.

    `before` are the earlier questions that it leans on and `context` their stems; `names` are names printed with
    capitals; `count` is how many things are asked for ("the three gaps") and `counted` the stem of what is counted;
    `focus` is the stem of the thing asked for ("which venues", "what salary"); `attribute` is what of a document itself
    is asked: signatories, reference, audience, copied or date.
    """

    text: str
    wants: tuple[Wants, ...]
    stems: tuple[str, ...]
    before: str = ""
    context: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    count: int | None = None
    counted: str = ""
    focus: str = ""
    attribute: str = ""
    times: tuple[When, ...] = ()
    sums: frozenset[str] = frozenset()

    def is_about(self, *wants: Wants) -> bool:
        """True where any of these would answer it."""
        return any(want in self.wants for want in wants)


def parts_of(text: str) -> list[str]:
    """The questions in a question: "When was it issued, and what does it cover?" -> two. Context stays with each.

    A topic set before the questions ("Crisis line - what hours, what cost?") goes with each; a later part carries the
    first as context.
    """
    body, before = parted(text)
    topic, body = _topic(body)
    pieces = [piece.strip(" ,;.-–") for piece in _AND_THEN.split(body)]
    pieces = [f"{topic} {piece}".strip() for piece in pieces if piece and (question_terms(piece) or topic)]
    if not pieces:
        return [text]
    earlier = [before] if before else []
    return [with_context(pieces[0], earlier), *(with_context(one, [*earlier, pieces[0]]) for one in pieces[1:])]


def sides_of(text: str) -> tuple[str, str] | None:
    """The two things that a question compares, each with the rest of it as context; None where it names only one.

    >>> sides_of("Is the grant for hubs bigger than the one for compacts?")[1].split("\\n")[0]
    'the one for compacts'
    """
    body, before = parted(text)
    match = _COMPARATOR.search(body)
    if match is None:
        return None
    first, second = body[: match.start()].strip(" ,"), body[match.end() :].strip(" ,?.")
    if not question_terms(first) or not question_terms(second):
        return None
    earlier = [before] if before else []
    return with_context(first, [*earlier, second]), with_context(second, [*earlier, first])


def _topic(body: str) -> tuple[str, str]:
    """What a question is headed with, and the rest."""
    match = _HEADED.match(body)
    return (match["topic"], body[match.end() :]) if match else ("", body)


def _is_title_case(text: str) -> bool:
    """True where capitals say nothing: most words have one."""
    words = [word for word in re.findall(r"[A-Za-z]+", text) if len(word) > 3]
    return len(words) > 4 and sum(word[0].isupper() for word in words) > 0.6 * len(words)


def understand(text: str) -> Understanding:
    """Take one question apart."""
    body, before = parted(text)
    if preamble := _PREAMBLE.match(body):
        before, body = f"{before} {preamble.group()}".strip(), body[preamble.end() :].strip()
    stems = tuple(dict.fromkeys(question_terms(body)))
    count = _count(body)
    listed = _LISTED.search(body)
    return Understanding(
        text=body,
        wants=tuple(want for want, pattern in _WANTS if pattern.search(body)) or (Wants.STATEMENT,),
        stems=stems,
        before=before,
        context=tuple(one for one in dict.fromkeys(question_terms(before)) if one not in stems) if before else (),
        names=_names(body),
        count=count,
        counted=(_focus(body) or (stem(listed[2].lower()) if listed else "")) if count else "",
        focus=_focus(body),
        attribute=_attribute(body),
        times=find_whens(body, None),
        sums=frozenset(str(value) for value in sums_in(body)),
    )


def _attribute(body: str) -> str:
    return next((name for name, pattern in _ATTRIBUTES if pattern.search(body)), "")


def _focus(body: str) -> str:
    """The stem of what is asked for ("which venues …" -> venu); "" where the question names no such thing."""
    for pattern in _FOCUS:
        if match := pattern.search(body):
            found = re.findall(r"[A-Za-z][\w’'-]*", match["phrase"])
            words = [
                word
                for word in found
                if word.lower() not in _GENERIC and not word.lower().endswith(("ed", "ing", "ly"))
            ]
            stems = question_terms(in_official_words(" ".join(words))) if words else []
            return stems[-1] if stems else ""
    return ""


def _count(body: str) -> int | None:
    numbered = _ENUMERATED.search(body)
    if numbered is None:
        return None
    word = numbered[1].lower()
    return _COUNTS.get(word) or int(word)


def _names(body: str) -> tuple[str, ...]:
    if _is_title_case(body):
        return ()
    acronyms = [] if body.isupper() else [one for one in _ACRONYM.findall(body) if len(one) > 2]
    return tuple(name for name in [*_NAME.findall(body), *acronyms] if name.lower() not in _MONTHS)
