"""Questions to the spine: what lies in a tray, what an actor may see, what may be done next, what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jiesu.directory import queries as directory
from jiesu.kit.prepared import Part, ask
from jiesu.orders.batch import GATHERED, held_targets, share_targets, target_of
from jiesu.orders.models import Assignment, Event, Order
from jiesu.rules import flow, reach
from jiesu.rules.reach import ALONG_THE_LINE, SIGHT, Actor, Reach, Seat
from jiesu.rules.terms import Desk, Role, Verb
from jiesu.rules.verdict import Refusal

NARROW = 60
"""Whoever sees no more units is asked for by these (`sought_by`)."""
WITH_UNITS = ("desk", "lead", "area", "requester")
_TOLD_BY = (
    "SELECT number, category, title, text FROM orders_order WHERE requester_id = %s AND received_at >= %s"
    " ORDER BY received_at DESC, id DESC LIMIT %s"
)


class Spoken(NamedTuple):
    """The words of an order, and what they were read as."""

    number: str
    category: str
    title: str
    text: str


def visible_to(actor: Actor) -> QuerySet[Order]:
    """The orders that the actor may see: the only door to them. The reach of sight is in rules.reach.SIGHT."""
    orders, seats = Order.objects.select_related(*WITH_UNITS), _widest(actor)
    if any(_all(seat) for seat in seats):
        return orders
    seen = Q(pk__in=[])
    for seat in seats:
        seen |= _sight(seat, actor)
    return orders.filter(seen)


def sees_all(actor: Actor) -> bool:
    """Whether `visible_to` gives every order, so that nothing need be asked of one."""
    return any(_all(seat) for seat in _widest(actor))


def sought_by(actor: Actor) -> QuerySet[Order]:
    """The same orders as `visible_to`, asked for otherwise where the actor sees few units: by the units' own indexes.

    For what is rare among all and must be sought (words): the database need not read everybody's orders, newest first,
    until it has met enough of the actor's.
    """
    seats = _widest(actor)
    if not seats or any(_all(seat) or SIGHT[seat.role] is not Reach.SUBTREE for seat in seats):
        return visible_to(actor)
    units = _units([path for seat in seats for path in _seen_paths(seat)])
    if len(units) > NARROW:
        return visible_to(actor)
    desks = _units([seat.path for seat in seats])
    parts = [Order.objects.filter(desk__in=desks).values("pk")]
    parts += [Order.objects.filter(_asked(seat)).values("pk") for seat in seats if seat.unit]
    held = Assignment.objects.filter(unit__in=units).values("order_id")
    return Order.objects.select_related(*WITH_UNITS).filter(pk__in=held.union(*parts, all=True))


def tray(desk: Desk, actor: Actor) -> QuerySet[Order]:
    """The orders that lie on a desk for the actor, most urgent first."""
    states = [s for s, where in flow.ORDER_TRAY.items() if where is desk]
    lying = visible_to(actor).filter(state__in=states)
    return lying.order_by("urgency", "received_at", "id")


def shares(actor: Actor, desk: Desk = Desk.HANDLING) -> QuerySet[Assignment]:
    """The units' shares that lie on a desk for the actor, the nearest due first.

    In handling a person sees the shares of the own units (a handler: the own ones); objected shares lie
    in dispatch, for those who rule over units below their own.
    """
    states = [s for s, where in flow.ASSIGNMENT_TRAY.items() if where is desk]
    lying = Assignment.objects.filter(state__in=states).select_related(
        "order", "order__area", "unit", "handler"
    )
    mine = Q(pk__in=[])
    for seat in actor.seats:
        mine |= _held(seat, actor, desk)
    return lying.filter(mine).order_by(F("due").asc(nulls_last=True), "id")


def visible_shares(actor: Actor) -> QuerySet[Assignment]:
    """Every share of every order that the actor may see."""
    return Assignment.objects.select_related("order", "unit", "handler").filter(
        Exists(visible_to(actor).select_related(None).filter(pk=OuterRef("order_id")))
    )


def find(number: str, actor: Actor) -> Order:
    """One order that the actor may see. Refusal where there is none: the unseen and the missing look alike."""
    order = visible_to(actor).filter(number=number).first()
    if order is None:
        raise Refusal("There is no order %(number)s that you may see.", number=number)
    return order


def told_by(party: int, *, since: datetime, most: int = 50) -> list[Spoken]:
    """What a party asked for since then, the latest first: for the house itself, whoever acts."""
    return [Spoken(*row) for row in ask(Part(_TOLD_BY, (party, since, most)))]


def shares_of(order: Order) -> list[Assignment]:
    """The shares of one order, in the order in which they came."""
    if (gathered := GATHERED.get()) and order.pk in gathered.shares:
        return [copy(share) for share in gathered.shares[order.pk].values()]
    return list(order.assignments.select_related("unit", "handler", "parent").order_by("no"))


def share_of(order: Order, no: int, shares: Sequence[Assignment] | None = None) -> Assignment:
    """One share of an order by its number. Refusal where the order has none such."""
    for share in shares if shares is not None else shares_of(order):
        if share.no == no:
            return share
    raise Refusal("Order %(number)s has no share %(share)s.", number=order.number, share=no)


def open_verbs_for(
    order: Order, actor: Actor, share: Assignment | None = None, known: Iterable[Assignment] | None = None
) -> tuple[Verb, ...]:
    """The verbs that work now for this actor on this order (or share): flow ∩ reach. Buttons ask this."""
    every = list(known) if known is not None else shares_of(order)
    open_now = flow.verbs_from(order.state, share.state if share else None)
    return tuple(v for v in open_now if may(actor, v, order, share, every))


def may(actor: Actor, verb: Verb, order: Order, share: Assignment | None, shares: list[Assignment]) -> bool:
    """Whether reach lets the actor do the verb on the order or on one share of it."""
    live, held = (share_targets(order, shares), held_targets(order, shares)) if share is None else ([], [])
    try:
        reach.check_any(actor, verb, target_of(order, share, shares), live, held)
    except Refusal:
        return False
    return True


def timeline(order: Order) -> list[Event]:
    """Everything that was done on an order, first to last."""
    return list(order.events.order_by("seq"))


def _all(seat: Seat) -> bool:
    sight = SIGHT[seat.role]
    return sight is Reach.CITY or (sight is Reach.SUBTREE and seat.path.count("/") <= 2)


def _inside_another(seat: Seat, seats: tuple[Seat, ...]) -> bool:
    wide = (s for s in seats if s is not seat and SIGHT[s.role] is Reach.SUBTREE)
    if seat.guided and seat.role in ALONG_THE_LINE:
        return False
    return SIGHT[seat.role] is not Reach.CITY and any(
        seat.path.startswith(s.path) and seat.path != s.path for s in wide
    )


def _sight(seat: Seat, actor: Actor) -> Q:
    held = Assignment.objects.filter(order_id=OuterRef("pk"))
    if seat.role is Role.REQUESTER:
        return Q(requester_id=_party(actor.key)) | Q(number=_nameless(actor.key), requester=None)
    if SIGHT[seat.role] is Reach.SUBTREE:
        first, *others = (held.filter(unit__path__startswith=path) for path in _seen_paths(seat))
        below = first
        for other in others:
            below |= other
        asked = _asked(seat) if seat.unit else Q(pk__in=[])
        return Q(desk__path__startswith=seat.path) | Q(Exists(below)) | asked
    if seat.role is Role.HANDLER:
        return Q(Exists(held.filter(handler__login=_login(actor.key))))
    return Q(pk__in=[])


def _widest(actor: Actor) -> list[Seat]:
    return [seat for seat in actor.seats if not _inside_another(seat, actor.seats)]


def _seen_paths(seat: Seat) -> tuple[str, ...]:
    """The paths below which units hold shares that the seat sees: its own, and those on its line."""
    return (seat.path, *(seat.guided if seat.role in ALONG_THE_LINE else ()))


def _asked(seat: Seat) -> Q:
    return Q(guests__contains=[seat.unit]) & ~Q(guests=[])


def _units(paths: Sequence[str]) -> list[int]:
    """The units at and below the paths, no more than need be known."""
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    return list(directory.units().filter(below).values_list("pk", flat=True)[: NARROW + 1])


def _held(seat: Seat, actor: Actor, desk: Desk) -> Q:
    if desk is Desk.DISPATCH:
        rules_over = reach.MAY[Verb.REJECT].get(seat.role)
        return Q(unit__path__startswith=seat.path) & ~Q(unit__path=seat.path) if rules_over else Q(pk__in=[])
    if seat.role is Role.HANDLER:
        return Q(handler__login=_login(actor.key))
    if seat.role in reach.DESKS[desk]:
        return Q(unit__path=seat.path)
    return Q(pk__in=[])


def _login(key: str) -> str:
    return key.removeprefix("person:")


def _nameless(key: str) -> str:
    """Whoever filed without a name or number is known by the order itself (key "order:<number>")."""
    return key.removeprefix("order:") if key.startswith("order:") else ""


def _party(key: str) -> int:
    kind, _, pk = key.partition(":")
    return int(pk) if kind == "party" and pk.isdigit() else 0
