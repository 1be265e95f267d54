"""多维分析: orders received, counted by two axes at once; every count is of a set that can be opened (R353, R356).

The database groups, in one query; only sums are made here. Nothing is wider than what the actor may see. The rates
are those of the orders received in the days, by their latest valid follow-up and by the law's weights; the score
sheets of the assessment count by follow-ups in a period and stand beside, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from jiesu.directory import queries as directory
from jiesu.insight import queries
from jiesu.insight.axes import Ruler, matter_within, ruler, spans
from jiesu.insight.by_kind import VALID
from jiesu.insight.kinds import TIMES, Axis, Measure
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules.calendar import DAY, end_of
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Rate, Scoring, Tally, score
from jiesu.rules.terms import Satisfied, Solved

MOST_COLUMNS = 60
"""More columns nobody reads side by side; the rows then stand with their sums alone."""
RATES = {
    Measure.RESPONSE: Rate.RESPONSE,
    Measure.RESOLUTION: Rate.RESOLUTION,
    Measure.SATISFACTION: Rate.SATISFACTION,
}
_COUNTS: Mapping[str, Any] = {
    "n_valid": Count("pk", filter=VALID),
    "n_contacted": Count("pk", filter=VALID & Q(contacted=True)),
    "n_solved": Count("pk", filter=VALID & Q(solved=str(Solved.YES))),
    "n_partly": Count("pk", filter=VALID & Q(solved=str(Solved.PARTLY))),
    "n_satisfied": Count("pk", filter=VALID & Q(satisfied=str(Satisfied.YES))),
    "n_basically": Count("pk", filter=VALID & Q(satisfied=str(Satisfied.BASICALLY))),
}
_FILTERS: Mapping[str, Callable[[str], Q]] = {
    "matter": matter_within,
    "type": lambda value: Q(request_type=value),
    "channel": lambda value: Q(channel=value),
    "caller": lambda value: Q(requester__kind=value),
}


@dataclass(frozen=True, slots=True)
class Sums:
    """Whole numbers of a set of orders: how many, and of the valid follow-ups what was answered."""

    orders: int = 0
    valid: int = 0
    contacted: int = 0
    solved: int = 0
    partly: int = 0
    satisfied: int = 0
    basically: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def tally(self) -> Tally:
        """What the law of assessment judges."""
        return Tally(
            orders=self.orders, valid=self.valid, contacted=self.contacted, solved=self.solved, partly=self.partly,
            satisfied=self.satisfied, basically=self.basically,
        )  # fmt: skip

    def of(self, measure: Measure, law: Scoring | None) -> int | Fraction | None:
        """The sum or the exact rate that a measure asks for; None where no valid follow-up carries a rate."""
        if measure in RATES:
            return score(self.tally, law).rate(RATES[measure]) if law is not None else None
        return self.valid if measure is Measure.VALID else self.orders


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the axes, the measure, the days (both counted) and filters by name (area, unit, matter …)."""

    rows: Axis
    cols: Axis | None
    measure: Measure
    first: date
    last: date
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the pivot; the line of sums has no key."""

    key: str
    name: str
    whole: Sums
    cells: Mapping[str, Sums]


@dataclass(frozen=True, slots=True)
class Pivot:
    """The answer: columns (key, name), the line of sums first, then the rows. `wide`: too many columns to show."""

    question: Question
    columns: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    law: Scoring | None
    wide: int = 0


def pivot(question: Question, actor: Actor, at: datetime) -> Pivot:
    """The pivot of what the actor may see; one query that groups."""
    by_row = ruler(question.rows, actor, at)
    by_col = ruler(question.cols, actor, at) if question.cols else None
    cells = _grouped(question, by_row, by_col, actor)
    rows: dict[str, dict[str, Sums]] = {}
    across: dict[str, Sums] = {}
    for (row, col), sums in cells.items():
        rows.setdefault(row, {})[col] = sums
        across[col] = across.get(col, Sums()) + sums
    columns = _ordered(by_col, across, question) if by_col else []
    wide = len(columns) if len(columns) > MOST_COLUMNS else 0
    whole = {row: sum(found.values(), Sums()) for row, found in rows.items()}
    keys = _ordered(by_row, whole, question)
    lines = [Line(key, by_row.name(key), whole.get(key, Sums()), rows.get(key, {})) for key in keys]
    total = Line("", "", sum(whole.values(), Sums()), across)
    shown = [] if wide or by_col is None else [(key, by_col.name(key)) for key in columns]
    law = policy.in_force_or(Topic.SCORING, at, None).rules
    return Pivot(question, shown, [total, *lines], law, wide)


def sums_by(axis: Axis, question: Question, actor: Actor, at: datetime) -> dict[str, Sums]:
    """The sums of each key of one axis, by its key."""
    cells = _grouped(replace(question, rows=axis, cols=None), ruler(axis, actor, at), None, actor)
    return {row: sums for (row, _), sums in cells.items()}


def names_of(axis: Axis, keys: Sequence[str], actor: Actor, at: datetime) -> dict[str, str]:
    """The keys of an axis in words."""
    by = ruler(axis, actor, at)
    return {key: by.name(key) for key in keys}


def whole(question: Question, actor: Actor) -> Sums:
    """The sums of all orders that fit the question."""
    found = asked(question, actor).aggregate(n=Count("pk"), **_COUNTS)
    return Sums(found["n"], *(found[name] for name in _COUNTS))


def behind(question: Question, row: str, col: str, actor: Actor, at: datetime) -> QuerySet[Order]:
    """Exactly the orders that a cell counts; of a rate, the orders with a valid follow-up that it rests on."""
    rows = asked(question, actor, plain=False)
    for axis, key in ((question.rows, row), (question.cols, col)):
        if axis and key:
            rows = rows.filter(ruler(axis, actor, at).fits(key))
    return rows if question.measure is Measure.ORDERS else rows.filter(VALID)


def asked(question: Question, actor: Actor, *, plain: bool = True) -> QuerySet[Order]:
    """The orders that the actor may see, received in the days, that fit the filters."""
    seen = orders.visible_to(actor)
    rows = seen.select_related(None).order_by() if plain else seen
    rows = rows.filter(received_at__gte=end_of(question.first - DAY), received_at__lt=end_of(question.last))
    for name, value in question.filters.items():
        rows = _narrowed(rows, name, value)
    return rows


def _narrowed(rows: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
    if not value:
        return rows
    if name == "area":
        return queries.within(rows, value)
    if name == "unit":
        path = directory.units().filter(code=value).values_list("path", flat=True).first()
        return rows.filter(lead__path__startswith=path) if path else rows.none()
    return rows.filter(_FILTERS[name](value))


def _grouped(
    question: Question, by_row: Ruler, by_col: Ruler | None, actor: Actor
) -> dict[tuple[str, str], Sums]:
    raws = {"raw_row": by_row.raw} | ({"raw_col": by_col.raw} if by_col else {})
    counts = {"n": Count("pk")} | (dict(_COUNTS) if question.measure is not Measure.ORDERS else {})
    found: dict[tuple[str, str], list[int]] = {}
    rows = asked(question, actor).annotate(**raws).values_list(*raws).annotate(**counts)
    row_keys: dict[Any, str] = {}
    col_keys: dict[Any, str] = {}
    for raw in rows.iterator(chunk_size=10_000):
        row = row_keys.get(raw[0]) or row_keys.setdefault(raw[0], by_row.key(raw[0]))
        col = ""
        if by_col:
            col = col_keys.get(raw[1]) or col_keys.setdefault(raw[1], by_col.key(raw[1]))
        numbers = raw[len(raws) :]
        known = found.get((row, col))
        found[row, col] = [a + b for a, b in zip(known, numbers, strict=True)] if known else list(numbers)
    return {pair: Sums(*numbers) for pair, numbers in found.items()}


def _ordered(by: Ruler, sums: Mapping[str, Sums], question: Question) -> list[str]:
    """Time as it runs, empty spans too; everything else by volume, the largest first."""
    if by.axis in TIMES:
        return spans(by.axis, question.first, question.last)
    return sorted(sums, key=lambda key: (-sums[key].orders, by.name(key)))
