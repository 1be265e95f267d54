"""Against the year before, means and sums, year by year: exact, for every level of viewer, each number openable."""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.insight import pivot, series
from jiesu.insight.kinds import Axis, Measure
from jiesu.insight.pivot import Question
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.rules.calendar import ZONE
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import OrderState, Outcome, Role, Satisfied, Solved, Verb
from tests.builders import Town, new_order, order_at, town
from tests.rooms.handling.test_evidence import log_in

NOW = datetime(2026, 3, 31, 9, tzinfo=ZONE)
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
THEN = {1: 2, 2: 1, 4: 5}
"""Orders a month of the year before; April lies outside the days."""
VOLUMES = {1: 3, 2: 1, 3: 1}


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=datetime(2024, 1, 1, tzinfo=ZONE))
    made = town()
    by = made.actor(Role.AGENT, "centre")
    for year, months in ((2025, THEN), (2026, VOLUMES)):
        for month, n in months.items():
            for no in range(n):
                orders.open(new_order(), by=by, at=datetime(year, month, 3 + no, 10, tzinfo=ZONE))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return made


def ask(rows: Axis, **more: object) -> Question:
    return Question(rows, None, Measure.ORDERS, FIRST, LAST, **more)  # type: ignore[arg-type]


def city(place: Town) -> Actor:
    return place.actor(Role.SUPERVISOR, "centre")


@pytest.mark.req("R366", "R367")
def test_the_same_days_a_year_before_stand_beside_the_volume(place: Town) -> None:
    lines = series.growth(ask(Axis.MONTH), city(place), NOW)
    told = [(x.name, x.growth.now, x.growth.before, x.growth.change) for x in lines]
    assert told == [
        ("", 5, 3, Fraction(2, 3)), ("2026-01", 3, 2, Fraction(1, 2)), ("2026-02", 1, 1, Fraction(0)),
        ("2026-03", 1, 0, None),
    ]  # fmt: skip
    then = series.before(ask(Axis.MONTH))
    for line in lines:
        assert pivot.behind(then, line.key_before, "", city(place), NOW).count() == line.growth.before
        assert pivot.behind(ask(Axis.MONTH), line.key, "", city(place), NOW).count() == line.growth.now


@pytest.mark.req("R366", "R367")
@pytest.mark.parametrize("axis", series.GROWN, ids=str)
def test_growth_by_place_unit_and_matter_adds_up(place: Town, axis: Axis) -> None:
    by = place.actor(Role.AGENT, "centre")
    orders.open(new_order(area="s-hill", category="供热"), by=by, at=datetime(2025, 2, 1, 10, tzinfo=ZONE))
    total, *lines = series.growth(ask(axis), city(place), NOW)
    assert (total.growth.now, total.growth.before) == (5, 4)
    assert sum(x.growth.now for x in lines) == 5 and sum(x.growth.before for x in lines) == 4
    if axis is Axis.STREET:
        assert {x.key: (x.growth.now, x.growth.before) for x in lines} == {"s-lake": (5, 3), "s-hill": (0, 1)}


@pytest.mark.req("R362")
@pytest.mark.parametrize(
    ("role", "unit", "seen"),
    [(Role.SUPERVISOR, "centre", 5), (Role.MAIN_LEADER, "east", 1), (Role.MAIN_LEADER, "lake", 1),
     (Role.HEAD, "willow", 0), (Role.MAIN_LEADER, "hill", 0)],
)  # fmt: skip
def test_each_level_compares_and_averages_its_own_orders(
    place: Town, role: Role, unit: str, seen: int
) -> None:
    new = order_at(OrderState.DISPATCHED, place, at=datetime(2026, 3, 9, 10, tzinfo=ZONE))
    actor = place.actor(role, unit)
    total = series.growth(ask(Axis.STREET), actor, NOW)[0]
    mean = series.means(ask(Axis.STREET), actor, NOW)[0]
    assert total.growth.now == mean.orders == seen + (unit == "centre"), new.number
    assert total.growth.before == (3 if unit == "centre" else 0)


