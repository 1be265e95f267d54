"""Changing the duty roster and the border zones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiesu.directory import checks
from jiesu.directory.models import Area, Border, Person, Shift, Unit
from jiesu.rules import roster
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours, Refusal

KEEPERS = (Role.DISPATCHER, Role.REQUEST_CENTRE, Role.HEAD)
"""Who keeps the roster of the own unit and of those below it, beside the administrators."""


@transaction.atomic
def add_shifts(
    unit: Unit, person: Person, *, starts: datetime, ends: datetime, by: Actor, at: datetime, role: str = "",
    post: str = "", every: int = 1, until: datetime | None = None,
) -> int:  # fmt: skip
    """值班: a shift, or a rotation of it up to a moment. How many new shifts there are; known ones stay."""
    _keeps(by, unit)
    wanted = str(checks.word(Role, role, "role")) if role else ""
    rows = [
        Shift(unit=unit, person=person, starts=a, ends=b, role=wanted, post=post.strip()[:60])
        for a, b in roster.turns(starts, ends, every=every, until=until or ends)
    ]
    known = set(Shift.objects.filter(unit=unit, person=person).values_list("starts", flat=True))
    new = [row for row in rows if row.starts not in known]
    Shift.objects.bulk_create(new, batch_size=1000)
    if new:
        checks.note(
            "add_shifts", unit, by=by, at=at, to=person.login, since=starts.isoformat(), read=len(new)
        )
    return len(new)


@transaction.atomic
def end_shift(shift: Shift, *, by: Actor, at: datetime) -> None:
    """Take a shift that has not begun off the roster; one that runs ends now."""
    _keeps(by, shift.unit)
    if shift.ends <= at:
        raise Refusal("This shift is over.")
    if shift.starts >= at:
        shift.delete()
    else:
        shift.ends = at
        shift.save(update_fields=["ends"])
    checks.note("end_shift", shift.unit, by=by, at=at, to=shift.person.login, since=shift.starts.isoformat())


@transaction.atomic
def add_border(
    *, code: str, name: str, areas: Sequence[Area], by: Actor, at: datetime, words: Sequence[str] = (),
    boundary: dict[str, Any] | None = None, note: str = "", valid_from: date | None = None,
) -> Border:  # fmt: skip
    """交界地带: a zone between at least two areas, found by words of places or by its shape (R082)."""
    checks.administers(by)
    if len({area.pk for area in areas}) < 2:
        raise Refusal("A border zone lies between at least two areas.")
    said = [word.strip() for word in words if word.strip()]
    if not said and boundary is None:
        raise Refusal("Give a border zone words of its places or its shape.")
    if Border.objects.filter(code=code).exists():
        raise Refusal("There is already a border zone with the code %(code)s.", code=code)
    border = Border(
        code=code, name=name, words=said, boundary=boundary, note=note.strip()[:300], valid_from=valid_from
    )
    checks.well_written(border).save()
    border.areas.set(areas)
    checks.note("add", border, by=by, at=at, names="、".join(area.name for area in areas))
    return border


def _keeps(by: Actor, unit: Unit) -> None:
    if by.holds(Role.ADMIN, Role.SYSTEM):
        return
    if not any(s.role in KEEPERS and unit.path.startswith(s.path) for s in by.seats):
        raise NotYours("A roster is kept by the unit itself, by those above it, or by an administrator.")
