"""The handling desk and the page of each of its verbs, on one unit's share of an order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiesu.directory import queries as directory
from jiesu.handling import actions, evidence, listings, pages, queries
from jiesu.handling.forms import (
    ActForm,
    AssignForm,
    ContactForm,
    PlainForm,
    RemarkForm,
    SendBackForm,
    SubmitForm,
)
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
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
    return render(request, "handling/results.html", {"rows": pages.results(done)})


@door(Verb.CLAIM)
def claim(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """接件."""
    return _turn(request, Verb.CLAIM, _own(request, number, share), PlainForm(*_sent(request)))


@door(Verb.ASSIGN)
def assign(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """明确办件人: a named person of the unit."""
    own = _own(request, number, share)
    people = directory.handlers_of(own.unit, at=clock.now())
    return _turn(request, Verb.ASSIGN, own, AssignForm(*_sent(request), people=people))


@door(Verb.CONTACT)
def contact(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """响应: the first contact."""
    return _turn(request, Verb.CONTACT, _own(request, number, share), ContactForm(*_sent(request)))


@door(Verb.ACT)
def act(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """办理: what was done, with photographs."""
    form = ActForm(*_sent(request))
    return _turn(request, Verb.ACT, _own(request, number, share), form)


@door(Verb.SUBMIT)
def submit(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """提交: the reply with its evidence."""
    own = _own(request, number, share)
    form = SubmitForm(*_sent(request), initial=pages.draft(own))
    return _turn(request, Verb.SUBMIT, own, form)


@door(Verb.REVIEW)
def review(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """审核."""
    return _turn(request, Verb.REVIEW, _own(request, number, share), RemarkForm(*_sent(request)))


@door(Verb.SEND_BACK)
def send_back(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """退回."""
    return _turn(request, Verb.SEND_BACK, _own(request, number, share), SendBackForm(*_sent(request)))


@door(Verb.SIGN)
def sign(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """签批."""
    return _turn(request, Verb.SIGN, _own(request, number, share), RemarkForm(*_sent(request)))


@door.any_one
def file(request: HttpRequest, stored: str) -> HttpResponseBase:
    """A file of evidence, to those who may see its order; always an attachment, never interpreted."""
    row = pages.found(queries.evidence, stored, actor_of(request))
    answer = FileResponse(evidence.opened(row.stored), as_attachment=True, filename=row.name)
    answer["Content-Type"] = evidence.MIME[row.kind]
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What was sent, also where nothing was filled in."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _own(request: HttpRequest, number: str, share: int) -> Assignment:
    return orders.share_of(orders.find(number, actor_of(request)), share)


def _turn(request: HttpRequest, verb: Verb, own: Assignment, form: PlainForm) -> HttpResponse:
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
    return render(request, "handling/verb.html", pages.around(own, verb, actor) | {"form": form})
