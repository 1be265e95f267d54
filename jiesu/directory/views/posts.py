"""The administrator adds a person, gives a seat, and sets a password: one page for each verb."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiesu.directory import actions, queries
from jiesu.directory.forms import PasswordForm, PersonForm, SeatForm
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.rules.terms import Role


@door.only(Role.ADMIN)
def add_person(request: HttpRequest) -> HttpResponse:
    """Somebody new; the next page gives the first seat."""
    form = PersonForm(request.POST or None)
    if form.is_valid():
        person = told(form, actions.add_person, **form.cleaned_data, by=actor_of(request), at=clock.now())
        if person:
            messages.success(request, _("%(name)s is added. Now give a seat.") % {"name": person.name})
            return redirect("directory:give_seat", person.login)
    return render(request, "directory/add_person.html", {"form": form})


@door.only(Role.ADMIN)
def give_seat(request: HttpRequest, login: str) -> HttpResponse:
    """A role in a unit; whoever has no password yet gets one on the next page."""
    person = queries.person(login)
    form = SeatForm(request.POST or None)
    if form.is_valid():
        seat = told(
            form, actions.give_seat, person, **form.cleaned_data, by=actor_of(request), at=clock.now()
        )
        if seat:
            messages.success(request, _("%(name)s holds this seat now.") % {"name": person.name})
            ready = person.has_usable_password()
            return redirect(f"directory:{'person' if ready else 'set_password'}", login)
    return render(request, "directory/give_seat.html", {"form": form, "person": person})


@door.only(Role.ADMIN)
def set_password(request: HttpRequest, login: str) -> HttpResponse:
    """A first or a new password."""
    person, form = queries.person(login), PasswordForm(request.POST or None)
    if form.is_valid():
        secret = form.cleaned_data["password"]
        if told(form, actions.set_password, person, secret, by=actor_of(request), at=clock.now()):
            messages.success(request, _("%(name)s can log in with this password.") % {"name": person.name})
            return redirect("directory:person", login)
    return render(request, "directory/set_password.html", {"form": form, "person": person})
