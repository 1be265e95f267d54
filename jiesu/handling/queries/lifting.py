"""Questions about what was lifted higher: leaders in person, other levels, teams, command sessions, partners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet

from jiesu.directory import queries as directory
from jiesu.directory.queries import Seat
from jiesu.handling.kinds import ActionKind, DeliberationKind
from jiesu.handling.models import (
    Action,
    Command,
    Deliberation,
    Elevation,
    Escalation,
    Message,
    Partner,
    Task,
    Team,
)
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Role, Verb
from jiesu.rules.verdict import Refusal

LEADERS = (Role.HEAD, Role.AREA_LEADER, Role.MAIN_LEADER, Role.DISTRICT_LEADER)
CAP = 1000


def leaders_for(share: Assignment, *, at: datetime) -> QuerySet[Seat]:
    """The seats of leaders of the share's unit and of those above it: who can take it over in person."""
    codes = [code for code in share.unit.path.split("/") if code]
    return directory.leading_seats(codes, LEADERS, at=at)


def open_escalation(share: Assignment) -> Escalation | None:
    """The question that still waits for an opinion."""
    rows = Escalation.objects.filter(share=share, advised_at=None, taken_back_at=None)
    return rows.select_related("unit").first()


def asks_again(share: Assignment, code: str) -> bool:
    """Whether the unit stays a guest: another share of the order asks it too, or the order has whistled."""
    others = Escalation.objects.filter(
        share__order_id=share.order_id, unit__code=code, advised_at=None, taken_back_at=None
    )
    whistled = Assignment.objects.filter(order_id=share.order_id, state=AssignmentState.WHISTLED)
    return others.exclude(share=share).exists() or whistled.exists()


def escalations(order: Order) -> QuerySet[Escalation]:
    """Every question that was put to another level about the order."""
    return Escalation.objects.filter(share__order=order).select_related("unit", "share").order_by("at", "pk")


def elevations(order: Order) -> QuerySet[Elevation]:
    """Which leaders took the order over in person."""
    return Elevation.objects.filter(share__order=order).select_related("person").order_by("at", "pk")


def asked_of(actor: Actor) -> QuerySet[Escalation]:
    """What other units ask of the actor's own (分级协调), the oldest first."""
    codes = [seat.unit for seat in actor.seats if seat.unit]
    rows = Escalation.objects.filter(unit__code__in=codes)
    return rows.select_related("share__order", "share__unit", "unit")


def waiting_advice(actor: Actor) -> int:
    """How many of them wait for an opinion."""
    return asked_of(actor).filter(advised_at=None, taken_back_at=None)[:CAP].count()


def led_by(actor: Actor) -> QuerySet[Assignment]:
    """The shares that the actor answers for in person."""
    login = actor.key.removeprefix("person:")
    rows = orders.visible_shares(actor).filter(owner__login=login)
    return rows.select_related("owner").order_by(F("due").asc(nulls_last=True), "pk")


def taken_over(actor: Actor) -> QuerySet[Assignment]:
    """The shares that a leader answers for in person, of all orders that the actor may see."""
    return orders.visible_shares(actor).filter(owner__isnull=False).select_related("owner", "order", "unit")


@dataclass(frozen=True, slots=True)
class Led:
    """How many hard orders a leader took over (R142), how many of them are signed."""

    login: str
    name: str
    all: int
    open: int


def led_counts(actor: Actor) -> list[Led]:
    """By leader: what they took over in person."""
    rows = taken_over(actor).order_by().values_list("owner__login", "owner__name")
    counted = rows.annotate(
        n=Count("pk"), live=Count("pk", filter=Q(state__in=[str(s) for s in LIVE_SHARES]))
    )
    return sorted((Led(*row) for row in counted), key=lambda led: (-led.all, led.login))


def signed_by(unit_code: str, begins: datetime, ends: datetime) -> tuple[int, int]:
    """How many replies of a unit were signed in person and by delegate (R227): (in person, by delegate)."""
    rows = Event.objects.filter(verb=Verb.SIGN, at__gte=begins, at__lt=ends, seat__endswith=f"@{unit_code}")
    lent = rows.filter(facts__has_key="delegate_for").count()
    return rows.count() - lent, lent


def interims(share: Assignment) -> QuerySet[Action]:
    """The interim replies of the share, the first first."""
    return Action.objects.filter(share=share, kind=ActionKind.INTERIM).order_by("at", "pk")


def interim_texts(order: Order) -> list[Action]:
    """What the requester was told in between, in order; for the public page."""
    rows = Action.objects.filter(share__order=order, kind=ActionKind.INTERIM)
    return list(rows.select_related("share__unit").order_by("at", "pk"))


def next_deliberation(order: Order, kind: DeliberationKind) -> int:
    """The number of the next deliberation of this kind on the order (第几场)."""
    last = Deliberation.objects.filter(action__share__order=order, kind=kind).aggregate(last=Max("no"))[
        "last"
    ]
    return (last or 0) + 1


def partners(unit: directory.Unit) -> QuerySet[Partner]:
    """The partners of a unit and of the units above it."""
    codes = [code for code in unit.path.split("/") if code]
    return Partner.objects.filter(unit__code__in=codes).select_related("unit").order_by("kind", "name")


def my_partners(actor: Actor) -> QuerySet[Partner]:
    """The partners of the actor's own units."""
    codes = [seat.unit for seat in actor.seats if seat.unit]
    return (
        Partner.objects.filter(unit__code__in=codes)
        .select_related("unit")
        .annotate(joint=Count("deliberations"))
    )


def teams(actor: Actor) -> QuerySet[Team]:
    """The teams of the actor's units and below, and those the actor leads or belongs to."""
    login = actor.key.removeprefix("person:")
    mine = Q(leader__login=login) | Q(members__login=login)
    for seat in actor.seats:
        if seat.unit:
            mine |= Q(unit__path__startswith=seat.path)
    return Team.objects.filter(mine).select_related("unit", "leader").distinct()


def team(pk: int, actor: Actor) -> Team:
    """One team. Refusal where the actor has nothing to do with it."""
    found = teams(actor).filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such team that you may see.")
    return found


def tasks_of(share: Assignment) -> QuerySet[Task]:
    """The tasks that inferences on the share brought (一举三反)."""
    return Task.objects.filter(share=share).order_by("due", "pk")


def my_tasks(actor: Actor) -> QuerySet[Task]:
    """Tasks that are still to be done, of the actor's teams and of the shares on the actor's units."""
    paths = Q(pk__in=[])
    for seat in actor.seats:
        if seat.unit:
            paths |= Q(share__unit__path=seat.path)
    rows = Task.objects.filter(paths | Q(team__in=teams(actor).values("pk")))
    return rows.select_related("team", "share__order", "share__unit").order_by("due", "pk")


def command_of(order: Order) -> Command | None:
    """The command session that is open on the order, else the last one."""
    return Command.objects.filter(order=order).order_by(F("closed_at").desc(nulls_first=True), "-pk").first()


def messages_of(command: Command) -> QuerySet[Message]:
    """What was said in a command session, the latest first."""
    return command.messages.select_related("unit").order_by("-at", "-pk")
