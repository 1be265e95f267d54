"""领导回访: leaders call requesters themselves, on their own or at the centre. It moves nothing and counts apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.followup.actions.words import fingerprint
from jiesu.followup.models import LeaderCall, LeaderSession
from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.reading.personal import mask
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Satisfied, Solved, Verb
from jiesu.rules.verdict import Refusal


@transaction.atomic
def call(
    number: str,
    *,
    reached: bool,
    by: Actor,
    at: datetime,
    solved: Solved | None = None,
    satisfied: Satisfied | None = None,
    centre: str = "",
    note: str = "",
    key: str = "",
) -> Event:
    """领导回访: what the requester told the leader. `centre`: the code of the centre where the leader sat (R236).

    The answers never enter the rates: only a follow-up by an independent body does (domain-rules 8.5).
    """
    if reached and (solved is None or satisfied is None):
        raise Refusal("Say what the requester answered.")
    order = orders.hold(number)
    if known := orders.done(order, Verb.CALL, key):
        return known
    facts: dict[str, Any] = {"reached": reached, "at_centre": centre or None, "round": order.round}
    facts |= {"note_print": fingerprint(note)} if note.strip() else {}
    event = orders.advance(number, Verb.CALL, by=by, at=at, key=key, facts=facts)
    LeaderCall.objects.create(
        order=order, session=_session(centre, by, at) if centre else None, round=order.round, at=at,
        by=by.key, name=by.name, role=_role(by), reached=reached, note=mask(note.strip())[:500],
        solved=solved if solved and reached else "", satisfied=satisfied if satisfied and reached else "",
    )  # fmt: skip
    return event


def _session(centre: str, by: Actor, at: datetime) -> LeaderSession:
    made, _ = LeaderSession.objects.get_or_create(
        centre=directory.unit(centre), day=local_day(at), by=by.key, defaults={"name": by.name}
    )
    return made


def _role(by: Actor) -> str:
    return next((str(seat.role) for seat in by.seats if seat.role in MAY[Verb.CALL]), "")
