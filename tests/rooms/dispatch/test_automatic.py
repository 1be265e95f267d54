"""Suggestions and the gate: what the machine may dispatch alone, and what it leaves to people."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from jiesu.dispatch import actions, learning, queries, suggesting, ticks
from jiesu.dispatch.actions.automatic import for_people
from jiesu.dispatch.board import Board
from jiesu.dispatch.kinds import Fate
from jiesu.dispatch.models import Suggestion
from jiesu.kit.turns import Unfinished
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM
from jiesu.rules.routing import by_words
from jiesu.rules.terms import Level, OrderState, RequestType, Role
from tests.builders import AT, Town, order_at

LATER = AT + timedelta(hours=1)
CLEAR = "010101"
"""垃圾清运: the street's duty."""
TREES = "060302"
"""公园绿地 with what flies from trees."""


def accepted(place: Town, **changes: Any) -> Order:
    told: dict[str, Any] = {"category": CLEAR, "level": None, "text": "小区垃圾没人清运。", "title": "垃圾"}
    return order_at(OrderState.ACCEPTED, place, **(told | changes))


def machines(place: Town, **changes: Any) -> Order:
    """An accepted order that is not among those that people check."""
    while True:
        order = accepted(place, **changes)
        if not for_people(order.number, Fraction(1, 20)):
            return order


def fresh(order: Order) -> Order:
    return orders.find(order.number, SYSTEM)


def test_the_catalogue_names_the_street_of_the_place_with_its_reason(place: Town) -> None:
    board = Board(LATER)
    (proposal,) = suggesting.proposals(board, [accepted(place)])
    assert proposal.top is not None and proposal.top.unit == "lake"
    assert proposal.top.confidence == 1 and proposal.top.reasons
    assert [c.unit for c in proposal.suggestion.copies] == ["east"]


def test_without_a_category_the_words_of_the_catalogue_suggest_but_never_pass_the_gate(place: Town) -> None:
    (proposal,) = suggesting.proposals(Board(LATER), [accepted(place, category="")])
    assert proposal.top is not None and proposal.top.unit == "lake"
    assert Fraction(0) < proposal.top.confidence < Fraction(9, 10)
    assert not proposal.gate.value


@pytest.mark.req("R073", "R053")
def test_what_the_catalogue_makes_clear_is_dispatched_by_the_house_itself(place: Town) -> None:
    order = machines(place)
    assert actions.automatic(LATER)[0] >= 1
    after = fresh(order)
    assert after.state == OrderState.DISPATCHED and after.lead is not None and after.lead.code == "lake"
    event = next(e for e in orders.timeline(after) if e.verb == "dispatch" and e.share is None)
    assert event.by == "system" and event.facts["auto"] is True
    assert event.facts["model"].startswith("words/") and event.facts["confidence"] == "1.0000"
    assert Suggestion.objects.get(order=after).fate == Fate.AUTOMATIC
    done, every = queries.automatic_share(AT, LATER + timedelta(days=1))
    assert done == every >= 1


HELD: list[dict[str, Any]] = [
    {"request_type": RequestType.REPORT},
    {"level": Level.P1},
    {"tags": ("minor",)},
    {"tags": ("sensitive",)},
    {"confidential": True},
    {"area": "d-east"},
    {"area": ""},
    {"category": ""},
]


@pytest.mark.parametrize("changes", HELD, ids=lambda c: next(iter(c)))
def test_the_gate_never_lets_through_what_people_must_see(place: Town, changes: dict[str, Any]) -> None:
    order = machines(place, **changes)
    actions.automatic(LATER)
    assert fresh(order).state == OrderState.ACCEPTED
    row = Suggestion.objects.get(order=order)
    assert not row.automatic and row.against and row.fate == ""


def test_a_random_share_goes_to_people_anyway(place: Town) -> None:
    while True:
        order = accepted(place)
        if for_people(order.number, Fraction(1, 20)):
            break
    actions.automatic(LATER)
    assert fresh(order).state == OrderState.ACCEPTED
    assert Suggestion.objects.get(order=order).automatic


