"""Random verbs by random hands over random trees of shares: what the tables open is done, all else leaves no trace.

The model keeps only where the order and its shares stand, and asks the tables themselves, not the spine's judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jiesu.orders import face as orders
from jiesu.orders.face import Birth, Event, Order
from jiesu.rules import flow, reach
from jiesu.rules.reach import SYSTEM, Actor, Reach, Seat
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Desk, Mode, OrderState, Role, UnitRole, Verb
from jiesu.rules.verdict import Refusal
from tests.builders import AT, LEAD, SEATS, SHARE_WALK, UNITS, Town, new_order, town

pytestmark = pytest.mark.django_db

CODES = [line[0] for line in UNITS]
HANDS = [(role, unit) for unit, roles in SEATS.items() for role in roles] + [(Role.SYSTEM, "")]
ON_SHARES = {verb for verb, _ in flow.ASSIGNMENT_STEPS} - {Verb.DISPATCH}
GONE = {A.RECALLED, A.FORWARDED}


@dataclass
class Model:
    """What the tables say should be."""

    order: OrderState = OrderState.RECORDED
    shares: list[A] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    guests: tuple[str, ...] = ()

    def step(self, verb: Verb, no: int, births: Iterable[str]) -> bool:
        """Take the step where the tables have it; whether they have."""
        born = list(births) if verb in (Verb.DISPATCH, Verb.FORWARD) else []
        if not (self._share_step(verb, no, bool(born)) if verb in ON_SHARES else self._order_step(verb)):
            return False
        self.shares += [A.SENT for _ in born]
        self.units += born
        self.handlers += ["" for _ in born]
        if flow.ORDER_TRAY[self.order] is None and verb not in ON_SHARES:
            self.shares = [A.RECALLED if flow.ASSIGNMENT_TRAY[s] is not None else s for s in self.shares]
        return True

    def _order_step(self, verb: Verb) -> bool:
        after = flow.ORDER_STEPS.get((verb, self.order))
        self.order = after or self.order
        return after is not None

    def _share_step(self, verb: Verb, no: int, births: bool) -> bool:
        if not 0 < no <= len(self.shares) or (verb, self.shares[no - 1]) not in flow.ASSIGNMENT_STEPS:
            return False
        if verb is Verb.REHANDLE and not self._order_step(verb):
            return False
        if births and (Verb.DISPATCH, self.order) not in flow.ORDER_STEPS:
            return False
        after = flow.ASSIGNMENT_STEPS[verb, self.shares[no - 1]]
        if flow.ASSIGNMENT_TRAY[after] and self.order is not OrderState.DISPATCHED:
            return False
        self.shares[no - 1] = after
        live = any(flow.ASSIGNMENT_TRAY[s] is not None for s in self.shares)
        if self.order is OrderState.DISPATCHED and not live and not births:
            self.order = OrderState.REPLIED if A.SIGNED in self.shares else OrderState.ACCEPTED
        return True


def may(model: Model, verb: Verb, actor: Actor, no: int, place: Town) -> bool:
    """Whether the table of reach lets the hand do it, said anew from the paths."""
    if verb in ON_SHARES and not 0 < no <= len(model.shares):
        return False
    held = _paths(model, place, lambda state: state not in GONE)
    if verb in reach.BLIND and any(seat.unit and seat.path in held for seat in actor.seats):
        return False
    paths, own = _on_what(model, verb, no, place)
    return any(_seat_may(seat, verb, actor.key, model, paths, own) for seat in actor.seats)


def _paths(model: Model, place: Town, wanted: Callable[[A], Any]) -> list[str]:
    return [place.units[u].path for u, s in zip(model.units, model.shares, strict=True) if wanted(s)]


def _on_what(model: Model, verb: Verb, no: int, place: Town) -> tuple[list[str], list[str]]:
    """The places, and the persons' keys, on which the verb may be judged."""
    if verb in ON_SHARES:
        return [place.units[model.units[no - 1]].path], [model.handlers[no - 1]]
    paths = [place.units["centre"].path]
    if verb in reach.HELD:
        return paths + _paths(model, place, lambda state: state not in GONE), []
    if verb is Verb.REVEAL:
        live = [h for h, s in zip(model.handlers, model.shares, strict=True) if flow.ASSIGNMENT_TRAY[s]]
        return paths + _paths(model, place, lambda state: flow.ASSIGNMENT_TRAY[state]), live
    return paths, []


