"""A period's counts, scores and ranks: live while it runs, stored once it is frozen; one way for all levels (R288)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from django.db.models import Q, Sum

from jiesu.assessment.counting import NAMES, Counts, Window, counts, counts_by_kind
from jiesu.assessment.models import Bonus, Line, Period
from jiesu.assessment.scores import Score, Sheet
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.policy import queries as policy
from jiesu.rules import ranking, scoring
from jiesu.rules.calendar import DAY
from jiesu.rules.ranking import Place
from jiesu.rules.reach import SIGHT, Actor, Reach
from jiesu.rules.scoring import Cycle, ScoreSheet, Scoring
from jiesu.rules.terms import RequestType
from jiesu.supervision import queries as supervision

FOR_AN_AREA = frozenset(
    {"street", "township", "district_government", "command_centre", "community", "village"}
)
Sheets = Mapping[str, ScoreSheet]
"""Score sheets by the unit's code."""


def law_of(period: Period) -> Scoring:
    """The law of a period, as it stands for its cycle."""
    return scoring.for_cycle(policy.law(period.law).rules, Cycle(period.cycle))


def window_of(period: Period) -> Window:
    """The period as the counting takes it."""
    return Window(period.first, period.last, law_of(period))


def tallies(period: Period, kind: str = "", *, whole: bool = False) -> dict[Unit, Counts]:
    """The counts of every assessed unit with orders: stored ones where the period is frozen.

    `kind`: of one kind of request alone; `whole`: before exclusion (剔除前口径).
    """
    if period.frozen_at and (found := _stored(period, kind, whole)) is not None:
        return found
    units = {unit.pk: unit for unit in _assessed(period.scope)}
    counted = counts(window_of(period), list(units), whole=whole, kind=kind)
    return {units[pk]: one for pk, one in counted.items()}


def whole_tallies(period: Period, kind: str = "") -> dict[Unit, Counts]:
    """The same before exclusion."""
    return tallies(period, kind, whole=True)


def kinds_of(period: Period, units: Mapping[int, Unit]) -> dict[str, dict[str, dict[str, Any]]]:
    """What a frozen line keeps of each unit (by its code): by kind of request the counts after and before exclusion."""
    window = window_of(period)
    after, before = (counts_by_kind(window, list(units), whole=whole) for whole in (False, True))
    return {
        units[pk].code: {
            kind: {"after": _plain(found), "before": _plain(before[pk][kind])}
            for kind, found in kinds.items()
        }
        for pk, kinds in after.items()
    }


def by_kind(period: Period, unit: Unit, league: str) -> list[tuple[RequestType | None, Counts, ScoreSheet]]:
    """分类评价: a unit's result for each kind of request that it had, by the law's order (R296)."""
    line = period.lines.filter(unit=unit).first() if period.frozen_at else None
    if line and line.kinds:
        found = {kind: Counts(**told["after"]) for kind, told in line.kinds.items()}
    else:
        found = counts_by_kind(window_of(period), [unit.pk]).get(unit.pk, {})
    law = scoring.scheme_for(law_of(period), period.scope.code, league)
    kinds = [*RequestType, ""]
    return [
        (RequestType(kind) if kind else None, found[str(kind)], scoring.score(found[str(kind)].tally, law))
        for kind in kinds
        if str(kind) in found
    ]


def bonuses(period: Period) -> dict[str, Fraction]:
    """The bonus points of each unit (by its code) that stand, added up."""
    rows = Bonus.objects.filter(period=period, withdrawn_at=None).order_by().values("unit__code")
    return {row["unit__code"]: Fraction(row["points"]) for row in rows.annotate(points=Sum("points"))}


def media(period: Period, units: Collection[Unit]) -> dict[str, int]:
    """How many problems of each unit, and of those below it, the media reported in the period, by its code (R319)."""
    if period.frozen_at:
        return dict(period.lines.filter(media__gt=0).values_list("unit__code", "media"))
    window = window_of(period)
    paths = supervision.in_the_media(window.begins, window.ends)
    found = {unit.code: sum(path.startswith(unit.path) for path in paths) for unit in units} if paths else {}
    return {code: n for code, n in found.items() if n}


