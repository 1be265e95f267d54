"""The lists of leaders and of the three tracks: which orders, told in database terms (R245, R251-R253, R266-R272)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.reach import Actor
from jiesu.rules.registers import Register
from jiesu.rules.supervision import Supervision, Track
from jiesu.rules.terms import Channel, Grade, Level, OrderState, Outcome, Role, Term, Verb
from jiesu.supervision.models import Decision, Entry, Item
from jiesu.supervision.queries.entries import for_meeting

WITH_UNITS = (OrderState.DISPATCHED,)
NOT_YES = (Outcome.MIXED, Outcome.DOUBLE_NO)
HARD = (Grade.HARD, Grade.VERY_HARD)


class List(Term):
    """A list of orders that somebody goes through every day."""

    DOUBLE_NO = ("double_no", "双否件", "Double-no orders")
    KEY = ("key", "重点件", "Key orders")
    HARD = ("hard", "疑难件", "Hard orders")
    NOT_YES = ("not_yes", "非双是且未剔除件", "Not double-yes, not excluded")
    QUEUE = ("queue", "逐件把关", "Order by order")
    DAILY = ("daily", "每日逐件调度", "All orders of the day")
    FIELD = ("field", "分管领域重点诉求", "Key orders of my field")
    SUPERVISED = ("supervised", "市、区级督办件", "Supervised by city or district")
    OFFERED = ("offered", "拟上会疑难件", "Hard orders for the joint meeting")
    LEDGER = ("ledger", "双否、重复、重点诉求台账", "Ledger of double-no, repeated, key requests")
    LEADERS = ("leaders", "督办渠道一", "Track 1: leaders, organisation, inspection")
    CENTRE = ("centre", "督办渠道二", "Track 2: command centre")
    INSPECTION = ("inspection", "督办渠道三", "Track 3: inspection office")


_LEADING = frozenset({Role.MAIN_LEADER, Role.AREA_LEADER, Role.DISTRICT_LEADER})
_ABOVE = frozenset({Role.SUPERVISOR, Role.DISTRICT_LEADER, Role.DISCIPLINE})
OPENS: Mapping[List, frozenset[Role]] = {
    List.DOUBLE_NO: _LEADING | _ABOVE | {Role.REQUEST_CENTRE},
    List.KEY: _LEADING | _ABOVE | {Role.REQUEST_CENTRE},
    List.HARD: _LEADING | {Role.REQUEST_CENTRE},
    List.NOT_YES: _LEADING | _ABOVE | {Role.REQUEST_CENTRE},
    List.QUEUE: _LEADING,
    List.DAILY: _LEADING | {Role.REQUEST_CENTRE, Role.HEAD},
    List.FIELD: frozenset({Role.DISTRICT_LEADER, Role.AREA_LEADER}),
    List.SUPERVISED: _LEADING | _ABOVE | {Role.REQUEST_CENTRE, Role.HEAD, Role.DISPATCHER, Role.SPECIALIST},
    List.OFFERED: _LEADING | _ABOVE | {Role.DISPATCHER, Role.REQUEST_CENTRE},
    List.LEDGER: _LEADING | _ABOVE | {Role.REQUEST_CENTRE, Role.HEAD, Role.DISPATCHER, Role.SPECIALIST},
    List.LEADERS: _ABOVE,
    List.CENTRE: _ABOVE | {Role.DISPATCHER},
    List.INSPECTION: _ABOVE,
}
"""Which roles go through which list."""


def rows(which: List, actor: Actor, at: datetime) -> QuerySet[Order]:
    """The orders of a list, as far as the actor sees them, with who last instructed and decided on each."""
    law: Supervision = policy.in_force(Topic.SUPERVISION, at).rules
    return told(_LISTS[which](orders.visible_to(actor), law, actor, at))


def told(found: QuerySet[Order]) -> QuerySet[Order]:
    """The same orders with the last instruction, the open demands, the unit's own person and the last decision."""
    said = Event.objects.filter(order=OuterRef("pk"), verb=str(Verb.INSTRUCT)).order_by("-at")
    asked = Item.objects.filter(order=OuterRef("pk")).exclude(state="closed").order_by("order")
    decided = Decision.objects.filter(order=OuterRef("pk")).order_by("-at")
    case = Entry.objects.filter(register=Register.CASE, order=OuterRef("pk"), ended_at=None)
    return found.annotate(
        instructed_at=Subquery(said.values("at")[:1]),
        instruction=Subquery(said.values("facts__instruction")[:1]),
        demands=Subquery(asked.values("order").annotate(n=Count("pk")).values("n")[:1]),
        decided=Subquery(decided.values("what")[:1]),
        in_charge=Subquery(case.values("person__name")[:1]),
    )


