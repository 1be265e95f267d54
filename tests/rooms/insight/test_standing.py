"""Matters whose share of the volume stays high over whole months."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.insight.standing import standing
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.policy import queries as policies
from jiesu.policy.queries import InForce
from jiesu.rules.calendar import ZONE
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role
from tests.builders import Town, new_order, town
from tests.rooms.handling.test_evidence import log_in

NOW = datetime(2026, 4, 10, 9, tzinfo=ZONE)
TOLD = {
    1: ("010101", "010101", "020101"),
    2: ("010101", "020101"),
    3: ("010101", "010101", "020201"),
    4: ("020201",),
}


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=datetime(2026, 1, 1, tzinfo=ZONE))
    made = town()
    by = made.actor(Role.AGENT, "centre")
    for month, categories in TOLD.items():
        for no, category in enumerate(categories):
            at = datetime(2026, month, 1, tzinfo=ZONE) + timedelta(hours=no)
            orders.open(new_order(category=category, received_at=at), by=by, at=at)
    return made


@pytest.mark.req("R365")
def test_only_what_was_high_in_each_whole_month_stands(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    found = standing(place.actor(Role.SUPERVISOR, "centre"), NOW)
    assert [one.orders for one in found] == [5]
    assert found[0].category.count(" / ") == 2, "by its name, not by its code"
    assert (found[0].lowest, found[0].last) == (Fraction(1, 2), Fraction(2, 3))
    law = policies.in_force("thresholds", NOW).rules

    known = policies.in_force_or

    def asked_of(rule: object) -> object:
        return lambda topic, at, other: (
            InForce("", rule, "") if topic == "thresholds" else known(topic, at, other)
        )

    def stands(months: int, share: Fraction) -> list[Fraction]:
        rule = replace(law, standing=replace(law.standing, months=months, share=share))
        monkeypatch.setattr(policies, "in_force_or", asked_of(rule))
        return [one.last for one in standing(place.actor(Role.SUPERVISOR, "centre"), NOW)]

    assert stands(1, Fraction(1, 3)) == [Fraction(2, 3), Fraction(1, 3)], "the running month does not count"
    assert stands(3, Fraction(3, 5)) == []
    silent = replace(law, standing=None)
    monkeypatch.setattr(policies, "in_force_or", asked_of(silent))
    assert standing(place.actor(Role.SUPERVISOR, "centre"), NOW) == [], (
        "where the law is silent nothing stands"
    )
    monkeypatch.undo()
    assert standing(place.actor(Role.HEAD, "hill"), NOW) == [], "nobody counts what they may not see"


def test_the_page_names_them(place: Town, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    log_in(client, "centre.supervisor")
    page = client.get("/insight/standing/", headers={"Accept-Language": "zh-hans"})
    assert page.status_code == 200 and "长期高占比事项" in page.content.decode()
    assert "66.7" in page.content.decode()