def extra(law: Scoring, bonus: Fraction | None, problems: int) -> Fraction:
    """What is added to a composite: granted points, and those for problems that the media reported."""
    return (bonus or Fraction(0)) + (law.media.points(problems) if law.media and problems else Fraction(0))


def sheet(period: Period, actor: Actor | None = None, *, kind: str = "", group: str = "") -> Sheet:
    """The score sheet of a period. `seen`: whether the actor sees the orders behind a unit's figures.

    A frozen one keeps its leagues, populations and places in the districts, whatever became of the units since. Of one
    kind of request, bonus points take no part. A `group` (对比组) is ranked within itself.
    """
    law = policy.law(period.law)
    counted = _of_group(tallies(period, kind), law.rules, group)
    kept = _kept(period)
    leagues = {
        u.code: kept[u.code].league if u.code in kept else scoring.league_of(u.kind, law.rules)
        for u in counted
    }
    laws = {name: scoring.scheme_for(law.rules, period.scope.code, name) for name in set(leagues.values())}
    points, problems = ({}, {}) if kind else (bonuses(period), media(period, counted))
    wholes = {
        u.code: scoring.score(found.tally, laws[leagues[u.code]])
        for u, found in whole_tallies(period, kind).items()
        if u.code in leagues
    }
    sheets = {
        u.code: scoring.score(found.tally, own, bonus=extra(own, points.get(u.code), problems.get(u.code, 0)))
        for u, found in counted.items()
        for own in (laws[leagues[u.code]],)
    }
    units = {unit.code: unit for unit in counted}
    people: Mapping[str, int | None] = {code: line.population for code, line in kept.items()}
    people = people or populations(list(units.values()), period)
    inner = _in_districts(period, units, sheets, leagues, {} if kind or group else kept)
    outer = {} if kind or group else _in_city(period)
    before = {} if kind or group else _ranks_before(period)
    scores = [
        Score(
            unit=units[place.unit], league=league, counts=counted[units[place.unit]], sheet=place.sheet, place=place,
            population=people.get(place.unit), whole=wholes[place.unit],
            seen=actor is not None and sees(actor, units[place.unit]), media=problems.get(place.unit, 0),
            in_city=place if period.scope.parent_id is None else outer.get(place.unit),
            in_district=inner.get(place.unit) if period.scope.parent_id is None else place,
        )
        for league, places in _places(sheets, leagues, before).items()
        for place in places
    ]  # fmt: skip
    return Sheet(period, law, tuple(scores), kind, group)


def trend(unit: Unit, until: Period, *, most: int = 12) -> list[tuple[Period, ScoreSheet, Line | None]]:
    """The unit's results in this and earlier periods of the same scope and cycle, the earliest first.

    With its line where the period is frozen: it keeps the ranks.
    """
    earlier = Period.objects.filter(scope=until.scope, cycle=until.cycle, last__lte=until.last)
    found = []
    for one in reversed(earlier.select_related("scope").order_by("-last", "-first", "-pk")[:most]):
        law = scoring.scheme_for(law_of(one), one.scope.code, scoring.league_of(unit.kind, law_of(one)))
        line = one.lines.filter(unit=unit).first() if one.frozen_at else None
        told = _of_line(line) if line else counts(window_of(one), [unit.pk]).get(unit.pk)
        points = extra(law, bonuses(one).get(unit.code), media(one, [unit]).get(unit.code, 0))
        found.append((one, scoring.score((told or Counts()).tally, law, bonus=points), line))
    return found


def sees(actor: Actor, unit: Unit) -> bool:
    """Whether the actor sees every order of the unit (so that a figure and its list are equal)."""
    return any(
        SIGHT[seat.role] is Reach.CITY
        or (SIGHT[seat.role] is Reach.SUBTREE and unit.path.startswith(seat.path))
        for seat in actor.seats
    )


def seen_by(actor: Actor) -> Q:
    """The rows with a `unit` of which the actor sees every order: the same as `sees`, for a list."""
    seen = Q(pk__in=[])
    for seat in actor.seats:
        if SIGHT[seat.role] is Reach.CITY:
            return Q()
        if SIGHT[seat.role] is Reach.SUBTREE:
            seen |= Q(unit__path__startswith=seat.path)
    return seen


