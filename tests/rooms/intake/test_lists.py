"""Intake's lists: pressed, marked, merged, repeated, judged; many requests about one matter in one place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from jiesu.intake import actions, queries
from jiesu.intake.words import Finding, Tag
from jiesu.kit import clock
from jiesu.orders.face import Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role
from tests.builders import Town
from tests.rooms.intake.conftest import AT, told

LOGIN = "django.contrib.auth.backends.ModelBackend"
LISTS = ("pressed", "marked", "clusters", "frequent", "repeated", "merged", "judgements")


def crowd(agent: Actor, people: int, at: object = AT, **changes: object) -> list[Order]:
    """So many people ask about the same matter in the same place."""
    return [
        actions.record(
            told(phone=f"1380000{n:04}", area="c-willow", category="080101", **changes), by=agent, at=at
        )  # type: ignore[arg-type]
        for n in range(people)
    ]


@pytest.mark.req("R028", "R029")
def test_many_people_on_one_matter_in_one_place_are_one_cluster_with_its_members(
    place: Town, agent: Actor
) -> None:
    made = crowd(agent, 5)
    actions.record(told(phone="13800000000", area="c-willow", category="080101"), by=agent, at=AT)
    actions.record(told(phone="13900000009", area="s-hill", category="080101"), by=agent, at=AT)
    (found,) = queries.clusters(agent, AT)
    assert (found.area, found.category, found.orders, found.requesters) == ("c-willow", "080101", 6, 5)
    assert found.colour == "red"
    assert queries.members(agent, found.key, AT).count() == 6
    assert {o.number for o in made} <= {o.number for o in queries.members(agent, found.key, AT)}
    assert (
        queries.clusters(place.actor(Role.DISTRICT_LEADER, "east"), AT) == []
    )  # not in that district's hands yet
    assert queries.clusters(agent, AT + timedelta(days=8)) == []


@pytest.mark.req("R029")
def test_many_requests_in_a_short_time_are_concentrated_ones(agent: Actor) -> None:
    crowd(agent, 3)
    assert queries.clusters(agent, AT, span="7d") == []
    (found,) = queries.clusters(agent, AT, span="24h")
    assert found.requesters == 3 and found.colour == "blue"
    assert queries.clusters(agent, AT + timedelta(hours=25), span="24h") == []


@pytest.mark.req("R032")
def test_frequent_matters_are_ranked_and_flagged_by_the_law(agent: Actor) -> None:
    crowd(agent, 20)
    actions.record(told(phone="13900000009", category="080102"), by=agent, at=AT)
    first, second = queries.frequent(agent, AT)
    assert (first.category, first.orders, first.colour) == ("080101", 20, "blue")
    assert (second.orders, second.colour) == (1, None)


@pytest.mark.req("R031")
def test_repeats_are_linked_counted_and_told_by_month(agent: Actor) -> None:
    first = actions.record(told(), by=agent, at=AT)
    second = actions.record(told(), by=agent, at=AT + timedelta(days=20))
    third = actions.record(told(), by=agent, at=AT + timedelta(days=40))
    begin, end = AT - timedelta(days=1), AT + timedelta(days=60)
    found = list(queries.repeats(agent, begin, end))
    assert [e.order.number for e in found] == [third.number, second.number]
    assert [(e.facts["repeat_of"], e.facts["repeats"]) for e in found] == [
        (second.number, 2),
        (first.number, 1),
    ]
    assert queries.repeats_by_month(agent, begin, end) == {"2026-03": 1, "2026-04": 1}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_list_opens_empty_and_full_as_page_csv_and_json(
    at_desk: Client, agent: Actor, name: str, language: str
) -> None:
    assert at_desk.get(f"/intake/{name}/", headers={"accept-language": language}).status_code == 200
    at = clock.now()
    one, two, *_rest = crowd(agent, 6, at)
    actions.record(told(phone="13800000001"), by=agent, at=at)
    actions.flag(two.number, add=[Tag.KEY], by=agent, at=at)
    actions.press(two.number, by=agent, at=at)
    actions.judge(two.number, finding=Finding.REASONABLE, reason="属实", by=agent, at=at)
    actions.merge(one.number, into=two.number, by=agent, at=at)
    for shape in ("", "?format=csv", "?format=json"):
        answer = at_desk.get(f"/intake/{name}/{shape}", headers={"accept-language": language})
        assert answer.status_code == 200
        body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert (
            b"080101" in body
            or b"c-willow" in body
            or two.number.encode() in body
            or one.number.encode() in body
        )


def test_the_members_of_a_mass_request_are_marked_together(at_desk: Client, agent: Actor) -> None:
    made = crowd(agent, 5, clock.now())
    page = at_desk.get("/intake/clusters/080101@c-willow/").content.decode()
    assert all(order.number in page for order in made)
    picked = {"pick": [order.number for order in made]}
    assert at_desk.post("/intake/mark-mass/", picked).status_code == 302
    assert queries.tagged(agent).filter(tags__contains=["mass"]).count() == 5


def test_a_list_shows_no_words_of_a_confidential_request_that_a_unit_may_not_read(
    place: Town, client: Client, agent: Actor
) -> None:
    centre = place.actor(Role.REQUEST_CENTRE, "lake")
    order = actions.record(
        told(title="举报王大力13911112222", text="举报某人", confidential=True), by=centre, at=clock.now()
    )
    actions.flag(order.number, add=[Tag.KEY], by=centre, at=clock.now())
    actions.press(order.number, by=centre, at=clock.now())
    client.force_login(place.person(Role.REQUEST_CENTRE, "lake"), LOGIN)
    for name in ("marked", "pressed"):
        page = client.get(f"/intake/{name}/").content.decode()
        assert order.number in page and "13911112222" not in page
