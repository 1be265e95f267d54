"""高发且排名靠后: volume crossed with the assessment's rank by the law's thresholds, within the viewer's sight."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.assessment import actions as assessment
from jiesu.assessment.queries import Period
from jiesu.directory.models import Source
from jiesu.insight import crossing
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Mode, Role, Satisfied, Solved
from jiesu.rules.thresholds import Crossed, Standing, high_and_low, stays_high
from tests.builders import AT, Town, town
from tests.rooms.assessment.conftest import City
from tests.rooms.handling.test_evidence import log_in

FIRST, LAST = date(2026, 2, 19), date(2026, 3, 18)
GOOD, BAD = (True, Solved.YES, Satisfied.YES), (True, Solved.NO, Satisfied.NO)


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    Source.objects.create(code="outside", name="样例不计入来源", channel="other", counts_in_assessment=False)
    return town()


@pytest.fixture
def period(place: Town) -> Period:
    city = City(place)
    for n in range(12):
        city.order(("lake", Mode.DIRECT), answers=(GOOD if n > 1 else BAD,))
    for _ in range(10):
        city.order(("hill", Mode.DIRECT), answers=(GOOD,))
    return assessment.open_period(FIRST, LAST, by=place.actor(Role.ASSESSOR, "centre"), at=AT)


@pytest.mark.req("R370")
def test_whoever_has_many_orders_and_a_low_rank_stands_first(place: Town, period: Period) -> None:
    rows = {one.unit.code: one for one in crossing.crossing(period, place.actor(Role.SUPERVISOR, "centre"))}
    lake, hill = rows["lake"], rows["hill"]
    assert (lake.orders, lake.by_volume, lake.rank, lake.of, lake.both) == (12, 1, 2, 2, True)
    assert (hill.orders, hill.by_volume, hill.rank, hill.of, hill.both) == (10, 2, 1, 2, False)
    assert next(iter(rows)) == "lake"


@pytest.mark.req("R362")
@pytest.mark.parametrize(
    ("role", "unit", "seen"),
    [(Role.SUPERVISOR, "centre", {"lake", "hill"}), (Role.DISTRICT_LEADER, "east", {"lake", "hill"}),
     (Role.MAIN_LEADER, "lake", {"lake"}), (Role.MAIN_LEADER, "hill", {"hill"}), (Role.HANDLER, "lake", set())],
)  # fmt: skip
def test_each_level_sees_its_own_units_crossed(
    place: Town, period: Period, role: Role, unit: str, seen: set[str]
) -> None:
    found = {one.unit.code for one in crossing.crossing(period, place.actor(role, unit))}
    assert found & {"lake", "hill"} == seen


@pytest.mark.req("R370")
def test_the_thresholds_are_shares_of_a_league() -> None:
    law = Crossed(Fraction(1, 4), Fraction(1, 4))
    volumes = {"a": 9, "b": 8, "c": 2, "d": 1, "e": 1}
    assert high_and_low(law, volumes, {"a": 4, "b": 5, "c": 1, "d": 2, "e": 3}) == {"a", "b"}, (
        "two of five, upwards"
    )
    assert high_and_low(law, volumes, {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}) == frozenset()
    assert high_and_low(law, {"a": 5, "b": 5, "c": 1, "d": 1}, {"a": 3, "b": 3, "c": 1, "d": 2}) == {"a", "b"}
    assert high_and_low(law, volumes, {}) == high_and_low(law, {}, {}) == frozenset()
    assert "b" not in high_and_low(law, volumes, {"a": 1, "c": 2}), "a unit without a rank is not low"
    assert high_and_low(law, {"a": 9}, {"a": 1}) == frozenset(), "one alone is not compared"


def test_a_matter_stays_high_only_in_whole_months_enough() -> None:
    law = Standing(2, Fraction(1, 20))
    assert stays_high(law, [Fraction(0), Fraction(1, 20), Fraction(1, 10)])
    assert not stays_high(law, [Fraction(1, 2), Fraction(1, 21)]) and not stays_high(law, [Fraction(1)])
    for months, share in ((0, Fraction(1, 2)), (1, Fraction(0)), (1, Fraction(2))):
        with pytest.raises(ValueError, match="at least one month"):
            Standing(months, share)


@pytest.mark.req("R378")
def test_the_page_says_the_thresholds_and_bears_its_stamp(
    place: Town, period: Period, client: Client
) -> None:
    log_in(client, "east.supervisor")
    page = client.get("/insight/crossed/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "高发且排名靠后" in page and "25.0%" in page and f"/assessment/{period.pk}/lake/orders/" in page
    assert "范围：样例东区指挥中心 · 2026-02-19 – 2026-03-18" in page
    only = client.get("/insight/crossed/?both=1&format=json").json()
    assert [row["unit"] for row in only["rows"]] == ["样例湖滨街道"]
    Period.objects.all().delete()
    assert client.get("/insight/crossed/").status_code == 200
