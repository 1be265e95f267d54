"""The pending register: who may enter, who decides, who is reminded, and how one leaves it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiesu.handling import actions, queries, ticks
from jiesu.handling.models import Pending
from jiesu.notices import actions as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import queries as policy
from jiesu.rules.register import Obstacle
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import OrderState, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town
from tests.rooms.handling.clocked import DAY, HOUR, MINUTE, at_work, beijing, dispatched, fresh, told
from tests.rooms.handling.test_evidence import photo


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("答复.jpg", photo())


def at_handling(place: Town) -> Order:
    order = dispatched(place)
    at_work(place, order, at=AT + MINUTE)
    return order


def asks(place: Town, order: Order, *, at: datetime = AT + DAY, role: Role = Role.HEAD, **more: Any) -> Event:
    said: dict[str, Any] = {
        "obstacle": Obstacle.FUNDING, "reason": "改造资金列入下年度预算", "owner": "lake.head", "files": [paper()],
        "letter": "您反映的事项需待资金到位后实施，我们将持续跟进。", "told_on": date(2026, 3, 3),
    }  # fmt: skip
    return actions.register(order.number, share=1, by=place.actor(role, "lake"), at=at, **(said | more))


def listed(place: Town, *, at: datetime = AT + 2 * DAY, **more: Any) -> Order:
    order = at_handling(place)
    asks(place, order, **more)
    actions.list(order.number, share=1, by=place.actor(Role.DISPATCHER, "east"), at=at)
    return order


@pytest.mark.req("R147", "R151", "R152")
def test_an_order_enters_the_register_with_approver_reason_owner_and_line_department(place: Town) -> None:
    order = listed(place, line_unit="housing")
    own = fresh(order)
    assert (own.state, own.due, own.order.due, told(order)) == (A.PENDING, None, None, None)
    entry = queries.standing_pending(own)
    assert (entry.owner.login, entry.line_unit and entry.line_unit.code) == ("lake.head", "housing")
    assert entry.asking.decided_by == "person:east.dispatcher" and entry.asking.reason
    assert entry.review_at == beijing("2026-06-03"), "90 natural days after 4 March end at 24:00 of 2 June"
    beside = place.actor(Role.HEAD, "housing")
    assert orders.visible_to(beside).filter(number=order.number).exists()
    assert orders.verify().holds


@pytest.mark.req("R148")
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"reason": " "}, "what stands in the way"),
        ({"files": []}, "evidence of the obstacle"),
        ({"letter": ""}, "in writing"),
        ({"told_on": date(2026, 3, 9)}, "before one applies"),
        ({"owner": "hill.head"}, "answers for it"),
    ],
)
def test_what_the_procedure_asks_for_is_asked_for(place: Town, more: dict[str, Any], why: str) -> None:
    order = at_handling(place)
    with pytest.raises(Refusal, match=why):
        asks(place, order, **more)
    assert not Pending.objects.exists() and fresh(order).state == A.HANDLING


@pytest.mark.req("R148")
def test_a_matter_outside_the_scope_and_a_unit_above_the_cap_are_refused(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(place)
    other = at_handling(place)
    with pytest.raises(Refusal, match="the law allows 1"):
        asks(place, other)
    law = policy.in_force("register", AT).rules
    object.__setattr__(law, "scope", {o: s for o, s in law.scope.items() if o is not Obstacle.COURT})
    try:
        with pytest.raises(Refusal, match="does not let"):
            asks(place, other, obstacle=Obstacle.COURT)
    finally:
        policy._law.cache_clear()


def test_only_the_unit_s_head_or_leaders_apply_and_only_the_level_above_decides(place: Town) -> None:
    order = at_handling(place)
    for role in (Role.HANDLER, Role.REQUEST_CENTRE):
        with pytest.raises(NotYours):
            asks(place, order, role=role)
    with pytest.raises(Refusal, match="decided already"):
        actions.list(order.number, share=1, by=place.actor(Role.DISPATCHER, "east"), at=AT + DAY)
    asks(place, order)
    for role, unit in ((Role.HEAD, "lake"), (Role.DISPATCHER, "west")):
        with pytest.raises(NotYours):
            actions.list(order.number, share=1, by=place.actor(role, unit), at=AT + DAY + HOUR)
    actions.deny(
        order.number, share=1, by=place.actor(Role.DISPATCHER, "east"), at=AT + DAY + HOUR, reason="可以解决"
    )
    assert fresh(order).state == A.HANDLING and not queries.pendings(place.actor(Role.SUPERVISOR, "centre"))


@pytest.mark.req("R150")
def test_owner_and_supervisor_are_reminded_until_the_review_is_decided(place: Town) -> None:
    order = listed(place)
    review = queries.standing_pending(fresh(order)).review_at
    assert review is not None
    ticks.run(review - 8 * DAY)
    assert not Event.objects.filter(verb=Verb.REMIND).exists()
    for moment in (review - 7 * DAY, review - 7 * DAY + HOUR, review, review + 7 * DAY):
        ticks.run(moment)
        ticks.run(moment)
    assert Event.objects.filter(verb=Verb.REMIND).count() == 3
    while notices.tell(review + 7 * DAY):
        pass
    heard = Notice.objects.filter(text__contains="review of order").values_list("person__login", flat=True)
    assert {"lake.head", "east.supervisor"} <= set(heard)
    overdue = queries.past_review(queries.pendings(place.actor(Role.SUPERVISOR, "centre")), review + DAY)
    assert [p.share.order_id for p in overdue] == [order.pk]


def test_after_three_renewals_only_the_district_s_leader_renews(place: Town) -> None:
    order = listed(place)
    dispatcher, leader = place.actor(Role.DISPATCHER, "east"), place.actor(Role.DISTRICT_LEADER, "east")
    at = AT + 80 * DAY
    with pytest.raises(Refusal, match="still stands"):
        actions.renew(order.number, share=1, by=dispatcher, at=at, reason="")
    for turn in range(3):
        actions.renew(order.number, share=1, by=dispatcher, at=at + turn * 90 * DAY, reason="资金仍未到位")
    at += 270 * DAY
    with pytest.raises(Refusal, match="the district decides"):
        actions.renew(order.number, share=1, by=dispatcher, at=at, reason="资金仍未到位")
    actions.renew(order.number, share=1, by=leader, at=at, reason="区级专题会决定继续挂账")
    entry = queries.standing_pending(fresh(order))
    assert entry.renewals == 4 and entry.review_at is not None and entry.review_at > at + 89 * DAY


@pytest.mark.req("R149")
def test_one_leaves_only_when_it_is_solved_and_approved_and_is_then_followed_up_anew(place: Town) -> None:
    order = listed(place, line_unit="housing")
    head, east = place.actor(Role.HEAD, "lake"), place.actor(Role.DISPATCHER, "east")
    with pytest.raises(Refusal, match="decided already"):
        actions.write_off(order.number, share=1, by=east, at=AT + 50 * DAY)
    with pytest.raises(Refusal, match="evidence that it is solved"):
        actions.strike(order.number, share=1, reason="已改造完成", by=head, at=AT + 50 * DAY)
    actions.strike(order.number, share=1, reason="已改造完成", by=head, at=AT + 50 * DAY, files=[paper()])
    at = AT + 51 * DAY
    actions.write_off(order.number, share=1, by=east, at=at)
    own = fresh(order)
    first = own.first_due
    assert first is not None and own.state == A.HANDLING
    assert own.due == own.order.due == told(order) == at + (first - own.dispatched_at) / 2
    assert own.order.state == OrderState.DISPATCHED and own.order.guests == []
    assert Pending.objects.get().struck_at == at
    moved = queries.movements(place.actor(Role.SUPERVISOR, "centre"), AT, AT + 60 * DAY, AT + 60 * DAY)
    assert [(m.before, m.added, m.struck, m.after) for m in moved] == [(0, 1, 1, 0)]
    earlier = queries.movements(
        place.actor(Role.SUPERVISOR, "centre"), AT + 10 * DAY, AT + 20 * DAY, AT + 20 * DAY
    )
    assert [(m.before, m.added, m.struck, m.after) for m in earlier] == [(1, 0, 0, 1)]
    assert orders.verify().holds


def test_the_words_of_the_register_stay_out_of_the_ledger(place: Town) -> None:
    order = at_handling(place)
    event = asks(place, order)
    assert "资金到位" not in str(event.facts) and event.facts["obstacle"] == "funding"


def test_an_order_that_is_withdrawn_leaves_the_register_with_that_moment(place: Town) -> None:
    order = listed(place)
    entry = Pending.objects.get()
    away = AT + 3 * DAY
    orders.advance(order.number, Verb.WITHDRAW, by=place.actor(Role.AGENT, "centre"), at=away)
    assert "closed" in ticks.run(away + HOUR)
    entry.refresh_from_db()
    assert (entry.struck_at, entry.remind_at) == (away, None)
    assert not queries.standing(queries.pendings(place.actor(Role.HEAD, "lake"))).exists()
    assert "closed" not in ticks.run(away + 2 * HOUR)
