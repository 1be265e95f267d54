"""来电人研判: a requester's profile only for those who keep the contact, only for a reason, and every look is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from jiesu.callers.models import AccessLog
from jiesu.callers.sight import Field
from jiesu.intake import actions, queries
from jiesu.kit import clock
from jiesu.orders.face import Event, Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import Town
from tests.rooms.intake.conftest import AT, PHONE, told

LATER = AT + timedelta(hours=2)
ALL = (AT - timedelta(days=1), AT + timedelta(days=1))
ZH = {"Accept-Language": "zh-hans"}


@pytest.fixture
def asked(place: Town, agent: Actor) -> list[Order]:
    """One number, two names, three requests (one repeated), one of them pressed twice; and somebody else."""
    texts = ("三号楼停水两天了。", "三号楼停水两天了，还是没有水。", "咨询居住证如何办理。")
    made = [
        actions.record(told(text=text, name=name, area="c-willow"), by=agent, at=AT + timedelta(minutes=no))
        for no, (text, name) in enumerate(zip(texts, ("样例张三", "样例张三", "样例李四"), strict=True))
    ]
    for minute in (10, 11):
        actions.press(made[1].number, by=agent, at=AT + timedelta(minutes=minute))
    actions.record(told(phone="13900000009", name="样例王五", area="c-willow"), by=agent, at=AT)
    return made


@pytest.mark.req("R359")
def test_the_profile_tells_matter_history_repeats_and_urging_and_the_look_is_kept(
    asked: list[Order], place: Town, agent: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    found = actions.profile(asked[0].number, why="核实重复来电", by=agent, at=LATER)
    assert (found.total, found.repeats, found.pressed, found.open) == (3, 1, 2, 3)
    assert found.months == (("2026-03", 3),) and found.places == (("样例柳荫社区", 3),)
    assert {order.number for order in found.latest} == {order.number for order in asked}
    assert PHONE not in repr(found.card) and "张三" not in repr(found.card)
    log = AccessLog.objects.get()
    assert (log.field, log.by, log.why, log.order) == (
        Field.PROFILE,
        agent.key,
        "核实重复来电",
        asked[0].number,
    )
    event = Event.objects.filter(order=asked[0]).latest("seq")
    assert event.verb == Verb.REVEAL and event.facts["field"] == "profile"
    supervisor = place.person(Role.SUPERVISOR, "centre")
    client.force_login(supervisor, "django.contrib.auth.backends.ModelBackend")
    page = client.get("/callers/reads/", headers=ZH).content.decode()
    assert "核实重复来电" in page and "诉求人画像" in page


@pytest.mark.req("R359")
def test_nobody_else_and_nobody_without_a_reason_sees_it(
    asked: list[Order], place: Town, agent: Actor
) -> None:
    with pytest.raises(Refusal):
        actions.profile(asked[0].number, why="  ", by=agent, at=LATER)
    for role, unit in ((Role.SUPERVISOR, "centre"), (Role.DISPATCHER, "west"), (Role.ADMIN, "centre")):
        with pytest.raises((NotYours, Refusal)):
            actions.profile(asked[0].number, why="想看看", by=place.actor(role, unit), at=LATER)
    assert not AccessLog.objects.exists()
    assert not Event.objects.filter(verb=Verb.REVEAL).exists()


@pytest.mark.req("R359")
def test_the_study_spreads_requests_over_those_who_ask_and_names_nobody(
    asked: list[Order], place: Town, agent: Actor, at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    assert [(c.people, c.orders) for c in queries.spread(agent, *ALL)][:2] == [(2, 2), (1, 2)]
    (often,) = queries.askers(agent, *ALL)
    assert (often.orders, often.pressed, often.repeats) == (2, 2, 1)
    page = at_desk.get("/intake/callers/", headers=ZH).content.decode()
    assert f"/intake/{often.last}/profile/" in page and "138****0001" in page
    assert PHONE not in page and "样例张三" not in page
    address = f"/intake/{often.last}/profile/"
    assert "停水" not in at_desk.get(address).content.decode().split("<main")[-1].split("</form>")[-1]
    shown = at_desk.post(address, {"why": "核实重复来电"}, headers=ZH)
    assert shown["Cache-Control"] == "no-store" and "停水" in shown.content.decode()
    assert PHONE not in shown.content.decode()
    assert at_desk.get(f"/orders/{often.last}/").content.decode().count(address) == 1
    at_desk.force_login(place.person(Role.HEAD, "lake"), "django.contrib.auth.backends.ModelBackend")
    assert at_desk.get("/intake/callers/").status_code == 403
    assert at_desk.get(address).status_code == 403
    assert AccessLog.objects.count() == 1
