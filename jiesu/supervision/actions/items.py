"""The verbs of supervision: urge, supervise, investigate; explain; confirm or insist (督办件的全过程).

A body issues a demand to one unit that holds the order (or to the desk it lies on); the unit explains; the body
confirms the effect, or insists. Several bodies may each issue on the same order and see each other (R264, R265).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.reading.personal import mask
from jiesu.rules import supervision as law_of
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.supervision import ItemState, Origin, Subject, Supervision
from jiesu.rules.terms import AssignmentState, OrderState, Verb
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import queries
from jiesu.supervision.models import Group, Item, Sample, Turn

AWAY = frozenset({AssignmentState.RECALLED, AssignmentState.FORWARDED})
WITH_UNITS = frozenset({OrderState.ACCEPTED, OrderState.CONSULTED, OrderState.DISPATCHED})
"""While an order lies so, the effect of a supervision cannot have come about yet."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a body asks: the words, to which unit (by code; the lead where none is named), about what, by when."""

    words: str = ""
    unit: str = ""
    subject: Subject | None = None
    due: datetime | None = None
    origin: Origin = Origin.PERSON
    group: Group | None = None
    sample: Sample | None = None


def urge(number: str, *, demand: Demand, by: Actor, at: datetime, key: str = "") -> Event:
    """催办."""
    return _issue(number, Verb.URGE, demand, by=by, at=at, key=key)


def supervise(number: str, *, demand: Demand, by: Actor, at: datetime, key: str = "") -> Event:
    """督办: the unit answers, and the item stays open until the effect is confirmed."""
    return _issue(number, Verb.SUPERVISE, demand, by=by, at=at, key=key)


def investigate(number: str, *, demand: Demand, by: Actor, at: datetime, key: str = "") -> Event:
    """查办: the strongest; discipline may issue it too."""
    return _issue(number, Verb.INVESTIGATE, demand, by=by, at=at, key=key)


ISSUING = {Verb.URGE: urge, Verb.SUPERVISE: supervise, Verb.INVESTIGATE: investigate}


def issue_many(
    numbers: Sequence[str], verb: Verb, *, demand: Demand, by: Actor, at: datetime
) -> list[tuple[str, Event | Refusal]]:
    """The same demand on many orders; one result each, a refused one changes nothing."""
    results: list[tuple[str, Event | Refusal]] = []
    for number in numbers:
        try:
            results.append((number, ISSUING[verb](number, demand=demand, by=by, at=at)))
        except Refusal as refusal:
            results.append((number, refusal))
    return results


@transaction.atomic
def explain(
    number: str, *, item: int, words: str, by: Actor, at: datetime, evidence: str = "", key: str = ""
) -> Event:
    """督办答复: the unit says what it did, and where the evidence lies."""
    order, own = _held(number, item)
    if known := orders.done(order, Verb.EXPLAIN, key):
        return known
    if not any(s.path == own.unit.path and s.role in MAY[Verb.EXPLAIN] for s in by.seats):
        raise NotYours("This demand went to %(unit)s.", unit=own.unit.label)
    return _turn(order, own, Verb.EXPLAIN, words, by=by, at=at, key=key, evidence=evidence)


@transaction.atomic
def confirm(number: str, *, item: int, words: str, by: Actor, at: datetime, key: str = "") -> Event:
    """督办核实: the effect is there. Closed at once where the units have replied, else when they have (R250)."""
    order, own = _held(number, item)
    if known := orders.done(order, Verb.CONFIRM, key):
        return known
    _check_judge(own, by)
    return _turn(order, own, Verb.CONFIRM, words, by=by, at=at, key=key)


@transaction.atomic
def insist(
    number: str, *, item: int, words: str, by: Actor, at: datetime, due: datetime | None = None, key: str = ""
) -> Event:
    """督办退回: the effect is not there; the unit answers again."""
    order, own = _held(number, item)
    if known := orders.done(order, Verb.INSIST, key):
        return known
    _check_judge(own, by)
    own.due = due or _due(_law(at)[0], Verb(own.kind), at)[0]
    return _turn(order, own, Verb.INSIST, words, by=by, at=at, key=key)


@transaction.atomic
def _issue(number: str, verb: Verb, said: Demand, *, by: Actor, at: datetime, key: str) -> Event:
    order = orders.hold(number)
    if known := orders.done(order, verb, key):
        return known
    law, law_id = _law(at)
    unit = _addressee(order, orders.shares_of(order), said.unit)
    subject = said.subject or _likely(law, order, at)
    due, clause = (said.due, "") if said.due else _due(law, verb, at)
    _check_said(said, due, at, by)
    facts: dict[str, Any] = {"unit": unit.code, "due": due, "subject": subject, "origin": said.origin}
    facts |= {"note": mask(said.words.strip())[:500]} | _guests(order, said.group)
    event = orders.advance(number, verb, by=by, at=at, law=law_id, clause=clause, key=key, facts=facts)
    _note(order, event, verb, unit, said, subject=subject, due=due, law=law)
    return event


