"""The counts: equal to a count by hand over the ledger, and to the sets that a click shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jiesu.assessment import actions, counting, queries
from jiesu.assessment.counting import Counts
from jiesu.assessment.kinds import Figure
from jiesu.assessment.models import Period
from jiesu.directory import queries as directory
from jiesu.orders.face import Event
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import SYSTEM
from jiesu.rules.scoring import Rate, percent, shown
from jiesu.rules.terms import AssignmentState, Mode, Role, Satisfied, Solved, UnitRole, Verb
from tests.builders import AT, Birth, Town, orders
from tests.rooms.assessment.conftest import City

FIRST, LAST = date(2026, 2, 19), date(2026, 3, 18)
GOOD = (True, Solved.YES, Satisfied.YES)


@pytest.fixture
def period(place: Town) -> Period:
    return actions.open_period(FIRST, LAST, by=SYSTEM, at=AT)


class ByHand:
    """Counts from the ledger's events alone, order by order."""

    def __init__(self) -> None:
        self.paths = {u.code: u.path for u in directory.units()}
        self.counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        lines: dict[int, list[Event]] = defaultdict(list)
        for event in Event.objects.order_by("order_id", "seq"):
            lines[event.order_id].append(event)
        for events in lines.values():
            self.take(events)

    def take(self, events: list[Event]) -> None:
        first = events[0].facts
        if not FIRST <= local_day(datetime.fromisoformat(first["received_at"])) <= LAST:
            return
        shares: dict[int, dict[str, Any]] = {}
        for event in events:
            if event.share is not None:
                shares.setdefault(
                    event.share, {"mode": event.facts.get("mode"), "unit": event.facts.get("unit")}
                )
                shares[event.share]["state"] = event.after
        answer = next((e.facts for e in events if e.verb == Verb.RATE), None)
        outside = first.get("source") == "outside"
        for code, path in self.paths.items():
            held = [s for n, s in sorted(shares.items()) if self.paths[s["unit"]].startswith(path)]
            held = [s for s in held if s["state"] != AssignmentState.RECALLED]
            if any(s["state"] != AssignmentState.FORWARDED for s in held):
                self.add(self.counts[code], held[0]["mode"] == Mode.FORWARDED, answer, outside)

    def add(self, c: dict[str, int], forwarded: bool, answer: dict[str, Any] | None, outside: bool) -> None:
        valid = answer is not None and not outside
        c["orders"] += 1
        c["forwarded" if forwarded else "direct"] += 1
        c["excluded"] += outside
        if not valid or answer is None:
            return
        c["valid"] += 1
        c["direct_valid"] += not forwarded
        c["contacted"] += answer["contacted"]
        c["solved"] += answer["solved"] == "yes"
        c["partly"] += answer["solved"] == "partly"
        c["satisfied"] += answer["satisfied"] == "yes"
        c["basically"] += answer["satisfied"] == "basically"
        c["double_yes"] += answer["outcome"] == "double_yes"
        c["double_no"] += answer["outcome"] == "double_no"

    def of(self, code: str) -> Counts:
        found = self.counts.get(code, {})
        return Counts(**{f.name: found.get(f.name, 0) for f in fields(Counts)})


@pytest.mark.req("R059", "R060", "R083", "R287", "R289", "R308", "R309")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_counts_equal_a_count_by_hand_over_the_ledger(city: City, period: Period, seed: int) -> None:
    city.random(seed, 14)
    counted = {unit.code: found for unit, found in queries.tallies(period).items()}
    hand = ByHand()
    assert any(found.valid for found in counted.values())
    for code in hand.paths:
        assert counted.get(code, Counts()) == hand.of(code), code
        assert hand.of(code).orders == hand.of(code).direct + hand.of(code).forwarded


@pytest.mark.req("R328", part="each figure opens its orders; the list of what lowers a unit's rates")
@pytest.mark.parametrize("seed", [4, 5])
def test_a_click_on_a_figure_shows_exactly_its_orders(
    city: City, place: Town, period: Period, seed: int
) -> None:
    city.random(seed, 14)
    boss = place.actor(Role.ASSESSOR, "centre")
    for unit, found in queries.tallies(period).items():
        for figure in set(Figure) - {Figure.LOWERING}:
            behind = queries.figure_orders(period, unit.code, figure, boss)
            assert behind.count() == len({o.pk for o in behind}) == found.of(figure), (unit.code, figure)


def test_a_street_sees_its_own_figures_whole_and_nothing_of_its_neighbour(
    city: City, place: Town, period: Period
) -> None:
    city.order(("lake", Mode.DIRECT), answers=(GOOD,))
    city.order(("hill", Mode.DIRECT), answers=(GOOD,))
    head = place.actor(Role.HEAD, "lake")
    assert queries.sees(head, place.units["lake"]) and not queries.sees(head, place.units["hill"])
    assert queries.figure_orders(period, "lake", Figure.SOLVED, head).count() == 1
    assert queries.figure_orders(period, "hill", Figure.SOLVED, head).count() == 0


