"""Figures of supervision's own: rankings of the running month, lagging units, boards, analyses, effects.

Counted from the columns of orders and shares; the sheets of the assessment stand above this room and are not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import scoring
from jiesu.rules import supervision as law_of
from jiesu.rules.calendar import DAY, end_of
from jiesu.rules.reach import SIGHT, SYSTEM, Actor, Reach
from jiesu.rules.scoring import Scoring, Tally
from jiesu.rules.terms import AssignmentState, Outcome, Solved, Verb
from jiesu.rules.verdict import Refusal
from jiesu.supervision.models import Bulletin, Item, Paper

AWAY = (AssignmentState.RECALLED, AssignmentState.FORWARDED)
ACTS = (Verb.ACT, Verb.VISIT, Verb.MEET, Verb.DELIBERATE, Verb.INTERIM)

_SQL = (
    f"WITH pairs AS ({directory.UNITS_BELOW})"
    """, held AS (
    SELECT p.unit, s.order_id, bool_or(s.excluded) AS excluded,
        bool_or(s.due < coalesce(s.signed_at, %(until)s)) AS late,
        bool_or(s.claimed_at > s.claim_due OR (s.claimed_at IS NULL AND s.claim_due < %(until)s)) AS claimed_late,
        bool_or(s.contacted_at > s.contact_due OR (s.contacted_at IS NULL AND s.contact_due < %(until)s))
            AS contacted_late,
        bool_and(s.signed_at IS NOT NULL) AS signed
    FROM orders_assignment s JOIN pairs p ON p.below = s.unit_id
    WHERE s.state NOT IN ('recalled', 'forwarded') AND s.dispatched_at >= %(since)s AND s.dispatched_at < %(until)s
    GROUP BY p.unit, s.order_id
), told AS (
    SELECT h.*, o.contacted, o.solved, o.satisfied, o.outcome,
        o.outcome IN ('double_yes', 'mixed', 'double_no') AND NOT h.excluded AS valid
    FROM held h JOIN orders_order o ON o.id = h.order_id
)
SELECT unit, count(*), count(*) FILTER (WHERE excluded), count(*) FILTER (WHERE valid),
    count(*) FILTER (WHERE valid AND contacted), count(*) FILTER (WHERE valid AND solved = 'yes'),
    count(*) FILTER (WHERE valid AND solved = 'partly'), count(*) FILTER (WHERE valid AND satisfied = 'yes'),
    count(*) FILTER (WHERE valid AND satisfied = 'basically'),
    count(*) FILTER (WHERE valid AND outcome = 'double_yes'), count(*) FILTER (WHERE valid AND outcome = 'double_no'),
    count(*) FILTER (WHERE late), count(*) FILTER (WHERE claimed_late), count(*) FILTER (WHERE contacted_late),
    count(*) FILTER (WHERE signed)
FROM told GROUP BY unit
"""
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit in a ranking: its counts, its composite, its place among `of`."""

    unit: Unit
    tally: Tally
    late: int = 0
    claimed_late: int = 0
    contacted_late: int = 0
    signed: int = 0
    composite: Fraction | None = None
    place: int = 0
    of: int = 0
    league: str = ""
    low: bool = False
    many: bool = False

    @property
    def score(self) -> Any:
        """The composite for show."""
        return None if self.composite is None else scoring.shown(self.composite)


