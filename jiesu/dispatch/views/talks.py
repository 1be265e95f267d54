"""会商 and 批示: asking units before dispatch, their opinions, the conclusion; leaders' instructions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiesu.dispatch import actions, listings, pages
from jiesu.dispatch.forms import (
    CarryOutForm,
    ConcludeForm,
    ConsultForm,
    InstructForm,
    OpineForm,
    PutBeforeForm,
)
from jiesu.dispatch.views.around import on, page
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.orders import face as orders
from jiesu.rules.terms import Desk, Verb


@door(Verb.CONSULT)
def consult(request: HttpRequest, number: str) -> HttpResponse:
    """派单会商: whom to ask, and what."""
    form = ConsultForm(request.POST or None)
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data | {"by": actor_of(request), "at": clock.now()}
        if event := told(form, actions.consult, number, key=form.key, **said):
            return on(request, event, "dispatch:desk")
    return page(request, Verb.CONSULT, number, form, units=pages.units(clock.now()))


@door(Verb.OPINE)
def opinions(request: HttpRequest) -> HttpResponseBase:
    """Consultations in which my unit was asked."""
    return respond(request, listings.opinions_asked(actor_of(request)))


@door(Verb.OPINE)
def opine(request: HttpRequest, number: str) -> HttpResponse:
    """会商意见: what our unit holds."""
    form = OpineForm(request.POST or None)
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data | {"by": actor_of(request), "at": clock.now()}
        if event := told(form, actions.opine, number, key=form.key, **said):
            return on(request, event, "dispatch:opinions")
    return page(request, Verb.OPINE, number, form, units=pages.units(clock.now()))


@door(Verb.CONCLUDE)
def conclude(request: HttpRequest, number: str) -> HttpResponse:
    """会商定案: minutes and decision beside the opinions."""
    form = ConcludeForm(request.POST or None)
    if form.is_valid():
        said: dict[str, Any] = form.asked() | {"by": actor_of(request), "at": clock.now()}
        if event := told(form, actions.conclude, number, key=form.key, **said):
            return on(request, event, "dispatch:desk")
    return page(request, Verb.CONCLUDE, number, form, units=pages.units(clock.now()))


@door(Verb.INSTRUCT)
def instructions(request: HttpRequest) -> HttpResponseBase:
    """What was put before me for an instruction."""
    return respond(request, listings.put_before(actor_of(request)))


@door.sees(Desk.DISPATCH, Desk.SUPERVISION, Desk.HANDLING)
def instructed(request: HttpRequest) -> HttpResponseBase:
    """批示落实: the instructions on the orders one sees, and how far each was carried out."""
    return respond(request, listings.instructed(actor_of(request), clock.now()))


@door(Verb.INSTRUCT)
def instruct(request: HttpRequest, number: str) -> HttpResponse:
    """批示, and 直批直转: fit for a phone."""
    actor = actor_of(request)
    form = InstructForm(request.POST or None, below=pages.line_of(actor))
    if form.is_valid():
        said: dict[str, Any] = form.cleaned_data | {"by": actor, "at": clock.now(), "key": form.key}
        if event := told(form, actions.instruct, number, **said):
            return on(request, event, "dispatch:instructions")
    return page(request, Verb.INSTRUCT, number, form)


@door.sees(Desk.DISPATCH, Desk.SUPERVISION)
def put_before(request: HttpRequest, number: str) -> HttpResponse:
    """报请批示: put the order before a leader."""
    actor = actor_of(request)
    order = orders.find(number, actor)
    form = PutBeforeForm(request.POST or None, leaders=pages.leaders(order, clock.now()))
    if form.is_valid():
        said = form.cleaned_data | {"by": actor, "at": clock.now()}
        if told(form, actions.put_before, number, **said):
            messages.success(request, _("The order was put before the leader."))
            return redirect("orders:sheet", number)
    return render(request, "dispatch/put_before.html", pages.around(number, actor) | {"form": form})


@door(Verb.EXPLAIN)
def carry_out(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """批示落实: how it was carried out."""
    actor = actor_of(request)
    row = pages.instruction(number, pk, actor)
    form = CarryOutForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data["text"]
        if told(form, actions.carry_out, pk, text=said, by=actor, at=clock.now()) is not None:
            messages.success(request, _("Noted."))
            return redirect("dispatch:instructed")
    context = pages.around(number, actor) | {"form": form, "row": row, "instructions": [row]}
    return render(request, "dispatch/carry_out.html", context)
