"""Keeping the duty catalogue: proposals and what they would move, a district's own lines, direct dispatch; figures."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiesu.dispatch import actions, keeping, listings, pages
from jiesu.dispatch.forms import DecideForm, DirectForm, EndForm, LineForm, ProposeForm
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.orders import face as orders
from jiesu.rules.terms import Desk, Role, Verb

DAYS = 30


@door.sees(Desk.DISPATCH, Desk.POLICY)
def proposals(request: HttpRequest) -> HttpResponseBase:
    """目录调整建议: who proposes what, and what was decided."""
    actions.contained(clock.now())
    return respond(request, listings.proposal_list(actor_of(request), clock.now()))


@door.only(*actions.PROPOSERS)
def propose(request: HttpRequest) -> HttpResponse:
    """A new proposal."""
    form = ProposeForm(request.POST or None, bodies=pages.bodies(clock.now()), initial=request.GET.dict())
    if form.is_valid():
        said = form.cleaned_data | {"by": actor_of(request), "at": clock.now()}
        if row := told(form, actions.propose, **said):
            messages.success(request, _("The proposal was filed."))
            return redirect("dispatch:proposal", row.pk)
    context = {"form": form, "categories": pages.categories(clock.now())}
    return render(request, "dispatch/propose.html", context)


@door.sees(Desk.DISPATCH, Desk.POLICY)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: its reason, the orders it would move, the decision."""
    actor, now = actor_of(request), clock.now()
    row = pages.proposal(pk)
    form = DecideForm(request.POST or None)
    if form.is_valid() and told(form, actions.decide, pk, **form.cleaned_data, by=actor, at=now) is not None:
        messages.success(request, _("Noted."))
        return redirect("dispatch:proposal", pk)
    return render(request, "dispatch/proposal.html", pages.judged(row, actor, now) | {"form": form})


@door.sees(Desk.DISPATCH)
def lines(request: HttpRequest) -> HttpResponseBase:
    """区派单目录: the districts' own lines."""
    return respond(request, listings.own_lines(actor_of(request)))


@door.only(Role.DISPATCHER, Role.REQUEST_CENTRE)
def add_line(request: HttpRequest) -> HttpResponse:
    """A new line of the district's catalogue."""
    form = LineForm(request.POST or None, initial={"valid_from": clock.today()})
    if form.is_valid():
        said = form.cleaned_data | {"by": actor_of(request), "at": clock.now()}
        if told(form, actions.add_line, **said):
            messages.success(request, _("The line was added."))
            return redirect("dispatch:lines")
    return render(request, "dispatch/add_line.html", pages.keeping(clock.now()) | {"form": form})


@door.only(Role.DISPATCHER, Role.REQUEST_CENTRE)
def end_line(request: HttpRequest, pk: int) -> HttpResponse:
    """End a line on a day."""
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    if form.is_valid():
        on = form.cleaned_data["on"]
        if told(form, actions.end_line, pk, on=on, by=actor_of(request), at=clock.now()):
            return redirect("dispatch:lines")
    return render(request, "dispatch/end_line.html", {"form": form, "row": keeping.line(pk)})


@door.sees(Desk.DISPATCH)
def direct(request: HttpRequest) -> HttpResponseBase:
    """直派范围: who takes which matter directly, since when."""
    return respond(request, listings.direct_ranges(actor_of(request)))


@door(Verb.CONCLUDE)
def set_direct(request: HttpRequest) -> HttpResponse:
    """Open or close direct dispatch for a unit and a matter."""
    form = DirectForm(request.POST or None, initial={"valid_from": clock.today()})
    if form.is_valid():
        said = form.cleaned_data | {"by": actor_of(request), "at": clock.now()}
        if told(form, actions.set_direct, **said):
            messages.success(request, _("The range of direct dispatch was changed."))
            return redirect("dispatch:direct")
    return render(request, "dispatch/set_direct.html", pages.keeping(clock.now()) | {"form": form})


@door.sees(Desk.DISPATCH)
def figures(request: HttpRequest) -> HttpResponseBase:
    """派单统计: quickness, accuracy, ways and returns, unit by unit."""
    until = _day(request.GET.get("day_to", ""), clock.now()) + timedelta(days=1)
    since = _day(request.GET.get("day_from", ""), until - timedelta(days=DAYS + 1))
    listing, sums = listings.figures(actor_of(request), since, until, orders.type_asked(request.GET))
    return respond(request, listing, template="dispatch/figures.html", sums=sums, since=since, until=until)


def _day(text: str, otherwise: datetime) -> datetime:
    """The beginning of a day that the address names, else of another."""
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        day = clock.local(otherwise).date()
    return datetime.combine(day, time(), clock.ZONE)
