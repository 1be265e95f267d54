"""Claim to sign: what each verb of handling does, refuses, and leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from jiesu.handling import actions, queries
from jiesu.handling.kinds import ActionKind, Face, Reached, Result, Way
from jiesu.handling.models import Action, Contact, Note, Reply
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.rules import flow
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import OrderState, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, share_at

LATER = AT + timedelta(hours=1)
CALLS: dict[Verb, Callable[[str, Actor], Event]] = {
    Verb.CLAIM: lambda n, by: actions.claim(n, share=1, by=by, at=LATER),
    Verb.ASSIGN: lambda n, by: actions.assign(n, share=1, handler="lake.handler", by=by, at=LATER),
    Verb.CONTACT: lambda n, by: actions.contact(
        n, share=1, way=Way.PHONE, reached=Reached.REACHED, note="已联系", by=by, at=LATER
    ),
    Verb.ACT: lambda n, by: actions.act(n, share=1, kind=ActionKind.VISIT, note="到场", by=by, at=LATER),
    Verb.SUBMIT: lambda n, by: actions.submit(
        n, share=1, result=Result.SOLVED, text="已恢复供水。", by=by, at=LATER
    ),
    Verb.REVIEW: lambda n, by: actions.review(n, share=1, note="属实", by=by, at=LATER),
    Verb.SEND_BACK: lambda n, by: actions.send_back(n, share=1, reason="未写明时间", by=by, at=LATER),
    Verb.SIGN: lambda n, by: actions.sign(n, share=1, note="同意", by=by, at=LATER),
}
WORKS = {
    Verb.CLAIM: (A.SENT, Role.REQUEST_CENTRE, A.CLAIMED),
    Verb.ASSIGN: (A.CLAIMED, Role.HEAD, A.ASSIGNED),
    Verb.CONTACT: (A.ASSIGNED, Role.HANDLER, A.RESPONDED),
    Verb.ACT: (A.RESPONDED, Role.HANDLER, A.HANDLING),
    Verb.SUBMIT: (A.HANDLING, Role.HANDLER, A.SUBMITTED),
    Verb.REVIEW: (A.SUBMITTED, Role.HEAD, A.REVIEWED),
    Verb.SEND_BACK: (A.REVIEWED, Role.MAIN_LEADER, A.HANDLING),
    Verb.SIGN: (A.REVIEWED, Role.MAIN_LEADER, A.SIGNED),
}
ALLOWED = {verb: role for verb, (_, role, _) in WORKS.items()}


def fresh(own: Assignment) -> Assignment:
    return orders.shares_of(orders.find(own.order.number, SYSTEM))[0]


def words() -> int:
    return sum(model.objects.count() for model in (Action, Contact, Note, Reply, Event))


@pytest.mark.req("R084", "R085", part="materials are proven with the evidence files")
@pytest.mark.parametrize("verb", WORKS, ids=str)
def test_each_verb_moves_the_share_on(place: Town, verb: Verb) -> None:
    state, role, after = WORKS[verb]
    own = share_at(state, place)
    event = CALLS[verb](own.order.number, place.actor(role, "lake"))
    assert event.verb == verb and fresh(own).state == after
    assert orders.verify().holds


@pytest.mark.parametrize(
    ("verb", "state"),
    [(v, s) for v in CALLS for s in A if (v, s) not in flow.ASSIGNMENT_STEPS],
    ids=lambda x: str(x),
)
def test_a_verb_from_another_state_changes_nothing(place: Town, verb: Verb, state: A) -> None:
    own = share_at(state, place)
    before = words()
    with pytest.raises(Refusal):
        CALLS[verb](own.order.number, place.actor(ALLOWED[verb], "lake"))
    assert words() == before and fresh(own).state == state


STRANGERS = [
    (Verb.CLAIM, Role.HANDLER, "lake"),
    (Verb.CLAIM, Role.REQUEST_CENTRE, "hill"),
    (Verb.ASSIGN, Role.HANDLER, "lake"),
    (Verb.CONTACT, Role.HANDLER, "hill"),
    (Verb.CONTACT, Role.MAIN_LEADER, "lake"),
    (Verb.ACT, Role.AGENT, "centre"),
    (Verb.SUBMIT, Role.HANDLER, "hill"),
    (Verb.REVIEW, Role.HANDLER, "lake"),
    (Verb.REVIEW, Role.HEAD, "east"),
    (Verb.SEND_BACK, Role.HANDLER, "lake"),
    (Verb.SIGN, Role.HEAD, "lake"),
    (Verb.SIGN, Role.MAIN_LEADER, "hill"),
]


@pytest.mark.parametrize(("verb", "role", "unit"), STRANGERS, ids=lambda x: str(x))
def test_a_verb_by_somebody_else_changes_nothing(place: Town, verb: Verb, role: Role, unit: str) -> None:
    own = share_at(WORKS[verb][0], place)
    before = words()
    with pytest.raises(NotYours):
        CALLS[verb](own.order.number, place.actor(role, unit))
    assert words() == before


@pytest.mark.req("R077")
@pytest.mark.parametrize("handler", ["", "hill.handler", "lake.head", "nobody"])
def test_only_a_handler_of_the_unit_can_be_named(place: Town, handler: str) -> None:
    own = share_at(A.CLAIMED, place)
    by = place.actor(Role.REQUEST_CENTRE, "lake")
    with pytest.raises(Refusal):
        actions.assign(own.order.number, share=1, handler=handler, by=by, at=LATER)
    assert fresh(own).state == A.CLAIMED
    actions.assign(own.order.number, share=1, handler="lake.handler", by=by, at=LATER)
    assert (person := fresh(own).handler) is not None and person.login == "lake.handler"


def test_the_ledger_keeps_fingerprints_and_never_the_words(place: Town) -> None:
    own = share_at(A.ASSIGNED, place)
    by = place.actor(Role.HANDLER, "lake")
    note = "与诉求人约定下午上门"
    event = actions.contact(
        own.order.number, share=1, way=Way.PHONE, reached=Reached.REACHED, note=note, by=by, at=LATER
    )
    assert note not in str(event.facts) and len(event.facts["note_print"]) == 64
    assert Contact.objects.get().note == note and fresh(own).contacted_at == LATER


@pytest.mark.req("R100", "R101", "R102", "R103", "R104", "R105")
@pytest.mark.parametrize("face", list(Face), ids=str)
def test_each_of_the_five_face_to_faces_is_recorded(place: Town, face: Face) -> None:
    own = share_at(A.HANDLING, place)
    by = place.actor(Role.HANDLER, "lake")
    event = actions.act(
        own.order.number,
        share=1,
        kind=ActionKind.FACE,
        face=face,
        place="楼门口",
        note="当面沟通",
        by=by,
        at=LATER,
    )
    row = Action.objects.get()
    assert (row.face, row.place, event.facts["face"]) == (face, "楼门口", face)


@pytest.mark.req("R124")
def test_every_submission_is_a_version_and_the_last_one_is_signed(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    number = own.order.number
    handler, head = place.actor(Role.HANDLER, "lake"), place.actor(Role.HEAD, "lake")
    actions.submit(number, share=1, result=Result.PARTLY, text="第一稿", by=handler, at=LATER)
    actions.send_back(number, share=1, reason="结果不清", by=head, at=LATER)
    actions.submit(number, share=1, result=Result.SOLVED, text="第二稿", by=handler, at=LATER)
    actions.review(number, share=1, by=head, at=LATER)
    event = actions.sign(number, share=1, by=place.actor(Role.AREA_LEADER, "lake"), at=LATER)
    assert event.facts["version"] == 2 and event.facts["result"] == Result.SOLVED
    assert list(Reply.objects.order_by("version").values_list("text", flat=True)) == ["第一稿", "第二稿"]
    assert [r.text for r in queries.reply_texts(own.order)] == ["第二稿"]
    assert orders.find(number, SYSTEM).state == OrderState.REPLIED
    (work,) = queries.works([fresh(own)])
    assert work.reply is not None and work.reply.version == 2
    assert work.to_answer == LATER - own.dispatched_at


EMPTY: list[Callable[[str, Actor], Any]] = [
    lambda n, by: actions.act(n, share=1, kind=ActionKind.OTHER, note=" ", by=by, at=LATER),
    lambda n, by: actions.submit(n, share=1, result=Result.SOLVED, text="\n", by=by, at=LATER),
    lambda n, by: actions.send_back(n, share=1, reason="", by=by, at=LATER),
    lambda n, by: actions.claim(n, share=7, by=by, at=LATER),
]


@pytest.mark.parametrize("call", EMPTY)
def test_what_says_nothing_is_refused(place: Town, call: Callable[[str, Actor], Any]) -> None:
    own = share_at(A.HANDLING, place)
    before = words()
    with pytest.raises(Refusal):
        call(own.order.number, place.actor(Role.HANDLER, "lake"))
    assert words() == before


def test_many_shares_are_claimed_with_one_result_each(place: Town) -> None:
    good, bad = share_at(A.SENT, place), share_at(A.SUBMITTED, place)
    picks = [(bad.order.number, 1), (good.order.number, 1), ("000", 1)]
    results = actions.claim_many(picks, by=place.actor(Role.REQUEST_CENTRE, "lake"), at=LATER)
    assert [isinstance(r, Event) for _, _, r in results] == [False, True, False]
    assert fresh(good).state == A.CLAIMED and fresh(bad).state == A.SUBMITTED


def test_the_same_form_twice_makes_one_reply(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    by = place.actor(Role.HANDLER, "lake")
    for _ in range(2):
        actions.submit(own.order.number, share=1, result=Result.SOLVED, text="好", by=by, at=LATER, key="f1")
    assert Reply.objects.count() == 1


def test_what_is_near_its_limit_and_what_is_past_it_is_told_apart(place: Town) -> None:
    own = share_at(A.CLAIMED, place)
    by = place.actor(Role.REQUEST_CENTRE, "lake")
    assert own.due is not None
    desk = queries.desk(by)
    assert not queries.near_due(desk, LATER) and not queries.overdue(desk, LATER)
    assert list(queries.near_due(desk, own.due - timedelta(hours=1))) == [own]
    assert list(queries.overdue(desk, own.due + timedelta(hours=1))) == [own]
    assert queries.tallies(by, own.due + timedelta(hours=1)) | {"near": 0} == {
        "claimed": 1, "overdue": 1, "near": 0, "all": 1,
    }  # fmt: skip


def test_a_key_that_was_used_for_another_verb_is_refused_and_does_nothing(place: Town) -> None:
    own = share_at(A.RESPONDED, place)
    by, said = place.actor(Role.HANDLER, "lake"), {"share": own.no, "at": LATER, "key": "one-form"}
    actions.act(own.order.number, kind=ActionKind.VISIT, note="到现场查看", by=by, **said)
    with pytest.raises(Refusal, match="something else"):
        actions.submit(own.order.number, result=Result.SOLVED, text="已修好", by=by, **said)
    assert not Reply.objects.exists()
