"""Early warning: what the hour finds is entered for the units, told, acknowledged and followed to its close."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from jiesu.callers import actions as callers
from jiesu.handling import ticks as handling
from jiesu.insight import ticks as insight
from jiesu.kit import clock
from jiesu.notices import ticks as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.rules.early import Charge, Sort
from jiesu.rules.reach import SYSTEM
from jiesu.rules.registers import EntryState, Register, Step
from jiesu.rules.terms import AssignmentState, OrderState, Role
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions, queries
from jiesu.supervision import ticks as supervision
from jiesu.supervision.models import Entry, Stage
from tests.builders import AT, Town, new_order, order_at, share_at, town

NOW = AT + timedelta(days=1)
DAY = timedelta(days=1)
ENDINGS = ("，请尽快处理", "，没有人管", "，老人出行不便", "，希望马上解决", "，已经影响生活", "，请物业来修")


@pytest.fixture
def place(db: None) -> Town:
    """Six people told of one lift within a day; the street has the orders."""
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    made = town()
    for no, ending in enumerate(ENDINGS):
        who = callers.remember(kind="person", name=f"例甲{no}", phone=f"1390000000{no}", at=AT)
        text = f"柳荫花园小区三号楼电梯停运三天{ending}。"
        order_at(OrderState.DISPATCHED, made, title=f"柳荫花园小区电梯停运{ending}", text=text,
                 requester=who.pk, at=AT + timedelta(hours=no))  # fmt: skip
    agent = made.actor(Role.AGENT, "centre")
    for text in ("希望在公园增加健身器材", "咨询居住证如何办理", "路口红绿灯时间太短"):
        orders.open(
            new_order(title=text, text=text, area="s-hill", place=""),
            by=agent,
            at=AT,
        )
    return made


def turn(at: object) -> None:
    insight.run(at)  # type: ignore[arg-type]
    supervision.run(at)  # type: ignore[arg-type]
    notices.run(at)  # type: ignore[arg-type]


def told(place: Town, role: Role, unit: str) -> list[str]:
    mine = Notice.objects.filter(person=place.person(role, unit), way="desk").exclude(about="")
    return [notice.text for notice in mine.order_by("pk")]


@pytest.mark.req("R343")
def test_a_rising_matter_is_told_to_the_unit_and_its_acknowledgement_is_logged(place: Town) -> None:
    turn(NOW)
    entry = Entry.objects.get(register=Register.WARNING)
    assert (entry.kind, entry.unit.code, entry.state) == (Sort.MASS, "lake", EntryState.TOLD)  # type: ignore[union-attr]
    assert entry.issuer.code == "east" and "电梯停运" in entry.title and len(entry.figures["orders"]) >= 6
    for role in (Role.REQUEST_CENTRE, Role.HEAD, Role.MAIN_LEADER):
        assert [text[:8] for text in told(place, role, "lake")] == ["Warning:"]
    assert not told(place, Role.HEAD, "hill")
    turn(NOW + timedelta(minutes=1))
    turn(NOW + timedelta(hours=2))
    assert Entry.objects.filter(register=Register.WARNING).count() == 1
    assert len(told(place, Role.HEAD, "lake")) == 1

    by = place.actor(Role.REQUEST_CENTRE, "lake")
    with pytest.raises(NotYours):
        actions.take(entry.pk, Step.ACKNOWLEDGE, by=place.actor(Role.SUPERVISOR, "east"), at=NOW)
    actions.take(entry.pk, Step.ACKNOWLEDGE, by=by, at=NOW + timedelta(hours=3))
    stage = Stage.objects.get(entry=entry, step=Step.ACKNOWLEDGE)
    assert (stage.by, stage.at, stage.unit.code) == (by.key, NOW + timedelta(hours=3), "lake")  # type: ignore[union-attr]
    with pytest.raises(Refusal):
        actions.take(entry.pk, Step.ACKNOWLEDGE, by=by, at=NOW + timedelta(hours=4))
    turn(NOW + timedelta(hours=3, minutes=1))
    assert told(place, Role.SUPERVISOR, "east")[-1].startswith("%(unit)s acknowledged")
    row = queries.ledger(place.actor(Role.SUPERVISOR, "east")).get(pk=entry.pk)
    assert (row.taken_by, row.taken_at) == (by.key, NOW + timedelta(hours=3))  # type: ignore[attr-defined]


@pytest.mark.req("R343")
def test_risky_requests_are_found_by_their_tags_and_nothing_confidential_is_named(place: Town) -> None:
    order_at(OrderState.DISPATCHED, place, unit="hill", tags=("extreme",), title="扬言", area="s-hill", at=AT)
    hidden = {"tags": ("extreme",), "confidential": True, "request_type": "report", "title": "保密标题"}
    order_at(OrderState.DISPATCHED, place, unit="housing", at=AT, **hidden)
    turn(NOW)
    entry = Entry.objects.get(register=Register.WARNING, kind=Sort.RISKY)
    assert entry.unit.code == "hill" and len(entry.figures["orders"]) == 1  # type: ignore[union-attr]
    assert "保密" not in entry.title


@pytest.mark.req("R348")
def test_a_person_at_the_street_verifies_or_dismisses_what_the_machine_warned_of(place: Town) -> None:
    turn(NOW)
    entry = Entry.objects.get(register=Register.WARNING)
    by = place.actor(Role.HEAD, "lake")
    with pytest.raises(Refusal):
        actions.take(entry.pk, Step.VERIFY, by=by, at=NOW)
    actions.take(entry.pk, Step.ACKNOWLEDGE, by=by, at=NOW)
    with pytest.raises(Refusal):
        actions.take(entry.pk, Step.DISMISS, by=place.actor(Role.HANDLER, "lake"), at=NOW, words="不属实。")
    actions.take(entry.pk, Step.VERIFY, by=by, at=NOW + timedelta(hours=1))
    entry.refresh_from_db()
    assert entry.state == EntryState.RUNNING
    actions.take(entry.pk, Step.REPLY, by=by, at=NOW + timedelta(hours=2), words="电梯已恢复运行。")
    above = place.actor(Role.SUPERVISOR, "east")
    actions.take(entry.pk, Step.FINISH, by=above, at=NOW + timedelta(hours=3), words="现场核实。")
    entry.refresh_from_db()
    assert (entry.state, entry.ended_at) == (EntryState.DONE, NOW + timedelta(hours=3))


@pytest.mark.req("R340", "R342")
@pytest.mark.parametrize(
    ("step", "charge"), [(Step.INSTRUCT, Charge.INSTRUCTION), (Step.PREVENT, Charge.PROACTIVE)]
)
def test_a_warning_becomes_a_command_that_is_tracked_to_its_close(
    place: Town, step: Step, charge: Charge
) -> None:
    turn(NOW)
    entry = Entry.objects.get(register=Register.WARNING)
    above, unit = place.actor(Role.SUPERVISOR, "east"), place.actor(Role.REQUEST_CENTRE, "housing")
    with pytest.raises(Refusal):
        actions.take(entry.pk, step, by=above, at=NOW, words="排查全部电梯。", units=["housing"])
    with pytest.raises(NotYours):
        actions.take(entry.pk, step, by=above, at=NOW, words="排查。", units=["heat"], due=NOW + DAY)
    actions.take(
        entry.pk, step, by=above, at=NOW, words="排查全部电梯。", units=["housing"], due=NOW + 5 * DAY
    )
    made = Entry.objects.get(register=Register.COMMAND)
    assert (made.kind, made.parent, made.unit.code) == (charge, entry, "housing")  # type: ignore[union-attr]
    turn(NOW + timedelta(minutes=2))
    assert "instructed" in told(place, Role.REQUEST_CENTRE, "housing")[0]
    actions.take(made.pk, Step.URGE, by=above, at=NOW + DAY, words="请抓紧。")
    actions.take(made.pk, Step.ACKNOWLEDGE, by=unit, at=NOW + DAY)
    actions.take(made.pk, Step.REPLY, by=unit, at=NOW + 2 * DAY, words="已排查42部。")
    actions.take(made.pk, Step.RETURN, by=above, at=NOW + 2 * DAY, words="补充清单。", due=NOW + 6 * DAY)
    actions.take(made.pk, Step.REPLY, by=unit, at=NOW + 3 * DAY, words="清单已附。")
    actions.take(made.pk, Step.FINISH, by=above, at=NOW + 4 * DAY, words="完成。")
    row = queries.ledger(above).get(pk=made.pk)
    assert (row.urged, row.state, row.result) == (1, EntryState.DONE, "完成。")  # type: ignore[attr-defined]
    assert row.due == NOW + 6 * DAY and row.ended_at == NOW + 4 * DAY
    assert Entry.objects.get(pk=entry.pk).due == entry.due


@pytest.mark.req("R345")
def test_a_plan_is_launched_when_the_volume_passes_its_threshold_once_for_a_burst(place: Town) -> None:
    by = place.actor(Role.SUPERVISOR, "east")
    figures = {"category": "供水", "threshold": 8, "days": 2, "within": "1 d", "units": ["lake", "housing"]}
    said = actions.Said("停水应急预案", words="送水车到场。", figures=figures)
    plan = actions.enter(Register.PLAN, said, by=by, at=AT)
    turn(NOW)
    assert not Entry.objects.filter(register=Register.COMMAND).exists()
    for hour in range(2):
        order_at(OrderState.DISPATCHED, place, at=NOW + timedelta(hours=hour))
    for hour in (2, 3, 4):
        turn(NOW + timedelta(hours=hour))
    tasks = Entry.objects.filter(register=Register.COMMAND, parent=plan, kind=Charge.PLANNED)
    assert sorted(task.unit.code for task in tasks) == ["housing", "lake"]  # type: ignore[union-attr]
    assert {task.words for task in tasks} == {"送水车到场。"} and all(task.due for task in tasks)
    launch = Stage.objects.get(entry=plan, step=Step.LAUNCH)
    assert (launch.by, launch.kind) == (SYSTEM.key, "8")
    assert any("instructed" in text for text in told(place, Role.HEAD, "housing"))


@pytest.mark.req("R345")
def test_a_plan_of_the_law_stands_in_the_register_and_is_launched_by_a_click(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn(NOW)
    plan = queries.plans().get(title="积水内涝")
    assert (plan.figures["threshold"], plan.figures["category"]) == (10, "0701") and "抽排" in plan.words
    order_at(OrderState.DISPATCHED, place, category="070101", at=NOW)
    later = NOW + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    client.force_login(place.person(Role.SUPERVISOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/supervision/entries/{plan.pk}/launch/", {"words": ""}).status_code == 302
    task = Entry.objects.get(register=Register.COMMAND, parent=plan)
    assert task.unit.code == "lake" and task.due is not None and task.due > later  # type: ignore[union-attr]


@pytest.mark.req("R338")
def test_the_unit_is_reminded_once_before_the_limit_and_the_week_shows_its_colours(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    above, unit = place.actor(Role.SUPERVISOR, "east"), place.actor(Role.HEAD, "lake")
    names = {"已办结的事项": 1, "逾期的事项": 2, "将到期的事项": 5, "以后的事项": 6}
    made = {
        title: actions.enter(
            Register.CALENDAR,
            actions.Said(title, unit="lake", due=AT + days * DAY),
            by=above,
            at=AT - 20 * DAY,
        )
        for title, days in names.items()
    }
    done = made["已办结的事项"]
    actions.take(done.pk, Step.ACKNOWLEDGE, by=unit, at=AT - 9 * DAY)
    actions.take(done.pk, Step.REPLY, by=unit, at=AT - 8 * DAY, words="已完成。")
    actions.take(done.pk, Step.FINISH, by=above, at=AT - 7 * DAY, words="完成。")
    at = AT + 3 * DAY - timedelta(hours=1)
    for minutes in (0, 1, 2):
        turn(at + timedelta(minutes=minutes))
    reminded = Stage.objects.filter(step=Step.REMIND, at__gte=at).values_list("entry__title", flat=True)
    assert list(reminded) == ["将到期的事项"]
    assert sum("comes near" in text for text in told(place, Role.HEAD, "lake")) == 1
    monkeypatch.setattr(clock, "now", lambda: at)
    client.force_login(place.person(Role.HEAD, "lake"), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/supervision/calendar/", headers={"Accept-Language": "zh-hans"}).content.decode()
    for title, light in zip(names, ("已完成", "已逾期", "临期", "临期"), strict=True):
        assert light in page.split(title)[0].rsplit("<p", 1)[-1], title
    assert "以后的事项" not in client.get("/supervision/calendar/?week=2026-03-09").content.decode()


@pytest.mark.req("R338")
def test_a_plan_of_the_year_is_entered_line_by_line_and_only_once(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(place.person(Role.SUPERVISOR, "east"), "django.contrib.auth.backends.ModelBackend")
    lines = "汛前清淤,lake,2026-03-20,雨水口全部疏通\n入户测温\thousing\t2026-03-31\t重点小区"
    lines += "\n没有单位,nowhere,2026-03-20"
    for _turn in range(2):
        page = client.post("/supervision/calendar/many/", {"lines": lines}).content.decode()
        assert "nowhere" in page
    made = Entry.objects.filter(register=Register.CALENDAR).order_by("due")
    assert [(e.title, e.unit.code, e.words) for e in made] == [  # type: ignore[union-attr]
        ("汛前清淤", "lake", "雨水口全部疏通"), ("入户测温", "housing", "重点小区"),
    ]  # fmt: skip
    assert made[0].due is not None and made[0].due.isoformat() == "2026-03-20T16:00:00+00:00"
    refused = client.post("/supervision/calendar/many/", {"lines": "一行不通"})
    assert refused.status_code == 200 and made.all().count() == 2
    client.force_login(place.person(Role.DISPATCHER, "west"), "django.contrib.auth.backends.ModelBackend")
    client.post("/supervision/calendar/many/", {"lines": lines})
    assert made.all().count() == 2


@pytest.mark.req("R349")
def test_the_ledger_has_owner_limit_urging_and_close_and_leaves_as_csv(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn(NOW)
    above, unit = place.actor(Role.SUPERVISOR, "east"), place.actor(Role.HEAD, "lake")
    entry = Entry.objects.get(register=Register.WARNING)
    for n in (1, 2):
        actions.take(entry.pk, Step.URGE, by=above, at=NOW + timedelta(minutes=n), words="请签收。")
    actions.take(entry.pk, Step.ACKNOWLEDGE, by=unit, at=NOW + timedelta(hours=1))
    actions.take(entry.pk, Step.DISMISS, by=unit, at=NOW + timedelta(hours=2), words="系检修停梯。")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=3))
    client.force_login(place.person(Role.SUPERVISOR, "east"), "django.contrib.auth.backends.ModelBackend")
    lines = client.get("/supervision/ledger/?format=csv", headers={"Accept-Language": "zh-hans"})
    text = b"".join(lines).decode("utf-8-sig")
    row = next(line for line in text.splitlines() if "电梯停运" in line)
    for cell in ("样例湖滨街道", ",2,", "系检修停梯。", "不属实", "群体性诉求"):
        assert cell in row
    client.force_login(place.person(Role.HEAD, "hill"), "django.contrib.auth.backends.ModelBackend")
    assert "电梯停运" not in client.get("/supervision/ledger/").content.decode()
    behind = client.get(f"/supervision/entries/{entry.pk}/orders/")
    assert behind.status_code == 409


@pytest.mark.req("R349")
def test_an_order_that_the_machine_warned_of_stands_in_the_ledger_with_owner_limit_and_urging(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = share_at(AssignmentState.ASSIGNED, place, at=NOW, title="临期的停水")
    order = share.order
    late = NOW + timedelta(hours=23, minutes=50)
    orders.watch(late)
    handling.run(late)
    by = place.actor(Role.SUPERVISOR, "east")
    actions.urge(order.number, demand=actions.Demand("今日办结。"), by=by, at=late)
    rows = {row.order.number: row for row in queries.warned_orders(by)}
    row = rows[order.number]
    assert (row.urged, row.owner, row.order.lead.code) == (1, "样例办件人", "lake")
    monkeypatch.setattr(clock, "now", lambda: late)
    client.force_login(place.person(Role.SUPERVISOR, "east"), "django.contrib.auth.backends.ModelBackend")
    lines = client.get("/supervision/ledger/orders/?format=csv", headers={"Accept-Language": "zh-hans"})
    told = b"".join(lines).decode("utf-8-sig")  # type: ignore[arg-type]
    line = next(one for one in told.splitlines() if "临期的停水" in one)
    assert "时限预警" in line and "样例办件人" in line and "样例湖滨街道" in line
    assert client.get("/supervision/ledger/orders/?late=1").status_code == 200
    assert not queries.warned_orders(place.actor(Role.HEAD, "hill")).filter(order=order).exists()
