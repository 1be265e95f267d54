"""The steps of the registers: one way for all, by the tables of rules.registers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import registers as law_of
from jiesu.rules import supervision as judge
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.registers import BORN, ENDED, KEEPS, OFFERS, QUIET, EntryState, Register, Step
from jiesu.rules.supervision import ItemState, Origin, Subject, Supervision
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import queries
from jiesu.supervision.actions.commands import command
from jiesu.supervision.actions.items import Demand, supervise
from jiesu.supervision.actions.risks import answered, check_risk
from jiesu.supervision.actions.stages import stage
from jiesu.supervision.models import Entry, Item


@dataclass(frozen=True, slots=True)
class Said:
    """What a new entry says. Units, orders and people by their codes, numbers and logins."""

    title: str
    words: str = ""
    unit: str = ""
    number: str = ""
    person: str = ""
    kind: str = ""
    form: str = ""
    day: date | None = None
    due: datetime | None = None
    parent: int | None = None
    item: int | None = None
    count: int | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


COMMANDS = frozenset({Step.INSTRUCT, Step.PREVENT, Step.LAUNCH})
"""Steps whose limit is that of the command, not of the entry."""
NEEDS: Mapping[Register, tuple[str, ...]] = {
    Register.TOPIC: ("order",),
    Register.POINT: ("unit", "parent"),
    Register.COMMITTEE: ("day",),
    Register.TALK: ("unit", "words"),
    Register.REVIEW: ("unit", "day"),
    Register.LETTER: ("unit", "words", "due"),
    Register.OPINION: ("unit", "words"),
    Register.TASK: ("unit", "words", "due"),
    Register.MEASURE: ("unit", "kind", "form", "words"),
    Register.MEDIA: ("words",),
    Register.PUBLIC: ("order", "words"),
    Register.COORDINATION: ("order", "words"),
    Register.GUIDANCE: ("person", "unit"),
    Register.SPECIALIST: ("person", "unit", "words"),
    Register.CASE: ("person", "order"),
    Register.FIELD: ("person",),
    Register.COMMAND: ("unit", "words", "due"),
    Register.CALENDAR: ("unit", "due"),
    Register.PLAN: ("words", "figures"),
    Register.SPOT: ("unit", "figures"),
    Register.RISK: ("order", "kind", "words"),
}
"""What an entry of a register must say beside its title."""


@transaction.atomic
def enter(register: Register, said: Said, *, by: Actor, at: datetime, key: str = "") -> Entry:
    """登记: a new entry of a register, kept by the unit of the actor's seat."""
    if key and (known := Entry.objects.filter(key=key).first()):
        return known
    entry = _made(register, said, by=by, at=at, key=key)
    _check_needs(entry)
    law_of.check(register, Step.OPEN, by, issuer=entry.issuer.path)
    _fill(entry, at)
    check_risk(entry, at)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise Refusal("This is in the register already.") from None
    stage(entry, Step.OPEN, said.words, by=by, at=at)
    return entry


def enter_many(
    register: Register, items: Sequence[Said], *, by: Actor, at: datetime
) -> list[tuple[str, Entry | Refusal]]:
    """Many entries at once; one result each, a refused one changes nothing, one that is there already stays single."""
    results: list[tuple[str, Entry | Refusal]] = []
    for said in items:
        told = f"{register} {by.key} {said.title} {said.unit} {said.due}"
        try:
            with transaction.atomic():
                key = hashlib.sha256(told.encode()).hexdigest()
                results.append((said.title, enter(register, said, by=by, at=at, key=key)))
        except Refusal as refusal:
            results.append((said.title, refusal))
    return results


