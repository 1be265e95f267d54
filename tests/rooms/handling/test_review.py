"""审核、逐件签批、三上门、减负: nothing leaves a unit unseen, unsigned or typed twice."""

from __future__ import annotations

import inspect
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from jiesu.handling import actions, judging, queries
from jiesu.handling.kinds import ActionKind, Reached, Result, VisitRank, Way
from jiesu.handling.models import Contact, Note, Visit
from jiesu.kit import clock
from jiesu.kit.crypto import keyed_hash
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.orders.moves import Move
from jiesu.policy import queries as policy
from jiesu.rules.handling import rank_needed
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import OrderState, Outcome, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, order_at, share_at
from tests.rooms.handling.test_evidence import log_in

LATER = AT + timedelta(hours=1)
TEXT = "您好，三月二日工作人员到现场检查三号楼供水，已修复管线，负责人与您联系，感谢理解。"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def fresh(own: Assignment) -> Assignment:
    return orders.shares_of(orders.find(own.order.number, SYSTEM))[own.no - 1]


def submitted(place: Town, at: Any = AT) -> Assignment:
    own = share_at(A.HANDLING, place, at=at)
    by = place.actor(Role.HANDLER, "lake")
    actions.submit(
        own.order.number, share=1, result=Result.SOLVED, text=TEXT, by=by, at=at + timedelta(hours=1)
    )
    return fresh(own)


@pytest.mark.req("R218")
def test_nothing_is_signed_that_was_not_reviewed_and_what_is_sent_back_says_why(place: Town) -> None:
    own = submitted(place)
    number, head, leader = (
        own.order.number,
        place.actor(Role.HEAD, "lake"),
        place.actor(Role.AREA_LEADER, "lake"),
    )
    reply = queries.standing_reply(own)
    assert reply is not None
    seen = judging.look(own, reply, LATER)
    assert (reply.result, reply.text) == (Result.SOLVED, TEXT) and seen.absent and seen.present
    with pytest.raises(Refusal):
        actions.sign(number, share=1, by=leader, at=LATER)
    with pytest.raises(Refusal):
        actions.send_back(number, share=1, reason=" ", by=head, at=LATER)
    with pytest.raises(NotYours):
        actions.review(number, share=1, by=place.actor(Role.HANDLER, "lake"), at=LATER)
    assert fresh(own).state == A.SUBMITTED and not Note.objects.exists()
    due = own.due
    event = actions.send_back(number, share=1, reason="缺少现场照片", by=head, at=LATER)
    back = fresh(own)
    assert back.state == A.HANDLING and back.due == due and event.facts["score"] == seen.score
    note = Note.objects.get()
    assert (note.text, note.version, note.findings) == ("缺少现场照片", 1, seen.codes)
    actions.submit(
        number, share=1, result=Result.SOLVED, text=TEXT, by=place.actor(Role.HANDLER, "lake"), at=LATER
    )
    actions.review(number, share=1, by=head, at=LATER)
    actions.sign(number, share=1, by=leader, at=LATER)
    assert fresh(own).state == A.SIGNED


@pytest.mark.req("R219")
def test_every_order_bears_its_own_signature_whatever_the_number(place: Town) -> None:
    leader = place.actor(Role.AREA_LEADER, "lake")
    owns = [share_at(A.REVIEWED, place) for _ in range(3)]
    for own in owns[:2]:
        actions.sign(own.order.number, share=1, by=leader, at=LATER)
    signed = Event.objects.filter(verb=Verb.SIGN)
    assert [(e.order_id, e.by) for e in signed.order_by("order_id")] == [
        (own.order_id, leader.key) for own in owns[:2]
    ]
    assert fresh(owns[2]).state == A.REVIEWED
    assert Note.objects.filter(kind="sign", by=leader.key).count() == 2
    with pytest.raises(NotYours):
        actions.sign(owns[2].order.number, share=1, by=place.actor(Role.HEAD, "lake"), at=LATER)


