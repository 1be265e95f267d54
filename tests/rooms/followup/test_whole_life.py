"""回告, 领导回访, 回访核验, 双抽访, divided orders, opt-out, jobs: what each does, refuses, and leaves alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from jiesu.callers.models import Party, Silence
from jiesu.followup import actions, figures, queries, ticks
from jiesu.followup.models import (
    Answer,
    Informed,
    InformWay,
    Job,
    LeaderCall,
    LeaderSession,
    Message,
    Purpose,
)
from jiesu.followup.queries import Tray
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import Channel, OrderState, Role, Satisfied, Solved, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, order_at
from tests.rooms.followup.conftest import PHONE
from tests.rooms.followup.steps import DAY, HOUR, LATER, NO, YES, closed, fresh

# --- told


@pytest.mark.req("R159")
def test_a_requester_is_told_the_result_by_message_once_and_it_is_kept(
    drawn: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ticks.tell_due(LATER + HOUR) == 1
    assert ticks.tell_due(LATER + HOUR) == 0
    told = Informed.objects.get()
    assert (told.purpose, told.way, told.round) == (Purpose.RESULT, InformWay.SMS, 1)
    text = Message.objects.get(order=drawn).text
    assert drawn.number in text and orders.tracking_code(drawn.number) in text
    assert orders.timeline(drawn)[-1].verb == Verb.INFORM and fresh(drawn).state == OrderState.DRAWN


def test_the_question_by_message_has_told_the_result_already(place: Town, requester: Party) -> None:
    order = order_at(OrderState.REPLIED, place, requester=requester.pk)
    actions.draw(order.number, by=SYSTEM, at=LATER, means=Means.SMS)
    assert ticks.tell_due(LATER + HOUR) == 0, "the question has not left yet"
    Message.objects.update(sent_at=LATER + HOUR)
    assert ticks.tell_due(LATER + HOUR) == 1
    assert Message.objects.count() == 1, "no second message"
    assert orders.tracking_code(order.number) in Message.objects.get().text, "with the way to the page"


@pytest.mark.req("R159")
def test_who_wrote_a_letter_waits_to_be_told_by_a_person(place: Town, requester: Party, agent: Actor) -> None:
    order = order_at(OrderState.REPLIED, place, requester=requester.pk, channel=Channel.LETTER)
    assert list(queries.tray(Tray.TELL, agent, LATER)) == [order]
    actions.inform(order.number, way=InformWay.LETTER, by=agent, at=LATER, note="已寄回复函")
    assert not queries.tray(Tray.TELL, agent, LATER).exists()
    with pytest.raises(Refusal, match="told already"):
        actions.inform(order.number, way=InformWay.CALL, by=agent, at=LATER)


def test_a_merged_caller_is_called_back_once_the_other_order_is_answered(
    place: Town, requester: Party, agent: Actor
) -> None:
    lead = order_at(OrderState.DISPATCHED, place)
    merged = order_at(OrderState.ACCEPTED, place, requester=requester.pk)
    centre = place.actor(Role.AGENT, "centre")
    told = {"merged_into": lead.number}
    orders.advance(merged.number, Verb.MERGE, by=centre, at=LATER, facts=told)
    with pytest.raises(Refusal, match="not answered yet"):
        actions.inform(merged.number, way=InformWay.CALL, by=agent, at=LATER)
    assert fresh(merged).seq == 3, "a refusal changes nothing"
    answered = order_at(OrderState.REPLIED, place)
    Order.objects.filter(pk=merged.pk).update(merged_into=answered)
    assert list(queries.tray(Tray.TELL, agent, LATER + HOUR)) == [merged]
    actions.inform(merged.number, way=InformWay.CALL, by=agent, at=LATER + HOUR)
    assert Informed.objects.get().purpose == Purpose.MERGED and fresh(merged).state == OrderState.MERGED


def test_when_the_limit_passed_without_reply_the_requester_is_asked_and_it_does_not_count(
    place: Town, requester: Party, agent: Actor
) -> None:
    order = order_at(OrderState.DISPATCHED, place, requester=requester.pk)
    with pytest.raises(Refusal, match="not passed"):
        actions.inform(order.number, way=InformWay.CALL, by=agent, at=LATER)
    late = AT + 2 * DAY
    assert list(queries.tray(Tray.LATE, agent, late)) == [order]
    actions.inform(order.number, way=InformWay.CALL, by=agent, at=late, contacted=True, solved=Solved.NO)
    assert Informed.objects.get().solved == Solved.NO
    assert not queries.tray(Tray.LATE, agent, late).exists()
    after = fresh(order)
    assert after.state == OrderState.DISPATCHED and not after.outcome and not Answer.objects.exists()


# --- robot messages


@pytest.mark.req("R241", part="follow-up's messages")
def test_every_message_is_logged_and_who_opted_out_gets_none(
    place: Town, requester: Party, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    order = order_at(OrderState.REPLIED, place, requester=requester.pk)
    actions.draw(order.number, by=SYSTEM, at=LATER, means=Means.SMS)
    actions.send_waiting(at=LATER)
    actions.receive(PHONE, "TD", at=LATER + HOUR)
    assert Silence.objects.get().party == requester
    other = order_at(OrderState.REPLIED, place, requester=requester.pk)
    actions.draw(other.number, by=SYSTEM, at=LATER + 2 * HOUR)
    assert queries.draw_of(other).means == Means.CALL  # type: ignore[union-attr]
    assert not queries.to_message(LATER + 3 * HOUR).exists()
    assert actions.allow_again(requester.pk) and not actions.allow_again(requester.pk)


def test_an_opt_out_stops_what_waits_in_the_queue(place: Town, requester: Party, drawn: Order) -> None:
    assert ticks.tell_due(LATER + HOUR) == 1
    Silence.objects.create(party=requester, at=LATER)
    assert actions.send_waiting(at=LATER + HOUR) == 0
    assert Message.objects.get().failure == "opted out"


@pytest.mark.req("R242", part="the follow-up room's jobs")
def test_what_the_house_does_by_itself_is_kept(drawn: Order) -> None:
    assert "told the result" in ticks.run(LATER + HOUR)
    assert "told the result" in Job.objects.get().did
    ticks.run(LATER + HOUR)
    assert Job.objects.count() == 1, "nothing done, nothing kept"


# --- divided orders


def test_a_divided_order_is_closed_when_all_its_parts_have_ended(place: Town) -> None:
    parent = order_at(OrderState.DIVIDED, place)
    one, two = order_at(OrderState.CLOSED, place), order_at(OrderState.DISPATCHED, place)
    Order.objects.filter(pk__in=[one.pk, two.pk]).update(part_of=parent)
    assert ticks.close_divided(LATER + DAY) == 0
    withdrawn = order_at(OrderState.WITHDRAWN, place)
    Order.objects.filter(pk=two.pk).update(part_of=None)
    Order.objects.filter(pk=withdrawn.pk).update(part_of=parent)
    assert ticks.close_divided(LATER + DAY) == 1
    assert fresh(parent).state == OrderState.CLOSED


# --- leaders


@pytest.mark.req("R235")
def test_a_leaders_own_call_is_kept_counted_apart_and_moves_nothing(
    drawn: Order, agent: Actor, leader: Actor
) -> None:
    actions.call(drawn.number, reached=True, solved=Solved.YES, satisfied=Satisfied.YES, by=leader, at=LATER)
    made = LeaderCall.objects.get()
    assert (made.by, made.role, made.solved) == (leader.key, "main_leader", "yes")
    after = fresh(drawn)
    assert after.state == OrderState.DRAWN and not after.outcome and after.solved == ""
    assert not Answer.objects.exists()
    assert figures.figures(AT, AT + DAY).leaders == [(made.name, 1, 0)]
    assert list(queries.to_call(leader, LATER + HOUR)) == [drawn]


@pytest.mark.req("R236")
def test_calls_at_the_centre_are_one_session_of_the_day_with_the_orders_called(
    place: Town, drawn: Order, leader: Actor
) -> None:
    other = order_at(OrderState.REPLIED, place)
    actions.call(drawn.number, reached=False, centre="east", by=leader, at=LATER)
    said: dict[str, Any] = {"solved": Solved.NO, "satisfied": Satisfied.NO}
    actions.call(other.number, reached=True, centre="east", by=leader, at=LATER + HOUR, **said)
    session = LeaderSession.objects.get()
    assert session.centre.code == "east" and session.day == date(2026, 3, 2)
    assert {call.order for call in session.calls.all()} == {drawn, other}


def test_a_leader_calls_about_the_own_units_orders_only(drawn: Order, place: Town) -> None:
    for role, unit in ((Role.MAIN_LEADER, "hill"), (Role.HANDLER, "lake"), (Role.FOLLOWUP_AGENT, "centre")):
        with pytest.raises(NotYours):
            actions.call(drawn.number, reached=False, by=place.actor(role, unit), at=LATER)
    assert not LeaderCall.objects.exists()


# --- rounds


@pytest.mark.req("R122", "R123")
def test_rounds_are_numbered_and_their_turn_to_double_yes_is_counted(drawn: Order, agent: Actor) -> None:
    actions.rate(drawn.number, **NO, by=agent, at=LATER + HOUR)
    actions.rehandle(drawn.number, by=agent, at=LATER + 2 * HOUR)
    assert fresh(drawn).round == 2
    number, at = drawn.number, LATER + 3 * HOUR
    lake = "lake"
    hands = {
        Verb.SUBMIT: Role.HANDLER, Verb.REVIEW: Role.HEAD, Verb.SIGN: Role.AREA_LEADER,
    }  # fmt: skip
    for verb, role in hands.items():
        orders.advance(number, verb, by=_town(lake, role), at=at, share=1)
    actions.draw(number, by=agent, at=at, means=Means.CALL)
    actions.rate(number, **YES, by=agent, at=at + HOUR)
    shown = figures.figures(AT, AT + DAY)
    assert [(r.no, r.asked, r.double_yes) for r in shown.rounds] == [(1, 1, 0), (2, 1, 1)]
    assert [(a.round, a.first, a.final) for a in queries.answers(drawn)] == [
        (1, True, False),
        (2, False, True),
    ]


def _town(unit: str, role: Role) -> Actor:
    return Town().actor(role, unit)


@pytest.mark.req("R122")
def test_a_closed_order_that_was_not_double_yes_is_opened_again_with_a_reason(
    drawn: Order, agent: Actor
) -> None:
    order = closed(drawn, agent, solved=Solved.NO)
    with pytest.raises(Refusal, match="only with a reason"):
        actions.rehandle(order.number, by=agent, at=LATER + 3 * HOUR)
    actions.rehandle(order.number, by=agent, at=LATER + 3 * HOUR, why="诉求人再次来电")
    after = fresh(order)
    assert after.state == OrderState.DISPATCHED and after.round == 2 and after.closed_at is None


@pytest.mark.req("R237")
def test_the_time_from_the_result_to_the_follow_up_is_measured(drawn: Order, agent: Actor) -> None:
    actions.rate(drawn.number, **YES, by=agent, at=LATER + HOUR)
    answer = Answer.objects.get()
    assert answer.replied_at == drawn.replied_at
    assert figures.figures(AT, AT + DAY).to_ask == answer.at - drawn.replied_at  # type: ignore[operator]


@pytest.mark.req("R240")
def test_the_courtesy_of_the_call_is_an_item_of_the_form(
    drawn: Order, place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER + HOUR)
    client.force_login(
        place.person(Role.FOLLOWUP_AGENT, "centre"), "django.contrib.auth.backends.ModelBackend"
    )
    assert "回访沟通耐心" in client.get(f"/followup/{drawn.number}/rate/").content.decode()
    said = {"contacted": "yes", "solved": "yes", "satisfied": "yes", "patient": "on"}
    client.post(f"/followup/{drawn.number}/rate/", said)
    assert Answer.objects.get().patient
