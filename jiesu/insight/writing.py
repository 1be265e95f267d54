"""分析通报: the figures that a report is filled with, its words from a template, its tables (R352, R361, R372).

A template is text with places in braces ({orders}); what each place is filled with is PLACES. The words are those
of the nearest unit at or above the writer's that has written its own, else the shipped ones. All figures are within
the sight of the seat that writes, and are exact until they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.insight import pivot, series
from jiesu.insight.axes import NONE
from jiesu.insight.kinds import Axis, Measure, Report
from jiesu.insight.models import Paper, Wording
from jiesu.insight.pivot import Question
from jiesu.insight.series import Compared
from jiesu.kit.stamps import Stamp
from jiesu.kit.words import label, moment, percent, plain
from jiesu.rules import volumes
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import SIGHT, Actor, Reach, Seat
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours, Refusal

WRITERS = (Role.SUPERVISOR, Role.DISTRICT_LEADER, Role.REQUEST_CENTRE, Role.MAIN_LEADER, Role.ASSESSOR)
"""Roles that write reports for their unit: the analysis desks and whoever leads them."""
LEADING = 5
LINES = 20
PLACE = re.compile(r"\{(\w*)\}")
PLACES: Mapping[str, Any] = {
    "unit": _("the unit"), "first": _("the first day"), "last": _("the last day"), "at": _("the moment of counting"),
    "orders": _("orders received"), "day": _("orders a day"), "month": _("orders a month"),
    "before": _("orders of the same days a year before"), "change": _("the change against them"),
    "valid": _("valid follow-ups"), "response": _("the response rate"), "resolution": _("the resolution rate"),
    "satisfaction": _("the satisfaction rate"), "matters": _("the leading matters"),
    "places": _("the leading places"), "units": _("the units with most orders"),
}  # fmt: skip
_SHIPPED = _(
    "From {first} to {last} {unit} received {orders} requests, {day} a day. In the same days of the year before there"
    " were {before}: {change}. Of {valid} valid follow-ups the response rate is {response}, the resolution rate"
    " {resolution}, the satisfaction rate {satisfaction}. Most requests are about: {matters}. Most come from: {places}."
)
_SHIPPED_PACK = _(
    "For the meeting: from {first} to {last} {unit} received {orders} requests ({month} a month, {day} a day); against"
    " the year before: {change}. Resolution rate {resolution}, satisfaction rate {satisfaction} ({valid} valid"
    " follow-ups). To be looked at: {matters}. Units with most requests: {units}."
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report, as text."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def data(self) -> dict[str, Any]:
        """As it is kept."""
        return {"title": self.title, "heads": list(self.heads), "rows": [list(row) for row in self.rows]}


@dataclass(frozen=True, slots=True)
class Draft:
    """A report before it is issued: words and tables with the figures of this moment."""

    unit: Unit
    kind: Report
    first: date
    last: date
    title: str
    words: str
    tables: Sequence[Table]
    stamp: Stamp


def seat_of(actor: Actor) -> Seat:
    """The seat by which the actor writes reports: the widest one. Refusal where none may."""
    seats = [s for s in actor.seats if s.role in WRITERS and s.unit and SIGHT[s.role] is Reach.SUBTREE]
    if not seats:
        raise NotYours("Reports are written by the analysis desks and their leaders.")
    return min(seats, key=lambda seat: len(seat.path))


def unit_of(actor: Actor) -> Unit:
    """The unit for which the actor writes."""
    return directory.unit(seat_of(actor).unit)


def days_of(kind: Report, day: date) -> tuple[date, date]:
    """The days of a report around a day: the day, the week from Monday, the month (also of a pack)."""
    if kind is Report.DAY:
        return day, day
    if kind is Report.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def draft(kind: Report, day: date, actor: Actor, at: datetime) -> Draft:
    """A report of the kind around a day, filled with current figures; days to come do not count."""
    seat, today = seat_of(actor), local_day(at)
    first, last = days_of(kind, day)
    if first > today:
        raise Refusal("These days are still to come.")
    unit = directory.unit(seat.unit)
    within = Actor(actor.key, actor.name, (seat,))
    asked = Question(Axis.MATTER_2, None, Measure.RESOLUTION, first, min(last, today))
    figures = _Figures(asked, within, at)
    words = filled(wording(unit, kind), figures.places(unit))
    title = f"{unit.name} {label(kind)} {first:%Y-%m-%d} – {asked.last:%Y-%m-%d}"
    stamp = Stamp(at, directory.scope_of(within), first, asked.last)
    return Draft(unit, kind, first, asked.last, title, words, figures.tables(), stamp)


def wording(unit: Unit, kind: Report) -> str:
    """The template that holds for a unit: its own latest, else that of the nearest unit above, else the shipped one."""
    line = [unit, *reversed(directory.line_of(unit))]
    nearest = Case(*(When(unit=u, then=Value(n)) for n, u in enumerate(line)), output_field=IntegerField())
    rows = (
        Wording.objects.filter(unit__in=line, kind=kind).annotate(far=nearest).order_by("far", "-at", "-pk")
    )
    found = rows.values_list("words", flat=True).first()
    return found or str(_SHIPPED_PACK if kind is Report.PACK else _SHIPPED)


def check(words: str) -> None:
    """Refuse a template with a place that nothing fills."""
    unknown = [name for name in PLACE.findall(words) if name not in PLACES]
    if unknown:
        raise Refusal("A template has no place “%(name)s”.", name=unknown[0])


def filled(words: str, places: Mapping[str, str]) -> str:
    """The template with its places filled."""
    return PLACE.sub(lambda found: places.get(found[1], found[0]), words)


def papers(actor: Actor) -> QuerySet[Paper]:
    """The reports that the actor may read: of the own units and those below, and what came down from above."""
    found = Q(pk__in=[])
    for seat in actor.seats:
        if SIGHT[seat.role] is Reach.CITY:
            return Paper.objects.select_related("unit").order_by("-at", "-pk")
        if SIGHT[seat.role] is Reach.SUBTREE:
            found |= Q(unit__path__startswith=seat.path)
        above = [code for code in seat.path.split("/") if code]
        found |= Q(below=True, unit__code__in=above)
    return Paper.objects.select_related("unit").filter(found).order_by("-at", "-pk")


def paper(pk: int, actor: Actor) -> Paper:
    """One report that the actor may read. Refusal where there is none."""
    found = papers(actor).filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such report that you may read.")
    return found


class _Figures:
    """The figures of some days for one seat, each counted once."""

    def __init__(self, asked: Question, actor: Actor, at: datetime) -> None:
        self.asked, self.actor, self.at = asked, actor, at
        self.whole = pivot.pivot(replace(asked, rows=Axis.KIND), actor, at)
        self.grown = {axis: series.growth(replace(asked, rows=axis), actor, at) for axis in self._axes()}

    def places(self, unit: Unit) -> dict[str, str]:
        """What the places of a template are filled with."""
        sums, law, total = self.whole.lines[0].whole, self.whole.law, self.grown[Axis.MATTER_2][0].growth
        span = (self.asked.first, self.asked.last)
        rates = {str(measure): _percent(sums.of(measure, law)) for measure in pivot.RATES}
        places, units = self._axes()[1:3]
        return {
            **rates, "unit": unit.name, "first": span[0].isoformat(), "last": span[1].isoformat(),
            "at": moment(self.at), "orders": str(total.now), "before": str(total.before), "valid": str(sums.valid),
            "day": _plain(volumes.per_day(total.now, *span)), "month": _plain(volumes.per_month(total.now, *span)),
            "change": changed(total), "matters": self._leading(Axis.MATTER_2), "places": self._leading(places),
            "units": self._leading(units),
        }  # fmt: skip

    def tables(self) -> list[Table]:
        """By matter, by place and by unit beside the year before; the units' rates; kinds and channels."""
        return [
            *(self._compared(axis) for axis in self._axes()),
            self._rates(Axis.BRANCH),
            self._rates(Axis.KIND),
        ]

    def _axes(self) -> tuple[Axis, Axis, Axis, Axis]:
        deep = self.actor.seats[0].path.count("/")
        place = Axis.DISTRICT if deep <= 2 else Axis.STREET if deep == 3 else Axis.COMMUNITY
        return Axis.MATTER_2, place, Axis.BRANCH, Axis.CHANNEL

    def _leading(self, axis: Axis) -> str:
        lines = [x for x in self.grown[axis][1:] if x.key != NONE and x.growth.now]
        said = [f"{x.name} {x.growth.now}" for x in lines[:LEADING]]
        return "、".join(said) or gettext("none")

    def _compared(self, axis: Axis) -> Table:
        heads = [label(axis), gettext("These days"), gettext("A year before"), gettext("Growth")]
        rows = [_compared(line) for line in self.grown[axis][: LINES + 1]]
        return Table(gettext("Volume: %(by)s") % {"by": label(axis)}, heads, rows)

    def _rates(self, axis: Axis) -> Table:
        made = pivot.pivot(replace(self.asked, rows=axis), self.actor, self.at)
        heads = [label(axis), label(Measure.ORDERS), label(Measure.VALID), *(label(m) for m in pivot.RATES)]
        rows = [
            [
                line.name or gettext("Sum"), str(line.whole.orders), str(line.whole.valid),
                *(_percent(line.whole.of(measure, made.law)) for measure in pivot.RATES),
            ]
            for line in made.lines[: LINES + 1]
        ]  # fmt: skip
        return Table(gettext("Rates: %(by)s") % {"by": label(axis)}, heads, rows)


def changed(growth: volumes.Growth) -> str:
    """The change in words; that there was nothing a year before, where there was nothing."""
    change = growth.change
    if change is None:
        return gettext("no figures of the year before")
    if change > 0:
        return gettext("a rise of %(share)s") % {"share": percent(change)}
    return gettext("a fall of %(share)s") % {"share": percent(-change)} if change else gettext("no change")


def _compared(line: Compared) -> list[str]:
    growth = line.growth
    return [
        line.name or gettext("Sum"), str(growth.now), str(growth.before),
        "—" if growth.change is None else percent(growth.change),
    ]  # fmt: skip


def _percent(value: Any) -> str:
    return "—" if value is None else percent(value, 2)


def _plain(value: Any) -> str:
    return "—" if value is None else plain(value)
