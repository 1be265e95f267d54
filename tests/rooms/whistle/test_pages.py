"""The whistle desk in a browser's words: the street, the department, the district; the figures."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from jiesu.directory.models import Seat
from jiesu.handling import actions as handling
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState, Channel, Grade, Level, RequestType, Role, Verb
from jiesu.rules.whistle import Mark, WhistleKind, WhistleState
from jiesu.whistle import actions, figures, queries
from jiesu.whistle.figures import Grouping
from jiesu.whistle.models import Call, Whistle
from tests.builders import AT, Town, share_at
from tests.rooms.whistle.conftest import WORDS
from tests.rooms.whistle.test_verbs import (
    HOUR,
    LATER,
    MINUTE,
    STREET_MARKS,
    fed_back,
    say,
    settled,
    whistled,
)

YEAR = (AT - timedelta(days=30), AT + timedelta(days=30))


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's clock stands at 11:00 on the day of the sample."""
    monkeypatch.setattr(clock, "now", lambda: LATER + HOUR)


def log_in(client: Client, place: Town, role: Role, unit: str) -> Client:
    client.force_login(place.person(role, unit), "django.contrib.auth.backends.ModelBackend")
    return client


def address(own: Assignment, verb: str) -> str:
    return f"/whistle/{own.order.number}/{own.no}/{verb}/"


@pytest.mark.req("R200", "R201", "R202", "R203")
def test_a_whistle_is_walked_through_by_the_forms(own: Assignment, place: Town, client: Client) -> None:
    street = log_in(client, place, Role.REQUEST_CENTRE, "lake")
    page = street.get(address(own, "whistle")).content.decode()
    assert "样例东区房管局" in page and "样例热力公司" in page and "样例山前街道" not in page
    said = {"kind": "enforcement", "called": ["housing"], **WORDS, "also": "", "place": "泵房", "idem": "w"}
    kept = street.post(address(own, "whistle"), said | {"draft": "1", "facts": ""})
    assert kept.status_code == 302 and Whistle.objects.get().state is WhistleState.DRAFT
    assert "泵房" in street.get(address(own, "whistle")).content.decode(), "nothing is typed twice"
    refused = street.post(address(own, "whistle"), said | {"facts": ""})
    assert refused.status_code == 200 and "吹哨准备不充分" in refused.content.decode()
    assert street.post(address(own, "whistle"), said).status_code == 302
    office = log_in(client, place, Role.HEAD, "housing")
    assert own.order.number in office.get("/whistle/").content.decode()
    assert office.post(address(own, "respond"), {"words": "", "idem": "a"}).status_code == 302
    assert office.post(address(own, "report_in"), {"who": "样例科长", "place": "泵房"}).status_code == 302
    done = {"effect": "yes", "done": "更换水泵"}
    assert office.post(address(own, "feed_back"), done).status_code == 302
    log_in(client, place, Role.REQUEST_CENTRE, "lake")
    result = {"solved": "yes", "outcome": "已恢复供水"}
    assert client.post(address(own, "settle"), result).status_code == 302
    marks = {"unit": "housing", "mark_arrival": "5", "mark_duty": "5", "mark_result": "4", "remark": ""}
    assert client.post(address(own, "evaluate"), marks).status_code == 302
    log_in(client, place, Role.HEAD, "housing")
    counter = {"mark_reason": "5", "mark_preparation": "4", "remark": "材料齐全"}
    assert client.post(address(own, "evaluate"), counter).status_code == 302
    assert Whistle.objects.get().state is WhistleState.CLOSED
    sheet = log_in(client, place, Role.MAIN_LEADER, "lake").get(f"/orders/{own.order.number}/")
    assert "更换水泵" in sheet.content.decode() and "材料齐全" in sheet.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_verb_has_a_page_in_both_languages(
    own: Assignment, street: Actor, place: Town, client: Client, language: str
) -> None:
    whistled(own, street)
    log_in(client, place, Role.HEAD, "housing").cookies["jiesu_language"] = language
    for verb in ("respond", "decline", "report_in", "feed_back", "evaluate"):
        assert client.get(address(own, verb)).status_code == 200
    log_in(client, place, Role.REQUEST_CENTRE, "lake").cookies["jiesu_language"] = language
    for verb in ("whistle", "cancel", "settle", "evaluate"):
        assert client.get(address(own, verb)).status_code == 200


