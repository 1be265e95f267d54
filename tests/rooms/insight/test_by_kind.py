"""分类管理: every list of orders narrows by kind of request, and the kinds stand side by side."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.dispatch import figures as dispatching
from jiesu.followup import actions as followup
from jiesu.followup import figures as following
from jiesu.handling import queries as handling
from jiesu.insight import by_kind
from jiesu.intake import queries as intake
from jiesu.kit import clock
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, OrderState, RequestType, Role, Satisfied, Solved
from tests.builders import AT, Town, order_at, share_at, town
from tests.rooms.handling.test_evidence import log_in

LISTS = [
    ("centre.agent", "/intake/"), ("centre.agent", "/intake/pressed/"), ("centre.agent", "/intake/marked/"),
    ("centre.dispatcher", "/dispatch/"), ("centre.dispatcher", "/dispatch/objections/"),
    ("lake.request_centre", "/dispatch/opinions/"), ("lake.request_centre", "/handling/"),
    ("lake.request_centre", "/handling/centre/"), ("lake.request_centre", "/handling/asked/"),
    ("lake.head", "/handling/led/"), ("lake.head", "/handling/ledgers/"), ("lake.head", "/handling/agenda/"),
    ("lake.head", "/handling/limits/"), ("lake.head", "/handling/register/"), ("lake.head", "/handling/warnings/"),
    ("east.request_centre", "/handling/applications/"), ("lake.request_centre", "/whistle/"),
    ("centre.followup_agent", "/followup/"), ("lake.main_leader", "/followup/calls/"),
    ("east.supervisor", "/supervision/"), ("east.supervisor", "/supervision/norms/"),
    ("lake.main_leader", "/supervision/lists/key/"), ("centre.assessor", "/assessment/exclusions/"),
    ("lake.head", "/assessment/exclusions/neither/"), ("lake.head", "/insight/orders/"), ("lake.head", "/orders/"),
]  # fmt: skip


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


@pytest.mark.req("R088")
@pytest.mark.parametrize(("login", "address"), LISTS, ids=[address for _login, address in LISTS])
def test_every_list_of_orders_asks_for_the_kind(
    place: Town, client: Client, login: str, address: str
) -> None:
    log_in(client, login)
    page = client.get(address)
    assert page.status_code == 200 and 'name="type"' in page.content.decode()
    assert client.get(f"{address}?type=praise").status_code == 200


@pytest.mark.req("R088")
@pytest.mark.parametrize(
    ("login", "address", "state"),
    [
        ("centre.agent", "/intake/", OrderState.RECORDED), ("centre.dispatcher", "/dispatch/", OrderState.ACCEPTED),
        ("lake.head", "/handling/limits/", OrderState.DISPATCHED), ("lake.head", "/insight/orders/", OrderState.RATED),
        ("lake.head", "/followup/calls/", OrderState.RATED),
    ],
)  # fmt: skip
def test_what_is_asked_for_by_kind_leaves_by_kind(
    place: Town, client: Client, login: str, address: str, state: OrderState
) -> None:
    at = clock.now() - timedelta(hours=2)
    plain = order_at(state, place, request_type=RequestType.COMPLAINT, at=at)
    other = order_at(state, place, request_type=RequestType.HELP, at=at)
    log_in(client, login)
    page = client.get(f"{address}?type=complaint&format=json").content.decode()
    assert plain.number in page and other.number not in page
    csv = b"".join(client.get(f"{address}?type=complaint&format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert plain.number in csv and other.number not in csv


@pytest.mark.req("R088")
def test_the_kinds_stand_side_by_side_with_their_figures(place: Town, client: Client) -> None:
    at = clock.now() - timedelta(hours=2)
    order_at(OrderState.RATED, place, request_type=RequestType.COMPLAINT, at=at)
    share_at(AssignmentState.CLAIMED, place, request_type=RequestType.COMPLAINT, at=at - timedelta(days=3))
    order_at(OrderState.ANSWERED, place, request_type=RequestType.INQUIRY, at=at)
    actor = place.actor(Role.SUPERVISOR, "centre")
    rows = by_kind.by_kind(actor, at - timedelta(days=5), clock.now(), clock.now())
    rows_by = {row.kind: row for row in rows}
    assert set(rows_by) == set(RequestType)
    grieved, asked = rows_by[RequestType.COMPLAINT], rows_by[RequestType.INQUIRY]
    assert (grieved.received, grieved.replied, grieved.late, grieved.valid) == (2, 1, 1, 1)
    assert grieved.solved == Fraction(1) and (asked.received, asked.answered, asked.solved) == (1, 1, None)
    west = place.actor(Role.DISPATCHER, "west")
    assert not any(
        row.received for row in by_kind.by_kind(west, at - timedelta(days=5), clock.now(), clock.now())
    )
    log_in(client, "lake.head")
    page = client.get("/insight/kinds/").content.decode()
    assert "投诉" in page and "type=complaint" in page
    csv = b"".join(client.get("/insight/kinds/?format=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert len(csv.splitlines()) == 2 + len(RequestType), "heads, kinds, stamp"


FIGURES = [
    ("centre.agent", "/intake/figures/", ""), ("centre.agent", "/intake/figures/", "by=source"),
    ("centre.dispatcher", "/dispatch/figures/", ""), ("centre.dispatcher", "/dispatch/accuracy/", ""),
    ("lake.head", "/handling/on_time/", ""), ("lake.request_centre", "/whistle/figures/", ""),
    ("lake.request_centre", "/whistle/figures/", "by=department"), ("centre.followup_agent", "/followup/figures/", ""),
    ("lake.head", "/insight/pivot/", ""), ("lake.head", "/insight/growth/", ""), ("lake.head", "/insight/means/", ""),
    ("lake.head", "/insight/years/", ""), ("east.supervisor", "/supervision/effects/", ""),
]  # fmt: skip


@pytest.mark.req("R088")
@pytest.mark.parametrize(("login", "address", "asked"), FIGURES, ids=[f"{a}?{q}" for _login, a, q in FIGURES])
def test_all_figures_ask_for_the_kind(
    place: Town, client: Client, login: str, address: str, asked: str
) -> None:
    share_at(AssignmentState.CLAIMED, place, request_type=RequestType.COMPLAINT, at=clock.now())
    log_in(client, login)
    page = client.get(f"{address}?{asked}").content.decode()
    assert 'name="type"' in page
    chosen = client.get(f"{address}?{asked}&type=complaint")
    assert chosen.status_code == 200 and 'value="complaint" selected' in chosen.content.decode()
    assert client.get(f"{address}?{asked}&type=nothing").status_code == 200


@pytest.mark.req("R088")
def test_the_figures_of_one_kind_are_those_of_its_orders(place: Town) -> None:
    at, kinds = clock.now() - timedelta(hours=2), (RequestType.COMPLAINT, RequestType.HELP)
    for kind, n in zip(kinds, (2, 1), strict=True):
        for _ in range(n):
            order = order_at(OrderState.DRAWN, place, request_type=kind, at=at)
            followup.rate(
                order.number,
                contacted=True,
                solved=Solved.YES,
                satisfied=Satisfied.YES,
                by=SYSTEM,
                at=clock.now(),
            )
    share_at(AssignmentState.WHISTLED, place, request_type=RequestType.COMPLAINT, at=at)
    actor, span = (
        place.actor(Role.SUPERVISOR, "centre"),
        (at - timedelta(days=1), clock.now() + timedelta(days=1)),
    )

    def counted(kind: str) -> tuple[int, ...]:
        sent = dispatching.rows(actor, *span, kind)
        tallies = intake.tallies(actor, intake.By.CHANNEL, *span, kind)
        kept = handling.on_time(actor, *span, clock.now(), kind)
        return (
            sum(row.total for row in sent), dispatching.sums(actor, *span, sent, kind).orders,
            following.figures(*span, kind).valid, sum(t.received for t in tallies),
            sum(row.measures["claim"].due for row in kept),
        )  # fmt: skip

    every, told = counted(""), [counted(str(kind)) for kind in kinds]
    assert told == [(3, 3, 2, 3, 3), (1, 1, 1, 1, 1)]
    assert every == tuple(map(sum, zip(*told, strict=True)))
