"""区级“吹哨报到”: a district's own limits, preparation, powers and scores beside its city's; the street's powers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jiesu.orders.face import Assignment
from jiesu.policy import actions as policy
from jiesu.policy import queries as laws
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Role
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.whistle import actions
from jiesu.whistle.laws import law_for
from jiesu.whistle.models import Whistle
from tests.builders import AT, Town, share_at
from tests.rooms.whistle.conftest import prepared

LATER = AT + timedelta(hours=1)
EAST = """
  districts:
    basis: assumed
    source: 样例东区实施细则
    east:
      matters:
        public: {respond: 20 min, arrive: 40 min, result: 1 d}
      checklist: [facts]
      powers: [whistle, settle]
"""


def in_the_east(place: Town) -> None:
    """A version of the law in which the east district has rules of its own."""
    shipped = laws.version("whistle/2019-01-01").text
    text = shipped.replace("from: 2019-01-01", "from: 2026-03-02", 1).rstrip() + EAST
    policy.revise("whistle", text, by=place.actor(Role.LAW_EDITOR, "centre"), at=AT - timedelta(days=1))


def whistled(own: Assignment, by: Actor, **words: Any) -> Whistle:
    actions.whistle(own.order.number, share=1, prepared=prepared(**words), by=by, at=LATER)
    return Whistle.objects.get(share=own)


@pytest.mark.req("R205")
def test_the_limits_and_the_preparation_are_the_districts(
    place: Town, own: Assignment, street: Actor
) -> None:
    bare = {"basis": "", "action": "", "result": ""}
    with pytest.raises(Refusal):
        whistled(own, street, **bare)
    in_the_east(place)
    made = whistled(own, street, **bare)
    call = made.calls.get()
    assert call.respond_due == LATER + timedelta(minutes=20)
    assert call.arrive_due == LATER + timedelta(minutes=40)


@pytest.mark.req("R205")
def test_another_district_keeps_the_citys_law(place: Town) -> None:
    in_the_east(place)
    city = laws.in_force("whistle", LATER).rules
    east, west = (law_for(place.units[code], LATER).rules for code in ("lake", "west"))
    assert west == city and east.matters != city.matters and east.scores == city.scores


@pytest.mark.req("R215")
def test_a_streets_powers_are_roles_and_the_law_may_take_one_back(
    place: Town, own: Assignment, street: Actor
) -> None:
    with pytest.raises(NotYours):
        whistled(own, place.actor(Role.HANDLER, "lake"))
    whistled(own, street)
    head = place.actor(Role.HEAD, "lake")
    actions.cancel(own.order.number, share=1, why="改期", by=head, at=LATER)
    in_the_east(place)
    other = share_at(AssignmentState.HANDLING, place)
    whistled(other, street)
    with pytest.raises(Refusal, match="no power"):
        actions.cancel(other.order.number, share=1, why="改期", by=head, at=LATER)
