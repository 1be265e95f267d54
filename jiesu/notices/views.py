"""The person's own notices, and what was sent for an order."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Bulk, Column, Facet, Listing, Saved, respond
from jiesu.notices import actions, queries
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk


@door.sees(Desk.NOTICES)
def index(request: HttpRequest) -> HttpResponseBase:
    """消息: what I was told, the newest first."""
    actor = actor_of(request)
    listing = Listing(
        title=_("Notices"),
        rows=queries.of(actor),
        order=("-id",),
        columns=(
            Column("text", _("Notice"), value=_said, link=_address, wide=True),
            Column("order", _("Title"), value=_title_for(actor), wide=True),
            Column("made_at", _("Told"), kind="when"),
            Column("read_at", _("Read"), kind="when"),
        ),
        facets=(Facet("unread", _("Unread only"), kind="yes", lookup="read_at__isnull"),),
        saved=(Saved(_("All")), Saved(_("Unread"), "unread=1")),
        bulk=(Bulk(reverse("notices:read"), _("Mark as read"), icon="check"),),
        empty=_("Nobody had to tell you anything yet."),
    )
    return respond(request, listing)


@require_POST
@door.sees(Desk.NOTICES)
def read(request: HttpRequest) -> HttpResponse:
    """Mark the ticked notices as read; without a tick, all of them."""
    by, at = actor_of(request), clock.now()
    ticked = [int(pk) for pk in request.POST.getlist("pick") if pk.isdigit()]
    actions.read(ticked, by=by, at=at) if ticked else actions.read_all(by=by, at=at)
    return redirect("notices:list")


def _said(notice: Notice) -> str:
    return now_in(notice.text) % notice.values


def _title_for(actor: Actor) -> Callable[[Notice], str]:
    of_order = orders.title_for(actor, lambda n: n.order)
    return lambda notice: of_order(notice) if notice.order else str(notice.values.get("title", ""))


def _address(notice: Notice) -> str:
    return reverse("orders:sheet", args=[notice.order.number]) if notice.order else notice.address
