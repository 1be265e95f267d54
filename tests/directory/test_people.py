"""People become actors by their seats on a day; standing in is dated, explicit, and named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from jiesu.directory import actions, queries
from jiesu.rules import reach
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import Town, town

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def sample() -> Town:
    return town()


def roles(actor: reach.Actor) -> list[str]:
    return [f"{seat.unit}.{seat.role}" for seat in actor.seats]


def test_a_person_acts_by_the_seats_held_on_that_day(sample: Town) -> None:
    person = sample.person(Role.HANDLER, "lake")
    hill = sample.units["hill"]
    actions.give_seat(
        person, hill, Role.HANDLER, valid_from=TODAY + DAY, valid_to=TODAY + 2 * DAY, by=SYSTEM, at=AT
    )
    held = [roles(queries.actor_for(person, AT + n * DAY)) for n in range(4)]
    both = ["hill.handler", "lake.handler"]
    assert held == [["lake.handler"], both, both, ["lake.handler"]]


def test_the_day_of_a_seat_is_a_day_in_beijing(sample: Town) -> None:
    person = actions.add_person(login="new", name="样例新人", by=SYSTEM, at=AT)
    actions.give_seat(person, sample.units["lake"], Role.HANDLER, valid_from=TODAY, by=SYSTEM, at=AT)
    midnight = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    assert not queries.actor_for(person, midnight - timedelta(seconds=1)).seats
    assert queries.actor_for(person, midnight).seats


def test_an_actor_costs_one_query_and_two_when_standing_in(
    sample: Town, django_assert_num_queries: Any
) -> None:
    person = sample.person(Role.HANDLER, "lake")
    with django_assert_num_queries(1):
        queries.actor_for(person, AT)
    with django_assert_num_queries(2):
        queries.actor_for(person, AT, standing_in_for="lake.head")


def test_who_stands_in_holds_the_lent_seat_and_names_the_giver(sample: Town) -> None:
    giver, taker = sample.person(Role.AREA_LEADER, "lake"), sample.person(Role.HEAD, "lake")
    actions.delegate(
        giver, taker, unit=sample.units["lake"], valid_from=TODAY, valid_to=TODAY + DAY, by=SYSTEM, at=AT
    )
    plain = queries.actor_for(taker, AT)
    actor = queries.actor_for(taker, AT, standing_in_for=giver.login)
    assert not plain.holds(Role.AREA_LEADER) and plain.delegate_for == ""
    assert roles(actor) == ["lake.area_leader", "lake.head"]
    assert (actor.key, actor.delegate_for) == (taker.key, giver.key)
    target = reach.Target(unit="lake", path=sample.units["lake"].path)
    assert reach.check(actor, Verb.SIGN, target).role is Role.AREA_LEADER
    assert not queries.actor_for(taker, AT + 2 * DAY, standing_in_for=giver.login).delegate_for


def test_one_role_can_be_lent_alone(sample: Town) -> None:
    giver, taker = sample.person(Role.AREA_LEADER, "lake"), sample.person(Role.HEAD, "hill")
    lake = sample.units["lake"]
    actions.give_seat(giver, lake, Role.SUPERVISOR, by=SYSTEM, at=AT)
    actions.delegate(
        giver, taker, unit=lake, role=Role.SUPERVISOR, valid_from=TODAY, valid_to=TODAY, by=SYSTEM, at=AT
    )
    actor = queries.actor_for(taker, AT, standing_in_for=giver.login)
    assert roles(actor) == ["lake.supervisor", "hill.head"]


def test_what_the_giver_no_longer_holds_cannot_be_lent(sample: Town) -> None:
    giver, taker = sample.person(Role.AREA_LEADER, "lake"), sample.person(Role.HEAD, "lake")
    actions.delegate(giver, taker, unit=sample.units["lake"], valid_from=TODAY, valid_to=TODAY + 9 * DAY, by=SYSTEM,
                     at=AT)  # fmt: skip
    actions.dismiss(giver, on=TODAY, by=SYSTEM, at=AT)
    assert not queries.actor_for(taker, AT + DAY, standing_in_for=giver.login).delegate_for
    with pytest.raises(Refusal, match="holds no such seat"):
        actions.delegate(giver, taker, unit=sample.units["lake"], valid_from=TODAY + DAY, valid_to=TODAY + DAY,
                         by=SYSTEM, at=AT)  # fmt: skip


def test_a_delegation_that_was_taken_back_ends_at_once(sample: Town) -> None:
    giver, taker = sample.person(Role.HEAD, "lake"), sample.person(Role.HANDLER, "lake")
    lent = actions.delegate(giver, taker, unit=sample.units["lake"], valid_from=TODAY, valid_to=TODAY,
                            by=queries.actor_for(giver, AT), at=AT)  # fmt: skip
    actions.end_delegation(lent, by=queries.actor_for(taker, AT), at=AT)
    assert not queries.actor_for(taker, AT, standing_in_for=giver.login).delegate_for
    assert not queries.delegations_to(taker, AT).exists()


def test_nobody_lends_the_seat_of_another(sample: Town) -> None:
    giver, taker = sample.person(Role.MAIN_LEADER, "lake"), sample.person(Role.HANDLER, "lake")
    with pytest.raises(NotYours):
        actions.delegate(giver, taker, unit=sample.units["lake"], valid_from=TODAY, valid_to=TODAY,
                         by=queries.actor_for(taker, AT), at=AT)  # fmt: skip


@pytest.mark.req("R530", part="a leaver still counts")
def test_a_leaver_cannot_act_but_stays_in_the_record(sample: Town) -> None:
    person = sample.person(Role.HANDLER, "lake")
    actions.dismiss(person, on=TODAY, by=SYSTEM, at=AT)
    person.refresh_from_db()
    assert not queries.actor_for(person, AT).seats
    assert person not in queries.handlers_of(sample.units["lake"])
    assert [seat.valid_to for seat in queries.seats_of(person)] == [TODAY]


def test_the_handlers_of_a_unit_are_those_who_hold_that_seat_there(sample: Town) -> None:
    assert [p.login for p in queries.handlers_of(sample.units["lake"])] == ["lake.handler"]
    assert [p.login for p in queries.people_in(sample.units["west"])] == ["west.dispatcher"]


def test_a_seat_given_twice_is_one_seat(sample: Town) -> None:
    person, lake = sample.person(Role.HANDLER, "lake"), sample.units["lake"]
    assert actions.give_seat(person, lake, "办件人", by=SYSTEM, at=AT) == queries.seats_of(person).get()


def test_a_weak_password_is_refused_and_a_strong_one_lets_in(sample: Town, client: Any) -> None:
    person = sample.person(Role.HANDLER, "lake")
    me = queries.actor_for(person, AT)
    with pytest.raises(Refusal, match="too weak"):
        actions.set_password(person, "12345", by=me, at=AT)
    actions.set_password(person, "a much longer sample 9", by=me, at=AT)
    assert person.check_password("a much longer sample 9")
    with pytest.raises(NotYours):
        actions.set_password(sample.person(Role.HEAD, "lake"), "a much longer sample 9", by=me, at=AT)
