"""The handling desk and the page of each of its verbs, on one unit's share of an order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiesu.directory import queries as directory
from jiesu.handling import actions, judging, listings, pages, queries
from jiesu.handling.forms import (
    ActForm,
    AssignForm,
    AssignManyForm,
    ContactForm,
    PlainForm,
    RemarkForm,
    SendBackForm,
    SubmitForm,
)
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.downloads import download
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.kit.words import label
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.terms import Desk, Verb


@door.sees(Desk.HANDLING)
def desk(request: HttpRequest) -> HttpResponseBase:
    """办理台: the shares of my units by what is to be done."""
    return respond(request, listings.desk(actor_of(request), clock.now()))


@door(Verb.CLAIM)
@require_POST
def claim_many(request: HttpRequest) -> HttpResponse:
    """Claim all ticked shares; a result for each."""
    picks = pages.picked(request.POST.getlist("pick"), actor_of(request))
    done = actions.claim_many(picks, by=actor_of(request), at=clock.now())
    return render(request, "handling/results.html", {"rows": pages.results(done), "done": Verb.CLAIM})


@door(Verb.ASSIGN)
@require_POST
def assign_many(request: HttpRequest) -> HttpResponse:
    """One handler for all ticked shares of one unit; a result for each."""
    actor, picks = actor_of(request), pages.picked(request.POST.getlist("pick"), actor_of(request))
    unit = pages.one_unit(request.POST.getlist("pick"), actor)
    chosen = request.POST if "handler" in request.POST else None
    form = AssignManyForm(chosen, people=directory.handlers_of(unit, at=clock.now()) if unit else ())
    if unit and form.is_valid():
        done = actions.assign_many(picks, handler=form.cleaned_data["handler"], by=actor, at=clock.now())
        return render(request, "handling/results.html", {"rows": pages.results(done), "done": Verb.ASSIGN})
    shown = {"form": form, "picks": request.POST.getlist("pick"), "unit": unit, "n": len(picks)}
    return render(request, "handling/assign_many.html", shown)


@door(Verb.CLAIM)
def claim(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """接件."""
    return turn(request, Verb.CLAIM, own_of(request, number, share), PlainForm(*sent(request)))


@door(Verb.ASSIGN)
def assign(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """明确办件人: a named person of the unit."""
    own = own_of(request, number, share)
    people = directory.handlers_of(own.unit, at=clock.now()).exclude(login__in=queries.recused(own.order))
    return turn(request, Verb.ASSIGN, own, AssignForm(*sent(request), people=people))


@door(Verb.CONTACT)
def contact(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """响应: the first contact."""
    return turn(request, Verb.CONTACT, own_of(request, number, share), ContactForm(*sent(request)))


@door(Verb.ACT)
def act(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """办理: what was done, with photographs."""
    own = own_of(request, number, share)
    form = ActForm(*sent(request), steps=queries.open_steps(own))
    return turn(request, Verb.ACT, own, form)


@door(Verb.SUBMIT)
def submit(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """提交: the reply with its evidence."""
    own = own_of(request, number, share)
    wants = judging.wants_cause(own, clock.now())
    form = SubmitForm(*sent(request), initial=pages.draft(own), wants_cause=wants)
    return turn(request, Verb.SUBMIT, own, form)


@door(Verb.REVIEW)
def review(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """审核."""
    own = own_of(request, number, share)
    return turn(request, Verb.REVIEW, own, RemarkForm(*sent(request)), **looked(own))


@door(Verb.SEND_BACK)
def send_back(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """退回."""
    own = own_of(request, number, share)
    return turn(request, Verb.SEND_BACK, own, SendBackForm(*sent(request)), **looked(own))


@door(Verb.SIGN)
def sign(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """签批."""
    own = own_of(request, number, share)
    return turn(request, Verb.SIGN, own, RemarkForm(*sent(request)), **looked(own))


@door.any_one
def file(request: HttpRequest, stored: str) -> HttpResponseBase:
    """A file of evidence, to those who may see its order; always an attachment, never interpreted."""
    row = pages.found(queries.evidence, stored, actor_of(request))
    return download(row.stored, row.name, row.kind)


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What was sent, also where nothing was filled in."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def own_of(request: HttpRequest, number: str, share: int) -> Assignment:
    return orders.share_of(orders.find(number, actor_of(request)), share)


def looked(own: Assignment) -> dict[str, Any]:
    """What a reviewer sees of the reply: its points, what its words lack, what is missing."""
    reply = queries.standing_reply(own)
    return {"look": judging.look(own, reply, clock.now()) if reply else None}


def turn(
    request: HttpRequest, verb: Verb, own: Assignment, form: PlainForm, template: str = "handling/verb.html",
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """One turn of a verb's page: the form, or the deed and what comes next."""
    actor, number = actor_of(request), own.order.number
    if form.is_valid():
        said: dict[str, Any] = form.asked() | {
            "share": own.no,
            "by": actor,
            "at": clock.now(),
            "key": form.key,
        }
        if told(form, getattr(actions, verb), number, **said):
            done = _("%(number)s: “%(verb)s” is done.") % {"number": number, "verb": label(verb)}
            messages.success(request, done)
            return redirect(pages.next_url(number, own.no, verb, actor))
    return render(request, template, pages.around(own, verb, actor, clock.now()) | {"form": form} | more)
