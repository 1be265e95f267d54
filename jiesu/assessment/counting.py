"""Counting orders for the assessment, in SQL and in whole numbers; and the sets behind the counts.

One count for every level: the city's units, the districts', the streets' below them, single handlers (一把尺子, R288).

A unit answers for an order when it, or a unit below it, holds a share that was neither recalled nor passed
on. The order came directly when the unit's first share of it did (市级直派), else from above (区级转派).
Every unit that takes part counts the order (一单多考, R309).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from jiesu.assessment.kinds import Figure
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.followup import queries as followup
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules.calendar import DAY, end_of
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Attribute, ScoreOn, Scoring, Tally
from jiesu.rules.terms import AssignmentState, Mode, Outcome, Satisfied, Solved


@dataclass(frozen=True, slots=True)
class Window:
    """From a day to a day, under one law."""

    first: date
    last: date
    law: Scoring

    @property
    def begins(self) -> datetime:
        """00:00 of the first day."""
        return end_of(self.first - DAY)

    @property
    def ends(self) -> datetime:
        """24:00 of the last day."""
        return end_of(self.last)

    @property
    def on_first(self) -> bool:
        """Whether the first valid follow-up scores."""
        return self.law.score_on is ScoreOn.FIRST


@dataclass(frozen=True, slots=True)
class Counts:
    """The whole numbers of one unit."""

    orders: int = 0
    direct: int = 0
    forwarded: int = 0
    excluded: int = 0
    valid: int = 0
    direct_valid: int = 0
    contacted: int = 0
    solved: int = 0
    partly: int = 0
    satisfied: int = 0
    basically: int = 0
    double_yes: int = 0
    double_no: int = 0

    @property
    def tally(self) -> Tally:
        """What the law's judge works on."""
        return Tally(**{f.name: getattr(self, f.name) for f in fields(Tally)})

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))

    def of(self, figure: Figure) -> int:
        """The number behind a figure."""
        return int(getattr(self, str(figure)))


NAMES = tuple(f.name for f in fields(Counts))

_HANDLERS = "SELECT p.id AS unit, p.id AS below FROM directory_person p WHERE p.id = ANY(%(units)s)"
_INDUSTRIES = "SELECT unit, below FROM unnest(%(units)s::int[], %(codes)s::text[]) AS lines(unit, below)"
_SQL = """
WITH pairs AS ({pairs}), held AS (
    SELECT p.unit, s.order_id, (array_agg(s.mode ORDER BY s.no))[1] AS mode,
           bool_and(s.excluded OR s.state = 'pending') FILTER (WHERE s.state <> 'forwarded')
             AND NOT %(whole)s AS left_out
    FROM orders_assignment s
    JOIN orders_order o ON o.id = s.order_id
    JOIN directory_unit u ON u.id = s.unit_id AND starts_with(u.path, %(scope)s)
    JOIN pairs p ON p.below = {holder}
    LEFT JOIN followup_answer a ON a.order_id = o.id AND {scores}
    WHERE s.state <> 'recalled' AND {moment} >= %(begins)s AND {moment} < %(ends)s
        AND (%(kind)s = '' OR o.request_type = %(kind)s)
    GROUP BY p.unit, s.order_id
    HAVING bool_or(s.state <> 'forwarded')
), told AS (
    SELECT h.unit, o.request_type AS kind, h.mode, h.left_out OR o.source = ANY(%(outside)s) AS out,
           a.id IS NOT NULL AND NOT h.left_out AND NOT o.source = ANY(%(outside)s) AS valid,
           a.contacted, a.solved, a.satisfied, a.outcome
    FROM held h
    JOIN orders_order o ON o.id = h.order_id
    LEFT JOIN followup_answer a ON a.order_id = o.id AND {scores}
)
SELECT {keys}, count(*),
    count(*) FILTER (WHERE mode <> 'forwarded'),
    count(*) FILTER (WHERE mode = 'forwarded'),
    count(*) FILTER (WHERE out),
    count(*) FILTER (WHERE valid),
    count(*) FILTER (WHERE valid AND mode <> 'forwarded'),
    count(*) FILTER (WHERE valid AND contacted),
    count(*) FILTER (WHERE valid AND solved = 'yes'),
    count(*) FILTER (WHERE valid AND solved = 'partly'),
    count(*) FILTER (WHERE valid AND satisfied = 'yes'),
    count(*) FILTER (WHERE valid AND satisfied = 'basically'),
    count(*) FILTER (WHERE valid AND outcome = 'double_yes'),
    count(*) FILTER (WHERE valid AND outcome = 'double_no')
FROM told GROUP BY {keys}
"""


def counts(
    window: Window, units: Collection[int], *, whole: bool = False, kind: str = ""
) -> dict[int, Counts]:
    """The counts of each unit (by its id) in the window; one query. A unit without orders is left out.

    Of one kind of request (its code), or of all (R088).

    An order of which every standing share of the unit is excluded (剔除), or lies in the pending register until it
    is written off (挂账, E11), is in no denominator; `whole` counts as if nothing were left out, so that both
    calibres stand side by side.
    """
    return {row[0]: Counts(*row[1:]) for row in _counted(window, units, whole=whole, kind=kind)}


