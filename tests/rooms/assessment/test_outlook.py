"""考核预警: what a period can still become is counted as the score sheet counts, and names its orders."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.assessment import queries as assessment
from jiesu.directory import queries as directory
from jiesu.insight.warning import rates
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.early import RATES, Sort
from jiesu.rules.reach import SYSTEM
from jiesu.rules.registers import Register
from jiesu.rules.scoring import Rate
from jiesu.rules.terms import Mode, OrderState, Role, Satisfied, Solved
from jiesu.rules.thresholds import Colour
from jiesu.supervision import ticks as supervision
from jiesu.supervision.models import Entry
from tests.builders import AT, Town, order_at
from tests.rooms.assessment.conftest import City

NOW = AT + timedelta(days=2)
YES = (True, Solved.YES, Satisfied.YES)
NO = (True, Solved.NO, Satisfied.NO)


def numbers(rows: object) -> set[str]:
    return {order.number for order in rows}  # type: ignore[attr-defined]


@pytest.fixture
def month(city: City) -> dict[str, list[Order]]:
    """Ten rated orders of the lake street, two of them double-no; three open; others of other units and sources."""
    made = {
        "good": [city.order(("lake", Mode.DIRECT), answers=(YES,)) for _ in range(8)],
        "bad": [city.order(("lake", Mode.DIRECT), answers=(NO,)) for _ in range(2)],
        "open": [
            order_at(state, city.place)
            for state in (OrderState.DISPATCHED, OrderState.REPLIED, OrderState.DRAWN)
        ],
    }
    city.order(("hill", Mode.DIRECT), answers=(NO,))
    city.order(("lake", Mode.DIRECT), answers=(NO,), source="outside")
    city.order(("lake", Mode.DIRECT), source="outside")
    order_at(OrderState.DISPATCHED, city.place, at=AT - timedelta(days=40))
    return made


@pytest.mark.req("R337")
def test_each_units_rates_are_forecast_exactly_and_a_click_opens_the_orders_that_cause_it(
    place: Town, month: dict[str, list[Order]], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = place.actor(Role.SUPERVISOR, "east")
    found = {one.forecast.rate: one for one in rates.outlooks(by, NOW) if one.unit.code == "lake"}
    solved = found[Rate.RESOLUTION]
    assert (solved.counts.valid, solved.open, solved.lost) == (10, 3, 2)
    told = solved.forecast
    assert (told.now, told.worst, told.best) == (Fraction(8, 10), Fraction(8, 13), Fraction(11, 13))
    assert (told.colour, solved.needed) == (Colour.RED, None)
    assert found[Rate.RESPONSE].forecast.colour is Colour.BLUE
    lake = directory.unit("lake")
    assert numbers(rates.behind(lake, Rate.RESOLUTION, "lost", by, NOW)) == {o.number for o in month["bad"]}
    assert numbers(rates.behind(lake, Rate.RESOLUTION, "open", by, NOW)) == {o.number for o in month["open"]}
    assert not rates.behind(lake, Rate.RESPONSE, "lost", by, NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(place.person(Role.SUPERVISOR, "east"), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/insight/warning/forecast/").content.decode()
    assert "/insight/warning/forecast/lake/resolution/lost/" in page
    behind = client.get("/insight/warning/forecast/lake/resolution/lost/").content.decode()
    assert all(order.number in behind for order in month["bad"]) and month["good"][0].number not in behind
    client.force_login(place.person(Role.HEAD, "hill"), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/insight/warning/forecast/lake/resolution/lost/").status_code == 409
    mine = b"".join(client.get("/insight/warning/forecast/?format=csv"))  # type: ignore[arg-type]
    assert "湖滨" not in mine.decode() and "山前" in mine.decode()


@pytest.mark.req("R337")
def test_a_rate_at_risk_warns_its_unit_once_and_names_the_orders(
    place: Town, month: dict[str, list[Order]]
) -> None:
    supervision.run(NOW)
    for hours in (1, 7):
        supervision.run(NOW + timedelta(hours=hours))
    told = Entry.objects.filter(register=Register.WARNING, kind=Sort.RATES, unit__code="lake")
    assert {entry.figures["rate"] for entry in told} == {"resolution", "satisfaction"}
    solved = next(entry for entry in told if entry.figures["rate"] == "resolution")
    named = {order.number for name in ("bad", "open") for order in month[name]}
    assert set(solved.figures["orders"]) == named and solved.figures["colour"] == "red"
    assert solved.figures["why"][1]["worst"] == "61.54"
    assert not Entry.objects.filter(kind=Sort.RATES, unit__code="hill").exists()


def test_the_counts_of_open_orders_equal_their_lists_in_any_city(city: City, place: Town) -> None:
    city.random(11, 40)
    window = rates.window_of(NOW)
    units = list(directory.units())
    counted = assessment.open_counts(window, [unit.pk for unit in units])
    assert sum(counted.values()) > 10
    for unit in units:
        assert assessment.still_open(window, unit, SYSTEM).count() == counted.get(unit.pk, 0)
        tally = assessment.counts(window, [unit.pk]).get(unit.pk, assessment.Counts())
        lost = [assessment.lowering(window, unit, rate, SYSTEM).count() for rate in RATES]
        good = (tally.contacted, tally.solved, tally.satisfied + tally.basically)
        assert lost == [tally.valid - n for n in good]
        assert orders.visible_to(SYSTEM).count() >= max(lost)
