"""Which moments of which clocks pass, judged purely; and the law of the pending register."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jiesu.policy.files import law_files, read
from jiesu.policy.topics import Topic
from jiesu.rules import register
from jiesu.rules.clocks import MarkKind, Standing, crossed, near_from
from jiesu.rules.limits import is_near
from jiesu.rules.matters import Matter, When
from jiesu.rules.register import Obstacle
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import RequestType
from jiesu.rules.verdict import Refusal
from tests.rules.laws import moment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGUN = moment("2025-09-30 18:00")
OPEN = Standing(
    state=A.SENT, since=BEGUN, live=True, leads=True, dispatched=BEGUN, first_dispatched=BEGUN, accepted=BEGUN,
    due=BEGUN + 24 * HOUR, claim_due=BEGUN + HOUR / 2, contact_due=BEGUN + 2 * HOUR,
)  # fmt: skip


@cache
def law(topic: Topic) -> Any:
    folder = Path(__file__).resolve().parents[2] / "policies" / "beijing"
    return next(read(path).rules for path in law_files(folder) if path.parent.name == topic)


def passed(share: Standing, after: timedelta, *clocks: str) -> set[MarkKind]:
    found, _ = crossed(
        law(Topic.LIMITS), share, clocks=clocks, calendar=law(Topic.CALENDAR), at=BEGUN + after
    )
    return {m.kind for m in found}


def ahead(share: Standing, after: timedelta, *clocks: str) -> Any:
    return crossed(law(Topic.LIMITS), share, clocks=clocks, calendar=law(Topic.CALENDAR), at=BEGUN + after)[1]


def test_a_moment_passes_at_its_due_and_not_a_second_before() -> None:
    assert passed(OPEN, HOUR / 2 - timedelta(seconds=1)) == set()
    assert passed(OPEN, HOUR / 2) == {MarkKind.CLAIM}
    assert passed(replace(OPEN, claimed=BEGUN + HOUR / 2), HOUR) == set()
    assert passed(replace(OPEN, claimed=BEGUN + HOUR), 2 * HOUR) == {MarkKind.CLAIM, MarkKind.CONTACT}


def test_the_watch_always_knows_the_next_moment_and_none_when_all_is_done() -> None:
    assert ahead(OPEN, timedelta()) == BEGUN + HOUR / 2
    claimed = replace(OPEN, state=A.CLAIMED, claimed=BEGUN)
    assert ahead(claimed, timedelta(), "dispatch_hour") == BEGUN + HOUR
    assert ahead(claimed, timedelta()) == BEGUN + 2 * HOUR
    assert ahead(replace(OPEN, state=A.SIGNED, live=False, signed=BEGUN), HOUR) is None


def test_near_means_the_same_to_the_watch_and_to_the_lists() -> None:
    begins = near_from(law(Topic.LIMITS), since=BEGUN, due=BEGUN + 24 * HOUR)
    assert begins == BEGUN + 18 * HOUR
    for seconds in (-1, 1):
        at = begins + timedelta(seconds=seconds)
        assert is_near(law(Topic.LIMITS), since=BEGUN, due=BEGUN + 24 * HOUR, at=at) is (seconds > 0)


def test_a_clock_that_stands_has_neither_a_near_nor_a_late_moment_but_an_end() -> None:
    paused = replace(OPEN, state=A.PAUSED, due=None, paused=BEGUN + HOUR, claimed=BEGUN, contacted=BEGUN)
    assert passed(paused, 30 * HOUR) == set()
    assert MarkKind.PAUSE_END in passed(paused, 6 * DAY)


def test_a_successful_objection_leaves_the_unit_without_a_mark() -> None:
    assert passed(replace(OPEN, state=A.RECALLED, live=False), 9 * DAY) == set()


@pytest.mark.parametrize(("result", "missed"), [(None, True), (HOUR, False), (2 * HOUR, True)])
def test_the_first_recorded_result_stops_the_clock_of_results(result: timedelta | None, missed: bool) -> None:
    share = replace(OPEN, claimed=BEGUN, contacted=BEGUN, result=BEGUN + result if result else None)
    assert (MarkKind.RESULT in passed(share, 3 * HOUR, "epidemic_hour")) is missed


MATTER = Matter(RequestType.HELP, text="老旧管线改造")


@pytest.mark.req("R148", part="the judgement")
def test_only_what_the_law_names_enters_the_register() -> None:
    rules = law(Topic.REGISTER)
    assert set(rules.scope) == set(Obstacle) and len(rules.procedure) >= 3
    narrow = replace(
        rules,
        scope={Obstacle.COURT: replace(rules.scope[Obstacle.COURT], when=When(words=frozenset({"房产证"})))},
    )
    with pytest.raises(Refusal):
        register.admit(narrow, Obstacle.FUNDING, MATTER)
    with pytest.raises(Refusal):
        register.admit(narrow, Obstacle.COURT, MATTER)
    assert register.admit(rules, Obstacle.FUNDING, MATTER).clause


@pytest.mark.parametrize(("standing", "orders", "room"), [(0, 3, 1), (4, 100, 1), (0, 100, 5), (9, 200, 1)])
def test_five_in_a_hundred_may_stand_in_the_register(standing: int, orders: int, room: int) -> None:
    assert register.check_room(law(Topic.REGISTER), standing=standing, orders=orders).value == room
    with pytest.raises(Refusal):
        register.check_room(law(Topic.REGISTER), standing=standing + room, orders=orders)