@pytest.mark.req("R219")
def test_the_desk_offers_no_signature_in_bulk_and_the_ledger_knows_none(place: Town) -> None:
    leader = place.actor(Role.MAIN_LEADER, "lake")
    owns = [share_at(A.REVIEWED, place) for _ in range(2)]
    told = orders.advance_many([Move(own.order.number, Verb.SIGN, leader, LATER, 1) for own in owns])
    events = [event for event in told if isinstance(event, Event)]
    assert len(events) == 2 and {e.order_id for e in events} == {own.order_id for own in owns}
    assert len({bytes(e.hash) for e in events}) == 2
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not any(name.startswith("sign_many") for name in names)
    assert "sign_many" not in actions.__all__
    assert list(inspect.signature(actions.sign).parameters)[:2] == ["number", "share"]


@pytest.mark.req("R220")
def test_the_signature_is_under_the_result_of_the_handling(place: Town) -> None:
    own = submitted(place)
    actions.review(own.order.number, share=1, by=place.actor(Role.HEAD, "lake"), at=LATER)
    leader = place.actor(Role.AREA_LEADER, "lake")
    event = actions.sign(own.order.number, share=1, by=leader, at=LATER, note="同意")
    assert (event.facts["result"], event.facts["version"]) == (Result.SOLVED, 1)
    assert event.facts["reply_print"] == keyed_hash(TEXT).hex()
    assert (event.by, event.seat) == (leader.key, "area_leader@lake")
    note = Note.objects.get(kind="sign")
    assert (note.version, note.text, note.in_person) == (1, "同意", True)
    assert orders.find(own.order.number, SYSTEM).state == OrderState.REPLIED


def not_solved(number: str, place: Town) -> None:
    """The reply goes out, the requester says no to it, and the unit has it again."""
    by = {role: place.actor(role, "lake") for role in (Role.HANDLER, Role.HEAD, Role.AREA_LEADER)}
    actions.submit(number, share=1, result=Result.PARTLY, text=TEXT, by=by[Role.HANDLER], at=LATER)
    actions.review(number, share=1, by=by[Role.HEAD], at=LATER)
    actions.sign(number, share=1, by=by[Role.AREA_LEADER], at=LATER)
    again(number)


def again(number: str) -> None:
    order = orders.find(number, SYSTEM)
    if order.state == OrderState.REPLIED:
        orders.advance(number, Verb.DRAW, by=SYSTEM, at=LATER)
        facts = {"contacted": True, "solved": "no", "satisfied": "no", "outcome": Outcome.DOUBLE_NO}
        orders.advance(number, Verb.RATE, by=SYSTEM, at=LATER, facts=facts)
    orders.advance(number, Verb.REHANDLE, by=SYSTEM, at=LATER, share=1)


@pytest.mark.req("R238", "R239")
def test_the_rank_at_the_door_rises_with_every_round_that_did_not_help(place: Town) -> None:
    order = order_at(OrderState.RATED, place)
    again(order.number)
    said: dict[str, Any] = {
        "share": 1,
        "who": "样例人员",
        "result": "当面说明",
        "by": place.actor(Role.HEAD, "lake"),
        "at": LATER,
    }
    law = policy.in_force("handling", LATER).rules
    assert [rank_needed(law, n) for n in range(1, 6)] == [
        None, None, VisitRank.HEAD, VisitRank.LEADER, VisitRank.MAIN,
    ]  # fmt: skip
    actions.visit(order.number, rank=VisitRank.CLERK, **said)
    for lower, needed in zip(list(VisitRank), list(VisitRank)[1:], strict=False):
        not_solved(order.number, place)
        with pytest.raises(Refusal):
            not_solved(order.number, place)
        actions.visit(order.number, rank=lower, **said)
        with pytest.raises(Refusal):
            not_solved(order.number, place)
        actions.visit(order.number, rank=needed, **said)
    not_solved(order.number, place)
    ranks = Visit.objects.order_by("pk").values_list("rank", flat=True)
    assert list(dict.fromkeys(ranks)) == ["clerk", "head", "leader", "main"]
    assert [rank.zh for rank in VisitRank] == ["办事人员", "部门(社区)负责人", "主管领导", "主要领导"]


