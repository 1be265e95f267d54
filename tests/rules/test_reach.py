"""Who may do which verb how far."""

from __future__ import annotations

import pytest

from jiesu.rules.reach import DESKS, MAY, SIGHT, SYSTEM, Actor, Seat, Target, can, check
from jiesu.rules.terms import Desk, Role, Verb
from jiesu.rules.verdict import Refusal

STREET = Target(unit="jxq", path="/c/d/jxq/", handler="person:h", requester="person:r", units=("/c/d/jxq/",))


def actor(role: Role, path: str, key: str = "person:x") -> Actor:
    return Actor(key, "x", (Seat(role, path.rstrip("/").rpartition("/")[2], path),))


def test_the_tables_speak_of_every_verb_desk_and_role() -> None:
    assert set(MAY) == set(Verb) and set(DESKS) == set(Desk) and set(SIGHT) == set(Role)


@pytest.mark.parametrize(
    ("role", "path", "verb", "may"),
    [
        (Role.REQUEST_CENTRE, "/c/d/jxq/", Verb.CLAIM, True),
        (Role.REQUEST_CENTRE, "/c/d/wj/", Verb.CLAIM, False),
        (Role.REQUEST_CENTRE, "/c/d/", Verb.REJECT, True),
        (Role.REQUEST_CENTRE, "/c/d/jxq/", Verb.REJECT, False),
        (Role.FOLLOWUP_AGENT, "/c/", Verb.RATE, True),
        (Role.FOLLOWUP_AGENT, "/e/", Verb.RATE, False),
        (Role.FOLLOWUP_AGENT, "/c/d/jxq/", Verb.RATE, False),
        (Role.ADMIN, "/", Verb.DISPATCH, False),
    ],
)
def test_a_role_reaches_as_far_as_the_table_says(role: Role, path: str, verb: Verb, may: bool) -> None:
    assert can(actor(role, path), verb, STREET) is may


def test_a_unit_may_not_follow_up_its_own_order() -> None:
    with pytest.raises(Refusal, match="may not follow it up itself"):
        check(actor(Role.FOLLOWUP_AGENT, "/c/d/jxq/"), Verb.RATE, STREET)


def test_the_handler_reaches_what_is_in_his_hands_and_nothing_else() -> None:
    assert can(actor(Role.HANDLER, "/c/d/jxq/", "person:h"), Verb.ACT, STREET)
    assert not can(actor(Role.HANDLER, "/c/d/jxq/", "person:other"), Verb.ACT, STREET)
    assert not can(actor(Role.HANDLER, "/c/d/jxq/", ""), Verb.ACT, Target())


def test_the_house_itself_reaches_everywhere_by_its_own_seat() -> None:
    assert check(SYSTEM, Verb.DISPATCH, STREET).role is Role.SYSTEM


def test_an_actor_sees_the_desks_of_his_roles() -> None:
    agent = actor(Role.AGENT, "/c/")
    assert agent.sees(Desk.INTAKE) and not agent.sees(Desk.FOLLOWUP)
    assert agent.holds(Role.AGENT) and not agent.holds(Role.HANDLER)
