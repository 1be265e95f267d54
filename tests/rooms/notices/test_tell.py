"""What happened is told once, to the right people, and leaves the house over real protocols."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client

from jiesu.callers import actions as callers
from jiesu.callers import queries as known
from jiesu.dispatch import actions as dispatch
from jiesu.notices import actions, queries, ticks
from jiesu.notices.models import Notice, Progress, Way
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.rules.calendar import wall
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, Level, OrderState, Role, Verb
from tests.builders import AT, Town, new_order, order_at, share_at, town

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def place() -> Town:
    return town()


def accepted_from_a_phone(place: Town) -> str:
    party = callers.remember(name="样例诉求人", phone="13800000001", at=AT)
    agent = place.actor(Role.AGENT, "centre")
    order = orders.open(new_order(requester=party.pk), by=agent, at=AT)
    orders.advance(order.number, Verb.ACCEPT, by=agent, at=AT)
    return order.number


@pytest.mark.req("R241")
def test_whoever_wants_no_messages_is_written_to_by_no_room(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = accepted_from_a_phone(place)
    callers.silence(known.parties_with_phone("13800000001"), at=AT)
    with sms_gateway([200]) as (url, got):
        monkeypatch.setenv("JIESU_SMS_URL", url)
        ticks.run(LATER)
        notice = Notice.objects.get(way=Way.SMS)
        assert not got and (notice.state, notice.attempts, notice.next_at) == (Progress.STOPPED, 0, None)
        ticks.run(LATER + timedelta(days=1))
        assert not got
        assert callers.speak_again(notice.party_id) and not callers.speak_again(notice.party_id)
    assert Notice.objects.get(way=Way.SMS).order.number == number


@pytest.mark.req("R241")
def test_every_notice_by_robot_is_on_record_with_what_became_of_it(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted_from_a_phone(place)
    with sms_gateway([200]) as (url, got):
        monkeypatch.setenv("JIESU_SMS_URL", url)
        ticks.run(LATER)
    notice = Notice.objects.get(way=Way.SMS)
    assert len(got) == 1 and notice.sent_at == LATER and notice.state == Progress.SENT


def test_each_event_is_told_once_however_often_one_looks(place: Town) -> None:
    share = share_at(AssignmentState.ASSIGNED, place)
    first = ticks.run(LATER)
    told = list(Notice.objects.values_list("event_id", "person__login", "way"))
    assert "told" in first and ticks.run(LATER) == ""
    assert sorted(Notice.objects.values_list("event_id", "person__login", "way")) == sorted(told)
    logins = {login for _, login, _ in told}
    assert logins == {"lake.request_centre", "lake.head", "lake.handler"}
    assert share.handler is not None


@pytest.mark.parametrize(
    ("state", "logins"),
    [
        (AssignmentState.OBJECTED, {"east.dispatcher"}),
        (AssignmentState.REVIEWED, {"lake.area_leader", "lake.main_leader"}),
    ],
)
def test_the_people_whose_turn_it_is_are_told(place: Town, state: AssignmentState, logins: set[str]) -> None:
    share = share_at(state, place)
    actions.tell(LATER)
    last = orders.timeline(share.order)[-1]
    assert set(Notice.objects.filter(event_id=last.pk).values_list("person__login", flat=True)) == logins


def test_old_events_wake_nobody(place: Town) -> None:
    order_at(OrderState.CLOSED, place)
    actions.tell(AT + timedelta(days=30))
    assert not Notice.objects.exists()
    assert not queries.untold().exists()


def test_a_person_reads_their_own_notices_in_their_language(place: Town) -> None:
    share_at(AssignmentState.ASSIGNED, place)
    actions.tell(LATER)
    client = Client()
    client.force_login(
        place.person(Role.HANDLER, "lake"), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get("/notices/").content.decode()
    assert "已明确由您办理" in page
    client.cookies["jiesu_language"] = "en"
    assert "was assigned to you" in client.get("/notices/").content.decode()
    client.post("/notices/read/")
    assert queries.unread(place.actor(Role.HANDLER, "lake")) == 0
    assert queries.unread(place.actor(Role.REQUEST_CENTRE, "lake")) == 1


@contextmanager
def sms_gateway(answers: list[int]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A gateway that speaks the real protocol; it answers with these status codes in turn."""
    got: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers.pop(0) if answers else 200)
            self.end_headers()
            self.wfile.write(b'{"id": "7"}')

        def log_message(self, *args: object) -> None:
            """Silence."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sms", got
    finally:
        server.shutdown()
        server.server_close()


def test_a_text_message_is_tried_again_until_the_gateway_takes_it(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = accepted_from_a_phone(place)
    with sms_gateway([503, 200]) as (url, got):
        monkeypatch.setenv("JIESU_SMS_URL", url)
        ticks.run(LATER)
        notice = Notice.objects.get(way=Way.SMS)
        assert (notice.state, notice.attempts) == (Progress.WAITING, 1)
        ticks.run(LATER + timedelta(seconds=30))
        assert len(got) == 1
        ticks.run(LATER + timedelta(minutes=2))
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (Progress.SENT, 2)
    assert got[1]["to"] == "13800000001" and number in got[1]["text"]
    assert orders.tracking_code(number) in got[1]["text"]
    assert got[0]["key"] == got[1]["key"]


def test_a_message_that_never_arrives_ends_as_failed_and_says_why(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted_from_a_phone(place)
    with sms_gateway([503] * 9) as (url, got):
        monkeypatch.setenv("JIESU_SMS_URL", url)
        for hours in range(0, 80, 8):
            ticks.run(LATER + timedelta(hours=hours))
    notice = Notice.objects.get(way=Way.SMS)
    assert notice.state == Progress.FAILED and "503" in notice.error
    assert len(got) == len(actions.PAUSES) + 1


class _Smtp(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 for one message."""

    mails: list[str] = []

    def handle(self) -> None:
        self.wfile.write(b"220 sample\r\n")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                self.mails.append(text.decode())
            self.wfile.write(b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n")
            if word == "QUIT":
                return


def test_a_handler_with_an_address_gets_an_e_mail_over_smtp(place: Town, settings: Any) -> None:
    handler = place.person(Role.HANDLER, "lake")
    handler.email = "handler@sample.invalid"
    handler.save()
    share_at(AssignmentState.ASSIGNED, place)
    _Smtp.mails = []
    with socketserver.TCPServer(("127.0.0.1", 0), _Smtp) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        ticks.run(LATER)
        server.shutdown()
    assert len(_Smtp.mails) == 1 and "handler@sample.invalid" in _Smtp.mails[0]
    assert Notice.objects.get(way=Way.EMAIL).state == Progress.SENT


def test_the_clear_number_is_read_only_by_the_house_and_the_reading_is_logged(place: Town) -> None:
    accepted_from_a_phone(place)
    ticks.run(LATER)
    notice = Notice.objects.get(way=Way.SMS)
    assert "13800000001" not in json.dumps(notice.values) + notice.text
    assert notice.state == Progress.SPOOLED
    assert notice.party is not None
    assert notice.party.reads.get().by == SYSTEM.key


@pytest.mark.req("R057", part="the district is told of a direct dispatch to its street")
def test_the_district_is_told_of_what_went_directly_to_its_street(place: Town) -> None:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    order = order_at(OrderState.ACCEPTED, place)
    dispatch.dispatch(order.number, units=["lake"], by=place.actor(Role.DISPATCHER, "centre"), at=LATER)
    ticks.run(LATER)
    told = Notice.objects.filter(order=order, way=Way.DESK).values_list("person__login", flat=True)
    assert {"east.dispatcher", "lake.request_centre"} <= set(told)
    assert "west.dispatcher" not in told


def test_a_limit_at_the_end_of_a_day_is_told_as_24_00_of_that_day(place: Town) -> None:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    order = order_at(OrderState.ACCEPTED, place)
    by = place.actor(Role.DISPATCHER, "centre")
    dispatch.dispatch(order.number, units=["lake"], level=Level.P3, by=by, at=LATER)
    share = orders.shares_of(order)[0]
    assert share.due and f"{share.due:%H:%M}" in ("16:00", "00:00"), "seven days end with their last day"
    ticks.run(LATER)
    due = {notice.values["due"] for notice in Notice.objects.filter(order=order) if "due" in notice.values}
    assert due and due - {"—"} == {wall(share.due)} and wall(share.due).endswith(" 24:00")
