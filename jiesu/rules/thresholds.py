"""Warnings (预警): from a count or a share to a colour. The numbers are data (policies/*/thresholds/)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jiesu.rules.terms import Term
from jiesu.rules.verdict import Sentence, Verdict


class Colour(Term):
    """Colours of warning, the mildest first."""

    BLUE = ("blue", "蓝色", "Blue")
    YELLOW = ("yellow", "黄色", "Yellow")
    ORANGE = ("orange", "橙色", "Orange")
    RED = ("red", "红色", "Red")


@dataclass(frozen=True, slots=True)
class Scale:
    """From which value each colour begins. A colour that is not named does not occur."""

    colours: Mapping[Colour, Fraction]
    clause: str = ""

    def __post_init__(self) -> None:
        values = [self.colours[colour] for colour in Colour if colour in self.colours]
        if not values or values != sorted(values):
            raise ValueError("values that rise from blue to red")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The law of warnings of one city, in force from one day on. Sensitive words are red at once (art 29)."""

    scales: Mapping[str, Scale]
    sensitive: frozenset[str]


def warn(law: Thresholds, kind: str, value: Fraction) -> Verdict[Colour | None]:
    """The colour of a value on its scale, or None below every colour."""
    scale = law.scales[kind]
    reached = [colour for colour in Colour if colour in scale.colours and value >= scale.colours[colour]]
    if not reached:
        return Verdict(None, scale.clause)
    said = {"value": value, "colour": reached[-1]}
    return Verdict(reached[-1], scale.clause, (Sentence("%(value)s reaches %(colour)s.", said),))


def sensitive_words(law: Thresholds, text: str) -> tuple[str, ...]:
    """The sensitive words that the text holds."""
    return tuple(sorted(word for word in law.sensitive if word in text))