def _seat_may(seat: Seat, verb: Verb, key: str, model: Model, paths: list[str], own: list[str]) -> bool:
    how_far = reach.MAY[verb].get(seat.role)
    if how_far is None:
        return False
    if verb in reach.GUESTS and seat.unit in model.guests:
        return True
    if verb in reach.GUEST_ONLY:
        return False
    return key in own if how_far is Reach.OWN else any(_covers(how_far, seat.path, path) for path in paths)


def _covers(how_far: Reach, seat: str, path: str) -> bool:
    return {
        Reach.CITY: True,
        Reach.SUBTREE: path.startswith(seat),
        Reach.BELOW: path.startswith(seat) and path != seat,
        Reach.UNIT: path == seat,
        Reach.OWN: False,
    }[how_far]


def picture(number: str) -> tuple[Any, ...]:
    """Everything stored about the order."""
    order = Order.objects.get(number=number)
    rows = orders.shares_of(order)
    told = {k: v for k, v in vars(order).items() if not k.startswith("_")}
    shares = [{k: v for k, v in vars(s).items() if not k.startswith("_")} for s in rows]
    return told, shares, Event.objects.filter(order=order).count()


def check(number: str, model: Model) -> None:
    """The stored state is the model's, everything lies in a tray, and the ledger proves it."""
    order = Order.objects.get(number=number)
    states = [A(share.state) for share in orders.shares_of(order)]
    assert (OrderState(order.state), states) == (model.order, model.shares)
    live = [s for s in states if flow.ASSIGNMENT_TRAY[s] is not None]
    if flow.ORDER_TRAY[model.order] is None or model.order is OrderState.ACCEPTED:
        assert not live, "a finished or undispatched order leaves work on a unit's desk"
    if model.order is OrderState.DISPATCHED:
        assert live, "the order is with units, but lies on nobody's desk"
        desks = {flow.ASSIGNMENT_TRAY[s] for s in live}
        assert desks <= {Desk.HANDLING, Desk.WHISTLE, Desk.DISPATCH}
    elif desk := flow.ORDER_TRAY[model.order]:
        assert orders.tray(desk, SYSTEM).filter(number=number).exists()


ENDS = {
    Verb.WITHDRAW,
    Verb.MERGE,
    Verb.SPLIT,
    Verb.ANSWER,
    Verb.TRANSFER,
    Verb.RECALL,
    Verb.CLOSE,
    Verb.UPHOLD,
}
CENTRE = (Role.DISPATCHER, "centre")
STARTS: list[list[tuple[Verb, tuple[Role, str]]]] = [[]] + [
    [
        (Verb.ACCEPT, CENTRE),
        (Verb.DISPATCH, CENTRE),
        *((verb, CENTRE if role is Role.DISPATCHER else (role, LEAD)) for verb, role in walk),
    ]
    for walk in SHARE_WALK.values()
]
CALLER = (Role.FOLLOWUP_AGENT, "centre")
SIGNED = next(start for start in STARTS if start and start[-1][0] is Verb.SIGN)
STARTS += [
    [(Verb.ACCEPT, CENTRE), (Verb.CONSULT, CENTRE)],
    [(Verb.MERGE, CENTRE)],
    [*SIGNED, (Verb.DRAW, CALLER)],
    [*SIGNED, (Verb.DRAW, CALLER), (Verb.RATE, CALLER)],
    [*SIGNED, (Verb.DRAW, CALLER), (Verb.RATE, CALLER), (Verb.CLOSE, CALLER)],
]
"""Walks begin anywhere in the life of an order and of its first share."""
STEPS = st.tuples(
    st.integers(0, 9),
    st.sampled_from(list(Verb)),
    st.sampled_from(HANDS),
    st.integers(0, 3),
    st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True),
    st.integers(0, 10_000),
)


