"""Changing the tree of units and the register of sources."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiesu.directory import checks
from jiesu.directory.kinds import NameKind, UnitKind, UnitLevel
from jiesu.directory.models import Area, Source, Unit, UnitName
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel
from jiesu.rules.verdict import Refusal


@transaction.atomic
def add_unit(
    *,
    code: str,
    name: str,
    kind: str,
    level: str,
    parent: Unit | None = None,
    area: Area | None = None,
    short_name: str = "",
    is_public_service: bool = False,
    round_the_clock: bool = False,
    contact: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    by: Actor,
    at: datetime,
) -> Unit:
    """A new unit beneath its parent."""
    checks.administers(by)
    unit = Unit(code=code, name=name, short_name=short_name, parent=parent, area=area, contact=contact)
    unit.kind = checks.word(UnitKind, kind, "kind of unit")
    unit.level = checks.word(UnitLevel, level, "level")
    unit.path = checks.path_under(parent, code)
    unit.is_public_service = is_public_service or unit.kind == UnitKind.PUBLIC_SERVICE
    unit.round_the_clock, unit.valid_from, unit.valid_to = round_the_clock, valid_from, valid_to
    checks.well_written(unit)
    if Unit.objects.filter(code=code).exists():
        raise Refusal("There is already a unit with the code %(code)s.", code=code)
    unit.save()
    checks.note("add", unit, by=by, at=at, parent=parent.code if parent else None, kind=str(unit.kind))
    return unit


@transaction.atomic
def rename_unit(unit: Unit, name: str, *, since: date, by: Actor, at: datetime) -> Unit:
    """A new name; the unit is still found under the old one, which carries its last day."""
    checks.administers(by)
    if name == unit.name:
        return unit
    UnitName.objects.update_or_create(
        unit=unit,
        name=unit.name,
        defaults={"kind": NameKind.FORMER, "until": date.fromordinal(since.toordinal() - 1)},
    )
    UnitName.objects.filter(unit=unit, name=name).delete()
    before, unit.name = unit.name, name
    checks.well_written(unit).save(update_fields=["name"])
    checks.note("rename", unit, by=by, at=at, before=before, after=name, since=since)
    return unit


@transaction.atomic
def move_unit(unit: Unit, parent: Unit | None, *, by: Actor, at: datetime) -> Unit:
    """The unit hangs on another parent from now on, with everything beneath it."""
    checks.administers(by)
    before = unit.path
    checks.replant(unit, parent)
    checks.note("move", unit, by=by, at=at, before=before, after=unit.path)
    return unit


@transaction.atomic
def end_unit(unit: Unit, *, on: date, by: Actor, at: datetime) -> Unit:
    """The unit's last day. It stays in the register, for the orders that it handled."""
    checks.administers(by)
    unit.valid_to = on
    checks.well_written(unit).save(update_fields=["valid_to"])
    checks.note("end", unit, by=by, at=at, on=on)
    return unit


@transaction.atomic
def add_source(
    *,
    code: str,
    name: str,
    channel: str,
    number: str = "",
    owner: Unit | None = None,
    merged_on: date | None = None,
    forwards: bool = False,
    counts_in_assessment: bool = True,
    valid_from: date | None = None,
    by: Actor,
    at: datetime,
) -> Source:
    """A line that requests come in by: a merged hotline (R009), a district's number (R010), another."""
    checks.administers(by)
    source = Source(code=code, name=name, channel=checks.word(Channel, channel, "channel"), number=number)
    source.owner, source.merged_on = owner, merged_on
    source.forwards, source.counts_in_assessment = forwards, counts_in_assessment
    source.valid_from = valid_from
    checks.well_written(source)
    if Source.objects.filter(code=code).exists():
        raise Refusal("There is already a source with the code %(code)s.", code=code)
    if number and Source.objects.filter(number=number, valid_to=None).exists():
        raise Refusal("The number %(number)s is already registered.", number=number)
    source.save()
    checks.note("add", source, by=by, at=at, number=number, counts=counts_in_assessment)
    return source


@transaction.atomic
def end_source(code: str, *, on: date, by: Actor, at: datetime) -> Source:
    """The last day of a line. It stays in the register, for the orders that came by it."""
    checks.administers(by)
    source = Source.objects.select_for_update(of=("self",)).filter(code=code, valid_to=None).first()
    if source is None:
        raise Refusal("There is no source with the code %(code)s.", code=code)
    source.valid_to = on
    checks.well_written(source).save(update_fields=["valid_to"])
    checks.note("end", source, by=by, at=at, on=on)
    return source
