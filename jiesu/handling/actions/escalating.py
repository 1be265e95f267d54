"""提级领办、分级协调: a leader answers in person; another level is asked, advises, or is let off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.handling import queries
from jiesu.handling.actions.noting import fingerprint, known, on
from jiesu.handling.kinds import EscalationLevel
from jiesu.handling.models import Elevation, Escalation
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import NotYours, Refusal


@transaction.atomic
def elevate(
    number: str, *, share: int, person: str, reason: str, by: Actor, at: datetime, key: str = ""
) -> Event:
    """提级领办: a leader of the unit or above it answers for the share in person (R141, R142)."""
    own, event = known(number, share, Verb.ELEVATE, key)
    if event:
        return event
    if not reason.strip():
        raise Refusal("Say why a leader takes the order over.")
    seat = queries.leaders_for(own, at=at).filter(person__login=person).first()
    if seat is None:
        raise Refusal("Only a leader of %(unit)s or above it can take the order over.", unit=own.unit.label)
    facts: dict[str, Any] = {"owner": person, "rank": seat.role} | fingerprint("reason", reason)
    event = orders.advance(number, Verb.ELEVATE, by=by, at=at, share=share, key=key, facts=facts)
    Elevation.objects.create(**on(own, by, at), person=seat.person, role=seat.role, reason=reason.strip())
    return event


@transaction.atomic
def escalate(
    number: str, *, share: int, unit: str, level: EscalationLevel, reason: str, by: Actor, at: datetime,
    key: str = "",
) -> Event:  # fmt: skip
    """分级协调: what the unit cannot solve goes to the district, the city or the department of the trade (R090)."""
    own, event = known(number, share, Verb.ESCALATE, key)
    if event:
        return event
    if not reason.strip():
        raise Refusal("Say what you cannot solve yourself and what you ask for.")
    asked = directory.unit(unit)
    if asked.path.startswith(own.unit.path):
        raise Refusal("Graded coordination asks a unit outside your own line below.")
    guests = [*own.order.guests, *([] if unit in own.order.guests else [unit])]
    facts: dict[str, Any] = {"guests": guests, "asked": unit, "level_asked": level}
    facts |= fingerprint("reason", reason)
    event = orders.advance(number, Verb.ESCALATE, by=by, at=at, share=share, key=key, facts=facts)
    Escalation.objects.create(**on(own, by, at), unit=asked, level=level, reason=reason.strip())
    return event


@transaction.atomic
def advise(
    number: str, *, share: int, analysis: str, opinion: str, by: Actor, at: datetime, key: str = ""
) -> Event:
    """处理意见: the unit that was asked gives analysis and opinion; the order goes back with it (R091)."""
    own, event = known(number, share, Verb.ADVISE, key)
    if event:
        return event
    if not analysis.strip() or not opinion.strip():
        raise Refusal("Give both the analysis and the opinion.")
    row = _open(own)
    if row.unit.code not in {seat.unit for seat in by.seats}:
        raise NotYours("The question was put to %(unit)s.", unit=row.unit.label)
    facts: dict[str, Any] = {"guests": _without(own, row.unit.code)} | fingerprint("opinion", opinion)
    event = orders.advance(number, Verb.ADVISE, by=by, at=at, share=share, key=key, facts=facts)
    row.advised_at, row.advised_by = at, by.key
    row.analysis, row.opinion = analysis.strip(), opinion.strip()
    row.save(update_fields=["advised_at", "advised_by", "analysis", "opinion"])
    return event


@transaction.atomic
def take_back(number: str, *, share: int, by: Actor, at: datetime, reason: str = "", key: str = "") -> Event:
    """撤回协调: the unit can do it alone after all."""
    own, event = known(number, share, Verb.TAKE_BACK, key)
    if event:
        return event
    row = _open(own)
    facts: dict[str, Any] = {"guests": _without(own, row.unit.code)} | fingerprint("reason", reason)
    event = orders.advance(number, Verb.TAKE_BACK, by=by, at=at, share=share, key=key, facts=facts)
    row.taken_back_at = at
    row.save(update_fields=["taken_back_at"])
    return event


def _open(own: Assignment) -> Escalation:
    row = queries.open_escalation(own)
    if row is None:
        raise Refusal("Nobody has been asked about this order.")
    return row


def _without(own: Assignment, code: str) -> list[str]:
    """The guests that stay: the unit is let off, unless another share asks it too."""
    if queries.asks_again(own, code):
        return list(own.order.guests)
    return [guest for guest in own.order.guests if guest != code]
