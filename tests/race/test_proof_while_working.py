"""The ledger is proven while people go on working: what moves meanwhile is no fault, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import OrderState, Verb
from tests.builders import AT, order_at, town

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Meanwhile:
    """Lets another connection accept an order just before the first statement that reads this table."""

    def __init__(self, table: str, number: str) -> None:
        self.table, self.number, self.done = f'FROM "{table}"', number, False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.table in sql and "MAX(" not in sql and not self.done:
            self.done = True
            with ThreadPoolExecutor(1) as other:
                other.submit(self.accept).result(10)
        return execute(sql, params, many, context)

    def accept(self) -> None:
        try:
            orders.advance(self.number, Verb.ACCEPT, by=SYSTEM, at=AT + timedelta(hours=1))
        finally:
            connection.close()


def test_a_proof_finds_no_fault_in_an_order_that_moves_meanwhile() -> None:
    order = order_at(OrderState.RECORDED, town())
    meanwhile = Meanwhile("orders_order", order.number)
    with connection.execute_wrapper(meanwhile):
        report = orders.verify()
    assert meanwhile.done and report.faults == []
    assert orders.verify().holds


def test_a_rebuild_takes_nothing_back_from_an_order_that_moves_meanwhile() -> None:
    order = order_at(OrderState.RECORDED, town())
    Order.objects.filter(pk=order.pk).update(category="写错了")
    meanwhile = Meanwhile("orders_order", order.number)
    with connection.execute_wrapper(meanwhile):
        assert orders.rebuild(check=False).repaired == 1
    order.refresh_from_db()
    assert meanwhile.done and (order.state, order.category) == (OrderState.ACCEPTED, "供水")
    assert orders.verify().holds
