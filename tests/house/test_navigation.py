"""What the navigation offers is there, and opens for whoever it is offered to."""

from __future__ import annotations

import pytest
from django.urls import resolve, reverse

from jiesu.kit import nav
from jiesu.rules.reach import Actor, Seat
from jiesu.rules.terms import Role


@pytest.mark.parametrize("item", nav.items(), ids=lambda item: item.url_name)
def test_an_entry_of_the_navigation_has_an_address(item: nav.NavItem) -> None:
    assert reverse(item.url_name)


@pytest.mark.parametrize("item", nav.items(), ids=lambda item: item.url_name)
@pytest.mark.parametrize("role", list(Role))
def test_an_entry_is_offered_only_to_whom_its_door_opens(item: nav.NavItem, role: Role) -> None:
    actor = Actor("person:sample", "示例", (Seat(role),))
    door = resolve(reverse(item.url_name)).func.door
    assert door.lets_in(actor) or not item.opens_for(actor)
