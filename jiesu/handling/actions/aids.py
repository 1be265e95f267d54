"""Working aids, tasks, teams, command sessions: records beside the order; none of them moves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiesu.directory import queries as directory
from jiesu.handling import queries
from jiesu.handling.actions.noting import on
from jiesu.handling.kinds import TeamKind
from jiesu.handling.models import Command, Message, Task, Team, Tick
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules.aids import Kind
from jiesu.rules.reach import Actor, can
from jiesu.rules.terms import OrderState, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal


@transaction.atomic
def tick(
    number: str, *, share: int, aid: str, slots: Mapping[str, tuple[str, str]], by: Actor, at: datetime
) -> int:
    """Keep which slots of an aid are ticked (slot -> owner, remark); what is not named is unticked."""
    own = queries.held_share(number, share)
    _check_works(own, by)
    found = queries.aid_of(own, aid, at)
    if found is None:
        raise Refusal("This working aid is not offered on this order.")
    names = {slot.name for slot in found.aid.slots}
    if strange := set(slots) - names:
        raise Refusal("The aid has no slot “%(slot)s”.", slot=sorted(strange)[0])
    Tick.objects.filter(share=own, round=own.round, aid=aid).exclude(slot__in=list(slots)).delete()
    for name, (owner, note) in slots.items():
        Tick.objects.update_or_create(
            share=own, round=own.round, aid=aid, slot=name,
            defaults={"owner": owner.strip()[:60], "note": note.strip()},
            create_defaults={**on(own, by, at), "aid": aid, "slot": name, "owner": owner.strip()[:60],
                             "note": note.strip()},
        )  # fmt: skip
    return len(slots)


@transaction.atomic
def infer(
    number: str, *, share: int, slot: str, what: str, who: str, due: date, by: Actor, at: datetime
) -> Task:
    """一举三反: what this order teaches about similar matters or places becomes a task (R132)."""
    own = queries.held_share(number, share)
    _check_works(own, by)
    inferring = [one for one in queries.filled(own, at) if one.aid.kind is Kind.INFERENCE]
    if slot not in {place.slot.name for one in inferring for place in one.places}:
        raise Refusal("The aid has no slot “%(slot)s”.", slot=slot)
    if not what.strip() or not who.strip():
        raise Refusal("A task needs what is to be done and by whom.")
    for one in inferring:
        for place in one.places:
            if place.slot.name == slot and place.tick is None:
                Tick.objects.create(**on(own, by, at), aid=one.code, slot=slot, note=what.strip())
    return Task.objects.create(
        share=own, slot=slot, what=what.strip()[:300], who=who.strip()[:60], due=due, at=at, by=by.key
    )


@transaction.atomic
def finish_task(pk: int, *, by: Actor, at: datetime) -> Task:
    """A task is done. Only for those whose task it is."""
    task = Task.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if task is None or not queries.my_tasks(by).filter(pk=pk).exists():
        raise Refusal("There is no such task of yours.")
    if task.done_at is None:
        task.done_at, task.done_by = at, by.key
        task.save(update_fields=["done_at", "done_by"])
    return task


@transaction.atomic
def open_team(
    unit: str, *, topic: str, kind: TeamKind, leader: str, by: Actor, at: datetime,
    members: Sequence[str] = (), order: str = "",
) -> Team:  # fmt: skip
    """专班, 一题一区领导: a topic with exactly one leader (R143, R144); `order`: the hard order it is opened for."""
    own = directory.unit(unit)
    if not any(
        seat.role in (*queries.LEADERS, Role.REQUEST_CENTRE) and own.path.startswith(seat.path)
        for seat in by.seats
    ):
        raise NotYours("Only the unit's own people open a team for it.")
    if not topic.strip():
        raise Refusal("A team needs a topic.")
    roles = (Role.DISTRICT_LEADER,) if kind is TeamKind.TOPIC else queries.LEADERS
    codes = [code for code in own.path.split("/") if code]
    seat = directory.leading_seats(codes, roles, at=at).filter(person__login=leader).first()
    if seat is None:
        raise Refusal("A topic is bound to one district leader, a team to a leader of the unit or above.")
    try:
        with transaction.atomic():
            team = Team.objects.create(
                unit=own, topic=topic.strip(), kind=kind, leader=seat.person, opened_at=at, by=by.key
            )
    except IntegrityError:
        raise Refusal("“%(topic)s” has a leader already.", topic=topic.strip()) from None
    team.members.set(directory.people_by_login(members).values())
    if order.strip():
        team.orders.add(orders.find(order.strip(), by))
    return team


def add_task(pk: int, *, what: str, who: str, due: date, by: Actor, at: datetime) -> Task:
    """One more task of a team."""
    team = _open_team(pk, by)
    if not what.strip() or not who.strip():
        raise Refusal("A task needs what is to be done and by whom.")
    return Task.objects.create(
        team=team, what=what.strip()[:300], who=who.strip()[:60], due=due, at=at, by=by.key
    )


def link_order(pk: int, *, number: str, by: Actor, at: datetime) -> Order:
    """Put an order under a team."""
    team = _open_team(pk, by)
    order = orders.find(number.strip(), by)
    team.orders.add(order)
    return order


def close_team(pk: int, *, by: Actor, at: datetime) -> Team:
    """A team ends once its tasks are done."""
    team = _open_team(pk, by)
    if team.tasks.filter(done_at=None).exists():
        raise Refusal("The team still has tasks to do.")
    team.closed_at = at
    team.save(update_fields=["closed_at"])
    return team


def open_command(number: str, *, place: str, by: Actor, at: datetime) -> Command:
    """现场调度: open a command session on an order that is with the units (R092)."""
    order = orders.find(number, by)
    if order.state != OrderState.DISPATCHED:
        raise Refusal("A command session is opened while the units work on the order.")
    if not by.holds(*queries.LEADERS, Role.REQUEST_CENTRE, Role.DISPATCHER, Role.SUPERVISOR):
        raise NotYours("A leader or a request centre opens a command session.")
    if not place.strip():
        raise Refusal("Say where the session is.")
    try:
        with transaction.atomic():
            return Command.objects.create(order=order, place=place.strip()[:200], opened_at=at, by=by.key)
    except IntegrityError:
        raise Refusal("A command session is open on this order already.") from None


def report(number: str, *, text: str, by: Actor, at: datetime) -> Message:
    """Say something in the open session; whoever sees the order takes part."""
    command = _open_command(number, by)
    if not text.strip():
        raise Refusal("Say something.")
    unit = next((seat.unit for seat in by.seats if seat.unit), "")
    return Message.objects.create(
        command=command, at=at, by=by.key, name=by.name[:60], unit=directory.unit(unit) if unit else None,
        text=text.strip(),
    )  # fmt: skip


def close_command(number: str, *, by: Actor, at: datetime) -> Command:
    """End the session."""
    command = _open_command(number, by)
    if command.by != by.key and not by.holds(*queries.LEADERS):
        raise NotYours("Whoever opened the session, or a leader, ends it.")
    command.closed_at = at
    command.save(update_fields=["closed_at"])
    return command


def _open_command(number: str, by: Actor) -> Command:
    command = queries.command_of(orders.find(number, by))
    if command is None or command.closed_at is not None:
        raise Refusal("No command session is open on this order.")
    return command


def _open_team(pk: int, by: Actor) -> Team:
    team = queries.team(pk, by)
    if team.closed_at is not None:
        raise Refusal("This team has ended.")
    return team


def _check_works(own: Assignment, by: Actor) -> None:
    """Aids are filled in by whoever may work on the share or review it."""
    target = queries.target(own)
    if not (can(by, Verb.ACT, target) or can(by, Verb.REVIEW, target)):
        raise NotYours("Only the unit that handles the order fills this in.")
