"""Early warning at the desk: the ledger of warned items, the calendar of work by week, the orders behind an item."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import respond
from jiesu.rules.registers import Register
from jiesu.rules.terms import Desk
from jiesu.supervision import actions, pages, queries, warned_pages
from jiesu.supervision.actions import Said
from jiesu.supervision.forms import LinesForm


@door.sees(Desk.SUPERVISION)
def ledger(request: HttpRequest) -> HttpResponseBase:
    """预警事项电子台账: every warned item with owner, limit, urging and close."""
    listing = warned_pages.ledger(actor_of(request), clock.now())
    bar = warned_pages.tabs(request.path)
    return respond(request, listing, template="supervision/ledger.html", bar=bar)


@door.sees(Desk.SUPERVISION)
def warned_orders(request: HttpRequest) -> HttpResponseBase:
    """The same of orders: what the machine warned of on each."""
    listing = warned_pages.warned_orders(actor_of(request), clock.now())
    bar = warned_pages.tabs(request.path)
    return respond(request, listing, template="supervision/ledger.html", bar=bar)


@door.sees(Desk.SUPERVISION)
def work_calendar(request: HttpRequest) -> HttpResponse:
    """预警工作日历: the items of a week by day, with their colours."""
    context = warned_pages.week(actor_of(request), clock.now(), request.GET.get("week", ""))
    return render(request, "supervision/calendar.html", context)


@door.sees(Desk.SUPERVISION)
def risks(request: HttpRequest) -> HttpResponseBase:
    """Sudden, mass and extreme orders with their risk before and after handling."""
    return respond(request, warned_pages.risks(actor_of(request), clock.now()))


@door.sees(Desk.SUPERVISION)
def many_items(request: HttpRequest) -> HttpResponse:
    """Many items of the calendar at once; a result for each line."""
    form = LinesForm(request.POST or None)
    if form.is_valid():
        items = [Said(**line) for line in form.cleaned_data["lines"]]
        done = actions.enter_many(Register.CALENDAR, items, by=actor_of(request), at=clock.now())
        return render(request, "supervision/entered.html", warned_pages.entered(done))
    context = pages.plain_form(_("Many items"), "supervision:work_calendar") | {"form": form}
    return render(request, "supervision/form.html", context)


@door.sees(Desk.SUPERVISION)
def entry_orders(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The orders that a warned item rests on."""
    actor = actor_of(request)
    return respond(request, warned_pages.orders_of(queries.entry(pk, actor), actor))
