"""The law of supervision and its side machines, without a database."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction

import pytest

from jiesu.rules import registers as reg
from jiesu.rules import supervision as sup
from jiesu.rules.reach import SYSTEM, Actor, Seat
from jiesu.rules.registers import ENDED, KEEPS, OF_HOUSE, STEPS, EntryState, Register, Step
from jiesu.rules.spans import Span
from jiesu.rules.supervision import ItemState, Subject, Supervision, Track
from jiesu.rules.terms import Channel, Grade, Level, Outcome, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.rules.laws import CALENDAR, moment

S = Span.parse


def law(**change: object) -> Supervision:
    usual: dict[str, object] = {
        "tracks": {
            Track.LEADERS: sup.TrackLine(frozenset(list(Subject)[:5])),
            Track.CENTRE: sup.TrackLine(frozenset(list(Subject)[5:9])),
            Track.INSPECTION: sup.TrackLine(frozenset(list(Subject)[9:])),
        },
        "answers": {
            Verb.URGE: sup.Answer(S("24 h"), by_reply=True),
            Verb.SUPERVISE: sup.Answer(S("2 d"), clause="clause"),
            Verb.INVESTIGATE: sup.Answer(S("3 d")),
        },
        "sample": sup.Part(Fraction(1, 20), 10), "group": 3, "lagging": sup.Part(Fraction(1, 10), 3),
        "review_levels": ("a", "b", "c"), "review_within": S("10 d"),
        "meeting": sup.Meeting(3, frozenset({Grade.VERY_HARD})), "recurrence_after": S("30 d"),
        "promises_after": S("1 d"), "board": time(23), "repeated": 2, "frequent": 10, "crowded": 10,
        "key": sup.Key(frozenset({"mass"}), frozenset({Level.P1}), frozenset({Grade.HARD}), 3),
    }  # fmt: skip
    return Supervision(**(usual | change))  # type: ignore[arg-type]


def test_a_law_names_every_subject_once_and_every_kind() -> None:
    with pytest.raises(ValueError, match="subject"):
        twice = {Track.CENTRE: sup.TrackLine(frozenset({Subject.TIME}))}
        law(tracks={Track.LEADERS: sup.TrackLine(frozenset(Subject))} | twice)
    with pytest.raises(ValueError, match="answer"):
        law(answers={Verb.URGE: sup.Answer(S("1 h"))})
    with pytest.raises(ValueError, match="weekday"):
        sup.Meeting(8, frozenset())


@pytest.mark.parametrize("state", list(ItemState), ids=str)
@pytest.mark.parametrize("verb", [Verb.EXPLAIN, Verb.CONFIRM, Verb.INSIST], ids=str)
def test_an_item_goes_only_where_its_table_says(state: ItemState, verb: Verb) -> None:
    if (verb, state) in sup.ITEM_STEPS:
        assert sup.item_step(state, verb) is sup.ITEM_STEPS[verb, state]
    else:
        with pytest.raises(Refusal):
            sup.item_step(state, verb)


def test_no_step_of_an_item_closes_it_without_verification() -> None:
    assert ItemState.CLOSED not in sup.ITEM_STEPS.values()


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        ({"channel": Channel.LEADER}, Subject.ASSIGNED),
        ({"channel": Channel.MEDIA, "outcome": Outcome.DOUBLE_NO}, Subject.MEDIA),
        ({"channel": Channel.PHONE, "outcome": Outcome.MIXED}, Subject.RESULT),
        ({"channel": Channel.PHONE, "pressed": 2}, Subject.REPEATED),
        ({"channel": Channel.PHONE, "overdue": True}, Subject.TIME),
        ({"channel": Channel.PHONE}, Subject.KEY_AREA),
    ],
)
def test_the_order_suggests_its_subject(asked: dict[str, object], subject: Subject) -> None:
    assert sup.subject_of(law(), **asked) is subject  # type: ignore[arg-type]


def test_a_unit_answers_by_the_law() -> None:
    since = moment("2025-10-14 09:00")
    verdict = sup.answer_due(law(), Verb.SUPERVISE, since=since, calendar=CALENDAR)
    assert (verdict.value, verdict.clause) == (moment("2025-10-17 00:00"), "clause")


@pytest.mark.parametrize(
    ("after", "day"),
    [("2026-03-02", "2026-03-04"), ("2026-03-04", "2026-03-04"), ("2026-03-05", "2026-03-11")],
)
def test_the_joint_meeting_is_on_its_weekday(after: str, day: str) -> None:
    assert sup.meeting_day(law(), date.fromisoformat(after)) == date.fromisoformat(day)


@pytest.mark.parametrize(("units", "low"), [(0, 0), (1, 0), (2, 1), (5, 3), (40, 4), (343, 35)])
def test_the_bottom_is_a_tenth_at_least_three_and_never_the_best(units: int, low: int) -> None:
    found = sup.bottom(law(), list(range(units)))
    assert len(found) == low and 0 not in found
    assert list(found) == list(range(units))[units - low :]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({}, False), ({"tags": ["mass"]}, True), ({"level": Level.P1}, True), ({"grade": Grade.HARD}, True),
        ({"pressed": 3}, True), ({"outcome": Outcome.DOUBLE_NO}, True), ({"outcome": Outcome.MIXED}, False),
    ],
)  # fmt: skip
def test_what_makes_an_order_a_key_one(change: dict[str, object], key: bool) -> None:
    usual: dict[str, object] = {"tags": [], "level": Level.P3, "grade": "", "pressed": 0, "outcome": ""}
    assert sup.is_key(law(), **(usual | change)) is key  # type: ignore[arg-type]


def test_the_board_is_the_last_evenings_until_eleven() -> None:
    before, after = moment("2026-03-04 22:59"), moment("2026-03-04 23:00")
    assert sup.board_moment(law(), before) == moment("2026-03-03 23:00")
    assert sup.board_moment(law(), after) == after


def test_effect_is_solved_by_supervised() -> None:
    assert sup.effect(3, 4) == Fraction(3, 4) and sup.effect(0, 0) is None


@pytest.mark.parametrize("register", list(Register), ids=str)
def test_every_register_can_be_opened_by_somebody_and_comes_to_an_end(register: Register) -> None:
    table = STEPS[register]
    reached, frontier = set[EntryState](), {reg.BORN}
    while frontier:
        found = {after for (_, before), after in table.items() if before in frontier} - reached
        reached |= found
        frontier = {str(state) for state in found}
    assert reached == set(table.values())
    assert reached & ENDED and KEEPS[register]
    leaving = {before for (_, before), after in table.items() if before != after}
    assert {s for s in reached if s not in ENDED} <= leaving | {EntryState.OPEN}


def keeper(role: Role = Role.SUPERVISOR, path: str = "/c/e/") -> Actor:
    return Actor("person:x", "x", (Seat(role, "e", path),))


def test_a_body_takes_its_steps_and_a_unit_its_own() -> None:
    told = {"issuer": "/c/e/", "unit": "/c/e/l/"}
    unit = keeper(Role.HEAD, "/c/e/l/")
    reg.check(Register.LETTER, Step.FINISH, keeper(), **told)
    reg.check(Register.LETTER, Step.REPLY, unit, **told)
    for what, who in ((Step.REPLY, keeper()), (Step.FINISH, unit), (Step.FINISH, keeper(path="/c/w/"))):
        with pytest.raises(NotYours):
            reg.check(Register.LETTER, what, who, **told)


@pytest.mark.parametrize("what", sorted(OF_HOUSE))
def test_what_time_decides_nobody_else_decides(what: Step) -> None:
    with pytest.raises(NotYours):
        reg.check(Register.TOPIC, what, keeper(), issuer="/c/e/")
    reg.check(Register.TOPIC, what, SYSTEM, issuer="/c/e/")


def test_whoever_is_named_logs_the_work() -> None:
    handler = keeper(Role.HANDLER, "/c/w/")
    reg.check(Register.GUIDANCE, Step.LOG, handler, issuer="/c/e/", person=True)
    with pytest.raises(NotYours):
        reg.check(Register.GUIDANCE, Step.LOG, handler, issuer="/c/e/")


def test_accountability_is_for_few_eyes() -> None:
    assert not reg.sees(Register.MEASURE, keeper(Role.HEAD)) and reg.sees(Register.MEASURE, keeper())
    assert reg.may_open(Register.TOPIC, keeper(Role.HEAD)) and not reg.may_open(
        Register.TASK, keeper(Role.HEAD)
    )
