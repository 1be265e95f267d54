"""闭环: no order is closed while review, reply or follow-up is missing; the 72 hours; the scheduled jobs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiesu.callers import actions as callers
from jiesu.followup import actions, figures
from jiesu.followup import ticks as following
from jiesu.followup.models import Job
from jiesu.handling import actions as handling
from jiesu.handling import queries as handled
from jiesu.handling.kinds import Result
from jiesu.notices import actions as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.orders.face import Mark, Order
from jiesu.rules.clocks import MarkKind
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Channel, OrderState, RequestType, Role, Satisfied, Solved, Verb
from jiesu.rules.verdict import Refusal
from jiesu.supervision import ticks as supervising
from jiesu.supervision.models import Board
from tests.builders import AT, Town, order_at, share_at
from tests.rooms.notices.test_tell import sms_gateway

LATER = AT + timedelta(hours=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def agent(place: Town) -> Actor:
    return place.actor(Role.FOLLOWUP_AGENT, "centre")


def state(order: Order) -> str:
    return str(orders.find(order.number, SYSTEM).state)


@pytest.mark.req("R228")
@pytest.mark.parametrize("stage", [A.HANDLING, A.SUBMITTED, A.REVIEWED], ids=str)
def test_nothing_is_closed_without_reply_review_and_signature(place: Town, agent: Actor, stage: A) -> None:
    own = share_at(stage, place)
    with pytest.raises(Refusal):
        actions.close(own.order.number, by=agent, at=LATER, why="急于归档")
    assert state(own.order) == OrderState.DISPATCHED


@pytest.mark.req("R228")
def test_nothing_is_closed_before_the_follow_up_that_the_law_asks_for(place: Town, agent: Actor) -> None:
    order = order_at(OrderState.REPLIED, place)
    with pytest.raises(Refusal, match="follow-up"):
        actions.close(order.number, by=agent, at=LATER, why="急于归档")
    actions.draw(order.number, by=agent, at=LATER)
    with pytest.raises(Refusal):
        actions.close(order.number, by=agent, at=LATER, why="急于归档")
    assert state(order) == OrderState.DRAWN
    said = {"contacted": True, "solved": Solved.YES, "satisfied": Satisfied.YES}
    actions.rate(order.number, **said, by=agent, at=LATER)
    actions.close(order.number, by=agent, at=LATER)
    assert state(order) == OrderState.CLOSED


@pytest.mark.req("R228")
def test_what_the_law_does_not_follow_up_is_closed_with_a_reason(place: Town, agent: Actor) -> None:
    praise = order_at(OrderState.REPLIED, place, request_type=RequestType.PRAISE)
    with pytest.raises(Refusal):
        actions.close(praise.number, by=agent, at=LATER)
    actions.close(praise.number, by=agent, at=LATER, why="表扬件不回访")
    assert state(praise) == OrderState.CLOSED


@pytest.mark.req("R181")
def test_an_enterprise_is_asked_within_72_hours_or_it_is_flagged_told_and_counted(
    place: Town, agent: Actor
) -> None:
    at = AT - 10 * DAY
    kept, broken = (order_at(OrderState.REPLIED, place, at=at, channel=Channel.ENTERPRISE) for _ in range(2))
    actions.draw(kept.number, by=agent, at=at + HOUR)
    said = {"contacted": True, "solved": Solved.YES, "satisfied": Satisfied.YES}
    actions.rate(kept.number, **said, by=agent, at=at + 71 * HOUR)
    assert broken.accepted_at is not None
    due = broken.accepted_at + 72 * HOUR
    orders.watch(due - timedelta(seconds=1))
    assert not Mark.objects.filter(kind=MarkKind.FOLLOWUP).exists()
    orders.watch(due)
    mark = Mark.objects.get(kind=MarkKind.FOLLOWUP)
    assert (mark.order_id, mark.due) == (broken.pk, due)
    notices.tell_marks(due)
    assert Notice.objects.filter(order=broken, person=place.person(Role.FOLLOWUP_AGENT, "centre")).exists()
    (row,) = handled.on_time(place.actor(Role.SUPERVISOR, "centre"), at - DAY, AT, AT)
    counted = row.measures["followup"]
    assert (counted.due, counted.kept, str(counted.share)) == (2, 1, "1/2")


@pytest.mark.req("R472")
def test_the_rules_for_enterprises_are_kept_and_their_limits_and_reply_forms_enforced(place: Town) -> None:
    own = share_at(A.HANDLING, place, channel=Channel.ENTERPRISE)
    number, by = own.order.number, place.actor(Role.HANDLER, "lake")
    orders.watch(AT + 49 * HOUR)
    (row,) = handled.on_time(place.actor(Role.SUPERVISOR, "centre"), AT - DAY, AT + 9 * DAY, AT + 9 * DAY)
    assert (row.measures["enterprise"].due, row.measures["enterprise"].kept) == (1, 0), "48 hours"
    assert (row.measures["followup"].due, row.measures["followup"].kept) == (1, 0), "72 hours"
    text = "您好，三月二日工作人员到现场检查三号楼供水，已修复管线，负责人与您联系，感谢理解。"
    said = {"share": 1, "result": Result.OBJECTIVE, "text": text, "by": by, "at": LATER}
    with pytest.raises(Refusal, match="has to be done"):
        handling.submit(number, **said)  # type: ignore[arg-type]
    plain = share_at(A.HANDLING, place)
    handling.submit(plain.order.number, **said)  # type: ignore[arg-type]


@pytest.mark.req("R242")
def test_calls_and_reports_are_jobs_that_come_by_themselves_and_are_kept(place: Town) -> None:
    party = callers.remember(name="样例", phone="13800000009", at=AT)
    order = order_at(OrderState.REPLIED, place, requester=party.pk)
    assert "drawn or closed" in following.run(LATER + 2 * HOUR)
    assert state(order) == OrderState.DRAWN
    assert "drawn or closed" in Job.objects.get().did
    evening = AT.replace(hour=15)
    assert "boards frozen" in supervising.run(evening)
    board = Board.objects.get(unit__code="lake", as_at=evening)
    assert board.figures["signed"] == 1
    assert orders.timeline(order)[-1].verb in (Verb.DRAW, Verb.ATTEMPT, Verb.INFORM)


@pytest.mark.req("R231")
def test_a_survey_by_text_message_goes_out_over_the_gateway_comes_back_and_is_counted(
    place: Town, agent: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    party = callers.remember(name="样例", phone="13800000009", at=AT)
    asked = order_at(OrderState.REPLIED, place, requester=party.pk)
    called = order_at(OrderState.REPLIED, place)
    noon = AT + timedelta(hours=3)
    actions.draw(asked.number, by=SYSTEM, at=noon)
    with sms_gateway([200]) as (url, got):
        monkeypatch.setenv("JIESU_SMS_URL", url)
        assert actions.send_waiting(at=noon) == 1
    assert got[0]["to"] == "13800000009" and asked.number in got[0]["text"]
    event = actions.receive("13800000009", "111", at=noon + HOUR)
    assert event is not None and event.verb == Verb.RATE
    order = orders.find(asked.number, SYSTEM)
    assert (order.contacted, order.solved, order.satisfied) == (True, Solved.YES, Satisfied.YES)
    actions.draw(called.number, by=agent, at=noon)
    said = {"contacted": True, "solved": Solved.NO, "satisfied": Satisfied.NO}
    actions.rate(called.number, **said, by=agent, at=noon)  # type: ignore[arg-type]
    counted = figures.figures(AT, AT + DAY)
    assert counted.valid == 2 and str(counted.sms_share) == "1/2"
