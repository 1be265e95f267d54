"""吹哨报到: a street whistles, departments answer, come and feed back, the district rules, both sides score."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from jiesu.notices import actions as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState, Channel, OrderState, Role, Solved, Verb
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.rules.whistle import CallRuling, CallState, Mark, Moment, WhistleKind, WhistleState
from jiesu.whistle import actions, queries, ticks
from jiesu.whistle.models import Call, Missed, Whistle
from jiesu.whistle.queries import WhistleTray
from tests.builders import AT, Town, order_at, share_at
from tests.rooms.whistle.conftest import prepared

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
LATER = AT + HOUR
STREET_MARKS = {Mark.ARRIVAL: 5, Mark.DUTY: 4, Mark.RESULT: 5}
OWN_MARKS = {Mark.REASON: 4, Mark.PREPARATION: 2}


def fresh(own: Assignment) -> Assignment:
    return orders.share_of(orders.find(own.order.number, SYSTEM), own.no)


def guests(own: Assignment) -> list[str]:
    return list(orders.find(own.order.number, SYSTEM).guests)


def whistled(own: Assignment, street: Actor, *called: str, **changes: Any) -> Whistle:
    actions.whistle(own.order.number, share=1, prepared=prepared(*called, **changes), by=street, at=LATER)
    return Whistle.objects.get(share=own, settled_at=None, ended_at=None)


def say(action: Any, own: Assignment, by: Actor, minutes: int, **said: Any) -> Any:
    return action(own.order.number, share=1, by=by, at=LATER + minutes * MINUTE, **said)


def fed_back(own: Assignment, by: Actor, minutes: int = 10) -> None:
    say(actions.report_in, own, by, minutes, who="样例科长", place="三号楼泵房")
    say(actions.feed_back, own, by, minutes + 5, done="更换水泵，已恢复供水。", effect=Solved.YES)


def settled(own: Assignment, street: Actor, minutes: int = 60) -> None:
    say(actions.settle, own, street, minutes, solved=Solved.YES, outcome="已恢复供水，责任已明确。")


def trays(actor: Actor) -> set[WhistleTray]:
    return {which for which, n in queries.tallies(actor).items() if n}


@pytest.mark.req("R192", "R193", "R194", "R195")
def test_a_whistle_opens_with_matter_departments_wanted_result_and_materials_and_brings_them_in(
    own: Assignment, street: Actor, housing: Actor, place: Town
) -> None:
    other = order_at(OrderState.DISPATCHED, place)
    made = whistled(own, street, "housing", "heat", also=(other.number,))
    assert fresh(own).state == AssignmentState.WHISTLED
    assert made.state is WhistleState.STARTED and made.law == "whistle/2019-01-01" and made.clause
    assert [c.unit.code for c in made.calls.order_by("pk")] == ["housing", "heat"]
    assert made.result.startswith("当日恢复供水") and list(made.also.all()) == [other]
    assert guests(own) == ["housing", "heat"]
    assert orders.find(own.order.number, housing).number == own.order.number, "a guest sees the order"
    assert trays(housing) == {WhistleTray.ANSWER}


def test_the_ledger_holds_no_word_of_the_whistle(own: Assignment, street: Actor) -> None:
    whistled(own, street)
    event = orders.timeline(own.order)[-1]
    assert event.verb == Verb.WHISTLE and event.facts["called"] == ["housing"]
    assert "停水两天" not in str(event.facts) and len(event.facts["facts_print"]) == 64


@pytest.mark.req("R211")
@pytest.mark.parametrize("missing", ["facts", "basis", "action", "result"])
def test_a_whistle_that_is_not_prepared_is_refused_and_changes_nothing(
    own: Assignment, street: Actor, missing: str
) -> None:
    with pytest.raises(Refusal, match="not prepared"):
        whistled(own, street, **{missing: " "})
    assert fresh(own).state == AssignmentState.HANDLING and not Whistle.objects.exists()


@pytest.mark.parametrize("called", ["hill", "east", "willow", "lake", "nobody"])
def test_only_units_that_the_law_names_may_be_called(own: Assignment, street: Actor, called: str) -> None:
    if called == "east":  # the district's own centre is under the district: it may be called
        assert whistled(own, street, called).calls.count() == 1
        return
    with pytest.raises(Refusal):
        whistled(own, street, called)
    assert fresh(own).state == AssignmentState.HANDLING


def test_a_department_has_nobody_to_whistle_for(place: Town) -> None:
    share = share_at(AssignmentState.HANDLING, place, unit="housing")
    with pytest.raises(Refusal, match="may not call"):
        actions.whistle(
            share.order.number, share=1, prepared=prepared("heat"), at=LATER,
            by=place.actor(Role.REQUEST_CENTRE, "housing"),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "respond"),
    [(WhistleKind.EMERGENCY, 30 * MINUTE), (WhistleKind.ENFORCEMENT, 2 * HOUR), (WhistleKind.PUBLIC, None)],
)
def test_each_kind_has_its_own_clock(
    own: Assignment, street: Actor, kind: WhistleKind, respond: timedelta | None
) -> None:
    call = whistled(own, street, kind=kind).calls.get()
    assert call.respond_due and call.result_due
    if respond is None:
        assert call.respond_due - LATER > 24 * HOUR
    else:
        assert call.respond_due == LATER + respond == call.arrive_due
    assert call.result_due - LATER > 6 * 24 * HOUR, "five working days, over a weekend"


@pytest.mark.req("R200")
def test_a_draft_calls_nobody_can_be_changed_and_becomes_the_whistle(
    own: Assignment, street: Actor, housing: Actor
) -> None:
    kept = say(actions.keep_draft, own, street, 0, prepared=prepared("housing", facts=""))
    say(actions.keep_draft, own, street, 1, prepared=prepared("heat"))
    assert Whistle.objects.get() == kept and fresh(own).state == AssignmentState.HANDLING
    assert trays(street) == {WhistleTray.DRAFTS} and not trays(housing) and not guests(own)
    made = whistled(own, street, "housing", "heat")
    assert made == kept and made.calls.count() == 2 and made.state is WhistleState.STARTED


def test_a_draft_is_thrown_away_and_only_by_its_unit(own: Assignment, street: Actor, place: Town) -> None:
    say(actions.keep_draft, own, street, 0, prepared=prepared())
    with pytest.raises(NotYours):
        say(actions.drop_draft, own, place.actor(Role.REQUEST_CENTRE, "hill"), 1)
    say(actions.drop_draft, own, street, 2)
    assert not Whistle.objects.exists()


@pytest.mark.req("R200")
def test_a_cancelled_whistle_frees_the_departments_and_the_share_goes_on(
    own: Assignment, street: Actor, housing: Actor
) -> None:
    whistled(own, street)
    say(actions.cancel, own, street, 5, why="产权单位已先行修复")
    made = Whistle.objects.get()
    assert made.state is WhistleState.CANCELLED and made.why == "产权单位已先行修复"
    assert fresh(own).state == AssignmentState.HANDLING and guests(own) == [] and not trays(housing)
    again = whistled(own, street, "heat")
    assert again.no == 2


@pytest.mark.req("R196", "R201")
def test_a_department_answers_and_the_moment_is_kept(own: Assignment, street: Actor, housing: Actor) -> None:
    made = whistled(own, street)
    say(actions.respond, own, housing, 20, words="一小时内到场")
    call = made.calls.get()
    assert call.state is CallState.RESPONDED and call.responded_at == LATER + 20 * MINUTE
    assert call.response == "一小时内到场"
    assert Whistle.objects.get().state is WhistleState.RESPONDED and trays(housing) == {WhistleTray.ARRIVE}


@pytest.mark.req("R197", "R202")
def test_reporting_in_keeps_who_came_when_and_where(own: Assignment, street: Actor, housing: Actor) -> None:
    made = whistled(own, street)
    say(actions.report_in, own, housing, 25, who="样例科长", place="三号楼泵房")
    call = made.calls.get()
    assert (call.who, call.place, call.reported_at) == ("样例科长", "三号楼泵房", LATER + 25 * MINUTE)
    assert call.responded_at == call.reported_at, "who comes at once has answered by coming"


@pytest.mark.req("R198", "R202")
def test_feedback_keeps_action_and_result_and_the_street_confirms(
    own: Assignment, street: Actor, housing: Actor
) -> None:
    made = whistled(own, street)
    fed_back(own, housing)
    call = made.calls.get()
    assert call.effect is Solved.YES and call.done == "更换水泵，已恢复供水。"
    assert trays(street) == {WhistleTray.SETTLE}
    settled(own, street)
    assert fresh(own).state == AssignmentState.HANDLING
    assert Whistle.objects.get().settled_at == LATER + HOUR


@pytest.mark.req("R208")
def test_a_hard_orders_whistle_returns_its_result_to_the_order_and_the_linked_ones(
    own: Assignment, street: Actor, housing: Actor, place: Town
) -> None:
    other = order_at(OrderState.DISPATCHED, place)
    whistled(own, street, also=(other.number,))
    fed_back(own, housing)
    settled(own, street)
    for order in (own.order, other):
        shown = queries.panel(order, street)
        assert shown and shown["whistles"][0].outcome == "已恢复供水，责任已明确。"


def test_no_department_is_cut_off_inside_its_limit(own: Assignment, street: Actor, housing: Actor) -> None:
    whistled(own, street, "housing", "heat")
    fed_back(own, housing)
    with pytest.raises(Refusal, match="inside their limit"):
        settled(own, street)
    say(actions.settle, own, street, 60 * 24 * 9, solved=Solved.PARTLY, outcome="热力公司未到场。")
    assert Whistle.objects.get().solved is Solved.PARTLY


def test_where_nobody_fed_back_there_is_nothing_to_settle(own: Assignment, street: Actor) -> None:
    whistled(own, street)
    with pytest.raises(Refusal, match="cancel"):
        say(actions.settle, own, street, 60 * 24 * 9, solved=Solved.NO, outcome="无人到场。")


# --- refusals


@pytest.mark.req("R201")
def test_a_refusal_goes_to_the_district_which_insists_with_new_limits(
    own: Assignment, street: Actor, housing: Actor, district: Actor
) -> None:
    made = whistled(own, street, kind=WhistleKind.EMERGENCY)
    say(actions.decline, own, housing, 10, why="非本局职责")
    assert made.calls.get().state is CallState.DECLINED and trays(district) == {WhistleTray.RULE}
    say(
        actions.arbitrate, own, district, 40, unit="housing", ruling=CallRuling.INSIST, words="职责清单已列明"
    )
    call = made.calls.get()
    assert call.state is CallState.CALLED and call.respond_due == LATER + 70 * MINUTE
    assert call.refusal == "非本局职责" and call.ruling is CallRuling.INSIST and not trays(district)
    say(actions.respond, own, housing, 50)
    assert made.calls.get().state is CallState.RESPONDED


def test_the_district_releases_and_the_whistle_is_declined(
    own: Assignment, street: Actor, housing: Actor, district: Actor
) -> None:
    whistled(own, street)
    say(actions.decline, own, housing, 10, why="非本局职责")
    say(actions.arbitrate, own, district, 20, unit="housing", ruling=CallRuling.RELEASE, words="属物业事项")
    assert Whistle.objects.get().state is WhistleState.DECLINED and guests(own) == []
    say(actions.cancel, own, street, 30, why="另寻途径")
    assert Whistle.objects.get().state is WhistleState.DECLINED
    assert fresh(own).state == AssignmentState.HANDLING


def test_neither_the_street_nor_another_district_rules(
    own: Assignment, street: Actor, housing: Actor, place: Town
) -> None:
    whistled(own, street)
    say(actions.decline, own, housing, 10, why="非本局职责")
    for by in (street, housing, place.actor(Role.DISPATCHER, "west")):
        with pytest.raises(NotYours):
            say(actions.arbitrate, own, by, 20, unit="housing", ruling=CallRuling.RELEASE, words="不属职责")
    assert Call.objects.get().state is CallState.DECLINED


# --- scores


@pytest.mark.req("R199", "R203", "R206")
def test_both_sides_score_and_the_whistle_is_closed(own: Assignment, street: Actor, housing: Actor) -> None:
    whistled(own, street)
    fed_back(own, housing)
    settled(own, street)
    assert trays(street) == {WhistleTray.SCORE} and trays(housing) == {WhistleTray.COUNTER}
    say(actions.evaluate, own, street, 70, unit="housing", marks=STREET_MARKS)
    assert Whistle.objects.get().state is WhistleState.EVALUATED
    say(actions.evaluate, own, housing, 80, unit="", marks=OWN_MARKS, remark="材料不全")
    call = Call.objects.get()
    assert (call.called_score, call.caller_score) == (Decimal("94.0000"), Decimal("60.0000"))
    assert Whistle.objects.get().state is WhistleState.CLOSED and guests(own) == []
    assert not trays(street) and not trays(housing)


@pytest.mark.req("R212", part="a department's score; the list of low ones is proven with the figures")
def test_missed_limits_are_taken_off_the_departments_score(
    own: Assignment, street: Actor, housing: Actor
) -> None:
    whistled(own, street, kind=WhistleKind.EMERGENCY)
    fed_back(own, housing, minutes=45)
    settled(own, street)
    say(actions.evaluate, own, street, 70, unit="housing", marks=STREET_MARKS)
    assert Call.objects.get().called_score == Decimal("74.0000"), "answer and arrival were late"


def test_a_department_does_not_score_itself_nor_the_street_its_whistle(
    own: Assignment, street: Actor, housing: Actor
) -> None:
    whistled(own, street)
    fed_back(own, housing)
    settled(own, street)
    with pytest.raises(NotYours):
        say(actions.evaluate, own, housing, 70, unit="housing", marks=STREET_MARKS)
    with pytest.raises(NotYours):
        say(actions.evaluate, own, street, 70, unit="", marks=OWN_MARKS)
    with pytest.raises(Refusal, match="between 1 and 5"):
        say(actions.evaluate, own, street, 70, unit="housing", marks=STREET_MARKS | {Mark.DUTY: 6})
    assert Call.objects.get().scored_at is None


# --- who takes part


def test_who_is_not_called_has_no_verb_and_sees_nothing(own: Assignment, street: Actor, place: Town) -> None:
    whistled(own, street)
    for unit in ("heat", "hill"):
        by = place.actor(Role.HEAD, unit)
        with pytest.raises(NotYours):
            say(actions.respond, own, by, 5)
        with pytest.raises(Refusal):
            orders.find(own.order.number, by)


def test_a_guest_of_another_procedure_stays_when_the_whistle_is_over(own: Assignment, street: Actor) -> None:
    Order.objects.filter(pk=own.order_id).update(guests=["heat"])
    whistled(own, street, "housing", "heat")
    assert guests(own) == ["heat", "housing"]
    say(actions.cancel, own, street, 5, why="已解决")
    assert guests(own) == ["heat"]


def test_the_same_form_sent_twice_whistles_once(own: Assignment, street: Actor) -> None:
    for _ in range(2):
        actions.whistle(own.order.number, share=1, prepared=prepared(), by=street, at=LATER, key="k")
    assert Whistle.objects.count() == 1 and Call.objects.count() == 1


@pytest.mark.req("R215", part="the roles; that the law names the powers is proven with the rules")
def test_a_streets_powers_are_permissions_of_its_roles(own: Assignment, place: Town) -> None:
    with pytest.raises(NotYours):
        whistled(own, place.actor(Role.HANDLER, "lake"))
    assert whistled(own, place.actor(Role.MAIN_LEADER, "lake"))
    say(actions.cancel, own, place.actor(Role.HEAD, "lake"), 1, why="改期")


@pytest.mark.req("R209", "R210")
@pytest.mark.parametrize(("channel", "hotline"), [(Channel.PHONE, True), (Channel.GRID, False)])
def test_a_whistle_knows_whether_a_citizens_request_is_its_source(
    place: Town, street: Actor, channel: Channel, hotline: bool
) -> None:
    share = share_at(AssignmentState.HANDLING, place, channel=channel)
    made = whistled(share, street)
    assert made.hotline is hotline and made.order.number == share.order.number


# --- time


def test_an_unanswered_call_is_noted_once_whoever_ticks(own: Assignment, street: Actor) -> None:
    whistled(own, street, kind=WhistleKind.EMERGENCY)
    assert ticks.note_missed(LATER + 29 * MINUTE) == 0
    assert ticks.note_missed(LATER + 31 * MINUTE) == 1
    assert ticks.note_missed(LATER + 32 * MINUTE) == 0
    assert Missed.objects.get().moment is Moment.RESPONSE


def test_after_the_time_to_evaluate_the_whistle_is_closed_with_the_scores_it_has(
    own: Assignment, street: Actor, housing: Actor
) -> None:
    whistled(own, street)
    fed_back(own, housing)
    settled(own, street)
    assert ticks.close_unscored(LATER + 24 * HOUR) == 0
    assert ticks.close_unscored(LATER + 10 * 24 * HOUR) == 1
    assert ticks.close_unscored(LATER + 10 * 24 * HOUR) == 0
    assert Whistle.objects.get().state is WhistleState.CLOSED and guests(own) == []


def test_a_whistle_ends_with_its_withdrawn_order(
    own: Assignment, street: Actor, housing: Actor, place: Town
) -> None:
    whistled(own, street)
    agent = place.actor(Role.AGENT, "centre")
    orders.advance(own.order.number, Verb.WITHDRAW, by=agent, at=LATER + MINUTE)
    assert "ended with their share" in ticks.run(LATER + HOUR)
    assert Whistle.objects.get().state is WhistleState.CANCELLED and not trays(housing)


def test_the_called_departments_are_told_at_once_and_the_district_of_refusals(
    own: Assignment, street: Actor, housing: Actor
) -> None:
    whistled(own, street)
    say(actions.decline, own, housing, 10, why="非本局职责")
    while notices.tell(LATER + HOUR):
        pass
    told = {n.person.login for n in Notice.objects.filter(order=own.order, way="desk") if n.person}
    assert {"housing.head", "housing.request_centre", "east.dispatcher", "lake.request_centre"} <= told
    words = Notice.objects.filter(person__login="housing.head", way="desk").first()
    assert words and "请于 2026-03-03 24:00 前响应" in notices.words(words, "zh-hans")
