"""上门走访、见面答复、协商议事、阶段性答复, and what an enterprise's request needs before it is answered."""

from __future__ import annotations

import struct
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jiesu.handling import actions, judging, queries
from jiesu.handling.kinds import (
    ActionKind,
    Body,
    DeliberationKind,
    FileKind,
    PartnerKind,
    Phase,
    Result,
    VisitKind,
    VisitRank,
)  # fmt: skip
from jiesu.handling.models import Action, Deliberation, Evidence, Meeting, Partner, Visit
from jiesu.kit import evidence
from jiesu.notices import actions as notices
from jiesu.notices.models import Notice
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.handling import Material, Stage
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Channel, OrderState, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, order_at, share_at
from tests.rooms.handling.test_evidence import PDF, photo, upload

LATER = AT + timedelta(hours=1)
GOOD = "您好，三月二日工作人员到现场检查三号楼供水，已修复管线，负责人与您联系，感谢理解。"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def fresh(own: Assignment) -> Assignment:
    return orders.shares_of(orders.find(own.order.number, SYSTEM))[own.no - 1]


@pytest.mark.req("R146")
def test_an_official_goes_straight_to_the_scene_with_place_time_photo_and_result(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    by = place.actor(Role.MAIN_LEADER, "lake")
    said: dict[str, Any] = {
        "rank": VisitRank.MAIN,
        "who": "样例主任",
        "result": "当场协调抢修",
        "by": by,
        "at": LATER,
    }
    with pytest.raises(Refusal):
        actions.visit(own.order.number, share=1, kind=VisitKind.SCENE, **said)
    event = actions.visit(
        own.order.number, share=1, kind=VisitKind.SCENE, place="三号楼", files=[upload(photo())], **said
    )
    row = Visit.objects.get()
    assert (row.rank, row.result, row.action.place, row.action.at) == (
        "main",
        "当场协调抢修",
        "三号楼",
        LATER,
    )
    assert row.action.kind is ActionKind.SCENE and Evidence.objects.get().action == row.action
    assert event.facts["in_person"] is True and "当场" not in str(event.facts)


@pytest.mark.parametrize("rank", list(VisitRank), ids=str)
def test_each_of_the_four_ranks_visits_at_the_door(place: Town, rank: VisitRank) -> None:
    own = share_at(A.RESPONDED, place)
    by = place.actor(Role.HANDLER, "lake")
    actions.visit(own.order.number, share=1, rank=rank, who="样例人员", result="诉求人认可", by=by, at=LATER)
    assert queries.visit_ranks(fresh(own)) == [rank] and fresh(own).state == A.HANDLING


@pytest.mark.req("R122", part="how often an order is handled again is the law of follow-up")
def test_in_a_later_round_a_higher_rank_has_to_visit_before_the_reply(place: Town) -> None:
    order = order_at(OrderState.RATED, place)
    handler = place.actor(Role.HANDLER, "lake")
    at = LATER
    for _ in range(2):
        orders.advance(order.number, Verb.REHANDLE, by=SYSTEM, at=at, share=1)
        again = orders.shares_of(orders.find(order.number, SYSTEM))[0]
        if again.round == 2:
            actions.submit(order.number, share=1, result=Result.SOLVED, text=GOOD, by=handler, at=at)
            actions.review(order.number, share=1, by=place.actor(Role.HEAD, "lake"), at=at)
            actions.sign(order.number, share=1, by=place.actor(Role.AREA_LEADER, "lake"), at=at)
            orders.advance(order.number, Verb.DRAW, by=SYSTEM, at=at)
            facts = {"contacted": True, "solved": "no", "satisfied": "no", "outcome": "double_no"}
            orders.advance(order.number, Verb.RATE, by=SYSTEM, at=at, facts=facts)
    said = {"share": 1, "who": "样例人员", "result": "再次说明", "by": handler, "at": at}
    actions.visit(order.number, rank=VisitRank.CLERK, **said)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        actions.submit(order.number, share=1, result=Result.SOLVED, text=GOOD, by=handler, at=at)
    actions.visit(order.number, rank=VisitRank.HEAD, **said)  # type: ignore[arg-type]
    actions.submit(order.number, share=1, result=Result.SOLVED, text=GOOD, by=handler, at=at)


def enterprise(place: Town) -> Assignment:
    return share_at(A.HANDLING, place, channel=Channel.ENTERPRISE)


@pytest.mark.req("R475", "R476", "R477")
def test_what_cannot_be_done_for_an_enterprise_needs_a_meeting_and_a_written_reply(place: Town) -> None:
    own = enterprise(place)
    number, by = own.order.number, place.actor(Role.HANDLER, "lake")
    said: dict[str, Any] = {"share": 1, "result": Result.OBJECTIVE, "text": GOOD, "by": by, "at": LATER}
    with pytest.raises(Refusal):
        actions.submit(number, **said)
    with pytest.raises(Refusal):
        actions.submit(number, files=[upload(PDF, "回复.pdf")], **said)
    met = LATER - timedelta(minutes=30)
    with pytest.raises(Refusal):
        actions.meet(
            number, share=1, held_at=LATER + timedelta(days=1), persons="甲", content="乙", by=by, at=LATER
        )
    actions.meet(
        number, share=1, held_at=met, persons="企业负责人、样例主任", content="说明政策", by=by, at=LATER
    )
    meeting = Meeting.objects.get()
    assert (meeting.held_at, meeting.persons, meeting.action.note) == (
        met,
        "企业负责人、样例主任",
        "说明政策",
    )
    with pytest.raises(Refusal):
        actions.submit(number, **said)
    actions.submit(number, files=[upload(PDF, "回复.pdf")], **said)
    actions.review(number, share=1, by=place.actor(Role.HEAD, "lake"), at=LATER)
    assert fresh(own).state == A.REVIEWED


@pytest.mark.req("R225")
@pytest.mark.parametrize("result", list(Result), ids=str)
def test_every_result_is_a_code_that_the_review_sees(place: Town, result: Result) -> None:
    own = share_at(A.HANDLING, place)
    by = place.actor(Role.HANDLER, "lake")
    actions.submit(own.order.number, share=1, result=result, text=GOOD, by=by, at=LATER)
    event = actions.review(own.order.number, share=1, by=place.actor(Role.HEAD, "lake"), at=LATER)
    assert event.facts["result"] == result


@pytest.mark.req("R120", "R121", "R133", "R134")
@pytest.mark.parametrize("kind", list(DeliberationKind), ids=str)
def test_a_deliberation_is_numbered_and_keeps_who_took_part(place: Town, kind: DeliberationKind) -> None:
    own = share_at(A.HANDLING, place)
    by = place.actor(Role.HEAD, "lake")
    said: dict[str, Any] = {
        "share": 1, "kind": kind, "held_at": AT, "participants": "居民代表七人", "consensus": "同意先修后装",
        "attended": True, "by": by, "at": LATER,
    }  # fmt: skip
    if kind is DeliberationKind.APPRAISAL:
        with pytest.raises(Refusal):
            actions.deliberate(own.order.number, **said)
        said |= {"agree": 6, "against": 1, "abstained": 0}
    if kind is DeliberationKind.JOINT:
        with pytest.raises(Refusal):
            actions.deliberate(own.order.number, **said)
        said |= {"phase": Phase.GRIP}
    for _ in range(2):
        actions.deliberate(own.order.number, **said)
    rows = list(Deliberation.objects.order_by("no"))
    assert [row.no for row in rows] == [1, 2] and rows[0].attended and rows[0].consensus == "同意先修后装"
    assert (rows[0].agree, rows[0].against) == (
        (6, 1) if kind is DeliberationKind.APPRAISAL else (None, None)
    )


@pytest.mark.req("R154", "R162")
def test_joint_work_names_the_bodies_and_partners_that_took_part(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    by = place.actor(Role.REQUEST_CENTRE, "lake")
    made = [
        actions.add_partner("lake", name=name, kind=kind, by=by, at=AT)
        for name, kind in (("样例中央单位", PartnerKind.CENTRAL), ("样例驻军", PartnerKind.GARRISON))
    ]
    with pytest.raises(Refusal):
        actions.add_partner("lake", name="样例驻军", kind=PartnerKind.GARRISON, by=by, at=AT)
    with pytest.raises(NotYours):
        actions.add_partner("hill", name="别处", kind=PartnerKind.OTHER, by=by, at=AT)
    foreign = Partner.objects.create(unit=place.units["hill"], name="外单位", kind="other", since=AT, by="x")
    actions.deliberate(
        own.order.number, share=1, kind=DeliberationKind.JOINT, phase=Phase.HANDLE, held_at=AT, participants="三方",
        consensus="联合改造", bodies=[Body.CENTRAL, Body.CITY, Body.DISTRICT],
        partners=[p.pk for p in (*made, foreign)], by=by, at=LATER,
    )  # fmt: skip
    row = Deliberation.objects.get()
    assert row.bodies == ["central", "city", "district"]
    assert {partner.name for partner in row.partners.all()} == {"样例中央单位", "样例驻军"}
    assert {p.name: p.joint for p in queries.my_partners(by)} == {"样例中央单位": 1, "样例驻军": 1}


def test_an_interim_reply_is_told_to_the_requester_and_moves_no_clock(place: Town) -> None:
    own = share_at(A.PAUSED, place)
    by = place.actor(Role.HANDLER, "lake")
    due = own.due
    for text in ("已勘查，三日内出方案。", "方案已定，下周施工。"):
        event = actions.interim(own.order.number, share=1, text=text, by=by, at=LATER)
    assert event.facts["no"] == 2 and fresh(own).state == A.PAUSED and fresh(own).due == due
    assert [row.note for row in queries.interim_texts(own.order)] == [
        "已勘查，三日内出方案。",
        "方案已定，下周施工。",
    ]
    with pytest.raises(Refusal):
        actions.interim(own.order.number, share=1, text=" ", by=by, at=LATER)
    notices.tell(LATER)
    assert not Notice.objects.filter(order=own.order, text__contains="interim", party=None).exists()


@pytest.mark.req("R224")
def test_the_materials_are_scored_by_the_law_and_low_ones_are_named(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    number, by = own.order.number, place.actor(Role.HANDLER, "lake")
    actions.submit(number, share=1, result=Result.SOLVED, text="已阅。", by=by, at=LATER)
    reply = queries.standing_reply(own)
    assert reply is not None
    poor = judging.look(fresh(own), reply, LATER)
    assert poor.low and Material.EVIDENCE in poor.absent and Material.CONTACT in poor.present
    actions.send_back(number, share=1, reason="补充", by=place.actor(Role.HEAD, "lake"), at=LATER)
    actions.act(
        number,
        share=1,
        kind=ActionKind.FACE,
        place="三号楼",
        note="到场",
        files=[upload(photo())],
        by=by,
        at=LATER,
    )
    actions.submit(number, share=1, result=Result.SOLVED, text=GOOD, by=by, at=LATER)
    reply = queries.standing_reply(own)
    assert reply is not None
    good = judging.look(fresh(own), reply, LATER)
    assert good.score == 100 and not good.low and not good.absent and not good.findings


@pytest.mark.req("R228", part="the follow-up before closing is the law's own draw")
def test_a_reply_without_what_the_law_asks_for_goes_no_further(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    lacking = judging.done(fresh(own), [FileKind.JPEG], LATER)
    assert {Stage.HANDLER, Stage.CONTACTED, Stage.ACTED} <= lacking
    assert not {Stage.REVIEWED, Stage.DOCUMENT, Stage.MET, Stage.PLANNED, Stage.VISITED} & lacking
    with pytest.raises(Refusal):
        actions.sign(own.order.number, share=1, by=place.actor(Role.MAIN_LEADER, "lake"), at=LATER)
    assert Action.objects.count() == 0


def wav(extra: bytes = b"") -> bytes:
    fmt = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    data = b"data" + struct.pack("<I", 8) + bytes(8)
    body = b"WAVE" + fmt + extra + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def ogg() -> bytes:
    head = b"OpusHead" + bytes(11)
    return b"OggS" + bytes(22) + bytes([1, len(head)]) + head


def mp3(before: bytes = b"", after: bytes = b"") -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    return before + frame * 3 + after


def box(mark: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + mark + body


def m4a(handler: bytes = b"soun", more: bytes = b"") -> bytes:
    hdlr = box(b"hdlr", bytes(8) + handler + bytes(12))
    trak = box(b"trak", box(b"mdia", hdlr))
    moov = box(b"moov", trak + box(b"udta", b"+39.9042+116.4074/"))
    return box(b"ftyp", b"M4A \0\0\0\0") + moov + box(b"mdat", bytes(16)) + more


@pytest.mark.req("R085")
@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (wav(b"LIST" + struct.pack("<I", 4) + b"IART"), "录音.wav", FileKind.WAV),
        (ogg(), "录音.ogg", FileKind.OGG),
        (mp3(b"ID3\x03\0\0\0\0\0\x04name", b"TAG" + bytes(125)), "录音.mp3", FileKind.MP3),
        (m4a(), "录音.m4a", FileKind.M4A),
    ],
    ids=["wav", "ogg", "mp3", "m4a"],
)
def test_a_recording_is_kept_without_what_the_telephone_noted(
    content: bytes, name: str, kind: FileKind
) -> None:
    kept = evidence.check(upload(content, name))
    assert kept.kind is kind
    for told in (b"IART", b"name", b"TAG", b"116.4074"):
        assert told not in kept.content
    assert evidence.check(upload(kept.content, name)).content == kept.content


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (wav() + b"PK\x03\x04", "a.wav"),
        (wav()[:-3], "a.wav"),
        (ogg() + b"<script>", "a.ogg"),
        (b"OggS" + bytes(22) + b"\x01\x04theo", "a.ogg"),
        (mp3(after=b"<script>alert(1)</script>"), "a.mp3"),
        (b"ID3" + bytes(50), "a.mp3"),
        (m4a(b"vide"), "a.m4a"),
        (m4a(more=box(b"evil", b"MZ")), "a.m4a"),
        (m4a(more=b"trailing"), "a.m4a"),
        (m4a(), "a.jpg"),
    ],
    ids=["wav+zip", "wav cut", "ogg+", "theora", "mp3+", "id3 only", "film", "box", "tail", "name"],
)
def test_what_is_more_or_less_than_a_recording_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(Refusal):
        evidence.check(upload(content, name))


def test_a_recording_goes_with_an_action(place: Town) -> None:
    own = share_at(A.HANDLING, place)
    by = place.actor(Role.HANDLER, "lake")
    files = [upload(wav(), "通话.wav"), upload(photo())]
    actions.act(
        own.order.number, share=1, kind=ActionKind.TALK, note="电话沟通", files=files, by=by, at=LATER
    )
    assert {row.kind for row in Evidence.objects.all()} == {FileKind.WAV, FileKind.JPEG}
