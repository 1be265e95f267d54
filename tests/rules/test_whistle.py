"""The law of whistles: the side machine, clocks, who may call whom, preparation, powers, both scores."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from jiesu.policy.files import read
from jiesu.rules import whistle as law
from jiesu.rules.spans import Span
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import Refusal
from jiesu.rules.whistle import CallState, Mark, Moment, Piece, WhistleKind, WhistleState, Whistling
from tests.rules.laws import moment

FILE = Path(__file__).resolve().parents[2] / "policies" / "beijing" / "whistle" / "2019-01-01.yaml"
AT = moment("2026-03-02 10:00")
ALL = {
    Mark.ARRIVAL: 5, Mark.DUTY: 5, Mark.RESULT: 5,
}  # fmt: skip


@cache
def rules() -> Whistling:
    shipped = read(FILE).rules
    assert isinstance(shipped, Whistling)
    return shipped


def test_every_step_leads_from_a_state_to_a_state_and_an_ended_whistle_has_none() -> None:
    assert all(before not in law.ENDED[:1] for _, before in law.WHISTLE_STEPS)
    assert law.whistle_step(WhistleState.DRAFT, Verb.WHISTLE) is WhistleState.STARTED
    for state in (WhistleState.CLOSED, WhistleState.CANCELLED):
        for verb in (Verb.WHISTLE, Verb.CANCEL, Verb.SETTLE, Verb.EVALUATE):
            with pytest.raises(Refusal):
                law.whistle_step(state, verb)


@pytest.mark.parametrize("verb", [Verb.RESPOND, Verb.DECLINE, Verb.REPORT_IN, Verb.FEED_BACK])
@pytest.mark.parametrize("state", list(CallState))
def test_a_department_does_exactly_what_the_table_opens(verb: Verb, state: CallState) -> None:
    if (verb, state) in law.CALL_STEPS:
        assert law.call_step(state, verb) is law.CALL_STEPS[verb, state]
    else:
        with pytest.raises(Refusal):
            law.call_step(state, verb)


@pytest.mark.parametrize(
    ("calls", "stands"),
    [
        ("called responded", "started"),
        ("responded feedback", "responded"),
        ("reported feedback", "reported"),
        ("feedback released", "feedback"),
        ("declined feedback", "feedback"),
        ("declined", "started"),
        ("released", "declined"),
        ("released released", "declined"),
    ],
)
def test_a_whistle_stands_at_its_slowest_department(calls: str, stands: str) -> None:
    assert law.stands(CallState(word) for word in calls.split()) == stands


def test_what_is_missing_in_the_preparation_is_named() -> None:
    with pytest.raises(Refusal) as said:
        law.check_prepared(rules(), {Piece.FACTS: True, Piece.ACTION: True, Piece.RESULT: True})
    assert said.value.sentence.values["missing"] == [Piece.BASIS]
    strict = dataclasses.replace(rules(), checklist=frozenset(Piece))
    with pytest.raises(Refusal):
        law.check_prepared(strict, dict.fromkeys(set(Piece) - {Piece.MATERIALS}, True))
    law.check_prepared(strict, dict.fromkeys(Piece, True))


@pytest.mark.req("R215", part="the law names the powers; that roles hold them is proven with the room")
def test_a_power_that_the_law_does_not_give_is_refused() -> None:
    law.check_power(rules(), Verb.EVALUATE)
    without = dataclasses.replace(rules(), powers=frozenset({Verb.WHISTLE}))
    with pytest.raises(Refusal, match="no power"):
        law.check_power(without, Verb.EVALUATE)


@pytest.mark.req("R205")
def test_a_district_says_otherwise_than_its_city_and_the_rest_stays() -> None:
    hour = Span.parse("1 h")
    own = law.Local(
        matters={WhistleKind.PUBLIC: law.KindLimits(hour, hour, hour, "east")},
        checklist=frozenset({Piece.FACTS}),
        powers=frozenset({Verb.WHISTLE}),
        scores=dataclasses.replace(rules().scores, late_off=Fraction(50)),
        evaluate_within=Span.parse("1 d"),
    )
    city = dataclasses.replace(rules(), districts={"east": own, "west": law.Local()})
    east, west = law.in_district(city, "/city/east/lake/"), law.in_district(city, "/city/west/")
    assert law.in_district(city, "/city/") == city and west.matters == city.matters
    assert east.matters[WhistleKind.PUBLIC].clause == "east"
    assert east.matters[WhistleKind.EMERGENCY] == city.matters[WhistleKind.EMERGENCY]
    assert (east.checklist, east.powers, east.lines) == (own.checklist, own.powers, city.lines)
    assert law.score(east, dict.fromkeys(ALL, 5), late=1).value == 50
    assert law.score(west, dict.fromkeys(ALL, 5), late=1).value == 90
    assert east.evaluate_within != west.evaluate_within


@pytest.mark.req("R205", part="that they are dated data")
def test_limits_and_scores_are_data() -> None:
    marks = ALL | {Mark.DUTY: 1}
    assert law.score(rules(), marks).value == Fraction(76)
    other = dataclasses.replace(
        rules().scores,
        weights=rules().scores.weights | {Mark.DUTY: Fraction(1, 2), Mark.RESULT: Fraction(1, 5)},
    )
    assert law.score(dataclasses.replace(rules(), scores=other), marks).value == Fraction(60)


def test_weights_that_do_not_add_up_are_no_law() -> None:
    with pytest.raises(ValueError, match="add up"):
        dataclasses.replace(rules().scores, weights=rules().scores.weights | {Mark.DUTY: Fraction(1)})


def test_a_score_never_falls_below_nothing_and_its_verdict_carries_the_clause() -> None:
    verdict = law.score(rules(), dict.fromkeys(ALL, 1), late=3)
    assert verdict.value == 0 and verdict.clause


def test_a_limit_is_missed_by_coming_late_or_by_not_coming() -> None:
    hour = timedelta(hours=1)
    limits = {
        Moment.RESPONSE: (AT, AT),
        Moment.ARRIVAL: (AT, AT + hour),
        Moment.RESULT: (AT + 2 * hour, None),
    }
    assert law.missed(limits, AT + hour) == (Moment.ARRIVAL,)
    assert law.missed(limits, AT + 3 * hour) == (Moment.ARRIVAL, Moment.RESULT)
