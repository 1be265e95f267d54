"""企业服务: files, green channel, named persons, common matters, suggestions, reform tasks, the 48 and 72 hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from jiesu.callers import queries as callers
from jiesu.directory import queries as directory
from jiesu.intake.models import Adoption, Enterprise, Green, Named, Reform
from jiesu.intake.words import Duty
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.policy.queries import History
from jiesu.policy.topics import Topic
from jiesu.rules import limits
from jiesu.rules.calendar import Calendar
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.limits import Link
from jiesu.rules.reach import Actor
from jiesu.rules.terms import RequestType
from jiesu.rules.verdict import Refusal

CLOCKS: Mapping[str, Link] = {"enterprise_close": Link.CLOSE, "enterprise_followup": Link.FOLLOWUP}


def cases(actor: Actor) -> QuerySet[Order]:
    """Requests of enterprises that the actor may see as such: a confidential one only where confidence is kept."""
    rows = orders.visible_to(actor).filter(requester__kind="enterprise")
    return rows if callers.keeps_confidence(actor) else rows.filter(confidential=False)


def fast_track(actor: Actor) -> QuerySet[Order]:
    """The open requests of enterprises, on a track of their own (R469): green ones first, then the nearest limit."""
    return cases(actor).exclude(state__in=FINAL_STATES).order_by("urgency", "received_at", "id")


def files(actor: Actor) -> QuerySet[Enterprise]:
    """The files of enterprises: those on the green list, and those with a case that the actor may see."""
    mine = cases(actor).select_related(None).filter(requester__name_hash=OuterRef("name_hash")).order_by()
    counted = mine.values("requester__name_hash").annotate(n=Count("pk"))
    return (
        Enterprise.objects.annotate(
            cases=Coalesce(counted.values("n")[:1], 0),
            last=mine.values("requester__name_hash").annotate(m=Max("received_at")).values("m")[:1],
            on_list=Exists(Green.objects.filter(enterprise=OuterRef("pk"), valid_to=None)),
        )
        .filter(Q(cases__gt=0) | Q(on_list=True))
        .order_by("-cases", "name")
    )


def file(pk: int, actor: Actor) -> Enterprise:
    """One file. Refusal where the actor may see no case of it and it is not on the list."""
    found = files(actor).filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such enterprise that you may see.")
    return found


def cases_of(enterprise: Enterprise, actor: Actor) -> QuerySet[Order]:
    """一企一案一档: every case of one enterprise, one for each request (R471)."""
    return cases(actor).filter(requester__name_hash=enterprise.name_hash).order_by("-received_at", "-id")


def file_of(order: Order) -> Enterprise | None:
    """The file to which an order belongs."""
    asked = order.requester
    if asked is None or asked.kind != "enterprise" or not asked.name_hash:
        return None
    return Enterprise.objects.filter(name_hash=asked.name_hash).first()


def green(on: date | None = None) -> QuerySet[Green]:
    """The green channel's list; on a day those that are on it then."""
    rows = Green.objects.select_related("enterprise", "contact").order_by(
        "enterprise__name", "-valid_from", "-id"
    )
    if on is None:
        return rows
    return rows.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


def green_hashes(on: date) -> frozenset[bytes]:
    """The names on the list on a day, as callers keeps them."""
    return frozenset(bytes(h) for h in green(on).order_by().values_list("enterprise__name_hash", flat=True))


def contact_for(enterprise: Enterprise, on: date) -> Green | None:
    """The row of the list that holds on a day, with the person who answers."""
    return green(on).filter(enterprise=enterprise).first()


@dataclass(frozen=True, slots=True)
class Post:
    """A unit's four duties, each with its person or without one (R470)."""

    unit: str
    code: str
    people: Mapping[Duty, Named]

    @property
    def missing(self) -> tuple[Duty, ...]:
        """The duties that nobody has."""
        return tuple(duty for duty in Duty if duty not in self.people)


def posts(actor: Actor) -> list[Post]:
    """The named persons of the actor's units that have any, and of those that handle enterprise requests now."""
    paths = tuple(seat.path for seat in actor.seats) or ("-",)
    held: dict[str, dict[Duty, Named]] = defaultdict(dict)
    names: dict[str, str] = {}
    for row in Named.objects.select_related("unit", "person").filter(valid_to=None).order_by("unit__path"):
        if row.unit.path.startswith(paths):
            held[row.unit.code][row.duty] = row
            names[row.unit.code] = row.unit.name
    busy = (
        fast_track(actor).exclude(lead=None).order_by().values_list("lead__code", "lead__name", "lead__path")
    )
    for code, name, path in busy.distinct():
        if path.startswith(paths):
            held[code], names[code] = held.get(code, {}), name
    return [Post(names[code], code, people) for code, people in held.items()]


