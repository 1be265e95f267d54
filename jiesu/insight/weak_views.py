"""Pages of common matters, hot places and weak stages; each line opens its orders (R364)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.insight import asking, queries, weak
from jiesu.insight.weak import Stage
from jiesu.kit.asked import days, period
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.orders import face as orders
from jiesu.rules.calendar import DAY
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Desk, OrderState
from jiesu.rules.verdict import Refusal

USUAL = 30
TOP = 10
RECEIVED = Facet("received", _("Received"), kind="days")


@door.sees(Desk.INSIGHT)
def common(request: HttpRequest) -> HttpResponse:
    """The three lists on one page."""
    actor, (since, until) = actor_of(request), period(request, USUAL)
    asked = urlencode(days(since, until))
    lists = [
        (_listing(which, actor, since, until), f"{reverse('insight:common_list', args=[which])}?{asked}")
        for which in LISTS
    ]
    shown = [
        (listing, listing.page(request).lines[:TOP], listing.page(request).heads, url)
        for listing, url in lists
    ]
    context = {"lists": shown, "first": since.date(), "last": (until - DAY).date()}
    return render(request, "insight/common.html", context)


@door.sees(Desk.INSIGHT)
def common_list(request: HttpRequest, which: str) -> HttpResponseBase:
    """One of the lists, whole."""
    if which not in LISTS:
        raise Refusal("There is no such list.")
    return respond(request, _listing(which, actor_of(request), *period(request, USUAL)))


@door.sees(Desk.INSIGHT)
def common_orders(request: HttpRequest) -> HttpResponseBase:
    """The orders behind a line."""
    actor, (since, until) = actor_of(request), period(request, USUAL)
    rows = weak.told(actor, since, until).select_related("area", "lead")
    listing = Listing(
        title=_("Orders behind matter, place or stage"),
        rows=rows,
        columns=(
            Column("number", _("Number"), link=lambda o: reverse("orders:sheet", args=[o.number])),
            Column("title", _("Title"), value=orders.title_for(actor), wide=True),
            Column("category", _("Category"), lambda o: orders.category_name(o.category, o.received_at)),
            Column("place", _("Place")),
            Column("channel", _("Channel"), terms=Channel),
            Column("lead", _("Lead unit"), value="lead__label"),
            Column("state", _("State"), kind="state", terms=OrderState),
            Column("received_at", _("Received"), kind="when", sort="received_at"),
        ),
        facets=(
            Facet("stage", _("Weak stage"), Stage, lambda found, value: weak.weak_in(found, Stage(value))),
            Facet("channel", _("Channel"), Channel),
            Facet("category", _("Category"), asking.categories(until), kind="text"),
            Facet("area", _("Area"), asking.areas, kind="text", lookup=queries.within),
            Facet("place", _("Place"), kind="text"),
            Facet("received", _("Received"), kind="days", lookup="received_at"),
        ),
        order=("-received_at", "-id"),
        empty=_("No order is behind this figure."),
        name="common-orders",
    )
    return respond(request, listing)


def _listing(which: str, actor: Actor, since: datetime, until: datetime) -> Listing:
    def behind(**narrow: str) -> str:
        return f"{reverse('insight:common_orders')}?{urlencode(days(since, until) | narrow)}"

    return LISTS[which](actor, since, until, behind)


def _matters(actor: Actor, since: datetime, until: datetime, behind: Any) -> Listing:
    return Listing(
        title=_("Common matters"),
        rows=weak.matters(actor, since, until),
        columns=(
            Column(
                "category", _("Category"), lambda row: orders.category_name(row.category, until),
                link=lambda row: behind(category=row.category), wide=True,
            ),
            *_sources(),
            Column("areas", _("Number of areas"), kind="num"),
            Column("people", _("People who asked"), kind="num"),
        ),
        facets=(RECEIVED,),
        empty=_("No matter was told in several areas."),
        name="common-matters",
    )  # fmt: skip


def _spots(actor: Actor, since: datetime, until: datetime, behind: Any) -> Listing:
    return Listing(
        title=_("Hot places"),
        rows=weak.spots(actor, since, until),
        columns=(
            Column("place", _("Place"), link=lambda row: behind(place=row.place, area=row.area), wide=True),
            Column("area_name", _("Area")),
            *_sources(),
            Column("matters", _("Matters (number)"), kind="num"),
        ),
        facets=(RECEIVED,),
        empty=_("No place was told of more than once."),
        name="hot-places",
    )


def _stages(actor: Actor, since: datetime, until: datetime, behind: Any) -> Listing:
    return Listing(
        title=_("Weak stages"),
        rows=weak.stages(actor, since, until),
        columns=(
            Column("stage", _("Weak stage"), link=lambda row: behind(stage=str(row.stage)), wide=True),
            Column("orders", _("Orders"), kind="num"),
            Column("share", _("Share of all orders"), kind="pct"),
        ),
        facets=(RECEIVED,),
        empty=_("No stage was weak."),
        name="weak-stages",
    )


def _sources() -> tuple[Column, ...]:
    return (
        Column("orders", _("Orders"), kind="num"),
        Column("hotline", _("From the hotline"), kind="num"),
        Column("grid", _("From the grid"), kind="num"),
    )


LISTS = {"matters": _matters, "places": _spots, "stages": _stages}
