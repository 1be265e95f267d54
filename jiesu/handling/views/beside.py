"""The pages beside the verbs: own lists, working aids, tasks, partners, teams, command sessions, ledgers, speed."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiesu.handling import actions, beside, queries
from jiesu.handling.forms import (
    CommandForm,
    InferForm,
    LinkForm,
    PartnerForm,
    PlainForm,
    ReportForm,
    TaskForm,
    TeamForm,
    TickForm,
)
from jiesu.handling.views.work import own_of
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.orders import face as orders
from jiesu.rules.aids import Kind
from jiesu.rules.terms import Desk, Verb


@door(Verb.ADVISE)
def asked(request: HttpRequest) -> HttpResponseBase:
    """What other units ask of mine (分级协调)."""
    return respond(request, beside.asked_list(actor_of(request)))


@door.sees(Desk.HANDLING)
def led(request: HttpRequest) -> HttpResponseBase:
    """领办台账: what leaders took over in person, and how many each."""
    actor = actor_of(request)
    return respond(
        request, beside.led_list(actor), template="handling/led.html", counts=queries.led_counts(actor)
    )


@door.sees(Desk.HANDLING)
def ledgers(request: HttpRequest) -> HttpResponseBase:
    """台账: the ledger and its tables by the law of working aids, exportable."""
    return respond(request, beside.ledger_list(actor_of(request), request.GET.get("table", ""), clock.now()))


@door.sees(Desk.HANDLING)
def speed(request: HttpRequest) -> HttpResponseBase:
    """办的快: how long the units take to claim, to contact, to answer."""
    return respond(request, beside.speed_list(actor_of(request), clock.now()))


@door.sees(Desk.HANDLING)
def agenda(request: HttpRequest) -> HttpResponseBase:
    """Very hard matters: offered for the joint meeting."""
    return respond(request, beside.agenda_list(actor_of(request)))


@door.sees(Desk.HANDLING)
def tasks(request: HttpRequest) -> HttpResponseBase:
    """Tasks of teams and of inferences (一举三反)."""
    return respond(request, beside.task_list(actor_of(request)))


@door.sees(Desk.HANDLING)
@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """A task is done."""
    actions.finish_task(pk, by=actor_of(request), at=clock.now())
    messages.success(request, _("The task is done."))
    back = str(request.POST.get("next", ""))
    return redirect(back if back.startswith("/handling/") else "handling:tasks")


@door.sees(Desk.HANDLING)
def aids(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """工作法: the working aids on a share."""
    own = own_of(request, number, share)
    shown = {
        "own": own,
        "order": own.order,
        "aids": queries.filled(own, clock.now()),
        "tasks": queries.tasks_of(own),
    }
    return render(request, "handling/aids.html", shown)


@door.sees(Desk.HANDLING)
def aid(request: HttpRequest, number: str, share: int, code: str) -> HttpResponse:
    """One working aid: its slots to tick."""
    own = own_of(request, number, share)
    if (found := queries.aid_of(own, code, clock.now())) is None:
        raise Http404(code)
    form = TickForm(request.POST or None, places=found.places, owners=found.aid.kind is Kind.NETWORK)
    if form.is_valid():
        by, at, slots = actor_of(request), clock.now(), form.slots()
        done = told(form, actions.tick, number, share=share, aid=code, slots=slots, by=by, at=at)
        if done is not None:
            return redirect("handling:aids", number, share)
    return render(
        request, "handling/aid.html", {"own": own, "order": own.order, "filled": found, "form": form}
    )


@door.sees(Desk.HANDLING)
def infer(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """一举三反: one more similar matter or place, as a task."""
    own = own_of(request, number, share)
    form = InferForm(request.POST or None, slots=beside.inference_slots(own, clock.now()))
    if form.is_valid():
        said = form.cleaned_data | {"share": share, "by": actor_of(request), "at": clock.now()}
        if told(form, actions.infer, number, **said):
            return redirect("handling:aids", number, share)
    return render(
        request,
        "handling/plain.html",
        {"form": form, "title": _("Inferences with tasks"), "order": own.order},
    )


@door.sees(Desk.HANDLING)
def partners(request: HttpRequest) -> HttpResponseBase:
    """共建单位: central units, garrisons and others that work with mine."""
    return respond(request, beside.partner_list(actor_of(request)))


@door.sees(Desk.HANDLING)
def partner(request: HttpRequest) -> HttpResponse:
    """One more partner."""
    form = PartnerForm(request.POST or None, units=beside.own_units(actor_of(request)))
    if form.is_valid():
        made = told(form, actions.add_partner, **form.cleaned_data, by=actor_of(request), at=clock.now())
        if made is not None:
            return redirect("handling:partners")
    return render(request, "handling/plain.html", {"form": form, "title": _("New partner")})


@door.sees(Desk.HANDLING)
def teams(request: HttpRequest) -> HttpResponseBase:
    """专班、一题一区领导."""
    return respond(request, beside.team_list(actor_of(request)))


@door.sees(Desk.HANDLING)
def hard(request: HttpRequest) -> HttpResponseBase:
    """一般疑难: hard matters that wait for a leader-led team."""
    return respond(request, beside.hard_list(actor_of(request)))


@door.sees(Desk.HANDLING)
def new_team(request: HttpRequest) -> HttpResponse:
    """A team: topic, leader, members."""
    actor = actor_of(request)
    asked = {"order": request.GET.get("order", "")}
    form = TeamForm(request.POST or None, initial=asked, **beside.team_choices(actor, clock.now()))
    if form.is_valid() and (
        made := told(form, actions.open_team, **form.cleaned_data, by=actor, at=clock.now())
    ):
        return redirect("handling:team", made.pk)
    return render(request, "handling/plain.html", {"form": form, "title": _("New team")})


@door.sees(Desk.HANDLING)
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: members, tasks, orders."""
    actor = actor_of(request)
    forms = beside.team_forms(request.POST, TaskForm, LinkForm)
    if beside.team_deed(pk, forms, request.POST, by=actor, at=clock.now()):
        return redirect("handling:team", pk)
    found = queries.team(pk, actor)
    shown = {
        "team": found,
        "orders": orders.visible_to(actor).filter(pk__in=found.orders.values("pk")),
        **forms,
    }
    return render(request, "handling/team.html", shown)


