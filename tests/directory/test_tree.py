"""Areas and units: a tree by paths, old names, populations, the nearest unit, one main leader."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from jiesu.directory import actions, queries
from jiesu.directory.kinds import UnitKind
from jiesu.directory.models import Change, Unit
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.reach import Seat as HeldSeat
from jiesu.rules.terms import Channel, Role
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import Town, town

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def sample() -> Town:
    return town()


def test_a_unit_hangs_on_the_path_of_its_parent(sample: Town) -> None:
    unit = actions.add_unit(code="grid-1", name="样例一网格", kind="section", level="community",
                            parent=sample.units["willow"], by=SYSTEM, at=AT)  # fmt: skip
    assert unit.path == "/centre/east/lake/willow/grid-1/"
    assert [u.code for u in queries.units_below("/centre/east/lake/")] == ["lake", "willow", "grid-1"]
    assert [u.code for u in queries.line_of(unit)] == ["centre", "east", "lake", "willow"]


def test_a_path_that_does_not_end_in_its_code_is_refused_by_the_database(sample: Town) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Unit.objects.filter(code="lake").update(path="/centre/other/")


def test_an_underscore_in_a_code_is_not_a_wildcard(sample: Town) -> None:
    for code in ("a_b", "axb"):
        actions.add_unit(code=code, name=code, kind="section", level="city", by=SYSTEM, at=AT)
    assert [u.code for u in queries.units_below("/a_b/")] == ["a_b"]


def test_a_moved_unit_takes_everything_beneath_it_along(sample: Town) -> None:
    actions.move_unit(sample.units["lake"], sample.units["west"], by=SYSTEM, at=AT)
    assert queries.unit("willow").path == "/centre/west/lake/willow/"
    assert queries.unit("hill").path == "/centre/east/hill/"


def test_a_unit_cannot_hang_beneath_itself(sample: Town) -> None:
    with pytest.raises(Refusal, match="beneath itself"):
        actions.move_unit(sample.units["east"], sample.units["willow"], by=SYSTEM, at=AT)
    assert queries.unit("willow").path == "/centre/east/lake/willow/"


def test_a_renamed_street_is_still_found_under_its_old_name_with_the_date(sample: Town) -> None:
    street = sample.areas["s-lake"]
    actions.rename_area(street, "样例新湖街道", since=date(2026, 2, 1), by=SYSTEM, at=AT)
    [(area, former)] = queries.areas_named("样例湖滨街道")
    assert (area.name, former and former.until) == ("样例新湖街道", date(2026, 1, 31))
    assert queries.areas_named("样例新湖街道")[0][1] is None


def test_a_renamed_unit_is_found_under_both_names(sample: Town) -> None:
    actions.rename_unit(sample.units["lake"], "样例新湖街道", since=date(2026, 2, 1), by=SYSTEM, at=AT)
    for words in ("新湖", "湖滨街道"):
        assert [u.code for u in queries.search_units(words)] == ["lake"]


def test_a_population_is_that_of_the_latest_year_counted(sample: Town) -> None:
    area = sample.areas["d-east"]
    actions.set_population(area, year=2022, people=100, by=SYSTEM, at=AT)
    actions.set_population(area, year=2024, people=90, by=SYSTEM, at=AT)
    told = [queries.populations([area.pk], year).get(area.pk) for year in (2021, 2022, 2023, 2025)]
    assert told == [None, 100, 100, 90]


def test_the_unit_serving_an_area_is_the_nearest_around_it(sample: Town) -> None:
    willow = sample.areas["c-willow"]
    found = [queries.unit_serving(willow, kind) for kind in (UnitKind.STREET, UnitKind.COMMAND_CENTRE)]
    assert [unit.code if unit else None for unit in found] == ["lake", "east"]
    assert queries.unit_serving(sample.areas["d-west"], UnitKind.STREET) is None


@pytest.mark.req("R513", "R519", "R521", "R522", part="the units and their line of responsibility")
def test_every_level_from_city_to_community_and_public_services_are_units(sample: Town) -> None:
    willow, heat = queries.unit("willow"), queries.unit("heat")
    assert [u.level for u in [*queries.line_of(willow), willow]] == [
        "city",
        "district",
        "street",
        "community",
    ]
    assert heat.kind == UnitKind.PUBLIC_SERVICE and heat.is_public_service


@pytest.mark.req("R511")
def test_a_unit_has_exactly_one_main_leader_in_force(sample: Town) -> None:
    lake = sample.units["lake"]
    other = actions.add_person(login="second", name="样例第二人", by=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="already has a main leader"):
        actions.give_seat(other, lake, Role.MAIN_LEADER, by=SYSTEM, at=AT)
    held = lake.seats.get(role=Role.MAIN_LEADER)
    actions.end_seat(held, on=date(2026, 3, 1), by=SYSTEM, at=AT)
    actions.give_seat(other, lake, Role.MAIN_LEADER, valid_from=date(2026, 3, 2), by=SYSTEM, at=AT)
    leader = queries.main_leader(lake, AT)
    assert leader is not None and leader.login == "second"


@pytest.mark.req("R009", "R010", part="the register of lines")
def test_a_merged_hotline_and_a_district_number_are_in_the_register(sample: Town) -> None:
    east = sample.units["east"]
    merged = actions.add_source(code="line-96001", name="样例供热热线", channel=Channel.MERGED_LINE, number="96001",
                                owner=sample.units["heat"], merged_on=date(2021, 9, 1), by=SYSTEM, at=AT)  # fmt: skip
    actions.add_source(code="east-1", name="样例东区服务电话", channel="phone", number="65000001", owner=east,
                       forwards=True, by=SYSTEM, at=AT)  # fmt: skip
    assert (merged.owner and merged.owner.code, merged.merged_on) == ("heat", date(2021, 9, 1))
    assert queries.source("east-1").forwards
    with pytest.raises(Refusal, match="already registered"):
        actions.add_source(code="x", name="x", channel="phone", number="96001", by=SYSTEM, at=AT)


@pytest.mark.req("R016", part="the list of sources and its flag")
def test_a_source_says_whether_it_counts_in_the_assessment(sample: Town) -> None:
    actions.add_source(code="media-1", name="样例媒体", channel=Channel.MEDIA, counts_in_assessment=False,
                       by=SYSTEM, at=AT)  # fmt: skip
    assert queries.sources_outside_assessment() == {"media-1"}


def test_only_administrators_change_the_directory(sample: Town) -> None:
    agent = Actor("person:x", "X", (HeldSeat(Role.AGENT, "centre", "/centre/"),))
    with pytest.raises(NotYours):
        actions.add_unit(code="n", name="n", kind="street", level="street", by=agent, at=AT)
    assert not Unit.objects.filter(code="n").exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"code": "a b"}, "code"),
        ({"kind": "moon"}, "kind of unit"),
        ({"name": ""}, "name"),
        ({"code": "lake"}, "already"),
    ],
)
def test_a_unit_that_is_not_well_written_is_refused(sample: Town, wrong: dict[str, str], says: str) -> None:
    told = {"code": "new", "name": "样例", "kind": "street", "level": "street"} | wrong
    with pytest.raises(Refusal, match=says):
        actions.add_unit(**told, by=SYSTEM, at=AT)  # type: ignore[arg-type]


def test_who_changed_the_directory_is_kept_and_cannot_be_changed(sample: Town) -> None:
    actions.rename_unit(sample.units["lake"], "样例新湖街道", since=date(2026, 2, 1), by=SYSTEM, at=AT)
    change = Change.objects.get(verb="rename")
    assert (change.code, change.by, change.facts["before"]) == ("lake", "system", "样例湖滨街道")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(by="somebody else")
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
    ):
        cursor.execute("DELETE FROM directory_change")


def test_an_installation_without_units_says_so() -> None:
    with pytest.raises(Refusal, match="knows no unit yet"):
        queries.root_unit()
