"""A divided request waits for its parts: nobody closes it before they have ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiesu.followup import actions
from jiesu.intake import actions as intake
from jiesu.intake import queries as parts
from jiesu.intake.actions import Piece
from jiesu.orders import face as orders
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import OrderState, Role
from jiesu.rules.verdict import Refusal
from tests.builders import AT, Town, order_at, town

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=3)


@pytest.mark.req("R064")
def test_the_whole_is_closed_only_when_every_part_has_ended() -> None:
    place: Town = town()
    agent, caller = place.actor(Role.AGENT, "centre"), place.actor(Role.FOLLOWUP_AGENT, "centre")
    order = order_at(OrderState.RECORDED, place)
    pieces = [Piece("三号楼停水，请尽快修复。"), Piece("三号楼电梯故障，请维修。")]
    intake.split(order.number, pieces, by=agent, at=LATER)
    whole = orders.find(order.number, SYSTEM)
    with pytest.raises(Refusal, match="still running"):
        actions.close(whole.number, by=caller, at=LATER, why="各子单已办结")
    for part in parts.parts(whole):
        intake.withdraw(part.number, reason="诉求人自行解决", by=agent, at=LATER + timedelta(hours=1))
    actions.close(whole.number, by=caller, at=LATER + timedelta(hours=2), why="各子单已办结")
    assert orders.find(order.number, SYSTEM).state == OrderState.CLOSED
    assert orders.verify().holds