def key_orders(law: Supervision) -> Q:
    """What makes an order a key one, as the judge says it (rules.supervision.is_key)."""
    tags = [Q(tags__contains=[tag]) for tag in sorted(law.key.tags)]
    levels, grades = [str(x) for x in law.key.levels], [str(x) for x in law.key.grades]
    rest = [Q(level__in=levels), Q(grade__in=grades), Q(pressed__gte=law.key.pressed)]
    return reduce(or_, [*tags, *rest, Q(outcome=str(Outcome.DOUBLE_NO))])


def next_of_queue(actor: Actor, at: datetime) -> Order | None:
    """The next order of the one-by-one queue that the actor has not decided on today (R270)."""
    today = clock.local(at).date()
    done = Decision.objects.filter(order=OuterRef("pk"), by=actor.key, day=today)
    return rows(List.QUEUE, actor, at).filter(~Exists(done)).order_by("urgency", "received_at").first()


def left_in_queue(actor: Actor, at: datetime) -> int:
    """How many orders of the queue are left today."""
    today = clock.local(at).date()
    done = Decision.objects.filter(order=OuterRef("pk"), by=actor.key, day=today)
    return rows(List.QUEUE, actor, at).filter(~Exists(done)).order_by()[:1000].count()


def taken_in_person(actor: Actor) -> QuerySet[Assignment]:
    """亲自办理疑难件: the shares that the actor answers for in person (R268)."""
    mine = orders.visible_shares(actor).filter(owner__login=actor.key.removeprefix("person:"))
    return mine.order_by("due")


def size(which: List, actor: Actor, at: datetime) -> int:
    """How long a list is, up to a cap."""
    return rows(which, actor, at).order_by()[:1000].count()


def _open(found: QuerySet[Order]) -> QuerySet[Order]:
    return found.filter(closed_at=None).exclude(state__in=[str(s) for s in FINAL_STATES])


