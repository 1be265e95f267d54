"""The four classes of streets and townships (先进类、进步类、整改类、治理类), chosen each month.

Source: ten of each class a month are printed; the thresholds are our choice, as data (policies/*/classes/).
A unit has one class at most: governance before rectification before advanced before progress. Ties share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jiesu.rules.scoring import mean, round_half_up
from jiesu.rules.terms import Term
from jiesu.rules.verdict import Sentence, Verdict


class Class(Term):
    """The classes, the one that goes before first."""

    GOVERNANCE = ("governance", "治理类", "Governance")
    RECTIFICATION = ("rectification", "整改类", "Rectification")
    ADVANCED = ("advanced", "先进类", "Advanced")
    PROGRESS = ("progress", "进步类", "Progress")


@dataclass(frozen=True, slots=True)
class Governance:
    """High volume, and many requests per resident or a weak score; at most this share of the units."""

    volume_top: Fraction
    ratio_top: Fraction
    score_bottom: Fraction
    at_most: Fraction
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Rectification:
    """The last ones, and whoever solves too little or has too many double-noes."""

    resolution_below: Fraction
    double_no_from: Fraction
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Advanced:
    """The first ones, with enough valid follow-ups."""

    valid_from: int
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The largest gains on the mean of earlier periods, now at or above the league's median."""

    periods: int
    gain_from: Fraction
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Classes:
    """The law of the four classes, in force from one day on; of the units of these leagues."""

    share: Fraction
    at_most: int
    governance: Governance
    rectification: Rectification
    advanced: Advanced
    progress: Progress
    leagues: frozenset[str] = frozenset({"街乡镇"})

    def how_many(self, units: int) -> int:
        """How many of a class: the share of the units, at least 1, at most a quarter so that classes fit."""
        wanted = max(1, round_half_up(self.share * units))
        return min(wanted, self.at_most, max(1, units // 4))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the choice looks at for one unit: the month, and twelve months for governance."""

    unit: str
    score: Fraction
    resolution: Fraction
    double_no: Fraction
    valid: int
    volume_year: int
    ratio_year: Fraction
    score_year: Fraction
    earlier: tuple[Fraction, ...] = ()
    malus: bool = False


def classify(law: Classes, units: Sequence[Standing]) -> dict[str, Verdict[Class]]:
    """The class of every unit that has one. `units` are the ranked units of one league."""
    if not units:
        return {}
    k = law.how_many(len(units))
    chosen: dict[str, Verdict[Class]] = {}
    chosen |= _governance(law.governance, units, k)
    chosen |= _rectification(law.rectification, _others(units, chosen), k)
    chosen |= _advanced(law.advanced, _others(units, chosen), k)
    chosen |= _progress(law.progress, _others(units, chosen), k, _median([u.score for u in units]))
    return chosen


def _governance(law: Governance, units: Sequence[Standing], k: int) -> dict[str, Verdict[Class]]:
    loud = _top(units, _part(law.volume_top, units), lambda u: Fraction(u.volume_year))
    many = _top(units, _part(law.ratio_top, units), lambda u: u.ratio_year)
    weak = _top(units, _part(law.score_bottom, units), lambda u: -u.score_year)
    found = [u for u in units if u.unit in loud and (u.unit in many or u.unit in weak)]
    kept = _top(found, min(k, max(1, int(law.at_most * len(units)))), lambda u: Fraction(u.volume_year))
    return _say(Class.GOVERNANCE, law.clause, kept, "High volume over twelve months on a weak base.")


def _rectification(law: Rectification, units: Sequence[Standing], k: int) -> dict[str, Verdict[Class]]:
    last = _top(units, k, lambda u: -u.score)
    poor = {u.unit for u in units if u.resolution < law.resolution_below or u.double_no >= law.double_no_from}
    chosen = _say(Class.RECTIFICATION, law.clause, poor, "Too little solved, or too many double-noes.")
    return chosen | _say(Class.RECTIFICATION, law.clause, last, "Among the last of the league.")


def _advanced(law: Advanced, units: Sequence[Standing], k: int) -> dict[str, Verdict[Class]]:
    fit = [u for u in units if u.valid >= law.valid_from and not u.malus]
    return _say(Class.ADVANCED, law.clause, _top(fit, k, lambda u: u.score), "Among the first of the league.")


def _progress(
    law: Progress, units: Sequence[Standing], k: int, median: Fraction
) -> dict[str, Verdict[Class]]:
    gains = {u.unit: _gain(u, law.periods) for u in units}
    fit = [u for u in units if gains[u.unit] >= law.gain_from and u.score >= median]
    best = _top(fit, k, lambda u: gains[u.unit])
    return _say(Class.PROGRESS, law.clause, best, "Among the largest gains on earlier periods.")


def _gain(unit: Standing, periods: int) -> Fraction:
    earlier = mean(unit.earlier[-periods:])
    return Fraction(0) if earlier is None else unit.score - earlier


def _top(units: Iterable[Standing], k: int, value: Callable[[Standing], Fraction]) -> set[str]:
    ranked = sorted(units, key=value, reverse=True)
    if not ranked:
        return set()
    least = value(ranked[min(k, len(ranked)) - 1])
    return {unit.unit for unit in ranked if value(unit) >= least}


def _part(share: Fraction, units: Sequence[Standing]) -> int:
    return max(1, int(share * len(units)))


def _median(values: Sequence[Fraction]) -> Fraction:
    ranked = sorted(values)
    half = len(ranked) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


def _others(units: Sequence[Standing], chosen: Mapping[str, object]) -> list[Standing]:
    return [unit for unit in units if unit.unit not in chosen]


def _say(kind: Class, clause: str, units: Iterable[str], why: str) -> dict[str, Verdict[Class]]:
    return {unit: Verdict(kind, clause, (Sentence(why),)) for unit in sorted(units)}
