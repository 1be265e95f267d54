"""The overview: a plain page for whoever leads; every figure opens its orders."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.assessment import queries as assessment
from jiesu.insight import asking, by_kind, matters, queries, standing
from jiesu.insight.kinds import Today
from jiesu.kit import clock
from jiesu.kit.asked import period
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.nav import capped
from jiesu.kit.stamps import Stamp
from jiesu.kit.words import percent
from jiesu.orders import face as orders
from jiesu.rules.calendar import DAY
from jiesu.rules.reach import Actor
from jiesu.rules.scoring import Rate
from jiesu.rules.terms import Desk, Level, OrderState, RequestType
from jiesu.rules.thresholds import Standing as Law
from jiesu.rules.verdict import Refusal

TONES = {Today.OVERDUE: "bad", Today.NEAR: "warn", Today.DOUBLE_NO: "bad"}


@door.sees(Desk.INSIGHT)
def overview(request: HttpRequest) -> HttpResponse:
    """总览: today, the trays, the running period, fourteen days."""
    actor, at = actor_of(request), clock.now()
    context = {
        "stats": _stats(actor, at),
        "trays": [
            (desk, [(state, capped(n, queries.CAP)) for state, n in states])
            for desk, states in queries.trays(actor)
        ],
        "running": queries.running(actor, at),
        "chart": _chart(actor, at),
        "categories": _categories(actor, at),
        "streets": [(area.name, n, _link(at, area=area.code)) for area, n in queries.streets(actor, at)],
        "assesses": actor.sees(Desk.ASSESSMENT),
    }
    return render(request, "insight/overview.html", context)


def _categories(actor: Actor, at: datetime) -> list[tuple[str, int, str]]:
    asked = queries.categories(actor, at)
    return [(orders.category_name(code, at), n, _link(at, category=code)) for code, n in asked]


@door.sees(Desk.INSIGHT)
def behind(request: HttpRequest) -> HttpResponseBase:
    """The orders behind a figure, a category or a street."""
    actor = actor_of(request)
    return respond(request, orders_behind(orders.visible_to(actor), _("Orders behind the overview"), actor))


@door.sees(Desk.INSIGHT)
def rated(request: HttpRequest, figure: str) -> HttpResponseBase:
    """The orders behind a rate of the running period."""
    actor = actor_of(request)
    running = queries.running(actor, clock.now())
    if running is None or figure not in ("valid", "contacted", "solved", "satisfied", "basically"):
        raise Refusal("There is no such figure.")
    rows = assessment.orders_behind(running.window, running.unit, figure, actor)
    return respond(request, orders_behind(rows, _("Orders behind the rates"), actor))


@door.sees(Desk.INSIGHT)
def kinds(request: HttpRequest) -> HttpResponseBase:
    """分类统计: the kinds of request side by side, of what was received in a period."""
    at = clock.now()
    since, until = period(request, 30)
    last = until - DAY
    listing = Listing(
        title=_("By kind of request"),
        stamp=Stamp(at, str(request.scope), since.date(), last.date()),  # type: ignore[attr-defined]
        rows=by_kind.by_kind(actor_of(request), since, until, at),
        columns=(
            Column("kind", _("Kind"), terms=RequestType, link=lambda k: _link_of_kind(k, since, last)),
            Column("received", _("Orders received"), kind="num"),
            Column("answered", OrderState.ANSWERED, kind="num"),
            Column("dispatched", _("Dispatched"), kind="num"),
            Column("replied", OrderState.REPLIED, kind="num"),
            Column("late", _("Overdue"), kind="num"),
            Column("valid", _("Valid follow-ups"), kind="num"),
            *(Column(name, rate, kind="pct") for name, rate in RATES),
        ),
        facets=(Facet("kind", _("Kind"), RequestType), Facet("received", _("Received"), kind="days")),
        name="kinds",
    )
    return respond(request, listing)


@door.sees(Desk.INSIGHT)
def standing_matters(request: HttpRequest) -> HttpResponseBase:
    """长期高占比: the matters whose share of the volume stayed high."""
    at = clock.now()
    listing = Listing(
        title=_("Matters that stay high"),
        lead=_stands(standing.law_of(at)),
        stamp=Stamp(at, str(request.scope)),  # type: ignore[attr-defined]
        rows=standing.standing(actor_of(request), at),
        columns=(
            Column("category", _("Category"), wide=True),
            Column("orders", _("Orders"), kind="num"),
            Column("lowest", _("Lowest share"), kind="pct"),
            Column("last", _("Share of the last month"), kind="pct"),
        ),
        empty=_("No matter stayed so high."),
        name="standing",
    )
    return respond(request, listing)


@door.sees(Desk.INSIGHT)
def hot(request: HttpRequest) -> HttpResponseBase:
    """热点事项: what many told of one place in the running weeks, hottest first."""
    return respond(
        request,
        Listing(
            title=_("Hot matters"),
            lead=_("The same matter at the same place, told by many in four weeks; computed every hour."),
            rows=matters.matters(actor_of(request)),
            columns=(
                Column("rank", _("Rank"), kind="num"),
                Column(
                    "title", _("Matter"), link=lambda m: reverse("insight:matter", args=[m.pk]), wide=True
                ),
                Column("place", _("Place")),
                Column("area", _("Area"), value="area__name", spare=True),
                Column("heat", _("Heat"), kind="num"),
                Column("seen", _("Orders"), kind="num"),
                Column("surging", _("Surging"), value=lambda m: _("Yes") if m.surging else ""),
                Column("mass", _("Mass request"), value=lambda m: _("Yes") if m.mass else ""),
                Column("first_at", _("First seen"), kind="when", spare=True),
                Column("last_at", _("Last seen"), kind="when"),
            ),
            order=("rank",),
            empty=_("No matter was told by several people in four weeks."),
            name="matters",
        ),
    )


@door.sees(Desk.INSIGHT)
def matter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One hot matter with its orders and its days; the whole figures only for whoever sees all of them."""
    found = matters.matter(pk, actor_of(request))
    days, counts = matters.series(found)
    chart = {
        "kind": "line",
        "labels": [day[5:] for day in days],
        "series": [{"name": gettext("Orders received"), "data": counts}],
        "unit": "",
    }
    rows = matters.members(found, actor_of(request))
    told: dict[str, Any] = {"matter": found, "chart": chart, "whole": rows.count() == found.size}
    listing = orders_behind(rows, found.title, actor_of(request))
    return respond(request, listing, template="insight/matter.html", **told)


