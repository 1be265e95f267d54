"""吹哨 and 撤哨: a unit prepares a whistle (drafts can be changed), calls departments, or calls them off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from jiesu.directory.queries import Unit
from jiesu.handling import queries as handling
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.policy import queries as policy
from jiesu.policy.queries import InForce
from jiesu.rules import flow
from jiesu.rules import whistle as law
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, Verb
from jiesu.rules.verdict import Refusal
from jiesu.rules.whistle import WhistleState
from jiesu.whistle.actions.words import check_caller, guests_with, guests_without, held, prints, running
from jiesu.whistle.laws import law_for
from jiesu.whistle.models import Call, Whistle
from jiesu.whistle.preparing import Prepared, units_to_call


@transaction.atomic
def keep_draft(
    number: str, *, share: int, prepared: Prepared, by: Actor, at: datetime, key: str = ""
) -> Whistle:
    """Keep what is prepared so far; nobody is called yet and the order does not move (kept twice is kept once)."""
    own = held(number, share)
    check_caller(own, by)
    flow.assignment_step(own.state, Verb.WHISTLE)
    draft = _draft(own) or _new(own, by=by, at=at)
    _write(draft, prepared, by=by)
    known = list(_known_units(own.unit, prepared, at)) if prepared.called else []
    draft.calls.all().delete()
    Call.objects.bulk_create(Call(whistle=draft, unit=unit) for unit in known)
    return draft


@transaction.atomic
def drop_draft(number: str, *, share: int, by: Actor, at: datetime) -> None:
    """Throw the draft away."""
    own = held(number, share)
    check_caller(own, by)
    draft = _draft(own)
    if draft is None:
        raise Refusal("There is no draft of a whistle here.")
    draft.delete()


@transaction.atomic
def whistle(number: str, *, share: int, prepared: Prepared, by: Actor, at: datetime, key: str = "") -> Event:
    """吹哨: the departments are called, each with its limits; they take part in the order from now on (R195)."""
    own = held(number, share)
    if known := orders.done(own.order, Verb.WHISTLE, key):
        return known
    rules = law_for(own.unit, at)
    law.check_power(rules.rules, Verb.WHISTLE)
    units = units_to_call(rules.rules, own.unit, prepared.called)
    law.check_prepared(rules.rules, prepared.pieces)
    limits = law.dues(rules.rules, prepared.kind, at, policy.calendar(at))
    codes = [unit.code for unit, _ in units]
    facts: dict[str, Any] = {
        "kind": prepared.kind, "called": codes, "guests": guests_with(own.order, codes),
        "respond_due": limits.value.respond, "also": list(prepared.also) or None,
    } | prints(prepared.words)  # fmt: skip
    event = orders.advance(
        number,
        Verb.WHISTLE,
        by=by,
        at=at,
        share=share,
        key=key,
        law=rules.id,
        clause=limits.clause,
        facts=facts,
    )
    started = _draft(own) or _new(own, by=by, at=at)
    _start(started, prepared, rules, limits.clause, by=by, at=at)
    started.calls.all().delete()
    Call.objects.bulk_create(
        Call(
            whistle=started, unit=unit, clause=clause, called_at=at, respond_due=limits.value.respond,
            arrive_due=limits.value.arrive, result_due=limits.value.result,
            was_guest=unit.code in own.order.guests,
        )
        for unit, clause in units
    )  # fmt: skip
    return event


@transaction.atomic
def cancel(number: str, *, share: int, why: str, by: Actor, at: datetime, key: str = "") -> Event:
    """撤哨: the unit calls the departments off, with the reason; the share goes on in handling."""
    if not why.strip():
        raise Refusal("Say why the whistle is cancelled.")
    own = held(number, share)
    if known := orders.done(own.order, Verb.CANCEL, key):
        return known
    law.check_power(law_for(own.unit, at).rules, Verb.CANCEL)
    off = running(own)
    calls = list(off.calls.select_related("unit"))
    facts = {"whistle": off.no, "called": [c.unit.code for c in calls]} | prints({"why": why})
    facts["guests"] = guests_without(own.order, calls)
    event = orders.advance(number, Verb.CANCEL, by=by, at=at, share=share, key=key, law=off.law, facts=facts)
    off.state = law.whistle_step(off.state, Verb.CANCEL)
    off.ended_at, off.why = at, why.strip()
    off.save(update_fields=["state", "ended_at", "why"])
    return event


def _draft(own: Assignment) -> Whistle | None:
    return Whistle.objects.filter(share=own, state=WhistleState.DRAFT).first()


def _new(own: Assignment, *, by: Actor, at: datetime) -> Whistle:
    last = Whistle.objects.filter(share=own).aggregate(last=Max("no"))["last"] or 0
    return Whistle(
        order=own.order, share=own, unit=own.unit, no=last + 1, round=own.round, state=WhistleState.DRAFT,
        made_at=at, made_by=by.key,
    )  # fmt: skip


def _write(whistle: Whistle, prepared: Prepared, *, by: Actor) -> None:
    """The words and what goes with them; other orders and files only as far as the author may see them."""
    whistle.kind = prepared.kind
    for name, text in prepared.words.items():
        setattr(whistle, name, text)
    whistle.materials = [handling.evidence(name, by).stored for name in prepared.materials]
    others = [orders.find(number, by) for number in prepared.also]
    whistle.save()
    whistle.also.set([order for order in others if order.pk != whistle.order_id])


def _start(
    whistle: Whistle, prepared: Prepared, rules: InForce, clause: str, *, by: Actor, at: datetime
) -> None:
    whistle.state = law.whistle_step(WhistleState.DRAFT, Verb.WHISTLE)
    whistle.started_at, whistle.law, whistle.clause = at, rules.id, clause
    whistle.round, whistle.hotline = whistle.share.round, _from_hotline(whistle, rules)
    _write(whistle, prepared, by=by)


def _from_hotline(whistle: Whistle, rules: InForce) -> bool:
    return Channel(whistle.order.channel) in rules.rules.hotline


def _known_units(caller: Unit, prepared: Prepared, at: datetime) -> list[Unit]:
    rules = law_for(caller, at).rules
    return [unit for unit, _ in units_to_call(rules, caller, prepared.called)]
