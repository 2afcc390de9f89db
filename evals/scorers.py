"""One function a score: a case and its answer line in, a value and the reason for it out. Asks no model.

Knows the words of answers and quotes, a case's patterns and evidence; does not know the store or how answers are made.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from evals.cases import Case, Patterns
from evals.generate import ERROR, AnswerLine, CitedQuote

MAX_WORDS = 120
ENOUGH_SHARED = 0.6  # of the evidence's tokens, within one window of a quote
_EVENED = str.maketrans(
    {
        **dict.fromkeys("‘’‚", "'"),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad", None),
    }
)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_MARKS = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
_SPLIT_ORDINAL = re.compile(r"\b(\d{1,2}) (st|nd|rd|th)\b")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_TOKEN = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*")
_SMALL = """a an and are as at be been but by for from has have in into is it its of on or our that the their they this
to was we were which will with would you your"""
_SMALL_WORDS = frozenset(_SMALL.split())


@dataclass(frozen=True, slots=True)
class Score:
    """How well one thing was done, 0 to 1, and why. None is unscored: the question does not arise. It is not 0."""

    value: float | None
    why: str


def answer_right(case: Case, line: AnswerLine | None) -> Score:
    """1 where the answer says what it must and nothing it must not, in 120 words; or refuses where nothing answers."""
    if line is None:
        return Score(0.0, "no answer line")
    if line.outcome == ERROR:
        return Score(0.0, f"the ask failed: {line.answer}")
    text = normalise(line.answer)
    wrong = [_too_long(line), *_forbidden(case.must_not_include, text), *_of_its_kind(case, line, text)]
    reasons = [one for one in wrong if one]
    return Score(0.0 if reasons else 1.0, "; ".join(reasons) or "right")


def _too_long(line: AnswerLine) -> str:
    count = count_words(line.answer)
    return f"{count} words" if count > MAX_WORDS else ""


def _forbidden(patterns: Patterns, text: str) -> list[str]:
    return [f"says {found[0]!r}" for pattern in patterns if (found := pattern.search(text))]


def _of_its_kind(case: Case, line: AnswerLine, text: str) -> list[str]:
    """What is wrong with an answer that should be one, or with one that should be a refusal."""
    if not case.answerable:
        return [] if line.refused or put_right(case, line) else ["answered where nothing answers"]
    if line.refused:
        return [] if case.refusal_ok else ["refused"]
    missing = _missing(case.must_include, text)
    return ["" if text else "empty", f"lacks {' | '.join(pattern.pattern for pattern in missing)}" if missing else ""]


def _missing(groups: Sequence[Patterns], text: str) -> Patterns:
    """The first group that nothing in the text matches; () where each is matched."""
    return next((group for group in groups if not any(pattern.search(text) for pattern in group)), ())


def put_right(case: Case, line: AnswerLine) -> bool:
    """True where a question that nothing answers is put right in words instead of refused."""
    text = normalise(line.answer)
    return bool(case.accept_unrefused and text and not line.refused and not _missing(case.accept_unrefused, text))


def should_cite(case: Case, line: AnswerLine | None) -> bool:
    """True where citations are asked for: there is an answer, it stands in a document, and no refusal will do."""
    return case.answerable and bool(case.sources) and not (case.refusal_ok and line is not None and line.refused)


def cites_evidence(case: Case, line: AnswerLine | None) -> Score:
    """1 where a citation of an accepted document holds evidence."""
    if not should_cite(case, line):
        return Score(None, "nothing to cite")
    quotes = _accepted_quotes(case, line)
    if _held(case, quotes):
        return Score(1.0, "evidence cited")
    return Score(0.0, "no evidence in what is cited" if quotes else "no accepted document cited")


def cites_all_evidence(case: Case, line: AnswerLine | None) -> Score:
    """The share of the evidence that is cited, where a case asks for all of it."""
    if not (case.all_evidence and case.evidence and should_cite(case, line)):
        return Score(None, "one piece of evidence will do")
    held = _held(case, _accepted_quotes(case, line))
    return Score(held / len(case.evidence), f"{held} of {len(case.evidence)} pieces of evidence cited")


def _accepted_quotes(case: Case, line: AnswerLine | None) -> list[str]:
    return [cited.quote for cited in (line.citations if line else ()) if from_accepted(case, cited)]


def _held(case: Case, quotes: Sequence[str]) -> int:
    """How many pieces of the evidence some quote holds."""
    return sum(any(holds(quote, evidence) for quote in quotes) for evidence in case.evidence)


def citation_fits(case: Case, line: AnswerLine, cited: CitedQuote) -> Score:
    """1 where one citation of an answer is of an accepted document, or holds evidence wherever it is from."""
    if not should_cite(case, line):
        return Score(None, "nothing to cite")
    if from_accepted(case, cited):
        return Score(1.0, "an accepted document")
    if any(holds(cited.quote, evidence) for evidence in case.evidence):
        return Score(1.0, "evidence, from another document")
    return Score(0.0, f"{cited.source or 'no document'} is not accepted and holds no evidence")


def has_citation(case: Case, line: AnswerLine | None) -> Score:
    """1 where an answer that should cite cites something."""
    if line is None or line.refused or not should_cite(case, line):
        return Score(None, "nothing to cite")
    return Score(float(bool(line.citations)), "cited" if line.citations else "no citation")


def quote_verbatim(cited: CitedQuote, documents: Mapping[str, str]) -> Score:
    """1 where the quote stands word for word in a document."""
    if not documents:
        return Score(None, "no documents to look in")
    quote = _comparable(cited.quote)
    found = bool(quote) and any(quote in _comparable(text) for text in documents.values())
    return Score(float(found), "verbatim" if found else f"stands in no document: {cited.quote[:80]!r}")


def source_known(cited: CitedQuote, documents: Mapping[str, str]) -> Score:
    """1 where a citation names one of the documents."""
    if not documents:
        return Score(None, "no documents to look in")
    known = any(same_file(cited.source, name) for name in documents)
    return Score(float(known), "known" if known else f"there is no document {cited.source!r}")


def refusal_warranted(case: Case, line: AnswerLine | None) -> Score:
    """1 where a refusal is right. Its mean is the precision of refusing."""
    if line is None or not line.refused:
        return Score(None, "not refused")
    if case.answerable and case.refusal_ok:
        return Score(None, "refusing is as good as answering")
    return Score(float(not case.answerable), "refused an answerable question" if case.answerable else "rightly refused")


def refuses_when_it_should(case: Case, line: AnswerLine | None) -> Score:
    """1 where a question without an answer is refused. Its mean is the recall of refusing."""
    if case.answerable:
        return Score(None, "there is an answer")
    if line is not None and put_right(case, line):
        return Score(None, "put right in words")
    refused = line is not None and line.refused
    return Score(float(refused), "refused" if refused else "answered where nothing answers")


def count_words(text: str) -> int:
    """How many words a reader would count: pieces between spaces that hold a letter or a digit."""
    return sum(bool(re.search(r"\w", piece)) for piece in text.split())


def from_accepted(case: Case, cited: CitedQuote) -> bool:
    """True where a citation names one of a case's documents."""
    return any(same_file(cited.source, source) for source in case.sources)