def populations(units: list[Unit], period: Period) -> dict[str, int]:
    """The people of the units' areas, for units that stand for an area (street, township, district)."""
    areas = {u.code: u.area_id for u in units if u.area_id is not None and u.kind in FOR_AN_AREA}
    found = directory.populations(set(areas.values()), period.last.year)
    return {code: found[area] for code, area in areas.items() if found.get(area)}


def _stored(period: Period, kind: str, whole: bool) -> dict[Unit, Counts] | None:
    """The counts of a frozen sheet; None where it was frozen before kinds were kept."""
    lines = list(period.lines.select_related("unit__area"))
    if not kind:
        return {
            line.unit: Counts(**line.before) if whole and line.before else _of_line(line) for line in lines
        }
    if not all(line.kinds for line in lines):
        return None
    calibre = "before" if whole else "after"
    return {line.unit: Counts(**line.kinds[kind][calibre]) for line in lines if kind in line.kinds}


def _kept(period: Period) -> dict[str, Line]:
    """The lines of a frozen period by the unit's code; none of a running one."""
    return {line.unit.code: line for line in period.lines.select_related("unit")} if period.frozen_at else {}


def _of_line(line: Line) -> Counts:
    return Counts(**{name: getattr(line, name) for name in NAMES})


def _plain(found: Counts) -> dict[str, int]:
    return {name: getattr(found, name) for name in NAMES}


def _assessed(scope: Unit) -> list[Unit]:
    return list(directory.units_below(scope.path).select_related("area"))


def _of_group(counted: dict[Unit, Counts], law: Scoring, group: str) -> dict[Unit, Counts]:
    """The units whose area lies in the areas of a comparison group; all of them where none is asked."""
    if not group:
        return counted
    codes = law.groups.get(group, frozenset())
    return {
        u: found for u, found in counted.items() if u.area is not None and codes & set(u.area.path.split("/"))
    }


def _places(
    sheets: Sheets, leagues: Mapping[str, str], before: Mapping[str, int]
) -> dict[str, tuple[Place, ...]]:
    names = dict.fromkeys(leagues.values())
    return {
        name: ranking.rank({u: s for u, s in sheets.items() if leagues[u] == name}, before=before)
        for name in names
    }


def _in_districts(
    period: Period,
    units: Mapping[str, Unit],
    sheets: Sheets,
    leagues: Mapping[str, str],
    kept: Mapping[str, Line],
) -> dict[str, Place]:
    """In the whole city's sheet: each unit's place among its league in its own district (市区排名, R302)."""
    if period.scope.parent_id is not None:
        return {}
    places = {
        c: Place(c, sheets[c], x.district_rank, x.district_of)
        for c, x in kept.items()
        if x.district_of is not None
    }
    if places:
        return places
    tops = [u.path for u in directory.units().filter(parent=period.scope, level="district")]
    found: dict[str, Place] = {}
    for top in tops:
        inside = {c: s for c, s in sheets.items() if units[c].path != top and units[c].path.startswith(top)}
        for ranked in _places(inside, leagues, {}).values() if inside else ():
            found |= {place.unit: place for place in ranked}
    return found


def _in_city(period: Period) -> dict[str, Place]:
    """In a district's sheet: each unit's place in the city's sheet of the same days, where there is one."""
    if period.scope.parent_id is None:
        return {}
    same = Period.objects.select_related("scope").filter(
        scope__parent=None, cycle=period.cycle, first=period.first, last=period.last
    )
    whole = same.first()
    return {score.unit.code: score.place for score in sheet(whole).scores} if whole else {}


def _ranks_before(period: Period) -> dict[str, int]:
    """The ranks of the frozen period that ended the day before (动态排名)."""
    earlier = Line.objects.filter(
        period__scope=period.scope, period__cycle=period.cycle, period__last=period.first - DAY,
        rank__isnull=False,
    )  # fmt: skip
    return {code: rank for code, rank in earlier.values_list("unit__code", "rank") if rank is not None}
