"""The pages of clocks: pause, extend, exempt and their decisions; what waits for one; near limits; on time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiesu.handling import actions, clock_pages, pages, queries
from jiesu.handling.forms import DecisionForm, ExtendForm, PauseForm, PlainForm, ReasonForm, ShownForm
from jiesu.kit import clock, evidence
from jiesu.kit.asked import day_said
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.kit.words import label
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.terms import Desk, Verb


@door(Verb.PAUSE)
def pause(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """中止计时."""
    return clock_turn(request, Verb.PAUSE, share_for(request, number, share), PauseForm(*posted(request)))


@door(Verb.RESUME)
def resume(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """恢复计时."""
    return clock_turn(request, Verb.RESUME, share_for(request, number, share), PlainForm(*posted(request)))


@door(Verb.EXTEND)
def extend(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """申请延期."""
    own = share_for(request, number, share)
    most = clock_pages.most_longer(own, clock.now())
    return clock_turn(request, Verb.EXTEND, own, ExtendForm(*posted(request), most=most))


@door(Verb.EXEMPT)
def exempt(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """申请特殊情形."""
    return clock_turn(request, Verb.EXEMPT, share_for(request, number, share), ShownForm(*posted(request)))


@door(Verb.GRANT)
def grant(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """准予."""
    return clock_turn(request, Verb.GRANT, share_for(request, number, share), DecisionForm(*posted(request)))


@door(Verb.DENY)
def deny(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """不予准许."""
    return clock_turn(request, Verb.DENY, share_for(request, number, share), ReasonForm(*posted(request)))


@door(Verb.GRANT)
def askings(request: HttpRequest) -> HttpResponseBase:
    """待审批: what the units below have applied for."""
    return respond(request, clock_pages.asking_list(actor_of(request)))


@door.sees(Desk.HANDLING, Desk.SUPERVISION)
def limits(request: HttpRequest) -> HttpResponseBase:
    """临期和超期: of every unit that the actor may see (R190)."""
    return respond(request, clock_pages.limit_list(actor_of(request), clock.now()))


@door.sees(Desk.HANDLING, Desk.SUPERVISION)
def on_time(request: HttpRequest) -> HttpResponseBase:
    """按时率: of every clock, by unit and period."""
    since, until = period(request)
    kind = orders.type_asked(request.GET)
    return respond(request, clock_pages.on_time_list(actor_of(request), since, until, clock.now(), kind))


@door.any_one
def paper(request: HttpRequest, stored: str) -> HttpResponseBase:
    """A paper of an application, to those who may see its order; always an attachment."""
    row = pages.found(queries.paper, stored, actor_of(request))
    answer = FileResponse(evidence.opened(row.stored), as_attachment=True, filename=row.name)
    answer["Content-Type"] = evidence.MIME[row.kind]
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def period(request: HttpRequest) -> tuple[datetime, datetime]:
    """The period that the address asks for; the last thirty days where it asks for none."""
    today = clock.today()
    since = day_said(request.GET.get("period_from", "")) or today - timedelta(days=30)
    until = day_said(request.GET.get("period_to", "")) or today
    midnight = datetime.min.time()
    return (
        datetime.combine(since, midnight, clock.ZONE),
        datetime.combine(until, midnight, clock.ZONE) + timedelta(days=1),
    )


def posted(request: HttpRequest) -> tuple[Any, Any]:
    """What was sent, also where nothing was filled in."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def share_for(request: HttpRequest, number: str, share: int) -> Assignment:
    """The share that the page is about."""
    return orders.share_of(orders.find(number, actor_of(request)), share)


def clock_turn(request: HttpRequest, verb: Verb, own: Assignment, form: PlainForm) -> HttpResponse:
    """One turn of a verb's page: the form, or the deed and the order's sheet."""
    actor, number = actor_of(request), own.order.number
    if form.is_valid():
        said = form.asked() | {"share": own.no, "by": actor, "at": clock.now(), "key": form.key}
        if told(form, getattr(actions, verb), number, **said):
            done = _("%(number)s: “%(verb)s” is done.") % {"number": number, "verb": label(verb)}
            messages.success(request, done)
            return redirect("orders:sheet", number)
    shown = clock_pages.around(own, verb, actor, clock.now())
    return render(request, "handling/clock.html", shown | {"form": form})
