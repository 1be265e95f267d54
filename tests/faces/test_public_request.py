"""The public pages of one request: its state in words, the reply, and what the requester may do with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jiesu.callers.models import Party
from jiesu.followup.models import Answer
from jiesu.handling import actions as handling
from jiesu.handling.kinds import Reached, Result, Way
from jiesu.intake import actions as intake
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.public import queries
from jiesu.public.words import AT_STEP, SENTENCES
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.terms import AssignmentState, Desk, OrderState, Role, Verb
from tests.builders import AT, Town, order_at, share_at
from tests.faces.citizen import EN, ZH, file, page_of, replied


def test_every_state_has_its_words() -> None:
    assert set(SENTENCES) == set(OrderState)
    assert set(OrderState) - set(AT_STEP) == FINAL_STATES - {OrderState.CLOSED}


@pytest.mark.parametrize("headers", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("state", list(OrderState), ids=str)
def test_every_state_is_shown(
    state: OrderState, headers: dict[str, str], place: Town, client: Client
) -> None:
    order = order_at(state, place)
    page = page_of(client, order, headers)
    assert str(SENTENCES[state]) in page or headers is ZH
    assert order.number in page and page.count('class="stage ') in (2, 5)


def test_the_steps_show_what_is_done_and_what_comes(place: Town) -> None:
    stands = {
        state: [stage.stands for stage in queries.progress(order_at(state, place)).stages]
        for state in (OrderState.RECORDED, OrderState.DISPATCHED, OrderState.CLOSED, OrderState.WITHDRAWN)
    }
    assert stands[OrderState.RECORDED] == ["now", "later", "later", "later", "later"]
    assert stands[OrderState.DISPATCHED] == ["done", "done", "now", "later", "later"]
    assert stands[OrderState.CLOSED] == ["done"] * 5 and stands[OrderState.WITHDRAWN] == ["done", "done"]


def test_a_reply_is_shown_only_when_it_was_signed_off(place: Town, client: Client) -> None:
    share = share_at(AssignmentState.ASSIGNED, place)
    handler = place.actor(Role.HANDLER, "lake")
    at = AT + timedelta(hours=1)
    handling.contact(share.order.number, share=1, way=Way.PHONE, reached=Reached.REACHED, by=handler, at=at)
    handling.submit(share.order.number, share=1, result=Result.SOLVED, text="草稿答复", by=handler, at=at)
    assert "草稿答复" not in page_of(client, share.order)
    page = page_of(client, replied(place))
    assert "水管已修好" in page and "样例湖滨街道" in page


def test_of_a_confidential_request_neither_words_nor_reply_are_shown(place: Town, client: Client) -> None:
    order = replied(place, confidential=True)
    page = page_of(client, order)
    assert "保密诉求" in page and order.text not in page and "水管已修好" not in page


def rated(client: Client, order: Order, **told: str) -> Any:
    sent = {
        "number": order.number,
        "contacted": "yes",
        "solved": "yes",
        "satisfied": "basically",
        "idem": "r",
    }
    return client.post("/public/request/rate/", sent | told, headers=ZH)


@pytest.mark.parametrize("nameless", [False, True], ids=["by party", "nameless"])
def test_the_requester_rates_the_reply(nameless: bool, place: Town, client: Client) -> None:
    party = Party.objects.create(kind="person", name_hash=b"", first_seen=AT)
    order = replied(place, **({} if nameless else {"requester": party.pk}))
    page_of(client, order)
    assert [rated(client, order, reason="修得快").status_code for _ in range(2)] == [302, 302]
    order.refresh_from_db()
    answer, event = Answer.objects.get(order=order), orders.timeline(order)[-1]
    assert (order.state, order.outcome, answer.means) == ("rated", "double_yes", "web")
    assert event.verb == Verb.RATE and event.seat == Role.REQUESTER
    assert event.by == (f"order:{order.number}" if nameless else f"party:{party.pk}")


def test_a_rating_needs_all_three_answers_and_a_reply(place: Town, client: Client) -> None:
    order = replied(place)
    page_of(client, order)
    assert rated(client, order, satisfied="").status_code == 422
    early = order_at(OrderState.DISPATCHED, place)
    page = page_of(client, early)
    assert 'action="/public/request/rate/"' not in page
    assert rated(client, early).status_code == 422 and not Answer.objects.exists()


def test_a_form_of_another_window_changes_nothing(place: Town, client: Client) -> None:
    one, two = replied(place), replied(place)
    page_of(client, two)
    assert rated(client, one).status_code == 422 and not Answer.objects.exists()


def test_the_requester_adds_words(place: Town, client: Client) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    page_of(client, order)
    sent = {"number": order.number, "text": "又停了", "idem": "s"}
    assert [client.post("/public/request/supplement/", sent).status_code for _ in range(2)] == [302, 302]
    assert [e.verb for e in orders.timeline(order)].count("supplement") == 1


def test_a_request_is_taken_back_until_the_unit_has_replied(place: Town, client: Client) -> None:
    for state, status in (
        (OrderState.ACCEPTED, 302),
        (OrderState.DISPATCHED, 302),
        (OrderState.REPLIED, 422),
    ):
        order = order_at(state, place)
        assert ("撤回诉求" in page_of(client, order)) is (status == 302)
        answer = client.post(
            "/public/request/withdraw/", {"number": order.number, "reason": "已解决"}, headers=ZH
        )
        assert answer.status_code == status
    assert Order.objects.filter(state=OrderState.WITHDRAWN).count() == 2


@pytest.mark.req("R014")
def test_opinions_and_suggestions_come_in_by_the_same_door_into_the_same_tray(
    place: Town, client: Client
) -> None:
    file(client, text="建议增设公交站", request_type="suggestion")
    order = Order.objects.get()
    assert order.request_type == "suggestion"
    assert order in orders.tray(Desk.INTAKE, place.actor(Role.AGENT, "centre"))


def test_asking_again_stays_with_the_request_and_is_counted(place: Town, client: Client) -> None:
    order = order_at(OrderState.DISPATCHED, place)
    assert "催单" in page_of(client, order)
    for _ in range(2):
        sent = {"number": order.number, "text": "还没有人联系我", "idem": "once"}
        assert client.post("/public/request/press/", sent, headers=ZH).status_code == 302
    order.refresh_from_db()
    assert order.pressed == 1 and Order.objects.count() == 1


def test_a_divided_request_shows_its_matters_with_numbers_and_codes(place: Town, client: Client) -> None:
    agent = place.actor(Role.AGENT, "centre")
    whole = order_at(OrderState.RECORDED, place)
    first, second = intake.split(
        whole.number,
        [intake.Piece(text="停水两天"), intake.Piece(text="路灯坏了")],
        by=agent,
        at=AT + timedelta(hours=1),
    )
    page = page_of(client, whole)
    for part in (first, second):
        assert part.number in page and orders.tracking_code(part.number) in page


@pytest.mark.parametrize("path", ["supplement", "press", "withdraw", "rate"])
def test_without_an_opened_request_nothing_is_done(path: str, place: Town, client: Client) -> None:
    assert client.post(f"/public/request/{path}/", {"number": "1"})["Location"] == "/public/track/"


def test_opened_pages_are_kept_nowhere(place: Town, client: Client) -> None:
    order = order_at(OrderState.RECORDED, place)
    page_of(client, order)
    for path in ("request", "filed", "track", "file"):
        assert "no-store" in client.get(f"/public/{path}/")["Cache-Control"]