@pytest.mark.req("R163")
def test_what_the_house_knows_is_never_typed_again(place: Town, client: Client) -> None:
    own = submitted(place, clock.now() - timedelta(hours=3))
    number = own.order.number
    actions.send_back(number, share=1, reason="补充", by=place.actor(Role.HEAD, "lake"), at=clock.now())
    log_in(client, "lake.handler")
    page = client.get(f"/handling/{number}/1/submit/").content.decode()
    assert TEXT in page and own.order.place in page and own.order.text in page
    aid = client.get(f"/handling/{number}/1/aids/four_fasts/").content.decode()
    assert number in aid
    filled = queries.aid_of(fresh(own), "four_fasts", clock.now())
    assert filled is not None and any(one.beside and one.beside.holds for one in filled.places)
    log_in(client, "lake.head")
    for address in ("/handling/ledgers/", "/handling/speed/", "/handling/on_time/"):
        csv = b"".join(client.get(f"{address}?format=csv").streaming_content)  # type: ignore[attr-defined]
        told = csv.decode("utf-8-sig").splitlines()
        assert len(told) >= 2, address
    assert Note.objects.count() == 1


@pytest.mark.req("R158")
def test_one_order_is_handled_as_it_comes_with_nothing_but_its_plain_steps(place: Town) -> None:
    own = share_at(A.SENT, place)
    number = own.order.number
    by = {
        role: place.actor(role, "lake")
        for role in (Role.REQUEST_CENTRE, Role.HANDLER, Role.HEAD, Role.AREA_LEADER)
    }
    actions.claim(number, share=1, by=by[Role.REQUEST_CENTRE], at=LATER)
    actions.assign(number, share=1, handler="lake.handler", by=by[Role.REQUEST_CENTRE], at=LATER)
    actions.contact(number, share=1, way=Way.PHONE, reached=Reached.REACHED, by=by[Role.HANDLER], at=LATER)
    actions.act(number, share=1, kind=ActionKind.REPAIR, note="修复管线", by=by[Role.HANDLER], at=LATER)
    actions.submit(number, share=1, result=Result.SOLVED, text=TEXT, by=by[Role.HANDLER], at=LATER)
    actions.review(number, share=1, by=by[Role.HEAD], at=LATER)
    actions.sign(number, share=1, by=by[Role.AREA_LEADER], at=LATER)
    order = orders.find(number, SYSTEM)
    assert order.state == OrderState.REPLIED and len(orders.shares_of(order)) == 1
    assert not (order.grade or order.tags or order.guests)


@pytest.mark.req("R084")
def test_the_first_contact_is_kept_with_its_moment_and_is_what_the_response_counts_by(place: Town) -> None:
    kept, late, open_still = (share_at(A.ASSIGNED, place) for _ in range(3))
    handler = place.actor(Role.HANDLER, "lake")
    for own, at in ((kept, LATER), (late, AT + timedelta(hours=3))):
        event = actions.contact(
            own.order.number,
            share=1,
            way=Way.PHONE,
            reached=Reached.REACHED,
            note="约定上门",
            by=handler,
            at=at,
        )
        assert (event.facts["way"], event.facts["reached"], event.at) == ("phone", "reached", at)
        row = Contact.objects.get(share=own)
        assert (row.first, row.at, row.note) == (True, at, "约定上门")
        assert fresh(own).contacted_at == at
    with pytest.raises(Refusal):
        actions.contact(
            kept.order.number, share=1, way=Way.PHONE, reached=Reached.REACHED, by=handler, at=LATER
        )
    watcher = place.actor(Role.SUPERVISOR, "centre")
    (line,) = queries.on_time(
        watcher, AT - timedelta(days=1), AT + timedelta(days=1), AT + timedelta(hours=5)
    )
    response = line.measures["contact"]
    assert (response.due, response.kept, str(response.share)) == (3, 1, "1/3")
    assert fresh(open_still).contacted_at is None