def _stats(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    page = reverse("insight:orders")
    return [
        {
            "name": figure,
            "value": capped(n, queries.CAP),
            "url": f"{page}?figure={figure}",
            "tone": TONES.get(figure) if n else "",
        }
        for figure, n in queries.today(actor, at)
    ]


def _chart(actor: Actor, at: datetime) -> dict[str, Any]:
    found = queries.days(actor, at)
    page = reverse("insight:orders")
    return {
        "kind": "bar",
        "labels": [f"{day:%m-%d}" for day, _got, _done in found],
        "series": [
            {"name": gettext("Orders received"), "data": [got for _day, got, _done in found]},
            {"name": gettext("Orders replied"), "data": [done for _day, _got, done in found]},
        ],
        "links": [
            f"{page}?{urlencode({'received_at_from': day, 'received_at_to': day})}"
            for day, _got, _done in found
        ],
        "unit": "",
    }


def _stands(law: Law | None) -> str:
    if law is None:
        return gettext("The law in force does not say what stands high.")
    said = gettext(
        "Their share of the volume was at least %(share)s in each of the last %(months)s whole months."
    )
    return said % {"share": percent(law.share), "months": law.months}


RATES = (("contacted", Rate.RESPONSE), ("solved", Rate.RESOLUTION), ("satisfied", Rate.SATISFACTION))


def _link_of_kind(row: by_kind.KindFigures, since: datetime, until: datetime) -> str:
    asked = {"type": row.kind, "received_at_from": since.date(), "received_at_to": until.date()}
    return f"{reverse('insight:orders')}?{urlencode(asked)}"


def _link(at: datetime, **narrow: str) -> str:
    asked: dict[str, str | date] = {**narrow, "received_at_from": queries.since(at)}
    return f"{reverse('insight:orders')}?{urlencode(asked)}"


def orders_behind(rows: Any, title: Any, actor: Actor) -> Listing:
    """The list of the orders that a figure counts."""
    at = clock.now()
    return Listing(
        title=title,
        rows=rows,
        order=("-received_at", "-id"),
        columns=(
            Column("number", _("Number"), link=lambda o: reverse("orders:sheet", args=[o.number])),
            Column("title", _("Title"), value=orders.title_for(actor), wide=True),
            Column("category", _("Category"), lambda o: orders.category_name(o.category, o.received_at)),
            Column("area", _("Place"), value="area__name", spare=True),
            Column("lead", _("Lead unit"), value="lead__label"),
            Column("state", _("State"), kind="state", terms=OrderState),
            Column("received_at", _("Received"), kind="when", sort="received_at"),
            Column("due", _("Limit"), kind="due", done="answered_at", sort="due"),
        ),
        facets=(
            orders.type_facet(),
            Facet(
                "figure",
                _("Indicator"),
                Today,
                lambda found, value: queries.narrowed(found, Today(value), at),
            ),
            Facet("category", _("Category"), asking.categories(at), kind="text"),
            Facet("area", _("Area"), asking.areas, kind="text", lookup=queries.within),
            Facet("level", _("Level"), Level),
            Facet("received_at", _("Received"), kind="days"),
        ),
        empty=_("No order is behind this figure."),
        name="overview",
    )
