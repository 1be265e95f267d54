"""更正记录: a frozen sheet stays; what changes afterwards is written beside it, once, with its reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from jiesu.assessment import actions, correcting, queries
from jiesu.assessment.kinds import Figure
from jiesu.assessment.models import Correction, Period
from jiesu.kit import clock
from jiesu.rules.calendar import end_of
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Mode, Role, Satisfied, Solved
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town
from tests.rooms.assessment.conftest import City

FIRST, LAST = date(2026, 2, 19), date(2026, 3, 18)
GOOD = (True, Solved.YES, Satisfied.YES)
DAY = timedelta(days=1)


@pytest.fixture
def assessor(place: Town) -> Actor:
    return place.actor(Role.ASSESSOR, "centre")


@pytest.fixture
def frozen(place: Town, assessor: Actor) -> tuple[Period, datetime]:
    """A frozen sheet with one answered order of the lake street, and another that nobody has answered yet."""
    made = City(place)
    made.order(("lake", Mode.DIRECT), answers=(GOOD,))
    period = actions.open_period(FIRST, LAST, by=assessor, at=AT)
    at = end_of(LAST) + 11 * DAY
    return actions.freeze(period.pk, by=assessor, at=at), at


def late(place: Town) -> None:
    """One order more of that time, brought in after the freeze."""
    City(place).order(("lake", Mode.DIRECT), answers=((True, Solved.NO, Satisfied.NO),))


def test_a_correction_keeps_what_stood_and_what_is_counted(
    place: Town, assessor: Actor, frozen: tuple[Period, datetime]
) -> None:
    period, at = frozen
    said = {"reason": "一件工单补录，按规定补记。", "by": assessor, "at": at + DAY}
    with pytest.raises(Refusal, match="nothing to correct"):
        actions.correct(period.pk, "lake", **said)
    late(place)
    actions.correct(period.pk, "lake", **said)
    (one,) = correcting.corrections(period)
    assert (Figure.ORDERS, 1, 2) in one.moved and (Figure.DOUBLE_NO, 0, 1) in one.moved
    assert one.before.total == 100 and one.after.total is not None and one.after.total < 100
    assert queries.sheet(period).unit("lake").counts.orders == 1, "the frozen sheet stays"
    with pytest.raises(Refusal, match="nothing to correct"):
        actions.correct(period.pk, "lake", **said)
    for change in (lambda: Correction.objects.update(reason="x"), lambda: Correction.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_only_an_assessor_corrects_and_only_a_frozen_sheet(
    place: Town, assessor: Actor, frozen: tuple[Period, datetime]
) -> None:
    period, at = frozen
    late(place)
    said = {"reason": "补录", "at": at + DAY}
    with pytest.raises(NotYours):
        actions.correct(period.pk, "lake", by=place.actor(Role.MAIN_LEADER, "lake"), **said)
    with pytest.raises(Refusal, match="Say why"):
        actions.correct(period.pk, "lake", by=assessor, reason=" ", at=at)
    running = actions.open_period(LAST + DAY, LAST + 30 * DAY, by=assessor, at=at)
    with pytest.raises(Refusal, match="running sheet"):
        actions.correct(running.pk, "lake", by=assessor, **said)
    assert not Correction.objects.exists()


def test_the_correction_is_written_and_read_on_the_pages(
    place: Town,
    assessor: Actor,
    frozen: tuple[Period, datetime],
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    period, at = frozen
    monkeypatch.setattr(clock, "now", lambda: at + DAY)
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    address = f"/assessment/{period.pk}/lake/correct/"
    zh = {"accept-language": "zh-hans"}
    assert "与留存结果一致" in client.get(address, headers=zh).content.decode()
    late(place)
    assert "1 → 2" in client.get(address, headers=zh).content.decode()
    assert client.post(address, {"reason": "补录一件"}).status_code == 302
    for shown in (f"/assessment/{period.pk}/", f"/assessment/{period.pk}/lake/"):
        page = client.get(shown, headers=zh).content.decode()
        assert "更正记录" in page and "补录一件" in page
