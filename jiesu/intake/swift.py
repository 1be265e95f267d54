"""The short way for requests by machine: recorded and accepted in one stroke, with everything and few statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError

from jiesu.callers import actions as callers
from jiesu.callers import queries as known
from jiesu.callers.actions import Coming, NewParty
from jiesu.intake import queries
from jiesu.intake.building import Builder, with_more
from jiesu.intake.drafts import Draft
from jiesu.kit.prepared import whole
from jiesu.orders import face as orders
from jiesu.orders.face import NewOrder, Order
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import Actor

FRESH = timedelta(seconds=2)
_KEPT: list[tuple[datetime, Builder]] = []


def open_told(told: Draft, *, by: Actor, at: datetime, key: str = "") -> tuple[Order, bool]:
    """The order of a checked draft, and whether this call made it."""
    builder = _builder(at)
    coming = _coming(told, at)
    new = replace(
        builder.one(told, desk=queries.desk_of(by), requester=None),
        anonymous=told.anonymous or coming is None,
    )
    try:
        with whole(held=bool(coming and coming.says_more)):
            order = None
            while order is None:  # again where somebody else wrote the same caller down in this very moment
                order = _opened(new, coming, by=by, at=at, key=key, law=builder.judge.code)
    except IntegrityError:
        if found := orders.opened_with(key):
            return found, False
        raise
    return order, True


def forget() -> None:
    """Read the law and the names of places anew."""
    _KEPT.clear()


def _coming(told: Draft, at: datetime) -> Coming | None:
    if told.anonymous or not (known.is_phone(told.phone) or told.name.strip()):
        return None
    person = NewParty(told.name, told.phone, told.address_no, told.kind, told.minor)
    return callers.coming(person, at=at)


def _opened(
    new: NewOrder, coming: Coming | None, *, by: Actor, at: datetime, key: str, law: str
) -> Order | None:
    begun = orders.begin(new, by=by, at=at, asking=coming.known if coming else None)
    party = begun.asked[0] if begun.asked else None
    if coming is None or party is None:
        return orders.open_accepted(
            new, begun, at=at, key=key, law=law, requester=coming.made if coming else None
        )
    callers.refresh(party, coming.told)
    same = queries.earlier_same(party, new.category, new.text, at)
    more = {"repeat_of": same[0], "repeats": len(same)} if same else {}
    return orders.open_accepted(
        with_more(replace(new, requester=party), more), begun, at=at, key=key, law=law
    )


def _builder(at: datetime) -> Builder:
    """The reader, the judge and the places, as they were read at most two seconds ago on the same day."""
    if _KEPT:
        made, builder = _KEPT[0]
        if timedelta(0) <= at - made < FRESH and local_day(made) == local_day(at):
            return builder
    builder = Builder(at)
    _KEPT[:] = [(at, builder)]
    return builder
