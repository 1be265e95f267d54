"""Warnings (预警): from a count or a share to a colour. The numbers are data (policies/*/thresholds/)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
class Standing:
    """长期高占比: a matter is high whose share was at least `share` in each of the last `months` whole months."""

    months: int
    share: Fraction
    clause: str = ""

    def __post_init__(self) -> None:
        if self.months < 1 or not 0 < self.share <= 1:
            raise ValueError("at least one month, and a share above 0 and not above 1")


@dataclass(frozen=True, slots=True)
class Crossed:
    """高发且排名靠后: the first `volume` of a league's units by orders that are also in the last `rank` by place."""

    volume: Fraction
    rank: Fraction
    clause: str = ""

    def __post_init__(self) -> None:
        if not (0 < self.volume <= 1 and 0 < self.rank <= 1):
            raise ValueError("shares above 0 and not above 1")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The law of warnings of one city, in force from one day on. Sensitive words are red at once (art 29).

    `standing` and `crossed`: what the analysis takes for high; None where the law does not say (then nothing is).
    """

    scales: Mapping[str, Scale]
    sensitive: frozenset[str]
    standing: Standing | None = None
    crossed: Crossed | None = None


def stays_high(law: Standing, shares: Sequence[Fraction]) -> bool:
    """Whether a matter with these shares of the whole months, the latest last, stands high."""
    latest = shares[-law.months :]
    return len(latest) == law.months and min(latest) >= law.share


def high_and_low(law: Crossed, volumes: Mapping[str, int], ranks: Mapping[str, int]) -> frozenset[str]:
    """The units of one league that are high in volume and low in rank. Units without a rank are not low.

    Each share is of all units with orders (of all with a rank), at least one unit; those that are equal to the last
    one taken are taken too. Where fewer than two have a rank nobody can be compared.
    """
    if not volumes or len(ranks) < 2:
        return frozenset()
    many = sorted(volumes.values(), reverse=True)[_part(law.volume, len(volumes)) - 1]
    low = sorted(ranks.values(), reverse=True)[_part(law.rank, len(ranks)) - 1]
    return frozenset(unit for unit, n in volumes.items() if n >= many and ranks.get(unit, 0) >= low)


def _part(share: Fraction, whole: int) -> int:
    return max(1, -(-whole * share.numerator // share.denominator))


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
