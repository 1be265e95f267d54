"""Draw, attempt, rate, give up, handle again, close: what each verb does, refuses, and leaves alone."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from jiesu.callers.models import Party
from jiesu.followup import actions, queries, ticks
from jiesu.followup.models import Answer, Attempt, AttemptResult, Draw, Message, Seed
from jiesu.followup.queries import Tray
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.rules import reach, sampling
from jiesu.rules.reach import SYSTEM, Actor, Seat
from jiesu.rules.sampling import Means
from jiesu.rules.terms import AssignmentState, OrderState, Outcome, RequestType, Role, Satisfied, Solved, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, order_at
from tests.rooms.followup.conftest import PHONE
from tests.rooms.followup.steps import DAY, HOUR, LATER, NO, YES, fresh


def unchanged(order: Order) -> bool:
    return fresh(order).seq == order.seq


# --- draw


@pytest.mark.req("R229")
def test_a_request_for_help_is_always_drawn_and_its_draw_can_be_repeated(
    replied: Order, agent: Actor
) -> None:
    event = actions.draw(replied.number, by=agent, at=LATER)
    made = Draw.objects.get(order=replied)
    assert event.verb == Verb.DRAW and event.law.startswith("sampling/")
    assert fresh(replied).state == OrderState.DRAWN
    assert made.seed == Seed.objects.get().seed
    assert sampling.is_drawn(made.seed, f"{replied.number}/1", Fraction(made.share)) is made.drawn is True


@pytest.mark.req("R231", part="the text goes out through the operator's gateway")
def test_a_drawn_order_with_a_number_is_asked_by_text_message_first(replied: Order, agent: Actor) -> None:
    event = actions.draw(replied.number, by=agent, at=LATER)
    message = Message.objects.get(order=replied)
    assert event.facts["means"] == Means.SMS
    assert replied.number in message.text and message.sent_at is None and PHONE not in message.text


def test_praise_is_not_followed_up_but_closed_with_the_draw_as_a_fact(place: Town, agent: Actor) -> None:
    order = order_at(OrderState.REPLIED, place, request_type=RequestType.PRAISE)
    event = actions.draw(order.number, by=agent, at=LATER)
    assert event.verb == Verb.CLOSE and event.facts["drawn"] is False
    assert fresh(order).state == OrderState.CLOSED and fresh(order).outcome == ""
    assert Draw.objects.get(order=order).drawn is False


def test_the_share_of_the_law_decides_how_many_inquiries_are_drawn(place: Town) -> None:
    seed = "a seed for the test"
    made = [order_at(OrderState.REPLIED, place, request_type=RequestType.INQUIRY) for _ in range(12)]
    for order in made:
        actions.draw(order.number, by=SYSTEM, at=LATER, seed=seed)
    drawn = {o.number for o in made if fresh(o).state == OrderState.DRAWN}
    assert drawn == {o.number for o in made if sampling.is_drawn(seed, f"{o.number}/1", Fraction(1, 10))}


def test_an_order_is_not_drawn_twice(drawn: Order, agent: Actor) -> None:
    with pytest.raises(Refusal):
        actions.draw(drawn.number, by=agent, at=LATER)
    assert unchanged(drawn) and Draw.objects.count() == 1


def test_the_tick_draws_what_waits_and_a_second_turn_does_nothing(replied: Order) -> None:
    assert ticks.draw_due(LATER) == 1
    assert fresh(replied).state == OrderState.DRAWN
    assert ticks.draw_due(LATER) == 0


# --- blindness


@pytest.fixture
def inside(place: Town) -> Actor:
    """Somebody who follows up at the centre and also sits in the unit that handled the order."""
    lake = Seat(Role.HANDLER, "lake", place.units["lake"].path)
    return Actor("person:both", "", (Seat(Role.FOLLOWUP_AGENT, "centre", "/centre/"), lake))


BLIND = {
    actions.attempt: {"result": AttemptResult.NO_ANSWER},
    actions.rate: YES,
    actions.give_up: {},
}


@pytest.mark.parametrize("action", BLIND, ids=lambda action: action.__name__)
def test_who_sits_in_the_handling_unit_cannot_follow_up(drawn: Order, inside: Actor, action: Any) -> None:
    with pytest.raises(NotYours):
        action(drawn.number, by=inside, at=LATER, **BLIND[action])
    assert unchanged(drawn)
    assert not queries.desk(inside).filter(pk=drawn.pk).exists()


def test_who_sits_in_the_handling_unit_cannot_draw(replied: Order, inside: Actor) -> None:
    with pytest.raises(NotYours):
        actions.draw(replied.number, by=inside, at=LATER)
    assert unchanged(replied) and not Draw.objects.exists()


@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD, Role.MAIN_LEADER])
def test_nobody_of_the_handling_unit_rates(place: Town, drawn: Order, role: Role) -> None:
    with pytest.raises(NotYours):
        actions.rate(drawn.number, **YES, by=place.actor(role, "lake"), at=LATER)
    assert unchanged(drawn) and not Answer.objects.exists()


# --- attempt, give up


@pytest.mark.req("R230")
def test_the_third_invalid_attempt_on_the_second_day_gives_up(drawn: Order, agent: Actor) -> None:
    actions.attempt(drawn.number, result=AttemptResult.NO_ANSWER, by=agent, at=LATER)
    actions.attempt(drawn.number, result=AttemptResult.NOT_SELF, by=agent, at=LATER + 3 * HOUR)
    assert fresh(drawn).state == OrderState.DRAWN
    last = actions.attempt(drawn.number, result=AttemptResult.NO_ANSWER, by=agent, at=LATER + DAY)
    assert last.verb == Verb.GIVE_UP
    assert (fresh(drawn).state, fresh(drawn).outcome) == (OrderState.RATED, Outcome.INVALID)
    assert Attempt.objects.count() == 3 and not queries.valid_answers().exists()


def test_a_third_attempt_on_the_same_day_is_refused(drawn: Order, agent: Actor) -> None:
    actions.attempt(drawn.number, result=AttemptResult.NO_ANSWER, by=agent, at=LATER)
    actions.attempt(drawn.number, result=AttemptResult.NO_ANSWER, by=agent, at=LATER + HOUR)
    before = fresh(drawn)
    with pytest.raises(Refusal, match="from 2026-03-03 09:00"):
        actions.attempt(drawn.number, result=AttemptResult.NO_ANSWER, by=agent, at=LATER + 2 * HOUR)
    assert unchanged(before) and Attempt.objects.count() == 2


@pytest.mark.parametrize("hours", [-2, 11, 14])
def test_nobody_is_called_outside_nine_to_twenty(drawn: Order, agent: Actor, hours: int) -> None:
    with pytest.raises(Refusal, match="09:00"):
        actions.attempt(drawn.number, result=AttemptResult.NO_ANSWER, by=agent, at=AT + DAY + hours * HOUR)
    assert unchanged(drawn)


def test_giving_up_too_early_is_refused(drawn: Order, agent: Actor) -> None:
    with pytest.raises(Refusal, match="3 attempts on 2 days"):
        actions.give_up(drawn.number, by=agent, at=LATER)
    assert unchanged(drawn)


@pytest.mark.parametrize("result", [AttemptResult.REFUSED, AttemptResult.DEAD])
def test_who_refuses_or_has_no_number_is_not_called_again(
    drawn: Order, agent: Actor, result: AttemptResult
) -> None:
    actions.attempt(drawn.number, result=result, by=agent, at=LATER)
    actions.give_up(drawn.number, by=agent, at=LATER)
    assert fresh(drawn).outcome == Outcome.INVALID


def test_an_order_that_is_not_drawn_takes_no_attempt(replied: Order, agent: Actor) -> None:
    with pytest.raises(Refusal):
        actions.attempt(replied.number, result=AttemptResult.NO_ANSWER, by=agent, at=LATER)
    assert unchanged(replied) and not Attempt.objects.exists()


def test_a_telephone_number_in_a_note_is_not_kept(drawn: Order, agent: Actor) -> None:
    actions.attempt(drawn.number, result=AttemptResult.NOT_SELF, by=agent, at=LATER, note="请改打13900000002")
    assert "13900000002" not in Attempt.objects.get().note


# --- rate


@pytest.mark.req("R229", "R230", "R232", "R233", "R234")
@pytest.mark.parametrize(
    ("solved", "satisfied", "outcome"),
    [
        (Solved.YES, Satisfied.YES, Outcome.DOUBLE_YES),
        (Solved.YES, Satisfied.BASICALLY, Outcome.DOUBLE_YES),
        (Solved.YES, Satisfied.NO, Outcome.MIXED),
        (Solved.PARTLY, Satisfied.YES, Outcome.MIXED),
        (Solved.NO, Satisfied.YES, Outcome.MIXED),
        (Solved.NO, Satisfied.NO, Outcome.DOUBLE_NO),
    ],
)
def test_three_answers_make_double_yes_double_no_or_neither(
    drawn: Order, agent: Actor, solved: Solved, satisfied: Satisfied, outcome: Outcome
) -> None:
    event = actions.rate(drawn.number, contacted=True, solved=solved, satisfied=satisfied, by=agent, at=LATER)
    order, answer = fresh(drawn), Answer.objects.get()
    assert event.facts["outcome"] == order.outcome == answer.outcome == outcome
    assert (order.solved, order.satisfied, order.contacted) == (solved, satisfied, True)
    assert answer.first and answer.final and answer.means == Means.CALL
    to_decide = queries.tray(Tray.DECIDE, agent, LATER).filter(pk=order.pk).exists()
    assert to_decide is (outcome is not Outcome.DOUBLE_YES)


@pytest.mark.req("R230")
@pytest.mark.parametrize("missing", ["contacted", "solved", "satisfied"])
def test_an_incomplete_follow_up_is_not_valid(drawn: Order, agent: Actor, missing: str) -> None:
    with pytest.raises(Refusal, match="all three questions"):
        actions.rate(drawn.number, **(YES | {missing: None}), by=agent, at=LATER)
    assert unchanged(drawn) and not Answer.objects.exists()


def test_the_requester_rates_the_own_order_before_anybody_calls(replied: Order, requester: Party) -> None:
    by = Actor(f"party:{requester.pk}", seats=(Seat(Role.REQUESTER),))
    actions.rate(replied.number, **YES, by=by, at=LATER, means=Means.WEB)
    assert fresh(replied).outcome == Outcome.DOUBLE_YES


def test_a_stranger_cannot_rate(replied: Order, requester: Party) -> None:
    by = Actor(f"party:{requester.pk + 1}", seats=(Seat(Role.REQUESTER),))
    with pytest.raises(NotYours):
        actions.rate(replied.number, **YES, by=by, at=LATER, means=Means.WEB)
    assert unchanged(replied)


def test_the_same_form_sent_twice_is_one_answer(drawn: Order, agent: Actor) -> None:
    first = actions.rate(drawn.number, **YES, by=agent, at=LATER, key="k1")
    again = actions.rate(drawn.number, **YES, by=agent, at=LATER, key="k1")
    assert first.pk == again.pk and Answer.objects.count() == 1


# --- handle again, close


def test_not_double_yes_goes_back_to_the_lead_unit_with_half_the_limit(drawn: Order, agent: Actor) -> None:
    actions.rate(drawn.number, **NO, by=agent, at=LATER)
    event = actions.rehandle(drawn.number, by=agent, at=LATER)
    order = fresh(drawn)
    share = orders.shares_of(order)[0]
    assert (order.state, order.round) == (OrderState.DISPATCHED, 2)
    assert (share.state, share.round) == (AssignmentState.HANDLING, 2)
    assert share.due == order.due == LATER + 24 * HOUR  # half of 24 hours, but never under 24
    assert event.law.startswith("limits/")
    assert orders.verify().holds


def test_first_and_final_answers_of_several_rounds_are_kept_apart(
    place: Town, drawn: Order, agent: Actor
) -> None:
    actions.rate(drawn.number, **NO, by=agent, at=LATER)
    actions.rehandle(drawn.number, by=agent, at=LATER)
    sign_again(place, drawn, LATER + HOUR)
    event = actions.draw(drawn.number, by=agent, at=LATER + 2 * HOUR)
    assert event.verb == Verb.DRAW, "what was handled again is asked again"
    actions.rate(drawn.number, **YES, by=agent, at=LATER + 2 * HOUR)
    first, final = queries.answers(fresh(drawn))
    assert (first.outcome, first.first, first.final) == (Outcome.DOUBLE_NO, True, False)
    assert (final.outcome, final.first, final.final) == (Outcome.DOUBLE_YES, False, True)
    assert fresh(drawn).outcome == Outcome.DOUBLE_YES


def sign_again(place: Town, order: Order, at: datetime) -> None:
    for verb, role in ((Verb.SUBMIT, Role.HANDLER), (Verb.REVIEW, Role.HEAD), (Verb.SIGN, Role.AREA_LEADER)):
        orders.advance(order.number, verb, by=place.actor(role, "lake"), at=at, share=1)


def test_a_third_round_needs_a_reason(place: Town, drawn: Order, agent: Actor) -> None:
    at = LATER
    actions.rate(drawn.number, **NO, by=agent, at=at)
    actions.rehandle(drawn.number, by=agent, at=at)
    sign_again(place, drawn, at)
    actions.rate(drawn.number, **NO, by=agent, at=at)
    with pytest.raises(Refusal, match="say why"):
        actions.rehandle(drawn.number, by=agent, at=at)
    actions.rehandle(drawn.number, by=agent, at=at, why="管道仍漏水")
    assert fresh(drawn).round == 3


def test_double_yes_is_not_handled_again(drawn: Order, agent: Actor) -> None:
    actions.rate(drawn.number, **YES, by=agent, at=LATER)
    before = fresh(drawn)
    with pytest.raises(Refusal, match="nothing to handle again"):
        actions.rehandle(drawn.number, by=agent, at=LATER)
    assert unchanged(before)


def test_an_order_without_an_answer_is_not_handled_again(drawn: Order, agent: Actor) -> None:
    actions.attempt(drawn.number, result=AttemptResult.REFUSED, by=agent, at=LATER)
    actions.give_up(drawn.number, by=agent, at=LATER)
    with pytest.raises(Refusal, match="Without an answer"):
        actions.rehandle(drawn.number, by=agent, at=LATER)


def test_not_double_yes_is_closed_only_with_a_reason(drawn: Order, agent: Actor) -> None:
    actions.rate(drawn.number, **NO, by=agent, at=LATER)
    before = fresh(drawn)
    with pytest.raises(Refusal, match="only with a reason"):
        actions.close(drawn.number, by=agent, at=LATER)
    assert unchanged(before)
    event = actions.close(drawn.number, by=agent, at=LATER, why="诉求于法无据，已解释说明")
    assert fresh(drawn).state == OrderState.CLOSED
    assert "诉求于法无据" not in str(event.facts), "the ledger has the fingerprint, never the words"
    assert [d.why for d in queries.decisions(drawn)] == ["诉求于法无据，已解释说明"]


def test_the_tick_closes_double_yes_and_leaves_the_rest_to_people(
    place: Town, drawn: Order, agent: Actor
) -> None:
    other = order_at(OrderState.DRAWN, place)
    actions.rate(drawn.number, **YES, by=agent, at=LATER)
    actions.rate(other.number, **NO, by=agent, at=LATER)
    assert ticks.close_due(LATER) == 1
    assert (fresh(drawn).state, fresh(other).state) == (OrderState.CLOSED, OrderState.RATED)


def test_only_a_follow_up_role_closes(place: Town, drawn: Order, agent: Actor) -> None:
    actions.rate(drawn.number, **YES, by=agent, at=LATER)
    for role in set(Role) - set(reach.MAY[Verb.CLOSE]) - {Role.REQUESTER}:
        by = Actor("person:x", "", (Seat(role, "centre", "/centre/"),))
        with pytest.raises(NotYours):
            actions.close(drawn.number, by=by, at=LATER)


def test_every_move_of_follow_up_leaves_a_ledger_that_verifies(drawn: Order, agent: Actor) -> None:
    actions.attempt(drawn.number, result=AttemptResult.NO_ANSWER, by=agent, at=LATER)
    actions.rate(drawn.number, **YES, by=agent, at=LATER)
    actions.close(drawn.number, by=agent, at=LATER)
    assert [e.verb for e in Event.objects.filter(order=drawn).order_by("seq")][-4:] == [
        Verb.DRAW, Verb.ATTEMPT, Verb.RATE, Verb.CLOSE]  # fmt: skip
    assert orders.verify().holds