@door.any_one
def command(request: HttpRequest, number: str) -> HttpResponse:
    """现场调度: the command session of an order, or the form that opens one."""
    actor, order = actor_of(request), orders.find(number, actor_of(request))
    running = queries.command_of(order)
    opened = running is not None and running.closed_at is None
    form = (ReportForm if opened else CommandForm)(request.POST or None)
    deed: Callable[..., object] = actions.report if opened else actions.open_command
    if (
        form.is_valid()
        and told(form, deed, number, **form.cleaned_data, by=actor, at=clock.now()) is not None
    ):
        return redirect("handling:command", number)
    return render(
        request, "handling/command.html", beside.command_page(order, running, actor) | {"form": form}
    )


@door.any_one
def command_live(request: HttpRequest, number: str) -> HttpResponse:
    """The live part of a command session, asked again by the browser."""
    order = orders.find(number, actor_of(request))
    running = queries.command_of(order)
    return render(
        request, "handling/command_live.html", beside.command_page(order, running, actor_of(request))
    )


@door.any_one
def command_close(request: HttpRequest, number: str) -> HttpResponse:
    """End the session."""
    form = PlainForm(request.POST or None)
    if form.is_valid():
        ended = told(form, actions.close_command, number, by=actor_of(request), at=clock.now())
        if ended is not None:
            return redirect("handling:command", number)
    order = orders.find(number, actor_of(request))
    shown = {"form": form, "title": _("End the session"), "order": order}
    return render(request, "handling/plain.html", shown)
