"""What leaders do on their lists: decide order by order; boards at their hour, analyses and bulletins."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import supervision as law_of
from jiesu.rules.reach import Actor
from jiesu.rules.registers import Register
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import queries
from jiesu.supervision.actions.entries import Said, enter
from jiesu.supervision.models import Board, Bulletin, Decision, Paper, Reader, Resolve

LEADERS = (Role.MAIN_LEADER, Role.AREA_LEADER, Role.DISTRICT_LEADER)
WRITERS = (Role.REQUEST_CENTRE, Role.MAIN_LEADER, Role.SUPERVISOR, Role.DISTRICT_LEADER)


@transaction.atomic
def decide(number: str, *, what: Resolve, remark: str, by: Actor, at: datetime) -> Decision:
    """一件一件把关研判: once a day and order, with a remark; 提请上会 offers it to the joint meeting at once."""
    order = orders.find(number, by)
    unit = directory.unit(_unit_of(by, LEADERS))
    if not remark.strip():
        raise Refusal("Say it in words.")
    day = clock.local(at).date()
    made, _new = Decision.objects.update_or_create(
        order=order, unit=unit, by=by.key, day=day,
        defaults={"what": what, "remark": remark.strip()[:500], "at": at},
    )  # fmt: skip
    if what is Resolve.MEETING and not queries.has_topic(order):
        enter(Register.TOPIC, Said(order.title, remark, number=number), by=by, at=at)
    return made


@transaction.atomic
def propose_topics(numbers: list[str], *, by: Actor, at: datetime) -> list[tuple[str, object]]:
    """Offer ticked hard orders for the next joint meeting; a result for each (R156, R161)."""
    done: list[tuple[str, object]] = []
    for number in numbers:
        try:
            with transaction.atomic():
                order = orders.find(number, by)
                done.append((number, enter(Register.TOPIC, Said(order.title, number=number), by=by, at=at)))
        except Refusal as refusal:
            done.append((number, refusal))
    return done


def freeze_boards(at: datetime) -> int:
    """每晚23时: the day's board of every unit that has a main leader, frozen once. How many were made."""
    try:
        law = policy.in_force(Topic.SUPERVISION, at).rules
    except Refusal:  # this city has no law of supervision
        return 0
    moment = law_of.board_moment(law, at)
    day = clock.local(moment).date()
    done = set(Board.objects.filter(day=day).values_list("unit_id", flat=True))
    waiting = [unit for unit in directory.units_with(Role.MAIN_LEADER) if unit.pk not in done]
    return sum(_freeze(unit, day, moment, at) for unit in waiting)


def _freeze(unit: Unit, day: date, moment: datetime, at: datetime) -> bool:
    figures, rows = queries.board_of(unit, moment)
    _board, new = Board.objects.get_or_create(
        unit=unit, day=day, defaults={"as_at": moment, "made_at": at, "figures": figures, "rows": rows}
    )
    return new


@transaction.atomic
def write_bulletin(kind: Paper, *, day: date, words: str, by: Actor, at: datetime) -> Bulletin:
    """周调度分析、月总结通报: the figures of the week or month of that day, kept as they were, with words."""
    unit = directory.unit(_unit_of(by, WRITERS))
    first, last = queries.span_of(kind, day)
    held = Bulletin.objects.select_for_update().filter(unit=unit, kind=kind, first=first).first()
    if held and held.circulated_at:
        raise Refusal("It was circulated and does not change any more.")
    figures = queries.analysis(unit, first, last, at)
    if held is None:
        return Bulletin.objects.create(
            unit=unit, kind=kind, first=first, last=last, figures=figures, words=words.strip(), made_at=at,
            by=by.key,
        )  # fmt: skip
    held.figures, held.words, held.made_at, held.by = figures, words.strip(), at, by.key
    held.save()
    return held


@transaction.atomic
def circulate(pk: int, *, by: Actor, at: datetime) -> Bulletin:
    """印发: from now on the units below read it, and it does not change any more (R275)."""
    held = Bulletin.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=pk).first()
    if held is None or held.unit.code not in [s.unit for s in by.seats if s.role in WRITERS]:
        raise NotYours("The unit that wrote it circulates it.")
    held.circulated_at = held.circulated_at or at
    held.save(update_fields=["circulated_at"])
    return held


def acknowledge(pk: int, *, by: Actor, at: datetime) -> Reader:
    """签阅."""
    held = queries.bulletin(pk, by)
    if held.circulated_at is None:
        raise Refusal("It is not circulated yet.")
    person = directory.person(by.key.removeprefix("person:"))
    return Reader.objects.get_or_create(bulletin=held, person=person, defaults={"at": at})[0]


def _unit_of(by: Actor, roles: tuple[Role, ...]) -> str:
    seat = next((s for role in roles for s in by.seats if s.role is role and s.unit), None)
    if seat is None:
        raise NotYours("Your role does not open this page.")
    return seat.unit
