"""The four classes of streets, and warnings."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.rules.classes import (
    Advanced,
    Class,
    Classes,
    Governance,
    Progress,
    Rectification,
    Standing,
    classify,
)
from jiesu.rules.thresholds import Colour, Scale, Thresholds, sensitive_words, warn

F = Fraction
LAW = Classes(
    share=F(3, 100), at_most=10,
    governance=Governance(F(1, 10), F(1, 4), F(1, 4), F(1, 20), "治理"),
    rectification=Rectification(F(4, 5), F(2, 25)), advanced=Advanced(30), progress=Progress(3, F(1)),
)  # fmt: skip


def unit(n: int, **change: object) -> Standing:
    """The n-th street: the higher n, the better its score; all else in the middle."""
    usual = Standing(f"u{n:03}", F(80 + n % 20) + F(n, 1000), F(9, 10), F(0), 50, 100 + n % 7, F(100), F(90))
    return replace(usual, **change)  # type: ignore[arg-type]


@pytest.mark.req("R312", "R313", "R314", "R315", part="how many")
@pytest.mark.parametrize(("units", "k"), [(343, 10), (16, 1), (1, 1), (5000, 10), (40, 1)])
def test_each_class_takes_ten_of_the_city_and_fewer_of_fewer(units: int, k: int) -> None:
    assert LAW.how_many(units) == k


def test_no_units_no_classes() -> None:
    assert classify(LAW, []) == {}


@pytest.mark.req("R312", "R313", "R314", "R315", part="the choice")
def test_a_unit_has_one_class_and_governance_goes_before_the_others() -> None:
    units = [unit(n) for n in range(20)]
    units[0] = unit(0, volume_year=9000, score_year=F(10))
    units[10] = unit(10, earlier=(F(80), F(81), F(82)))
    found = {name: verdict.value for name, verdict in classify(LAW, units).items()}
    assert found == {
        "u000": Class.GOVERNANCE, "u001": Class.RECTIFICATION, "u019": Class.ADVANCED, "u010": Class.PROGRESS
    }  # fmt: skip


def test_who_solves_too_little_is_to_be_rectified_wherever_it_stands() -> None:
    units = [unit(n) for n in range(20)]
    units[19] = unit(19, resolution=F(7, 10))
    units[18] = unit(18, double_no=F(1, 10))
    found = classify(LAW, units)
    assert found["u019"].value is found["u018"].value is Class.RECTIFICATION
    assert str(found["u019"].steps[0]) == "Too little solved, or too many double-noes."
    assert found["u017"].value is Class.ADVANCED


def test_few_answers_or_a_penalty_keep_a_unit_from_being_advanced() -> None:
    units = [unit(n) for n in range(20)]
    units[19] = unit(19, valid=29)
    units[18] = unit(18, malus=True)
    found = classify(LAW, units)
    assert "u019" not in found and "u018" not in found
    assert found["u017"].value is Class.ADVANCED


def test_ties_share_a_class() -> None:
    found = classify(LAW, [unit(n, score=F(90)) for n in range(4)])
    assert {name: verdict.value for name, verdict in found.items()} == {
        "u003": Class.GOVERNANCE, "u000": Class.RECTIFICATION, "u001": Class.RECTIFICATION, "u002": Class.RECTIFICATION
    }  # fmt: skip


@given(st.lists(st.integers(0, 400), min_size=1, max_size=40, unique=True))
def test_every_class_is_taken_from_the_units_given(numbers: list[int]) -> None:
    units = [unit(n) for n in numbers]
    assert set(classify(LAW, units)) <= {u.unit for u in units}


WARN = Thresholds(
    {"transfers": Scale({Colour.YELLOW: F(1), Colour.RED: F(3)}, "BYN")}, frozenset({"扬言", "停水"})
)


@pytest.mark.parametrize(
    ("value", "colour"), [(0, None), (1, Colour.YELLOW), (2, Colour.YELLOW), (3, Colour.RED)]
)
def test_a_value_has_the_highest_colour_it_reaches(value: int, colour: Colour | None) -> None:
    assert warn(WARN, "transfers", F(value)).value is colour


def test_sensitive_words_are_found() -> None:
    assert sensitive_words(WARN, "扬言报复，小区停水") == ("停水", "扬言")
    assert sensitive_words(WARN, "路灯不亮") == ()


@pytest.mark.parametrize("colours", [{}, {Colour.YELLOW: F(3), Colour.RED: F(1)}])
def test_a_scale_must_rise(colours: dict[Colour, Fraction]) -> None:
    with pytest.raises(ValueError, match="rise"):
        Scale(colours)
