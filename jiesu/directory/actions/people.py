"""People, their seats, and who stands in for whom."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from jiesu.directory import checks
from jiesu.directory.models import Delegation, Person, Seat, Unit
from jiesu.directory.models.shared import on_day
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Refusal


@transaction.atomic
def add_person(
    *,
    login: str,
    name: str,
    email: str = "",
    language: str = "",
    password: str | None = None,
    by: Actor,
    at: datetime,
) -> Person:
    """Somebody who can log in once a password is set; what they may do comes from seats."""
    checks.administers(by)
    person = Person(login=login, name=name, email=email, language=language)
    person.set_password(password)
    checks.well_written(person)
    if Person.objects.filter(login=login).exists():
        raise Refusal("There is already a person with the login %(login)s.", login=login)
    person.save()
    checks.note("add", person, by=by, at=at)
    return person


@transaction.atomic
def set_password(person: Person, password: str, *, by: Actor, at: datetime) -> Person:
    """A new password, by an administrator or by oneself."""
    if by.key != person.key:
        checks.administers(by)
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Refusal("This password is too weak: %(why)s", why=" ".join(weak.messages)) from None
    person.set_password(password)
    person.save(update_fields=["password"])
    checks.note("set_password", person, by=by, at=at)
    return person


@transaction.atomic
def give_seat(
    person: Person,
    unit: Unit,
    role: str,
    *,
    post: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    by: Actor,
    at: datetime,
) -> Seat:
    """A role in a unit. The same open seat again changes nothing; a unit has one main leader (R511)."""
    checks.administers(by)
    seat = Seat(person=person, unit=unit, role=checks.word(Role, role, "role"), post=post)
    seat.valid_from, seat.valid_to = valid_from, valid_to
    checks.well_written(seat)
    held = Seat.objects.filter(person=person, unit=unit, role=seat.role, valid_to=None).first()
    if held is not None and valid_to is None:
        return held
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError:
        raise Refusal("%(unit)s already has a main leader; end that seat first.", unit=unit.name) from None
    checks.note("give_seat", person, by=by, at=at, unit=unit.code, role=str(seat.role))
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, on: date, by: Actor, at: datetime) -> Seat:
    """The last day of a seat; it stays in the record."""
    checks.administers(by)
    seat.valid_to = on
    checks.well_written(seat).save(update_fields=["valid_to"])
    checks.note("end_seat", seat.person, by=by, at=at, unit=seat.unit.code, role=str(seat.role), on=on)
    return seat


@transaction.atomic
def dismiss(person: Person, *, on: date, by: Actor, at: datetime) -> Person:
    """The person can no longer log in; open seats end on that day. The record stays: a leaver counts."""
    checks.administers(by)
    for seat in Seat.objects.filter(person=person, valid_to=None):
        end_seat(seat, on=max(on, seat.valid_from or on), by=by, at=at)
    person.is_active = False
    person.save(update_fields=["is_active"])
    checks.note("dismiss", person, by=by, at=at, on=on)
    return person


@transaction.atomic
def delegate(
    giver: Person,
    taker: Person,
    *,
    unit: Unit,
    role: str = "",
    valid_from: date,
    valid_to: date,
    by: Actor,
    at: datetime,
) -> Delegation:
    """`taker` stands in for `giver` in a unit on these days, in one role or in all the giver holds there."""
    if by.key != giver.key:
        checks.administers(by)
    if giver.pk == taker.pk:
        raise Refusal("Nobody stands in for themselves.")
    wanted = checks.word(Role, role, "role") if role else ""
    held = Seat.objects.filter(on_day(valid_from), person=giver, unit=unit)
    if not (held.filter(role=wanted) if wanted else held).exists():
        raise Refusal("%(name)s holds no such seat in %(unit)s on that day.", name=giver.name, unit=unit.name)
    lent = Delegation(
        giver=giver, taker=taker, unit=unit, role=wanted, valid_from=valid_from, valid_to=valid_to
    )
    lent.made_at, lent.made_by = at, by.key
    checks.well_written(lent).save()
    checks.note("delegate", giver, by=by, at=at, to=taker.login, unit=unit.code, role=str(wanted))
    return lent


@transaction.atomic
def end_delegation(lent: Delegation, *, by: Actor, at: datetime) -> Delegation:
    """The giver takes it back, or the taker gives it back, or an administrator ends it."""
    if by.key not in (lent.giver.key, lent.taker.key):
        checks.administers(by)
    lent.ended_at = lent.ended_at or at
    lent.save(update_fields=["ended_at"])
    checks.note("end_delegation", lent.giver, by=by, at=at, to=lent.taker.login)
    return lent
