"""The three rates and the composite, exactly; and the figures that the sources print."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.rules import scoring as law
from jiesu.rules.ranking import league_places, rank
from jiesu.rules.scoring import Period, Rate, Summary, Tally, Weight
from jiesu.rules.terms import Outcome, Satisfied, Solved
from jiesu.rules.verdict import Refusal
from tests.rules.laws import scoring

STREET = Tally(orders=1260, valid=200, contacted=198, solved=176, satisfied=150, basically=30)
OTHER = Tally(orders=50, valid=40, contacted=40, solved=34, satisfied=30, basically=6)


@st.composite
def tallies(draw: st.DrawFn, least: int = 0) -> Tally:
    valid = draw(st.integers(least, 3000))
    solved, satisfied, no = (draw(st.integers(0, valid)) for _ in range(3))
    return Tally(
        orders=valid,
        valid=valid,
        contacted=draw(st.integers(0, valid)),
        solved=solved,
        partly=draw(st.integers(0, valid - solved)),
        satisfied=satisfied,
        basically=draw(st.integers(0, valid - satisfied)),
        double_no=no,
        double_yes=draw(st.integers(0, valid - no)),
    )


@pytest.mark.req("R289", "R290", "R291", "R292", part="the arithmetic")
def test_the_worked_example_has_these_rates_and_this_composite() -> None:
    sheet = law.score(STREET, scoring())
    rates = [law.percent(sheet.rate(rate)) for rate in (Rate.RESPONSE, Rate.RESOLUTION, Rate.SATISFACTION)]
    assert [str(rate) for rate in rates] == ["99.00", "88.00", "88.50"]
    assert sheet.composite == Fraction("89.3")
    assert law.per_ten_thousand(1260, 84_000) == 150


@pytest.mark.req("R317", part="what an unresolved order costs")
def test_each_line_shows_what_was_divided_by_what_and_the_points_it_brought() -> None:
    sheet = law.score(STREET, scoring())
    solved = next(line for line in sheet.lines if line.rate is Rate.RESOLUTION)
    assert (solved.numerator, solved.denominator, solved.points, solved.clause) == (176, 200, 44, "art 32")
    assert law.cost_of_unsolved(sheet, scoring()) == Fraction(1, 4)


@pytest.mark.req("R294", "R320", part="the composite and its bonus")
def test_a_bonus_is_added_to_the_composite_and_shown_apart() -> None:
    sheet = law.score(STREET, scoring(), bonus=Fraction("0.2"))
    assert (sheet.composite, sheet.bonus, sheet.total) == (
        Fraction("89.3"),
        Fraction("0.2"),
        Fraction("89.5"),
    )


def test_without_a_valid_follow_up_there_is_no_data_and_not_zero() -> None:
    sheet = law.score(Tally(orders=3), scoring())
    assert (sheet.composite, sheet.total, sheet.ranked) == (None, None, False)
    assert [sheet.rate(rate) for rate in Rate] == [None] * 5
    assert law.percent(None) is None and law.cost_of_unsolved(sheet, scoring()) is None


def test_partly_solved_counts_by_its_part() -> None:
    counts = Tally(valid=10, contacted=10, solved=8, partly=2, satisfied=10)
    assert law.score(counts, scoring()).rate(Rate.RESOLUTION) == Fraction(8, 10)
    assert law.score(counts, scoring(partly=Fraction(1, 2))).rate(Rate.RESOLUTION) == Fraction(9, 10)


@given(tallies(least=1))
def test_rates_lie_between_nought_and_one_and_the_composite_between_nought_and_a_hundred(
    counts: Tally,
) -> None:
    sheet = law.score(counts, scoring())
    assert all(0 <= (sheet.rate(rate) or 0) <= 1 for rate in Rate)
    assert sheet.composite is not None and 0 <= sheet.composite <= 100


@given(tallies(least=1), tallies(least=1))
def test_a_pooled_composite_lies_between_those_it_pools_and_so_does_the_mean(one: Tally, two: Tally) -> None:
    sheets = [law.score(counts, scoring()) for counts in (one, two)]
    parts = [sheet.composite or Fraction(0) for sheet in sheets]
    for how in Summary:
        whole = law.summarise(sheets, scoring(), how).composite
        assert whole is not None and min(parts) <= whole <= max(parts)


def test_pooled_and_mean_are_both_offered_and_differ() -> None:
    sheets = [law.score(counts, scoring()) for counts in (STREET, OTHER)]
    pooled, mean = (law.summarise(sheets, scoring(), how) for how in (Summary.POOLED, Summary.MEAN))
    assert law.shown(pooled.composite or Fraction(0)) == Decimal("89.07")
    assert law.shown(mean.composite or Fraction(0)) == Decimal("88.60")
    assert law.summarise(sheets, scoring()).composite == pooled.composite
    assert law.summarise(sheets, scoring(summary=Summary.MEAN)).composite == mean.composite
    assert law.summarise([], scoring(), Summary.MEAN).composite is None


def test_a_mean_leaves_out_who_has_no_data_and_averages_the_bonus() -> None:
    sheets = [law.score(STREET, scoring(), bonus=Fraction("0.2")), law.score(Tally(), scoring())]
    whole = law.summarise(sheets, scoring(), Summary.MEAN)
    assert (whole.composite, whole.bonus) == (Fraction("89.3"), Fraction("0.2"))


def test_answers_become_a_tally() -> None:
    found = law.tally(
        [
            (True, Solved.YES, Satisfied.YES),
            (True, Solved.YES, Satisfied.BASICALLY),
            (False, Solved.NO, Satisfied.NO),
            (True, Solved.PARTLY, Satisfied.NO),
        ],
        orders=7,
        excluded=2,
    )
    assert found == Tally(7, 2, 4, 3, 2, 1, 1, 1, 2, 1)
    assert law.outcome(Solved.PARTLY, Satisfied.YES) is Outcome.MIXED


@pytest.mark.parametrize(
    "counts", [{"valid": 1, "contacted": 2}, {"solved": -1}, {"valid": 1, "solved": 1, "partly": 1}]
)
def test_a_tally_that_cannot_be_is_refused(counts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="between 0 and its valid"):
        Tally(**counts)


@pytest.mark.parametrize(
    "change",
    [
        {"weights": {Rate.RESPONSE: Weight(Fraction(1, 2))}},
        {"basically": Fraction(2)},
        {"floor": Fraction(-1)},
    ],
)
def test_weights_must_make_one_and_parts_must_be_parts(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"weights|parts"):
        scoring(**change)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("1.005", 2, "1.01"),
        ("-1.005", 2, "-1.01"),
        ("97.005", 2, "97.01"),
        ("0", 2, "0.00"),
        ("36.5", 0, "37"),
        ("2/3", 2, "0.67"),
    ],
)
def test_rounding_for_show_is_half_up(value: str, places: int, expected: str) -> None:
    assert str(law.shown(Fraction(value), places)) == expected


@given(st.fractions(min_value=-1000, max_value=1000))
def test_what_is_shown_is_never_more_than_half_a_step_away(value: Fraction) -> None:
    assert abs(Fraction(law.shown(value)) - value) <= Fraction(1, 200)


@pytest.mark.req("R298")
def test_a_change_is_told_in_percentage_points() -> None:
    assert law.change(Fraction("0.8238"), Fraction("0.9478")) == Fraction("12.4")
    assert law.change(Fraction("0.8935"), Fraction("0.9485")) == Fraction("5.5")
    assert law.change(None, Fraction(1)) is None and law.change(Fraction(1), None) is None


@pytest.mark.req("R293", part="the flag")
def test_a_unit_is_flagged_when_either_of_the_two_rates_is_below_the_floor() -> None:
    assert law.below_floor(law.score(STREET, scoring()), scoring()) == (Rate.RESOLUTION, Rate.SATISFACTION)
    good = Tally(valid=10, contacted=10, solved=9, satisfied=10)
    assert law.below_floor(law.score(good, scoring()), scoring()) == ()
    assert law.below_floor(law.score(Tally(), scoring()), scoring()) == ()


@pytest.mark.req("R297", part="the bounds")
@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.integers(1, 28))
def test_periods_meet_without_gap_or_overlap(day: date, first_day: int) -> None:
    rules = scoring(period=Period(first_day, law.Attribute.CREATED, 10))
    start, end = law.period_of(day, rules)
    assert start <= day <= end and start.day == first_day
    assert law.period_of(end + timedelta(days=1), rules)[0] == end + timedelta(days=1)


def test_a_period_that_starts_on_the_first_is_the_calendar_month() -> None:
    rules = scoring(period=Period(1, law.Attribute.CREATED, 10))
    assert law.period_of(date(2024, 2, 15), rules) == (date(2024, 2, 1), date(2024, 2, 29))
    assert law.period_of(date(2022, 1, 5), scoring()) == (date(2021, 12, 19), date(2022, 1, 18))


@pytest.mark.req("R304", part="the ratio")
def test_requests_per_ten_thousand_need_residents() -> None:
    assert law.per_ten_thousand(12, 0) is None


def test_units_play_in_the_league_of_their_kind() -> None:
    assert law.league_of("township", scoring()) == "streets"
    with pytest.raises(Refusal, match="belong to no league"):
        law.league_of("circus", scoring())


def sheets(**counts: tuple[int, int, int]) -> dict[str, law.ScoreSheet]:
    """Sheets by unit: (valid, solved, satisfied), all contacted."""
    return {
        unit: law.score(Tally(valid=v, contacted=v, solved=s, satisfied=m), scoring())
        for unit, (v, s, m) in counts.items()
    }


@pytest.mark.req("R295", "R322", part="the ranks")
def test_equal_results_share_a_rank_and_the_next_rank_is_left_out() -> None:
    places = rank(
        sheets(d=(20, 10, 10), b=(20, 18, 18), a=(20, 20, 20), c=(20, 18, 18), few=(9, 9, 9), none=(0, 0, 0)),
        before={"a": 3, "b": 2},
    )
    assert [(p.unit, p.rank, p.moved) for p in places] == [
        ("a", 1, 2), ("b", 2, 0), ("c", 2, None), ("d", 4, None), ("few", None, None), ("none", None, None)
    ]  # fmt: skip


def test_equal_composites_are_told_apart_by_resolution_then_by_how_many_answers_carry_them() -> None:
    level = sheets(solves=(20, 16, 10), pleases=(20, 12, 15), many=(40, 32, 20))
    assert len({sheet.composite for sheet in level.values()}) == 1
    assert [(p.unit, p.rank) for p in rank(level)] == [("many", 1), ("solves", 2), ("pleases", 3)]


@pytest.mark.req("R305", "R329", part="ranking within a league")
def test_each_league_has_its_own_ranks() -> None:
    found = league_places(sheets(a=(20, 20, 20), b=(20, 1, 1)), {"a": "streets", "b": "departments"})
    assert {name: [p.rank for p in places] for name, places in found.items()} == {
        "streets": [1],
        "departments": [1],
    }


@given(st.dictionaries(st.text(min_size=1, max_size=3), tallies(), max_size=12))
def test_nobody_with_a_better_score_stands_behind(counts: dict[str, Tally]) -> None:
    places = [p for p in rank({unit: law.score(c, scoring()) for unit, c in counts.items()}) if p.rank]
    totals = [place.sheet.total or Fraction(0) for place in places]
    assert totals == sorted(totals, reverse=True)
    assert [p.rank for p in places] == sorted(p.rank or 0 for p in places)


# The figures of the sources (requirements b), by the functions that the product uses.


@pytest.mark.req("R083", part="F01")
def test_direct_and_forwarded_orders_make_the_printed_total() -> None:
    assert 4437 + 3333 == 7770
    shares = [law.percent(law.share(part, 7770)) for part in (4437, 3333)]
    assert shares == [Decimal("57.10"), Decimal("42.90")]
    assert sum(share or 0 for share in shares) == 100


def test_the_monthly_mean_is_exact_and_the_daily_mean_only_with_months_of_thirty_days() -> None:
    assert law.share(7770, 7) == 1110
    calendar_days = law.share(7770, (date(2022, 7, 31) - date(2021, 12, 31)).days) or Fraction(0)
    assert (law.shown(calendar_days), law.shown(calendar_days, 0)) == (Decimal("36.65"), Decimal("37"))
    assert law.share(1110, 30) == 37


@pytest.mark.req("R336")
def test_the_counted_share_of_direct_orders_is_as_printed() -> None:
    assert law.percent(law.share(2157, 4437)) == Decimal("48.61")
    assert law.percent(law.share(4437 - 2157, 4437)) == Decimal("51.39")


@pytest.mark.parametrize(
    ("printed", "nearest"),
    [("97.01", (2092, "96.99", 2093, "97.03")), ("97.57", (2104, "97.54", 2105, "97.59"))],
)
def test_the_printed_mean_rates_cannot_be_pooled_rates(
    printed: str, nearest: tuple[int, str, int, str]
) -> None:
    low, low_rate, high, high_rate = nearest
    assert not law.could_be_pooled(Decimal(printed), 2157)
    assert str(law.percent(law.share(low, 2157))) == low_rate
    assert str(law.percent(law.share(high, 2157))) == high_rate
    assert law.could_be_pooled(Decimal(low_rate), 2157)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [((10, 40, 50), "97.59"), ((20, 40, 40), "97.83"), ((30, 35, 35), "98.10"), ((1, 1, 1), "98.19")],
)
def test_the_printed_composite_follows_from_none_of_the_usual_weights(
    weights: tuple[int, int, int], expected: str
) -> None:
    rates = [Fraction(rate) for rate in ("100", "97.01", "97.57")]
    total = sum(rate * weight for rate, weight in zip(rates, weights, strict=True)) / sum(weights)
    assert str(law.shown(total)) == expected
    assert law.shown(total) != Decimal("97.63")


def test_a_bonus_of_four_hundredths_could_close_the_gap_to_the_printed_composite() -> None:
    assert Decimal("97.63") - law.shown(
        Fraction(100 * 10 + Fraction("97.01") * 40 + Fraction("97.57") * 50, 100)
    ) == Decimal("0.04")
