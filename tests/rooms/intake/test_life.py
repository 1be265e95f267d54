"""What comes after the first call: split, merge and its undoing, press, withdraw."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from jiesu.intake import actions, queries, splitting
from jiesu.intake.actions import Piece
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Channel, OrderState, RequestType, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import Town, order_at, share_at
from tests.rooms.intake.conftest import AT, PHONE, told

LATER = AT + timedelta(hours=3)
TWO = "三号楼停水两天了没人修。另外，楼下路灯坏了半个月。"
PIECES = (
    Piece(text="三号楼停水两天", area="c-willow", place="三号楼"),
    Piece(text="楼下路灯坏了半个月", area="s-lake", request_type=RequestType.COMPLAINT),
    Piece(text="   "),
)


@pytest.fixture
def whole(agent: Actor) -> Order:
    return actions.record(told(text=TWO), by=agent, at=AT)


def test_a_request_with_two_matters_becomes_two_orders_of_the_same_requester(
    agent: Actor, whole: Order
) -> None:
    made = actions.split(whole.number, PIECES, by=agent, at=LATER, key="s")
    whole.refresh_from_db()
    assert whole.state == OrderState.DIVIDED
    assert [o.text for o in made] == ["三号楼停水两天", "楼下路灯坏了半个月"]
    assert {o.state for o in made} == {OrderState.ACCEPTED} and {o.part_of_id for o in made} == {whole.pk}
    assert {o.requester_id for o in made} == {whole.requester_id}
    assert {o.received_at for o in made} == {whole.received_at}
    assert [o.area and o.area.code for o in made] == ["c-willow", "s-lake"]
    assert made[1].request_type == RequestType.COMPLAINT and all(o.level for o in made)
    assert orders.verify().holds
    again = actions.split(whole.number, PIECES, by=agent, at=LATER, key="s")
    assert [o.number for o in again] == [o.number for o in made] and Order.objects.count() == 3


def test_a_whole_and_its_parts_show_each_other(agent: Actor, whole: Order) -> None:
    made = actions.split(whole.number, PIECES, by=agent, at=LATER)
    whole.refresh_from_db()
    upper, lower = queries.panel(whole, agent), queries.panel(made[0], agent)
    assert upper and [part.number for part in upper["parts"]] == [o.number for o in made]  # type: ignore[attr-defined]
    assert lower and lower["whole"] == whole.number


def test_the_whole_has_ended_when_every_part_has(agent: Actor, whole: Order) -> None:
    assert not queries.parts_ended(whole)
    first, second = actions.split(whole.number, PIECES, by=agent, at=LATER)
    actions.answer(first.number, "已答复", by=agent, at=LATER)
    assert not queries.parts_ended(whole)
    actions.withdraw(second.number, reason="不用了", channel=Channel.PHONE, by=agent, at=LATER)
    assert queries.parts_ended(whole)


def test_the_parts_of_a_confidential_request_are_confidential_too(agent: Actor) -> None:
    order = actions.record(told(text=TWO, confidential=True), by=agent, at=AT)
    assert all(part.confidential for part in actions.split(order.number, PIECES, by=agent, at=LATER))


def test_one_matter_is_no_split_and_leaves_no_trace(agent: Actor, whole: Order) -> None:
    with pytest.raises(Refusal, match="2 to 20"):
        actions.split(whole.number, PIECES[:1], by=agent, at=LATER)
    assert Order.objects.count() == 1 and Event.objects.count() == 1


@pytest.mark.parametrize("state", [OrderState.DISPATCHED, OrderState.CLOSED, OrderState.MERGED])
def test_what_is_with_the_units_is_not_split(place: Town, agent: Actor, state: OrderState) -> None:
    order = order_at(state, place)
    before = Order.objects.count(), Event.objects.count()
    with pytest.raises(Refusal, match="not possible"):
        actions.split(order.number, PIECES, by=agent, at=LATER)
    assert (Order.objects.count(), Event.objects.count()) == before


def test_a_handler_splits_nothing(place: Town, whole: Order) -> None:
    with pytest.raises(NotYours):
        actions.split(whole.number, PIECES, by=place.actor(Role.HANDLER, "lake"), at=LATER)
    assert Order.objects.count() == 1


def test_the_matters_of_a_text_are_proposed_line_by_line(at_desk: Client, whole: Order) -> None:
    assert splitting.matters(TWO) == ["三号楼停水两天了没人修。", "楼下路灯坏了半个月。"]
    assert splitting.matters("只有一件事，另外没有。") == ["只有一件事，另外没有。"]
    page = at_desk.get(f"/intake/{whole.number}/split/").content.decode()
    assert "楼下路灯坏了半个月。</textarea>" in page and 'name="text_2"' in page
    assert 'name="text_7"' in at_desk.get(f"/intake/{whole.number}/split/?lines=8").content.decode()
    sent = {"text_0": "停水", "text_1": "路灯坏了", "area_1": "样例湖滨街道", "accept": "on", "idem": "k"}
    for _ in range(2):
        answer = at_desk.post(f"/intake/{whole.number}/split/", sent)
        assert answer.headers["location"] == f"/orders/{whole.number}/"
    assert [o.text for o in queries.parts(whole)] == ["停水", "路灯坏了"]


def test_a_merge_can_be_undone_and_the_order_is_back_in_the_tray(agent: Actor) -> None:
    stays, goes = (actions.record(told(), by=agent, at=AT) for _ in range(2))
    actions.merge(goes.number, into=stays.number, by=agent, at=AT)
    assert [o.number for o in queries.merged_into(stays, agent)] == [goes.number]
    with pytest.raises(Refusal, match="Say why"):
        actions.unmerge(goes.number, reason=" ", by=agent, at=LATER)
    actions.unmerge(goes.number, reason="是另一栋楼", by=agent, at=LATER)
    goes.refresh_from_db()
    assert (goes.state, goes.merged_into, goes.closed_at) == (OrderState.RECORDED, None, None)
    assert goes.number in [o.number for o in queries.tray(agent)]
    assert orders.timeline(stays)[-1].facts == {"unmerged": goes.number}
    assert [n.text for n in queries.notes(goes)] == ["是另一栋楼"] and orders.verify().holds
    actions.merge(goes.number, into=stays.number, by=agent, at=LATER)
    assert orders.find(goes.number, agent).state == OrderState.MERGED


def test_a_dispatched_order_can_be_merged_and_its_units_give_it_back(place: Town, agent: Actor) -> None:
    goes = share_at(AssignmentState.CLAIMED, place).order
    stays = actions.record(told(), by=agent, at=LATER)
    actions.merge(goes.number, into=stays.number, by=agent, at=LATER)
    goes.refresh_from_db()
    assert goes.state == OrderState.MERGED
    assert [s.state for s in orders.shares_of(goes)] == [AssignmentState.RECALLED]
    merge = next(e for e in orders.timeline(goes) if e.verb == Verb.MERGE)
    assert merge.facts["call_back"] is True and merge.facts["merged_into"] == stays.number


def test_only_what_was_merged_is_unmerged(agent: Actor, whole: Order) -> None:
    with pytest.raises(Refusal, match="not possible"):
        actions.unmerge(whole.number, reason="误并", by=agent, at=LATER)
    assert len(orders.timeline(whole)) == 1


def test_pressing_stays_with_the_order_is_counted_and_warns(place: Town, agent: Actor) -> None:
    order = share_at(AssignmentState.HANDLING, place).order
    for n, colour in enumerate(("blue", "yellow", "orange", "red"), 1):
        event = actions.press(
            order.number, text="还没有人来" if n == 1 else "", by=agent, at=LATER, key=f"p{n}"
        )
        assert (event.facts["count"], event.facts["colour"]) == (n, colour)
        assert event.law.startswith("thresholds/")
    actions.press(order.number, by=agent, at=LATER, key="p4")
    order.refresh_from_db()
    assert order.pressed == 4 and Order.objects.count() == 1
    assert [n.text for n in queries.notes(order) if n.verb == Verb.PRESS] == ["还没有人来"]
    assert [o.number for o in queries.pressed(agent)] == [order.number]
    assert orders.shares_of(order)[0].state == AssignmentState.HANDLING and orders.verify().holds


def test_pressing_a_divided_request_presses_its_open_parts(agent: Actor, whole: Order) -> None:
    first, second = actions.split(whole.number, PIECES, by=agent, at=LATER)
    actions.answer(first.number, "已答复", by=agent, at=LATER)
    actions.press(whole.number, by=agent, at=LATER, key="p")
    for order in (whole, first, second):
        order.refresh_from_db()
    assert (whole.pressed, first.pressed, second.pressed) == (1, 0, 1)
    actions.answer(second.number, "已答复", by=agent, at=LATER)
    with pytest.raises(Refusal, match="Every part"):
        actions.press(whole.number, by=agent, at=LATER, key="q")
    whole.refresh_from_db()
    assert whole.pressed == 1


def test_nothing_finished_is_pressed_and_no_stranger_presses(place: Town, agent: Actor, whole: Order) -> None:
    with pytest.raises(NotYours):
        actions.press(whole.number, by=Actor("party:0"), at=LATER)
    actions.answer(whole.number, "已答复", by=agent, at=LATER)
    with pytest.raises(Refusal, match="not possible"):
        actions.press(whole.number, by=agent, at=LATER)
    whole.refresh_from_db()
    assert whole.pressed == 0


def test_at_the_desk_one_key_presses_the_callers_open_request(at_desk: Client, agent: Actor) -> None:
    order = actions.record(told(), by=agent, at=AT)
    page = at_desk.post("/intake/caller/", {"phone": PHONE}).content.decode()
    assert f'action="/intake/{order.number}/press/"' in page and 'accesskey="u"' in page
    assert at_desk.post(f"/intake/{order.number}/press/", {"idem": "x"}).status_code == 302
    order.refresh_from_db()
    assert order.pressed == 1


def test_a_request_is_withdrawn_while_a_unit_works_on_it(place: Town, agent: Actor) -> None:
    order = share_at(AssignmentState.HANDLING, place).order
    actions.withdraw(order.number, reason="自己解决了", channel=Channel.WECHAT, by=agent, at=LATER)
    order.refresh_from_db()
    assert order.state == OrderState.WITHDRAWN
    assert [s.state for s in orders.shares_of(order)] == [AssignmentState.RECALLED]
    said = next(e for e in orders.timeline(order) if e.verb == Verb.WITHDRAW)
    assert said.facts["asked_by"] == "wechat" and orders.verify().holds


def test_a_supplement_reaches_a_unit_that_waits_for_material(place: Town, agent: Actor) -> None:
    share = share_at(AssignmentState.PAUSED, place)
    actions.supplement(share.order.number, "合同编号已补上", by=agent, at=LATER)
    share.refresh_from_db()
    assert share.state == AssignmentState.PAUSED and share.due is None
    assert [n.text for n in queries.notes(share.order)] == ["合同编号已补上"]
