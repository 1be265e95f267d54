"""A citizen at the public pages: what is sent, and what the page says then."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client

from jiesu.handling import actions as handling
from jiesu.handling.kinds import Reached, Result, Way
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.public import gate
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, Role
from tests.builders import AT, Town, share_at
from tests.faces.conftest import TEXT

ZH, EN = {"accept-language": "zh-hans"}, {"accept-language": "en"}


def stamp(ago: timedelta = timedelta(seconds=10)) -> str:
    """What a form carried that was opened a while ago."""
    return gate.stamp(clock.now() - ago)


def file(client: Client, **told: Any) -> Any:
    return client.post("/public/file/", {"text": TEXT, "idem": stamp()} | told, headers=ZH)


def track(client: Client, order: Order, code: str = "", **more: Any) -> Any:
    sent = {"number": order.number, "code": code or orders.tracking_code(order.number)}
    return client.post("/public/track/", sent, headers=ZH, **more)


def page_of(client: Client, order: Order, headers: dict[str, str] = ZH) -> str:
    """The page of an order, opened by number and code."""
    assert track(client, order)["Location"] == "/public/request/"
    return unescape(client.get("/public/request/", headers=headers).content.decode())


def replied(place: Town, **changes: Any) -> Order:
    """An order whose reply was signed off by the real verbs."""
    share = share_at(AssignmentState.ASSIGNED, place, **changes)
    number, at = share.order.number, AT + timedelta(hours=1)
    handler, head, leader = (place.actor(r, "lake") for r in (Role.HANDLER, Role.HEAD, Role.AREA_LEADER))
    handling.contact(number, share=1, way=Way.PHONE, reached=Reached.REACHED, by=handler, at=at)
    handling.submit(number, share=1, result=Result.SOLVED, text="水管已修好，恢复供水。", by=handler, at=at)
    handling.review(number, share=1, by=head, at=at)
    handling.sign(number, share=1, by=leader, at=at)
    return orders.find(number, SYSTEM)
