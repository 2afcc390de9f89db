"""Which words of a statement go with which of its values: in "£3m for training and £1m for estates", training with £3m.

Knows order, commas and "and"; no grammar. It speaks only where a statement holds several values of one kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

_JOINT = re.compile(r"[,;:]|\b(?:and|or|but|while|whereas|then)\b", re.I)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Placed:
    """A value of some kind at `at:to` of a text. Values with one key are the same."""

    kind: str
    key: object
    at: int
    to: int


@dataclass(frozen=True, slots=True)
class _Held:
    value: Placed
    words: frozenset[str]
    joint_before: bool


def misplaced(
    said: str,
    said_values: Sequence[Placed],
    held: str,
    held_values: Sequence[Placed],
    content: Callable[[str], tuple[str, ...]],
) -> Iterator[Placed]:
    """The claim's values whose words go, in the statement, with another value of the same kind."""
    for kind in dict.fromkeys(value.kind for value in said_values):
        printed = _shared_out(held, [value for value in held_values if value.kind == kind], content)
        if len({one.value.key for one in printed}) < 2:
            continue
        for one in _shared_out(said, [value for value in said_values if value.kind == kind], content):
            if _is_misplaced(one, printed):
                yield one.value


def _shared_out(text: str, values: Sequence[Placed], content: Callable[[str], tuple[str, ...]]) -> list[_Held]:
    """Each value with its words. Between two values, those up to the last joint go with the first."""
    if not values:
        return []
    cuts, joints = [0], [False]
    for one, after in pairwise(values):
        between = [match.end() for match in _JOINT.finditer(text, one.to, after.at)]
        cuts.append(between[-1] if between else after.at)
        joints.append(bool(between))
    ends = [*cuts[1:], len(text)]
    return [
        _Held(value, frozenset(content(text[start : value.at] + " " + text[value.to : end])), joint)
        for value, start, end, joint in zip(values, cuts, ends, joints, strict=True)
    ]


def _is_misplaced(said: _Held, printed: Sequence[_Held]) -> bool:
    own = [place for place, one in enumerate(printed) if one.value.key == said.value.key]
    if not own:
        return False
    mine = frozenset(word for place in own for word in printed[place].words)
    others = [one for one in printed if one.value.key != said.value.key]
    if not said.words & mine and any(said.words & one.words for one in others):
        return True
    later = printed[own[-1] + 1 :]
    apart = [one for place, one in enumerate(later) if any(before.joint_before for before in later[: place + 1])]
    earlier = frozenset(word for one in printed[: own[-1] + 1] for word in one.words)
    return any(said.words & (one.words - earlier) for one in apart)
