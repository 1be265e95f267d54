"""The dispatch desk and its pages: the queue, the candidates, objections and rulings, in both languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jiesu.dispatch import actions
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, OrderState, Role, UnitRole
from tests.builders import Town, order_at, share_at
from tests.rooms.handling.test_evidence import log_in


def accepted(place: Town, **changes: Any) -> Order:
    told: dict[str, Any] = {"category": "010101", "level": None, "title": "垃圾没人清运"}
    return order_at(OrderState.ACCEPTED, place, at=clock.now() - timedelta(hours=1), **(told | changes))


def fresh(order: Order) -> Order:
    return orders.find(order.number, SYSTEM)


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "待派单"), ("en", "To be dispatched")])
def test_the_queue_shows_the_suggested_unit(place: Town, client: Client, language: str, said: str) -> None:
    order = accepted(place)
    log_in(client, "centre.dispatcher")
    client.cookies["jiesu_language"] = language
    html = client.get("/dispatch/").content.decode()
    assert said in html and order.number in html and "样例湖滨街道" in html and "100.0%" in html
    assert order.number in client.get("/dispatch/?sure=high").content.decode()
    assert order.number not in client.get("/dispatch/?sure=low").content.decode()
    assert order.number in client.get("/dispatch/?format=json").content.decode()


def test_the_queue_asks_no_more_for_many_orders_than_for_one(
    place: Town, client: Client, django_assert_max_num_queries: Any
) -> None:
    accepted(place)
    log_in(client, "centre.dispatcher")
    client.get("/dispatch/")
    with django_assert_max_num_queries(20) as few:
        client.get("/dispatch/")
    for _ in range(6):
        accepted(place)
    client.get("/dispatch/")
    with django_assert_max_num_queries(20) as many:
        client.get("/dispatch/")
    assert len(many) == len(few)


@pytest.mark.req("R075")
@pytest.mark.parametrize(("language", "said"), [("zh-hans", "派单至该单位"), ("en", "Dispatch to this unit")])
def test_the_form_shows_candidates_with_their_basis_and_one_click_dispatches(
    place: Town, client: Client, language: str, said: str
) -> None:
    order = accepted(place)
    log_in(client, "centre.dispatcher")
    client.cookies["jiesu_language"] = language
    address = f"/dispatch/{order.number}/dispatch/"
    html = client.get(address).content.decode()
    assert (
        said in html
        and "样例湖滨街道" in html
        and "routing/" not in html
        and "《北京市市容环境卫生条例》" in html
    )
    answer = client.post(address, {"lead": "lake", "category": "010101", "idem": "k1"})
    assert answer.status_code == 302 and answer["Location"] == "/dispatch/"
    assert fresh(order).state == OrderState.DISPATCHED


def test_the_form_takes_names_and_says_what_it_does_not_know(place: Town, client: Client) -> None:
    order = accepted(place)
    log_in(client, "centre.dispatcher")
    address = f"/dispatch/{order.number}/dispatch/"
    html = client.post(address, {"lead": "无此单位"}).content.decode()
    assert "无此单位" in html and fresh(order).state == OrderState.ACCEPTED
    assert client.post(address, {"lead": "样例"}).status_code == 200, "several are called so"
    assert client.post(address, {}).status_code == 200
    client.post(address, {"lead": "样例湖滨街道", "assist": "样例东区房管局，heat", "mode": "multi"})
    roles = {s.unit.code: s.role for s in orders.shares_of(order)}
    assert roles == {"lake": UnitRole.LEAD, "housing": UnitRole.ASSIST, "heat": UnitRole.ASSIST}


def test_ticked_orders_are_dispatched_with_a_result_each(place: Town, client: Client) -> None:
    good, unsure = accepted(place), order_at(OrderState.DISPATCHED, place)
    log_in(client, "centre.dispatcher")
    client.get("/dispatch/")
    html = client.post("/dispatch/confirm/", {"pick": [good.number, unsure.number, "000"]}).content.decode()
    assert good.number in html and unsure.number in html
    assert fresh(good).state == OrderState.DISPATCHED and len(orders.shares_of(unsure)) == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_share_is_forwarded_and_objected_to_by_the_forms(
    place: Town, client: Client, language: str
) -> None:
    at = clock.now() - timedelta(minutes=30)
    own = share_at(AssignmentState.CLAIMED, place, unit="east", at=at)
    number = own.order.number
    log_in(client, "east.request_centre")
    client.cookies["jiesu_language"] = language
    html = client.get(f"/dispatch/{number}/1/forward/").content.decode()
    assert 'value="lake"' in html and 'value="willow"' not in html
    answer = client.post(f"/dispatch/{number}/1/forward/", {"lead": "lake", "reason": "属地"})
    assert answer.status_code == 302, answer.content.decode()
    log_in(client, "lake.request_centre")
    html = client.get(f"/dispatch/{number}/2/object/").content.decode()
    said = {"ground": "not_here", "reason": "不在本辖区", "proposed": "样例山前街道"}
    answer = client.post(f"/dispatch/{number}/2/object/", said)
    assert answer.status_code == 302, answer.content.decode()
    log_in(client, "east.request_centre")
    html = client.get("/dispatch/objections/").content.decode()
    assert number in html and f"/dispatch/{number}/2/uphold/" in html
    html = client.get(f"/dispatch/{number}/2/uphold/").content.decode()
    assert "不在本辖区" in html and "样例山前街道" in html
    assert client.get(f"/dispatch/{number}/2/reject/").status_code == 200
    answer = client.post(f"/dispatch/{number}/2/uphold/", {"reason": "属山前", "lead": "hill"})
    assert answer.status_code == 302, answer.content.decode()
    shares: list[Assignment] = orders.shares_of(own.order)
    assert [s.state for s in shares][1:] == [AssignmentState.RECALLED, AssignmentState.SENT]
    assert "样例山前街道" in client.get(f"/orders/{number}/").content.decode()


def test_a_rejected_objection_by_the_form(place: Town, client: Client) -> None:
    own = share_at(AssignmentState.SENT, place, at=clock.now() - timedelta(minutes=5))
    number = own.order.number
    by = place.actor(Role.REQUEST_CENTRE, "lake")
    actions.object(number, share=1, ground="not_ours", reason="非职责", basis="三定", by=by, at=clock.now())  # type: ignore[arg-type]
    log_in(client, "centre.dispatcher")
    assert number in client.get("/dispatch/objections/?format=json").content.decode()
    assert client.post(f"/dispatch/{number}/1/reject/", {"reason": "属本单位"}).status_code == 302
    assert orders.shares_of(own.order)[0].state == AssignmentState.SENT


@pytest.mark.parametrize("login", ["centre.agent", "lake.handler", "centre.admin"])
def test_the_desk_opens_only_for_those_who_dispatch(place: Town, client: Client, login: str) -> None:
    assert client.get("/dispatch/").status_code == 302
    log_in(client, login)
    assert client.get("/dispatch/").status_code == 403
    assert client.post("/dispatch/confirm/", {"pick": ["1"]}).status_code == 403
