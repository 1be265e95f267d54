"""Time limits: the levels, the special clocks, extension, pauses."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.rules import limits as law
from jiesu.rules.calendar import ZONE
from jiesu.rules.limits import Ground, Link, Share
from jiesu.rules.matters import Matter, When
from jiesu.rules.spans import Span
from jiesu.rules.terms import Channel, Level, RequestType
from jiesu.rules.verdict import Refusal
from tests.rules.laws import CALENDAR, limit, limits, moment

FIRST, LAST = datetime(2025, 1, 1), datetime(2026, 6, 1)  # noqa: DTZ001 (Hypothesis adds the zone)
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(ZONE))
SPANS = st.builds(
    Span.parse, st.sampled_from(["1 min", "90 min", "2 h", "30 h", "1 d", "7 d", "1 wd", "5 wd"])
)


@pytest.mark.parametrize("text", ["", "7", "d", "0 d", "-1 h", "7 weeks", "1.5 h", "7  d", "999999 h"])
def test_what_is_not_a_span_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match="a span such as"):
        Span.parse(text)


def test_a_span_says_itself_as_the_law_writes_it() -> None:
    assert str(Span.parse("5 wd")) == "5 wd"


@given(MOMENTS, SPANS, st.booleans())
def test_a_limit_never_ends_before_it_starts(since: datetime, span: Span, roll: bool) -> None:
    assert span.after(since, CALENDAR, roll_over_holiday=roll) > since


@given(MOMENTS, MOMENTS, SPANS)
def test_who_starts_earlier_is_never_due_later(one: datetime, two: datetime, span: Span) -> None:
    first, second = sorted((one, two))
    assert span.after(first, CALENDAR) <= span.after(second, CALENDAR)


@given(MOMENTS)
def test_rolling_over_never_shortens_and_ends_after_a_worked_day(since: datetime) -> None:
    week = Span.parse("7 d")
    plain, rolled = week.after(since, CALENDAR), week.after(since, CALENDAR, roll_over_holiday=True)
    assert rolled >= plain
    assert CALENDAR.is_working_day((rolled - timedelta(seconds=1)).date())


@pytest.mark.req("R164", "R165", "R166", "R167")
def test_each_level_gives_its_own_limit_from_dispatch() -> None:
    since = moment("2025-10-03 09:10")
    found = {
        level: law.due(limits(), level=level, since=since, calendar=CALENDAR).value
        for level in (Level.P1, Level.P2, Level.P3)
    }
    assert found[Level.P1] == moment("2025-10-03 11:10")
    assert found[Level.P2] == moment("2025-10-04 09:10")
    assert found[Level.P3] == moment("2025-10-11 00:00")


def test_a_verdict_names_its_clause_and_its_steps() -> None:
    verdict = law.due(limits(), level=Level.P3, since=moment("2025-09-26 10:00"), calendar=CALENDAR)
    assert verdict.clause == "art 13"
    assert [str(step) for step in verdict.steps] == ["7 d from 2025-09-26 10:00: due 2025-10-03 24:00."]


@pytest.mark.req("R180", part="the limit")
def test_the_shortest_applicable_limit_wins() -> None:
    since = moment("2025-09-26 10:00")
    verdict = law.due(
        limits(),
        level=Level.P3,
        since=since,
        calendar=CALENDAR,
        accepted=since - timedelta(hours=1),
        clocks=["firm", "quarter"],
    )
    assert verdict.value == moment("2025-09-28 09:00")
    assert verdict.clause == "48 h"
    assert str(verdict.steps[-1]) == "The shortest of 2 limits."


@given(MOMENTS, st.sampled_from([Level.P1, Level.P2, Level.P3]), st.booleans())
def test_another_clock_never_lengthens_a_limit(since: datetime, level: Level, firm: bool) -> None:
    plain = law.due(limits(), level=level, since=since, calendar=CALENDAR).value
    assert (
        law.due(limits(), level=level, since=since, calendar=CALENDAR, clocks=["firm"] * firm).value <= plain
    )


def test_a_statutory_matter_needs_the_limit_of_its_law() -> None:
    since = moment("2025-10-03 10:00")
    with pytest.raises(Refusal, match="needs the limit that its law fixes"):
        law.due(limits(), level=Level.L, since=since, calendar=CALENDAR)
    verdict = law.due(
        limits(), level=Level.L, since=since, calendar=CALENDAR, statutory=limit("5 wd", "信访")
    )
    assert (verdict.value, verdict.clause) == (moment("2025-10-15 00:00"), "信访")


@pytest.mark.req("R177", part="the limit")
def test_a_quarter_of_an_hour_to_claim_is_shorter_than_four_hours_and_longer_than_ten_minutes() -> None:
    since = moment("2025-09-26 10:00")
    claims = {
        level: law.claim_due(limits(), level=level, since=since, calendar=CALENDAR, clocks=["quarter"]).value
        for level in (Level.P3, Level.P1)
    }
    assert claims == {Level.P3: moment("2025-09-26 10:15"), Level.P1: moment("2025-09-26 10:10")}


def test_contact_is_asked_for_only_where_the_level_says_so() -> None:
    since = moment("2025-09-26 10:00")
    verdict = law.contact_due(limits(), level=Level.P3, since=since, calendar=CALENDAR)
    assert verdict is not None and verdict.value == moment("2025-09-27 10:00")
    assert law.contact_due(limits(), level=Level.C, since=since, calendar=CALENDAR) is None


@pytest.mark.req("R178", part="the limit")
def test_a_special_clock_runs_for_its_matters_and_from_its_link() -> None:
    epidemic = Matter(RequestType.HELP, tags=frozenset({"epidemic"}))
    codes = law.clocks_for(limits(), epidemic)
    since = {Link.DISPATCH: moment("2022-05-06 10:00")}
    verdict = law.clock_due(limits(), Link.RESULT, starts=since, calendar=CALENDAR, clocks=codes)
    assert codes == ("quarter", "hour")
    assert verdict is not None and verdict.value == moment("2022-05-06 11:00")
    assert law.clock_due(limits(), Link.RESULT, starts={}, calendar=CALENDAR, clocks=codes) is None


@pytest.mark.req("R182", part="lifting the limit")
def test_an_approved_special_circumstance_lifts_the_clock_that_names_it() -> None:
    firm = Matter(RequestType.COMPLAINT, enterprise=True)
    assert law.clocks_for(limits(), firm) == ("quarter", "firm")
    assert law.clocks_for(limits(), firm, approved=["special"]) == ("quarter",)


def test_objection_and_ruling_have_windows_where_the_level_gives_them() -> None:
    since = moment("2025-09-30 10:00")
    until = law.objection_until(limits(), level=Level.P3, since=since, calendar=CALENDAR)
    ruled = law.ruling_due(limits(), level=Level.P3, since=since, calendar=CALENDAR)
    assert (until.value, ruled.value) == (moment("2025-10-01 10:00"), moment("2025-10-10 00:00"))
    with pytest.raises(Refusal, match="no such limit"):
        law.objection_until(limits(), level=Level.P1, since=since, calendar=CALENDAR)


@pytest.mark.req("R171", part="the new limit")
def test_an_extension_moves_a_limit_by_what_the_law_allows_at_most() -> None:
    due = moment("2025-10-04 00:00")
    ask = {"level": Level.P3, "due": due, "asked": moment("2025-10-02 09:00"), "calendar": CALENDAR}
    assert law.extended(limits(), times=0, **ask).value == moment("2025-10-11 00:00")
    assert law.extended(limits(), times=0, by=Span.parse("3 d"), **ask).value == moment("2025-10-07 00:00")
    with pytest.raises(Refusal, match="at most 7"):
        law.extended(limits(), times=0, by=Span.parse("8 d"), **ask)
    with pytest.raises(Refusal, match="extended 1 times already"):
        law.extended(limits(), times=1, **ask)
    with pytest.raises(Refusal, match="before the limit has passed"):
        law.extended(limits(), times=0, **(ask | {"asked": due}))
    with pytest.raises(Refusal, match="has no extension"):
        law.extended(limits(), times=0, **(ask | {"level": Level.P1}))


def test_an_extension_in_hours_runs_from_the_limit_itself() -> None:
    due = moment("2025-10-04 09:30")
    verdict = law.extended(
        limits(), level=Level.P2, due=due, asked=due - timedelta(hours=1), times=0, calendar=CALENDAR
    )
    assert verdict.value == due + timedelta(hours=24)


@pytest.mark.req("R172", "R173", part="the grounds")
def test_an_extension_is_asked_for_on_one_of_two_grounds() -> None:
    assert limits().grounds == (Ground.LAW, Ground.LONGER)


def test_a_unit_below_has_four_fifths_of_the_remaining_time() -> None:
    since, due = moment("2025-09-26 10:00"), moment("2025-09-27 10:00")
    verdict = law.sub_unit_due(limits(), since=since, due=due)
    assert verdict.value == moment("2025-09-27 05:12")
    assert str(verdict.steps[0]) == "80 % of the remaining time: 2025-09-27 05:12."
    assert law.sub_unit_due(limits(), since=due, due=due).value == due


@given(MOMENTS, st.timedeltas(timedelta(seconds=1), timedelta(days=20)))
def test_a_unit_below_is_due_before_the_unit_above(since: datetime, length: timedelta) -> None:
    assert since < law.sub_unit_due(limits(), since=since, due=since + length).value <= since + length


@pytest.mark.parametrize(("hours", "expected"), [(2, 24), (48, 24), (96, 48)])
def test_another_round_has_half_the_first_but_a_day_at_least(hours: int, expected: int) -> None:
    first = moment("2025-09-01 08:00")
    verdict = law.rehandle_due(
        limits(),
        first=first,
        due=first + timedelta(hours=hours),
        since=first + timedelta(days=9),
        calendar=CALENDAR,
    )
    assert verdict.value == first + timedelta(days=9, hours=expected)


def test_another_round_without_a_least_time_has_just_its_share() -> None:
    first = moment("2025-09-01 08:00")
    half = limits(rehandle=Share(Fraction(1, 2)))
    verdict = law.rehandle_due(
        half, first=first, due=first + timedelta(hours=2), since=first, calendar=CALENDAR
    )
    assert verdict.value == first + timedelta(hours=1)


def test_a_pause_moves_the_limit_by_its_length_but_no_more_than_the_law_allows() -> None:
    due, begin = moment("2025-09-20 00:00"), moment("2025-09-10 09:00")
    short, long = (begin, begin + timedelta(hours=30)), (begin, begin + timedelta(days=9))
    pause = {"due": due, "calendar": CALENDAR}
    assert law.paused_due(limits(), pauses=[short], **pause).value == due + timedelta(hours=30)
    assert law.paused_due(limits(), pauses=[long], **pause).value == due + timedelta(days=5, hours=15)
    with pytest.raises(Refusal, match="paused at most 2 times"):
        law.paused_due(limits(), pauses=[short] * 3, **pause)


@pytest.mark.req("R184", "R185", part="the moments")
def test_the_ladder_counts_from_dispatch() -> None:
    rungs = law.ladder(limits(), since=moment("2025-09-26 10:00"), calendar=CALENDAR)
    assert {code: verdict.value for code, verdict in rungs.items()} == {
        "urge": moment("2025-09-28 10:00"),
        "supervise": moment("2025-09-29 10:00"),
        "hour": moment("2025-09-26 11:00"),
    }


@pytest.mark.req("R190", part="the judgement")
def test_a_limit_is_near_when_less_than_a_quarter_remains_and_it_has_not_passed() -> None:
    since, due = moment("2025-09-26 10:00"), moment("2025-09-26 14:00")
    near = {
        at: law.is_near(limits(), since=since, due=due, at=moment(f"2025-09-26 {at}"))
        for at in ("13:00", "13:01", "14:00")
    }
    assert near == {"13:00": False, "13:01": True, "14:00": False}


@pytest.mark.req("R169", part="the judgement")
def test_a_level_comes_from_the_first_line_that_fits_and_says_what_applied() -> None:
    said = law.level_for(limits(), Matter(RequestType.INQUIRY, text="电梯困人怎么办"))
    assert (said.value, said.clause, str(said.steps[0])) == (
        Level.P1, "urgent", "Level P1: the table names “困人”."
    )  # fmt: skip
    asked = law.level_for(limits(), Matter(RequestType.INQUIRY, text="怎么办证"))
    assert (asked.value, str(asked.steps[0])) == (Level.C, "Level C by the kind of request.")
    other = law.level_for(limits(), Matter(RequestType.COMPLAINT, text="楼下唱歌"))
    assert (other.value, str(other.steps[0])) == (Level.P3, "Level P3: no line of the table fits.")


def test_a_law_that_forgets_a_level_is_refused() -> None:
    with pytest.raises(ValueError, match="missing: P1"):
        limits(levels={level: lines for level, lines in limits().levels.items() if level is not Level.P1})


MATTER = Matter(
    RequestType.COMPLAINT,
    "0201",
    "电梯坏了",
    frozenset({"urgent"}),
    Channel.WEB,
    "/bj/cy/jxq/",
    enterprise=True,
)


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (When(), ""),
        (When(types=frozenset({RequestType.COMPLAINT})), ""),
        (When(types=frozenset({RequestType.HELP})), None),
        (When(channels=frozenset({Channel.PHONE})), None),
        (When(areas=frozenset({"cy"})), ""),
        (When(areas=frozenset({"hr"})), None),
        (When(enterprise=True), ""),
        (When(words=frozenset({"电梯"})), "电梯"),
        (When(words=frozenset({"燃气"}), tags=frozenset({"urgent"})), "urgent"),
        (When(words=frozenset({"燃气"}), categories=frozenset({"02"})), "02"),
        (When(words=frozenset({"燃气"})), None),
    ],
)
def test_a_line_applies_when_its_conditions_hold_and_one_of_its_subjects_is_named(
    when: When, why: str | None
) -> None:
    assert when.why(MATTER) == why


def test_a_line_for_enterprises_does_not_apply_to_a_citizen() -> None:
    assert When(enterprise=True).why(Matter(RequestType.HELP)) is None