def test_an_order_passed_on_counts_for_the_street_and_the_community_as_forwarded_below(
    city: City, place: Town, period: Period
) -> None:
    order = city.order()
    lead = Birth(unit="lake", role=UnitRole.LEAD, mode=Mode.DIRECT)
    orders.advance(order.number, Verb.DISPATCH, by=SYSTEM, at=AT, births=(lead,))
    on = Birth(unit="willow", mode=Mode.FORWARDED, parent=1)
    by = place.actor(Role.REQUEST_CENTRE, "lake")
    orders.advance(order.number, Verb.FORWARD, by=by, at=AT, share=1, births=(on,))
    counted = {unit.code: found for unit, found in queries.tallies(period).items()}
    assert (counted["lake"].direct, counted["lake"].forwarded) == (1, 0)
    assert (counted["willow"].direct, counted["willow"].forwarded) == (0, 1)
    assert counted["east"].orders == counted["centre"].orders == 1


def test_a_unit_that_handed_its_order_to_a_neighbour_does_not_count_it(
    city: City, place: Town, period: Period
) -> None:
    order = city.order()
    orders.advance(order.number, Verb.DISPATCH, by=SYSTEM, at=AT, births=(Birth(unit="lake"),))
    by = place.actor(Role.REQUEST_CENTRE, "lake")
    orders.advance(order.number, Verb.OBJECT, by=by, at=AT, share=1)
    orders.advance(order.number, Verb.UPHOLD, by=place.actor(Role.DISPATCHER, "centre"), at=AT, share=1)
    assert queries.tallies(period) == {}


def test_the_first_answer_scores_and_the_later_one_is_only_shown(
    city: City, place: Town, period: Period
) -> None:
    city.order(("lake", Mode.DIRECT), answers=((True, Solved.NO, Satisfied.NO), GOOD))
    found = queries.tallies(period)[place.units["lake"]]
    assert (found.valid, found.solved, found.double_no, found.double_yes) == (1, 0, 1, 0)


@pytest.mark.req("R297")
@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime.fromisoformat("2026-02-18T23:59:59+08:00"), 0),
        (datetime.fromisoformat("2026-02-19T00:00:00+08:00"), 1),
        (datetime.fromisoformat("2026-03-18T23:59:59+08:00"), 1),
        (datetime.fromisoformat("2026-03-19T00:00:00+08:00"), 0),
    ],
)
def test_a_period_runs_from_the_nineteenth_to_the_eighteenth_at_midnight(
    city: City, place: Town, period: Period, moment: datetime, inside: int
) -> None:
    city.order(("lake", Mode.DIRECT), at=moment)
    assert sum(c.orders for u, c in queries.tallies(period).items() if u.code == "lake") == inside


@pytest.mark.req("R290", "R291", "R292")
def test_the_worked_example_of_the_rules_comes_out_to_the_hundredth(place: Town, period: Period) -> None:
    counts = Counts(
        orders=1260, direct=1260, valid=200, contacted=198, solved=176, satisfied=150, basically=30
    )
    sheet = queries.scoring.score(counts.tally, queries.policy.law(period.law).rules)
    assert [percent(sheet.rate(rate)) for rate in (Rate.RESPONSE, Rate.RESOLUTION, Rate.SATISFACTION)] == [
        percent(queries.Fraction(n, 10_000)) for n in (9900, 8800, 8850)
    ]
    assert sheet.composite is not None and str(shown(sheet.composite)) == "89.30"


@pytest.mark.req("R059", "R060", "R083", "R299", "R336")
def test_the_printed_figures_of_the_street_come_out(place: Town) -> None:
    """F01-F05, F08, F09: 7,770 = 4,437 + 3,333; 57.10 %; 42.90 %; 1,110 a month; 48.61 %; 2,280 and 51.39 %."""
    counts = Counts(orders=7770, direct=4437, forwarded=3333, valid=2157, direct_valid=2157)
    assert counts.direct + counts.forwarded == counts.orders
    score = queries.Score(place.units["lake"], "", counts, None, None, None, None)  # type: ignore[arg-type]
    assert str(percent(score.direct_share)) == "57.10" and str(percent(score.forwarded_share)) == "42.90"
    assert score.direct_share is not None and score.direct_share + (score.forwarded_share or 0) == 1
    assert str(shown(queries.Fraction(counts.orders, 7))) == "1110.00"
    assert str(percent(score.counted_share)) == "48.61"
    assert counts.direct - counts.direct_valid == 2280
    assert str(percent(1 - (score.counted_share or 0))) == "51.39"


@pytest.mark.req("R304")
def test_requests_per_ten_thousand_rest_on_the_street_s_people(
    city: City, place: Town, period: Period
) -> None:
    counting_ = Counts(orders=1260, direct=1260)
    score = queries.Score(place.units["lake"], "", counting_, None, None, 84_000, None)  # type: ignore[arg-type]
    assert score.per_ten_thousand == 150
    nobody = queries.Score(place.units["lake"], "", counting_, None, None, None, None)  # type: ignore[arg-type]
    assert nobody.per_ten_thousand is None


def test_counting_takes_one_query_whatever_the_number_of_orders(
    city: City, place: Town, period: Period, django_assert_num_queries: Any
) -> None:
    city.random(6, 5)
    window = queries.window_of(period)
    ids = [u.pk for u in place.units.values()]
    with django_assert_num_queries(2):  # the sources outside the assessment, and the count
        counting.counts(window, ids)


def test_days_of_a_natural_month_can_be_chosen(place: Town) -> None:
    assert queries.days_of(AT) == (FIRST, LAST)
    assert queries.days_of(AT, natural=True) == (date(2026, 3, 1), date(2026, 3, 31))
    assert queries.days_of(AT + timedelta(days=17))[0] == date(2026, 3, 19)
