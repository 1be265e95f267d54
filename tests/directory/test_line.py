"""条块关系: a unit stands in its territory and in its line of business, and an order with it in both."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from jiesu.directory import queries
from jiesu.directory.bring import import_file
from jiesu.directory.models import Unit
from jiesu.orders import face as orders
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import OrderState, Role, Verb
from jiesu.rules.verdict import NotYours
from tests.builders import AT, Town, order_at, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def lined() -> Town:
    """The housing bureau of the district guides the lake street's community in its line."""
    made = town()
    Unit.objects.filter(code="willow").update(line=made.units["housing"])
    Unit.objects.filter(code="housing").update(line=made.units["heat"])
    return made


@pytest.mark.req("R217", part="both trees, and an order in both by its unit")
def test_an_order_belongs_to_a_territory_and_to_a_line(lined: Town) -> None:
    order = order_at(OrderState.DISPATCHED, lined, unit="willow")
    unit = orders.find(order.number, SYSTEM).lead
    assert unit is not None
    assert [u.code for u in queries.line_of(unit)] == ["centre", "east", "lake"]
    assert [u.code for u in queries.line_above(unit)] == ["housing", "heat"]
    assert [u.code for u in queries.on_line(lined.units["heat"])] == ["housing", "willow"]


@pytest.mark.req("R217")
@pytest.mark.parametrize("role", [Role.HEAD, Role.REQUEST_CENTRE, Role.MAIN_LEADER], ids=str)
def test_a_department_sees_the_orders_of_its_line_and_does_nothing_on_them(lined: Town, role: Role) -> None:
    order = order_at(OrderState.DISPATCHED, lined, unit="willow")
    other = order_at(OrderState.DISPATCHED, lined, unit="hill")
    department = lined.actor(role, "housing")
    assert list(orders.visible_to(department)) == [order]
    assert orders.open_verbs_for(order, department) == ()
    share = orders.shares_of(order)[0]
    assert orders.open_verbs_for(order, department, share) == ()
    with pytest.raises(NotYours):
        orders.advance(order.number, Verb.CLAIM, share=1, by=department, at=AT + timedelta(hours=1))
    token = queries.token(lined.person(role, "housing"))
    machine = queries.actor_by_token(token, AT)
    assert machine is not None and machine.seats == department.seats
    assert not orders.visible_to(lined.actor(role, "hill")).filter(pk=order.pk).exists()
    assert orders.visible_to(lined.actor(role, "hill")).filter(pk=other.pk).exists()


@pytest.mark.req("R217")
def test_who_handles_or_administers_in_the_department_sees_no_more_than_before(lined: Town) -> None:
    order_at(OrderState.DISPATCHED, lined, unit="willow")
    assert not orders.visible_to(lined.actor(Role.HANDLER, "housing"))


def test_a_ring_of_lines_ends_and_no_unit_guides_itself(lined: Town) -> None:
    Unit.objects.filter(code="heat").update(line=lined.units["willow"])
    assert len(queries.line_above(Unit.objects.get(code="willow"))) == 2
    assert len(queries.on_line(Unit.objects.get(code="willow"))) == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(code="hill").update(line=lined.units["hill"])


def test_the_line_comes_with_the_file_and_stands_on_the_units_page(lined: Town, client: Client) -> None:
    rows = "编码,名称,类别,上级,业务指导单位\nwillow,样例柳荫社区,community,lake,heat\n"
    by = lined.actor(Role.ADMIN, "centre")
    import_file(io.BytesIO(rows.encode()), name="units.csv", what="units", by=by, at=AT)
    assert Unit.objects.get(code="willow").line == lined.units["heat"]
    client.force_login(lined.person(Role.ADMIN, "centre"), "django.contrib.auth.backends.ModelBackend")
    assert "样例柳荫社区" in client.get("/directory/units/heat/").content.decode()
