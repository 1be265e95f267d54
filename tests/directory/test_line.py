"""条块关系: a unit stands in its territory and in its line of business, and an order with it in both."""

from __future__ import annotations

import io

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from jiesu.directory import queries
from jiesu.directory.bring import import_file
from jiesu.directory.models import Unit
from jiesu.orders import face as orders
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import OrderState, Role
from tests.builders import AT, Town, order_at, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def lined() -> Town:
    """The housing bureau of the district guides the lake street's community in its line."""
    made = town()
    Unit.objects.filter(code="willow").update(line=made.units["housing"])
    Unit.objects.filter(code="housing").update(line=made.units["heat"])
    return made


@pytest.mark.req(
    "R217", part="both trees, and an order in both by its unit; sight along the line is not given"
)
def test_an_order_belongs_to_a_territory_and_to_a_line(lined: Town) -> None:
    order = order_at(OrderState.DISPATCHED, lined, unit="willow")
    unit = orders.find(order.number, SYSTEM).lead
    assert unit is not None
    assert [u.code for u in queries.line_of(unit)] == ["centre", "east", "lake"]
    assert [u.code for u in queries.line_above(unit)] == ["housing", "heat"]
    assert [u.code for u in queries.on_line(lined.units["heat"])] == ["housing", "willow"]


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
