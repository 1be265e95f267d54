"""The public's photographs: with the request, with what is added, named on the opened request."""

from __future__ import annotations

from django.test import Client

from jiesu.intake import queries
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.public import gate
from jiesu.rules.terms import OrderState
from tests.builders import Town, order_at
from tests.faces.conftest import TEXT
from tests.rooms.intake.test_materials import photo


def test_a_citizen_files_with_a_photograph_and_adds_another(place: Town, client: Client) -> None:
    stamp = gate.stamp(clock.now() - 2 * gate.AT_LEAST)
    sent = client.post("/public/file/", {"text": TEXT, "idem": stamp, "materials": [photo()]})
    assert sent.status_code == 302, sent.content.decode()
    order = Order.objects.get()
    assert "楼道.jpg" in client.get("/public/request/").content.decode()
    for _ in range(2):
        added = {"number": order.number, "text": "", "idem": "s", "materials": [photo("昨晚.jpg")]}
        assert client.post("/public/request/supplement/", added).status_code == 302
    assert [row.name for row in queries.materials(order)] == ["楼道.jpg", "昨晚.jpg"]
    assert [e.verb for e in orders.timeline(order)].count("supplement") == 1


def test_a_file_that_cannot_be_taken_is_named_beside_the_form(place: Town, client: Client) -> None:
    stamp = gate.stamp(clock.now() - 2 * gate.AT_LEAST)
    broken = photo("楼道.png")
    answer = client.post("/public/file/", {"text": TEXT, "idem": stamp, "materials": [broken]})
    assert answer.status_code == 422 and "楼道.png" in answer.content.decode()
    assert TEXT in answer.content.decode() and not Order.objects.exists()


def test_of_a_confidential_request_no_file_is_named(place: Town, client: Client) -> None:
    order = order_at(OrderState.ACCEPTED, place, confidential=True)
    code = orders.tracking_code(order.number)
    client.post("/public/track/", {"number": order.number, "code": code})
    added = {"number": order.number, "text": "补充", "idem": "s", "materials": [photo()]}
    assert client.post("/public/request/supplement/", added).status_code == 302
    assert "楼道.jpg" not in client.get("/public/request/").content.decode()
