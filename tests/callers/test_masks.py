"""How personal values are hidden and compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.callers import masks


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("13800000001", "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("8613800000001", "13800000001"),
        ("013800000001", "13800000001"),
        ("１３８０００００００１", "13800000001"),
        ("010-65000001", "01065000001"),
        ("+86-10-65000001", "01065000001"),
        ("(021) 6500 0001", "02165000001"),
        ("+1 202 555 0100", "+12025550100"),
        ("12345", "12345"),
        ("无", ""),
        ("", ""),
    ],
)
def test_a_number_has_one_way_of_being_written(written: str, same: str) -> None:
    assert masks.clean_phone(written) == same


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("张三丰", "张**"), ("欧阳修明", "欧**"), ("张", "*"), ("", "")]
)
def test_a_name_keeps_its_first_character_only(name: str, masked: str) -> None:
    assert masks.mask_name(name) == masked


@given(st.text(alphabet="0123456789", max_size=20))
def test_a_masked_number_never_shows_more_than_seven_digits(number: str) -> None:
    shown = masks.mask_phone(number)
    assert sum(char.isdigit() for char in shown) <= 7
    assert not number or "*" in shown


@given(st.text(max_size=30))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    number = masks.clean_phone(text)
    assert masks.clean_phone(number) == number
