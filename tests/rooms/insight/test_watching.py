"""Volumes beside their weeks, seasons of earlier years, the eight stages and the live counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.callers import actions as callers
from jiesu.followup import actions as followup
from jiesu.insight import ticks as insight
from jiesu.insight.kinds import Axis
from jiesu.insight.models import Month
from jiesu.insight.warning import live, seasons, stages, volumes
from jiesu.insight.warning.kinds import STAGES, Live, Watched
from jiesu.kit import clock
from jiesu.notices import ticks as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.rules.early import Of, Sort
from jiesu.rules.norms import WorkStage
from jiesu.rules.reach import SYSTEM
from jiesu.rules.registers import Register
from jiesu.rules.terms import AssignmentState, Channel, OrderState, Outcome, Role, Satisfied, Solved, Verb
from jiesu.rules.thresholds import Colour
from jiesu.supervision import actions
from jiesu.supervision import ticks as supervision
from jiesu.supervision.actions import Demand
from jiesu.supervision.models import Entry
from tests.builders import AT, Town, new_order, order_at, share_at, town

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


def asked(place: Town, many: int, at: datetime, **changes: object) -> None:
    agent = place.actor(Role.AGENT, "centre")
    for no in range(many):
        orders.open(new_order(**changes), by=agent, at=at + timedelta(minutes=no))


@pytest.mark.req("R344")
def test_volumes_by_matter_place_and_requester_stand_beside_their_weeks(place: Town) -> None:
    who = callers.remember(kind="person", name="例甲", phone="13900000001", at=AT)
    for back in (2, 3, 4, 5):
        asked(place, 2, AT - back * WEEK - DAY, category="050401")
    asked(place, 12, AT - DAY, category="050401", requester=who.pk)
    asked(place, 9, AT - DAY, category="070101", area="s-hill")
    asked(place, 3, AT - DAY, category="070101", confidential=True, request_type="report")
    found = {one.key: one for one in volumes.volumes(Of.MATTER, SYSTEM, AT)}
    heat = found["050401"]
    assert (heat.now, heat.before, heat.mean) == (12, (0, 2, 2, 2, 2, 0, 0, 0), Fraction(1))
    assert (heat.ratio, heat.colour, "供暖不热" in heat.name) == (12, Colour.ORANGE, True)
    assert (found["070101"].now, found["070101"].colour) == (9, None)
    places = {one.key: one.now for one in volumes.volumes(Of.PLACE, SYSTEM, AT)}
    assert places == {"s-lake": 12, "s-hill": 9}
    (caller,) = volumes.volumes(Of.CALLER, SYSTEM, AT)
    assert (caller.key, caller.now, caller.name, caller.colour) == (str(who.pk), 12, "", Colour.RED)
    assert volumes.behind(Of.CALLER, caller.key, SYSTEM, AT).count() == 12
    assert volumes.behind(Of.PLACE, "s-lake", SYSTEM, AT).count() == 12
    assert not volumes.volumes(Of.MATTER, place.actor(Role.HEAD, "housing"), AT)


@pytest.mark.req("R344")
def test_what_stands_out_is_entered_once_a_week_for_the_unit_of_the_place(place: Town) -> None:
    asked(place, 12, AT + 5 * DAY, category="050401")
    for hours in (0, 1, 2):
        supervision.run(AT + 6 * DAY + timedelta(hours=hours))
    entries = Entry.objects.filter(register=Register.WARNING, kind=Sort.VOLUME).order_by("title")
    assert [entry.title.partition(" ")[0] for entry in entries] == ["事项", "地点"]
    assert {entry.unit.code for entry in entries} == {"lake"}  # type: ignore[union-attr]
    assert all(len(entry.figures["orders"]) == 12 for entry in entries)
    supervision.run(AT + 8 * DAY)
    assert entries.all().count() == 4


@pytest.mark.req("R347")
def test_a_season_of_earlier_years_is_found_and_its_units_are_reminded_once_before_it(place: Town) -> None:
    for year in (2024, 2025):
        for month in range(1, 13):
            many = 9 if month in (6, 7) else 1
            at = datetime(year, month, 10, 2, tzinfo=UTC)
            for _ in range(many):
                order_at(OrderState.DISPATCHED, place, unit="housing", category="070101", at=at)
            asked(place, 2, at, category="050401")
    today = datetime(2026, 4, 20, 2, tzinfo=UTC)
    for turn in range(20):
        insight.run(today + timedelta(minutes=turn))
    assert Month.objects.count() == 27
    (found,) = seasons.seasonal(today)
    assert (found.category, found.months, found.begins) == ("0701", (6, 7), date(2026, 6, 1))
    assert found.years[2024][5] == 9 and found.years[2025][0] == 1
    supervision.run(today)
    kinds = Entry.objects.filter(register=Register.WARNING, kind=Sort.SEASON)
    assert not kinds.exists()
    for days in (0, 1, 2):
        at = datetime(2026, 5, 3, 2, tzinfo=UTC) + days * DAY
        supervision.run(at)
        notices.run(at)
    entry = kinds.get()
    assert entry.unit.code == "housing" and entry.figures["why"][1]["begins"] == "2026-06-01"  # type: ignore[union-attr]
    head = place.person(Role.HEAD, "housing")
    assert Notice.objects.filter(person=head, way="desk", values__title=entry.title).count() == 1


def test_half_a_year_shows_no_season(place: Town) -> None:
    for year in (2025, 2026):
        asked(place, 9, datetime(year, 7, 10, 2, tzinfo=UTC), category="070101")
    now = datetime(2027, 1, 5, 2, tzinfo=UTC)
    for turn in range(20):
        insight.run(now + timedelta(minutes=turn))
    assert not seasons.seasonal(now)


def rated(place: Town, solved: Solved, satisfied: Satisfied, outcome: Outcome) -> str:
    order = order_at(OrderState.DRAWN, place)
    facts = {"contacted": True, "solved": solved, "satisfied": satisfied, "outcome": outcome}
    by = place.actor(Role.FOLLOWUP_AGENT, "centre")
    orders.advance(order.number, Verb.RATE, by=by, at=AT + DAY, facts=facts)
    return str(order.number)


@pytest.mark.req("R341")
def test_every_one_of_the_eight_stages_warns_and_what_is_made_good_warns_no_more(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = share_at(AssignmentState.SENT, place)
    claimed = share_at(AssignmentState.CLAIMED, place)
    assigned = share_at(AssignmentState.ASSIGNED, place)
    bare = share_at(AssignmentState.SUBMITTED, place)
    bad = rated(place, Solved.NO, Satisfied.NO, Outcome.DOUBLE_NO)
    rated(place, Solved.YES, Satisfied.YES, Outcome.DOUBLE_YES)
    above = place.actor(Role.SUPERVISOR, "east")
    actions.supervise(sent.order.number, demand=Demand("请办理。"), by=above, at=AT + timedelta(hours=1))
    drawn = order_at(OrderState.DRAWN, place, channel=Channel.ENTERPRISE)
    at = AT + 12 * DAY
    orders.watch(AT + timedelta(hours=3))
    orders.watch(at)
    found = {
        one: {order.number for order in stages.warned(one, above, at)}
        for watched in STAGES.values()
        for one in watched
    }
    assert set(STAGES) == set(WorkStage)
    assert found[Watched.RECEIVE_LATE] == {sent.order.number}
    assert found[Watched.RESPOND_LATE] == {claimed.order.number, assigned.order.number}
    assert found[Watched.HANDLE_LATE] == {share.order.number for share in (sent, claimed, assigned, bare)}
    assert found[Watched.BARE] == found[Watched.REVIEW_LATE] == {bare.order.number}
    assert found[Watched.NOT_DOUBLE_YES] == {bad}
    assert found[Watched.FOLLOW_UP_LATE] >= {drawn.number}
    assert found[Watched.DEMAND_LATE] == {sent.order.number} and not found[Watched.DEMAND_OPEN]
    assert found[Watched.PASS_ON_LATE] == {claimed.order.number}
    assert found[Watched.NO_RESULT] == {assigned.order.number}
    near = {o.number for o in stages.warned(Watched.HANDLE_NEAR, above, AT + timedelta(hours=3))}
    assert near >= {sent.order.number, assigned.order.number}
    by = place.actor(Role.REQUEST_CENTRE, "lake")
    orders.advance(sent.order.number, Verb.CLAIM, share=1, by=by, at=at)
    assert not stages.warned(Watched.RECEIVE_LATE, above, at)
    monkeypatch.setattr(clock, "now", lambda: at)
    client.force_login(place.person(Role.SUPERVISOR, "east"), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/insight/warning/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert all(f"<h2>{stage.zh}</h2>" in page for stage in WorkStage)
    listed = client.get(f"/insight/warning/{Watched.BARE}/orders/").content.decode()
    assert str(bare.order.number) in listed and str(sent.order.number) not in listed
    client.force_login(place.person(Role.HEAD, "hill"), "django.contrib.auth.backends.ModelBackend")
    assert (
        str(bare.order.number) not in client.get(f"/insight/warning/{Watched.BARE}/orders/").content.decode()
    )


@pytest.mark.req("R341")
def test_the_last_stage_warns_of_what_lowers_the_rates_of_the_running_period(place: Town) -> None:
    by = place.actor(Role.SUPERVISOR, "east")
    order = order_at(OrderState.DRAWN, place)
    other = order_at(OrderState.DRAWN, place, unit="hill")
    assert not stages.warned(Watched.LOWERING, by, AT + DAY)
    for one, satisfied in ((order, Satisfied.NO), (other, Satisfied.BASICALLY)):
        followup.rate(
            one.number, contacted=True, solved=Solved.YES, satisfied=satisfied, by=SYSTEM, at=AT + DAY
        )
    assert [o.number for o in stages.warned(Watched.LOWERING, by, AT + DAY)] == [order.number]
    assert not stages.warned(Watched.LOWERING, place.actor(Role.HEAD, "hill"), AT + DAY)


@pytest.mark.req("R339")
def test_the_open_orders_are_counted_now_by_unit_area_stage_and_lateness(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_at(OrderState.RECORDED, place)
    order_at(OrderState.DISPATCHED, place)
    late = order_at(OrderState.DISPATCHED, place, at=AT - 3 * DAY)
    order_at(OrderState.DISPATCHED, place, unit="hill", area="s-hill")
    order_at(OrderState.DRAWN, place)
    order_at(OrderState.CLOSED, place)
    at = AT + timedelta(hours=2)
    by = place.actor(Role.SUPERVISOR, "centre")
    counts = live.total(by, at)
    assert [counts[figure] for figure in Live] == [5, 1, 0, 3, 2, 1, 1, 0]
    for axis in live.AXES:
        rows = live.live(axis, by, at)
        for figure in Live:
            assert sum(row.counts[figure] for row in rows) == counts[figure]
            for row in rows:
                assert live.behind(axis, row.key, figure, by, at).count() == row.counts[figure]
    units = {row.key: row.counts[Live.DISPATCHED] for row in live.live(Axis.UNIT, by, at)}
    assert (units["lake"], units["hill"]) == (2, 1)
    monkeypatch.setattr(clock, "now", lambda: at)
    client.force_login(place.person(Role.SUPERVISOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/insight/warning/live/?by=street").status_code == 200
    listed = client.get(f"/insight/warning/live-orders/?by=unit&key=lake&live={Live.LATE}").content.decode()
    assert str(late.number) in listed and listed.count("/orders/26") == 1
    mine = live.total(place.actor(Role.HEAD, "hill"), at)
    assert mine[Live.ALL] == 1
    assert client.get("/insight/warning/live-orders/?live=odd").status_code == 409


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_early_warning_opens(place: Town, client: Client, language: str) -> None:
    client.force_login(place.person(Role.SUPERVISOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    asked(place, 2, clock.now() - DAY)
    for page in (
        "",
        "live/",
        "forecast/",
        "volumes/",
        "volumes/?of=of_place",
        "volumes/?of=of_caller",
        "seasons/",
    ):
        assert (
            client.get(f"/insight/warning/{page}", headers={"Accept-Language": language}).status_code == 200
        )
