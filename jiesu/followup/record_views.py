"""What was asked, said, sent and found: lists, the leaders' calls, the second visits, the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jiesu.callers import queries as callers
from jiesu.followup import actions, queries
from jiesu.followup import figures as counting
from jiesu.followup.models import (
    Answer,
    Audit,
    Finding,
    Job,
    LeaderSession,
    Message,
    RecheckItem,
    Way,
)
from jiesu.kit import clock
from jiesu.kit.asked import day_said
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import Column, Facet, Listing, Saved, respond
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import Desk, OrderState, Outcome, Role, Satisfied, Solved, Verb


@door.sees(Desk.FOLLOWUP)
def records(request: HttpRequest, what: str) -> HttpResponseBase:
    """The answers of every round, the messages with what became of them, leaders' sessions, the jobs."""
    if what not in _LISTS:
        raise Http404(what)
    return respond(request, _LISTS[what](actor_of(request)), template="followup/records.html", what=what)


@door(Verb.CALL)
def calls(request: HttpRequest) -> HttpResponseBase:
    """领导回访: the finished orders of the leader's units, whom one may call oneself."""
    actor = actor_of(request)
    listing = Listing(
        title=gettext_lazy("Leaders' calls"),
        lead=gettext_lazy("Calls of leaders are counted apart and never enter the rates."),
        rows=queries.to_call(actor, clock.now()),
        columns=(
            _number(Verb.CALL, "number"),
            Column("title", gettext_lazy("Title"), value=orders.title_for(actor), wide=True),
            Column("state", gettext_lazy("State"), kind="state", terms=OrderState),
            Column("outcome", gettext_lazy("Outcome"), kind="state", terms=Outcome),
            Column("replied_at", gettext_lazy("Replied"), kind="when"),
            Column("own_calls", gettext_lazy("Calls of leaders"), kind="num"),
        ),
        facets=(
            orders.type_facet(),
            Facet("outcome", gettext_lazy("Outcome"), Outcome),
        ),
        search=orders.search_for(actor),
        search_hint=gettext_lazy("Number, title or place"),
        order=("-replied_at", "-pk"),
        empty=gettext_lazy("No order of your units was answered of late."),
        name="followup-calls",
    )
    return respond(request, listing)


@door(Verb.AUDIT)
def rechecks(request: HttpRequest) -> HttpResponseBase:
    """双抽访: the months' samples; what the other body found is shown once one's own has spoken."""
    actor = actor_of(request)
    own = queries.body_of(actor)
    listing = Listing(
        title=gettext_lazy("Second visits"),
        lead=gettext_lazy(
            "A share of each month's closed orders, drawn by a kept seed, is visited by two bodies."
        ),
        rows=queries.rechecks(actor),
        columns=(
            Column("month", gettext_lazy("Month"), value="recheck__month", kind="day"),
            _number(Verb.AUDIT, "order__number"),
            Column(
                "title", gettext_lazy("Title"), value=orders.title_for(actor, lambda i: i.order), wide=True
            ),
            Column("lead", gettext_lazy("Lead unit"), value="order__lead__label"),
            Column("outcome", gettext_lazy("Outcome"), value="order__outcome", kind="state", terms=Outcome),
            Column("own", gettext_lazy("We found"), value=lambda i: _found(i, own, own=True)),
            Column("other", gettext_lazy("The other body found"), value=lambda i: _found(i, own, own=False)),
            Column("seed", gettext_lazy("Seed"), value="recheck__seed", kind="code", spare=True),
        ),
        facets=(orders.type_facet("order__"),),
        order=("-recheck__month", "pk"),
        empty=gettext_lazy("No sample has been drawn yet."),
        name="followup-rechecks",
    )
    return respond(request, listing)


