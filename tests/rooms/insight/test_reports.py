"""分析通报: reports from templates with current figures, frozen as issued, in the writer's sight; meetings resolve."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from openpyxl import load_workbook

from jiesu.insight import actions, writing
from jiesu.insight.actions import Issued
from jiesu.insight.kinds import Meeting, Report
from jiesu.insight.models import Paper
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.rules.calendar import ZONE
from jiesu.rules.reach import SYSTEM
from jiesu.rules.registers import Register, Step
from jiesu.rules.terms import AssignmentState, OrderState, Role
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions as supervision
from jiesu.supervision.actions import Said
from tests.builders import Town, new_order, order_at, share_at, town
from tests.rooms.handling.test_evidence import log_in

NOW = datetime(2026, 3, 20, 9, tzinfo=ZONE)
DAY = date(2026, 3, 5)


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=datetime(2025, 1, 1, tzinfo=ZONE))
    made = town()
    at = datetime(2026, 3, 5, 10, tzinfo=ZONE)
    order_at(OrderState.RATED, made, at=at, category="010101")
    share_at(AssignmentState.CLAIMED, made, at=at, category="010101")
    share_at(AssignmentState.CLAIMED, made, unit="hill", area="s-hill", at=at, category="020101")
    orders.open(new_order(), by=made.actor(Role.AGENT, "centre"), at=at.replace(year=2025))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return made


@pytest.mark.req("R352", "R361")
def test_a_report_is_written_from_its_template_with_the_figures_of_the_moment(place: Town) -> None:
    centre = place.actor(Role.SUPERVISOR, "centre")
    made = writing.draft(Report.MONTH, DAY, centre, NOW)
    assert (made.first, made.last) == (date(2026, 3, 1), date(2026, 3, 20)), "days to come do not count"
    actions.word(
        Report.MONTH,
        "{unit}{first}至{last}{orders}件，日均{day}，同比{change}，解决率{resolution}。",
        by=centre,
        at=NOW,
    )
    words = writing.draft(Report.MONTH, DAY, centre, NOW).words
    assert words.startswith("样例市热线中心2026-03-01至2026-03-203件，日均0.15，") and "100.00%" in words
    week = writing.draft(Report.WEEK, DAY, centre, NOW)
    assert (week.first, week.last) == (date(2026, 3, 2), date(2026, 3, 8))
    matters = made.tables[0]
    assert [row[1] for row in matters.rows] == ["3", "2", "1", "0"], (
        "what there was only a year before stands too"
    )
    with pytest.raises(Refusal):
        writing.draft(Report.DAY, date(2026, 3, 21), centre, NOW)
    with pytest.raises(Refusal):
        actions.word(Report.DAY, "{moon}", by=centre, at=NOW)


def test_the_template_of_the_nearest_unit_holds(place: Town) -> None:
    centre, lake = place.actor(Role.SUPERVISOR, "centre"), place.actor(Role.MAIN_LEADER, "lake")
    shipped = writing.draft(Report.MONTH, DAY, lake, NOW).words
    actions.word(Report.MONTH, "全市 {orders}", by=centre, at=NOW)
    assert writing.draft(Report.MONTH, DAY, lake, NOW).words == "全市 2" != shipped
    actions.word(Report.MONTH, "本街 {orders}", by=lake, at=NOW)
    assert writing.draft(Report.MONTH, DAY, lake, NOW).words == "本街 2"
    assert writing.draft(Report.MONTH, DAY, centre, NOW).words == "全市 3"


@pytest.mark.req("R352", "R378")
def test_what_was_issued_stays_as_it_was_issued(place: Town) -> None:
    centre = place.actor(Role.SUPERVISOR, "centre")
    said = Issued(opinion="物业类诉求偏多。")
    paper = actions.issue(Report.MONTH, DAY, said, by=centre, at=NOW, key="once")
    assert actions.issue(Report.MONTH, DAY, said, by=centre, at=NOW, key="once").pk == paper.pk
    share_at(AssignmentState.CLAIMED, place, at=NOW)
    again = writing.paper(paper.pk, centre)
    assert (again.words, again.at, again.scope, again.tables) == (
        paper.words,
        NOW,
        "样例市热线中心",
        paper.tables,
    )
    for change in (lambda: Paper.objects.update(words="x"), lambda: Paper.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.req("R362", "R352")
@pytest.mark.parametrize(
    ("role", "unit", "orders_of", "axis"),
    [(Role.SUPERVISOR, "centre", "3", "区"), (Role.DISTRICT_LEADER, "east", "3", "街道"),
     (Role.MAIN_LEADER, "lake", "2", "社区"), (Role.MAIN_LEADER, "willow", "0", "社区"),
     (Role.MAIN_LEADER, "hill", "1", "社区")],
)  # fmt: skip
def test_each_level_writes_of_its_own_orders_by_the_places_below_it(
    place: Town, role: Role, unit: str, orders_of: str, axis: str
) -> None:
    made = writing.draft(Report.MONTH, DAY, place.actor(role, unit), NOW)
    by_place = made.tables[1]
    assert made.unit.code == unit and by_place.rows[0][1] == orders_of and axis in by_place.title
    assert made.stamp.scope == made.unit.name


@pytest.mark.req("R362")
def test_a_report_is_read_by_its_own_line_only(place: Town) -> None:
    lake, hill = place.actor(Role.MAIN_LEADER, "lake"), place.actor(Role.MAIN_LEADER, "hill")
    east, willow = place.actor(Role.DISTRICT_LEADER, "east"), place.actor(Role.HEAD, "willow")
    own = actions.issue(Report.WEEK, DAY, Issued(), by=lake, at=NOW)
    assert writing.papers(lake).get() == writing.papers(east).get() == own
    assert not writing.papers(hill).exists() and not writing.papers(willow).exists()
    down = actions.issue(Report.WEEK, DAY, Issued(below=True), by=east, at=NOW)
    assert {p.pk for p in writing.papers(hill)} == {p.pk for p in writing.papers(willow)} == {down.pk}
    with pytest.raises(Refusal):
        writing.paper(own.pk, hill)
    with pytest.raises(NotYours):
        actions.issue(Report.WEEK, DAY, Issued(), by=place.actor(Role.HANDLER, "lake"), at=NOW)


@pytest.mark.req("R372")
def test_a_pack_is_for_a_meeting_whose_resolutions_stand_with_it(place: Town, client: Client) -> None:
    leader, day = place.actor(Role.MAIN_LEADER, "lake"), date(2026, 3, 25)
    with pytest.raises(Refusal):
        actions.issue(Report.PACK, DAY, Issued(), by=leader, at=NOW)
    with pytest.raises(Refusal):
        actions.issue(Report.MONTH, DAY, Issued(meeting=Meeting.DIRECTORS, meets_on=day), by=leader, at=NOW)
    pack = actions.issue(Report.PACK, DAY, Issued(meeting=Meeting.COMMITTEE, meets_on=day), by=leader, at=NOW)
    log_in(client, "lake.main_leader")
    page = client.get(f"/insight/reports/{pack.pk}/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "工委会" in page and "尚无议题" in page and "列入会议议题" in page
    form = client.get("/supervision/registers/committee/new/", {"title": "供水", "day": "2026-03-25"})
    assert 'value="供水"' in form.content.decode() and "2026-03-25" in form.content.decode()
    topic = supervision.enter(Register.COMMITTEE, Said("供水诉求", day=day), by=leader, at=NOW)
    supervision.enter(Register.COMMITTEE, Said("另一天", day=date(2026, 3, 26)), by=leader, at=NOW)
    supervision.take(topic.pk, Step.DISCUSS, by=leader, at=NOW, words="听取汇报。")
    supervision.take(topic.pk, Step.RESOLVE, by=leader, at=NOW, words="三月底前更换管线。", units=["willow"])
    page = client.get(f"/insight/reports/{pack.pk}/").content.decode()
    assert "供水诉求" in page and "三月底前更换管线。" in page and "另一天" not in page
    with pytest.raises(NotYours):
        supervision.enter(
            Register.COMMITTEE, Said("x", day=day), by=place.actor(Role.HANDLER, "lake"), at=NOW
        )


@pytest.mark.req("R361", "R378")
def test_the_pages_issue_show_and_hand_out_a_report(place: Town, client: Client) -> None:
    log_in(client, "centre.supervisor")
    chinese = {"Accept-Language": "zh-hans"}
    for kind in Report:
        page = client.get(f"/insight/reports/new/{kind}/?day={DAY}", headers=chinese).content.decode()
        assert "以此刻数据生成的正文" in page and "截至 2026-03-20 09:00" in page
    sent = {"day": str(DAY), "opinion": "研判。", "idem": "k1"}
    answer = client.post("/insight/reports/new/month/", sent, headers=chinese)
    paper = Paper.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/insight/reports/{paper.pk}/"
    page = client.get(f"/insight/reports/{paper.pk}/", headers=chinese).content.decode()
    assert (
        "研判。" in page and "截至 2026-03-20 09:00 · 范围：样例市热线中心 · 2026-03-01 – 2026-03-20" in page
    )
    assert paper.title in client.get("/insight/reports/", headers=chinese).content.decode()
    file = client.get(f"/insight/reports/{paper.pk}/xlsx/", headers=chinese)
    book = load_workbook(io.BytesIO(b"".join(file.streaming_content)))  # type: ignore[attr-defined]
    assert book["正文"]["A1"].value == paper.title and book["1"]["B3"].value == 3
    assert all("截至" in str(sheet[sheet.max_row][0].value) for sheet in book)
    text = client.get(f"/insight/reports/{paper.pk}/html/", headers=chinese)
    assert "attachment" in text["Content-Disposition"] and text.content.decode().count("截至") > len(
        paper.tables
    )
    wording = client.get("/insight/reports/wording/week/", headers=chinese).content.decode()
    assert "{orders}" in wording
    answer = client.post("/insight/reports/wording/week/", {"words": "{orders} 件"})
    assert answer.status_code == 302
    refused = client.post(
        "/insight/reports/wording/week/", {"words": "{moon}"}, headers=chinese
    ).content.decode()
    assert "没有“moon”这一占位" in refused
