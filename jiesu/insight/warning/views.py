"""The pages of early warning: forecasts, volumes, seasons, the eight stages, live counts; each opens its orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.insight import asking
from jiesu.insight.kinds import Axis
from jiesu.insight.views import orders_behind
from jiesu.insight.warning import live, rates, seasons, stages, volumes
from jiesu.insight.warning.kinds import Live, Watched
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.nav import capped
from jiesu.rules.early import RATES, Of
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Rate
from jiesu.rules.terms import Desk, Term
from jiesu.rules.thresholds import Colour
from jiesu.rules.verdict import Refusal

T = TypeVar("T", bound=Term)


def named(terms: type[T], value: str) -> T:
    """The word of a vocabulary. Refusal where it is none of it."""
    if value not in [str(word) for word in terms]:
        raise Refusal("There is no such figure.")
    return terms(value)


@door.sees(Desk.INSIGHT)
def forecast(request: HttpRequest) -> HttpResponseBase:
    """考核预警: the three rates of each unit at the end of the running period, the most pressing first."""
    actor, at = actor_of(request), clock.now()
    return respond(request, _forecast(actor, at), template="insight/warning.html", tabs=_tabs(request))


@door.sees(Desk.INSIGHT)
def forecast_orders(request: HttpRequest, code: str, rate: str, which: str) -> HttpResponseBase:
    """The orders that put a rate of a unit at risk: rated badly, or not rated yet."""
    actor, at = actor_of(request), clock.now()
    rows = rates.behind(directory.unit(code), named(Rate, rate), which, actor, at)
    return respond(request, orders_behind(rows, _("Orders behind the forecast"), actor))


@door.sees(Desk.INSIGHT)
def volume(request: HttpRequest) -> HttpResponseBase:
    """诉求数据动态监测: volumes of seven days by matter, place or requester beside the weeks before."""
    of = named(Of, request.GET.get("of", str(Of.MATTER)))
    listing = _volumes(of, actor_of(request), clock.now())
    tabs = [(one, f"?of={one}", one is of) for one in Of]
    return respond(request, listing, template="insight/warning.html", tabs=_tabs(request), inner=tabs)


@door.sees(Desk.INSIGHT)
def volume_orders(request: HttpRequest, of: str, key: str) -> HttpResponseBase:
    """The orders of the last seven days behind a volume."""
    actor = actor_of(request)
    rows = volumes.behind(named(Of, of), key, actor, clock.now())
    return respond(request, orders_behind(rows, _("Orders of the last seven days"), actor))


@door.sees(Desk.INSIGHT)
def season(request: HttpRequest) -> HttpResponseBase:
    """季节性、周期性问题: matters with a season by the earlier years, the one that begins next first."""
    listing = Listing(
        title=_("Seasons of matters"),
        lead=_(
            "Months in which a matter stood out in every earlier year; its units are told before it begins."
        ),
        rows=seasons.seasonal(clock.now()),
        columns=(
            Column("name", _("Matter"), wide=True),
            Column("months_said", _("Months")),
            Column("begins", _("Begins next"), kind="day"),
            Column("years", _("In earlier years, month by month"), value=_years, spare=True),
        ),
        empty=_("No matter had a season in every earlier year."),
        name="seasons",
    )
    return respond(request, listing, template="insight/warning.html", tabs=_tabs(request))


@door.sees(Desk.INSIGHT)
def whole(request: HttpRequest) -> HttpResponse:
    """全流程预警: the eight stages, each with what is warned of in it."""
    found = stages.stages(actor_of(request), clock.now())
    rows = [
        (stage, [(one, capped(n, stages.CAP), reverse("insight:stage", args=[one]), n) for one, n in counted])
        for stage, counted in found
    ]
    return render(request, "insight/stages.html", {"rows": rows, "tabs": _tabs(request)})


@door.sees(Desk.INSIGHT)
def stage(request: HttpRequest, name: str) -> HttpResponseBase:
    """The orders behind one warning of a stage."""
    actor, which = actor_of(request), named(Watched, name)
    return respond(request, orders_behind(stages.warned(which, actor, clock.now()), which, actor))


@door.sees(Desk.INSIGHT)
def now_open(request: HttpRequest) -> HttpResponseBase:
    """实时动态监测: the open orders by unit or area, by stage and lateness."""
    actor, at = actor_of(request), clock.now()
    axis = named(Axis, request.GET.get("by", str(Axis.BRANCH)))
    counted = live.total(actor, at)
    stats = [(figure, n, _live_url("", "", figure)) for figure, n in counted.items()]
    tabs = [(one, f"?by={one}", one is axis) for one in live.AXES]
    listing = _live(axis, actor, at)
    return respond(
        request, listing, template="insight/live.html", tabs=_tabs(request), inner=tabs, stats=stats, at=at
    )


@door.sees(Desk.INSIGHT)
def now_orders(request: HttpRequest) -> HttpResponseBase:
    """The orders behind one live number."""
    actor, by = actor_of(request), request.GET.get("by", "")
    axis = named(Axis, by) if by else None
    figure = named(Live, request.GET.get("live", ""))
    rows = live.behind(axis, request.GET.get("key", ""), figure, actor, clock.now())
    return respond(request, orders_behind(rows, figure, actor))


def _forecast(actor: Actor, at: datetime) -> Listing:
    window = rates.window_of(at)
    return Listing(
        title=_("Forecast of the three rates"),
        lead=f"{window.first:%Y-%m-%d} – {window.last:%Y-%m-%d}",
        rows=rates.outlooks(actor, at),
        columns=(
            Column("unit", _("Unit"), value="unit__label"),
            Column("rate", _("Rate"), value=lambda o: o.forecast.rate),
            Column("colour", _("Warning"), value=lambda o: o.forecast.colour or "", kind="state"),
            Column("now", _("So far"), value="forecast__now", kind="pct"),
            Column("worst", _("At worst"), value="forecast__worst", kind="pct"),
            Column("expected", _("Expected"), value="forecast__expected", kind="pct"),
            Column("best", _("At best"), value="forecast__best", kind="pct"),
            Column("floor", _("Floor"), kind="pct"),
            Column("lost", _("Rated against it"), kind="num", link=lambda o: _cause(o, "lost")),
            Column("open", _("Not rated yet"), kind="num", link=lambda o: _cause(o, "open")),
            Column("needed", _("Must still go well"), value=_needed),
        ),
        facets=(
            Facet("rate", _("Rate"), tuple((str(rate), rate) for rate in RATES), lookup="forecast__rate"),
            Facet("colour", _("Warning"), Colour, lookup="forecast__colour"),
            Facet("unit", _("Unit"), asking.units, kind="text", lookup="unit__code"),
        ),
        empty=_("No unit has orders in the running period."),
        name="forecast",
    )


def _volumes(of: Of, actor: Actor, at: datetime) -> Listing:
    return Listing(
        title=_("Volumes beside their weeks"),
        lead=_("The last seven days beside the weeks before; what stands out is warned of once a week."),
        rows=volumes.volumes(of, actor, at),
        columns=(
            Column("name", of, value=lambda v: v.name or _("One requester"), wide=True, link=_volume_url),
            Column("now", _("Seven days"), kind="num", link=_volume_url),
            Column("mean", _("Mean of a week"), kind="num"),
            Column("ratio", _("Times the mean"), kind="num"),
            Column("colour", _("Warning"), value=lambda v: v.colour or "", kind="state"),
            Column("before", _("Weeks before, the nearest first"), value=_weeks, spare=True),
        ),
        facets=(Facet("colour", _("Warning"), Colour),),
        empty=_("Nothing came in seven days."),
        name="volumes",
    )


def _live(axis: Axis, actor: Actor, at: datetime) -> Listing:
    return Listing(
        title=_("Open orders now"),
        lead=_("Each number opens its orders."),
        rows=live.live(axis, actor, at),
        columns=(
            Column("name", axis, wide=True),
            *(_live_column(axis, figure) for figure in Live),
        ),
        empty=_("No order is open."),
        name="live",
    )  # fmt: skip


def _live_column(axis: Axis, figure: Live) -> Column:
    def count(row: live.Row) -> int:
        return row.counts[figure]

    def address(row: live.Row) -> str:
        return _live_url(str(axis), row.key, figure)

    return Column(str(figure), figure, value=count, kind="num", link=address)


def _live_url(axis: str, key: str, figure: Live) -> str:
    asked = {"by": axis, "key": key, "live": str(figure)} if axis else {"live": str(figure)}
    return f"{reverse('insight:now_orders')}?{urlencode(asked)}"


def _cause(one: rates.Outlook, which: str) -> str:
    return reverse("insight:forecast_orders", args=[one.unit.code, one.forecast.rate, which])


def _needed(one: rates.Outlook) -> Any:
    return one.needed if one.needed is not None else _("Cannot be reached")


def _volume_url(one: volumes.Volume) -> str:
    return reverse("insight:volume_orders", args=[one.of, one.key])


def _weeks(one: volumes.Volume) -> str:
    return "、".join(str(n) for n in one.before)


def _years(one: seasons.Seasonal) -> str:
    return "；".join(f"{year}: {'、'.join(map(str, counts))}" for year, counts in one.years.items())


def _tabs(request: HttpRequest) -> list[tuple[Any, str, bool]]:
    """The pages of early warning side by side."""
    pages = (
        (_("Eight stages"), "insight:whole"), (_("Open now"), "insight:live"), (_("Three rates"), "insight:forecast"),
        (_("Volumes"), "insight:volumes"), (_("Seasons"), "insight:seasons"),
    )  # fmt: skip
    return [(title, reverse(name), request.path == reverse(name)) for title, name in pages]
