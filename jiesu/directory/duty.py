"""What the duty roster covers (24×365值守): who is on duty now, which hours nobody covers, who has no contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jiesu.directory import queries
from jiesu.directory.models import Shift, Unit
from jiesu.rules import roster
from jiesu.rules.roster import Period


@dataclass(slots=True)
class Cover:
    """One unit's roster over the next days."""

    unit: Unit
    now: Shift | None = None
    gaps: list[Period] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.unit.name

    @property
    def person(self) -> str:
        """Who is on duty now."""
        return self.now.person.name if self.now else ""

    @property
    def post(self) -> str:
        """Desk or telephone of the duty."""
        return self.now.post if self.now else ""

    @property
    def contact(self) -> str:
        """The unit's duty contact (R037)."""
        return self.unit.contact

    @property
    def uncovered(self) -> float:
        """How many hours nobody covers."""
        return roster.hours(self.gaps)

    @property
    def first_gap(self) -> datetime | None:
        """When the first of them begins."""
        return self.gaps[0][0] if self.gaps else None

    @property
    def faulty(self) -> bool:
        """Whether hours are uncovered or the unit has no contact."""
        return bool(self.gaps) or not self.unit.contact


def cover(at: datetime, *, days: int = 7) -> list[Cover]:
    """The units that answer around the clock, and all that have a roster, with what is uncovered from now on."""
    until = at + timedelta(days=days)
    by_unit: dict[int, list[Shift]] = {}
    for shift in queries.shifts_between(at, until):
        by_unit.setdefault(shift.unit_id, []).append(shift)
    units = {unit.pk: unit for unit in queries.round_the_clock()}
    units |= {shifts[0].unit_id: shifts[0].unit for shifts in by_unit.values()}
    return [_cover(unit, by_unit.get(unit.pk, ()), at, until) for unit in sorted(units.values(), key=_path)]


def _cover(unit: Unit, shifts: Iterable[Shift], at: datetime, until: datetime) -> Cover:
    listed = list(shifts)
    now = next((s for s in reversed(listed) if s.starts <= at < s.ends), None)
    return Cover(unit, now, roster.gaps(((s.starts, s.ends) for s in listed), since=at, until=until))


def _path(unit: Unit) -> str:
    return unit.path
