"""工作规范: orders held against what each of the eight stages asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from jiesu.handling import actions as handling
from jiesu.handling.kinds import Reached, Result, Way
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.norms import WorkStage, breaches
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, OrderState, Role
from jiesu.supervision import queries
from tests.builders import Town, order_at, share_at
from tests.rooms.handling.test_evidence import log_in

TEXT = "您好，三月二日工作人员到现场检查三号楼供水，已修复管线，负责人与您联系，感谢理解。"


def handled(place: Town, *, late: bool = False) -> Order:
    """An order that was answered by the real verbs, claimed in time or two days late."""
    at = clock.now() - timedelta(days=4)
    own = share_at(AssignmentState.SENT, place, at=at)
    number = own.order.number
    by = {role: place.actor(role, "lake") for role in Role if role in (
        Role.REQUEST_CENTRE, Role.HANDLER, Role.HEAD, Role.AREA_LEADER)}  # fmt: skip
    at += timedelta(days=2) if late else timedelta(minutes=5)
    handling.claim(number, share=1, by=by[Role.REQUEST_CENTRE], at=at)
    handling.assign(number, share=1, handler="lake.handler", by=by[Role.HEAD], at=at)
    handling.contact(number, share=1, way=Way.PHONE, reached=Reached.REACHED, by=by[Role.HANDLER], at=at)
    handling.submit(number, share=1, result=Result.SOLVED, text=TEXT, by=by[Role.HANDLER], at=at)
    handling.review(number, share=1, by=by[Role.HEAD], at=at)
    handling.sign(number, share=1, by=by[Role.AREA_LEADER], at=at)
    return orders.find(number, SYSTEM)


@pytest.mark.req("R086")
def test_an_order_that_went_by_the_norms_lacks_nothing_and_a_late_one_is_named(place: Town) -> None:
    good, late = handled(place), handled(place, late=True)
    looked = queries.looked_at(good)
    assert [one.stage for one in looked] == list(WorkStage) and not breaches(looked)
    stages = [breach.stage for breach in breaches(queries.looked_at(late))]
    assert stages == [WorkStage.RECEIVE, WorkStage.RESPOND, WorkStage.HANDLE]
    supervisor = place.actor(Role.SUPERVISOR, "east")
    told = queries.against_norms(supervisor, clock.now())
    assert {row.order.number for row in told} == {late.number}
    assert not queries.against_norms(place.actor(Role.HEAD, "hill"), clock.now())


@pytest.mark.req("R086")
def test_what_was_left_out_is_found_in_the_ledger(place: Town) -> None:
    order = order_at(OrderState.REPLIED, place, at=clock.now() - timedelta(hours=2))
    said = {
        (b.stage, b.sentence.text, str(b.sentence.values.get("field", "")))
        for b in breaches(queries.looked_at(order))
    }
    assert (WorkStage.HANDLE, "“%(field)s” was not said.", "reply") in said
    assert (WorkStage.RESPOND, "“%(field)s” was not said.", "way") in said


@pytest.mark.req("R086")
@pytest.mark.parametrize(
    ("language", "stage", "words", "asked"),
    [("zh-hans", "接件", "不符合", "是否联系上"), ("en", "Receiving", "Not so", "Whether reached")],
)
def test_the_norms_their_list_and_one_order_have_their_pages(
    place: Town, client: Client, language: str, stage: str, words: str, asked: str
) -> None:
    late = handled(place, late=True)
    log_in(client, "east.supervisor")
    client.cookies["jiesu_language"] = language
    for address in ("/supervision/norms/", f"/supervision/{late.number}/norms/"):
        page = client.get(address).content.decode()
        assert stage in page and words in page and late.number in page
    assert late.number in client.get("/supervision/norms/?stage=receive").content.decode()
    assert late.number not in client.get("/supervision/norms/?stage=assess").content.decode()
    law = client.get("/policy/norms/").content.decode()
    assert stage in law and asked in law
