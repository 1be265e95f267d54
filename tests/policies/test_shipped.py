"""The law that is shipped: every file reads, says its source, and its cases hold."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from jiesu.policy import cases
from jiesu.policy.actions import check
from jiesu.policy.cases import Case
from jiesu.policy.files import Law, case_files, law_files, read
from jiesu.policy.topics import Topic
from jiesu.rules.limits import Limits, Link, Matter, clock_due, clocks_for, due, ladder
from jiesu.rules.terms import Basis, Channel, Level, RequestType
from tests.rules.laws import moment

ROOT = Path(__file__).resolve().parents[2] / "policies"
CITIES = sorted(p for p in ROOT.iterdir() if p.is_dir() and p.name != "national")


@cache
def laws(city: Path) -> tuple[Law, ...]:
    return tuple(read(path) for path in law_files(city))


def every_case() -> list[tuple[Path, Case]]:
    return [
        (city, case)
        for city in CITIES
        for topic, path in case_files(city)
        for case in cases.read(topic, path)
    ]


@pytest.mark.parametrize(("city", "case"), every_case(), ids=lambda v: v.name)
def test_a_case_of_the_shipped_law_holds(city: Path, case: Case) -> None:
    said = cases.run(case, laws(city))
    assert said is None, str(said)


@pytest.mark.parametrize("city", CITIES, ids=lambda p: p.name)
def test_every_shipped_law_has_a_source_a_title_and_cases(city: Path) -> None:
    asked = {topic for topic, _ in case_files(city)}
    for law in laws(city):
        assert law.source and law.title and law.rows
        assert law.topic in asked, f"{law.id} has no cases"


@pytest.mark.req("R176", part="every value has a basis and a source")
@pytest.mark.parametrize("city", CITIES, ids=lambda p: p.name)
def test_every_value_says_what_it_rests_on(city: Path) -> None:
    for law in laws(city):
        assert all(row.basis in list(Basis) and row.source for row in law.rows)


def test_the_city_has_every_topic_and_a_check_finds_nothing_wrong() -> None:
    report = check(ROOT / "beijing")
    assert report.ok, [str(s) for s in report.problems]
    assert {law.topic for law in report.laws} == set(Topic)
    assert len(report.sentences) == len(Topic) + 1


@cache
def city_limits() -> Limits:
    rules = next(law.rules for law in laws(ROOT / "beijing") if law.topic is Topic.LIMITS)
    assert isinstance(rules, Limits)
    return rules


def city_calendar():  # type: ignore[no-untyped-def]
    return next(law.rules for law in laws(ROOT / "beijing") if law.topic is Topic.CALENDAR)


@pytest.mark.req("R164", "R165", "R166", "R167", "R168")
@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.P1, "2025-09-26 12:00"),
        (Level.P2, "2025-09-27 10:00"),
        (Level.P3, "2025-10-04 00:00"),
        (Level.P4, "2025-10-12 00:00"),
    ],
)
def test_the_four_levels_give_2_hours_24_hours_7_days_and_15_days(level: Level, expected: str) -> None:
    since = moment("2025-09-26 10:00")
    assert due(city_limits(), level=level, since=since, calendar=city_calendar()).value == moment(expected)


SINCE = {link: moment("2022-05-06 10:00") for link in (Link.RECORD, Link.ACCEPT, Link.DISPATCH, Link.CLAIM)}


@pytest.mark.parametrize(
    ("ends", "matter", "expected"),
    [
        pytest.param(
            Link.CLAIM,
            Matter(RequestType.HELP),
            "2022-05-06 10:15",
            marks=pytest.mark.req("R177", part="limit"),
        ),
        pytest.param(
            Link.FORWARD,
            Matter(RequestType.HELP),
            "2022-05-06 11:00",
            marks=pytest.mark.req("R183", part="limit"),
        ),
        pytest.param(
            Link.RESULT,
            Matter(RequestType.HELP, text="疫情"),
            "2022-05-06 11:00",
            marks=pytest.mark.req("R178", part="limit"),
        ),
        pytest.param(
            Link.RESULT,
            Matter(RequestType.HELP, text="停水"),
            "2022-05-07 10:00",
            marks=pytest.mark.req("R179", part="limit"),
        ),
        pytest.param(
            Link.CLOSE,
            Matter(RequestType.HELP, enterprise=True),
            "2022-05-08 10:00",
            marks=pytest.mark.req("R180", part="limit"),
        ),
        pytest.param(
            Link.FOLLOWUP,
            Matter(RequestType.HELP, enterprise=True),
            "2022-05-09 10:00",
            marks=pytest.mark.req("R181", part="limit"),
        ),
        pytest.param(Link.ACCEPT, Matter(RequestType.HELP, channel=Channel.WEB), "2022-05-06 12:00"),
    ],
)
def test_the_special_clocks_of_the_city_run_out_when_the_sources_say(
    ends: Link, matter: Matter, expected: str
) -> None:
    law = city_limits()
    found = clock_due(law, ends, starts=SINCE, calendar=city_calendar(), clocks=clocks_for(law, matter))
    assert found is not None and found.value == moment(expected)
    assert found.clause


@pytest.mark.req("R191")
def test_the_quarter_hour_one_hour_and_day_clocks_are_one_rule_set() -> None:
    spans = {str(c.limit) for c in city_limits().clocks.values() if c.ruleset == "高效运转"}
    assert spans == {"15 min", "1 h", "24 h"}


@pytest.mark.req("R184", "R185", "R186", part="the moments")
def test_an_open_order_is_urged_on_day_2_supervised_on_day_3_investigated_on_day_4() -> None:
    rungs = ladder(city_limits(), since=moment("2022-05-06 10:00"), calendar=city_calendar())
    assert {code: verdict.value for code, verdict in rungs.items()} == {
        "urge": moment("2022-05-08 10:00"),
        "supervise": moment("2022-05-09 10:00"),
        "investigate": moment("2022-05-10 10:00"),
    }