def test_the_district_rules_by_the_form(
    own: Assignment, street: Actor, housing: Actor, place: Town, client: Client
) -> None:
    whistled(own, street)
    say(actions.decline, own, housing, 5, why="非本局职责")
    log_in(client, place, Role.DISPATCHER, "east")
    assert "非本局职责" in client.get("/whistle/").content.decode()
    said = {"unit": "housing", "ruling": "insist", "words": "职责清单已列明"}
    assert client.post(address(own, "arbitrate"), said).status_code == 302
    assert Call.objects.get().state == "called"


def test_every_tray_opens_and_leaves_as_csv(
    own: Assignment, street: Actor, place: Town, client: Client
) -> None:
    whistled(own, street)
    log_in(client, place, Role.REQUEST_CENTRE, "lake")
    for which in queries.WhistleTray:
        assert client.get("/whistle/", {"tray": which}).status_code == 200
    lines = b"".join(client.get("/whistle/?tray=running&format=csv").streaming_content)  # type: ignore[attr-defined]
    assert own.order.number in lines.decode("utf-8-sig")


# --- figures


@pytest.fixture
def year(own: Assignment, street: Actor, housing: Actor, heat: Actor, place: Town) -> Assignment:
    """Two whistles: one solved in time and scored, one from the grid that nobody answered well."""
    hard = {"grade": Grade.HARD}
    orders.advance(own.order.number, Verb.GRADE, share=1, by=street, at=LATER, facts=hard)
    whistled(own, street, "housing", "heat", kind=WhistleKind.EMERGENCY)
    fed_back(own, housing)
    fed_back(own, heat, minutes=50)
    settled(own, street, 70)
    say(actions.evaluate, own, street, 71, unit="housing", marks=STREET_MARKS)
    say(actions.evaluate, own, street, 72, unit="heat", marks=dict.fromkeys(STREET_MARKS, 2))
    say(actions.evaluate, own, housing, 73, unit="", marks={Mark.REASON: 2, Mark.PREPARATION: 1})
    grid = share_at(AssignmentState.HANDLING, place, channel=Channel.GRID, category="供热")
    whistled(grid, street, "heat")
    return own


def line(by: Grouping, key: str, actor: Actor) -> figures.Line:
    found = figures.counted(by, actor, *YEAR, LATER + 2 * HOUR)
    return next(row for row in found if row.key == key)


@pytest.mark.req("R204", "R213")
def test_a_streets_figures_count_speed_solved_and_hard_orders(year: Assignment, street: Actor) -> None:
    row = line(Grouping.STREET, "lake", street)
    assert (row.whistles, row.solved, row.settled, row.hard) == (2, 1, 1, 1)
    assert row.per_hard == 2 and row.answer_minutes == 30 and row.arrival_minutes == 30


@pytest.mark.req("R204", "R214")
def test_a_departments_figures_have_its_participation(year: Assignment, street: Actor) -> None:
    row = line(Grouping.DEPARTMENT, "heat", street)
    assert (row.called, row.reported, row.missed) == (2, 1, 2) and row.participation == 1 / 2
    assert line(Grouping.DEPARTMENT, "housing", street).participation == 1


@pytest.mark.req(
    "R088", part="whistles; the figures of dispatch and follow-up and the score sheets are over all kinds"
)
def test_whistles_are_counted_by_kind_of_request(year: Assignment, street: Actor) -> None:
    row = line(Grouping.REQUEST, "help", street)
    assert row.name == RequestType.HELP and (row.whistles, row.solved) == (2, 1)


