"""Clue files: who may know of them, and that nothing of them shows elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.supervision import Misconduct
from jiesu.rules.terms import OrderState, Role
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions, queries
from jiesu.supervision.models import Clue, ClueLine, ClueState
from tests.builders import AT, Town, order_at

LATER = AT + timedelta(hours=1)
SECRET = "办件人弄虚作假，回复与现场不符。"


def office(place: Town) -> Actor:
    return place.actor(Role.SUPERVISOR, "office")


def watch(place: Town) -> Actor:
    return place.actor(Role.DISCIPLINE, "watch")


def opened(place: Town) -> Clue:
    order = order_at(OrderState.REPLIED, place)
    return actions.open_clue(
        order.number, kind=Misconduct.FORMALISM, words=SECRET, by=office(place), at=LATER
    )


@pytest.mark.req("R255", "R259")
def test_a_clue_is_transferred_received_and_concluded_by_its_holder_alone(place: Town) -> None:
    clue = opened(place)
    with pytest.raises(NotYours):
        actions.read_clue(clue.pk, by=watch(place), at=LATER)
    actions.send_clue(clue.pk, to="watch", by=office(place), at=LATER)
    with pytest.raises(NotYours):
        actions.read_clue(clue.pk, by=office(place), at=LATER)
    received = actions.receive_clue(clue.pk, by=watch(place), at=LATER + timedelta(hours=1))
    assert (received.state, received.received_at) == (ClueState.RECEIVED, LATER + timedelta(hours=1))
    assert actions.read_clue(clue.pk, by=watch(place), at=LATER).words == SECRET
    done = actions.conclude_clue(clue.pk, outcome="谈话提醒。", by=watch(place), at=LATER)
    assert (done.state, done.outcome) == (ClueState.CLOSED, "谈话提醒。")
    with pytest.raises(Refusal):
        actions.send_clue(clue.pk, to="office", by=watch(place), at=LATER)
    assert [c.state for c in queries.clues(office(place))] == [ClueState.CLOSED], (
        "the opener learns what became of it"
    )


@pytest.mark.req("R255", "R259")
def test_a_clue_leaves_no_trace_that_the_unit_could_read(place: Town) -> None:
    before = Event.objects.count()
    clue = opened(place)
    lines = Event.objects.filter(order=clue.order)
    assert Event.objects.count() == before + lines.count() and not lines.filter(at=LATER).exists()
    unit = place.actor(Role.MAIN_LEADER, "lake")
    assert queries.panel(clue.order, unit) is None
    assert not queries.clues(unit).exists() and not queries.clues(SYSTEM).exists()
    client = Client()
    client.force_login(place.person(Role.MAIN_LEADER, "lake"), "django.contrib.auth.backends.ModelBackend")
    assert SECRET not in client.get(f"/orders/{clue.order.number}/").content.decode()
    assert client.get(f"/supervision/clues/{clue.pk}/").status_code == 403


def test_a_unit_holds_no_clue_about_itself_and_its_roles_open_none(place: Town) -> None:
    order = order_at(OrderState.REPLIED, place)
    own = place.actor(Role.DISCIPLINE, "lake")
    for actor in (own, place.actor(Role.HEAD, "lake"), place.actor(Role.DISTRICT_LEADER, "east")):
        with pytest.raises(NotYours):
            actions.open_clue(order.number, kind=Misconduct.LAW, words=SECRET, by=actor, at=LATER)
    clue = opened(place)
    for code in ("lake", "hill"):
        with pytest.raises(Refusal):
            actions.send_clue(clue.pk, to=code, by=office(place), at=LATER)


def test_every_touch_is_a_line_of_a_log_that_cannot_be_changed(place: Town) -> None:
    clue = opened(place)
    actions.read_clue(clue.pk, by=office(place), at=LATER)
    actions.send_clue(clue.pk, to="watch", by=office(place), at=LATER)
    actions.receive_clue(clue.pk, by=watch(place), at=LATER)
    clue.refresh_from_db()
    assert [line.act for line in clue.lines.order_by("seq")] == ["open", "read", "send", "receive"]
    assert actions.chained(clue)
    for change in (lambda: ClueLine.objects.update(by="x"), lambda: ClueLine.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    clue.head = b"x" * 32
    assert not actions.chained(clue)
    assert orders.verify().holds
