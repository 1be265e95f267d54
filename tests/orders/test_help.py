"""The help page says what the tables say."""

from __future__ import annotations

import pytest
from django.test import Client

from jiesu.orders import help as guiding
from jiesu.rules import flow
from jiesu.rules.terms import AssignmentState, OrderState, Role, Verb
from tests.builders import Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample() -> Town:
    return town()


def test_every_state_has_its_box_and_every_step_its_line() -> None:
    for picture, states, steps in (
        (guiding.ORDER, OrderState, flow.ORDER_STEPS),
        (guiding.SHARE, AssignmentState, flow.ASSIGNMENT_STEPS),
    ):
        assert [node.state for node in picture.nodes] == list(states)
        assert len({(node.x, node.y) for node in picture.nodes}) == len(states)
        told = {(way.verb, str(card.state)) for card in picture.cards for way in (*card.ways, *card.stays)}
        assert told == {(verb, before) for verb, before in steps if before}


def test_a_person_reads_what_the_own_roles_may_do(sample: Town, client: Client) -> None:
    client.force_login(
        sample.person(Role.HANDLER, "lake"), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get("/orders/help/", headers={"Accept-Language": "zh-hans"}).content.decode()
    rest, _, mine = page.partition("我的角色可以做什么")
    assert "上门走访" in mine and "准予挂账" not in mine and "准予挂账" in rest
    assert guiding.may(sample.actor(Role.ADMIN, "centre")) == []
    held = dict(guiding.may(sample.actor(Role.HANDLER, "lake")))
    assert Verb.SUBMIT in held and Verb.SIGN not in held
