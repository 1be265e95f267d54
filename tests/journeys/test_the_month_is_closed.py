"""考核期 on the assessor's desk: opened, frozen on its day, and corrected beside the frozen sheet."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from jiesu.assessment import actions as assessment
from jiesu.assessment.models import Correction
from jiesu.rules.terms import Mode, Role
from tests.builders import Town
from tests.journeys.conftest import Clock, Desks, picture, send
from tests.rooms.assessment.conftest import City
from tests.rooms.assessment.test_correction import GOOD, late

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_assessor_freezes_the_sheet_and_corrects_beside_it(desks: Desks, place: Town, time: Clock) -> None:
    _answered(place)
    assessor = place.actor(Role.ASSESSOR, "centre")
    period = assessment.open_period(date(2026, 2, 19), date(2026, 3, 18), by=assessor, at=time())
    page = desks.of(Role.ASSESSOR, "centre")
    page.goto(f"/assessment/{period.pk}/freeze/")
    send(page)
    expect(page.locator(".said-refusal")).to_contain_text("2026-03-28 24:00")

    time.later(days=29)
    page = desks.of(Role.ASSESSOR, "centre")
    page.goto(f"/assessment/{period.pk}/")
    page.get_by_role("link", name="定稿").click()
    send(page)
    expect(page.locator(".lead")).to_contain_text("已定稿")
    picture(page, "80-frozen")

    late(place)
    page.get_by_role("link", name="样例湖滨街道").first.click()
    page.get_by_role("link", name="更正").click()
    expect(page.locator("main")).to_contain_text("→")
    page.fill("[name=reason]", "一件工单补录，按规定记入更正。")
    picture(page, "81-correct")
    send(page)
    expect(page.locator("main")).to_contain_text("更正记录")
    page.get_by_role("heading", name="更正记录").scroll_into_view_if_needed()
    picture(page, "82-record-of-corrections")
    assert Correction.objects.get().unit.code == "lake"


def _answered(place: Town) -> None:
    made = City(place)
    for unit in ("lake", "lake", "hill"):
        made.order((unit, Mode.DIRECT), answers=(GOOD,))
