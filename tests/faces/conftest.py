"""What the tests of both faces share: the sample town under the shipped law, and clean counters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from jiesu.api.v1 import keys
from jiesu.directory import queries as directory
from jiesu.intake import swift
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role
from tests.builders import AT, Town, town

TEXT = "柳荫社区三号楼停水两天了，一直没有人来修，请尽快处理。"
PHONE = "13800000001"
NAME = "样例张三"
Caller = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_counts() -> Iterator[None]:
    cache.clear()
    swift.forget()
    keys.forget()
    yield
    cache.clear()


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


def token(place: Town, role: Role = Role.AGENT, unit: str = "centre") -> str:
    """A token of the person who holds that seat."""
    return directory.token(place.person(role, unit))


@pytest.fixture
def call(place: Town, client: Client) -> Caller:
    """`call("post", "/orders", {...}, role=…, unit=…, key=…)` as JSON with a token; the answer."""

    def made(method: str, path: str, body: Any = None, *, role: Role = Role.AGENT, unit: str = "centre",
             key: str = "", **more: Any) -> Any:  # fmt: skip
        headers = {"Authorization": f"Bearer {token(place, role, unit)}"} | more.pop("headers", {})
        if key:
            headers["Idempotency-Key"] = key
        send = getattr(client, method)
        sent = {"data": body, "content_type": "application/json"} if body is not None else {}
        return send(f"/api/v1{path}", headers=headers, **sent, **more)

    return made
