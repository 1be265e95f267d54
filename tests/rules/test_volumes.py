"""Volumes over time: the printed figures of the sources come out of whole orders and whole days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from jiesu.rules import volumes
from jiesu.rules.scoring import percent, round_half_up
from jiesu.rules.volumes import Growth


@pytest.mark.req("R366")
def test_growth_is_the_exact_share_of_the_volume_a_year_before() -> None:
    assert Growth(1427, 1000).change == Fraction(427, 1000)
    assert str(percent(Growth(1427, 1000).change, 1)) == "42.7"
    assert Growth(2, 3).change == Fraction(-1, 3), "no rounding, and a fall is below 0"
    assert Growth(5, 0).change is None and Growth(5, 0).difference == 5


def test_the_same_day_a_year_before_exists_in_every_year() -> None:
    assert volumes.year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert volumes.year_before(date(2025, 2, 28)) == date(2024, 2, 28)
    assert volumes.year_before(date(2026, 12, 31)) == date(2025, 12, 31)


@pytest.mark.req("R368")
def test_the_means_of_the_street_report_come_out() -> None:
    first, last = date(2022, 1, 1), date(2022, 10, 31)
    assert volumes.months_in(first, last) == 10 and volumes.days_in(first, last) == 304
    assert volumes.per_month(11_100, first, last) == 1110
    mean = volumes.per_day(11_100, first, last)
    assert mean == Fraction(11_100, 304) and round_half_up(mean) == 37


def test_a_part_of_a_month_counts_by_its_days() -> None:
    assert volumes.months_in(date(2026, 1, 1), date(2026, 2, 14)) == Fraction(3, 2)
    assert volumes.months_in(date(2026, 4, 16), date(2026, 4, 30)) == Fraction(1, 2)
    assert volumes.months_in(date(2026, 5, 2), date(2026, 5, 1)) == 0
    assert volumes.per_month(3, date(2026, 5, 2), date(2026, 5, 1)) is None
    assert volumes.per_day(3, date(2026, 5, 2), date(2026, 5, 1)) is None


@pytest.mark.req("R371")
def test_a_rise_is_a_rise_in_every_year() -> None:
    low, mid, high = Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)
    assert volumes.rises([low, mid, high]) is True
    assert volumes.rises([low, high, mid]) is False
    assert volumes.rises([low, low]) is False, "to stay is not to rise"
    assert volumes.rises([low, None, high]) is None and volumes.rises([low]) is None
