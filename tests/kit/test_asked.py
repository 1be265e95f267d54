"""The time that a page is asked for by its address."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.test import RequestFactory

from jiesu.kit import clock
from jiesu.kit.asked import days, period


def test_two_days_are_read_and_named_again() -> None:
    said = {"received_from": "2026-03-01", "received_to": "2026-03-31"}
    since, until = period(RequestFactory().get("/", said), 30)
    assert until - since == timedelta(days=31) and days(since, until) == said


@pytest.mark.parametrize("day", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "20260301T00"])
def test_what_is_no_usable_day_gives_the_last_days(day: str) -> None:
    since, until = period(RequestFactory().get("/", {"received_from": day, "received_to": day}), 30)
    assert until - since == timedelta(days=30) and until.date() == clock.today() + timedelta(days=1)
    assert since.astimezone(UTC) < until.astimezone(UTC)
