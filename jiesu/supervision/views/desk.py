"""The supervision desk, the leaders' page with its lists, the one-by-one queue, the specialist's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.rules.supervision import Origin
from jiesu.rules.terms import Desk, Verb
from jiesu.supervision import actions, listings, pages
from jiesu.supervision.actions import Demand
from jiesu.supervision.forms import DecideForm, WordsForm


@door.sees(Desk.SUPERVISION)
def desk(request: HttpRequest) -> HttpResponseBase:
    """督办台: what waits for my answer or my judgement, and every demand in sight."""
    return respond(request, listings.items(actor_of(request)), template="supervision/desk.html")


@door.sees(Desk.SUPERVISION)
def leader(request: HttpRequest) -> HttpResponse:
    """The leader's page: each list with its count, the board, the papers."""
    return render(request, "supervision/leader.html", pages.leader(actor_of(request), clock.now()))


@door.sees(Desk.SUPERVISION)
def orders_list(request: HttpRequest, name: str) -> HttpResponseBase:
    """One list of orders."""
    which = pages.list_named(name, actor_of(request))
    return respond(request, listings.orders_of(which, actor_of(request), clock.now()))


@door.sees(Desk.SUPERVISION)
def queue(request: HttpRequest) -> HttpResponse:
    """一件一件把关研判: one order at a time, decided with a remark; then the next."""
    actor, at = actor_of(request), clock.now()
    pages.list_named("queue", actor)
    form = DecideForm(request.POST or None)
    number = request.POST.get("number", "")
    if (
        form.is_valid()
        and told(form, actions.decide, number, **form.cleaned_data, by=actor, at=at) is not None
    ):
        messages.success(request, _("Decided."))
        return redirect(pages.after_decision(number, form.cleaned_data["what"]))
    return render(request, "supervision/queue.html", pages.queue(actor, at, number) | {"form": form})


@door.sees(Desk.SUPERVISION)
@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """Offer the ticked orders to the joint meeting; a result for each."""
    numbers = list(dict.fromkeys(request.POST.getlist("pick")))[:200]
    results = actions.propose_topics(numbers, by=actor_of(request), at=clock.now())
    return render(request, "supervision/results.html", {"rows": pages.results(results)})


@door(Verb.URGE, Verb.SUPERVISE)
@require_POST
def issue_many(request: HttpRequest, kind: str) -> HttpResponse:
    """The same demand on all ticked orders: first the words, then a result for each."""
    form = WordsForm(request.POST if "words" in request.POST else None)
    numbers = list(dict.fromkeys(request.POST.getlist("pick")))[:200]
    verb = pages.kind_named(kind)
    if not form.is_valid():
        return render(request, "supervision/many.html", {"form": form, "numbers": numbers, "verb": verb})
    said = Demand(form.cleaned_data["words"], origin=Origin.LIST)
    results = actions.issue_many(numbers, verb, demand=said, by=actor_of(request), at=clock.now())
    return render(request, "supervision/results.html", {"rows": pages.results(results)})


@door.sees(Desk.SUPERVISION)
def specialist(request: HttpRequest) -> HttpResponse:
    """服务专员: the units I am attached to, what weighs on them, and my log."""
    return render(request, "supervision/specialist.html", pages.specialist(actor_of(request), clock.now()))
