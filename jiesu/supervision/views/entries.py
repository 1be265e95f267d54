"""The registers (督办台账): their lists, new entries, an entry with its steps."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.rules.registers import Register
from jiesu.rules.terms import Desk
from jiesu.supervision import actions, listings, pages, queries
from jiesu.supervision.actions import Said
from jiesu.supervision.forms import EntryForm, StepForm


@door.sees(Desk.SUPERVISION)
def registers(request: HttpRequest) -> HttpResponse:
    """All registers with how much waits in each."""
    return render(request, "supervision/registers.html", pages.registers(actor_of(request)))


@door.sees(Desk.SUPERVISION)
def outside(request: HttpRequest) -> HttpResponseBase:
    """社会监督: all that media and public said, together with outcomes."""
    return respond(request, listings.outside(actor_of(request)))


@door.sees(Desk.SUPERVISION)
def register(request: HttpRequest, name: str) -> HttpResponseBase:
    """One register as a list."""
    which = pages.register_named(name, actor_of(request))
    return respond(request, listings.entries(which, actor_of(request)))


@door.sees(Desk.SUPERVISION)
def new_entry(request: HttpRequest, name: str) -> HttpResponse:
    """A new entry of a register."""
    actor, which = actor_of(request), pages.register_named(name, actor_of(request))
    form = EntryForm(request.POST or None, register=which, actor=actor, initial=request.GET.dict())
    if form.is_valid():
        said = Said(**form.said())
        if made := told(form, actions.enter, which, said, by=actor, at=clock.now(), key=form.key):
            messages.success(request, _("Entered."))
            return redirect("supervision:entry", made.pk)
    return render(request, "supervision/form.html", pages.new_entry(which, clock.now()) | {"form": form})


@door.sees(Desk.SUPERVISION)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: what it says, what was done, what can be done next."""
    own = queries.entry(pk, actor_of(request))
    return render(request, "supervision/entry.html", pages.entry(own, actor_of(request)))


@door.sees(Desk.SUPERVISION)
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step with an entry."""
    actor, own = actor_of(request), queries.entry(pk, actor_of(request))
    what = pages.step_named(step)
    form = StepForm(
        request.POST or None, register=Register(own.register), step=what, actor=actor, kind=own.kind
    )
    if (
        form.is_valid()
        and told(form, actions.take, pk, what, by=actor, at=clock.now(), **form.said()) is not None
    ):
        messages.success(request, _("Done."))
        return redirect("supervision:entry", pk)
    return render(request, "supervision/form.html", pages.step(own, what) | {"form": form})
