"""From words to areas, by names, aliases and old names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from jiesu.adapters import queries as adapters
from jiesu.adapters.ports import Candidate, Geocoder
from jiesu.directory import actions
from jiesu.directory.gazetteer import Gazetteer
from jiesu.rules.reach import SYSTEM
from tests.builders import Town, town

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def sample() -> Town:
    return town()


def found(text: str) -> list[str]:
    return [candidate.area for candidate in adapters.geocoder().candidates(text)]


def test_the_directory_is_the_geocoder_where_a_city_has_no_better_one(sample: Town) -> None:
    assert isinstance(adapters.geocoder(), Gazetteer) and isinstance(adapters.geocoder(), Geocoder)
    assert isinstance(adapters.geocoder().candidates("样例东区")[0], Candidate)


def test_the_deepest_area_that_lies_within_another_named_one_comes_first(sample: Town) -> None:
    assert found("样例东区样例湖滨街道柳荫北路路灯不亮") == ["s-lake", "d-east"]


def test_people_leave_the_word_street_out(sample: Town) -> None:
    assert found("我在样例湖滨住") == ["s-lake"]


def test_an_alias_and_an_old_name_are_understood(sample: Town) -> None:
    willow = sample.areas["c-willow"]
    actions.also_called(willow, ["柳园小区"], by=SYSTEM, at=AT)
    actions.rename_area(sample.areas["s-hill"], "样例新山街道", since=date(2026, 1, 1), by=SYSTEM, at=AT)
    assert found("柳园小区停水") == ["c-willow"]
    former = adapters.geocoder().candidates("样例山前街道的树倒了")[0]
    assert (former.area, former.name, former.matched) == ("s-hill", "样例新山街道", "样例山前街道")


def test_a_text_without_a_place_has_no_candidates(sample: Town) -> None:
    assert found("") == found("我要投诉") == []


def test_many_texts_cost_two_queries(sample: Town, django_assert_max_num_queries: Any) -> None:
    Gazetteer().candidates("warm")
    geocoder = Gazetteer()
    with django_assert_max_num_queries(2):
        for _ in range(50):
            geocoder.candidates("样例东区样例湖滨街道")
