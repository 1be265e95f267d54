"""Leaders' lists, the one-by-one queue, boards, rankings, analyses, effects, samples: what they count."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from jiesu.dispatch import actions as dispatch
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.registers import Register
from jiesu.rules.supervision import ItemState
from jiesu.rules.terms import (
    AssignmentState,
    Grade,
    OrderState,
    Outcome,
    Role,
    Satisfied,
    Solved,
    Verb,
)
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions, queries, ticks
from jiesu.supervision.actions import Demand, Said
from jiesu.supervision.models import Board, Decision, Entry, Item, Paper, Resolve
from jiesu.supervision.queries import List
from tests.builders import AT, Town, order_at, share_at

LATER = AT + timedelta(hours=1)
DAY = timedelta(days=1)
ANSWERS: dict[Outcome, dict[str, Any]] = {
    Outcome.DOUBLE_NO: {"contacted": False, "solved": Solved.NO, "satisfied": Satisfied.NO},
    Outcome.MIXED: {"contacted": True, "solved": Solved.PARTLY, "satisfied": Satisfied.YES},
    Outcome.DOUBLE_YES: {"contacted": True, "solved": Solved.YES, "satisfied": Satisfied.YES},
}


def rated(place: Town, outcome: Outcome, unit: str = "lake", **more: Any) -> Order:
    order = order_at(OrderState.DRAWN, place, unit=unit, **more)
    by = place.actor(Role.FOLLOWUP_AGENT, "centre")
    facts = ANSWERS[outcome] | {"outcome": outcome}
    orders.advance(order.number, Verb.RATE, by=by, at=AT + timedelta(minutes=30), facts=facts)
    return orders.find(order.number, SYSTEM)


def main(place: Town, unit: str = "lake") -> Actor:
    return place.actor(Role.MAIN_LEADER, unit)


def numbers(which: List, actor: Actor, at: datetime = LATER) -> set[str]:
    return {o.number for o in queries.rows(which, actor, at)}


@pytest.mark.req("R266")
def test_double_no_orders_are_listed_with_the_instruction_on_each(place: Town) -> None:
    bad, _good = rated(place, Outcome.DOUBLE_NO), rated(place, Outcome.DOUBLE_YES)
    rated(place, Outcome.DOUBLE_NO, unit="hill")
    assert numbers(List.DOUBLE_NO, main(place)) == {bad.number}
    dispatch.instruct(bad.number, text="今日上门。", by=main(place), at=LATER)
    row = queries.rows(List.DOUBLE_NO, main(place), LATER).get()
    assert (row.instruction, row.instructed_at) == ("今日上门。", LATER)
    assert queries.last_instruction(bad) == (LATER, "今日上门。")


@pytest.mark.req("R267")
def test_key_orders_stay_on_the_list_every_day_until_closed(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place, tags=("mass",))
    order_at(OrderState.DISPATCHED, place)
    for days in range(5):
        assert numbers(List.KEY, main(place), LATER + days * DAY) == {order.number}
    closed = order_at(OrderState.CLOSED, place, tags=("mass",))
    assert closed.number not in numbers(List.KEY, main(place))
    other = order_at(OrderState.DISPATCHED, place)
    actions.supervise(other.number, demand=Demand("请办理。"), by=main(place, "east"), at=LATER)
    assert other.number in numbers(List.KEY, main(place))


@pytest.mark.req("R268")
def test_hard_orders_taken_in_person_are_counted(place: Town) -> None:
    share = share_at(AssignmentState.CLAIMED, place)
    at = AT + timedelta(minutes=9)
    orders.advance(
        share.order.number, Verb.GRADE, share=1, by=place.actor(Role.HEAD, "lake"), at=at, facts={"grade": Grade.HARD}
    )  # fmt: skip
    assert numbers(List.HARD, main(place)) == {share.order.number}
    assert queries.taken_in_person(main(place)).count() == 0
    orders.advance(
        share.order.number, Verb.ELEVATE, share=1, by=main(place), at=at, facts={"owner": "lake.main_leader"}
    )  # fmt: skip
    assert [s.order.number for s in queries.taken_in_person(main(place))] == [share.order.number]


@pytest.mark.req("R269")
def test_not_double_yes_and_not_excluded_is_listed_and_its_supervision_recorded(place: Town) -> None:
    mixed, no = rated(place, Outcome.MIXED), rated(place, Outcome.DOUBLE_NO)
    rated(place, Outcome.DOUBLE_YES)
    assert numbers(List.NOT_YES, main(place)) == {mixed.number, no.number}
    assessor = place.actor(Role.ASSESSOR, "centre")
    orders.advance(
        no.number, Verb.ALLOW, share=1, by=assessor, at=LATER, facts={"excluded": True}
    )  # fmt: skip
    assert numbers(List.NOT_YES, main(place)) == {mixed.number}
    actions.supervise(mixed.number, demand=Demand("请再次上门。"), by=main(place), at=LATER)
    assert queries.rows(List.NOT_YES, main(place), LATER).get().demands == 1


@pytest.mark.req("R270")
def test_the_queue_shows_one_order_after_the_other_and_keeps_decision_and_remark(place: Town) -> None:
    first, second = rated(place, Outcome.DOUBLE_NO), rated(place, Outcome.MIXED)
    leader = main(place)
    assert queries.left_in_queue(leader, LATER) == 2
    seen = []
    while (order := queries.next_of_queue(leader, LATER)) is not None:
        seen.append(order.number)
        what = Resolve.MEETING if order.number == first.number else Resolve.GO_ON
        actions.decide(order.number, what=what, remark="请研究。", by=leader, at=LATER)
    assert set(seen) == {first.number, second.number} and len(seen) == 2
    assert queries.left_in_queue(leader, LATER) == 0
    assert Entry.objects.get(register=Register.TOPIC).order == first
    assert queries.left_in_queue(leader, LATER + DAY) == 2, "tomorrow it is looked at again"
    assert {d.remark for d in Decision.objects.all()} == {"请研究。"}
    with pytest.raises(NotYours):
        actions.decide(
            first.number, what=Resolve.GO_ON, remark="x", by=place.actor(Role.HEAD, "lake"), at=LATER
        )
    with pytest.raises(Refusal):
        actions.decide(first.number, what=Resolve.GO_ON, remark=" ", by=leader, at=LATER)


@pytest.mark.req("R272")
def test_the_leader_in_charge_has_every_order_of_the_day(place: Town) -> None:
    open_one, done = order_at(OrderState.DISPATCHED, place), order_at(OrderState.REPLIED, place)
    order_at(OrderState.DISPATCHED, place, unit="hill")
    leader = place.actor(Role.AREA_LEADER, "lake")
    assert numbers(List.DAILY, leader) == {open_one.number, done.number}
    assert numbers(List.DAILY, leader, LATER + DAY) == {open_one.number}


@pytest.mark.req("R245")
def test_a_district_leader_has_the_key_orders_of_the_own_field_and_supervises_them(place: Town) -> None:
    water = order_at(OrderState.DISPATCHED, place, tags=("mass",), category="供水")
    noise = order_at(OrderState.DISPATCHED, place, tags=("mass",), category="噪声", unit="hill")
    leader = place.actor(Role.DISTRICT_LEADER, "east")
    assert numbers(List.FIELD, leader) == {water.number, noise.number}
    said = Said("供水", person="east.district_leader", words="供水、供热")
    actions.enter(Register.FIELD, said, by=place.actor(Role.SUPERVISOR, "east"), at=AT)
    assert numbers(List.FIELD, leader) == {water.number}
    actions.supervise(water.number, demand=Demand("请今日恢复。"), by=leader, at=LATER)
    assert queries.rows(List.FIELD, leader, LATER).get().demands == 1


@pytest.mark.req("R119")
def test_the_ledger_has_double_no_repeated_and_key_requests(place: Town) -> None:
    no, key = rated(place, Outcome.DOUBLE_NO), order_at(OrderState.DISPATCHED, place, tags=("key",))
    pressed = order_at(OrderState.DISPATCHED, place)
    agent = place.actor(Role.AGENT, "centre")
    for _ in range(2):
        orders.advance(pressed.number, Verb.PRESS, by=agent, at=LATER)
    order_at(OrderState.DISPATCHED, place)
    assert numbers(List.LEDGER, main(place)) == {no.number, key.number, pressed.number}


def test_the_tracks_have_their_own_worklists(place: Town) -> None:
    late = order_at(OrderState.DISPATCHED, place)
    no = rated(place, Outcome.DOUBLE_NO)
    district = place.actor(Role.SUPERVISOR, "east")
    assert numbers(List.CENTRE, district, LATER) == {no.number}
    assert numbers(List.CENTRE, district, LATER + 2 * DAY) == {no.number, late.number}
    assert no.number in numbers(List.LEADERS, district)


@pytest.mark.req("R187")
def test_the_board_is_frozen_once_at_eleven_in_the_evening(place: Town) -> None:
    order_at(OrderState.DISPATCHED, place)
    rated(place, Outcome.DOUBLE_NO)
    evening = datetime(2026, 3, 2, 15, 0, tzinfo=AT.tzinfo)
    ticks.run(evening - timedelta(minutes=1))
    assert not Board.objects.filter(day=date(2026, 3, 2)).exists()
    assert "boards frozen" in ticks.run(evening)
    own = Board.objects.get(unit__code="lake", day=date(2026, 3, 2))
    assert own.as_at == evening
    told = {"received": 2, "open": 1, "double_no": 1, "rated": 1, "unclaimed": 1}
    assert {name: own.figures[name] for name in told} == told
    assert len(own.rows) == 1
    ticks.run(evening + timedelta(minutes=1))
    assert Board.objects.filter(unit__code="lake", day=date(2026, 3, 2)).count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Board.objects.update(figures={})


@pytest.mark.req("R273")
def test_departments_and_communities_are_ranked_inside_the_street_every_day(place: Town) -> None:
    rated(place, Outcome.DOUBLE_YES, unit="willow")
    order_at(OrderState.DISPATCHED, place, unit="willow")
    rated(place, Outcome.DOUBLE_NO, unit="hill")
    (row,) = queries.ranking(place.units["lake"], LATER)
    assert (row.unit.code, row.place, row.tally.orders, row.tally.valid) == ("willow", 1, 2, 1)
    assert row.score == 100
    rows = queries.ranking(place.units["east"], LATER)
    assert [(r.unit.code, r.place) for r in rows] == [("lake", 1), ("hill", 2)]
    later = queries.ranking(place.units["lake"], LATER + 2 * DAY)
    assert later[0].late == 1


@pytest.mark.req("R274", "R275")
def test_the_week_is_analysed_and_the_month_summed_up_and_circulated(place: Town) -> None:
    rated(place, Outcome.DOUBLE_NO)
    centre = place.actor(Role.REQUEST_CENTRE, "lake")
    week = actions.write_bulletin(Paper.WEEK, day=date(2026, 3, 4), words="供水集中。", by=centre, at=LATER)
    assert (week.first, week.last) == (date(2026, 3, 2), date(2026, 3, 8))
    assert (week.figures["sums"]["orders"], week.figures["sums"]["double_no"]) == (1, 1)
    assert week.figures["categories"] == [["供水", 1]]
    month = actions.write_bulletin(Paper.MONTH, day=date(2026, 3, 4), words="", by=centre, at=LATER)
    month = actions.write_bulletin(Paper.MONTH, day=date(2026, 3, 5), words="总结。", by=centre, at=LATER)
    assert (month.first, month.last, month.words) == (date(2026, 3, 1), date(2026, 3, 31), "总结。")
    below = place.actor(Role.HEAD, "willow")
    with pytest.raises(Refusal):
        queries.bulletin(month.pk, below)
    with pytest.raises(NotYours):
        actions.circulate(month.pk, by=place.actor(Role.REQUEST_CENTRE, "hill"), at=LATER)
    actions.circulate(month.pk, by=centre, at=LATER)
    actions.acknowledge(month.pk, by=below, at=LATER)
    assert month.readers.count() == 1
    with pytest.raises(Refusal):
        actions.write_bulletin(Paper.MONTH, day=date(2026, 3, 4), words="改", by=centre, at=LATER)


@pytest.mark.req("R282", "R284")
def test_effects_say_solved_among_supervised_and_quick_real_good(place: Town) -> None:
    solved, unsolved = rated(place, Outcome.DOUBLE_YES), rated(place, Outcome.DOUBLE_NO)
    district = place.actor(Role.SUPERVISOR, "east")
    for order in (solved, unsolved):
        actions.supervise(order.number, demand=Demand("请办理。"), by=district, at=LATER)
    item = Item.objects.get(order=solved)
    actions.explain(solved.number, item=item.pk, words="已办。", by=place.actor(Role.HEAD, "lake"), at=LATER)
    orders.advance(unsolved.number, Verb.VISIT, share=1, by=place.actor(Role.HEAD, "lake"), at=LATER + DAY)
    whole = queries.effects(district, AT, AT + 10 * DAY)["whole"]
    assert (whole["solved"], whole["orders"], float(whole["rate"])) == (1, 2, 0.5)
    assert [float(whole[k]) for k in ("quick_rate", "real_rate", "good_rate")] == [0.5, 0.5, 0.5]


@pytest.mark.req("R249")
def test_the_ladder_climbs_day_two_three_four_once_each_and_its_effect_is_reported(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    listed = share_at(AssignmentState.PENDING, place)
    rungs = ["urge", "supervise", "investigate"]
    for done, hours in enumerate((47, 49, 73, 97)):
        kinds = set(rungs[:done])
        at = AT + timedelta(hours=hours)
        for _ in range(2):
            orders.watch(at)
            ticks.run(at)
        assert {i.kind for i in Item.objects.filter(order=order, origin="ladder")} == kinds
    assert Item.objects.filter(order=order).count() == 3
    assert (
        orders.Event.objects.filter(verb__in=("urge", "supervise", "investigate"), by="system").count() == 3
    )
    assert not Item.objects.filter(order=listed.order).exists(), "a listed order is not urged"
    rungs = queries.effects(place.actor(Role.SUPERVISOR, "east"), AT, AT + 10 * DAY)["ladder"]
    assert [(r["kind"], r["items"], r["two"]) for r in rungs] == [
        (Verb.URGE, 1, 0), (Verb.SUPERVISE, 1, 0), (Verb.INVESTIGATE, 1, 0),
    ]  # fmt: skip


def test_the_ladders_own_demands_are_judged_above_the_unit(place: Town) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    at = AT + timedelta(hours=73)
    orders.watch(at)
    ticks.run(at)
    item = Item.objects.get(order=order, kind="supervise")
    unit = place.actor(Role.REQUEST_CENTRE, "lake")
    actions.explain(order.number, item=item.pk, words="正在办理。", by=unit, at=at)
    with pytest.raises(NotYours):
        actions.confirm(order.number, item=item.pk, words="好。", by=main(place), at=at)
    actions.confirm(order.number, item=item.pk, words="好。", by=place.actor(Role.SUPERVISOR, "east"), at=at)
    item.refresh_from_db()
    assert item.state == ItemState.VERIFIED


@pytest.mark.req("R264", "R265")
@pytest.mark.parametrize("kind", [Verb.SUPERVISE, Verb.URGE], ids=str)
def test_a_double_sample_is_drawn_by_a_kept_seed_and_issued_by_both_bodies(place: Town, kind: Verb) -> None:
    made = [order_at(OrderState.DISPATCHED, place).number for _ in range(13)]
    span = {"since": AT, "until": AT + DAY}
    drawer = place.actor(Role.SUPERVISOR, "affairs")
    sample = actions.draw_sample(kind=kind, bodies=["office", "affairs"], by=drawer, at=LATER, **span)
    assert (
        len(sample.numbers) == 10 and set(sample.numbers) <= set(made) and sample.drawn_from == sorted(made)
    )
    assert list(actions.drawn_again(sample)) == sample.numbers
    same = actions.draw_sample(
        kind=kind, bodies=["office", "affairs"], by=drawer, at=LATER, seed=sample.seed, **span
    )
    other = actions.draw_sample(
        kind=kind, bodies=["office", "affairs"], by=drawer, at=LATER, seed="x", **span
    )
    assert same.numbers == sample.numbers != other.numbers
    for code in ("office", "affairs"):
        done = actions.issue_sample(
            sample.pk, words="双督办。", by=place.actor(Role.SUPERVISOR, code), at=LATER
        )
        assert all(not isinstance(result, Refusal) for _, result in done)
    first = sample.numbers[0]
    assert {i.issuer.code for i in Item.objects.filter(order__number=first) if i.issuer} == {
        "office",
        "affairs",
    }
    with pytest.raises(Refusal):
        actions.issue_sample(sample.pk, words="x", by=place.actor(Role.SUPERVISOR, "centre"), at=LATER)
    with pytest.raises(Refusal):
        actions.draw_sample(kind=kind, bodies=["office"], by=drawer, at=LATER, **span)