def test_the_share_for_people_is_as_large_as_the_law_says() -> None:
    drawn = sum(for_people(f"2603020000{n:04}", Fraction(1, 20)) for n in range(4000))
    assert 150 <= drawn <= 250


def test_an_order_that_came_back_is_dispatched_by_people_and_not_to_the_same_unit(place: Town) -> None:
    order = machines(place)
    actions.automatic(LATER)
    lake, centre = place.actor(Role.REQUEST_CENTRE, "lake"), place.actor(Role.DISPATCHER, "centre")
    said: dict[str, Any] = {"ground": "not_here", "reason": "不在本辖区", "proposed": "hill"}
    actions.object(order.number, share=1, by=lake, at=LATER, **said)
    actions.uphold(order.number, share=1, by=centre, at=LATER, reason="x")
    actions.automatic(LATER)
    assert fresh(order).state == OrderState.ACCEPTED
    row = Suggestion.objects.get(order=order)
    assert "lake" not in [c["unit"] for c in row.candidates if c["part"] == "lead"]


def test_the_tick_says_what_it_did_once_and_then_finds_nothing(place: Town) -> None:
    machines(place)
    accepted(place, category="")
    assert "left to people" in ticks.run(LATER)
    assert ticks.run(LATER) == "1 readings compared with what was decided"
    assert ticks.run(LATER) == ""


def test_a_turn_reads_a_part_and_the_next_ones_read_the_rest(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "TURN", 2)
    for _ in range(5):
        accepted(place, category="")
    done = [ticks.run(LATER) for _ in range(4)]
    assert [isinstance(said, Unfinished) for said in done] == [True, True, False, False]
    assert Suggestion.objects.count() == 5 and done[3] == ""


def test_a_reader_learns_from_the_dispatches_that_stand(
    place: Town, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(learning, "FIRST_LESSON", 20)
    by = place.actor(Role.DISPATCHER, "centre")
    for n in range(12):
        heat = accepted(
            place, category="", title="暖气不热", text=f"{n}号楼暖气不热，室温很低，请供热单位来看。"
        )
        lift = accepted(
            place, category="", title="电梯", text=f"{n}单元电梯坏了，物业一直不修电梯，老人下不了楼。"
        )
        actions.dispatch(heat.number, units=["heat"], category="050301", by=by, at=LATER)
        actions.dispatch(lift.number, units=["housing"], category=CLEAR, by=by, at=LATER)
    assert learning.learn(LATER) == "learned from 24 dispatches"
    assert learning.learn(LATER) == ""
    board = Board(LATER)
    found = learning.reader(board)
    assert not found.version.startswith("words/")
    (guessed,) = found.read(["家里暖气不热，室温太低"])
    assert guessed.units[0].code == "heat" and guessed.categories[0].code == "050301"


def test_before_there_is_a_model_names_and_the_first_cases_suggest_and_never_pass_the_gate(
    place: Town,
) -> None:
    by = place.actor(Role.DISPATCHER, "centre")
    asked = "杨树毛子到处飞，眼睛都睁不开"
    reader = learning.reader(Board(LATER))
    (before,) = reader.read([asked])
    assert by_words(Board(LATER).catalogue, asked) == () and learning.reader(Board(LATER)).version.startswith(
        "words/"
    )
    for text in ("杨树毛子太多，请修剪杨树", "满街杨树毛子，请换树种", "小区里杨树飞毛，过敏了"):
        order = accepted(place, category="", title="杨树", text=text)
        actions.dispatch(order.number, units=["lake"], category=TREES, by=by, at=LATER)
    (after,) = learning.reader(Board(LATER)).read([asked])
    assert [g.code for g in after.categories][:1] == [TREES] != [g.code for g in before.categories][:1]
    assert after.categories[0].confidence < Fraction(1, 2)
