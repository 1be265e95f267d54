"""甄别、签批派单、回避、分级、分步计划: what a unit settles inside, and what then cannot be done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiesu.dispatch import actions as dispatch
from jiesu.handling import actions, queries
from jiesu.handling.kinds import ActionKind, Finding, RecusalGround, Result
from jiesu.handling.models import Endorsement, Grading, Plan, Recusal, Screening
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Grade, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, order_at, share_at

LATER = AT + timedelta(hours=1)
DAY = date(2026, 3, 5)
STEPS = [("现场勘查", DAY), ("确定方案", DAY + timedelta(days=5))]


def fresh(own: Assignment) -> Assignment:
    return orders.shares_of(orders.find(own.order.number, SYSTEM))[own.no - 1]


@pytest.mark.req("R074")
@pytest.mark.parametrize("finding", list(Finding), ids=str)
def test_screening_says_what_it_found_before_a_person_is_named(place: Town, finding: Finding) -> None:
    own, twin = share_at(A.CLAIMED, place), share_at(A.CLAIMED, place)
    by = place.actor(Role.REQUEST_CENTRE, "lake")
    other = twin.order.number if finding is Finding.DUPLICATE else ""
    event = actions.screen(
        own.order.number, share=1, finding=finding, other=other, note="与前件同一事项", by=by, at=LATER
    )
    assert event.facts["finding"] == finding and "同一事项" not in str(event.facts)
    assert Screening.objects.get().finding == finding and fresh(own).state == A.CLAIMED
    if finding in (Finding.CLEAR, Finding.UNCLEAR):
        actions.assign(own.order.number, share=1, handler="lake.handler", by=by, at=LATER)
        return
    with pytest.raises(Refusal):
        actions.assign(own.order.number, share=1, handler="lake.handler", by=by, at=LATER)
    actions.screen(own.order.number, share=1, finding=Finding.CLEAR, by=by, at=LATER)
    actions.assign(own.order.number, share=1, handler="lake.handler", by=by, at=LATER)


@pytest.mark.parametrize(
    ("finding", "other", "note"),
    [
        (Finding.DUPLICATE, "", "重复"),
        (Finding.DUPLICATE, "99999999999999", "重复"),
        (Finding.NOT_OURS, "", ""),
    ],
)
def test_a_screening_without_its_reason_changes_nothing(
    place: Town, finding: Finding, other: str, note: str
) -> None:
    own = share_at(A.CLAIMED, place)
    by = place.actor(Role.HEAD, "lake")
    with pytest.raises(Refusal):
        actions.screen(own.order.number, share=1, finding=finding, other=other, note=note, by=by, at=LATER)
    with pytest.raises(NotYours):
        stranger = place.actor(Role.HANDLER, "lake")
        actions.screen(own.order.number, share=1, finding=Finding.CLEAR, by=stranger, at=LATER)
    assert not Screening.objects.exists()


@pytest.mark.req("R078")
def test_a_mass_request_goes_to_a_person_only_after_the_heads_signature(place: Town) -> None:
    own = share_at(A.CLAIMED, place, tags=("mass",))
    number, centre = own.order.number, place.actor(Role.REQUEST_CENTRE, "lake")
    with pytest.raises(Refusal):
        actions.assign(number, share=1, handler="lake.handler", by=centre, at=LATER)
    with pytest.raises(Refusal):
        dispatch.forward(number, share=1, units=["willow"], by=centre, at=LATER, reason="社区办理")
    with pytest.raises(NotYours):
        actions.endorse(number, share=1, by=centre, at=LATER)
    event = actions.endorse(number, share=1, by=place.actor(Role.MAIN_LEADER, "lake"), note="速办", at=LATER)
    assert event.verb == Verb.ENDORSE and Endorsement.objects.get().note == "速办"
    actions.assign(number, share=1, handler="lake.handler", by=centre, at=LATER)
    assert fresh(own).state == A.ASSIGNED


def test_a_plain_request_needs_no_signature_of_the_head(place: Town) -> None:
    own = share_at(A.CLAIMED, place)
    dispatch.forward(
        own.order.number, share=1, units=["willow"], by=place.actor(Role.REQUEST_CENTRE, "lake"), at=LATER,
        reason="社区办理", approval="街道分管领导同意社区协助",
    )  # fmt: skip
    assert fresh(own).state == A.FORWARDED


def test_whoever_keeps_away_is_never_named_again_and_does_nothing_more(place: Town) -> None:
    own = share_at(A.RESPONDED, place)
    number, head = own.order.number, place.actor(Role.HEAD, "lake")
    handler = place.actor(Role.HANDLER, "lake")
    event = actions.recuse(number, share=1, ground=RecusalGround.RELATIVE, by=handler, at=LATER)
    assert event.facts["recused"] == "lake.handler" and fresh(own).state == A.CLAIMED
    assert fresh(own).handler is None and Recusal.objects.get().person.login == "lake.handler"
    with pytest.raises(Refusal):
        actions.assign(number, share=1, handler="lake.handler", by=head, at=LATER)
    assert fresh(own).state == A.CLAIMED


def test_a_leader_who_keeps_away_cannot_review_or_sign(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    number, head = own.order.number, place.actor(Role.HEAD, "lake")
    actions.recuse(number, share=1, person="lake.head", ground=RecusalGround.INTEREST, by=head, at=LATER)
    centre, handler = place.actor(Role.REQUEST_CENTRE, "lake"), place.actor(Role.HANDLER, "lake")
    actions.assign(number, share=1, handler="lake.handler", by=centre, at=LATER)
    orders.advance(number, Verb.CONTACT, by=handler, at=LATER, share=1)
    actions.submit(number, share=1, result=Result.SOLVED, text="已恢复供水。", by=handler, at=LATER)
    with pytest.raises(Refusal):
        actions.review(number, share=1, by=head, at=LATER)
    actions.review(number, share=1, by=centre, at=LATER)
    assert fresh(own).state == A.REVIEWED


@pytest.mark.parametrize(("ground", "person", "note"), [("other", "", ""), ("relative", "hill.handler", "")])
def test_a_recusal_needs_a_person_of_the_unit_and_a_reason(
    place: Town, ground: str, person: str, note: str
) -> None:
    own = share_at(A.RESPONDED, place)
    with pytest.raises(Refusal):
        actions.recuse(
            own.order.number, share=1, ground=RecusalGround(ground), person=person, note=note,
            by=place.actor(Role.HEAD, "lake"), at=LATER,
        )  # fmt: skip
    assert not Recusal.objects.exists() and fresh(own).state == A.RESPONDED


@pytest.mark.req("R094", "R096")
@pytest.mark.parametrize("grade", list(Grade), ids=str)
def test_a_grade_stands_on_the_order(place: Town, grade: Grade) -> None:
    own = share_at(A.RESPONDED, place)
    by = place.actor(Role.HANDLER, "lake")
    actions.grade(own.order.number, share=1, grade=grade, reason="管线老化", by=by, at=LATER)
    assert fresh(own).order.grade == grade and Grading.objects.get().reason == "管线老化"
    listed = queries.for_joint_meeting(place.actor(Role.SUPERVISOR, "east"))
    assert listed.filter(pk=own.order_id).exists() == (grade is Grade.VERY_HARD)


@pytest.mark.req("R094")
def test_a_simple_matter_is_answered_at_once_without_further_steps(place: Town) -> None:
    own = share_at(A.RESPONDED, place)
    by = place.actor(Role.HANDLER, "lake")
    actions.grade(own.order.number, share=1, grade=Grade.SIMPLE, by=by, at=LATER)
    actions.submit(own.order.number, share=1, result=Result.SOLVED, text="已恢复供水。", by=by, at=LATER)
    assert fresh(own).state == A.SUBMITTED


@pytest.mark.req("R096")
@pytest.mark.parametrize("grade", [Grade.HARD, Grade.VERY_HARD], ids=str)
def test_a_hard_matter_is_not_answered_without_a_plan(place: Town, grade: Grade) -> None:
    own = share_at(A.HANDLING, place)
    number, by = own.order.number, place.actor(Role.HANDLER, "lake")
    with pytest.raises(Refusal):
        actions.grade(number, share=1, grade=grade, by=by, at=LATER)
    actions.grade(number, share=1, grade=grade, reason="涉及多方产权", by=by, at=LATER)
    with pytest.raises(Refusal, match="has to be done"):
        actions.submit(number, share=1, result=Result.SOLVED, text="已恢复供水。", by=by, at=LATER)
    actions.plan(number, share=1, steps=STEPS, goal="更换管线", by=by, at=LATER)
    note = "勘查完成"
    actions.act(number, share=1, kind=ActionKind.VISIT, note=note, step=1, by=by, at=LATER)
    assert [step.no for step in queries.open_steps(fresh(own))] == [2]
    assert queries.steps_due(by, DAY + timedelta(days=9)).count() == 1
    actions.submit(number, share=1, result=Result.PLANNED, text="已恢复供水。", by=by, at=LATER)
    assert fresh(own).state == A.SUBMITTED and Plan.objects.get().steps.count() == 2


@pytest.mark.parametrize(
    "steps",
    [
        STEPS[:1],
        [("一", DAY), ("", DAY)],
        list(reversed(STEPS)),
        [("一", date(2026, 3, 1)), ("二", DAY)],
        STEPS * 7,
    ],
    ids=["one", "empty", "falling", "past", "many"],
)
def test_a_plan_has_rising_days_from_today_on(place: Town, steps: list[tuple[str, date]]) -> None:
    own = share_at(A.HANDLING, place)
    by = place.actor(Role.HANDLER, "lake")
    with pytest.raises(Refusal):
        actions.plan(own.order.number, share=1, steps=steps, by=by, at=LATER)
    assert not Plan.objects.exists()


def test_a_step_that_the_plan_has_not_is_refused_and_nothing_is_noted(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    by = place.actor(Role.HANDLER, "lake")
    actions.plan(own.order.number, share=1, steps=STEPS, by=by, at=LATER)
    with pytest.raises(Refusal):
        actions.act(own.order.number, share=1, kind=ActionKind.VISIT, note="到场", step=9, by=by, at=LATER)
    assert len(queries.open_steps(fresh(own))) == 2 and not queries.actions_of(fresh(own))


def test_an_order_is_closed_only_when_every_share_is_signed(place: Town) -> None:
    order = order_at("dispatched", place)
    with pytest.raises(Refusal):
        orders.advance(order.number, Verb.CLOSE, by=place.actor(Role.FOLLOWUP_AGENT, "centre"), at=LATER)


def test_one_handler_is_named_for_many_with_a_result_for_each(place: Town) -> None:
    good, gone = share_at(A.CLAIMED, place), share_at(A.HANDLING, place)
    by = place.actor(Role.REQUEST_CENTRE, "lake")
    picks = [(good.order.number, 1), (gone.order.number, 1)]
    done = actions.assign_many(picks, handler="lake.handler", by=by, at=LATER)
    assert fresh(good).state == A.ASSIGNED and fresh(gone).state == A.HANDLING
    assert [isinstance(result, Refusal) for _, _, result in done] == [False, True]


@pytest.mark.req("R093", "R138", "R139")
def test_liaison_inside_and_outside_is_noted_with_what_was_promised(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    number, by = own.order.number, place.actor(Role.HANDLER, "lake")
    with pytest.raises(Refusal):
        actions.act(number, share=1, kind=ActionKind.OUTSIDE, note="电话协调", by=by, at=LATER)
    for kind, partner in ((ActionKind.INSIDE, "样例柳荫社区"), (ActionKind.OUTSIDE, "样例热力公司")):
        actions.act(
            number, share=1, kind=kind, note="电话协调", partner=partner, promise="两日内换管", promise_due=DAY,
            by=by, at=LATER,
        )  # fmt: skip
    told = queries.actions_of(fresh(own))
    assert [(a.partner, a.promise, a.promise_due) for a in told] == [
        ("样例柳荫社区", "两日内换管", DAY),
        ("样例热力公司", "两日内换管", DAY),
    ]
