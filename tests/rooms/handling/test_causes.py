"""逆流溯源: the root cause of a request, asked for where it is repeated or unreasonable, reported by cause."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jiesu.handling import actions
from jiesu.handling.kinds import Cause, Result
from jiesu.handling.models import Reply
from jiesu.insight import causes
from jiesu.intake import actions as intake
from jiesu.intake.drafts import Draft
from jiesu.kit import clock
from jiesu.orders.face import Assignment, Event
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Role, Verb
from jiesu.rules.verdict import Refusal
from tests.builders import AT, Town, share_at

LATER = AT + timedelta(hours=1)
ALL = (AT - timedelta(days=1), AT + timedelta(days=2))
TEXT = "您好，3月2日我街道工作人员已现场修复水管，恢复供水，如有疑问请联系张科长。"


@pytest.fixture
def handler(place: Town) -> Actor:
    return place.actor(Role.HANDLER, "lake")


def at_work(place: Town, **told: Any) -> Assignment:
    return share_at(AssignmentState.HANDLING, place, **told)


def reply(own: Assignment, by: Actor, **said: Any) -> Event:
    return actions.submit(own.order.number, share=1, result=Result.SOLVED, text=TEXT, by=by, at=LATER, **said)


@pytest.mark.req("R373")
@pytest.mark.parametrize("tag", ["repeat", "unreasonable"])
def test_a_repeated_or_unreasonable_request_needs_its_cause_with_a_note(
    place: Town, handler: Actor, tag: str
) -> None:
    own = at_work(place, tags=(tag,))
    for said in ({}, {"cause": Cause.FACILITY}, {"cause_note": "管道用了三十年"}):
        with pytest.raises(Refusal, match="missing"):
            reply(own, handler, **said)
    assert not Reply.objects.exists()
    event = reply(own, handler, cause=Cause.FACILITY, cause_note="管道用了三十年，反复爆裂")
    assert event.facts["cause"] == "facility" and "管道" not in str(event.facts)
    assert Reply.objects.get().cause is Cause.FACILITY


@pytest.mark.req("R373", part="what was marked when it was recorded, too; see the test beside")
def test_what_was_counted_as_a_repeat_when_it_was_recorded_needs_it_too(place: Town, handler: Actor) -> None:
    agent = place.actor(Role.AGENT, "centre")
    told = Draft(
        text="柳荫社区三号楼停水两天了。", name="样例张三", phone="13800000001", category="", area="c-willow"
    )
    intake.record(told, by=agent, at=AT)
    own = at_work(place)
    Event.objects.filter(order=own.order, seq=1)
    again = intake.record(told, by=agent, at=AT + timedelta(minutes=1))
    assert "repeat_of" in Event.objects.get(order=again, seq=1).facts
    from jiesu.intake import queries

    assert queries.told_again(again) and not queries.told_again(own.order)


def test_another_cause_is_said_in_words_and_an_ordinary_reply_needs_none(place: Town, handler: Actor) -> None:
    own = at_work(place)
    with pytest.raises(Refusal, match="words"):
        reply(own, handler, cause=Cause.OTHER)
    reply(own, handler)
    assert Reply.objects.get().cause == ""


def test_what_becomes_unreasonable_after_the_reply_is_not_signed_without_its_cause(
    place: Town, handler: Actor
) -> None:
    own = at_work(place)
    reply(own, handler)
    agent, head = place.actor(Role.AGENT, "centre"), place.actor(Role.HEAD, "lake")
    finding = {"reason": "要求没有依据", "evidence": "见录音", "at": LATER}
    from jiesu.intake.words import Finding

    intake.judge(own.order.number, finding=Finding.UNREASONABLE, by=agent, **finding)  # type: ignore[arg-type]
    intake.approve(own.order.number, granted=True, by=place.actor(Role.SUPERVISOR, "centre"), at=LATER)
    with pytest.raises(Refusal, match="missing"):
        actions.review(own.order.number, share=1, by=head, at=LATER)
    actions.send_back(own.order.number, share=1, reason="请写明根本原因", by=head, at=LATER)
    reply(own, handler, cause=Cause.EXPECTATION, cause_note="超出政策规定")
    actions.review(own.order.number, share=1, by=head, at=LATER)


@pytest.mark.req("R363")
def test_the_report_counts_by_cause_and_opens_its_orders(
    place: Town, handler: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    for no in range(3):
        cause = Cause.FACILITY if no < 2 else Cause.DUTY
        reply(at_work(place, tags=("repeat",)), handler, cause=cause, cause_note=f"原因{no}，电话13800138000")
    secret = at_work(place, confidential=True)
    reply(secret, handler, cause=Cause.SERVICE, cause_note="保密说明")
    by = place.actor(Role.DISTRICT_LEADER, "east")
    rows = causes.by_cause(by, *ALL)
    assert next((row.cause, row.orders, row.repeated) for row in rows) == (Cause.FACILITY, 2, 2)
    assert sum(row.share for row in rows) == 1
    assert rows[0].matters == (("供水", 2),)
    assert causes.by_cause(place.actor(Role.HEAD, "hill"), *ALL) == []
    client.force_login(
        place.person(Role.DISTRICT_LEADER, "east"), "django.contrib.auth.backends.ModelBackend"
    )
    zh = {"Accept-Language": "zh-hans"}
    assert "设施老化失修" in client.get("/insight/causes/", headers=zh).content.decode()
    page = client.get("/insight/causes/orders/?cause=facility", headers=zh).content.decode()
    assert "原因0" in page and "原因2" not in page and "13800138000" not in page
    assert "保密说明" not in client.get("/insight/causes/orders/", headers=zh).content.decode()


def test_a_new_version_replaces_the_cause_of_the_earlier_one(place: Town, handler: Actor) -> None:
    own = at_work(place)
    reply(own, handler, cause=Cause.FUNDS, cause_note="经费未到")
    actions.send_back(
        own.order.number, share=1, reason="不是经费", by=place.actor(Role.HEAD, "lake"), at=LATER
    )
    reply(own, handler, cause=Cause.DUTY, cause_note="职责不清")
    rows = causes.by_cause(place.actor(Role.HEAD, "lake"), *ALL)
    assert [(row.cause, row.orders) for row in rows] == [(Cause.DUTY, 1)]


def test_the_form_asks_for_it_where_the_law_does(place: Town, handler: Actor, client: Client) -> None:
    own = at_work(place, tags=("repeat",))
    client.force_login(place.person(Role.HANDLER, "lake"), "django.contrib.auth.backends.ModelBackend")
    address = f"/handling/{own.order.number}/1/{Verb.SUBMIT}/"
    assert 'name="cause"' in client.get(address).content.decode()
    said = {"result": "solved", "text": TEXT}
    assert client.post(address, said).status_code == 200 and not Reply.objects.exists()
    assert client.post(address, said | {"cause": "duty", "cause_note": "职责不清"}).status_code == 302
    assert Reply.objects.get().cause_note == "职责不清"
