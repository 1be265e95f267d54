"""Pages of root causes: by cause, and the orders behind one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.insight import asking
from jiesu.insight import causes as counting
from jiesu.insight.causes import Behind
from jiesu.kit.asked import days, period
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.orders import face as orders
from jiesu.rules.handling import Cause
from jiesu.rules.terms import Desk, OrderState

USUAL = 90


@door.sees(Desk.INSIGHT)
def causes(request: HttpRequest) -> HttpResponseBase:
    """根本原因: how often each was named, and in which matters."""
    since, until = period(request, USUAL)
    listing = Listing(
        title=_("Root causes"),
        lead=_("As the units named them in the replies that stand."),
        rows=counting.by_cause(actor_of(request), since, until),
        columns=(
            Column("cause", _("Root cause"), link=lambda row: _behind(row, since, until), wide=True),
            Column("orders", _("Orders"), kind="num"),
            Column("share", _("Share of all causes"), kind="pct"),
            Column("repeated", _("Repeated"), kind="num"),
            Column("unreasonable", _("Unreasonable"), kind="num"),
            Column("matters", _("Leading matters"), lambda row: _matters(row, until), spare=True, wide=True),
        ),
        facets=(Facet("received", _("Received"), kind="days"),),
        empty=_("No reply of this time names a root cause."),
        name="causes",
    )
    return respond(request, listing)


@door.sees(Desk.INSIGHT)
def cause_orders(request: HttpRequest) -> HttpResponseBase:
    """The orders behind a cause, with what was said of it."""
    actor = actor_of(request)
    since, until = period(request, USUAL)
    listing = Listing(
        title=_("Orders by root cause"),
        rows=counting.replies(actor, since, until),
        columns=(
            Column("number", _("Number"), "share__order__number", link=_sheet),
            Column("title", _("Title"), value=orders.title_for(actor, lambda r: r.share.order), wide=True),
            Column("cause", _("Root cause"), terms=Cause),
            Column("note", _("What is behind it"), lambda r: counting.note_for(actor, r), wide=True),
            Column("unit", _("Unit"), "share__unit__label"),
            Column("state", _("State"), "share__order__state", kind="state", terms=OrderState),
            Column("received", _("Received"), "share__order__received_at", kind="when"),
        ),
        facets=(
            Facet("cause", _("Root cause"), Cause),
            Facet(
                "category",
                _("Category"),
                asking.categories(until),
                kind="text",
                lookup="share__order__category",
            ),
            Facet("received", _("Received"), kind="days", lookup="share__order__received_at"),
        ),
        order=("-at", "-pk"),
        empty=_("No reply of this time names a root cause."),
        name="cause-orders",
    )
    return respond(request, listing)


def _behind(row: Behind, since: datetime, until: datetime) -> str:
    return f"{reverse('insight:cause_orders')}?{urlencode(days(since, until) | {'cause': str(row.cause)})}"


def _matters(row: Behind, at: datetime) -> str:
    return "；".join(f"{orders.category_name(code, at)} {n}" for code, n in row.matters)


def _sheet(row: Any) -> str:
    return reverse("orders:sheet", args=[row.share.order.number])