def _note(
    order: Order, event: Event, verb: Verb, unit: Unit, said: Demand, *, subject: Subject, due: datetime,
    law: Supervision,
) -> None:  # fmt: skip
    code = event.seat.partition("@")[2]
    issuer = directory.unit(code) if code else None
    if Item.objects.filter(order=order, kind=verb, issuer=issuer, unit=unit).exclude(
        state=ItemState.CLOSED
    ).exists():  # fmt: skip
        raise Refusal("Your unit has an open “%(verb)s” on this order already.", verb=verb)
    item = Item.objects.create(
        order=order, seq=event.seq, kind=verb, unit=unit, issuer=issuer, level=issuer.level if issuer else "",
        track=law_of.track_of(law, subject).value, subject=subject, origin=said.origin, group=said.group,
        sample=said.sample, demand=said.words.strip(), state=ItemState.ISSUED, issued_at=event.at, due=due,
        by=event.by,
    )  # fmt: skip
    Turn.objects.create(item=item, verb=verb, at=event.at, by=event.by, unit=issuer, words=said.words.strip())


def _turn(
    order: Order, own: Item, verb: Verb, words: str, *, by: Actor, at: datetime, key: str, evidence: str = ""
) -> Event:
    """One step of an item and its line in the ledger, together."""
    if not words.strip():
        raise Refusal("Say it in words.")
    after = law_of.item_step(own.state, verb)
    if verb is Verb.CONFIRM and order.state not in WITH_UNITS:
        own.closed_at, own.verified_at, after = at, at, ItemState.CLOSED
    facts: dict[str, Any] = {"item": own.pk, "unit": own.unit.code, "note": mask(words.strip())[:500]}
    if verb is Verb.INSIST:
        facts |= {"due": own.due}
    if verb is Verb.EXPLAIN and own.issuer:
        facts |= {"issuer": [own.issuer.code]}
    facts |= _parting(order, own) if after is ItemState.CLOSED else {}
    event = orders.advance(order.number, verb, by=by, at=at, key=key, facts=facts)
    own.state = after
    if verb is Verb.EXPLAIN:
        own.answered_at = at
    if verb is Verb.CONFIRM:
        own.verified_at = at
    own.save(update_fields=["state", "due", "answered_at", "verified_at", "closed_at"])
    code = event.seat.partition("@")[2]
    Turn.objects.create(
        item=own, verb=verb, at=at, by=by.key, unit=directory.unit(code) if code else None,
        words=words.strip(), evidence=evidence.strip(),
    )  # fmt: skip
    return event


def _held(number: str, item: int) -> tuple[Order, Item]:
    order = orders.hold(number)
    own = (
        Item.objects.select_for_update(of=("self",))
        .select_related("unit", "issuer", "group")
        .filter(order=order, pk=item)
        .first()
    )
    if own is None:
        raise Refusal("There is no such demand on order %(number)s.", number=number)
    return order, own


def _addressee(order: Order, shares: Sequence[Assignment], code: str) -> Unit:
    """The unit that is to answer: one that holds the order, the lead where none is named, else its desk."""
    holding = {s.unit.code: s.unit for s in shares if s.state not in AWAY}
    if code:
        if code not in {*holding, order.desk.code}:
            raise Refusal("%(unit)s does not hold this order.", unit=directory.unit(code).label)
        return holding.get(code) or order.desk
    lead = next((unit for unit in holding.values() if unit.pk == order.lead_id), None)
    return lead or next(iter(holding.values()), order.desk)


def _check_said(said: Demand, due: datetime, at: datetime, by: Actor) -> None:
    if said.origin is not Origin.LADDER and not said.words.strip():
        raise Refusal("Say what is demanded.")
    if due <= at:
        raise Refusal("The answer must be due later than now.")
    if said.group is not None and not queries.in_group(said.group, by):
        raise NotYours("Only a body of the joint group issues its demands.")


def _check_judge(own: Item, by: Actor) -> None:
    """Who may say that the effect is there: the body that asked, one above it, or one of its joint group."""
    if not queries.judges(own, by):
        raise NotYours("The body that asked says whether the effect is there.")


def _likely(law: Supervision, order: Order, at: datetime) -> Subject:
    overdue = order.due is not None and order.due < at and order.answered_at is None
    return law_of.subject_of(
        law, channel=order.channel, outcome=order.outcome, pressed=order.pressed, overdue=overdue
    )


def _law(at: datetime) -> tuple[Supervision, str]:
    law = policy.in_force(Topic.SUPERVISION, at)
    return law.rules, law.id


def _due(law: Supervision, verb: Verb, at: datetime) -> tuple[datetime, str]:
    verdict = law_of.answer_due(law, verb, since=at, calendar=policy.calendar(at))
    return verdict.value, verdict.clause


def _guests(order: Order, group: Group | None) -> dict[str, Any]:
    """The bodies of a joint group take part in the order: so they see it, whole."""
    if group is None:
        return {}
    codes = [unit.code for unit in group.bodies.order_by("path")]
    return {"guests": [*order.guests, *(code for code in codes if code not in order.guests)]}


def _parting(order: Order, own: Item) -> dict[str, Any]:
    """With its last open item a joint group leaves the order; guests of others stay."""
    if own.group is None or queries.open_of_group(order, own.group).exclude(pk=own.pk).exists():
        return {}
    leaving = {unit.code for unit in own.group.bodies.all()}
    return {"guests": [code for code in order.guests if code not in leaving]}