def standings(units: Collection[Unit], since: datetime, until: datetime) -> list[Standing]:
    """The units ranked by the composite of their orders dispatched in a time; without data at the end, unranked."""
    law: Scoring = policy.in_force(Topic.SCORING, until).rules
    asked: dict[str, Any] = {"units": [unit.pk for unit in units], "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, asked)
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
    by_id = {unit.pk: unit for unit in units}
    found = [_standing(by_id[pk], row, law) for pk, row in counted.items()]
    return _placed(found)


def ranking(unit: Unit, at: datetime) -> list[Standing]:
    """日监控排名: the departments and communities directly below a unit in the running month (R273)."""
    below = [u for u in directory.units_below(unit.path, itself=False) if u.parent_id == unit.pk]
    return standings(below, month_start(at), at)


def monthly(actor: Actor, month: date, at: datetime) -> dict[str, list[Standing]]:
    """The ranking of a month by league (街乡镇、部门…), the bottom ones marked (R247)."""
    law: Scoring = policy.in_force(Topic.SCORING, at).rules
    rule = policy.in_force(Topic.SUPERVISION, at).rules
    found: dict[str, list[Unit]] = {}
    for unit in _ranked_units(actor):
        found.setdefault(scoring.league_of(unit.kind, law), []).append(unit)
    first, last = month_of(month)
    until = min(end_of(last), at)
    return {
        league: _marked(standings(units, end_of(first - DAY), until), rule, league)
        for league, units in found.items()
    }


def lagging(actor: Actor, month: date, at: datetime) -> list[Standing]:
    """后进单位: the bottom of each league in a month, the worst first (R246, R262)."""
    rows = [row for table in monthly(actor, month, at).values() for row in table if row.low]
    return sorted(rows, key=lambda row: (row.composite or 0, row.unit.path))


def discipline_list(unit: Unit, month: date, at: datetime) -> list[Standing]:
    """高发且排名靠后: units directly below with many requests or a low place in a month (R276)."""
    rule = policy.in_force(Topic.SUPERVISION, at).rules
    first, last = month_of(month)
    below = [u for u in directory.units_below(unit.path, itself=False) if u.parent_id == unit.pk]
    rows = _marked(standings(below, end_of(first - DAY), min(end_of(last), at)), rule, "")
    by_volume = sorted(rows, key=lambda row: (-row.tally.orders, row.unit.path))
    many = {row.unit.pk for row in by_volume[: rule.lagging.least]}
    return [_with(row, many=row.unit.pk in many) for row in rows if row.low or row.unit.pk in many]


def crowded(actor: Actor, at: datetime) -> list[tuple[Unit, int]]:
    """诉求多发街乡镇: the streets with the most requests of the running month (R277)."""
    rule = policy.in_force(Topic.SUPERVISION, at).rules
    streets = [u for u in _ranked_units(actor) if u.kind in ("street", "township")]
    rows = standings(streets, month_start(at), at)
    ranked = sorted(rows, key=lambda row: (-row.tally.orders, row.unit.path))[: rule.crowded]
    return [(row.unit, row.tally.orders) for row in ranked]


def board_of(unit: Unit, moment: datetime) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """The day's handling board of a unit at a moment: figures, and the open orders, the nearest limit first."""
    day = clock.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    shares = Assignment.objects.filter(unit__path__startswith=unit.path, dispatched_at__lte=moment)
    shares = shares.exclude(state__in=[str(s) for s in AWAY])
    open_now = shares.filter(Q(signed_at=None) | Q(signed_at__gt=moment))
    rated = Order.objects.filter(rated_at__gte=day, rated_at__lte=moment)
    rated = rated.filter(Exists(shares.filter(order=OuterRef("pk"))))
    figures = {
        "received": shares.filter(dispatched_at__gte=day).count(),
        "signed": shares.filter(signed_at__gte=day, signed_at__lte=moment).count(),
        "open": open_now.count(),
        "unclaimed": open_now.filter(claimed_at=None).count(),
        "uncontacted": open_now.filter(contacted_at=None).count(),
        "late": open_now.filter(due__lt=moment).count(),
        "due_tomorrow": open_now.filter(due__gte=moment, due__lt=moment + timedelta(days=1)).count(),
        "rated": rated.count(),
        "double_no": rated.filter(outcome=str(Outcome.DOUBLE_NO)).count(),
        "double_yes": rated.filter(outcome=str(Outcome.DOUBLE_YES)).count(),
    }
    near = open_now.select_related("order", "unit", "handler").order_by(F("due").asc(nulls_last=True))
    return figures, [_board_row(share, moment) for share in near[:200]]


def analysis(unit: Unit, first: date, last: date, at: datetime) -> dict[str, Any]:
    """The figures of a weekly analysis or monthly bulletin, with the same span before for comparison."""
    since, until = end_of(first - DAY), min(end_of(last), at)
    before = since - (end_of(last) - since)
    now, then = _sums(unit, since, until), _sums(unit, before, since)
    shares = Assignment.objects.filter(unit__path__startswith=unit.path, dispatched_at__gte=since)
    held = shares.filter(dispatched_at__lt=until, order=OuterRef("pk")).exclude(
        state__in=[str(s) for s in AWAY]
    )
    mine = Order.objects.filter(Exists(held)).exclude(category="")
    top = mine.values_list("category").annotate(n=Count("pk")).order_by("-n", "category")[:10]
    below = [u for u in directory.units_below(unit.path, itself=False) if u.parent_id == unit.pk]
    return {
        "sums": now, "before": then,
        "categories": [[orders.category(code, until), n] for code, n in top],
        "units": [_told(row) for row in standings(below, since, until)],
    }  # fmt: skip


def effects(actor: Actor, since: datetime, until: datetime, kind: str = "") -> dict[str, Any]:
    """How supervision works: solved ÷ supervised (R284), the ladder's effect (R249), quick, real, good (R282)."""
    rows = Item.objects.filter(orders.of_type(kind, "order__"), issued_at__gte=since, issued_at__lt=until)
    seen = orders.visible_to(actor).select_related(None).filter(pk=OuterRef("order_id"))
    rows = rows.filter(Exists(seen))
    return {"kinds": [_kind(rows.filter(kind=str(k)), k) for k in law_of.KINDS], "whole": _kind(rows, None),
            "ladder": [_rung(rows.filter(kind=str(k), origin="ladder"), k) for k in law_of.KINDS]}  # fmt: skip


def unit_effect(unit: Unit) -> Mapping[str, Any]:
    """The same for the demands that went to one unit (R286)."""
    return _kind(Item.objects.filter(unit__path__startswith=unit.path), None)


def samplable(actor: Actor, since: datetime, until: datetime) -> list[str]:
    """The numbers of the orders dispatched in a time, in their order, that the actor sees and that are open."""
    rows = orders.visible_to(actor).filter(dispatched_at__gte=since, dispatched_at__lt=until)
    return list(rows.exclude(state__in=("withdrawn", "merged", "closed")).order_by("number").values_list(
        "number", flat=True
    ))  # fmt: skip


def bulletin(pk: int, actor: Actor) -> Bulletin:
    """A bulletin that the actor may read: of the own units, or circulated by one above."""
    found: Bulletin | None = bulletins(actor).filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such bulletin that you may read.")
    return found


def bulletins(actor: Actor) -> Any:
    """The analyses and bulletins of the actor's units and those below, and what was circulated from above."""
    found = Q(pk__in=[])
    for seat in actor.seats:
        if SIGHT[seat.role] is Reach.SUBTREE or seat.unit:
            above = [code for code in seat.path.split("/") if code]
            found |= Q(unit__path__startswith=seat.path) | Q(
                unit__code__in=above, circulated_at__isnull=False
            )
    return Bulletin.objects.filter(found).select_related("unit").order_by("-first", "-made_at")


def span_of(kind: Paper, day: date) -> tuple[date, date]:
    """The week (Monday to Sunday) or the month of a day."""
    if kind is Paper.MONTH:
        return month_of(day)
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """The first and last day of a day's month."""
    first = day.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, after - DAY


def month_before(at: datetime) -> date:
    """The first day of the month before."""
    return month_of(month_of(clock.local(at).date())[0] - DAY)[0]


def month_start(at: datetime) -> datetime:
    """00:00 of the first day of the running month."""
    return clock.local(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _standing(unit: Unit, row: tuple[int, ...], law: Scoring) -> Standing:
    tally = Tally(*row[:10])
    late, claimed_late, contacted_late, signed = row[10:14]
    composite = scoring.score(tally, law).composite
    return Standing(unit, tally, late, claimed_late, contacted_late, signed, composite)


def _placed(rows: Iterable[Standing]) -> list[Standing]:
    """The best first; equal composites share a place; units without data come last and have none."""
    ranked = sorted(rows, key=lambda r: (r.composite is None, -(r.composite or 0), r.late, r.unit.path))
    told = [row for row in ranked if row.composite is not None]
    places: dict[int, int] = {}
    for number, row in enumerate(told, 1):
        places[row.unit.pk] = (
            places[told[number - 2].unit.pk]
            if number > 1 and told[number - 2].composite == row.composite
            else number
        )
    return [_with(row, place=places.get(row.unit.pk, 0), of=len(told)) for row in ranked]


def _marked(rows: list[Standing], rule: Any, league: str) -> list[Standing]:
    low = {row.unit.pk for row in law_of.bottom(rule, [row for row in rows if row.place])}
    return [_with(row, low=row.unit.pk in low, league=league) for row in rows]


def _with(row: Standing, **change: Any) -> Standing:
    values = {name: getattr(row, name) for name in row.__slots__}
    return Standing(**(values | change))


def _ranked_units(actor: Actor) -> list[Unit]:
    """The streets and departments below the actor's seats."""
    found: dict[int, Unit] = {}
    for seat in actor.seats:
        below = directory.units_below(seat.path, itself=actor is SYSTEM)
        found |= {
            u.pk: u for u in below.exclude(level="community").exclude(kind__in=("section", "request_centre"))
        }
    return list(found.values())


def _board_row(share: Assignment, moment: datetime) -> dict[str, Any]:
    return {
        "number": share.order.number, "title": "" if share.order.confidential else share.order.title,
        "unit": share.unit.label, "handler": share.handler.name if share.handler else "",
        "state": share.state, "due": share.due.isoformat() if share.due else "",
        "late": bool(share.due and share.due < moment),
    }  # fmt: skip


def _sums(unit: Unit, since: datetime, until: datetime) -> dict[str, Any]:
    row = next(iter(standings([unit], since, until)), None)
    return _told(row) if row else {"orders": 0}


def _told(row: Standing) -> dict[str, Any]:
    tally = row.tally
    return {
        "unit": row.unit.label, "orders": tally.orders, "signed": row.signed, "late": row.late,
        "contacted_late": row.contacted_late, "valid": tally.valid, "double_yes": tally.double_yes,
        "double_no": tally.double_no, "score": str(row.score) if row.score is not None else "", "place": row.place,
    }  # fmt: skip


def _kind(rows: Any, kind: Verb | None) -> dict[str, Any]:
    """Counts of the supervised orders of some items, each order once."""
    acted = Event.objects.filter(order=OuterRef("order_id"), verb__in=[str(v) for v in ACTS])
    acted = acted.filter(at__gt=OuterRef("issued_at"))
    counted = rows.aggregate(
        items=Count("pk"),
        orders=Count("order", distinct=True),
        solved=Count("order", distinct=True, filter=Q(order__solved=str(Solved.YES))),
        quick=Count("pk", filter=Q(answered_at__lte=F("due")) | Q(closed_at__lte=F("due"))),
        real=Count("pk", filter=Q(Exists(acted))),
        good=Count("pk", filter=Q(order__outcome=str(Outcome.DOUBLE_YES))),
        asked=Count("pk", filter=~Q(order__outcome="")),
        closed=Count("pk", filter=Q(state="closed")),
    )
    return counted | {
        "kind": kind,
        "rate": law_of.effect(counted["solved"], counted["orders"]),
        "quick_rate": law_of.effect(counted["quick"], counted["items"]),
        "real_rate": law_of.effect(counted["real"], counted["items"]),
        "good_rate": law_of.effect(counted["good"], counted["asked"]),
    }


def _rung(rows: Any, kind: Verb) -> dict[str, Any]:
    """What came of one rung of the ladder: how many orders were replied to within a day, and within two."""
    day, two = timedelta(days=1), timedelta(days=2)
    counted: dict[str, Any] = rows.aggregate(
        items=Count("pk"),
        day=Count(
            "pk", filter=Q(order__replied_at__gt=F("issued_at"), order__replied_at__lte=F("issued_at") + day)
        ),
        two=Count(
            "pk", filter=Q(order__replied_at__gt=F("issued_at"), order__replied_at__lte=F("issued_at") + two)
        ),
    )
    return counted | {"kind": kind, "rate": law_of.effect(counted["two"], counted["items"])}
