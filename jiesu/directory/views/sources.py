"""The administrator adds a line that requests come in by, and ends one (R009, R010, R016)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jiesu.directory import actions
from jiesu.directory.forms import LastDayForm, SourceForm
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.rules.terms import Role


@door.only(Role.ADMIN)
def add_source(request: HttpRequest) -> HttpResponse:
    """A merged hotline, a district's number, a street's line, a board, an outlet."""
    form = SourceForm(request.POST or None)
    if form.is_valid():
        source = told(form, actions.add_source, **form.cleaned_data, by=actor_of(request), at=clock.now())
        if source:
            messages.success(request, _("%(name)s is registered.") % {"name": source.name})
            return redirect("directory:sources")
    return render(request, "directory/source.html", {"form": form, "title": _("Add a source")})


@door.only(Role.ADMIN)
def end_source(request: HttpRequest, code: str) -> HttpResponse:
    """The last day of a line; its orders keep it."""
    form = LastDayForm(request.POST or None)
    if form.is_valid():
        on = form.cleaned_data["on"]
        if told(form, actions.end_source, code, on=on, by=actor_of(request), at=clock.now()):
            return redirect("directory:sources")
    return render(request, "directory/source.html", {"form": form, "title": _("End the source")})
