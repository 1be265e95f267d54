"""What a case can ask the law of early warning, and of what stands high."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from jiesu.policy.topics import Topic
from jiesu.rules import early, thresholds
from jiesu.rules.scoring import Rate, Tally, percent


@dataclass(frozen=True, slots=True)
class RiseOf:
    """The colour of a week's volume against the weeks before it."""

    now: int
    before: tuple[int, ...]

    def answer(self, laws: Any) -> object:
        return early.rise(laws[Topic.EARLY].volumes, self.now, self.before)[2] or "—"


@dataclass(frozen=True, slots=True)
class ForecastOf:
    """A rate at the end of the period: worst, expected and best in percent, and the colour."""

    rate: Rate
    valid: int
    solved: int
    open: int

    def answer(self, laws: Any) -> object:
        counted = Tally(valid=self.valid, solved=self.solved, contacted=self.solved, satisfied=self.solved)
        told = early.forecast(counted, self.open, laws[Topic.SCORING], laws[Topic.EARLY])
        found = next(one for one in told if one.rate is self.rate)
        return " ".join(
            str(x) for x in (*map(percent, (found.worst, found.expected, found.best)), found.colour or "—")
        )


@dataclass(frozen=True, slots=True)
class SeasonBegins:
    """The next begin of a season that the law names."""

    season: str
    day: date

    def answer(self, laws: Any) -> object:
        return laws[Topic.EARLY].named[self.season].next_begin(self.day)


@dataclass(frozen=True, slots=True)
class StaysHigh:
    """Whether a matter with these shares of the whole months, the latest last, stands high (长期高占比)."""

    shares: tuple[Fraction, ...]

    def answer(self, laws: Any) -> object:
        law = laws[Topic.THRESHOLDS].standing
        return "yes" if law is not None and thresholds.stays_high(law, self.shares) else "no"


EARLY_QUESTIONS: Mapping[str, type[Any]] = MappingProxyType(
    {"rise": RiseOf, "forecast": ForecastOf, "season_begins": SeasonBegins, "stays_high": StaysHigh}
)
