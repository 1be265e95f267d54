"""Questions about clue files: only whoever holds them learns anything."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role
from jiesu.supervision.models import Clue

HOLDERS = (Role.DISCIPLINE, Role.SUPERVISOR)


def clue_units(actor: Actor) -> list[str]:
    """The units for which the actor holds clues."""
    return [seat.unit for seat in actor.seats if seat.role in HOLDERS and seat.unit]


def clues(actor: Actor) -> QuerySet[Clue]:
    """The clues that the actor's units hold, and what became of those they opened."""
    mine = clue_units(actor)
    rows = Clue.objects.select_related("order", "about", "holder", "opener")
    return rows.filter(Q(holder__code__in=mine) | Q(opener__code__in=mine)).order_by("-opened_at")


def takes_clues(unit: Unit) -> bool:
    """Whether somebody in the unit may hold a clue."""
    return directory.people_in(unit, *HOLDERS).exists()


def clue_bodies() -> list[tuple[str, str]]:
    """The units to which a clue can be transferred."""
    return [(unit.code, unit.name) for unit in directory.units_with(*HOLDERS)]
