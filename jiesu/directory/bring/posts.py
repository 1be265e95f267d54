"""People with their seats, and the register of sources, from rows. A person may stand in several rows."""

from __future__ import annotations

from collections.abc import Sequence

from jiesu.directory import checks, queries
from jiesu.directory.bring import cells
from jiesu.directory.bring.files import Line
from jiesu.directory.bring.places import Finder
from jiesu.directory.bring.report import Bad, Book, column
from jiesu.directory.models import Person, Seat, Source, Unit
from jiesu.rules.terms import Channel, Role
from jiesu.rules.verdict import Refusal, Sentence

OFFICES = [role for role in Role if role not in (Role.REQUESTER, Role.SYSTEM)]


def bring_people(lines: Sequence[Line], book: Book) -> None:
    """The people of the files, without passwords: nobody can log in before one is set."""
    people = queries.people_by_login()
    units = Finder(queries.units_by_code(), "unit")
    held = set(Seat.objects.values_list("person", "unit", "role", "valid_to"))
    leaders = {unit: person for person, unit, role, end in held if role == Role.MAIN_LEADER and end is None}

    def judge(line: Line) -> str:
        person = people.get(line.text("login")) or Person(login=line.text("login"))
        seat = _seat(line, units)
        leads = seat is not None and seat.role == Role.MAIN_LEADER and seat.valid_to is None
        if seat and leads and seat.unit_id in leaders and leaders[seat.unit_id] != person.pk:
            why = Refusal("%(unit)s already has a main leader; end that seat first.", unit=seat.unit.name)
            raise Bad(line.header("role"), why)
        outcome = _keep_person(line, person)
        people[person.login] = person
        key = (person.pk, seat.unit_id, str(seat.role), seat.valid_to) if seat else None
        if seat is None or key is None or key in held:
            return outcome
        seat.person = person
        seat.save()
        held.add(key)
        leaders.update({seat.unit_id: person.pk} if leads else {})
        return outcome if outcome == "added" else "changed"

    book.judged(lines, judge)


def bring_sources(lines: Sequence[Line], book: Book) -> None:
    """The register of sources: merged hotlines, a district's own numbers."""
    known = {source.code: source for source in queries.sources()}
    units = Finder(queries.units_by_code(), "unit")

    def judge(line: Line) -> str:
        new = Source(code=line.text("code"), name=line.text("name"), number=line.text("number"))
        with column(line, "channel") as text:
            new.channel = checks.word(Channel, text, "channel")
        with column(line, "owner") as text:
            new.owner = units(text) if text else None
        new.merged_on, new.forwards = cells.day(line, "merged_on"), cells.flag(line, "forwards")
        new.counts_in_assessment = cells.flag(line, "counts") if line.text("counts") else True
        _well_written(line, new)
        taken = {s.number: s.code for s in known.values() if s.number and s.valid_to is None}
        if taken.get(new.number, new.code) != new.code:
            why = Refusal("The number %(number)s is already registered.", number=new.number)
            raise Bad(line.header("number"), why)
        return _keep_source(new, known)

    book.judged(lines, judge)


def _keep_source(new: Source, known: dict[str, Source]) -> str:
    old = known.get(new.code)
    if old is not None:
        fields = ("name", "channel", "number", "owner_id", "merged_on", "forwards", "counts_in_assessment")
        if all(getattr(old, field) == getattr(new, field) for field in fields):
            return "known"
        new.pk = old.pk
    new.save()
    known[new.code] = new
    return "added" if old is None else "changed"


def _keep_person(line: Line, person: Person) -> str:
    fields = [field for field in ("name", "email", "language") if line.has(field)]
    changed = [field for field in fields if getattr(person, field) != line.text(field)]
    if person.pk and not changed:
        return "known"
    before = {field: getattr(person, field) for field in fields}
    for field in fields:
        setattr(person, field, line.text(field))
    if not person.pk:
        person.set_unusable_password()
    try:
        _well_written(line, person)
    except Bad:
        for field, value in before.items():
            setattr(person, field, value)
        raise
    outcome = "changed" if person.pk else "added"
    person.save()
    return outcome


def _seat(line: Line, units: Finder[Unit]) -> Seat | None:
    """The seat that the row gives, not yet saved; None where it gives none."""
    with column(line, "unit") as text:
        unit = units(text) if text else None
    with column(line, "role") as text:
        role = checks.word(Role, text, "role") if text else None
        if role is not None and role not in OFFICES:
            raise Refusal("“%(value)s” is no %(what)s that is known.", value=role, what=Sentence("role"))
    if unit is None and role is None:
        return None
    if unit is None or role is None:
        why = Refusal("A seat needs a unit and a role.")
        raise Bad(line.header("unit" if unit is None else "role"), why)
    seat = Seat(unit=unit, role=role, post=line.text("post"))
    seat.valid_from, seat.valid_to = cells.day(line, "valid_from"), cells.day(line, "valid_to")
    _well_written(line, seat)
    return seat


def _well_written(line: Line, row: Person | Source | Seat) -> None:
    try:
        checks.well_written(row)
    except Refusal as refusal:
        raise Bad(line.header(str(refusal.sentence.values.get("field", "valid_to"))), refusal) from None