def test_exactly_what_the_tables_open_is_done_and_a_refusal_leaves_no_trace() -> None:
    place, done, states = town(), set[Verb](), set[A]()
    hands = {hand: SYSTEM if hand[0] is Role.SYSTEM else place.actor(*hand) for hand in HANDS}

    def walks(start: list[Any], steps: list[Any]) -> None:
        with transaction.atomic():
            walk = Walk(place, hands, done, states)
            for verb, hand in start:
                walk.take(verb, hand, 1, [LEAD])
            for wish, verb, hand, no, births, dice in steps:
                if wish < 8:
                    verb, hand, no = walk.likely(dice) or (verb, hand, no)
                walk.take(verb, hand, no, births)
            assert orders.verify().holds
            assert orders.rebuild(check=True).holds
            transaction.set_rollback(True)

    careful = settings(
        max_examples=2,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    for start in STARTS:
        wander = st.lists(STEPS, min_size=15, max_size=30)
        careful(given(start=st.just(start), steps=wander)(walks))()
    assert set(Verb) - done == set(), "verbs that no walk came to"
    assert set(A) - states == set(), "states of a share that no walk came to"


class Walk:
    """One order, its model, and the hands that try things on it."""

    def __init__(self, place: Town, hands: dict[Any, Actor], done: set[Verb], states: set[A]) -> None:
        self.place, self.hands, self.done, self.states = place, hands, done, states
        self.model, self.at = Model(), AT
        self.number = orders.open(new_order(), by=hands[Role.AGENT, "centre"], at=AT).number
        done.add(Verb.RECORD)

    def take(self, verb: Verb, hand: tuple[Role, str], no: int, births: list[str]) -> None:
        """Try it: accepted exactly where the model says so, and else without a trace."""
        if verb is Verb.RECORD:
            return
        self.at += timedelta(minutes=1)
        actor, before = self.hands[hand], picture(self.number)
        born = births if verb in (Verb.DISPATCH, Verb.FORWARD) else []
        allowed = may(self.model, verb, actor, no, self.place) and self.model.step(verb, no, born)
        share, facts = no if verb in ON_SHARES else None, _facts(verb, self.model, no)
        try:
            orders.advance(
                self.number, verb, by=actor, at=self.at, share=share, births=_births(born), facts=facts
            )
        except Refusal as refusal:
            assert not allowed, f"{verb} by {hand} on share {no} at {self.model}: {refusal}"
            assert picture(self.number) == before
        else:
            assert allowed, f"{verb} by {hand} on share {no} at {self.model}"
            self.done.add(verb)
            self.states |= set(self.model.shares)
            _remember(self.model, verb, no)
        check(self.number, self.model)

    def likely(self, dice: int) -> tuple[Verb, tuple[Role, str], int] | None:
        """A step that the tables open for somebody, new ones first, ends seldom: so walks get far."""
        open_now = [step for step in self._open() if step[0] not in ENDS or dice % 7 == 0]
        if fresh := [step for step in open_now if step[0] not in self.done]:
            open_now = fresh
        if not open_now:
            return None
        verb, share = open_now[dice % len(open_now)]
        turns = (HANDS[(dice + turn) % len(HANDS)] for turn in range(len(HANDS)))
        hands = (h for h in turns if may(self.model, verb, self.hands[h], share, self.place))
        return next(((verb, hand, share) for hand in hands), None)

    def _open(self) -> list[tuple[Verb, int]]:
        model = self.model
        return [
            (verb, share)
            for verb in Verb
            if verb is not Verb.RECORD
            for share in (range(1, len(model.shares) + 1) if verb in ON_SHARES else (0,))
            if Model(model.order, list(model.shares), list(model.units), list(model.handlers)).step(
                verb, share, [LEAD]
            )
        ]


def _births(units: Iterable[str]) -> tuple[Birth, ...]:
    return tuple(Birth(unit=unit, role=UnitRole.ASSIST, mode=Mode.MULTI) for unit in units)


def _facts(verb: Verb, model: Model, no: int) -> dict[str, Any]:
    if verb is Verb.ASSIGN and 0 < no <= len(model.units):
        return {"handler": f"{model.units[no - 1]}.{Role.HANDLER}"}
    if verb in (Verb.CONSULT, Verb.ESCALATE, Verb.WHISTLE):
        return {"guests": ["heat", "housing"]}
    return {"guests": []} if verb in (Verb.CONCLUDE, Verb.ADVISE, Verb.CANCEL, Verb.TAKE_BACK) else {}


def _remember(model: Model, verb: Verb, no: int) -> None:
    if verb is Verb.ASSIGN:
        model.handlers[no - 1] = f"person:{model.units[no - 1]}.{Role.HANDLER}"
    if verb is Verb.RECUSE:
        model.handlers[no - 1] = ""
    told = _facts(verb, model, no).get("guests")
    if told is not None:
        model.guests = tuple(told)