def same_file(named: str, file: str) -> bool:
    """True where a citation's source is a file's name, with or without its folder or its ending, in any case."""
    given, known = (PurePosixPath(normalise(name).lower()) for name in (named, file))
    return given == known or (given.name in {known.name, known.stem} and given.name != "")


def holds(quote: str, evidence: str) -> bool:
    """True where a quote contains the evidence, or some stretch of the quote shares enough of its tokens.

    A stretch is twice the evidence and ten tokens long, and at least thirty: other words may stand between.
    """
    if _comparable(evidence) in _comparable(quote):
        return True
    need, tokens = Counter(content_tokens(evidence)), content_tokens(quote)
    if not need or not tokens:
        return False
    return most_shared(need, tokens, max(2 * need.total() + 10, 30)) >= ENOUGH_SHARED * need.total() - 1e-9


def most_shared(need: Counter[str], tokens: Sequence[str], width: int) -> int:
    """The most needed tokens, each as often as it is needed, that stand within `width` tokens of each other.

    >>> most_shared(Counter(["plan", "june"]), ["june", "is", "plan", "plan"], 3)
    2
    """
    stretches = (tokens[start : start + width] for start in range(max(1, len(tokens) - width + 1)))
    return max(((Counter(stretch) & need).total() for stretch in stretches), default=0)


def content_tokens(text: str) -> list[str]:
    """The words and numbers of a text, ordinals as numbers; no small words unless fewer than two are left."""
    every: list[str] = _TOKEN.findall(_ORDINAL.sub(r"\1", _comparable(text)))
    kept = [token for token in every if token not in _SMALL_WORDS]
    return kept if len(kept) >= 2 else every


def normalise(text: str) -> str:
    """Quotes and dashes plain, marks gone, a link's words and address side by side, ordinals whole, single spaces."""
    text = unicodedata.normalize("NFKC", text).translate(_EVENED)
    text = _MARKS.sub("", _LINK.sub(r"\1 \2", text))
    return _SPLIT_ORDINAL.sub(r"\1\2", " ".join(text.split()))


@lru_cache(maxsize=4096)
def _comparable(text: str) -> str:
    """What is compared; kept, for the same documents are looked through for every quote."""
    return normalise(text).lower()
