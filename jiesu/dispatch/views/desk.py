"""The dispatch desk: the review queue, the dispatch form with its candidates, forwarding, objections, rulings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from jiesu.dispatch import actions, listings, pages, queries, trust
from jiesu.dispatch.forms import DispatchForm, ForwardForm, ObjectForm, RecallForm, RejectForm, UpholdForm
from jiesu.dispatch.views.around import on, page
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.orders import face as orders
from jiesu.rules.terms import Desk, Verb


@door.sees(Desk.DISPATCH)
def desk(request: HttpRequest) -> HttpResponseBase:
    """派单台: what waits for dispatch, each with the unit that is suggested."""
    actions.refresh(actor_of(request), at=clock.now())
    listing = listings.review_queue(actor_of(request))
    return respond(request, listing, template="dispatch/desk.html", trust=trust.trust(clock.now()))


@door.sees(Desk.DISPATCH)
def models(request: HttpRequest) -> HttpResponse:
    """What the machine has learned here: versions with figures and date."""
    versions = [(*version, trust.figures(version[1])) for version in trust.versions()]
    return render(request, "dispatch/models.html", {"versions": versions})


@door.sees(Desk.DISPATCH)
def objections(request: HttpRequest) -> HttpResponseBase:
    """派单异议: what waits for a ruling."""
    return respond(request, listings.objection_list(actor_of(request)))


@door(Verb.DISPATCH)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Dispatch all ticked orders as suggested; a result for each."""
    numbers = list(dict.fromkeys(request.POST.getlist("pick")))[:500]
    results = actions.confirm_many(numbers, by=actor_of(request), at=clock.now())
    return render(request, "dispatch/results.html", {"rows": pages.results(results)})


@door(Verb.DISPATCH)
def dispatch(request: HttpRequest, number: str) -> HttpResponse:
    """派单: candidates with their reasons beside the form."""
    order = orders.find(number, actor_of(request))
    form = DispatchForm(request.POST or None, initial=pages.decided(order))
    if form.is_valid():
        said = form.asked() | {"by": actor_of(request), "at": clock.now(), "key": form.key}
        if event := told(form, actions.dispatch, number, **said):
            return on(request, event, "dispatch:desk")
    found = pages.candidates(order, actor_of(request), clock.now())
    return page(request, Verb.DISPATCH, number, form, **found)


@door(Verb.FORWARD)
def forward(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """转派: down the unit's own line."""
    own = pages.share(number, share, actor_of(request))
    form = ForwardForm(request.POST or None, **pages.below(own))
    if form.is_valid():
        said = form.asked() | {"share": share, "by": actor_of(request), "at": clock.now(), "key": form.key}
        if event := told(form, actions.forward, number, **said):
            return on(request, event, "handling:desk")
    return page(request, Verb.FORWARD, number, form, share=own)


@door(Verb.OBJECT)
def object(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """派单异议: why the order is not ours."""
    own = pages.share(number, share, actor_of(request))
    form = ObjectForm(request.POST or None)
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data | {
            "by": actor_of(request),
            "at": clock.now(),
            "key": form.key,
        }
        if event := told(form, actions.object, number, share=share, **said):
            return on(request, event, "handling:desk")
    until = pages.objection_until(own, clock.now())
    return page(request, Verb.OBJECT, number, form, share=own, until=until, units=pages.units(clock.now()))


@door(Verb.UPHOLD)
def uphold(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """异议成立: with the objection beside it, and the way to reject it."""
    own = pages.share(number, share, actor_of(request))
    form = UpholdForm(request.POST or None, initial=pages.proposed(own))
    if form.is_valid():
        said: dict[str, Any] = {"units": form.parts(), "reason": form.cleaned_data["reason"], "key": form.key}
        said |= {
            "share": share,
            "by": actor_of(request),
            "at": clock.now(),
            "change": form.cleaned_data["change"],
        }
        if event := told(form, actions.uphold, number, **said):
            return on(request, event, "dispatch:objections")
    beside = {"objection": queries.objection(own), "units": pages.units(clock.now())}
    return page(request, Verb.UPHOLD, number, form, share=own, **beside)


@door(Verb.REJECT)
def reject(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """异议驳回: the unit keeps the order."""
    own = pages.share(number, share, actor_of(request))
    form = RejectForm(request.POST or None)
    if form.is_valid():
        said: dict[str, Any] = {"reason": form.cleaned_data["reason"], "key": form.key, "share": share}
        if event := told(form, actions.reject, number, by=actor_of(request), at=clock.now(), **said):
            return on(request, event, "dispatch:objections")
    return page(request, Verb.REJECT, number, form, share=own, objection=queries.objection(own))


@door(Verb.RECALL)
def recall(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """撤派: a share that went to the wrong unit is taken back."""
    own = pages.share(number, share, actor_of(request))
    form = RecallForm(request.POST or None)
    if form.is_valid():
        said: dict[str, Any] = {"units": form.parts(), "reason": form.cleaned_data["reason"], "key": form.key}
        if event := told(
            form, actions.recall, number, share=share, by=actor_of(request), at=clock.now(), **said
        ):
            return on(request, event, "dispatch:desk")
    return page(request, Verb.RECALL, number, form, share=own, units=pages.units(clock.now()))
