"""Changing the map of areas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiesu.directory import checks
from jiesu.directory.kinds import AreaLevel, NameKind
from jiesu.directory.models import Area, AreaName, Population
from jiesu.rules.reach import Actor
from jiesu.rules.verdict import Refusal


@transaction.atomic
def add_area(
    *,
    code: str,
    name: str,
    level: str,
    parent: Area | None = None,
    aliases: Iterable[str] = (),
    boundary: dict[str, Any] | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    by: Actor,
    at: datetime,
) -> Area:
    """A new area beneath its parent."""
    checks.administers(by)
    area = Area(code=code, name=name, level=checks.word(AreaLevel, level, "level"), parent=parent)
    area.path = checks.path_under(parent, code)
    area.boundary, area.valid_from, area.valid_to = boundary, valid_from, valid_to
    checks.well_written(area)
    if Area.objects.filter(code=code).exists():
        raise Refusal("There is already an area with the code %(code)s.", code=code)
    area.save()
    checks.note("add", area, by=by, at=at, parent=parent.code if parent else None)
    also_called(area, aliases, by=by, at=at)
    return area


@transaction.atomic
def also_called(area: Area, names: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Other names of an area; known ones stay as they are."""
    checks.administers(by)
    rows = [
        AreaName(area=area, name=name, kind=NameKind.ALIAS) for name in names if name and name != area.name
    ]
    if rows:
        AreaName.objects.bulk_create([checks.well_written(row) for row in rows], ignore_conflicts=True)
        checks.note("also_called", area, by=by, at=at, names=" ".join(row.name for row in rows))


@transaction.atomic
def rename_area(area: Area, name: str, *, since: date, by: Actor, at: datetime) -> Area:
    """A new name; the area is still found under the old one, which carries its last day."""
    checks.administers(by)
    if name == area.name:
        return area
    AreaName.objects.update_or_create(
        area=area,
        name=area.name,
        defaults={"kind": NameKind.FORMER, "until": date.fromordinal(since.toordinal() - 1)},
    )
    AreaName.objects.filter(area=area, name=name).delete()
    before, area.name = area.name, name
    checks.well_written(area).save(update_fields=["name"])
    checks.note("rename", area, by=by, at=at, before=before, after=name, since=since)
    return area


@transaction.atomic
def set_population(area: Area, *, year: int, people: int, by: Actor, at: datetime) -> Population:
    """The people of an area in a year; a corrected count replaces the earlier one."""
    checks.administers(by)
    checks.note("set_population", area, by=by, at=at, year=year, people=people)
    checks.well_written(Population(area=area, year=year, people=people))
    return Population.objects.update_or_create(area=area, year=year, defaults={"people": people})[0]
