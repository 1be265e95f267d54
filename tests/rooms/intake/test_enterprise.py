"""企业服务: identity, files, green channel, named persons, common matters, suggestions, reforms, 48 and 72 hours."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.intake import actions, queries
from jiesu.intake.models import Enterprise
from jiesu.intake.words import Adopted, ArticleKind, Duty
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Channel, OrderState, RequestType, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import Town, share_at
from tests.rooms.intake.conftest import AT, told

LATER = AT + timedelta(hours=3)
DAY = date(2026, 3, 2)
CODE = "91110000MA00000XK7"
LOGIN = "django.contrib.auth.backends.ModelBackend"
PAGES = ("", "files/", "green/", "named/", "common/", "suggestions/", "reforms/")


def asks(
    agent: Actor, name: str = "样例科技有限公司", phone: str = "01065000001", **changes: object
) -> Order:
    """An enterprise calls its line."""
    said = {"kind": "enterprise", "name": name, "phone": phone, "channel": Channel.ENTERPRISE} | changes
    return actions.record(told(**said), by=agent, at=AT)


@pytest.mark.req("R461")
def test_an_enterprise_asks_on_its_own_line_with_its_identity(agent: Actor) -> None:
    order = asks(agent, company_code=CODE)
    found = queries.file_of(order)
    assert order.channel == Channel.ENTERPRISE and order.requester and order.requester.kind == "enterprise"
    assert found and (found.name, found.code) == ("样例科技有限公司", CODE)
    assert [o.number for o in queries.fast_track(agent)] == [order.number]


@pytest.mark.req("R471")
def test_one_file_holds_every_case_of_an_enterprise_whatever_number_called(agent: Actor) -> None:
    made = [
        asks(agent, phone=p, text=f"第{n}件：执照怎么办")
        for n, p in enumerate(("01065000001", "13800000022"))
    ]
    asks(agent, name="样例餐饮有限公司", phone="01065000002")
    found = queries.file_of(made[0])
    assert found and {o.number for o in queries.cases_of(found, agent)} == {o.number for o in made}
    assert [(e.name, e.cases) for e in queries.files(agent)] == [  # type: ignore[attr-defined]
        ("样例科技有限公司", 2), ("样例餐饮有限公司", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["machine", "bulk"])
def test_the_swift_ways_open_the_same_files(agent: Actor, way: str) -> None:
    said = told(kind="enterprise", name="样例科技有限公司", channel=Channel.ENTERPRISE)
    if way == "machine":
        order, _made = actions.record_accepted(said, by=agent, at=AT)
    else:
        (opened,) = actions.record_many([said], desk="centre", by=agent, at=AT)
        order = orders.find(opened.number, agent)
    found = queries.file_of(order)
    assert found and queries.cases_of(found, agent).count() == 1


def test_a_file_shows_no_confidential_case_to_a_unit_and_none_that_lies_elsewhere(
    place: Town, agent: Actor
) -> None:
    centre = place.actor(Role.REQUEST_CENTRE, "lake")
    order = asks(centre, confidential=True, text="举报有关部门乱收费")
    assert queries.files(agent).count() == 1
    assert not queries.cases(centre).exists() and not queries.files(centre).exists()
    found = queries.file_of(order)
    assert found
    with pytest.raises(Refusal, match="no such enterprise"):
        queries.file(found.pk, centre)
    with pytest.raises(Refusal, match="no such enterprise"):
        queries.file(found.pk, place.actor(Role.DISPATCHER, "west"))


def test_a_credit_code_is_one_and_belongs_to_one(agent: Actor) -> None:
    with pytest.raises(Refusal, match="no unified social credit code"):
        asks(agent, company_code="123")
    assert not Order.objects.exists() and not Enterprise.objects.exists()
    asks(agent, company_code=CODE)
    with pytest.raises(Refusal, match="another enterprise"):
        asks(agent, name="样例餐饮有限公司", phone="01065000002", company_code=CODE)
    assert Order.objects.count() == 1


@pytest.mark.req("R463", "R469")
def test_an_enterprise_on_the_green_list_comes_first_in_every_tray_with_a_named_contact(
    place: Town, agent: Actor
) -> None:
    chief = place.actor(Role.DISPATCHER, "centre")
    row = actions.put_on_green_list(
        "样例科技有限公司", contact="centre.agent", valid_from=DAY, by=chief, at=AT
    )
    usual = actions.record(told(text="路灯坏了", phone="13800000009"), by=agent, at=AT - timedelta(hours=2))
    swift = asks(agent, text="办理执照要多久", request_type=RequestType.INQUIRY)
    assert swift.tags == ["green"] and usual.urgency > swift.urgency == 1
    assert [o.number for o in queries.tray(agent)] == [swift.number, usual.number]
    for one in (usual, swift):
        actions.accept(one.number, by=agent, at=LATER)
    waiting = orders.visible_to(agent).filter(state=OrderState.ACCEPTED).order_by("urgency", "received_at")
    assert [o.number for o in waiting] == [swift.number, usual.number]
    found = queries.file_of(swift)
    assert found and (kept := queries.contact_for(found, DAY)) and kept.contact
    assert kept.contact.login == "centre.agent"
    with pytest.raises(Refusal, match="on the list already"):
        actions.put_on_green_list("样例科技有限公司", valid_from=DAY, by=chief, at=AT)
    actions.take_off_green_list(row.pk, on=DAY, by=chief)
    assert not actions.is_green(found, DAY + timedelta(days=1))
    later = actions.record(
        told(kind="enterprise", name="样例科技有限公司"), by=agent, at=AT + timedelta(days=2)
    )
    assert later.tags == [] and orders.verify().holds


def test_accepting_a_green_request_keeps_it_green(at_desk: Client, place: Town, agent: Actor) -> None:
    actions.put_on_green_list(
        "样例科技有限公司", valid_from=DAY, by=place.actor(Role.DISPATCHER, "centre"), at=AT
    )
    order = asks(agent)
    done = at_desk.post(f"/intake/{order.number}/accept/", {"request_type": "inquiry", "tags": ["key"]})
    order.refresh_from_db()
    assert done.status_code == 302 and set(order.tags) == {"key", "green"} and order.urgency == 1


def test_the_registers_are_kept_by_those_who_may(place: Town, agent: Actor) -> None:
    handler = place.actor(Role.HANDLER, "lake")
    with pytest.raises(NotYours):
        actions.put_on_green_list("样例科技有限公司", valid_from=DAY, by=handler, at=AT)
    with pytest.raises(NotYours):
        actions.open_reform(scenario="开办企业", title="一窗办理", owner="lake", by=agent, at=AT)
    assert not Enterprise.objects.exists()


@pytest.mark.req("R470")
def test_each_of_the_four_duties_has_one_named_person_and_gaps_show(place: Town, agent: Actor) -> None:
    chief = place.actor(Role.DISPATCHER, "centre")
    for duty in (Duty.RECEIVE, Duty.DISPATCH, Duty.URGE):
        actions.name_person("lake", duty, "lake.request_centre", valid_from=DAY, by=chief, at=AT)
    (post,) = queries.posts(chief)
    assert (post.code, post.missing) == ("lake", (Duty.FOLLOW_UP,))
    actions.name_person("lake", Duty.URGE, "lake.head", valid_from=DAY, by=chief, at=AT)
    (post,) = queries.posts(chief)
    assert post.people[Duty.URGE].person.login == "lake.head"
    with pytest.raises(Refusal, match="holds no seat"):
        actions.name_person("lake", Duty.URGE, "hill.head", valid_from=DAY, by=chief, at=AT)


@pytest.mark.req("R467")
def test_common_matters_are_ranked_by_companies_then_by_volume(agent: Actor) -> None:
    for n in range(3):
        asks(agent, category="080101", text=f"停水{n}")
    for n, name in enumerate(("样例餐饮有限公司", "样例商贸有限公司")):
        asks(agent, name=name, phone=f"0106500001{n}", category="080102", text="又停水")
    found = queries.common(agent, AT - timedelta(days=1), LATER)
    assert [(c.category, c.companies, c.orders) for c in found] == [("080102", 2, 2), ("080101", 1, 3)]


@pytest.mark.req("R466")
def test_a_suggestion_is_collected_and_its_adoption_written_down(place: Town, agent: Actor) -> None:
    order = asks(agent, text="建议延长窗口办事时间", request_type=RequestType.SUGGESTION)
    chief = place.actor(Role.DISPATCHER, "centre")
    assert [o.number for o in queries.suggestions(agent)] == [order.number]
    actions.adopt(order.number, verdict=Adopted.STUDIED, reason="转交研究", unit="lake", by=chief, at=AT)
    actions.adopt(order.number, verdict=Adopted.ADOPTED, reason="周六开窗", unit="lake", by=chief, at=LATER)
    said = queries.adoption(order)
    assert said and (said.verdict, said.reason, said.by) == (Adopted.ADOPTED, "周六开窗", chief.key)
    with pytest.raises(Refusal, match="no suggestion"):
        actions.adopt(asks(agent, text="停水").number, verdict=Adopted.ADOPTED, reason="好", by=chief, at=AT)


@pytest.mark.req("R462", "R468")
def test_a_scenario_gets_a_reform_task_with_its_orders_and_a_result(place: Town, agent: Actor) -> None:
    chief = place.actor(Role.DISPATCHER, "centre")
    by_category = asks(agent, category="080101", text="停水影响经营")
    linked = asks(agent, name="样例餐饮有限公司", phone="01065000002", text="开办企业材料太多")
    task = actions.open_reform(
        scenario="开办企业", title="一窗办理", owner="lake", category="080101", numbers=[linked.number], by=chief, at=AT
    )  # fmt: skip
    assert {o.number for o in queries.orders_of(task, agent)} == {by_category.number, linked.number}
    assert queries.common(agent, AT - timedelta(days=1), LATER)[0].reforms == 1
    actions.finish_reform(task.pk, result="三天变一天", by=chief, at=LATER)
    with pytest.raises(Refusal, match="finished"):
        actions.finish_reform(task.pk, result="又一次", by=chief, at=LATER)
    assert queries.reforms().get().result == "三天变一天"


@pytest.mark.req("R473", "R474")
def test_the_shares_closed_in_48_and_followed_up_in_72_hours_count_what_ended_or_ran_out(
    place: Town, agent: Actor
) -> None:
    kept = share_at(AssignmentState.SIGNED, place, requester=asks(agent).requester_id).order
    late = share_at(AssignmentState.CLAIMED, place, requester=asks(agent, text="另一件").requester_id).order
    follow = {"contacted": True, "solved": "yes", "satisfied": "yes", "outcome": "double_yes"}
    by = place.actor(Role.FOLLOWUP_AGENT, "centre")
    orders.advance(kept.number, Verb.RATE, by=by, at=AT + timedelta(hours=71), facts=follow)
    begin, end = AT - timedelta(days=1), AT + timedelta(days=1)
    soon = queries.kept(agent, begin, end, AT + timedelta(hours=47))
    assert (soon["enterprise_close"].met, soon["enterprise_close"].of) == (1, 1)
    after = queries.kept(agent, begin, end, AT + timedelta(hours=80))
    assert after["enterprise_close"].share == Fraction(1, 2) == after["enterprise_followup"].share
    assert late.state == OrderState.DISPATCHED


@pytest.mark.req("R464", "R465")
def test_a_policy_question_is_answered_from_the_library_with_its_steps_and_the_article_is_kept(
    at_desk: Client, agent: Actor
) -> None:
    article = actions.add_article(
        kind=ArticleKind.ITEM, title="营业执照办理", words="营业执照 开办企业", body="在政务大厅或网上办理。",
        steps="网上填表\n窗口领照", enterprise=True, valid_from=DAY, by=agent, at=AT,
    )  # fmt: skip
    order = asks(agent, text="请问营业执照怎么办理", request_type=RequestType.INQUIRY)
    page = at_desk.get(f"/intake/{order.number}/answer/").content.decode()
    assert "营业执照办理" in page and "窗口领照" in page
    sent = {"text": "网上填表后窗口领照", "article": str(article.pk)}
    assert at_desk.post(f"/intake/{order.number}/answer/", sent).status_code == 302
    said = queries.answer(order)
    assert said and said.article == article and said.text == "网上填表后窗口领照"
    actions.end_article(article.pk, on=DAY, by=agent)
    assert queries.fitting("营业执照", on=DAY + timedelta(days=1)) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_empty_and_full(
    place: Town, client: Client, agent: Actor, page: str, language: str
) -> None:
    client.force_login(place.person(Role.DISPATCHER, "centre"), LOGIN)
    spoken = {"accept-language": language}
    assert client.get(f"/intake/enterprise/{page}", headers=spoken).status_code == 200
    chief = place.actor(Role.DISPATCHER, "centre")
    order = asks(agent, text="建议延长窗口时间", request_type=RequestType.SUGGESTION, category="080101")
    found = queries.file_of(order)
    assert found
    actions.put_on_green_list(found.name, valid_from=DAY, by=chief, at=AT)
    actions.name_person("lake", Duty.URGE, "lake.head", valid_from=DAY, by=chief, at=AT)
    task = actions.open_reform(scenario="开办企业", title="一窗办理", owner="lake", by=chief, at=AT)
    for shape in ("", "?format=csv", "?format=json"):
        assert client.get(f"/intake/enterprise/{page}{shape}", headers=spoken).status_code == 200
    for deep in (f"files/{found.pk}/", f"reforms/{task.pk}/", f"suggestions/{order.number}/"):
        assert client.get(f"/intake/enterprise/{deep}", headers=spoken).status_code == 200


def test_the_forms_of_enterprise_service_do_what_they_say(place: Town, client: Client, agent: Actor) -> None:
    client.force_login(place.person(Role.DISPATCHER, "centre"), LOGIN)
    order = asks(agent, text="建议延长窗口时间", request_type=RequestType.SUGGESTION)
    sent = {
        "green/new/": {"name": "样例商贸有限公司", "code": CODE, "valid_from": "2026-03-02"},
        "named/new/": {"unit": "lake", "duty": "urge", "login": "lake.head", "valid_from": "2026-03-02"},
        "reforms/new/": {
            "scenario": "开办企业",
            "title": "一窗办理",
            "owner": "lake",
            "numbers": order.number,
        },
        f"suggestions/{order.number}/": {"verdict": "adopted", "reason": "可行"},
    }
    for page, values in sent.items():
        assert client.get(f"/intake/enterprise/{page}").status_code == 200
        assert client.post(f"/intake/enterprise/{page}", values).status_code == 302, page
    task, row = queries.reforms().get(), queries.green().get()
    assert [o.number for o in queries.orders_of(task, agent)] == [order.number]
    assert client.post(f"/intake/enterprise/reforms/{task.pk}/finish/", {"result": "好"}).status_code == 302
    assert client.post(f"/intake/enterprise/green/{row.pk}/end/", {"on": "2026-04-01"}).status_code == 302
    assert client.post(f"/intake/enterprise/green/{row.pk}/end/", {"on": "2026-04-01"}).status_code == 422
