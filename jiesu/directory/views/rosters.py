"""值班表 and 交界地带: who is on duty when, which hours nobody covers; zones where jurisdiction is checked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from jiesu.directory import actions, duty, queries
from jiesu.directory.forms import BorderForm, ShiftForm
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Bulk, Column, Facet, Listing, respond
from jiesu.rules.terms import Desk, Role


@door.sees(Desk.DIRECTORY)
def roster(request: HttpRequest) -> HttpResponseBase:
    """值班表: the shifts of today and of the days to come."""
    now = clock.now()
    listing = Listing(
        title=lazy("Duty roster"),
        lead=lazy("The person on duty is named on each order that a unit receives."),
        rows=queries.shifts_from(now),
        columns=(
            Column("unit", lazy("Unit"), "unit__name", wide=True),
            Column("person", lazy("Person"), "person__name"),
            Column("role", lazy("Role"), value=lambda s: Role(s.role) if s.role else ""),
            Column("post", lazy("Desk or telephone")),
            Column("starts", lazy("From"), kind="when", sort="starts"),
            Column("ends", lazy("To"), kind="when"),
            Column("now", lazy("On duty now"), value=lambda s: _("Yes") if s.starts <= now < s.ends else ""),
        ),
        facets=(Facet("starts", lazy("From"), kind="days"),),
        search=lambda rows, text: rows.filter(unit__name__icontains=text),
        search_hint=lazy("Name of the unit"),
        order=("starts", "pk"),
        bulk=(
            Bulk(
                reverse("directory:end_shifts"), lazy("Take off the roster"), icon="trash",
                confirm=lazy("Take the ticked shifts off the roster?"),
            ),
        ),
        actions=(
            (lazy("Add shifts"), reverse("directory:add_shifts")),
            (lazy("Uncovered hours"), reverse("directory:cover")),
        ),
        empty=lazy("Nobody is on the roster yet."),
    )  # fmt: skip
    return respond(request, listing)


@door.sees(Desk.DIRECTORY)
def cover(request: HttpRequest) -> HttpResponseBase:
    """Which hours of the next seven days nobody covers, and who has no contact."""
    listing = Listing(
        title=lazy("Uncovered hours"),
        lead=lazy("Units that answer around the clock, over the next seven days."),
        rows=duty.cover(clock.now()),
        columns=(
            Column("name", lazy("Unit"), link=lambda c: reverse("directory:unit", args=[c.unit.code]), wide=True),
            Column("person", lazy("On duty now")),
            Column("post", lazy("Desk or telephone")),
            Column("contact", lazy("Contact"), value=lambda c: c.contact or _("none: to be named")),
            Column("uncovered", lazy("Hours uncovered"), kind="num", sort="uncovered"),
            Column("first_gap", lazy("First gap from"), kind="when", sort="first_gap"),
        ),
        facets=(Facet("faulty", lazy("With a fault"), kind="yes"),),
        actions=((lazy("Duty roster"), reverse("directory:roster")),),
        empty=lazy("No unit answers around the clock yet."),
    )  # fmt: skip
    return respond(request, listing)


@door.only(Role.ADMIN, *actions.KEEPERS)
def add_shifts(request: HttpRequest) -> HttpResponse:
    """A shift or a rotation."""
    form = ShiftForm(request.POST or None)
    if form.is_valid():
        said = form.asked() | {"by": actor_of(request), "at": clock.now()}
        count = told(form, actions.add_shifts, **said)
        if count is not None:
            messages.success(request, _("%(n)s shifts were added.") % {"n": count})
            return redirect("directory:roster")
    return render(request, "directory/add_shifts.html", {"form": form})


@door.only(Role.ADMIN, *actions.KEEPERS)
@require_POST
def end_shifts(request: HttpRequest) -> HttpResponse:
    """Take the ticked shifts off the roster."""
    for shift in queries.shifts_by_key(request.POST.getlist("pick")[:500]):
        actions.end_shift(shift, by=actor_of(request), at=clock.now())
    return redirect("directory:roster")


@door.sees(Desk.DIRECTORY)
def borders(request: HttpRequest) -> HttpResponseBase:
    """交界地带: zones where jurisdiction is checked before dispatch."""
    adds = actor_of(request).holds(Role.ADMIN)
    listing = Listing(
        title=lazy("Border zones"),
        lead=lazy("An order in a border zone is never dispatched automatically; its jurisdiction is checked first."),
        rows=queries.borders(),
        columns=(
            Column("name", lazy("Name"), wide=True),
            Column("areas", lazy("Between"), value=lambda b: "、".join(a.name for a in b.areas.all()), wide=True),
            Column("words", lazy("Words of its places"), value=lambda b: "、".join(b.words)),
            Column("boundary", lazy("Shape"), value=lambda b: _("Yes") if b.boundary else ""),
            Column("note", lazy("What was agreed"), wide=True),
            Column("valid_from", lazy("From"), kind="day"),
            Column("valid_to", lazy("To"), kind="day"),
        ),
        order=("code",),
        actions=((lazy("Add a border zone"), reverse("directory:add_border")),) if adds else (),
        empty=lazy("No border zone is marked yet."),
    )  # fmt: skip
    return respond(request, listing)


@door.only(Role.ADMIN)
def add_border(request: HttpRequest) -> HttpResponse:
    """A new border zone."""
    form = BorderForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data | {"by": actor_of(request), "at": clock.now()}
        if told(form, actions.add_border, **said):
            messages.success(request, _("The border zone is marked."))
            return redirect("directory:borders")
    return render(request, "directory/add_border.html", {"form": form})