@pytest.mark.req("R368", "R369", "R380")
@pytest.mark.req(
    "R381",
    part="the cumulative volume at any size; ten million orders were held and asked, without shares and events",
)
def test_all_orders_ever_received_are_told_to_whoever_sees_them_all(place: Town, client: Client) -> None:
    told = series.cumulative(city(place), LAST)
    assert told == series.Cumulative(date(2025, 1, 3), 13)
    assert told.orders == orders.visible_to(city(place)).count()
    assert series.cumulative(city(place), date(2025, 12, 31)) == series.Cumulative(date(2025, 1, 3), 8)
    assert series.cumulative(place.actor(Role.MAIN_LEADER, "lake"), LAST) is None
    log_in(client, "centre.supervisor")
    page = client.get("/insight/means/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert ">累计受理<" in page and "以来的全部诉求" in page
    log_in(client, "lake.main_leader")
    assert ">累计受理<" not in client.get("/insight/means/").content.decode()


@pytest.mark.req("R381", part="the sum since a day")
def test_means_and_sums_run_from_the_first_day_to_the_last(place: Town) -> None:
    total, *lines = series.means(ask(Axis.STREET), city(place), NOW)
    assert (total.orders, total.per_month, total.per_day) == (5, Fraction(5, 3), Fraction(5, 90))
    assert [x.orders for x in lines] == [5]
    since = Question(Axis.STREET, None, Measure.ORDERS, date(2025, 1, 1), LAST)
    assert series.means(since, city(place), NOW)[0].orders == 13
    none = Question(Axis.STREET, None, Measure.ORDERS, date(2024, 1, 1), date(2024, 1, 31))
    assert (series.means(none, city(place), NOW)[0].per_month) == 0


def rated(place: Town, year: int, solved: Solved) -> None:
    at = datetime(year, 1, 5, 9, tzinfo=ZONE)
    order = order_at(OrderState.DRAWN, place, at=at)
    out = Outcome.DOUBLE_YES if solved is Solved.YES else Outcome.DOUBLE_NO
    glad = Satisfied.YES if solved is Solved.YES else Satisfied.NO
    facts = {"contacted": True, "solved": solved, "satisfied": glad, "outcome": out}
    by = place.actor(Role.FOLLOWUP_AGENT, "centre")
    orders.advance(order.number, Verb.RATE, by=by, at=at.replace(hour=12), facts=facts)


@pytest.mark.req("R371")
def test_rates_year_by_year_say_whether_they_rise_each_year(place: Town) -> None:
    for year, answers in ((2024, "nny"), (2025, "ny"), (2026, "y")):
        for answer in answers:
            rated(place, year, Solved.YES if answer == "y" else Solved.NO)
    asked = Question(Axis.UNIT, Axis.YEAR, Measure.RESOLUTION, date(2024, 1, 1), LAST)
    made, lines = series.years(asked, city(place), NOW)
    pooled, mean, lake = lines[0], lines[1], next(line for line in lines if line.key == "lake")
    rates = [Fraction(1, 3), Fraction(1, 2), Fraction(1)]
    assert [name for _, name in made.columns] == ["2024", "2025", "2026"]
    assert list(pooled.rates.values()) == list(lake.rates.values()) == rates and lake.name == "样例湖滨街道"
    assert list(mean.rates.values()) == rates and mean.mean
    assert pooled.rises is True and lake.rises is True
    rated(place, 2026, Solved.NO)
    rated(place, 2026, Solved.NO)
    assert series.years(asked, city(place), NOW)[1][0].rises is False
    later = Question(Axis.UNIT, Axis.YEAR, Measure.RESOLUTION, date(2023, 1, 1), LAST)
    assert series.years(later, city(place), NOW)[1][0].rises is None, (
        "a year without a follow-up says nothing"
    )


@pytest.mark.parametrize("page", ["growth", "means", "years"])
def test_the_pages_open_their_numbers_and_bear_their_stamp(place: Town, client: Client, page: str) -> None:
    rated(place, 2026, Solved.YES)
    log_in(client, "centre.supervisor")
    query = f"rows=street&received_from={FIRST}&received_to={LAST}"
    text = client.get(f"/insight/{page}/?{query}", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "截至 2026-03-31 09:00" in text and "样例市热线中心" in text and "data-stamp" in text
    links = re.findall(r'href="(/insight/pivot/orders/[^"]+)">([^<]+)<', text.replace("&amp;", "&"))
    assert links
    for link, number in links:
        opened = client.get(f"{link}&format=json").json()["count"]
        assert opened == number if number.isdigit() else opened == "1"
    for form in ("csv", "xlsx"):
        assert b"".join(client.get(f"/insight/{page}/?{query}&format={form}").streaming_content)  # type: ignore[attr-defined]
    assert client.get(f"/insight/{page}/").status_code == 200
