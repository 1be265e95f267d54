"""The overview: its numbers equal the lists behind them, and nobody sees more than they may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from jiesu.followup import actions as followup
from jiesu.insight import queries
from jiesu.insight.kinds import Today
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.sampling import Means
from jiesu.rules.scoring import Rate
from jiesu.rules.terms import Desk, OrderState, Role, Satisfied, Solved
from tests.builders import AT, Town, order_at, town

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NOW = AT + 3 * HOUR
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A day in the sample town: three received today, one overdue, one due soon, one rated, one elsewhere."""
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = town()
    order_at(OrderState.RECORDED, made)
    order_at(OrderState.DISPATCHED, made, unit="hill", area="s-hill", category="供暖")
    order_at(OrderState.DISPATCHED, made, at=AT - 3 * DAY)
    rated = order_at(OrderState.REPLIED, made, at=AT - HOUR)
    followup.draw(rated.number, by=SYSTEM, at=NOW, means=Means.CALL)
    followup.rate(rated.number, contacted=True, solved=Solved.YES, satisfied=Satisfied.YES, by=SYSTEM, at=NOW)
    yield made


def test_the_day_s_figures_are_what_happened(place: Town) -> None:
    found = dict(queries.today(place.actor(Role.SUPERVISOR, "centre"), NOW))
    assert found == {
        Today.RECEIVED: 3,
        Today.DISPATCHED: 2,
        Today.REPLIED: 1,
        Today.OVERDUE: 1,
        Today.NEAR: 1,
        Today.DOUBLE_NO: 0,
    }


@pytest.mark.parametrize("seat", [(Role.SUPERVISOR, "centre"), (Role.HEAD, "lake"), (Role.HEAD, "hill")])
def test_every_figure_leads_to_as_many_orders(place: Town, client: Client, seat: tuple[Role, str]) -> None:
    client.force_login(place.person(*seat), BACKEND)
    for figure, n in queries.today(place.actor(*seat), NOW):
        assert (
            int(client.get("/insight/orders/", {"figure": figure, "format": "json"}).json()["count"]) == n
        ), figure
    for _desk, states in queries.trays(place.actor(*seat)):
        for state, n in states:
            assert int(client.get("/orders/", {"state": state, "format": "json"}).json()["count"]) == n, state


def test_every_link_of_the_page_opens(place: Town, client: Client) -> None:
    client.force_login(place.person(Role.DISTRICT_LEADER, "east"), BACKEND)
    html = client.get("/insight/").content.decode()
    links = {unescape(url) for url in re.findall(r'href="(/(?:insight|orders|assessment)/[^"]*)"', html)}
    assert len(links) > 15
    for url in links:
        assert client.get(url).status_code == 200, url


def test_a_street_counts_only_what_it_may_see(place: Town) -> None:
    hill = dict(queries.today(place.actor(Role.HEAD, "hill"), NOW))
    assert (hill[Today.RECEIVED], hill[Today.OVERDUE]) == (1, 0)
    assert queries.categories(place.actor(Role.HEAD, "hill"), NOW) == [("供暖", 1)]


def test_the_running_period_has_the_rates_of_the_own_unit(place: Town) -> None:
    lake = queries.running(place.actor(Role.HEAD, "lake"), NOW)
    hill = queries.running(place.actor(Role.HEAD, "hill"), NOW)
    assert lake is not None and hill is not None
    assert lake.sheet.rate(Rate.RESOLUTION) == 1 and lake.counts.valid == 1
    assert hill.sheet.composite is None, "no data is not zero"


def test_fourteen_days_add_up_to_the_orders_of_these_days(place: Town) -> None:
    boss = place.actor(Role.SUPERVISOR, "centre")
    found = queries.days(boss, NOW)
    assert len(found) == 14 and found[-1][0] == clock.local(NOW).date()
    assert sum(got for _day, got, _done in found) == orders.visible_to(boss).count() == 4


def test_streets_gather_what_their_communities_ask(place: Town) -> None:
    found = queries.streets(place.actor(Role.SUPERVISOR, "centre"), NOW)
    assert [(area.code, n) for area, n in found] == [("s-lake", 3), ("s-hill", 1)]


def test_a_page_asks_few_questions_of_the_database(
    place: Town, client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(place.person(Role.SUPERVISOR, "centre"), BACKEND)
    with django_assert_max_num_queries(28):  # type: ignore[operator]
        assert client.get("/insight/").status_code == 200


def test_the_overview_needs_a_role_that_opens_it(place: Town, client: Client) -> None:
    assert client.get("/insight/").status_code == 302
    assert not orders.visible_to(place.actor(Role.ADMIN, "centre")).exists()
    assert all(n == 0 for _figure, n in queries.today(place.actor(Role.ADMIN, "centre"), NOW))
    assert [desk for desk, _states in queries.trays(SYSTEM)] == [
        Desk.INTAKE, Desk.DISPATCH, Desk.HANDLING, Desk.FOLLOWUP]  # fmt: skip
