"""多维分析: counts by two axes at once, each of exactly the orders that its cell opens, for every level of viewer."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from django.test import Client
from openpyxl import load_workbook

from jiesu.insight import pivot
from jiesu.insight.axes import NONE
from jiesu.insight.kinds import Axis, Measure
from jiesu.insight.pivot import Question
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.rules.calendar import ZONE
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState, Channel, OrderState, RequestType, Role
from tests.builders import Town, new_order, order_at, share_at, town
from tests.rooms.handling.test_evidence import log_in

NOW = datetime(2026, 3, 10, 9, tzinfo=ZONE)
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 10)
VIEWERS = [
    ("city", Role.SUPERVISOR, "centre"),
    ("district", Role.DISTRICT_LEADER, "east"),
    ("street", Role.MAIN_LEADER, "lake"),
    ("community", Role.HEAD, "willow"),
    ("another street", Role.MAIN_LEADER, "hill"),
]


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=datetime(2026, 1, 1, tzinfo=ZONE))
    made = town()
    at = datetime(2026, 2, 2, 10, tzinfo=ZONE)
    order_at(OrderState.RATED, made, at=at, category="010101")
    order_at(OrderState.RATED, made, unit="hill", area="s-hill", at=at, category="010102")
    share_at(AssignmentState.CLAIMED, made, at=at + timedelta(days=20), category="020101",
             request_type=RequestType.COMPLAINT, channel=Channel.WEB)  # fmt: skip
    share_at(AssignmentState.FORWARDED, made, at=at - timedelta(days=25), category="0101")
    by = made.actor(Role.AGENT, "centre")
    orders.open(new_order(area="d-west", category="供水"), by=by, at=at)
    orders.open(new_order(area="", category="", request_type=RequestType.INQUIRY), by=by, at=at)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return made


def ask(rows: Axis, cols: Axis | None = None, measure: Measure = Measure.ORDERS, **filters: str) -> Question:
    return Question(rows, cols, measure, FIRST, LAST, filters)


def numbers(question: Question, row: str, col: str, actor: Actor) -> set[str]:
    return set(pivot.behind(question, row, col, actor, NOW).values_list("number", flat=True))


@pytest.mark.req("R353", "R356")
@pytest.mark.parametrize("rows", list(Axis), ids=str)
def test_every_axis_divides_the_orders_and_every_cell_opens_its_own(place: Town, rows: Axis) -> None:
    actor = place.actor(Role.SUPERVISOR, "centre")
    for cols in Axis:
        question = ask(rows, cols)
        made = pivot.pivot(question, actor, NOW)
        total, *lines = made.lines
        assert total.whole.orders == 6 == sum(line.whole.orders for line in lines)
        opened: list[str] = []
        for line in lines:
            for key, _name in made.columns:
                cell = line.cells.get(key, pivot.Sums()).orders
                found = numbers(question, line.key, key, actor)
                assert len(found) == cell, f"{line.name} × {key}"
                opened += found
        if made.columns:
            assert len(opened) == len(set(opened)) == 6, "each order lies in one cell"


@pytest.mark.req("R362")
@pytest.mark.parametrize(("level", "role", "unit"), VIEWERS, ids=[level for level, _, _ in VIEWERS])
def test_the_pivot_counts_what_the_viewer_may_see_and_nothing_else(
    place: Town, level: str, role: Role, unit: str
) -> None:
    actor = place.actor(role, unit)
    seen = set(orders.visible_to(actor).values_list("number", flat=True))
    assert len(seen) == {"city": 6, "district": 4, "street": 3, "community": 1, "another street": 1}[level]
    for axis in Axis:
        made = pivot.pivot(ask(axis), actor, NOW)
        assert made.lines[0].whole.orders == len(seen)
        opened = [n for line in made.lines[1:] for n in numbers(ask(axis), line.key, "", actor)]
        assert sorted(opened) == sorted(seen)


def test_places_and_matters_fold_to_the_chosen_level(place: Town) -> None:
    actor = place.actor(Role.SUPERVISOR, "centre")

    def told(axis: Axis) -> dict[str, int]:
        return {line.key: line.whole.orders for line in pivot.pivot(ask(axis), actor, NOW).lines[1:]}

    assert told(Axis.DISTRICT) == {"d-east": 4, "d-west": 1, NONE: 1}
    assert told(Axis.STREET) == {"s-lake": 3, "s-hill": 1, NONE: 2}, (
        "a district is no street; no place is none"
    )
    assert told(Axis.COMMUNITY) == {"c-willow": 3, NONE: 3}
    assert told(Axis.MATTER_1) == {"01": 3, "02": 1, "供水": 1, NONE: 1}
    assert told(Axis.MATTER_3) == {"010101": 1, "010102": 1, "0101": 1, "020101": 1, "供水": 1, NONE: 1}
    assert told(Axis.BRANCH) == {"east": 4, NONE: 2}
    leader = place.actor(Role.DISTRICT_LEADER, "east")
    rows = pivot.pivot(ask(Axis.BRANCH), leader, NOW).lines[1:]
    assert {line.key: line.whole.orders for line in rows} == {"lake": 3, "hill": 1}, "willow folds into lake"


def test_time_runs_on_through_empty_spans_and_weeks_begin_on_mondays(place: Town) -> None:
    actor = place.actor(Role.SUPERVISOR, "centre")
    months = pivot.pivot(ask(Axis.MONTH), actor, NOW).lines[1:]
    assert [(m.name, m.whole.orders) for m in months] == [("2026-01", 1), ("2026-02", 5), ("2026-03", 0)]
    weeks = {w.key: w.whole.orders for w in pivot.pivot(ask(Axis.WEEK), actor, NOW).lines[1:]}
    assert weeks["2026-02-02"] == 4 and weeks["2026-02-16"] == 1 and weeks["2026-03-02"] == 0
    days = pivot.pivot(ask(Axis.STREET, Axis.DAY), actor, NOW)
    assert days.wide == 69 and not days.columns and days.lines[0].whole.orders == 6


def test_an_order_of_the_last_minute_belongs_to_its_day_in_the_zone_of_the_law(place: Town) -> None:
    by = place.actor(Role.AGENT, "centre")
    orders.open(new_order(), by=by, at=datetime(2026, 2, 28, 15, 59, tzinfo=clock.UTC))
    orders.open(new_order(), by=by, at=datetime(2026, 2, 28, 16, 0, tzinfo=clock.UTC))
    actor = place.actor(Role.SUPERVISOR, "centre")
    months = pivot.pivot(ask(Axis.MONTH), actor, NOW).lines[1:]
    assert [m.whole.orders for m in months] == [1, 6, 1]


def test_rates_are_exact_and_open_the_follow_ups_they_rest_on(place: Town) -> None:
    actor = place.actor(Role.SUPERVISOR, "centre")
    for measure in pivot.RATES:
        question = ask(Axis.MATTER_1, None, measure)
        made = pivot.pivot(question, actor, NOW)
        rates = {line.key: line.whole.of(measure, made.law) for line in made.lines}
        assert rates[""] == rates["01"] == Fraction(1) and rates["02"] is None, (
            "no follow-up is no rate, not 0"
        )
        assert len(numbers(question, "01", "", actor)) == 2
    two = pivot.Sums(orders=9, valid=3, contacted=3, solved=1, partly=1, satisfied=1, basically=1)
    assert two.of(Measure.RESPONSE, made.law) == 1
    assert made.law is not None
    assert two.of(Measure.RESOLUTION, made.law) == (1 + made.law.partly) / 3
    assert two.of(Measure.SATISFACTION, made.law) == (1 + made.law.basically) / 3


@pytest.mark.parametrize(
    ("filters", "orders_of"),
    [
        ({"area": "s-lake"}, 3), ({"area": "d-east"}, 4), ({"area": "nowhere"}, 0), ({"unit": "east"}, 4),
        ({"unit": "willow"}, 1), ({"matter": "01"}, 3), ({"matter": "010101"}, 1), ({"matter": "供水"}, 1),
        ({"channel": "web"}, 1), ({"type": "complaint"}, 1), ({"caller": "enterprise"}, 0),
        ({"area": "s-lake", "type": "complaint"}, 1),
    ],
)  # fmt: skip
def test_filters_narrow_the_pivot_and_its_cells_alike(
    place: Town, filters: dict[str, str], orders_of: int
) -> None:
    actor = place.actor(Role.SUPERVISOR, "centre")
    question = ask(Axis.MONTH, None, **filters)
    assert pivot.pivot(question, actor, NOW).lines[0].whole.orders == orders_of
    assert len(numbers(question, "", "", actor)) == orders_of


def test_the_page_opens_its_cells_and_leaves_as_a_file(place: Town, client: Client) -> None:
    log_in(client, "centre.supervisor")
    query = f"rows=street&cols=month&received_from={FIRST}&received_to={LAST}"
    page = client.get(f"/insight/pivot/?{query}", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "多维分析" in page and "截至" in page and "样例湖滨街道" in page
    links = re.findall(r'href="(/insight/pivot/orders/[^"]+)">(\d+)<', page.replace("&amp;", "&"))
    assert ("6" in [n for _, n in links]) and len(links) >= 7
    for link, number in links:
        assert client.get(f"{link}&format=json").json()["count"] == number
    text = b"".join(client.get(f"/insight/pivot/?{query}&format=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][1:] == ["6", "1", "5", "0"] and "2026-01-01 – 2026-03-10" in rows[-1][0]
    made = client.get(f"/insight/pivot/?{query}&format=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(made.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None and [c.value for c in sheet[2]][1:] == [6, 1, 5, 0]
    assert "样例市热线中心" in str(sheet[sheet.max_row][0].value)


def test_nonsense_in_the_address_is_as_if_nothing_were_asked(place: Town, client: Client) -> None:
    log_in(client, "lake.main_leader")
    for query in (
        "rows=moon&cols=sun&measure=x",
        "received_from=x&received_to=2999-01-01",
        "type=x&caller=y",
    ):
        assert client.get(f"/insight/pivot/?{query}").status_code == 200
    assert client.get("/insight/pivot/orders/?rows=street&row=nowhere&format=json").json()["count"] == "0"
