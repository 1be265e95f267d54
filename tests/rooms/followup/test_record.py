"""What follow-up keeps: audits of the answers, the enterprise's limit, the lists and their forms."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from jiesu.callers.models import Party, Silence
from jiesu.followup import actions, queries, ticks
from jiesu.followup.models import (
    Audit,
    AuditBody,
    Finding,
    Recheck,
    RecheckItem,
)
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules import sampling
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, OrderState, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, order_at
from tests.rooms.followup.conftest import PHONE
from tests.rooms.followup.steps import DAY, HOUR, LATER, YES, closed, fresh

# --- audits


def test_answers_that_were_not_true_send_even_a_closed_double_yes_back_and_are_noted(
    drawn: Order, agent: Actor, supervisor: Actor
) -> None:
    order = closed(drawn, agent)
    with pytest.raises(Refusal, match="Say what was found"):
        actions.audit(order.number, finding=Finding.FALSIFIED, by=supervisor, at=LATER + 3 * HOUR)
    actions.audit(
        order.number, finding=Finding.FALSIFIED, by=supervisor, at=LATER + 3 * HOUR, note="本人称从未接到回访"
    )
    after = fresh(order)
    assert (after.state, after.round) == (OrderState.DISPATCHED, 2)
    verbs = [event.verb for event in orders.timeline(order)][-2:]
    assert verbs == [Verb.AUDIT, Verb.REHANDLE]
    assert [a.order for a in queries.falsified(AT, AT + DAY)] == [order]
    assert "从未接到" not in str([e.facts for e in orders.timeline(order)])


def test_an_audit_that_finds_the_answers_true_moves_nothing_and_no_unit_audits_itself(
    drawn: Order, agent: Actor, supervisor: Actor, place: Town
) -> None:
    order = closed(drawn, agent)
    actions.audit(order.number, finding=Finding.TRUE, by=supervisor, at=LATER + 3 * HOUR)
    assert fresh(order).state == OrderState.CLOSED and Audit.objects.get().body == AuditBody.SUPERVISION
    for role in (Role.MAIN_LEADER, Role.HANDLER):
        with pytest.raises(NotYours):
            actions.audit(order.number, finding=Finding.TRUE, by=place.actor(role, "lake"), at=LATER + DAY)


@pytest.mark.req("R243")
def test_a_months_sample_is_drawn_once_by_a_kept_seed_and_visited_by_two_bodies(
    place: Town, requester: Party, drawn: Order, agent: Actor, supervisor: Actor
) -> None:
    closed(drawn, agent)
    for _ in range(11):
        order_at(OrderState.CLOSED, place, requester=requester.pk)
    april = datetime(2026, 4, 1, 1, tzinfo=AT.tzinfo)
    assert ticks.draw_month(april) == 10 and ticks.draw_month(april) == 0
    sample = Recheck.objects.get()
    assert (sample.month, sample.closed, sample.least) == (date(2026, 3, 1), 12, 10)
    numbers = Order.objects.filter(state=OrderState.CLOSED).values_list("number", flat=True)
    again = sampling.draw(sample.seed, numbers, share=sampling.Fraction(sample.share), least=sample.least)
    assert {i.order.number for i in sample.items.all()} == set(again), "anybody can repeat the draw"
    item = RecheckItem.objects.select_related("order").first()
    assert item is not None
    number = item.order.number
    actions.audit(number, finding=Finding.TRUE, by=agent, at=april)
    assert queries.audits(item.order) == [], "nobody sees the one before the other has spoken"
    actions.audit(number, finding=Finding.TRUE, by=supervisor, at=april + HOUR)
    assert {a.body for a in queries.audits(item.order)} == set(AuditBody)
    assert {a.item_id for a in Audit.objects.all()} == {item.pk}


# --- enterprise


def test_an_enterprises_order_shows_by_when_it_must_be_followed_up(place: Town, requester: Party) -> None:
    order = order_at(OrderState.REPLIED, place, requester=requester.pk, channel=Channel.ENTERPRISE)
    assert order.accepted_at
    assert queries.follow_up_by(order) == order.accepted_at + timedelta(hours=72)
    assert queries.follow_up_by(order_at(OrderState.REPLIED, place)) is None


# --- pages


PAGES = (
    "/followup/?tray=tell", "/followup/?tray=late", "/followup/?tray=divided", "/followup/figures/",
    "/followup/rechecks/", *(f"/followup/records/{what}/" for what in
    ("answers", "messages", "opt_outs", "sessions", "audits", "jobs")),
)  # fmt: skip


@pytest.mark.req("R123", part="first and final answers in one list; the conversion is counted elsewhere")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_the_room_opens(
    place: Town, drawn: Order, agent: Actor, leader: Actor, client: Client, language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: LATER + 3 * HOUR)
    actions.call(drawn.number, reached=False, centre="east", by=leader, at=LATER)
    ticks.run(LATER + HOUR)
    actions.rate(drawn.number, **YES, by=agent, at=LATER + HOUR)
    Silence.objects.create(party=drawn.requester, at=LATER)
    client.force_login(
        place.person(Role.FOLLOWUP_AGENT, "centre"), "django.contrib.auth.backends.ModelBackend"
    )
    client.cookies["jiesu_language"] = language
    for address in PAGES:
        assert client.get(address).status_code == 200, address
    assert drawn.number in client.get("/followup/records/answers/?first=1").content.decode()
    for verb in ("inform", "audit"):
        assert client.get(f"/followup/{drawn.number}/{verb}/").status_code == 200
    party = drawn.requester_id
    assert client.post(f"/followup/records/opt_outs/{party}/").status_code == 302
    assert not Silence.objects.exists()


def test_a_leader_calls_by_the_form_and_a_supervisor_audits_by_the_form(
    place: Town, drawn: Order, agent: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = closed(drawn, agent)
    monkeypatch.setattr(clock, "now", lambda: LATER + 4 * HOUR)
    client.force_login(place.person(Role.MAIN_LEADER, "lake"), "django.contrib.auth.backends.ModelBackend")
    assert order.number in client.get("/followup/calls/").content.decode()
    page = client.get(f"/followup/{order.number}/call/").content.decode()
    assert PHONE not in page and "样例东区指挥中心" in page
    said = {"reached": "on", "solved": "yes", "satisfied": "yes", "centre": "east", "note": ""}
    assert client.post(f"/followup/{order.number}/call/", said)["Location"] == "/followup/calls/"
    client.force_login(place.person(Role.SUPERVISOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/followup/{order.number}/audit/", {"finding": "true", "note": ""})
    assert answer["Location"] == "/followup/rechecks/" and Audit.objects.count() == 1
