"""高发且排名靠后: units that are high in volume and low in rank, by the score sheet of a period (R370).

Volume and rank are the assessment's own; what is high and what is low is in the law of thresholds (`crossed`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jiesu.assessment import queries as assessment
from jiesu.assessment.queries import Period
from jiesu.directory.queries import Unit
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import thresholds
from jiesu.rules.calendar import end_of
from jiesu.rules.reach import Actor
from jiesu.rules.thresholds import Crossed


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit in its league: its orders, its place by them, its rank by result; whether both are at the wrong end."""

    unit: Unit
    league: str
    orders: int
    by_volume: int
    rank: int | None
    of: int
    both: bool


def law_at(at: datetime) -> Crossed | None:
    """What the law in force takes for high in volume and low in rank; None where it does not say."""
    found = policy.in_force_or(Topic.THRESHOLDS, at, None).rules
    return found.crossed if found is not None else None


def crossing(period: Period, actor: Actor) -> list[Standing]:
    """The units of the period whose orders the actor sees, the crossed ones first, then by volume."""
    rule, sheet = law_at(end_of(period.last)), assessment.sheet(period, actor)
    found = []
    for league in sheet.leagues:
        scores = sheet.of(league)
        volumes = {score.unit.code: score.counts.orders for score in scores}
        ranks = {score.unit.code: score.place.rank for score in scores if score.place.rank is not None}
        both = thresholds.high_and_low(rule, volumes, ranks) if rule is not None else frozenset()
        for score in scores:
            if score.seen:
                more = sum(n > score.counts.orders for n in volumes.values())
                found.append(
                    Standing(
                        score.unit, league, score.counts.orders, more + 1, score.place.rank, score.place.of,
                        score.unit.code in both,
                    )
                )  # fmt: skip
    return sorted(found, key=lambda one: (not one.both, -one.orders, one.unit.path))
