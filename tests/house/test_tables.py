"""The tables of the law are total: no state without a desk, no verb without somebody who may."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from jiesu.rules import flow, reach
from jiesu.rules.terms import AssignmentState, Desk, OrderState, Role, Term, Verb

MACHINES = {
    "order": (flow.ORDER_STEPS, OrderState, flow.ORDER_TRAY),
    "share": (flow.ASSIGNMENT_STEPS, AssignmentState, flow.ASSIGNMENT_TRAY),
}
LED_BY_SHARES = {OrderState.REPLIED, OrderState.ACCEPTED}
"""States that an order reaches by its shares (flow.order_follows), not by a step of its own."""


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_lies_on_one_desk_or_is_final(name: str) -> None:
    _, states, tray = MACHINES[name]
    assert set(tray) == set(states)


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_can_be_reached(name: str) -> None:
    steps, states, _ = MACHINES[name]
    reached, frontier = set[Term](LED_BY_SHARES if name == "order" else ()), {flow.BORN}
    while frontier:
        found = {after for (_, before), after in steps.items() if before in frontier} - reached
        found |= {s for s in LED_BY_SHARES if name == "order" and flow.BORN in frontier}
        reached |= found
        frontier = {str(state) for state in found}
    assert reached == set(states)


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_that_waits_has_a_way_out(name: str) -> None:
    steps, states, tray = MACHINES[name]
    leaving = {before for (_, before), after in steps.items() if before != after}
    if name == "order":
        leaving.add(OrderState.DISPATCHED)  # by its shares
    assert {s for s in states if tray[s] is not None} <= leaving


def test_every_verb_moves_something() -> None:
    used = {verb for steps, _, _ in MACHINES.values() for verb, _ in steps}
    assert used == set(Verb)


@pytest.mark.parametrize(
    ("table", "words"),
    [(reach.MAY, Verb), (reach.SIGHT, Role), (reach.DESKS, Desk)],
    ids=["MAY", "SIGHT", "DESKS"],
)
def test_every_word_has_its_line(table: Mapping[Term, object], words: type[Term]) -> None:
    assert set(table) == set(words)
    assert all(table[word] for word in words)


def test_whoever_may_move_an_order_can_open_a_desk() -> None:
    """Nobody has a verb without a page to do it on; requesters have the public pages, the system has ticks."""
    seated = {role for roles in reach.DESKS.values() for role in roles} | {Role.REQUESTER, Role.SYSTEM}
    assert {role for roles in reach.MAY.values() for role in roles} <= seated


def test_every_term_has_a_chinese_and_an_english_name() -> None:
    words = [term for kind in Term.__subclasses__() for term in kind]
    assert [t for t in words if not t.zh or not t.en or t.en == t.zh] == []
