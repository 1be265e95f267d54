"""Pages of volumes and rates over time: against the year before, means and sums since a day, year by year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.insight import asking, pivot, series
from jiesu.insight.asking import Usual
from jiesu.insight.kinds import Axis, Measure
from jiesu.insight.pivot import Question
from jiesu.insight.pivot_views import behind
from jiesu.insight.series import Compared, Volume, Yearly
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.words import label, plain
from jiesu.rules import volumes
from jiesu.rules.terms import Desk

PAGE = "insight/pivot.html"
OVER_YEARS = tuple(axis for axis in series.GROWN if axis is not Axis.MONTH)


@door.sees(Desk.INSIGHT)
def growth(request: HttpRequest) -> HttpResponseBase:
    """同比: volumes beside those of the same days a year before."""
    actor, at, asked = actor_of(request), clock.now(), _asked(request, Axis.MONTH, series.GROWN)
    then = series.before(asked)
    lines = series.growth(asked, actor, at)
    listing = Listing(
        title=_("Against the year before"),
        lead=gettext("The same days then: %(first)s – %(last)s.") % {"first": then.first, "last": then.last},
        rows=lines,
        columns=(
            _named(asked),
            Column("now", _("These days"), value=lambda x: x.growth.now, kind="num",
                   link=lambda x: behind(asked, x.key) if x.growth.now else ""),
            Column("before", _("A year before"), value=lambda x: x.growth.before, kind="num",
                   link=lambda x: behind(then, x.key_before) if x.growth.before else ""),
            Column("difference", _("Difference"), value=lambda x: x.growth.difference, kind="num"),
            Column("change", _("Growth"), value=lambda x: x.growth.change, kind="pct"),
        ),
        facets=asking.bars(at, _axes(series.GROWN, Axis.MONTH)),
        empty=_("No orders in this time."),
        name="growth",
        stamp=asking.stamp(asked, actor, at),
    )  # fmt: skip
    return respond(request, listing, template=PAGE, chart=_beside(asked, lines))


@door.sees(Desk.INSIGHT)
def means(request: HttpRequest) -> HttpResponseBase:
    """累计、月均、日均: orders since a day, a month and a day."""
    actor, at, asked = actor_of(request), clock.now(), _asked(request, Axis.BRANCH, OVER_YEARS)
    lines = series.means(asked, actor, at)
    listing = Listing(
        title=_("Sums and means"),
        lead=_length(asked),
        rows=lines,
        columns=(
            _named(asked),
            Column("orders", _("Orders since the first day"), kind="num",
                   link=lambda x: behind(asked, x.key) if x.orders else ""),
            Column("per_month", _("Mean a month"), kind="num"),
            Column("per_day", _("Mean a day"), kind="num"),
        ),
        facets=asking.bars(at, _axes(OVER_YEARS, Axis.BRANCH)),
        empty=_("No orders in this time."),
        name="means",
        stamp=asking.stamp(asked, actor, at),
    )  # fmt: skip
    return respond(request, listing, template=PAGE, chart=None, ever=series.cumulative(actor, clock.today()))


@door.sees(Desk.INSIGHT)
def years(request: HttpRequest) -> HttpResponseBase:
    """逐年: a rate year by year, and whether it rises each year."""
    actor, at, asked = actor_of(request), clock.now(), _asked_of_years(request)
    made, lines = series.years(asked, actor, at)
    listing = Listing(
        title=_("Rates year by year"),
        lead=_("Of the orders received in a year; the running year counts as far as it has come."),
        rows=lines,
        columns=(
            _named(asked),
            *(Column(f"y_{key}", name, value=_rate_of(key), kind="pct", link=_opens(asked, key))
              for key, name in made.columns),
            Column("rises", _("Rises each year"), value=lambda x: "—" if x.rises is None else x.rises),
        ),
        facets=asking.bars(
            at, _axes(OVER_YEARS, Axis.BRANCH), asking.facet("measure", _("Measure"), _rates, always=True)
        ),
        empty=_("No orders in this time."),
        name="years",
        stamp=asking.stamp(asked, actor, at),
    )  # fmt: skip
    return respond(request, listing, template=PAGE, chart=_over_years(asked, lines, made.columns))


def _asked(request: HttpRequest, rows: Axis, among: Sequence[Axis]) -> Question:
    """The question of a page about volumes: from the first of January where no day is asked for."""
    today = clock.today()
    asked = asking.question(request, today, Usual(rows, days=(today - date(today.year, 1, 1)).days + 1))
    made = replace(asked, rows=asked.rows if asked.rows in among else rows, cols=None)
    asking.settle(request, made)
    return made


def _asked_of_years(request: HttpRequest) -> Question:
    today = clock.today()
    usual = Usual(Axis.BRANCH, Axis.YEAR, Measure.RESOLUTION, (today - series.first_year(today)).days + 1)
    asked = asking.question(request, today, usual)
    measure = asked.measure if asked.measure in pivot.RATES else Measure.RESOLUTION
    rows = asked.rows if asked.rows in OVER_YEARS else Axis.BRANCH
    made = replace(asked, rows=rows, cols=Axis.YEAR, measure=measure)
    asking.settle(request, made)
    return made


def _named(asked: Question) -> Column:
    def name(line: Compared | Volume | Yearly) -> str:
        if line.key:
            return line.name
        return gettext("Mean of the lines") if getattr(line, "mean", False) else gettext("Sum")

    return Column("name", asked.rows, value=name)


def _rate_of(key: str) -> Callable[[Yearly], Fraction | None]:
    return lambda line: line.rates[key]


def _opens(asked: Question, key: str) -> Callable[[Yearly], str]:
    return lambda line: "" if line.mean or line.rates[key] is None else behind(asked, line.key, key)


def _axes(among: Sequence[Axis], usual: Axis) -> Facet:
    def choices() -> list[tuple[str, str]]:
        return [(str(axis), label(axis)) for axis in (usual, *(a for a in among if a is not usual))]

    return asking.facet("rows", _("Rows"), choices, always=True)


def _rates() -> list[tuple[str, str]]:
    usual = Measure.RESOLUTION
    return [(str(rate), label(rate)) for rate in (usual, *(r for r in pivot.RATES if r is not usual))]


def _length(asked: Question) -> str:
    """How many days and months the means rest on."""
    return gettext("%(days)s days, %(months)s months.") % {
        "days": volumes.days_in(asked.first, asked.last),
        "months": plain(volumes.months_in(asked.first, asked.last)),
    }


def _beside(asked: Question, lines: Sequence[Compared]) -> Mapping[str, Any] | None:
    """Both years' months side by side."""
    if asked.rows is not Axis.MONTH:
        return None
    months = lines[1:]
    return {
        "kind": "bar", "labels": [line.name for line in months], "unit": "",
        "series": [
            {"name": gettext("A year before"), "data": [line.growth.before for line in months]},
            {"name": gettext("These days"), "data": [line.growth.now for line in months]},
        ],
    }  # fmt: skip


def _over_years(
    asked: Question, lines: Sequence[Yearly], columns: Sequence[tuple[str, str]]
) -> Mapping[str, Any]:
    pooled = lines[0].rates
    data = [None if (r := pooled[key]) is None else float(round(r * 100, 2)) for key, _name in columns]
    return {
        "kind": "line", "labels": [name for _key, name in columns], "unit": "%",
        "series": [{"name": label(asked.measure), "data": data}],
    }  # fmt: skip
