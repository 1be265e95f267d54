"""The watch: what has become due is found by index, noted once, told once, answered once, whatever happens."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from jiesu.notices import actions as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Mark
from jiesu.policy import actions as policy
from jiesu.rules.clocks import MarkKind
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Channel, OrderState, Role, Verb
from jiesu.rules.verdict import Refusal
from tests.builders import AT, Town, order_at, share_at, town

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


def kinds(**of: object) -> list[str]:
    return sorted(Mark.objects.filter(**of).values_list("kind", flat=True))


def plain(**more: object) -> dict[str, object]:
    """A matter that no special clock names."""
    return {"text": "楼下广场舞扰民。", "title": "广场舞扰民", **more}


@pytest.mark.req("R177", part="the timer and the share on time are the handling room's")
def test_what_passes_is_noted_once_however_often_one_looks(place: Town) -> None:
    own = share_at(A.SENT, place, **plain())
    assert orders.watch(AT + timedelta(minutes=10)) == 0
    late = AT + timedelta(minutes=40)
    assert orders.watch(late) == 1 and kinds() == [MarkKind.CLAIM]
    assert [orders.watch(late), orders.watch(late + HOUR / 4)] == [0, 0]
    mark = Mark.objects.get()
    assert (mark.share_id, mark.due, mark.noted_at) == (own.pk, own.claim_due, late)


@pytest.mark.req("R190", "R174", part="the lists are the handling room's")
def test_near_then_late_then_nothing_more(place: Town) -> None:
    own = share_at(A.HANDLING, place, **plain())
    assert own.due is not None
    orders.watch(own.due - 7 * HOUR)
    assert kinds() == []
    orders.watch(own.due - 5 * HOUR)
    assert kinds() == [MarkKind.NEAR]
    orders.watch(own.due)
    orders.watch(own.due + 3 * HOUR)
    assert kinds() == [MarkKind.LATE, MarkKind.NEAR]


def test_a_watch_that_slept_notes_what_was_missed_though_it_was_done_late(place: Town) -> None:
    own = share_at(A.SENT, place, **plain())
    centre = place.actor(Role.REQUEST_CENTRE, "lake")
    orders.advance(own.order.number, Verb.CLAIM, by=centre, at=AT + HOUR, share=1)
    orders.watch(AT + 2 * HOUR)
    assert MarkKind.CLAIM in kinds()


def test_a_share_that_is_done_is_looked_at_once_more_and_never_again(place: Town) -> None:
    own = share_at(A.SIGNED, place, **plain())
    orders.watch(AT + HOUR)
    own.refresh_from_db()
    assert own.look_at is None and kinds() == []


@pytest.mark.req("R183", part="the share on time is the handling room's")
def test_the_street_passes_a_claimed_order_on_within_the_hour(place: Town) -> None:
    own = share_at(A.CLAIMED, place, **plain())
    assert own.claimed_at is not None
    orders.watch(own.claimed_at + HOUR - timedelta(seconds=1))
    assert kinds() == []
    orders.watch(own.claimed_at + HOUR)
    assert kinds() == [MarkKind.PASS_ON]
    quick = share_at(A.ASSIGNED, place, **plain())
    orders.watch(AT + 2 * HOUR)
    assert MarkKind.PASS_ON not in kinds(share=quick)


@pytest.mark.req("R178")
@pytest.mark.parametrize(("state", "missed"), [(A.RESPONDED, True), (A.HANDLING, False)])
def test_an_epidemic_request_has_a_result_within_an_hour(place: Town, state: A, missed: bool) -> None:
    own = share_at(state, place, text="居家隔离人员生活物资未送达。", title="居家隔离物资")
    orders.watch(own.dispatched_at + HOUR)
    assert (MarkKind.RESULT in kinds()) is missed


@pytest.mark.req("R179")
@pytest.mark.parametrize(("state", "missed"), [(A.RESPONDED, True), (A.HANDLING, False)])
def test_an_urgent_livelihood_request_has_a_result_within_a_day(place: Town, state: A, missed: bool) -> None:
    own = share_at(state, place, text="整栋楼停水两天。")
    orders.watch(own.dispatched_at + 24 * HOUR - timedelta(seconds=1))
    assert MarkKind.RESULT not in kinds()
    orders.watch(own.dispatched_at + 24 * HOUR)
    assert (MarkKind.RESULT in kinds()) is missed


def test_a_web_request_that_nobody_accepts_within_two_hours_is_noted_once(place: Town) -> None:
    order = order_at(OrderState.RECORDED, place, channel=Channel.WEB)
    order_at(OrderState.RECORDED, place, channel=Channel.PHONE)
    for hours in (1, 2, 3):
        orders.watch(AT + hours * HOUR)
    assert list(Mark.objects.values_list("order_id", "kind", "due")) == [
        (order.pk, MarkKind.ACCEPT, AT + 2 * HOUR)
    ]


@pytest.mark.req("R181", part="the share on time is the handling room's report")
def test_an_enterprise_that_nobody_asks_within_72_hours_is_noted_once(place: Town) -> None:
    order = order_at(OrderState.REPLIED, place, channel=Channel.ENTERPRISE, **plain())
    assert order.accepted_at is not None
    due = order.accepted_at + 72 * HOUR
    orders.watch(due - timedelta(seconds=1))
    assert MarkKind.FOLLOWUP not in kinds()
    orders.watch(due)
    orders.watch(due + HOUR)
    assert kinds() == [MarkKind.FOLLOWUP]


@pytest.mark.req("R184", "R185", "R186", part="that the moment comes once; the verbs are supervision's")
def test_the_rungs_of_the_ladder_come_once_for_each_order(place: Town) -> None:
    own = share_at(A.HANDLING, place, **plain())
    order = orders.find(own.order.number, SYSTEM)
    assert order.dispatched_at is not None
    rungs = {2: MarkKind.URGE, 3: MarkKind.SUPERVISE, 4: MarkKind.INVESTIGATE}
    for days, kind in rungs.items():
        moment = order.dispatched_at + timedelta(days=days)
        orders.watch(moment - timedelta(seconds=1))
        assert str(kind) not in kinds()
        orders.watch(moment)
        orders.watch(moment + HOUR)
        assert kinds(kind=kind, share=None, done_at=None) == [kind]


def test_a_room_answers_a_mark_once_and_a_refusal_ends_it(place: Town) -> None:
    share_at(A.HANDLING, place, **plain())
    share_at(A.HANDLING, place, **plain())
    orders.watch(AT + timedelta(days=2, hours=1))
    seen: list[int] = []

    def act(mark: Mark) -> None:
        seen.append(mark.pk)
        if len(seen) == 1:
            raise Refusal("The order has moved on.")

    assert orders.take({MarkKind.URGE}, act, at=AT) == 1
    assert orders.take({MarkKind.URGE}, act, at=AT) == 0
    assert len(seen) == 2


def test_what_dies_in_the_middle_is_done_again_whole(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    own = share_at(A.SENT, place, **plain())

    def dies(*_: object) -> None:
        raise OSError("the worker was killed")

    with monkeypatch.context() as broken:
        broken.setattr("jiesu.orders.watch._note", dies)
        with pytest.raises(OSError):
            orders.watch(AT + HOUR)
    assert not Mark.objects.exists()
    assert orders.watch(AT + HOUR) == 1
    orders.watch(AT + timedelta(days=2, hours=1))
    with pytest.raises(OSError):
        orders.take({MarkKind.URGE}, dies, at=AT)
    assert Mark.objects.filter(kind=MarkKind.URGE, done_at=None, order=own.order).exists()


def test_handler_unit_and_the_level_above_are_told_once(place: Town) -> None:
    own = share_at(A.HANDLING, place, **plain())
    assert own.due is not None
    orders.watch(own.due)
    Mark.objects.exclude(kind=MarkKind.LATE).update(told_at=own.due)
    assert notices.tell_marks(own.due) == 1 and notices.tell_marks(own.due) == 0
    told = Notice.objects.filter(text__contains="passed its limit")
    assert sorted(told.values_list("person__login", flat=True)) == [
        "east.dispatcher", "lake.area_leader", "lake.handler", "lake.head", "lake.main_leader",
        "lake.request_centre",
    ]  # fmt: skip


def test_nobody_is_woken_by_last_years_orders(place: Town) -> None:
    share_at(A.HANDLING, place, **plain())
    orders.watch(AT + timedelta(days=300))
    notices.tell_marks(AT + timedelta(days=300))
    assert Mark.objects.exists() and not Notice.objects.exists()


def test_the_watch_finds_what_is_due_by_its_index(place: Town) -> None:
    share_at(A.SENT, place, **plain())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM orders_assignment WHERE look_at <= %s ORDER BY look_at LIMIT 10", [AT]
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "share_to_look_at" in plan


def test_looking_is_no_part_of_what_the_ledger_proves(place: Town) -> None:
    own = share_at(A.HANDLING, place, **plain())
    orders.watch(AT + timedelta(days=1))
    moment = Assignment.objects.get(pk=own.pk).look_at
    assert isinstance(moment, datetime) and orders.verify().holds
