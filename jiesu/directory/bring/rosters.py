"""The duty roster from rows: single shifts, and rotations (a shift that comes again every so many days)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jiesu.directory import checks, queries
from jiesu.directory.bring.files import Line
from jiesu.directory.bring.places import Finder
from jiesu.directory.bring.report import Bad, Book, column
from jiesu.directory.models import Shift
from jiesu.kit import clock
from jiesu.kit.tables import parse_when
from jiesu.rules import roster
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Refusal


def bring_roster(lines: Sequence[Line], book: Book) -> None:
    """The shifts of the files; those that are known already stay as they are."""
    units = Finder(queries.units_by_code(), "unit")
    people = queries.people_by_login({line.text("login") for line in lines})

    def judge(line: Line) -> str:
        with column(line, "unit") as text:
            unit = units(text)
        person = people.get(line.text("login"))
        if person is None:
            why = Refusal("There is no person with the login %(login)s.", login=line.text("login"))
            raise Bad(line.header("login"), why)
        with column(line, "role") as text:
            role = checks.word(Role, text, "role") if text else ""
        told = {"role": str(role), "post": line.text("post")[:60]}
        rows = [
            Shift(unit=unit, person=person, starts=a, ends=b, **told)
            for a, b in roster.turns(*_times(line), every=_every(line), until=_until(line))
        ]
        known = Shift.objects.filter(unit=unit, person=person, starts__in=[row.starts for row in rows])
        old = {shift.starts: shift for shift in known}
        changed = [row for row in rows if row.starts in old and _differs(old[row.starts], row)]
        for row in changed:
            row.pk = old[row.starts].pk
            row.save()
        Shift.objects.bulk_create([row for row in rows if row.starts not in old], batch_size=1000)
        return "added" if len(old) < len(rows) else "changed" if changed else "known"

    book.judged(lines, judge)


def _differs(old: Shift, new: Shift) -> bool:
    return (old.ends, old.role, old.post) != (new.ends, new.role, new.post)


def _times(line: Line) -> tuple[datetime, datetime]:
    return _moment(line, "starts"), _moment(line, "ends")


def _moment(line: Line, field: str) -> datetime:
    with column(line, field) as text:
        return parse_when(text, clock.ZONE)


def _every(line: Line) -> int:
    with column(line, "every") as text:
        if not text:
            return 1
        if not text.isdigit():
            raise Refusal("“%(value)s” is no number of days.", value=text[:40])
        return int(text)


def _until(line: Line) -> datetime:
    """Until when the shift comes again; without it there is just the one."""
    with column(line, "until") as text:
        if not text:
            return _moment(line, "ends")
        if not line.text("every"):
            raise Refusal("A rotation needs the number of days after which it comes again.")
        return parse_when(text, clock.ZONE)
