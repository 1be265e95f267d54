"""Pages of the spine: all orders one may see, one order's sheet, and the proof of the ledger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.orders import help as guiding
from jiesu.orders import queries, sheet, words
from jiesu.orders.forms import SearchForm
from jiesu.orders.models import Seal
from jiesu.orders.presence import beat
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Desk, Level, OrderState, Outcome, RequestType


@door.sees(Desk.INSIGHT)
def index(request: HttpRequest) -> HttpResponseBase:
    """全部工单: every order the actor may see, the newest first."""
    return respond(request, order_list(actor_of(request)))


@door.sees(Desk.INSIGHT)
def search(request: HttpRequest) -> HttpResponse:
    """全文检索: orders by their words. POST: what is searched stands in no address."""
    form = SearchForm(request.POST or None)
    found = form.found(actor_of(request), clock.now()) if form.is_valid() else None
    return render(request, "orders/search.html", {"form": form, "found": found})


@door.sees(Desk.INSIGHT)
def order(request: HttpRequest, number: str) -> HttpResponse:
    """一单到底: one order from the first word to the archive."""
    return render(request, "orders/sheet.html", {"sheet": sheet.sheet(number, actor_of(request))})


@door.any_one
@require_POST
def presence(request: HttpRequest, number: str) -> HttpResponse:
    """Heartbeat of an open sheet: answers with a warning where somebody else has it open too."""
    others = beat(number, actor_of(request), clock.now())
    return render(request, "orders/present.html", {"others": others})


@door.sees(Desk.LEDGER)
def ledger(request: HttpRequest) -> HttpResponseBase:
    """台账校验: the seals, and how to prove the ledger."""
    listing = Listing(
        title=_("Seals of the ledger"),
        lead=_(
            "Each seal covers the heads of all orders that moved; a seal can be printed, signed or sent away."
        ),
        rows=Seal.objects.all(),
        order=("-number",),
        columns=(
            Column("number", _("Seal no."), kind="num"),
            Column("at", _("Sealed at"), kind="when"),
            Column("orders", _("Orders"), kind="num"),
            Column("root", _("Root"), value=lambda seal: bytes(seal.root).hex(), wide=True),
        ),
        empty=_("Nothing has been sealed yet."),
    )
    return respond(request, listing)


@door.any_one
def guide(request: HttpRequest) -> HttpResponse:
    """帮助: what I may do, and how an order goes; made from the tables of the law."""
    machines = ((_("The order"), guiding.ORDER), (_("A unit's share of it"), guiding.SHARE))
    told = {"mine": guiding.may(actor_of(request)), "machines": machines}
    return render(request, "orders/help.html", told)


def order_list(actor: Actor) -> Listing:
    """Orders as a list with the facets of the trade; search by number, title or place."""
    return Listing(
        title=_("All orders"),
        rows=queries.visible_to(actor),
        order=("-received_at", "-id"),
        columns=(
            Column("number", _("Number"), link=lambda o: reverse("orders:sheet", args=[o.number])),
            Column("title", _("Title"), value=words.title_for(actor), wide=True),
            *COLUMNS,
        ),
        facets=FACETS,
        search=words.search_for(actor),
        search_hint=_("Number, title or place"),
        empty=_("There is no such order."),
        actions=((_("Search the words"), reverse("orders:search")),),
    )


COLUMNS = (
    Column("request_type", _("Kind"), terms=RequestType, spare=True),
    Column("level", _("Level"), terms=Level),
    Column("area", _("Area"), value="area__name", spare=True),
    Column("lead", _("Lead unit"), value="lead__label"),
    Column("state", _("State"), kind="state", terms=OrderState),
    Column("received_at", _("Received"), kind="when"),
    Column("due", _("Limit"), kind="due", done="answered_at"),
)
FACETS = (
    Facet("state", _("State"), OrderState),
    Facet("type", _("Kind"), RequestType, "request_type"),
    Facet("level", _("Level"), Level),
    Facet("channel", _("Channel"), Channel),
    Facet("outcome", _("Outcome"), Outcome),
    Facet("received_at", _("Received"), kind="days"),
)