@transaction.atomic
def take(
    pk: int, step: Step, *, by: Actor, at: datetime, words: str = "", kind: str = "",
    due: datetime | None = None, units: Sequence[str] = (), day: date | None = None,
) -> Entry:  # fmt: skip
    """Take a step with an entry; refused where the register has no such step, or it is another's to take."""
    entry = queries.entries(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if entry is None:
        raise Refusal("There is no such entry that you may see.")
    after = law_of.step(Register(entry.register), entry.state, step)
    check_step(entry, step, by)
    if not words.strip() and by is not SYSTEM and step not in QUIET:
        raise Refusal("Say it in words.")
    entry.state, entry.due = after, entry.due if step in COMMANDS else due or entry.due
    entry.day = day or entry.day
    answered(entry, step, kind, at)
    _effects(entry, step, units, words, due, by=by, at=at)
    entry.ended_at = at if entry.state in ENDED else None
    entry.save()
    stage(entry, step, words, by=by, at=at, kind=kind)
    return entry


def check_step(entry: Entry, step: Step, by: Actor) -> None:
    """Refuse a step that is not the actor's to take."""
    law_of.check(
        Register(entry.register), step, by, issuer=entry.issuer.path, unit=entry.unit.path if entry.unit else "",
        person=entry.person is not None and entry.person.key == by.key,
    )  # fmt: skip


def _made(register: Register, said: Said, *, by: Actor, at: datetime, key: str) -> Entry:
    order = orders.find(said.number, by) if said.number else None
    return Entry(
        register=register, state=law_of.step(register, BORN, Step.OPEN), issuer=_keeper(register, by), order=order,
        unit=directory.unit(said.unit) if said.unit else None, title=said.title.strip()[:200],
        person=directory.person(said.person) if said.person else None, words=said.words.strip(),
        parent=queries.entry(said.parent, by) if said.parent else None, kind=said.kind, form=said.form,
        item=Item.objects.filter(pk=said.item).first() if said.item else None, day=said.day, due=said.due,
        count=said.count, figures=dict(said.figures), made_at=at, by=by.key, key=key,
    )  # fmt: skip


def _keeper(register: Register, by: Actor) -> Unit:
    roles = KEEPS[register] | OFFERS.get(register, frozenset())
    seat = next((s for s in by.seats if s.role in roles and s.unit), None)
    if seat is not None:
        return directory.unit(seat.unit)
    if by.holds(*[r for s in SYSTEM.seats for r in (s.role,)]):
        return directory.root_unit()
    raise NotYours("“%(step)s” is not yours to do on this entry.", step=Step.OPEN)


def _check_needs(entry: Entry) -> None:
    if not entry.title:
        raise Refusal("Give it a title.")
    for name in NEEDS.get(Register(entry.register), ()):
        if not getattr(entry, name):
            raise Refusal("This register needs more: %(what)s.", what=queries.NEEDED[name])


def _fill(entry: Entry, at: datetime) -> None:
    """What the law adds to a new entry: the day a promise is checked, the end of a review."""
    law: Supervision = policy.in_force(Topic.SUPERVISION, at).rules
    if entry.order is not None and entry.unit is None:
        entry.unit = entry.order.lead
    match entry.register:
        case Register.TALK:
            entry.day = entry.day or clock.local(at).date()
            entry.due = entry.due or queries.promises_due(law, entry.day, at)
        case Register.REVIEW:
            entry.due = entry.due or law.review_within.after(at, policy.calendar(at))
            entry.count = 0
        case Register.MEETING:
            entry.day = judge.meeting_day(law, entry.day or clock.local(at).date())


def _effects(
    entry: Entry,
    step: Step,
    units: Sequence[str],
    words: str,
    due: datetime | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """What a step brings beside the new state."""
    law: Supervision = policy.in_force(Topic.SUPERVISION, at).rules
    match step:
        case Step.SCHEDULE | Step.CARRY:
            _to_meeting(entry, step, law, at)
        case Step.RESOLVE | Step.DECIDE:
            _decided(entry, units, law, at)
        case Step.LEVEL:
            _next_level(entry, law)
        case Step.PASS_ON:
            _pass_on(entry, units, words, by=by, at=at)
        case Step.ROUTE:
            _route(entry, words, by=by, at=at)
        case Step.RECTIFY:
            _check_rectified(entry)
        case Step.INSTRUCT | Step.PREVENT | Step.LAUNCH:
            _command(entry, step, units, words, due, by=by, at=at)


def _to_meeting(entry: Entry, step: Step, law: Supervision, at: datetime) -> None:
    if step is Step.CARRY:
        entry.count = (entry.count or 0) + 1
        return
    entry.parent = _next_meeting(entry, law, at)
    entry.day = entry.parent.day if entry.parent else judge.meeting_day(law, clock.local(at).date())


def _decided(entry: Entry, units: Sequence[str], law: Supervision, at: datetime) -> None:
    """Who answers for the decision; of a resolution also when recurrence is checked."""
    check = law.recurrence_after.after(at, policy.calendar(at))
    entry.figures = entry.figures | {
        "units": list(units), "resolved_at": at.isoformat(), "check_at": check.astimezone(UTC).isoformat(),
    }  # fmt: skip


def _command(
    entry: Entry,
    step: Step,
    units: Sequence[str],
    words: str,
    due: datetime | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """One command for each unit named; a plan knows by itself which units, what and by when."""
    codes = list(units) or queries.planned_units(entry, at)
    named = [directory.unit(code) for code in dict.fromkeys(codes)]
    _check_below(named, entry, by)
    command(entry, step, named, words or entry.words, due or queries.planned_due(entry, at), by=by, at=at)


def _check_below(units: Sequence[Unit], entry: Entry, by: Actor) -> None:
    """Whoever commands, commands the own unit and those below it; a plan also those that stand in it."""
    for unit in units:
        ours = by is SYSTEM or any(unit.path.startswith(seat.path) for seat in by.seats)
        if not ours and entry.register != Register.PLAN:
            raise NotYours("There is no unit %(code)s that you may see.", code=unit.code)


def _next_level(entry: Entry, law: Supervision) -> None:
    entry.count = (entry.count or 0) + 1
    if entry.count >= len(law.review_levels):
        entry.state = EntryState.DONE


def _route(entry: Entry, words: str, *, by: Actor, at: datetime) -> None:
    """What came from outside becomes a supervision item, where it is about an order (R279, R280)."""
    if entry.order is None:
        return
    subject = Subject.MEDIA if entry.register == Register.MEDIA else None
    unit = entry.unit.code if entry.unit and entry.unit.pk != entry.order.lead_id else ""
    demand = Demand(words or entry.words, unit=unit, subject=subject, origin=Origin.OUTSIDE)
    event = supervise(entry.order.number, demand=demand, by=by, at=at)
    entry.item = Item.objects.get(order=entry.order, seq=event.seq)


def _check_rectified(entry: Entry) -> None:
    if entry.item is not None and entry.item.state in (ItemState.ISSUED, ItemState.ANSWERED):
        raise Refusal("The demand that came of it is not verified yet.")


def _next_meeting(entry: Entry, law: Supervision, at: datetime) -> Entry | None:
    day = judge.meeting_day(law, clock.local(at).date())
    planned = Entry.objects.filter(register=Register.MEETING, state=EntryState.PLANNED, day__gte=day)
    return planned.filter(issuer=entry.issuer).order_by("day").first()


def _pass_on(entry: Entry, units: Sequence[str], words: str, *, by: Actor, at: datetime) -> None:
    """督查任务分解: one task below for each unit that stands below the task's own."""
    if not units:
        raise Refusal("Name at least one unit.")
    for code in dict.fromkeys(units):
        unit = directory.unit(code)
        if entry.unit and (not unit.path.startswith(entry.unit.path) or unit == entry.unit):
            raise Refusal("%(unit)s does not stand below the unit of the task.", unit=unit.label)
        below = Entry.objects.create(
            register=entry.register, state=EntryState.OPEN, issuer=entry.unit or entry.issuer, unit=unit,
            parent=entry, title=entry.title, words=words.strip(), due=entry.due, made_at=at, by=by.key,
        )  # fmt: skip
        stage(below, Step.OPEN, words, by=by, at=at)
