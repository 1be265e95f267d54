"""The short way for requests by machine: recorded and accepted in one stroke, with everything and few statements."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from jiesu.callers import actions as callers
from jiesu.callers import queries as known
from jiesu.callers.actions import NewParty
from jiesu.intake import queries
from jiesu.intake.building import Builder, with_more
from jiesu.intake.drafts import Draft
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import Actor

FRESH = timedelta(seconds=2)
_KEPT: list[tuple[datetime, Builder]] = []


def open_told(told: Draft, *, by: Actor, at: datetime, key: str = "") -> tuple[Order, bool]:
    """The order of a checked draft, and whether this call made it."""
    try:
        with transaction.atomic():
            return _made(told, by=by, at=at, key=key), True
    except IntegrityError:
        if order := orders.opened_with(key):
            return order, False
        raise


def forget() -> None:
    """Read the law and the names of places anew."""
    _KEPT.clear()


def _made(told: Draft, *, by: Actor, at: datetime, key: str) -> Order:
    builder = _builder(at)
    party = None
    if not told.anonymous and (known.is_phone(told.phone) or told.name.strip()):
        person = NewParty(told.name, told.phone, told.address_no, told.kind, told.minor)
        party = callers.remember_one(person, at=at)
    new = builder.one(told, desk=queries.desk_of(by), requester=party.pk if party else None)
    if party and party.first_seen != at:
        same = queries.earlier_same(party.pk, new.category, new.text, at)
        new = with_more(new, {"repeat_of": same[0], "repeats": len(same)}) if same else new
    return orders.open_accepted(new, by=by, at=at, key=key, law=builder.judge.code)


def _builder(at: datetime) -> Builder:
    """The reader, the judge and the places, as they were read at most two seconds ago on the same day."""
    if _KEPT:
        made, builder = _KEPT[0]
        if timedelta(0) <= at - made < FRESH and local_day(made) == local_day(at):
            return builder
    builder = Builder(at)
    _KEPT[:] = [(at, builder)]
    return builder
