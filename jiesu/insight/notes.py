"""标注: an analyst's dated notes on a series, shown on its chart and below it (R379)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from jiesu.directory import queries as directory
from jiesu.insight.models import Note
from jiesu.rules.reach import SIGHT, Actor, Reach
from jiesu.rules.verdict import Refusal


def series_of(filters: Mapping[str, str]) -> str:
    """The name of a series: its filters, sorted; empty for all orders of the viewer."""
    return urlencode(sorted((name, value) for name, value in filters.items() if value))


def visible(actor: Actor) -> QuerySet[Note]:
    """The notes of the actor's line: of the own units, those below and those above; withdrawn ones too."""
    found = Q(pk__in=[])
    for seat in actor.seats:
        if SIGHT[seat.role] is Reach.CITY:
            return Note.objects.select_related("unit")
        above = [code for code in seat.path.split("/") if code]
        found |= Q(unit__path__startswith=seat.path) | Q(unit__code__in=above)
    return Note.objects.select_related("unit").filter(found)


def notes_of(series: str, first: date, last: date, actor: Actor) -> QuerySet[Note]:
    """The notes that stand on a series in some days, by day."""
    rows = visible(actor).filter(series=series, day__gte=first, day__lte=last, withdrawn_at=None)
    return rows.order_by("day", "pk")


def note(pk: int, actor: Actor) -> Note:
    """One note that the actor may see. Refusal where there is none."""
    found = visible(actor).filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such note.")
    return found


def author(note: Note) -> str:
    """The name of whoever noted it."""
    login = note.by.removeprefix("person:")
    found = directory.people_by_login([login]).get(login)
    return found.name if found else login