def named_for(unit_codes: Iterable[str]) -> list[Named]:
    """The named persons of some units."""
    rows = Named.objects.select_related("unit", "person").filter(
        valid_to=None, unit__code__in=list(unit_codes)
    )
    return list(rows.order_by("unit__path", "duty"))


@dataclass(frozen=True, slots=True)
class Common:
    """A matter that enterprises ask about: its volume, and how many companies (R467)."""

    category: str
    orders: int
    companies: int
    reforms: int


def common(actor: Actor, begin: datetime, end: datetime) -> list[Common]:
    """Matters of enterprises, those of the most companies first."""
    rows = (
        cases(actor)
        .select_related(None)
        .filter(received_at__gte=begin, received_at__lt=end)
        .exclude(category="")
        .order_by()
        .values("category")
        .annotate(n=Count("pk"), companies=Count("requester__name_hash", distinct=True))
        .order_by("-companies", "-n", "category")[:200]
    )
    tasks = dict(
        Reform.objects.filter(done_at=None).order_by().values_list("category").annotate(n=Count("pk"))
    )
    return [Common(r["category"], r["n"], r["companies"], tasks.get(r["category"], 0)) for r in rows]


def suggestions(actor: Actor) -> QuerySet[Order]:
    """What enterprises suggested, with what became of it, the latest first (R466)."""
    rows = cases(actor).filter(request_type=RequestType.SUGGESTION).select_related("adoption", "area", "lead")
    return rows.order_by("-received_at", "-id")


def collected(actor: Actor, kinds: Iterable[str]) -> QuerySet[Order]:
    """What everybody suggested, of the kinds that the law collects, with what became of it (分类处置, R087)."""
    rows = orders.visible_to(actor).filter(request_type__in=list(kinds))
    return rows.select_related("adoption__unit", "area", "lead").order_by("-received_at", "-id")


def adoption(order: Order) -> Adoption | None:
    """What became of a suggestion."""
    return Adoption.objects.filter(order=order).first()


def reforms() -> QuerySet[Reform]:
    """Reform tasks, the open ones first."""
    return (
        Reform.objects.select_related("owner")
        .annotate(n=Count("orders"))
        .order_by("done_at", "-opened_at", "-id")
    )


def orders_of(task: Reform, actor: Actor) -> QuerySet[Order]:
    """The orders of a reform task: those linked, and those of its category."""
    asked = Q(pk__in=task.orders.order_by().values("pk"))
    if task.category:
        asked |= Q(category=task.category)
    return cases(actor).filter(asked).order_by("-received_at", "-id")


@dataclass(frozen=True, slots=True)
class Kept:
    """How many enterprise requests met a clock, of how many whose clock has run out or that met it (R473, R474)."""

    met: int
    of: int

    @property
    def share(self) -> Fraction | None:
        """The share; none where no clock has ended."""
        return Fraction(self.met, self.of) if self.of else None


def kept(actor: Actor, begin: datetime, end: datetime, at: datetime) -> dict[str, Kept]:
    """Closed within 48 hours, followed up within 72: by the law in force when each request was accepted."""
    rows = cases(actor).select_related(None).filter(accepted_at__gte=begin, accepted_at__lt=end).order_by()
    counted = {name: [0, 0] for name in CLOCKS}
    due_of = Clocks(at)
    for accepted, replied, rated in rows.values_list("accepted_at", "replied_at", "rated_at"):
        for name, done in (("enterprise_close", replied), ("enterprise_followup", rated)):
            due = due_of(name, accepted)
            if due is None or (done is None and at <= due):
                continue
            counted[name][0] += done is not None and done <= due
            counted[name][1] += 1
    return {name: Kept(*pair) for name, pair in counted.items()}


class Clocks:
    """The two clocks of enterprise requests, by the law in force when each was accepted. One for each piece of work."""

    def __init__(self, at: datetime) -> None:
        self._days: Calendar | None = None
        self._laws: History | None = None
        try:
            self._laws, self._days = policy.history(Topic.LIMITS), policy.calendar(at)
        except Refusal:
            return

    def __call__(self, name: str, accepted: datetime | None) -> datetime | None:
        """When the clock runs out; none before acceptance, and where the law has no such clock."""
        if accepted is None or self._laws is None or self._days is None:
            return None
        try:
            law = self._laws.at(accepted).rules
        except Refusal:
            return None
        if name not in law.clocks:
            return None
        starts = {Link.ACCEPT: accepted}
        verdict = limits.clock_due(law, CLOCKS[name], starts=starts, calendar=self._days, clocks=(name,))
        return verdict.value if verdict else None


def unit_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of units by code."""
    return dict(directory.units().filter(code__in=list(codes)).values_list("code", "name"))
