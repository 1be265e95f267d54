"""行业考评: each order counts also for the department of its industry, by the duty catalogue in force (R307)."""

from __future__ import annotations

from dataclasses import dataclass

from jiesu.assessment import sheets
from jiesu.assessment.counting import Counts, counts_of_industries
from jiesu.assessment.models import Period
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import ranking, scoring
from jiesu.rules.calendar import end_of
from jiesu.rules.catalogues import DEPARTMENTS, industry_of
from jiesu.rules.ranking import Place
from jiesu.rules.routing import Catalogue, Post
from jiesu.rules.scoring import ScoreSheet


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry of a period: its body in the catalogue, the departments that are this body here, its results."""

    body: str
    name: str
    departments: tuple[Unit, ...]
    counts: Counts
    place: Place

    @property
    def sheet(self) -> ScoreSheet:
        """The result by the same law as a unit's."""
        return self.place.sheet


def industries(period: Period) -> list[Industry]:
    """The industries with orders in a period, ranked, under the scope of the period. Counted as things stand now."""
    if not policy.history_known(Topic.ROUTING):
        return []
    catalogue: Catalogue = policy.in_force(Topic.ROUTING, end_of(period.last)).rules
    of_category = {code: body for code in catalogue.categories if (body := _body(catalogue, code, period))}
    bodies = sorted(set(of_category.values()))
    window = sheets.window_of(period)
    numbers = {code: bodies.index(body) for code, body in of_category.items()}
    found = counts_of_industries(window, period.scope.path, numbers)
    counted = {bodies[number]: counts for number, counts in found.items()}
    places = ranking.rank({body: scoring.score(c.tally, window.law) for body, c in counted.items()})
    fitting = _departments(catalogue, period)
    return [
        Industry(p.unit, catalogue.bodies[p.unit].name, tuple(fitting.get(p.unit, ())), counted[p.unit], p)
        for p in places
    ]


def _body(catalogue: Catalogue, code: str, period: Period) -> str:
    return industry_of(catalogue, code, period.last)


def _departments(catalogue: Catalogue, period: Period) -> dict[str, list[Unit]]:
    """The units under the period's scope that are a body of the catalogue, by the body."""
    found: dict[str, list[Unit]] = {}
    for unit in directory.units_below(period.scope.path).filter(kind__in=sorted(DEPARTMENTS)):
        post = Post(unit.code, unit.name, unit.kind, unit.level)
        for code, body in catalogue.bodies.items():
            if body.fits(post):
                found.setdefault(code, []).append(unit)
    return found
