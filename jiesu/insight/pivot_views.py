"""Pages of the pivot: orders by two axes at once, and the orders behind a cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.insight import asking, notes, pivot
from jiesu.insight.asking import Usual
from jiesu.insight.axes import begin_of
from jiesu.insight.kinds import TIMES, Axis, Measure
from jiesu.insight.pivot import Line, Pivot, Question
from jiesu.insight.views import orders_behind
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.words import label
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk

USUAL = Usual(rows=Axis.STREET, cols=Axis.MONTH, days=90)


@door.sees(Desk.INSIGHT)
def pivots(request: HttpRequest) -> HttpResponseBase:
    """多维分析: rows, columns and measure as chosen; every cell opens its orders."""
    actor, at = actor_of(request), clock.now()
    made = pivot.pivot(asking.question(request, clock.today(), USUAL), actor, at)
    asking.settle(request, made.question)
    shown = _series(made, actor)
    return respond(request, _listing(made, actor, at), template="insight/pivot.html", **shown)


@door.sees(Desk.INSIGHT)
def cell(request: HttpRequest) -> HttpResponseBase:
    """The orders behind one cell: exactly those that it counts."""
    actor, at, asked = actor_of(request), clock.now(), asking.question(request, clock.today(), USUAL)
    row, col = request.GET.get("row", ""), request.GET.get("col", "")
    listing = orders_behind(pivot.behind(asked, row, col, actor, at), _("Orders behind a figure"), actor)
    lead, stamp = _path(asked, row, col, actor, at), asking.stamp(asked, actor, at)
    return respond(request, replace(listing, facets=(), lead=lead, stamp=stamp))


def behind(asked: Question, row: str = "", col: str = "") -> str:
    """The address of the orders behind a figure."""
    return f"{reverse('insight:cell')}?{asking.address(asked, row=row, col=col)}"


def _listing(made: Pivot, actor: Actor, at: datetime) -> Listing:
    asked = made.question
    wide = gettext("%(n)s columns are too many to show; choose a coarser one, or fewer days.")
    return Listing(
        title=_("Analysis by several dimensions"),
        lead=wide % {"n": made.wide} if made.wide else _("Each figure opens the orders that it counts."),
        rows=made.lines,
        columns=(
            Column("name", asked.rows, value=lambda line: line.name or gettext("Sum")),
            Column("whole", _("Sum"), **_figure(made, "")),
            *(Column(f"c_{key}", name, **_figure(made, key)) for key, name in made.columns),
        ),
        facets=_facets(at),
        empty=_("No orders in this time."),
        name="pivot",
        stamp=asking.stamp(asked, actor, at),
    )


def _figure(made: Pivot, col: str) -> dict[str, Any]:
    """How a column of figures reads its value from a row and where its cells lead."""
    asked = made.question

    def sums(line: Line) -> pivot.Sums:
        return line.cells.get(col, pivot.Sums()) if col else line.whole

    def value(line: Line) -> int | Fraction | None:
        return sums(line).of(asked.measure, made.law)

    def link(line: Line) -> str:
        counted = sums(line).orders if asked.measure is Measure.ORDERS else sums(line).valid
        return behind(asked, line.key, col) if counted else ""

    return {"value": value, "kind": "pct" if asked.measure in pivot.RATES else "num", "link": link}


def _facets(at: datetime) -> tuple[Facet, ...]:
    def cols() -> list[tuple[str, str]]:
        return [("", gettext("No columns")), *((str(axis), label(axis)) for axis in Axis)]

    def rows() -> list[tuple[str, str]]:
        usual = USUAL.rows
        return [(str(axis), label(axis)) for axis in (usual, *(a for a in Axis if a is not usual))]

    return asking.bars(
        at,
        asking.facet("rows", _("Rows"), rows, always=True),
        asking.facet("cols", _("Columns"), cols, always=True),
        asking.facet("measure", _("Measure"), Measure, always=True),
    )


def _path(asked: Question, row: str, col: str, actor: Actor, at: datetime) -> str:
    """Which cell it is, in words."""
    keys = [(asked.rows, row), (asked.cols, col)]
    said = [pivot.names_of(axis, [key], actor, at)[key] for axis, key in keys if axis and key]
    return " × ".join([*said, label(asked.measure)])


def _series(made: Pivot, actor: Actor) -> dict[str, Any]:
    """The rows as a line with the notes on it, where they are time and stand alone."""
    asked = made.question
    if asked.rows not in TIMES or asked.cols or asked.measure in pivot.RATES:
        return {"chart": None}
    lines = made.lines[1:]
    found = list(notes.notes_of(notes.series_of(asked.filters), asked.first, asked.last, actor))
    places = {line.key: number for number, line in enumerate(lines)}
    marks = [
        {"at": places[begin_of(asked.rows, note.day).isoformat()], "text": f"{number}"}
        for number, note in enumerate(found, 1)
    ]
    chart = {
        "kind": "line",
        "labels": [line.name for line in lines],
        "series": [{"name": label(asked.measure), "data": [line.whole.of(asked.measure, None) for line in lines]}],
        "links": [behind(asked, line.key) for line in lines],
        "unit": "",
        "marks": marks,
    }  # fmt: skip
    told = [(note, notes.author(note)) for note in found]
    return {
        "chart": chart,
        "notes": told,
        "add_note": f"{reverse('insight:new_note')}?{asking.address(asked)}",
    }