@door.sees(Desk.FOLLOWUP)
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of follow-up from a day to a day (by default this month)."""
    today = clock.today()
    first = day_said(request.GET.get("first", "")) or today.replace(day=1)
    last = day_said(request.GET.get("last", "")) or today
    begins, ends = (datetime.combine(day, time(), clock.ZONE) for day in (first, last + timedelta(days=1)))
    shown = counting.figures(begins, ends, orders.type_asked(request.GET))
    told = {"shown": shown, "first": first, "last": last, "kind_bar": orders.type_bar(request.GET)}
    return render(request, "followup/figures.html", told)


@door.only(Role.FOLLOWUP_AGENT)
@require_POST
def allow_again(request: HttpRequest, party: int) -> HttpResponse:
    """The requester wants messages again."""
    if actions.allow_again(party):
        messages.success(request, _("Messages are sent to this requester again."))
    return redirect("followup:records", "opt_outs")


def _answers(actor: Actor) -> Listing:
    return _listing(
        "answers",
        Answer.objects.filter(order__in=orders.visible_to(actor).select_related(None)).select_related(
            "order"
        ),
        (
            _number(Verb.RATE, "order__number", sheet=True),
            Column("round", gettext_lazy("Round"), kind="num"),
            Column("first", gettext_lazy("First answer")),
            Column("final", gettext_lazy("Final answer")),
            Column("contacted", gettext_lazy("Contacted?")),
            Column("solved", gettext_lazy("Solved?"), terms=Solved),
            Column("satisfied", gettext_lazy("Satisfied?"), terms=Satisfied),
            Column("outcome", gettext_lazy("Outcome"), kind="state", terms=Outcome),
            Column("means", gettext_lazy("Means"), terms=Means),
            Column("replied_at", gettext_lazy("Replied"), kind="when", spare=True),
            Column("at", gettext_lazy("When"), kind="when", sort="at"),
        ),
        facets=(
            Facet("outcome", gettext_lazy("Outcome"), Outcome),
            Facet("first", gettext_lazy("First answers only"), kind="yes"),
            Facet("final", gettext_lazy("Final answers only"), kind="yes"),
            Facet("at", gettext_lazy("When"), kind="days"),
        ),
    )


def _messages(actor: Actor) -> Listing:
    seen = orders.visible_to(actor).select_related(None)
    return _listing(
        "messages",
        Message.objects.filter(order__in=seen).select_related("order"),
        (
            _number(Verb.RATE, "order__number", sheet=True),
            Column("way", gettext_lazy("Direction"), terms=Way),
            Column("text", gettext_lazy("Text"), wide=True),
            Column("at", gettext_lazy("When"), kind="when"),
            Column("sent_at", gettext_lazy("Sent"), kind="when"),
            Column("tries", gettext_lazy("Tries"), kind="num", spare=True),
            Column("failure", gettext_lazy("Failure"), spare=True),
        ),
        facets=(Facet("way", gettext_lazy("Direction"), Way),),
    )


def _opt_outs(actor: Actor) -> Listing:
    rows = callers.silences()
    columns = (
        Column("party", gettext_lazy("Requester"), value="party_id", kind="num"),
        Column("at", gettext_lazy("Since"), kind="when"),
    )
    return _listing("opt_outs", rows, columns)


def _sessions(actor: Actor) -> Listing:
    return _listing(
        "sessions",
        LeaderSession.objects.select_related("centre").prefetch_related("calls__order"),
        (
            Column("day", gettext_lazy("Day"), kind="day"),
            Column("name", gettext_lazy("Calling leader")),
            Column("centre", gettext_lazy("Centre"), value="centre__label"),
            Column("calls", gettext_lazy("Orders called"), value=lambda s: _called(s), wide=True),
            Column("count", gettext_lazy("Calls"), value=lambda s: len(s.calls.all()), kind="num"),
        ),
        order=("-day", "-pk"),
    )


def _audits(actor: Actor) -> Listing:
    return _listing(
        "audits",
        Audit.objects.filter(order__in=orders.visible_to(actor).select_related(None)).select_related(
            "order__lead"
        ),
        (
            _number(Verb.AUDIT, "order__number", sheet=True),
            Column("lead", gettext_lazy("Lead unit"), value="order__lead__label"),
            Column("finding", gettext_lazy("What was found"), terms=Finding),
            Column("note", gettext_lazy("Note"), wide=True),
            Column("at", gettext_lazy("When"), kind="when"),
        ),
        facets=(Facet("finding", gettext_lazy("What was found"), Finding),),
    )


def _jobs(actor: Actor) -> Listing:
    columns = (
        Column("at", gettext_lazy("When"), kind="when"),
        Column("did", gettext_lazy("What the house did"), wide=True),
    )
    return _listing("jobs", Job.objects.all(), columns)


def _listing(what: str, rows: Any, columns: Any, *, facets: Any = (), order: Any = ("-at", "-pk")) -> Listing:
    return Listing(
        title=_NAMES[what],
        rows=rows,
        columns=columns,
        facets=facets,
        order=order,
        saved=[Saved(_NAMES[what])],
        empty=gettext_lazy("Nothing is kept here yet."),
        actions=[(name, reverse("followup:records", args=[key])) for key, name in _NAMES.items()],
        name=f"followup-{what}",
    )


def _number(verb: Verb, path: str, *, sheet: bool = False) -> Column:
    """The order's number, leading to a verb's page or to the order's sheet."""

    def link(row: Any) -> str:
        number = row.number if path == "number" else row.order.number
        return reverse("orders:sheet", args=[number]) if sheet else reverse(f"followup:{verb}", args=[number])

    return Column("number", gettext_lazy("Number"), value=path, link=link)


def _found(item: RecheckItem, body: str, *, own: bool) -> Any:
    """What one's own body found; the other's only once one's own has spoken (independent visits)."""
    mine = [a for a in item.audits.all() if a.body == body]
    if own:
        return Finding(mine[-1].finding) if mine else None
    others = [a for a in item.audits.all() if a.body != body]
    return Finding(others[-1].finding) if others and mine else None


def _called(session: LeaderSession) -> list[str]:
    return [call.order.number for call in session.calls.all()]


_NAMES: dict[str, Any] = {
    "answers": gettext_lazy("Answers"),
    "messages": gettext_lazy("Messages"),
    "opt_outs": gettext_lazy("No messages wanted"),
    "sessions": gettext_lazy("Leaders at the centre"),
    "audits": gettext_lazy("Audits"),
    "jobs": gettext_lazy("Jobs of the house"),
}
_LISTS: dict[str, Callable[[Actor], Listing]] = {
    "answers": _answers,
    "messages": _messages,
    "opt_outs": _opt_outs,
    "sessions": _sessions,
    "audits": _audits,
    "jobs": _jobs,
}
