"""Pauses, extensions and special circumstances: exact, approved, told, and provable from the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiesu.handling import actions, ticks
from jiesu.handling.kinds import Decision
from jiesu.handling.models import Asking, Paper, Pause
from jiesu.kit.words import say
from jiesu.notices import actions as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.rules.limits import Ground
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Channel, Level, Mode, Role, UnitRole, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town
from tests.rooms.handling.clocked import DAY, HOUR, MINUTE, at_work, beijing, dispatched, fresh, told
from tests.rooms.handling.test_evidence import photo


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("施工方案.jpg", photo())


def asks(place: Town, order: Order, at: Any, **more: Any) -> Event:
    said = {
        "ground": Ground.LONGER,
        "reason": "需更换主管道",
        "plan": "三日内更换",
        "files": [paper()],
    } | more
    return actions.extend(order.number, share=1, by=place.actor(Role.HANDLER, "lake"), at=at, **said)


WORKED = [
    (Level.P1, "2025-10-03", "09:10", "2025-10-03", "11:10", ["R165"]),
    (Level.P2, "2025-09-30", "18:00", "2025-10-01", "18:00", ["R166"]),
    (Level.P3, "2025-09-26", "10:00", "2025-10-04", "00:00", ["R167"]),
    (Level.P4, "2025-09-26", "10:00", "2025-10-12", "00:00", ["R168"]),
]


@pytest.mark.req("R164", "R165", "R166", "R167", "R168", "R171")
@pytest.mark.parametrize(("level", "day", "clock", "due_day", "due_clock", "rows"), WORKED)
def test_the_worked_examples_of_the_four_levels_hold_on_real_orders(
    place: Town, level: Level, day: str, clock: str, due_day: str, due_clock: str, rows: list[str]
) -> None:
    order = dispatched(place, at=beijing(day, clock), level=level)
    due = beijing(due_day, due_clock)
    assert (fresh(order).due, fresh(order).first_due, order.due, told(order)) == (due, due, due, due)


def test_a_pause_moves_the_limit_by_exactly_as_long_as_the_clock_stood(place: Town) -> None:
    order = dispatched(place, at=beijing("2025-09-30", "18:00"), level=Level.P2)
    own = at_work(place, order, at=beijing("2025-09-30", "18:05"))
    handler = place.actor(Role.HANDLER, "lake")
    begins, ends = beijing("2025-10-01", "10:00"), beijing("2025-10-01", "14:00") + timedelta(microseconds=7)
    actions.pause(order.number, share=1, what="房产证复印件", by=handler, at=begins)
    stopped = fresh(order)
    assert (stopped.state, stopped.due, stopped.order.due, told(order)) == (A.PAUSED, None, None, None)
    actions.resume(order.number, share=1, by=handler, at=ends)
    new = own.due + (ends - begins)  # type: ignore[operator]
    again = fresh(order)
    assert (again.state, again.due, again.order.due, told(order)) == (A.HANDLING, new, new, new)
    assert again.first_due == own.due and orders.verify().holds


def test_the_story_reads_as_a_case_worker_would_tell_it(place: Town) -> None:
    order = dispatched(place, at=beijing("2025-09-30", "18:00"), level=Level.P2)
    at_work(place, order, at=beijing("2025-09-30", "18:05"))
    handler = place.actor(Role.HANDLER, "lake")
    actions.pause(order.number, share=1, what="户口本", by=handler, at=beijing("2025-10-01", "10:00"))
    actions.resume(order.number, share=1, by=handler, at=beijing("2025-10-01", "14:00"))
    asks(place, order, beijing("2025-10-01", "15:00"), amount=12)
    actions.grant(
        order.number, share=1, by=place.actor(Role.DISPATCHER, "east"), at=beijing("2025-10-01", "16:00")
    )
    found = orders.find(order.number, SYSTEM)
    story = orders.clock_story(found, fresh(order))
    lines = [say(sentence) for step in story.steps for sentence in step.said]
    assert any("2025-09-30 18:00" in line for line in lines) and any("24" in line for line in lines)
    assert any("2025-10-01 10:00" in line for line in lines) and any(
        "2025-10-01 22:00" in line for line in lines
    )
    assert story.due == fresh(order).due == beijing("2025-10-02", "10:00")
    assert all(step.law == "limits/2019-01-01" for step in story.steps if step.due)
    assert story.steps[0].clause


REFUSED_PAUSES: list[tuple[str, dict[str, Any]]] = [("which material", {"what": " "})]


@pytest.mark.parametrize(("why", "more"), REFUSED_PAUSES)
def test_a_pause_says_what_is_waited_for(place: Town, why: str, more: dict[str, Any]) -> None:
    order = dispatched(place)
    at_work(place, order, at=AT + MINUTE)
    with pytest.raises(Refusal, match=why):
        actions.pause(order.number, share=1, by=place.actor(Role.HANDLER, "lake"), at=AT + HOUR, **more)
    assert fresh(order).state == A.HANDLING and not Pause.objects.exists()


def test_the_clock_is_paused_twice_at_most_and_never_after_the_limit(place: Town) -> None:
    order = dispatched(place)
    at_work(place, order, at=AT + MINUTE)
    handler = place.actor(Role.HANDLER, "lake")
    for day in (1, 2):
        actions.pause(order.number, share=1, what="材料", by=handler, at=AT + day * DAY)
        actions.resume(order.number, share=1, by=handler, at=AT + day * DAY + HOUR)
    with pytest.raises(Refusal, match="at most 2 times"):
        actions.pause(order.number, share=1, what="材料", by=handler, at=AT + 3 * DAY)
    late = dispatched(place)
    at_work(place, late, at=AT + MINUTE)
    with pytest.raises(Refusal, match="limit has passed"):
        actions.pause(late.number, share=1, what="材料", by=handler, at=AT + 30 * DAY)


def test_the_house_lets_the_clock_run_again_when_the_pause_is_used_up(place: Town) -> None:
    order = dispatched(place)
    own = at_work(place, order, at=AT + MINUTE)
    begins = AT + DAY + 11 * MINUTE
    actions.pause(order.number, share=1, what="材料", by=place.actor(Role.HANDLER, "lake"), at=begins)
    until = Pause.objects.get().until
    assert until == beijing("2026-03-09"), "five natural days after 3 March end at 24:00 of 8 March"
    for at in (until - MINUTE, until, until + MINUTE, until + HOUR):
        orders.watch(at)
        ticks.run(at)
        assert fresh(order).state == (A.PAUSED if at < until else A.HANDLING)
    assert own.due is not None and fresh(order).due == own.due + (until - begins) == told(order)
    assert Event.objects.filter(verb=Verb.RESUME).count() == 1 and orders.verify().holds


def test_the_clock_runs_again_from_the_moment_the_requester_sent_the_material(place: Town) -> None:
    order = dispatched(place)
    own = at_work(place, order, at=AT + MINUTE)
    begins, sent = AT + DAY, AT + DAY + 3 * HOUR
    actions.pause(order.number, share=1, what="材料", by=place.actor(Role.HANDLER, "lake"), at=begins)
    orders.advance(order.number, Verb.SUPPLEMENT, by=place.actor(Role.AGENT, "centre"), at=sent)
    ticks.run(sent + 2 * HOUR)
    ticks.run(sent + 3 * HOUR)
    assert own.due is not None and fresh(order).due == own.due + 3 * HOUR == told(order)


@pytest.mark.req("R171", "R173")
def test_an_extension_is_asked_granted_told_and_the_first_limit_stays(place: Town) -> None:
    order = dispatched(place, at=beijing("2025-09-26", "10:00"))
    at_work(place, order, at=beijing("2025-09-26", "10:10"))
    asks(place, order, beijing("2025-10-02", "09:00"))
    assert fresh(order).due == beijing("2025-10-04") and Paper.objects.count() == 1
    east = place.actor(Role.DISPATCHER, "east")
    event = actions.grant(order.number, share=1, by=east, at=beijing("2025-10-02", "10:00"), reason="属实")
    own = fresh(order)
    assert own.due == own.order.due == told(order) == beijing("2025-10-11")
    assert own.first_due == beijing("2025-10-04") and event.facts["by"] == "7 d" and event.clause
    row = Asking.objects.get()
    assert (row.decision, row.decided_by, row.plan) == (Decision.GRANTED, east.key, "三日内更换")
    with pytest.raises(Refusal, match="1 times already"):
        asks(place, order, beijing("2025-10-05", "09:00"))
    assert orders.verify().holds


@pytest.mark.req("R172", "R173")
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"ground": Ground.LAW}, "Cite the provision"),
        ({"plan": ""}, "the plan"),
        ({"files": []}, "Add the evidence"),
        ({"reason": " "}, "Say why"),
        ({"amount": 9}, "at most 7"),
    ],
)
def test_each_ground_of_an_extension_asks_for_what_shows_it(
    place: Town, more: dict[str, Any], why: str
) -> None:
    order = dispatched(place)
    at_work(place, order, at=AT + MINUTE)
    with pytest.raises(Refusal, match=why):
        asks(place, order, AT + DAY, **more)
    assert not Asking.objects.exists()
    asks(place, order, AT + DAY, ground=Ground.LAW, plan="", files=[], provision="《样例条例》第三条")
    assert Asking.objects.get().provision == "《样例条例》第三条"


def test_an_extension_comes_too_late_after_the_limit_and_never_for_the_most_urgent(place: Town) -> None:
    order = dispatched(place)
    at_work(place, order, at=AT + MINUTE)
    with pytest.raises(Refusal, match="before the limit"):
        asks(place, order, AT + 30 * DAY)
    urgent = dispatched(place, level=Level.P1)
    at_work(place, urgent, at=AT + MINUTE)
    with pytest.raises(Refusal, match="no extension"):
        asks(place, urgent, AT + HOUR)


def test_an_extension_is_decided_once_by_the_centre_or_the_district_and_by_nobody_else(place: Town) -> None:
    order = dispatched(place)
    at_work(place, order, at=AT + MINUTE)
    asks(place, order, AT + DAY)
    for role, unit in ((Role.REQUEST_CENTRE, "lake"), (Role.DISPATCHER, "west"), (Role.MAIN_LEADER, "lake")):
        with pytest.raises(NotYours):
            actions.grant(order.number, share=1, by=place.actor(role, unit), at=AT + DAY + HOUR)
    with pytest.raises(Refusal, match="Another application"):
        asks(place, order, AT + DAY + HOUR)
    east = place.actor(Role.DISPATCHER, "east")
    with pytest.raises(Refusal, match="Say why it is denied"):
        actions.deny(order.number, share=1, by=east, at=AT + DAY + HOUR, reason=" ")
    before = fresh(order).due
    actions.deny(order.number, share=1, by=east, at=AT + DAY + HOUR, reason="计划不可行")
    assert fresh(order).due == before == told(order)
    with pytest.raises(Refusal, match="decided already"):
        actions.grant(order.number, share=1, by=east, at=AT + DAY + 2 * HOUR)


def test_an_extended_lead_moves_the_order_and_leaves_the_assisting_unit_s_limit(place: Town) -> None:
    parts = (("lake", UnitRole.LEAD), ("housing", UnitRole.ASSIST))
    order = dispatched(place, units=parts)
    at_work(place, order, at=AT + MINUTE)
    beside = fresh(order, 2).due
    asks(place, order, AT + DAY)
    actions.grant(order.number, share=1, by=place.actor(Role.DISPATCHER, "east"), at=AT + DAY + HOUR)
    assert fresh(order).due == fresh(order).order.due
    assert fresh(order, 2).due == beside == told(order, 2)
    assert fresh(order, 2).mode == Mode.MULTI


def test_the_requester_hears_of_a_longer_limit_and_of_material_that_is_waited_for(place: Town) -> None:
    from jiesu.callers import actions as callers

    party = callers.remember(name="样例诉求人", phone="13800000001", at=AT)
    order = dispatched(place, requester=party.pk)
    at_work(place, order, at=AT + MINUTE)
    asks(place, order, AT + DAY)
    actions.grant(order.number, share=1, by=place.actor(Role.DISPATCHER, "east"), at=AT + DAY + HOUR)
    actions.pause(
        order.number, share=1, what="材料", by=place.actor(Role.HANDLER, "lake"), at=AT + DAY + 2 * HOUR
    )
    while notices.tell(AT + DAY + 3 * HOUR):
        pass
    told_to = Notice.objects.filter(party=party).values_list("text", flat=True)
    assert any("extended" in text for text in told_to) and any("material" in text for text in told_to)


@pytest.mark.req("R180", "R182")
def test_special_circumstances_lift_the_clocks_of_an_enterprise_once_they_are_approved(place: Town) -> None:
    order = dispatched(place, channel=Channel.ENTERPRISE)
    at_work(place, order, at=AT + MINUTE)
    assert fresh(order).due == AT + 48 * HOUR
    handler, east = place.actor(Role.HANDLER, "lake"), place.actor(Role.DISPATCHER, "east")
    with pytest.raises(Refusal, match="special"):
        actions.exempt(order.number, share=1, reason=" ", by=handler, at=AT + HOUR)
    actions.exempt(order.number, share=1, reason="须上级部门审批", by=handler, at=AT + HOUR)
    assert fresh(order).due == AT + 48 * HOUR, "nothing changes before it is approved"
    actions.grant(order.number, share=1, by=east, at=AT + 2 * HOUR)
    own = fresh(order)
    assert own.due == own.order.due == told(order) == beijing("2026-03-10")
    assert orders.approvals([order.pk]) == {order.pk: {"special_circumstance"}}
    orders.watch(AT + 80 * HOUR)
    assert not orders.Mark.objects.filter(kind="followup").exists(), "the 72 hours are lifted too"
    assert orders.verify().holds


def test_nothing_is_lifted_where_no_such_clock_runs(place: Town) -> None:
    order = dispatched(place)
    at_work(place, order, at=AT + MINUTE)
    with pytest.raises(Refusal, match="No clock"):
        actions.exempt(
            order.number, share=1, reason="特殊", by=place.actor(Role.HANDLER, "lake"), at=AT + HOUR
        )


CALLS: dict[Verb, Callable[[str, Any], Event]] = {
    Verb.PAUSE: lambda n, by: actions.pause(n, share=1, what="材料", by=by, at=AT + HOUR),
    Verb.RESUME: lambda n, by: actions.resume(n, share=1, by=by, at=AT + HOUR),
    Verb.EXTEND: lambda n, by: actions.extend(
        n, share=1, ground=Ground.LAW, reason="依法", provision="第三条", by=by, at=AT + HOUR
    ),
    Verb.EXEMPT: lambda n, by: actions.exempt(n, share=1, reason="特殊", by=by, at=AT + HOUR),
    Verb.GRANT: lambda n, by: actions.grant(n, share=1, by=by, at=AT + HOUR),
    Verb.DENY: lambda n, by: actions.deny(n, share=1, reason="不符合", by=by, at=AT + HOUR),
}


@pytest.mark.parametrize("verb", CALLS, ids=str)
def test_a_verb_of_clocks_from_a_signed_share_changes_nothing(place: Town, verb: Verb) -> None:
    from tests.builders import share_at

    own = share_at(A.SIGNED, place)
    before = Event.objects.count()
    above = verb in (Verb.GRANT, Verb.DENY)
    by = place.actor(Role.DISPATCHER, "east") if above else place.actor(Role.HANDLER, "lake")
    with pytest.raises(Refusal):
        CALLS[verb](own.order.number, by)
    assert Event.objects.count() == before and not Asking.objects.exists()


def test_the_words_of_clocks_stay_out_of_the_ledger(place: Town) -> None:
    order = dispatched(place)
    at_work(place, order, at=AT + MINUTE)
    event = asks(place, order, AT + DAY)
    assert "需更换主管道" not in str(event.facts) and len(event.facts["reason_print"]) == 64


@pytest.mark.req("R169")
def test_the_story_says_by_what_the_level_was_chosen(place: Town) -> None:
    by_table = dispatched(place, level=None, text="整栋楼停水两天。")
    event = next(e for e in orders.timeline(by_table) if e.share == 1)
    assert event.facts["level"] == Level.P2 and "24小时" in event.facts["level_by"]
    named = dispatched(place, level=Level.P2)
    lines = [s.text for step in orders.clock_story(named, fresh(named)).steps for s in step.said]
    assert "The level was named by whoever dispatched it." in lines
