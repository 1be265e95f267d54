"""Early warning's law: forecasts, volumes against their weeks, seasons, colours of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.rules import early
from jiesu.rules.early import Early, Floor, Light, Line, Rise, Season, Seasons, Sort
from jiesu.rules.scoring import Rate, Tally
from jiesu.rules.spans import Span
from jiesu.rules.thresholds import Colour
from tests.rules.laws import scoring

SCORING = scoring()

SEASONS = Seasons(ratio=Fraction(2), least=5, years=2, lead=30)
LAW = Early(
    sorts={sort: Line(Span.parse("3 d")) for sort in Sort},
    rates={Rate.RESOLUTION: Floor(Fraction(9, 10)), Rate.SATISFACTION: Floor(Fraction(9, 10))},
    rates_from=10, remind=3, volumes=Rise(Fraction(2), 10), callers=Rise(Fraction(3), 5), seasons=SEASONS,
    risks=frozenset({"extreme"}),
)  # fmt: skip


def told(solved: int, valid: int, k: int, usual: Tally | None = None) -> early.Forecast:
    counted = Tally(valid=valid, contacted=valid, solved=solved, satisfied=valid)
    return next(f for f in early.forecast(counted, k, SCORING, LAW, usual=usual) if f.rate is Rate.RESOLUTION)


@pytest.mark.parametrize(
    ("solved", "valid", "k", "colour"),
    [
        (20, 20, 0, None), (20, 20, 2, None), (19, 20, 2, Colour.BLUE), (16, 18, 2, Colour.ORANGE),
        (16, 20, 2, Colour.RED), (4, 5, 4, None), (4, 5, 5, Colour.ORANGE),
    ],
)  # fmt: skip
def test_a_rate_at_risk_has_its_colour(solved: int, valid: int, k: int, colour: Colour | None) -> None:
    assert told(solved, valid, k).colour is colour


def test_the_three_ends_are_exact_and_the_period_before_steadies_the_expected_one() -> None:
    found = told(3, 4, 6)
    ends = (found.now, found.worst, found.expected, found.best)
    assert ends == (Fraction(3, 4), Fraction(3, 10), Fraction(3, 4), Fraction(9, 10))
    steadied = told(3, 4, 6, Tally(valid=6, solved=6, contacted=6, satisfied=6))
    assert steadied.expected == (3 + 6 * Fraction(9, 10)) / 10
    nothing = told(0, 0, 0)
    assert (nothing.now, nothing.worst, nothing.colour) == (None, None, None)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_the_expected_end_lies_between_worst_and_best(solved: int, more: int, k: int) -> None:
    found = told(solved, solved + more, k)
    if found.worst is not None and found.expected is not None and found.best is not None:
        assert 0 <= found.worst <= found.expected <= found.best <= 1


def test_how_many_open_orders_must_still_go_well() -> None:
    counted = Tally(valid=20, contacted=20, solved=17, satisfied=20)
    found = told(17, 20, 20)
    floor = Fraction(9, 10)
    assert early.needed(found, floor, counted, 20, SCORING) == 19
    assert early.needed(found, floor, counted, 0, SCORING) is None
    assert early.needed(found, Fraction(1, 2), counted, 0, SCORING) == 0


@pytest.mark.parametrize(
    ("now", "before", "colour"),
    [
        (9, 1, None),
        (10, 5, Colour.ORANGE),
        (10, 6, None),
        (20, 5, Colour.RED),
        (20, 0, Colour.RED),
        (10, 0, Colour.ORANGE),
    ],
)
def test_a_volume_stands_out_against_its_weeks(now: int, before: int, colour: Colour | None) -> None:
    mean, ratio, found = early.rise(LAW.volumes, now, [before] * 8)
    assert (mean, found) == (before, colour)
    assert ratio == (Fraction(now, before) if before else None)


def test_a_season_is_what_stood_out_in_every_earlier_year() -> None:
    summer = [1, 1, 1, 1, 1, 30, 30, 1, 1, 1, 1, 1]
    once = [1, 30, 1, 1, 1, 1, 30, 1, 1, 1, 1, 1]
    assert early.season_months(SEASONS, {2023: summer, 2024: summer}) == (6, 7)
    assert early.season_months(SEASONS, {2023: summer, 2024: once}) == (7,)
    assert early.season_months(SEASONS, {2024: summer}) == ()
    assert early.season_months(SEASONS, {2023: summer, 2024: [0] * 12}) == ()
    assert early.season_months(SEASONS, {2023: [9] * 12, 2024: [9] * 12}) == ()


@pytest.mark.parametrize(
    ("months", "day", "begins"),
    [
        ((6, 7), date(2026, 3, 1), date(2026, 6, 1)), ((6, 7), date(2026, 6, 2), date(2027, 6, 1)),
        ((11, 12, 1, 2), date(2026, 3, 1), date(2026, 11, 1)), ((1, 7), date(2026, 3, 1), date(2026, 7, 1)),
        ((), date(2026, 3, 1), None), (tuple(range(1, 13)), date(2026, 3, 1), None),
    ],
)  # fmt: skip
def test_a_season_begins_with_its_first_month(
    months: tuple[int, ...], day: date, begins: date | None
) -> None:
    assert early.season_begins(months, day) == begins


def test_a_reminder_lies_in_the_lead_before_the_season() -> None:
    begin = date(2026, 6, 1)
    assert not early.reminds(begin, date(2026, 5, 1), 30) and early.reminds(begin, date(2026, 5, 2), 30)
    assert early.reminds(begin, date(2026, 5, 31), 30) and not early.reminds(begin, begin, 30)
    heat = Season("11-15", "03-15")
    assert heat.next_begin(date(2026, 11, 15)) == date(2026, 11, 15)
    assert heat.next_begin(date(2026, 11, 16)) == date(2027, 11, 15)


def test_a_day_of_the_calendar_has_its_colour() -> None:
    day = date(2026, 3, 5)
    lights = {n: early.light(day + timedelta(days=n), day, False, 3) for n in (-1, 0, 3, 4)}
    assert lights == {-1: Light.LATE, 0: Light.NEAR, 3: Light.NEAR, 4: Light.DUE}
    assert early.light(day - timedelta(days=9), day, True, 3) is Light.DONE


@pytest.mark.parametrize("wrong", [{"ratio": Fraction(1)}, {"least": 0}, {"weeks": 0}])
def test_a_rise_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="ratio"):
        Rise(**({"ratio": Fraction(2), "least": 1, "weeks": 8} | wrong))  # type: ignore[arg-type]
