"""Random walks of the verbs of clocks: where the story of a limit ends, there the stored limit stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiesu.dispatch import actions as dispatch
from jiesu.followup import actions as followup
from jiesu.handling import actions
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.limits import Ground
from jiesu.rules.reach import SYSTEM
from jiesu.rules.register import Obstacle
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Channel, Level, OrderState, Role, Satisfied, Solved, UnitRole, Verb
from jiesu.rules.verdict import Refusal
from tests.builders import AT, Town
from tests.rooms.handling.clocked import MINUTE, at_work, dispatched
from tests.rooms.handling.test_evidence import photo

PHOTO = photo()


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("材料.jpg", PHOTO)


class Walk:
    """One order under random hands; what is refused changes nothing and is passed over."""

    def __init__(self, place: Town, level: Level, channel: Channel, *, by_district: bool) -> None:
        self.place, self.at = place, AT
        parts = (("east" if by_district else "lake", UnitRole.LEAD), ("housing", UnitRole.ASSIST))
        self.order: Order = dispatched(place, level=level, channel=channel, units=parts)
        self.share = 1
        if by_district:
            dispatch.forward(
                self.order.number, share=1, units=["lake"], by=place.actor(Role.DISPATCHER, "east"),
                at=self.at + 3 * MINUTE, reason="属地办理",
            )  # fmt: skip
            self.share = 3
        at_work(place, self.order, at=self.at + 5 * MINUTE, share=self.share)
        self.at += 10 * MINUTE

    def step(self, name: str, minutes: int, micro: int) -> None:
        self.at += timedelta(minutes=minutes, microseconds=micro)
        try:
            with transaction.atomic():
                getattr(self, name)()
        except Refusal:
            pass
        self.check()

    def check(self) -> None:
        order = orders.find(self.order.number, SYSTEM)
        for share in orders.shares_of(order):
            assert orders.clock_story(order, share).due == share.due, (share.no, share.state)
            lines = [s.text for step in orders.clock_story(order, share).steps for s in step.said]
            assert "The limit was set with the dispatch: %(due)s." not in lines

    def call(self, verb: Any, role: Role, unit: str = "lake", **said: Any) -> None:
        verb(self.order.number, share=self.share, by=self.place.actor(role, unit), at=self.at, **said)

    def pause(self) -> None:
        self.call(actions.pause, Role.HANDLER, what="材料")

    def resume(self) -> None:
        self.call(actions.resume, Role.HANDLER)

    def extend(self) -> None:
        self.call(actions.extend, Role.HANDLER, ground=Ground.LAW, reason="依法", provision="第三条")

    def exempt(self) -> None:
        self.call(actions.exempt, Role.HANDLER, reason="特殊")

    def grant(self) -> None:
        self.call(actions.grant, Role.DISPATCHER, "east")

    def grant_city(self) -> None:
        self.call(actions.grant, Role.DISPATCHER, "centre")

    def deny(self) -> None:
        self.call(actions.deny, Role.DISPATCHER, "east", reason="不符合")

    def register(self) -> None:
        self.call(
            actions.register, Role.HEAD, obstacle=Obstacle.COURT, reason="诉讼中", owner="lake.head", letter="已告知",
            told_on=AT.date(), files=[paper()],
        )  # fmt: skip
        self.call(actions.list, Role.DISPATCHER, "east")

    def write_off(self) -> None:
        self.call(actions.strike, Role.HEAD, reason="已结案", files=[paper()])
        self.call(actions.write_off, Role.DISPATCHER, "east")

    def rehandle(self) -> None:
        for share, unit in ((self.share, "lake"), (2, "housing")):
            state = orders.share_of(orders.find(self.order.number, SYSTEM), share).state
            if state == A.SENT:
                at_work(self.place, self.order, at=self.at, unit=unit, share=share)
            for verb, role in (
                (Verb.SUBMIT, Role.HANDLER),
                (Verb.REVIEW, Role.HEAD),
                (Verb.SIGN, Role.MAIN_LEADER),
            ):
                if orders.share_of(orders.find(self.order.number, SYSTEM), share).state != A.SIGNED:
                    by = self.place.actor(role, unit)
                    orders.advance(self.order.number, verb, by=by, at=self.at + 5 * MINUTE, share=share)
        asker, at = self.place.actor(Role.FOLLOWUP_AGENT, "centre"), self.at + 10 * MINUTE
        orders.advance(self.order.number, Verb.DRAW, by=asker, at=at)
        followup.rate(
            self.order.number, contacted=True, solved=Solved.NO, satisfied=Satisfied.NO, by=asker, at=at
        )
        followup.rehandle(self.order.number, by=asker, at=at, why="未解决")
        assert orders.find(self.order.number, SYSTEM).state == OrderState.DISPATCHED
        self.at = at


NAMES = (
    "pause", "resume", "extend", "grant", "grant_city", "deny", "exempt", "register", "write_off", "rehandle",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(1, 4000), st.integers(0, 999_999)), min_size=3, max_size=9
)


@pytest.mark.req("R171", "R182")
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=STEPS, level=st.sampled_from([Level.P2, Level.P3, Level.P4, Level.C]), by_district=st.booleans(),
    channel=st.sampled_from([Channel.PHONE, Channel.ENTERPRISE]),
)  # fmt: skip
def test_the_story_of_a_limit_ends_where_the_stored_limit_stands(
    place: Town, settings: Any, tmp_path_factory: Any, steps: list[tuple[str, int, int]], level: Level,
    by_district: bool, channel: Channel,
) -> None:  # fmt: skip
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    with transaction.atomic():
        walk = Walk(place, level, channel, by_district=by_district)
        walk.check()
        for name, minutes, micro in steps:
            walk.step(name, minutes, micro)
        assert orders.verify().holds
        transaction.set_rollback(True)
