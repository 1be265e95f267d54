"""How often the machine was right, measured on what people decided: category, unit and urgency."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.dispatch import accuracy, actions, queries, ticks
from jiesu.dispatch.accuracy import Guessed
from jiesu.dispatch.models import Trial
from jiesu.kit import clock
from jiesu.orders.face import Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Level, OrderState, RequestType, Role
from tests.builders import AT, Town, order_at

LATER = AT + timedelta(hours=1)
ALL = (AT - timedelta(days=1), AT + timedelta(days=2))
LIFT = "小区电梯坏了，物业一直不修电梯，老人下不了楼。"
ZH = {"Accept-Language": "zh-hans"}


def decided(place: Town, by: Actor, no: int, *, category: str = "", unit: str = "") -> Order:
    """An order whose reading was suggested, dispatched by a person as suggested or otherwise."""
    told = {"text": f"{no}号楼{LIFT}", "title": "电梯", "category": "", "request_type": RequestType.HELP}
    order = order_at(OrderState.ACCEPTED, place, **told)
    actions.refresh(by, at=LATER)
    first = queries.first_lead(queries.suggestion(order))  # type: ignore[arg-type]
    actions.dispatch(
        order.number, units=[unit or first["unit"]], category=category or first["category"], by=by, at=LATER
    )
    order.refresh_from_db()
    return order


@pytest.mark.req("R360")
def test_category_unit_and_urgency_are_measured_against_what_people_decided(
    place: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = place.actor(Role.DISPATCHER, "centre")
    same = [decided(place, by, no) for no in range(3)]
    other = next(code for code in queries_of(place) if code != same[0].category)
    elsewhere = decided(place, by, 9, category=other, unit="heat")
    assert ticks.run(LATER).startswith("4 readings compared")
    assert ticks.run(LATER) == ""
    whole = accuracy.whole(by, *ALL)
    assert whole is not None and whole.decided == 4 and whole.alone == 0
    assert whole.share(Guessed.CATEGORY) == Fraction(3, 4)
    assert whole.share(Guessed.UNIT) == Fraction(3, 4)
    levels = Fraction(sum(t.level == t.order.level for t in Trial.objects.select_related("order")), 4)
    assert whole.share(Guessed.LEVEL) == levels
    by_category = {row.key: row.share(Guessed.CATEGORY) for row in accuracy.by_category(by, *ALL)}
    assert by_category == {same[0].category: Fraction(1), other: Fraction(0)}
    (month,) = accuracy.by_month(by, *ALL)
    assert (month.key.year, month.key.month, month.right[Guessed.UNIT]) == (2026, 3, 3)
    (miss,) = accuracy.wrong(by, Guessed.CATEGORY, *ALL)
    assert miss.order == elsewhere and miss.category == same[0].category
    assert accuracy.whole(place.actor(Role.DISPATCHER, "west"), *ALL) is None
    monkeypatch.setattr(clock, "now", lambda: LATER)
    client.force_login(place.person(Role.DISPATCHER, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/dispatch/accuracy/?by=category", headers=ZH).content.decode()
    assert "75" in page and "紧急程度" in page
    missed = client.get("/dispatch/accuracy/unit/", headers=ZH).content.decode()
    assert elsewhere.number in missed and same[0].number not in missed
    assert client.get("/dispatch/accuracy/nothing/").status_code == 409


def test_the_level_is_read_blind_and_what_a_tag_raised_is_a_miss(place: Town) -> None:
    by = place.actor(Role.DISPATCHER, "centre")
    order = decided(place, by, 1)
    Order.objects.filter(pk=order.pk).update(level=Level.P1)
    ticks.run(LATER)
    trial = Trial.objects.get()
    assert trial.level and trial.level != Level.P1
    assert [t.order for t in accuracy.wrong(by, Guessed.LEVEL, *ALL)] == [order]


def test_what_the_machine_dispatched_itself_tests_nothing(place: Town) -> None:
    by = place.actor(Role.DISPATCHER, "centre")
    order = decided(place, by, 1)
    ticks.run(LATER)
    Trial.objects.update(automatic=True)
    whole = accuracy.whole(by, *ALL)
    assert whole is not None and (whole.decided, whole.alone) == (0, 1)
    assert whole.share(Guessed.UNIT) is None
    assert order not in [t.order for t in accuracy.wrong(by, Guessed.UNIT, *ALL)]


def test_an_order_of_long_ago_is_never_a_test(place: Town) -> None:
    decided(place, place.actor(Role.DISPATCHER, "centre"), 1)
    assert actions.try_reading(LATER + timedelta(days=2)) == 0


def queries_of(place: Town) -> list[str]:
    """The codes of the catalogue in force."""
    from jiesu.dispatch.board import Board

    return sorted(Board(LATER).catalogue.categories)