@pytest.mark.req("R204", "R207", "R210")
def test_matter_kind_and_month_are_counted_and_the_hotlines_share_is_known(
    year: Assignment, street: Actor
) -> None:
    assert (
        line(Grouping.MATTER, "供水", street).solved == 1
        and line(Grouping.MATTER, "供热", street).solved == 0
    )
    assert line(Grouping.KIND, "emergency", street).whistles == 1
    month = line(Grouping.MONTH, "2026-03", street)
    assert (month.whistles, month.hotline) == (2, 1)
    assert queries.solved_between(*YEAR) == 1


@pytest.mark.req("R211", "R212")
def test_poorly_prepared_whistles_and_passive_departments_are_listed(year: Assignment, street: Actor) -> None:
    assert line(Grouping.STREET, "lake", street).poor
    assert line(Grouping.DEPARTMENT, "heat", street).passive
    assert not line(Grouping.DEPARTMENT, "housing", street).passive


def test_each_sees_the_figures_of_the_own_whistles_only(year: Assignment, place: Town) -> None:
    seen = {
        unit: bool(figures.counted(Grouping.STREET, place.actor(Role.MAIN_LEADER, unit), *YEAR, LATER))
        for unit in ("lake", "hill", "housing")
    }
    assert seen == {"lake": True, "hill": False, "housing": True}


@pytest.mark.req("R204")
def test_the_figures_are_a_page_and_a_csv(year: Assignment, place: Town, client: Client) -> None:
    log_in(client, place, Role.DISTRICT_LEADER, "east")
    for by in Grouping:
        assert client.get("/whistle/figures/", {"by": by, "first": "2026-03-01"}).status_code == 200
    answer: Any = client.get("/whistle/figures/?by=department&first=2026-03-01&format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 3 and rows[1][0] in ("样例热力公司", "样例东区房管局")


# --- the street's own matter, and whoever is attached to it


@pytest.mark.req("R192")
def test_a_streets_own_matter_is_recorded_first_and_then_whistled(place: Town, street: Actor) -> None:
    order = orders.open(
        orders.NewOrder(desk="lake", text="沿街商户占道经营，需要联合执法。", channel=Channel.GRID),
        by=street,
        at=AT,
    )
    orders.advance(order.number, Verb.ACCEPT, by=street, at=AT + MINUTE)
    birth = orders.Birth(unit="lake", level=Level.P3, due=AT + 100 * HOUR, facts={"lead": "lake"})
    orders.advance(order.number, Verb.DISPATCH, by=street, at=AT + 2 * MINUTE, births=(birth,))
    handling.claim(order.number, share=1, by=street, at=AT + 3 * MINUTE)
    handling.assign(order.number, share=1, handler="lake.handler", by=street, at=AT + 4 * MINUTE)
    own = orders.share_of(orders.find(order.number, SYSTEM), 1)
    by = place.actor(Role.HANDLER, "lake")
    orders.advance(order.number, Verb.CONTACT, by=by, at=AT + 5 * MINUTE, share=1)
    own.order = orders.find(order.number, SYSTEM)
    made = whistled(own, street, "housing", kind=WhistleKind.ENFORCEMENT)
    assert not made.hotline and made.kind is WhistleKind.ENFORCEMENT


@pytest.mark.req("R216")
def test_staff_of_a_department_attached_to_a_street_receive_its_orders_while_attached(place: Town) -> None:
    person = place.person(Role.HANDLER, "housing")
    Seat.objects.create(
        person=person, unit=place.units["lake"], role=Role.HANDLER, post="下沉干部",
        valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31),
    )  # fmt: skip
    share = share_at(AssignmentState.CLAIMED, place)
    centre = place.actor(Role.REQUEST_CENTRE, "lake")
    handling.assign(share.order.number, share=1, handler=person.login, by=centre, at=LATER)
    attached = place.actor(Role.HANDLER, "housing")
    assert {seat.unit for seat in attached.seats} == {"housing", "lake"}
    assert orders.find(share.order.number, attached).number == share.order.number
    later = share_at(AssignmentState.CLAIMED, place, at=AT + timedelta(days=40))
    with pytest.raises(Exception, match="Only a handler"):
        handling.assign(
            later.order.number, share=1, handler=person.login, by=centre, at=AT + timedelta(days=41)
        )
