"""The six verbs of supervision on an order, each with the demands of every body beside the form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import HouseForm, told
from jiesu.kit.words import label
from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.rules.terms import Verb
from jiesu.supervision import actions, queries
from jiesu.supervision.actions import Demand
from jiesu.supervision.forms import AnswerForm, DemandForm, JudgeForm

ISSUE: dict[Verb, Any] = {
    Verb.URGE: actions.urge,
    Verb.SUPERVISE: actions.supervise,
    Verb.INVESTIGATE: actions.investigate,
}
JUDGE: dict[Verb, Any] = {Verb.CONFIRM: actions.confirm, Verb.INSIST: actions.insist}


@door(Verb.URGE)
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """催办."""
    return _issue(request, number, Verb.URGE)


@door(Verb.SUPERVISE)
def supervise(request: HttpRequest, number: str) -> HttpResponse:
    """督办."""
    return _issue(request, number, Verb.SUPERVISE)


@door(Verb.INVESTIGATE)
def investigate(request: HttpRequest, number: str) -> HttpResponse:
    """查办."""
    return _issue(request, number, Verb.INVESTIGATE)


@door(Verb.EXPLAIN)
def explain(request: HttpRequest, number: str) -> HttpResponse:
    """督办答复."""
    return _about(request, number, Verb.EXPLAIN, AnswerForm, actions.explain)


@door(Verb.CONFIRM)
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """督办核实."""
    return _about(request, number, Verb.CONFIRM, JudgeForm, actions.confirm)


@door(Verb.INSIST)
def insist(request: HttpRequest, number: str) -> HttpResponse:
    """督办退回."""
    return _about(request, number, Verb.INSIST, JudgeForm, actions.insist)


def _issue(request: HttpRequest, number: str, verb: Verb) -> HttpResponse:
    actor = actor_of(request)
    order = orders.find(number, actor)
    form = DemandForm(request.POST or None, units=queries.holders(order), groups=queries.groups(actor))
    if form.is_valid():
        said = {"demand": Demand(**form.asked()), "by": actor, "at": clock.now(), "key": form.key}
        if event := told(form, ISSUE[verb], number, **said):
            return _on(request, event)
    return _page(request, number, verb, form)


def _about(
    request: HttpRequest, number: str, verb: Verb, kind: type[AnswerForm | JudgeForm], action: Any
) -> HttpResponse:
    actor = actor_of(request)
    items = queries.open_for(orders.find(number, actor), actor, verb)
    form = kind(request.POST or None, items=items, initial={"item": request.GET.get("item", "")})
    if form.is_valid():
        said = {**form.cleaned_data, "by": actor, "at": clock.now(), "key": form.key}
        if event := told(form, action, number, **said):
            return _on(request, event)
    return _page(request, number, verb, form, none=not items)


def _on(request: HttpRequest, event: Event) -> HttpResponse:
    said = _("%(number)s: “%(verb)s” is done.")
    messages.success(request, said % {"number": event.order.number, "verb": label(Verb(event.verb))})
    return redirect("supervision:desk")


def _page(request: HttpRequest, number: str, verb: Verb, form: HouseForm, **more: Any) -> HttpResponse:
    order = orders.find(number, actor_of(request))
    context = {
        "order": orders.as_read(order, actor_of(request)), "verb": verb, "form": form,
        "shares": orders.shares_of(order), "items": queries.of_order(order),
    }  # fmt: skip
    return render(request, "supervision/verb.html", context | more)
