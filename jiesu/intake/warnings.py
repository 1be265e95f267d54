"""Warnings of intake by the law of thresholds in force; without such a law nothing warns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.reading import sensitive
from jiesu.rules import thresholds
from jiesu.rules.thresholds import Colour, Thresholds
from jiesu.rules.verdict import Refusal


@dataclass(frozen=True, slots=True)
class Warned:
    """The colour of a count, and the law that says so."""

    value: Colour | None = None
    law: str = ""
    clause: str = ""


def colour(kind: str, value: Fraction, at: datetime) -> Warned:
    """The colour of a value on a scale of the law; none where the law has no such scale."""
    code, law = _law(at)
    if law is None or kind not in law.scales:
        return Warned()
    verdict = thresholds.warn(law, kind, value)
    return Warned(verdict.value, code, verdict.clause)


def begins(kind: str, at: datetime, *, otherwise: int) -> int:
    """From which count on a scale warns at all; `otherwise` where the law has no such scale."""
    _, law = _law(at)
    if law is None or kind not in law.scales:
        return otherwise
    least = min(law.scales[kind].colours.values())
    return -(-least.numerator // least.denominator)


def colours(kind: str, at: datetime) -> Mapping[int, Colour]:
    """The scale of the law as whole numbers: from which count each colour begins."""
    _, law = _law(at)
    scale = law.scales.get(kind) if law else None
    return {int(value): shade for shade, value in scale.colours.items()} if scale else {}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A tag that the words of a request propose, and the words that do."""

    tag: str
    words: tuple[str, ...]


KINDS = {"extreme": "extreme", "violence": "extreme", "mass": "mass", "emergency": "sudden"}
"""What kind of alarm proposes which tag. A person confirms it; the machine sets none of them."""


def proposed(text: str, at: datetime) -> tuple[Proposed, ...]:
    """Tags that the words propose to the agent: by kind of alarm, and by the law's list of sensitive words."""
    found: dict[str, dict[str, None]] = {}
    for alarm in sensitive.urgency(text)[1]:
        if tag := KINDS.get(alarm.kind):
            found.setdefault(tag, {})[alarm.word] = None
    _, law = _law(at)
    known = {word for words in found.values() for word in words}
    for word in thresholds.sensitive_words(law, text) if law else ():
        denied = all(a.denied for a in sensitive.alarms(text, more={word: "law"}) if a.word == word)
        if word not in known and not denied:
            found.setdefault("sensitive", {})[word] = None
    return tuple(Proposed(tag, tuple(words)) for tag, words in found.items())


def _law(at: datetime) -> tuple[str, Thresholds | None]:
    try:
        found = policy.in_force(Topic.THRESHOLDS, at)
    except Refusal:
        return "", None
    return found.id, found.rules
