"""The score sheet of a period as it is read: every unit's line, its leagues, its places in city and district."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from jiesu.assessment.counting import Counts
from jiesu.assessment.models import Period
from jiesu.directory.queries import Unit
from jiesu.policy import queries as policy
from jiesu.rules import scoring
from jiesu.rules.ranking import Place
from jiesu.rules.scoring import Rate, ScoreSheet, Scoring, Summary
from jiesu.rules.verdict import Refusal


@dataclass(frozen=True)
class Score:
    """One unit's line of a score sheet."""

    unit: Unit
    league: str
    counts: Counts
    sheet: ScoreSheet
    place: Place
    population: int | None
    whole: ScoreSheet
    seen: bool = False
    media: int = 0
    in_city: Place | None = None
    in_district: Place | None = None

    @property
    def response(self) -> Fraction | None:
        return self.sheet.rate(Rate.RESPONSE)

    @property
    def resolution(self) -> Fraction | None:
        return self.sheet.rate(Rate.RESOLUTION)

    @property
    def satisfaction(self) -> Fraction | None:
        return self.sheet.rate(Rate.SATISFACTION)

    @property
    def direct_share(self) -> Fraction | None:
        """市级直派占比."""
        return scoring.share(self.counts.direct, self.counts.orders)

    @property
    def forwarded_share(self) -> Fraction | None:
        """区级转派占比."""
        return scoring.share(self.counts.forwarded, self.counts.orders)

    @property
    def counted_share(self) -> Fraction | None:
        """Counted orders out of those sent directly (R336)."""
        return scoring.share(self.counts.direct_valid, self.counts.direct)

    @property
    def per_ten_thousand(self) -> Fraction | None:
        """万人诉求比."""
        return scoring.per_ten_thousand(self.counts.orders, self.population or 0)


@dataclass(frozen=True)
class Sheet:
    """The score sheet of a period: every unit with orders, ranked within its league.

    `kind`: of one kind of request alone; `group`: of the units of one comparison group.
    """

    period: Period
    law: policy.InForce
    scores: tuple[Score, ...]
    kind: str = ""
    group: str = ""

    @cached_property
    def leagues(self) -> tuple[str, ...]:
        """The leagues that have units here, in the law's order."""
        return tuple(name for name in self.law.rules.leagues if any(s.league == name for s in self.scores))

    def of(self, league: str) -> tuple[Score, ...]:
        """The units of a league, the best first."""
        return tuple(score for score in self.scores if score.league == league)

    def summary(self, league: str, how: Summary) -> ScoreSheet:
        """The league as one: counts added up, or the mean of the units' rates."""
        law = self.law_of(league)
        return scoring.summarise([score.sheet for score in self.of(league)], law, how)

    def law_of(self, league: str) -> Scoring:
        """The law as it stands for a league in the assessment of this scope."""
        return scoring.scheme_for(self.law.rules, self.period.scope.code, league)

    def unit(self, code: str) -> Score:
        """One unit's line. Refusal where it has none."""
        found = next((score for score in self.scores if score.unit.code == code), None)
        if found is None:
            raise Refusal("Unit %(code)s has no orders in this period.", code=code)
        return found
