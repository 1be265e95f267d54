"""Everybody comes first to the own desk, finds there what waits, and can read it on a telephone too."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from jiesu.assessment import actions as assessment
from jiesu.followup import actions as followup
from jiesu.rules.sampling import Means
from jiesu.rules.terms import AssignmentState, Level, OrderState, RequestType, Role, Satisfied, Solved
from tests.builders import Town, order_at, share_at
from tests.journeys.conftest import PHONE, WIDE, Clock, Desks, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAITING = (
    ("三号楼电梯困人，维保单位没有到场", Level.P1, RequestType.HELP),
    ("小区门口垃圾没人清运，已经堆了三天", Level.P2, RequestType.COMPLAINT),
    ("楼下餐馆油烟直排，晚上不敢开窗", Level.P3, RequestType.COMPLAINT),
    ("建议在社区北门增设一盏路灯", Level.P3, RequestType.SUGGESTION),
    ("停车位被私装地锁，物业不管", Level.P3, RequestType.COMPLAINT),
)
DESKS = (
    # role, unit, heading, picture
    (Role.AGENT, "centre", "接诉台", "agent"),
    (Role.DISPATCHER, "centre", "待派单", "dispatcher"),
    (Role.REQUEST_CENTRE, "lake", "本单位工单", "request-centre"),
    (Role.HANDLER, "lake", "本单位工单", "handler"),
    (Role.AREA_LEADER, "lake", "本单位工单", "leader"),
    (Role.FOLLOWUP_AGENT, "centre", "回访台", "follow-up-agent"),
    (Role.ASSESSOR, "centre", "考评台", "assessor"),
    (Role.MAIN_LEADER, "lake", "今日职责", "main-leader"),
    (Role.DISTRICT_LEADER, "east", "今日职责", "district-leader"),
    (Role.SUPERVISOR, "east", "督办", "supervisor"),
    (Role.ADMIN, "centre", "单位", "administrator"),
)


@pytest.fixture
def busy(place: Town, time: Clock) -> Town:
    """A morning's work, lying on every desk."""
    time.later(hours=6)
    for no, (text, level, kind) in enumerate(WAITING):
        told = {"title": text, "text": f"{text}，请尽快处理。", "level": level, "request_type": kind}
        order_at(OrderState.RECORDED, place, at=_ago(time, no), **told)
        order_at(OrderState.ACCEPTED, place, at=_ago(time, no), category="", **told)
        _asked(place, time, no, **(told | {"request_type": RequestType.COMPLAINT}))
        for state in (AssignmentState.SENT, AssignmentState.RESPONDED, AssignmentState.REVIEWED):
            share_at(state, place, at=_ago(time, no), **told)
    first, last = date(2026, 2, 19), date(2026, 3, 18)
    assessment.open_period(first, last, by=place.actor(Role.ASSESSOR, "centre"), at=time())
    return place


def _asked(place: Town, time: Clock, no: int, **told: object) -> None:
    """Two orders were replied to: one requester has answered, the other is to be called."""
    caller = place.actor(Role.FOLLOWUP_AGENT, "centre")
    answered, waiting = (
        order_at(OrderState.REPLIED, place, at=_ago(time, no + 1), **told).number for _ in range(2)
    )
    solved, satisfied = (Solved.YES, Satisfied.YES) if no < 3 else (Solved.PARTLY, Satisfied.BASICALLY)
    for number in (answered, waiting):
        followup.draw(number, by=caller, at=_ago(time, 0), means=Means.CALL)
    followup.rate(answered, contacted=True, solved=solved, satisfied=satisfied, by=caller, at=_ago(time, 0))


def test_everybody_comes_first_to_the_own_desk(desks: Desks, busy: Town) -> None:
    for role, unit, heading, name in DESKS:
        page = desks.of(role, unit)
        page.goto("/")
        expect(page.locator("h1")).to_have_text(heading)
        expect(page.locator(".side-nav [aria-current]")).to_have_count(1)
        picture(page, f"desk-{name}")
        if role is Role.DISPATCHER:
            picture(page, "../desk")
        if role is Role.ASSESSOR:
            page.get_by_role("link", name="2026-02-19").click()
            expect(page.locator(".rows").first).to_contain_text("样例湖滨街道")
            picture(page, "desk-score-sheet")


def test_every_desk_fits_a_telephone(desks: Desks, busy: Town) -> None:
    for role, unit, _, name in DESKS:
        page = desks.of(role, unit)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.goto("/")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], name
        if role is Role.DISTRICT_LEADER:
            picture(page, "../phone")
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})


def _ago(time: Clock, hours: int) -> datetime:
    return time() - timedelta(hours=hours / 2 + 1)
