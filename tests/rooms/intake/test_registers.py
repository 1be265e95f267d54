"""Where requests come from and who takes them: sources, leaders, media, branches, call-takers; all in figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.directory import actions as directory
from jiesu.directory.models import Source
from jiesu.intake import actions, queries
from jiesu.intake.queries import By
from jiesu.intake.words import Branch
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState, Channel, OrderState, RequestType, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import Town, share_at
from tests.rooms.intake.conftest import AT, told

LATER = AT + timedelta(hours=3)
BEGIN, END = AT - timedelta(days=1), AT + timedelta(days=1)
LOGIN = "django.contrib.auth.backends.ModelBackend"
SOURCES = (
    # code, name, channel, number, owner, merged, counts
    ("line-96310", "样例城管热线", Channel.MERGED_LINE, "96310", "", date(2021, 1, 1), True),
    ("east-hot", "样例东区服务热线", Channel.PHONE, "65000000", "east", None, True),
    ("lake-ask", "样例湖滨民生服务咨询专线", Channel.PHONE, "65000001", "lake", None, False),
    ("scene", "我在现场", Channel.WECHAT, "", "lake", None, True),
    ("board", "人民网留言板", Channel.BOARD, "", "", None, True),
)


@pytest.fixture
def sources(place: Town) -> Town:
    """The register of sources."""
    for code, name, channel, number, owner, merged, counts in SOURCES:
        directory.add_source(
            code=code, name=name, channel=str(channel), number=number, owner=place.units[owner] if owner else None,
            merged_on=merged, counts_in_assessment=counts, by=SYSTEM, at=AT,
        )  # fmt: skip
    return place


@pytest.mark.req("R009", "R010", "R015", "R016", "R044")
def test_every_order_keeps_its_coded_source_and_is_counted_by_it(sources: Town, agent: Actor) -> None:
    for code, _name, channel, *_more in SOURCES:
        order = actions.record(told(source=code, channel=channel, phone=""), by=agent, at=AT)
        assert (order.source, order.channel) == (code, channel)
    counted = {line.name: line.received for line in queries.tallies(agent, By.SOURCE, BEGIN, END)}
    assert counted == {name: 1 for _code, name, *_more in SOURCES}
    assert Source.objects.get(code="line-96310").merged_on == date(2021, 1, 1)
    outside = Source.objects.filter(counts_in_assessment=False)
    assert [s.code for s in outside] == ["lake-ask"]


@pytest.mark.req("R003", "R006", "R038")
@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_every_channel_is_open_at_every_hour_and_counted_apart(agent: Actor, hour: int) -> None:
    at = AT + timedelta(hours=hour)
    for n, channel in enumerate(Channel):
        actions.record(told(channel=channel, phone=f"138000100{n:02}"), by=agent, at=at)
    counted = {line.name: line.received for line in queries.tallies(agent, By.CHANNEL, BEGIN, END)}
    assert counted == dict.fromkeys(Channel, 1)


@pytest.mark.req("R012")
def test_the_citys_call_taker_sees_every_channel_and_every_district(place: Town, agent: Actor) -> None:
    made = [
        actions.record(told(channel=channel, area=area), by=place.actor(Role.AGENT, "centre"), at=AT)
        for channel, area in ((Channel.PHONE, "s-lake"), (Channel.WECHAT, "s-hill"), (Channel.GRID, "d-west"))
    ]
    local = actions.record(told(phone=""), by=place.actor(Role.REQUEST_CENTRE, "lake"), at=AT)
    seen = {o.number for o in orders.visible_to(agent)}
    assert seen == {o.number for o in (*made, local)}


@pytest.mark.req("R017")
def test_a_leaders_assignment_keeps_leader_and_instruction_and_goes_on_the_inspection_track(
    at_desk: Client, agent: Actor
) -> None:
    sent = {
        "text": "某路口积水多年", "channel": "leader", "leader": "样例领导", "post": "副区长",
        "instruction": "请三日内查明", "answer_by": "2026-03-05", "then": "accept", "idem": "k",
    }  # fmt: skip
    for _ in range(2):
        assert at_desk.post("/intake/record/", sent).status_code == 302
    mandate = queries.mandates(agent).get()
    assert (mandate.leader, mandate.instruction, mandate.answer_by) == (
        "样例领导",
        "请三日内查明",
        date(2026, 3, 5),
    )
    assert mandate.order.tags == ["inspection"] and mandate.order.channel == Channel.LEADER
    page = at_desk.get(f"/orders/{mandate.order.number}/").content.decode()
    assert "样例领导" in page and "请三日内查明" in page


@pytest.mark.req("R018", "R019")
def test_what_the_media_report_is_an_issue_with_its_orders_and_the_reply_to_the_outlet(
    at_desk: Client, agent: Actor
) -> None:
    day = date(2026, 3, 1)
    order = actions.record(
        told(channel=Channel.MEDIA, outlet="样例晚报", published_on=day, link="https://example.org/a"),
        by=agent, at=AT,
    )  # fmt: skip
    other = actions.record(told(phone="13800000007"), by=agent, at=AT)
    assert order.tags == ["inspection"]
    issue = queries.issues(agent).get()
    assert (issue.outlet, issue.published_on, issue.link) == ("样例晚报", day, "https://example.org/a")
    assert at_desk.post(f"/intake/media/{issue.pk}/link/", {"numbers": other.number}).status_code == 302
    page = at_desk.get(f"/intake/media/{issue.pk}/").content.decode()
    assert order.number in page and other.number in page
    reply = {"to": "样例编辑", "reply": "已恢复供水。"}
    assert at_desk.post(f"/intake/media/{issue.pk}/reply/", reply).status_code == 302
    issue.refresh_from_db()
    assert (issue.reply, issue.replied_to, issue.replied_by) == ("已恢复供水。", "样例编辑", agent.key)
    with pytest.raises(Refusal, match="answered already"):
        actions.reply_to_outlet(issue.pk, reply="再回", to="样例编辑", by=agent, at=LATER)


@pytest.mark.req("R035", "R041")
def test_intake_is_counted_by_unit_district_and_channel_with_minutes_to_dispatch(
    place: Town, agent: Actor
) -> None:
    share_at(AssignmentState.SENT, place)
    share_at(AssignmentState.SENT, place, received_at=AT - timedelta(minutes=70))
    share_at(AssignmentState.SENT, place, unit="hill", area="s-hill", channel=Channel.WEB)
    actions.record(told(), by=place.actor(Role.REQUEST_CENTRE, "lake"), at=AT)
    lead = {line.name: line for line in queries.tallies(agent, By.LEAD, BEGIN, END)}
    lake = lead["样例湖滨街道"]
    assert (lake.received, lake.accepted, lake.dispatched, lake.minutes) == (2, 2, 2, 37)
    assert lake.within_hour == Fraction(1, 2) and lead["样例山前街道"].minutes == 2
    desks = {line.name: line.received for line in queries.tallies(agent, By.DESK, BEGIN, END)}
    assert desks == {"样例市热线中心": 3, "样例湖滨街道": 1}
    assert {line.name: line.received for line in queries.tallies(agent, By.DISTRICT, BEGIN, END)}[
        "样例东区"
    ] == 3
    kinds = {line.name: line.accepted for line in queries.tallies(agent, By.CHANNEL, BEGIN, END)}
    assert kinds[Channel.WEB] == 1
    assert queries.tallies(agent, By.CHANNEL, END, END + timedelta(days=1)) == []


def test_the_parts_of_a_divided_request_are_counted_and_the_whole_is_not(agent: Actor) -> None:
    whole = actions.record(told(), by=agent, at=AT)
    actions.split(
        whole.number, [actions.Piece(text="停水两天"), actions.Piece(text="路灯坏了")], by=agent, at=LATER
    )
    (line,) = queries.tallies(agent, By.CHANNEL, BEGIN, END)
    assert (line.received, line.accepted) == (2, 2)


def test_each_special_branch_of_article_11_is_told_with_reason_and_counted(agent: Actor) -> None:
    first = actions.record(told(), by=agent, at=AT)
    for branch in Branch:
        order = actions.record(told(phone=""), by=agent, at=AT)
        if branch is Branch.S1:
            event = actions.transfer(order.number, line="110", passed_on="有人受伤", by=agent, at=AT)
        else:
            event = actions.answer(
                order.number, "已告知处理途径", branch=branch, reason="属于该情形", by=agent, at=AT,
                earlier=first.number if branch is Branch.S3 else "",
            )  # fmt: skip
        order.refresh_from_db()
        note = queries.notes(order)[-1]
        assert event.facts["branch"] == branch == note.branch and note.text
        assert f"第({branch[1]})项" in event.clause
        assert order.state in (OrderState.ANSWERED, OrderState.TRANSFERRED)
        if branch is Branch.S3:
            assert event.facts["earlier"] == first.number
    assert queries.branches(agent, BEGIN, END) == dict.fromkeys(Branch, 1)


@pytest.mark.req("R043")
def test_a_call_taker_has_seat_skill_group_trainings_and_figures(place: Town, agent: Actor) -> None:
    chief = place.actor(Role.SUPERVISOR, "centre")
    actions.set_card("centre.agent", seat_no="A07", group="水电气热", by=chief, at=AT)
    actions.add_training(
        "centre.agent", topic="条例与派单", held_on=date(2026, 2, 1), hours=Decimal("4"), by=chief, at=AT
    )
    for _ in range(2):
        actions.take(told(), Verb.ACCEPT, by=agent, at=AT)
    actions.take(told(), Verb.ANSWER, words="已答复", by=agent, at=AT)
    (line,) = queries.agent_lines(chief, BEGIN, END)
    assert line.done == {"record": 3, "accept": 2, "answer": 1}
    assert queries.cards_by_login()["centre.agent"].seat_no == "A07"
    assert queries.trainings("centre.agent").get().topic == "条例与派单"
    assert queries.agent_lines(place.actor(Role.SUPERVISOR, "east"), BEGIN, END) == []
    with pytest.raises(NotYours):
        actions.set_card("centre.agent", seat_no="B1", group="", by=agent, at=AT)


@pytest.mark.req("R039")
def test_a_street_answers_on_its_own_line_from_the_library_and_turns_one_into_an_order(
    sources: Town, client: Client
) -> None:
    street = sources.actor(Role.REQUEST_CENTRE, "lake")
    client.force_login(sources.person(Role.REQUEST_CENTRE, "lake"), LOGIN)
    asked = told(source="lake-ask", request_type=RequestType.INQUIRY, text="请问老年证怎么办理")
    order = actions.record(asked, by=street, at=AT)
    assert order.desk.code == "lake"
    new = {
        "kind": "answer", "title": "老年证", "words": "老年证", "body": "到社区办理。", "valid_from": "2020-01-01",
    }  # fmt: skip
    assert client.post("/intake/library/new/", new).status_code == 302
    article = queries.articles().get()
    assert "老年证" in client.get(f"/intake/{order.number}/answer/").content.decode()
    actions.answer(order.number, article.body, article=article, by=street, at=LATER)
    second = actions.record(told(source="lake-ask", text="老年证窗口没有人"), by=street, at=AT)
    actions.accept(second.number, by=street, at=LATER)
    order.refresh_from_db()
    second.refresh_from_db()
    assert (order.state, second.state) == (OrderState.ANSWERED, OrderState.ACCEPTED)


@pytest.mark.req("R037")
def test_units_of_water_power_gas_and_heat_answer_round_the_clock_and_have_a_duty_contact(
    place: Town, client: Client
) -> None:
    heat = place.units["heat"]
    assert [(u.code, u.gap) for u in queries.responders()] == [("heat", False)]
    heat.round_the_clock = True
    heat.save()
    client.force_login(place.person(Role.DISPATCHER, "centre"), LOGIN)
    assert heat.name in client.get("/intake/responders/?gap=yes").content.decode()
    heat.contact = "热线值班室 样例张三"
    heat.save()
    assert [u.gap for u in queries.responders()] == [False]
    assert heat.name not in client.get("/intake/responders/?gap=yes").content.decode()


@pytest.mark.req("R040")
def test_it_is_kept_when_a_unit_received_an_order_and_by_whom(place: Town) -> None:
    share = share_at(AssignmentState.CLAIMED, place)
    claim = next(e for e in orders.timeline(share.order) if e.verb == Verb.CLAIM)
    assert share.claimed_at == claim.at and claim.by == "person:lake.request_centre"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "page", ["figures/", "figures/?by=source", "agents/", "mandates/", "media/", "library/"]
)
def test_each_page_opens_empty_and_full(
    sources: Town, client: Client, agent: Actor, page: str, language: str
) -> None:
    client.force_login(sources.person(Role.DISPATCHER, "centre"), LOGIN)
    spoken, at = {"accept-language": language}, clock.now()
    assert client.get(f"/intake/{page}", headers=spoken).status_code == 200
    actions.record(told(channel=Channel.LEADER, leader="样例领导"), by=agent, at=at)
    actions.record(told(channel=Channel.MEDIA, outlet="样例晚报", phone=""), by=agent, at=at)
    join = "&" if "?" in page else "?"
    for shape in ("", f"{join}format=csv", f"{join}format=json"):
        assert client.get(f"/intake/{page}{shape}", headers=spoken).status_code == 200


def test_the_forms_of_the_registers_do_what_they_say(place: Town, client: Client, agent: Actor) -> None:
    client.force_login(place.person(Role.DISPATCHER, "centre"), LOGIN)
    sent = {
        "agents/centre.agent/card/": {"seat_no": "A07", "group": "综合"},
        "agents/centre.agent/training/": {"topic": "条例", "held_on": "2026-02-01", "hours": "3.5"},
        "media/new/": {"outlet": "样例晚报", "title": "路灯不亮", "numbers": ""},
        "library/new/": {
            "kind": "policy",
            "title": "供热条例",
            "body": "十八度。",
            "valid_from": "2026-01-01",
        },
    }
    for page, values in sent.items():
        assert client.get(f"/intake/{page}").status_code == 200
        assert client.post(f"/intake/{page}", values).status_code == 302, page
    article = queries.articles().get()
    for page in ("agents/centre.agent/", f"library/{article.pk}/", f"library/{article.pk}/end/"):
        assert client.get(f"/intake/{page}").status_code == 200
    assert client.post(f"/intake/library/{article.pk}/end/", {"on": "2025-01-01"}).status_code == 422
    assert client.post(f"/intake/library/{article.pk}/end/", {"on": "2026-12-31"}).status_code == 302


def test_the_register_of_sources_is_kept_on_its_page(place: Town, client: Client, agent: Actor) -> None:
    client.force_login(place.person(Role.ADMIN, "centre"), LOGIN)
    new = {
        "code": "street-line", "name": "样例街道专线", "channel": "phone", "number": "65001234", "owner": "lake",
        "counts_in_assessment": "on", "valid_from": "2026-01-01",
    }  # fmt: skip
    assert client.get("/directory/sources/new/").status_code == 200
    assert client.post("/directory/sources/new/", new).status_code == 302
    assert "样例街道专线" in client.get("/directory/sources/").content.decode()
    source = Source.objects.get(code="street-line")
    assert source.owner == place.units["lake"] and source.counts_in_assessment
    assert client.post("/directory/sources/street-line/end/", {"on": "2025-01-01"}).status_code == 200
    assert client.post("/directory/sources/street-line/end/", {"on": "2026-06-30"}).status_code == 302
    source.refresh_from_db()
    assert source.valid_to == date(2026, 6, 30)
    with pytest.raises(NotYours):
        directory.end_source("street-line", on=date(2026, 7, 1), by=agent, at=AT)
