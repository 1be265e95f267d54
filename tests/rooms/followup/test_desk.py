"""The follow-up desk and the pages of its verbs over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from jiesu.callers.models import Party
from jiesu.followup import actions
from jiesu.followup.models import Answer
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM
from jiesu.rules.sampling import Means
from jiesu.rules.terms import OrderState, Outcome, Role
from tests.builders import AT, Town, order_at
from tests.rooms.followup.conftest import PHONE

NOON = AT + timedelta(hours=3)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The house's clock stands at Monday noon."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return NOON


@pytest.fixture
def agent(place: Town, client: Client) -> Client:
    client.force_login(
        place.person(Role.FOLLOWUP_AGENT, "centre"), "django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture
def drawn(place: Town, requester: Party) -> Order:
    order = order_at(OrderState.REPLIED, place, requester=requester.pk)
    actions.draw(order.number, by=SYSTEM, at=AT + timedelta(hours=1), means=Means.CALL)
    return order


@pytest.mark.parametrize("tray", ["", "later", "sms", "decide", "done", "replied"])
def test_each_tray_of_the_desk_opens(agent: Client, drawn: Order, tray: str) -> None:
    page = agent.get("/followup/", {"tray": tray} if tray else {})
    assert page.status_code == 200
    assert (drawn.number in page.content.decode()) is (tray == "")


def test_the_list_of_the_desk_grows_in_rows_not_in_queries(
    agent: Client, place: Town, drawn: Order, django_assert_max_num_queries: object
) -> None:
    for _ in range(5):
        order = order_at(OrderState.REPLIED, place)
        actions.draw(order.number, by=SYSTEM, at=AT + timedelta(hours=1), means=Means.CALL)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = agent.get("/followup/")
    assert page.content.decode().count("柳荫社区三号楼停水") == 6


def test_the_script_asks_three_questions_and_shows_the_number_masked(agent: Client, drawn: Order) -> None:
    html = agent.get(f"/followup/{drawn.number}/rate/").content.decode()
    assert html.count("<fieldset") >= 3
    assert PHONE not in html and "138****0001" in html


def test_the_script_keeps_the_answers_and_goes_back_to_the_desk(agent: Client, drawn: Order) -> None:
    said = {"contacted": "yes", "solved": "no", "satisfied": "no", "reason": "仍然漏水", "idem": "k"}
    page = agent.post(f"/followup/{drawn.number}/rate/", said)
    assert page.status_code == 302 and page["Location"].startswith("/followup/")
    assert Answer.objects.get().outcome == Outcome.DOUBLE_NO
    again = agent.post(f"/followup/{drawn.number}/rate/", said)
    assert again.status_code == 302 and Answer.objects.count() == 1


def test_an_unanswered_question_comes_back_and_changes_nothing(agent: Client, drawn: Order) -> None:
    page = agent.post(f"/followup/{drawn.number}/rate/", {"contacted": "yes", "solved": "no"})
    assert page.status_code == 200 and not Answer.objects.exists()
    assert orders.find(drawn.number, SYSTEM).state == OrderState.DRAWN


def test_all_verbs_of_the_room_work_by_their_pages(agent: Client, place: Town, drawn: Order) -> None:
    base = f"/followup/{drawn.number}"
    for verb in ("draw", "attempt", "rate", "give_up", "rehandle", "close"):
        assert agent.get(f"{base}/{verb}/").status_code == 200
    assert agent.post(f"{base}/attempt/", {"result": "no_answer"}).status_code == 302
    assert agent.post(f"{base}/give_up/", {"idem": "a"}).status_code == 200, "too early: the page says so"
    assert (
        agent.post(f"{base}/rate/", {"contacted": "no", "solved": "no", "satisfied": "no"}).status_code == 302
    )
    assert agent.post(f"{base}/close/", {"idem": "b"}).status_code == 200, "a reason is missing"
    assert agent.post(f"{base}/rehandle/", {"idem": "c"}).status_code == 302
    assert orders.find(drawn.number, SYSTEM).round == 2
    other = order_at(OrderState.REPLIED, place)
    assert agent.post(f"/followup/{other.number}/draw/", {"means": "call"}).status_code == 302


def test_a_handler_does_not_enter_the_desk(place: Town, client: Client, drawn: Order) -> None:
    client.force_login(place.person(Role.HANDLER, "lake"), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/followup/").status_code == 403
    assert client.get(f"/followup/{drawn.number}/rate/").status_code == 403


def test_the_order_s_sheet_shows_the_rounds_of_answers(agent: Client, drawn: Order) -> None:
    actions.rate(drawn.number, contacted=True, solved="yes", satisfied="basically", by=SYSTEM, at=NOON)
    html = agent.get(f"/orders/{drawn.number}/").content.decode()
    assert "基本满意" in html and "双是" in html
