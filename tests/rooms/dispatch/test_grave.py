"""突发、群体、极端: from the words over the tag to police and local government; 疫情: from the tag to its hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiesu.directory.kinds import UnitKind
from jiesu.dispatch import actions
from jiesu.dispatch.suggesting import SENSITIVE
from jiesu.handling import actions as handling
from jiesu.handling import queries as handled
from jiesu.handling.kinds import ActionKind
from jiesu.intake import actions as intake
from jiesu.intake import warnings
from jiesu.intake.drafts import Draft
from jiesu.intake.words import Tag
from jiesu.orders import face as orders
from jiesu.orders.face import Mark, Order
from jiesu.policy import queries as policy
from jiesu.rules import limits
from jiesu.rules.clocks import MarkKind
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Level, OrderState, Role
from jiesu.rules.verdict import Refusal
from tests.builders import AT, Town, order_at
from tests.rooms.dispatch.test_ways import add_unit, modes

pytestmark = pytest.mark.usefixtures("nobody_checks")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = AT + timedelta(minutes=10)


@pytest.mark.req("R027")
@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("柳荫社区三号楼着火了，快来人。", Tag.SUDDEN),
        ("柳荫社区居民集体讨薪，已经聚集。", Tag.MASS),
        ("再不解决我就要跳楼。", Tag.EXTREME),
    ],
    ids=["sudden", "mass", "extreme"],
)
def test_words_propose_a_person_confirms_and_police_and_government_get_it_together(
    place: Town, text: str, tag: Tag
) -> None:
    add_unit(place, "ga", "样例公安分局", UnitKind.POLICE, "east", "d-east")
    agent, sender = place.actor(Role.AGENT, "centre"), place.actor(Role.DISPATCHER, "centre")
    assert str(tag) in {one.tag for one in warnings.proposed(text, AT)}
    order = intake.record(Draft(text=text, phone="13800000001", area="c-willow"), by=agent, at=AT)
    assert order.tags == [], "the machine sets none of them"
    category = str(orders.timeline(order)[0].facts.get("read", ""))
    intake.accept(order.number, tags=(tag,), category=category, by=agent, at=AT)
    assert str(tag) in SENSITIVE
    actions.automatic(LATER)
    assert orders.find(order.number, SYSTEM).state == OrderState.ACCEPTED, "never by a machine"
    with pytest.raises(Refusal, match="together, or say why"):
        actions.dispatch(order.number, units=["lake"], by=sender, at=LATER)
    actions.dispatch(order.number, units=["ga", "east"], by=sender, at=LATER)
    assert modes(order) == [("ga", "lead", "dual_order"), ("east", "assist", "dual_order")]


def epidemic(place: Town) -> Order:
    """An order tagged epidemic-related and dispatched by hand."""
    agent, sender = place.actor(Role.AGENT, "centre"), place.actor(Role.DISPATCHER, "centre")
    order = order_at(OrderState.RECORDED, place, text="请问小区何时解封。", title="解封", level=None)
    intake.accept(order.number, tags=(Tag.EPIDEMIC,), by=agent, at=AT)
    actions.dispatch(order.number, units=["lake"], by=sender, at=AT)
    return orders.find(order.number, SYSTEM)


@pytest.mark.req("R022")
def test_the_tag_of_an_epidemic_brings_its_hour_its_breach_and_its_place_in_the_assessment(
    place: Town,
) -> None:
    quick, slow = epidemic(place), epidemic(place)
    law = policy.in_force("limits", AT).rules
    clock = law.clocks["epidemic_hour"]
    assert clock.ruleset == "高效运转" and "epidemic_hour" in limits.clocks_for(law, orders.matter_of(quick))
    assert quick.level == Level.P2
    centre, handler = place.actor(Role.REQUEST_CENTRE, "lake"), place.actor(Role.HANDLER, "lake")
    handling.claim(quick.number, share=1, by=centre, at=LATER)
    handling.assign(quick.number, share=1, handler="lake.handler", by=centre, at=LATER)
    handling.contact(quick.number, share=1, way="phone", reached="reached", by=handler, at=LATER)  # type: ignore[arg-type]
    handling.act(quick.number, share=1, kind=ActionKind.TALK, note="已答复", by=handler, at=LATER)
    orders.watch(AT + HOUR - timedelta(seconds=1))
    assert not Mark.objects.filter(kind=MarkKind.RESULT).exists()
    orders.watch(AT + HOUR)
    assert [mark.order_id for mark in Mark.objects.filter(kind=MarkKind.RESULT)] == [slow.pk]
    (row,) = handled.on_time(place.actor(Role.SUPERVISOR, "centre"), AT - DAY, AT + DAY, AT + 2 * HOUR)
    counted = row.measures["result"]
    assert (counted.due, counted.kept, str(counted.share)) == (2, 1, "1/2")
    plain = order_at(OrderState.ACCEPTED, place, text="楼道堆物。", title="楼道堆物", level=None)
    actions.dispatch(plain.number, units=["lake"], by=place.actor(Role.DISPATCHER, "centre"), at=AT)
    orders.watch(AT + 2 * HOUR)
    assert Mark.objects.filter(kind=MarkKind.RESULT).count() == 1
