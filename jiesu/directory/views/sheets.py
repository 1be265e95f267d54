"""One unit, one area, one person; and one's own seats, with standing in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiesu.directory import actions, queries
from jiesu.directory.forms import DelegateForm
from jiesu.directory.kinds import AreaLevel, UnitKind, UnitLevel
from jiesu.directory.middleware import STANDING_IN
from jiesu.directory.models import Person, Unit
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.rules.terms import Desk, Role
from jiesu.rules.verdict import NotYours


@door.sees(Desk.DIRECTORY)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """A unit with its line of responsibility, its people and the units beneath it."""
    unit = queries.unit(code)
    page = {
        "unit": unit,
        "facts": _unit_facts(unit),
        "seats": queries.seats_in(unit),
        "children": queries.units().filter(parent=unit),
        "names": unit.names.all(),
        "line": queries.line_of(unit),
        "guides": queries.line_above(unit),
        "guided": queries.on_line(unit),
    }
    return render(request, "directory/unit.html", page)


@door.sees(Desk.DIRECTORY)
def area(request: HttpRequest, code: str) -> HttpResponse:
    """An area with the names it had, its people by year, and the units that serve it."""
    area = queries.area(code)
    facts = [
        (_("Code"), area.code),
        (_("Level"), AreaLevel(area.level)),
        (_("From"), area.valid_from),
        (_("To"), area.valid_to),
        *(
            (_("Population %(year)s") % {"year": p.year}, p.people)
            for p in area.populations.order_by("-year")
        ),
    ]
    page = {"area": area, "facts": facts, "names": area.names.all(), "units": area.units.order_by("path")}
    return render(request, "directory/area.html", page | {"children": queries.areas().filter(parent=area)})


@door.sees(Desk.DIRECTORY)
def person(request: HttpRequest, login: str) -> HttpResponse:
    """A person with the seats held now and before."""
    person = queries.person(login)
    page = {"person": person, "seats": queries.seats_of(person)}
    return render(
        request, "directory/person.html", page | {"administers": actor_of(request).holds(Role.ADMIN)}
    )


@door.any_one
def me(request: HttpRequest) -> HttpResponse:
    """One's own seats; for whom one may stand in; who stands in for oneself."""
    person, at = _self(request), clock.now()
    form = DelegateForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        lent = told(form, actions.delegate, person, **form.asked(), by=actor_of(request), at=at)
        if lent is not None:
            messages.success(request, _("%(name)s stands in for you now.") % {"name": lent.taker.name})
            return redirect("directory:me")
    page = {"person": person, "seats": queries.seats_of(person), "form": form}
    page |= {"lent": queries.delegations_to(person, at), "standing_in": request.session.get(STANDING_IN, "")}
    return render(request, "directory/me.html", page)


@door.any_one
@require_POST
def stand_in(request: HttpRequest) -> HttpResponse:
    """Begin to stand in for somebody, or stop. What is done meanwhile names both in the ledger."""
    giver = request.POST.get("giver", "")
    allowed = queries.delegations_to(_self(request), clock.now()).filter(giver__login=giver)
    if giver and not allowed.exists():
        raise NotYours("Nobody of that name has asked you to stand in.")
    request.session[STANDING_IN] = giver
    return redirect("directory:me")


def _unit_facts(unit: Unit) -> list[tuple[str, object]]:
    leader = queries.main_leader(unit, clock.now())
    shift = queries.on_duty(unit.code, clock.now())
    return [
        (_("Code"), unit.code),
        (_("Kind of unit"), UnitKind(unit.kind)),
        (_("Level"), UnitLevel(unit.level)),
        (_("Area"), unit.area.name if unit.area else ""),
        (_("First responsible person"), leader.name if leader else ""),
        (_("Public service"), unit.is_public_service),
        (_("Round the clock"), unit.round_the_clock),
        (_("Contact"), unit.contact),
        (_("On duty now"), f"{shift.person.name} {shift.post}".strip() if shift else ""),
        (_("From"), unit.valid_from),
        (_("To"), unit.valid_to),
    ]


def _self(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise NotYours("Please log in first.")
    return request.user
