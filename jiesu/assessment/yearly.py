"""全市排名: the ranks of every period of a year side by side, and of the year as one (R295, R302, R303)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiesu.assessment import queries, sheets
from jiesu.assessment.counting import Counts, Window, counts_of_handlers
from jiesu.assessment.models import Period
from jiesu.assessment.scores import Sheet
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.orders.face import Assignment
from jiesu.rules import ranking, scoring
from jiesu.rules.ranking import Place
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import ScoreSheet


@dataclass(frozen=True, slots=True)
class Yearly:
    """One unit of a league over a year: its place in each period (by the period's id), and in the year."""

    unit: Unit
    counts: Counts
    place: Place
    months: Mapping[int, Place]

    @property
    def sheet(self) -> ScoreSheet:
        """The year as one: counts added up or the mean of the periods, as the law says; bonus points with it."""
        return self.place.sheet


@dataclass(frozen=True, slots=True)
class Handler:
    """办件人: one person's results over the shares that were assigned to them."""

    login: str
    name: str
    unit: Unit
    counts: Counts
    place: Place

    @property
    def sheet(self) -> ScoreSheet:
        """The result by the same law as a unit's."""
        return self.place.sheet


def periods_of(year: int) -> list[Period]:
    """The whole city's periods that end in a year, the earliest first."""
    return list(queries.periods().filter(scope__parent=None, last__year=year).order_by("last"))


def years() -> list[int]:
    """The years in which a period of the whole city ends, the latest first."""
    ends = queries.periods().filter(scope__parent=None).dates("last", "year", order="DESC")
    return [day.year for day in ends]


def year_of(year: int, league: str) -> tuple[list[Period], list[Yearly]]:
    """A league over a year: its periods, and its units, the best of the year first."""
    found = sheets_of(year)
    return [sheet.period for sheet in found], whole_year(found, league)


def sheets_of(year: int) -> list[Sheet]:
    """The sheets of the whole city's periods that end in a year, the earliest first."""
    return [queries.sheet(period) for period in periods_of(year)]


def whole_year(found: Sequence[Sheet], league: str) -> list[Yearly]:
    """The units of a league over the sheets of a year, the best first."""
    months: dict[str, dict[int, Place]] = {}
    units: dict[str, Unit] = {}
    added: dict[str, Counts] = {}
    parts: dict[str, list[ScoreSheet]] = {}
    for sheet in found:
        for score in sheet.of(league):
            code = score.unit.code
            units[code] = score.unit
            months.setdefault(code, {})[sheet.period.pk] = score.place
            parts.setdefault(code, []).append(score.sheet)
            added[code] = score.counts + added[code] if code in added else score.counts
    if not found:
        return []
    law = found[-1].law_of(league)
    whole = {code: scoring.summarise(some, law) for code, some in parts.items()}
    places = ranking.rank(whole)
    return [Yearly(units[p.unit], added[p.unit], p, months[p.unit]) for p in places]


def handlers(actor: Actor, first: date, last: date) -> list[Handler]:
    """办件人擂台: everybody who handled shares received in a time, of the units that the actor sees, ranked (R327)."""
    window = Window(first, last, queries.law_of(first).rules)
    rows = Assignment.objects.filter(
        handler__isnull=False, order__received_at__gte=window.begins, order__received_at__lt=window.ends
    )
    units = {unit.pk: unit for unit in directory.units()}
    latest = rows.order_by("handler", "-pk").distinct("handler")
    held = latest.values_list("handler", "handler__login", "handler__name", "unit")
    people = {
        pk: (login, name, units[unit]) for pk, login, name, unit in held if sheets.sees(actor, units[unit])
    }
    counted = counts_of_handlers(window, list(people))
    by_login = {people[pk][0]: pk for pk in counted}
    places = ranking.rank(
        {people[pk][0]: scoring.score(found.tally, window.law) for pk, found in counted.items()}
    )
    return [
        Handler(p.unit, people[pk][1], people[pk][2], counted[pk], p)
        for p in places
        for pk in (by_login[p.unit],)
    ]
