"""四类街乡镇: the advanced, progress, rectification and governance classes of a period, chosen by the law (R312-R315).

The judge is rules.classes; here is found what it looks at: the sheet of the period, twelve months up to its end, the
results of earlier frozen periods. With the freezing of the sheet the choice is kept (`Choice`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from jiesu.assessment.counting import Window, counts
from jiesu.assessment.models import Choice, Line, Period
from jiesu.assessment.scores import Score, Sheet
from jiesu.assessment.sheets import law_of
from jiesu.directory.queries import Unit
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import classes, scoring
from jiesu.rules.calendar import end_of
from jiesu.rules.classes import Class, Classes, Standing
from jiesu.rules.scoring import Cycle, Rate
from jiesu.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Chosen:
    """A unit of a class, why, and what the choice looked at."""

    unit: Unit
    league: str
    chosen: Class
    why: str
    clause: str
    standing: Standing

    @property
    def gain(self) -> Fraction | None:
        """Points above the mean of the earlier periods; none where there are none."""
        before = scoring.mean(self.standing.earlier)
        return None if before is None else self.standing.score - before


def law_for(period: Period) -> policy.InForce | None:
    """The law of the classes at the end of a period; none where there is none, or for a stage."""
    if Cycle(period.cycle) is not Cycle.PERIOD or not policy.history_known(Topic.CLASSES):
        return None
    return policy.in_force(Topic.CLASSES, end_of(period.last))


def choose(sheet: Sheet) -> list[Chosen]:
    """The classes of a sheet as it stands now, class after class."""
    law = law_for(sheet.period)
    if law is None:
        return []
    found = [
        one
        for league in sheet.leagues
        if league in law.rules.leagues
        for one in chosen(
            law.rules, league, [score for score in sheet.of(league) if score.sheet.ranked], sheet.period
        )
    ]
    return _ordered(found)


def chosen(law: Classes, league: str, scores: Sequence[Score], period: Period) -> list[Chosen]:
    """The classes of the ranked units of one league."""
    looked = {one.unit: one for one in _standings(scores, period, law.progress.periods)}
    units = {score.unit.code: score.unit for score in scores}
    verdicts: dict[str, Verdict[Class]] = classes.classify(law, list(looked.values()))
    return [
        Chosen(units[code], league, verdict.value, str(verdict.steps[0]), verdict.clause, looked[code])
        for code, verdict in verdicts.items()
    ]


def keep(sheet: Sheet) -> list[Choice]:
    """What is stored with a frozen sheet."""
    law = law_for(sheet.period)
    return [
        Choice(
            period=sheet.period, unit=one.unit, league=one.league, chosen=one.chosen, why=one.why,
            clause=one.clause[:200], law=law.id if law else "", figures=_plain(one.standing),
        )
        for one in choose(sheet)
    ]  # fmt: skip


def kept(period: Period) -> list[Chosen]:
    """The classes as they were chosen with the freezing."""
    rows = Choice.objects.filter(period=period).select_related("unit")
    return _ordered(
        Chosen(row.unit, row.league, Class(row.chosen), row.why, row.clause, _read(row.figures))
        for row in rows
    )


def _ordered(found: Iterable[Chosen]) -> list[Chosen]:
    places = {kind: place for place, kind in enumerate(Class)}
    return sorted(found, key=lambda one: (places[one.chosen], -one.standing.score, one.unit.path))


def _standings(scores: Sequence[Score], period: Period, periods: int) -> list[Standing]:
    year = _year(scores, period)
    earlier = _earlier([score.unit.pk for score in scores], period, periods)
    return [
        _standing(score, year.get(score.unit.pk, _NOTHING), earlier.get(score.unit.pk, ()))
        for score in scores
    ]


def _standing(score: Score, year: tuple[int, Fraction], earlier: Sequence[Fraction]) -> Standing:
    volume, yearly = year
    return Standing(
        unit=score.unit.code, score=score.sheet.total or Fraction(0), resolution=score.resolution or Fraction(0),
        double_no=score.sheet.rate(Rate.DOUBLE_NO) or Fraction(0), valid=score.counts.valid, volume_year=volume,
        ratio_year=scoring.per_ten_thousand(volume, score.population or 0) or Fraction(0), score_year=yearly,
        earlier=tuple(earlier), malus=score.sheet.bonus < 0,
    )  # fmt: skip


def _year(scores: Sequence[Score], period: Period) -> dict[int, tuple[int, Fraction]]:
    """Orders and composite of the twelve months up to the end of the period, by the unit's id."""
    law = law_of(period)
    window = Window(_year_before(period.last), period.last, law)
    league = {score.unit.pk: scoring.scheme_for(law, period.scope.code, score.league) for score in scores}
    return {
        pk: (found.orders, scoring.score(found.tally, league[pk]).composite or Fraction(0))
        for pk, found in counts(window, list(league)).items()
    }


def _earlier(units: Sequence[int], period: Period, periods: int) -> dict[int, list[Fraction]]:
    """The totals of the last frozen periods before, the earliest first, by the unit's id."""
    before = Period.objects.filter(
        scope=period.scope, cycle=period.cycle, last__lt=period.first, frozen_at__isnull=False
    )
    which = list(before.order_by("-last").values_list("pk", flat=True)[:periods])
    lines = (
        Line.objects.filter(period__in=which, unit__in=units).exclude(composite="").order_by("period__last")
    )
    found: dict[int, list[Fraction]] = {}
    for line in lines:
        found.setdefault(line.unit_id, []).append(Fraction(line.composite) + Fraction(line.bonus or 0))
    return found


def _year_before(last: date) -> date:
    """The first of the twelve months that end on a day."""
    try:
        return last.replace(year=last.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        return date(last.year - 1, 3, 1)


def _plain(standing: Standing) -> dict[str, Any]:
    told = {field.name: getattr(standing, field.name) for field in fields(standing)}
    return {
        name: str(value) if isinstance(value, Fraction) else value
        for name, value in (told | {"earlier": [str(one) for one in standing.earlier]}).items()
    }


def _read(told: dict[str, Any]) -> Standing:
    exact = ("score", "resolution", "double_no", "ratio_year", "score_year")
    read = told | {name: Fraction(told[name]) for name in exact}
    return Standing(**(read | {"earlier": tuple(Fraction(one) for one in told["earlier"])}))


_NOTHING = (0, Fraction(0))