def counts_by_kind(
    window: Window, units: Collection[int], *, whole: bool = False
) -> dict[int, dict[str, Counts]]:
    """The same, parted by kind of request (its code; "" where none was said); one query (分类评价, R296)."""
    found: dict[int, dict[str, Counts]] = {}
    for unit, kind, *numbers in _counted(window, units, whole=whole, keys="unit, kind"):
        found.setdefault(unit, {})[kind] = Counts(*numbers)
    return found


def counts_of_handlers(window: Window, people: Collection[int]) -> dict[int, Counts]:
    """The counts of each person (by id) over the shares that were assigned to them (办件人, R327); one query."""
    rows = _counted(window, people, pairs=_HANDLERS, holder="s.handler_id")
    return {row[0]: Counts(*row[1:]) for row in rows}


def counts_of_industries(window: Window, scope: str, codes: Mapping[str, int]) -> dict[int, Counts]:
    """The counts of each industry (by its number) over the orders of its categories that units under a path hold.

    `codes`: the industry of each category. An order counts for its industry whoever handles it (R307); one query.
    """
    rows = _counted(
        window, list(codes.values()), pairs=_INDUSTRIES, holder="o.category", codes=list(codes), scope=scope
    )
    return {row[0]: Counts(*row[1:]) for row in rows}


def _counted(
    window: Window, units: Collection[int], *, whole: bool = False, kind: str = "", keys: str = "unit",
    pairs: str = directory.UNITS_BELOW, holder: str = "s.unit_id", codes: Sequence[str] = (), scope: str = "/",
) -> list[tuple[Any, ...]]:  # fmt: skip
    by_rating = window.law.period.attribute_by is Attribute.RATED
    sql = _SQL.format(
        scores="a.first" if window.on_first else "a.final", moment="a.at" if by_rating else "o.received_at",
        keys=keys, pairs=pairs, holder=holder,
    )  # fmt: skip
    asked: dict[str, Any] = {
        "units": list(units), "outside": sorted(directory.sources_outside_assessment()), "begins": window.begins,
        "ends": window.ends, "whole": whole, "kind": kind, "codes": list(codes), "scope": scope,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()


def behind(window: Window, unit: Unit, figure: Figure, actor: Actor) -> QuerySet[Order]:
    """The orders behind a figure, as far as the actor may see them: all of them for whoever sees the unit."""
    return held_by(unit, actor).filter(in_window(window)).filter(_condition(window, figure))


def held_by(unit: Unit, actor: Actor) -> QuerySet[Order]:
    """The orders for which a unit answers, each with how it `came` and whether a share of it counts (`kept`)."""
    below = Assignment.objects.filter(order=OuterRef("pk"), unit__path__startswith=unit.path)
    standing = below.exclude(state__in=(AssignmentState.RECALLED, AssignmentState.FORWARDED))
    first = below.exclude(state=AssignmentState.RECALLED).order_by("no").values("mode")[:1]
    kept = Exists(standing.filter(excluded=False).exclude(state=AssignmentState.PENDING))
    return orders.visible_to(actor).filter(Exists(standing)).annotate(came=Subquery(first), kept=kept)


def in_window(window: Window) -> Q:
    """The orders that belong to the period, by the moment that the law names."""
    span = {"gte": window.begins, "lt": window.ends}
    if window.law.period.attribute_by is Attribute.CREATED:
        return Q(**{f"received_at__{test}": moment for test, moment in span.items()})
    return Q(answered(window, Q(**{f"at__{test}": moment for test, moment in span.items()})))


def _condition(window: Window, figure: Figure) -> Q:
    forwarded = Q(came=Mode.FORWARDED)
    left_out = outside()
    apart = {
        Figure.ORDERS: Q(),
        Figure.DIRECT: ~forwarded,
        Figure.FORWARDED: forwarded,
        Figure.EXCLUDED: left_out,
        Figure.DIRECT_VALID: ~forwarded & ~left_out & Q(answered(window, Q())),
    }
    return apart[figure] if figure in apart else ~left_out & Q(answered(window, _ANSWERS[figure]))


def outside() -> Q:
    """What takes no part in the rates: by its source, or because no share of the unit counts."""
    return Q(source__in=directory.sources_outside_assessment()) | Q(kept=False)


def answered(window: Window, condition: Q) -> Exists:
    """Whether the follow-up that scores says so."""
    scored = followup.valid_answers(first=window.on_first).filter(condition, order=OuterRef("pk"))
    return Exists(scored)


_ANSWERS = {
    Figure.VALID: Q(),
    Figure.CONTACTED: Q(contacted=True),
    Figure.SOLVED: Q(solved=Solved.YES),
    Figure.PARTLY: Q(solved=Solved.PARTLY),
    Figure.SATISFIED: Q(satisfied=Satisfied.YES),
    Figure.BASICALLY: Q(satisfied=Satisfied.BASICALLY),
    Figure.DOUBLE_YES: Q(outcome=Outcome.DOUBLE_YES),
    Figure.DOUBLE_NO: Q(outcome=Outcome.DOUBLE_NO),
    Figure.LOWERING: Q(contacted=False) | ~Q(solved=Solved.YES) | Q(satisfied=Satisfied.NO),
}