def _double_no(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    return _open(found).filter(outcome=str(Outcome.DOUBLE_NO))


def _key(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    supervised = Item.objects.filter(order=OuterRef("pk"), kind__in=("supervise", "investigate"))
    return _open(found).filter(key_orders(law) | Q(Exists(supervised.exclude(state="closed"))))


def _hard(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    owned = Assignment.objects.filter(order=OuterRef("pk"), owner__isnull=False)
    hard = Q(grade__in=[str(g) for g in HARD]) | Q(level=str(Level.P4)) | Q(Exists(owned))
    return _open(found).filter(hard)


def _not_yes(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    left_out = Assignment.objects.filter(order=OuterRef("pk"), excluded=True)
    return _open(found).filter(outcome__in=[str(o) for o in NOT_YES]).filter(~Exists(left_out))


def _queue(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    left_out = Assignment.objects.filter(order=OuterRef("pk"), excluded=True)
    not_yes = Q(outcome__in=[str(o) for o in NOT_YES]) & ~Q(Exists(left_out))
    return _open(found).filter(not_yes | key_orders(law))


def _daily(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    today = clock.local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return found.filter(Q(state__in=[str(s) for s in WITH_UNITS]) | Q(received_at__gte=today))


def _field(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    """Key orders of the categories and units that the leader is in charge of; all of them where no field is set."""
    fields = Entry.objects.filter(
        register=Register.FIELD, person__login=actor.key.removeprefix("person:"), ended_at=None
    )
    mine = Q(pk__in=[])
    for own in fields.select_related("unit"):
        for code in own.words.replace("，", ",").replace("、", ",").split(","):
            mine |= Q(category__startswith=code.strip()) if code.strip() else Q(pk__in=[])
        if own.unit:
            held = Assignment.objects.filter(order=OuterRef("pk"), unit__path__startswith=own.unit.path)
            mine |= Q(Exists(held))
    found = _key(found, law, actor, at)
    return found.filter(mine) if fields else found


def _supervised(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    asked = Item.objects.filter(order=OuterRef("pk"), level__in=("city", "district"))
    return found.filter(Exists(asked.exclude(state="closed")))


def _offered(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    topic = Entry.objects.filter(register=Register.TOPIC, order=OuterRef("pk"), ended_at=None)
    return _open(found).filter(for_meeting(law)).filter(~Exists(topic))


def _ledger(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    return _open(found).filter(key_orders(law) | Q(pressed__gte=law.repeated) | Q(_repeated(at)))


def _repeated(at: datetime) -> Exists:
    """The same requester with the same matter within 90 days (e A35)."""
    same = Order.objects.filter(
        requester=OuterRef("requester"), category=OuterRef("category"), received_at__lt=OuterRef("received_at"),
        received_at__gte=OuterRef("received_at") - timedelta(days=90),
    )  # fmt: skip
    return Exists(same.exclude(category=""))


def _leaders(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    """Key areas, high-frequency and repeated requests, and what pulls the three rates down."""
    often = frequent(found, law, at)
    three = Q(outcome__in=[str(o) for o in NOT_YES])
    return _open(found).filter(key_orders(law) | Q(category__in=often) | Q(pressed__gte=law.repeated) | three)


def _centre(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    """Limits passed, results not double-yes, materials sent back, follow-up without an answer."""
    back = Event.objects.filter(order=OuterRef("pk"), verb=str(Verb.SEND_BACK))
    late = Q(due__lt=at, state__in=[str(s) for s in WITH_UNITS])
    asked = Q(outcome=str(Outcome.INVALID)) | Q(outcome__in=[str(o) for o in NOT_YES])
    return _open(found).filter(late | asked | Q(Exists(back)))


def _inspection(found: QuerySet[Order], law: Supervision, actor: Actor, at: datetime) -> QuerySet[Order]:
    return _open(found).filter(channel__in=(str(Channel.LEADER), str(Channel.MEDIA)))


def frequent(found: QuerySet[Order], law: Supervision, at: datetime) -> list[str]:
    """The categories with the most requests of the running month (高频事项)."""
    first = clock.local(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    counted = found.filter(received_at__gte=first).exclude(category="").order_by()
    ranked = counted.values("category").annotate(n=Count("pk")).order_by("-n", "category")
    return [row["category"] for row in ranked[: law.frequent]]


_LISTS: Mapping[List, Callable[[QuerySet[Order], Supervision, Actor, datetime], QuerySet[Order]]] = {
    List.DOUBLE_NO: _double_no,
    List.KEY: _key,
    List.HARD: _hard,
    List.NOT_YES: _not_yes,
    List.QUEUE: _queue,
    List.DAILY: _daily,
    List.FIELD: _field,
    List.SUPERVISED: _supervised,
    List.OFFERED: _offered,
    List.LEDGER: _ledger,
    List.LEADERS: _leaders,
    List.CENTRE: _centre,
    List.INSPECTION: _inspection,
}
TRACKS = {Track.LEADERS: List.LEADERS, Track.CENTRE: List.CENTRE, Track.INSPECTION: List.INSPECTION}
