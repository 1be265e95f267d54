"""The law as published: immutable, dated, asked by moment."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from jiesu.directory.kinds import UnitKind, UnitLevel
from jiesu.directory.models import Person, Unit
from jiesu.directory.models import Seat as SeatOf
from jiesu.policy import actions, queries
from jiesu.policy.models import PolicyVersion
from jiesu.policy.topics import Topic
from jiesu.rules.reach import SYSTEM, Actor, Seat
from jiesu.rules.terms import Level, Role
from jiesu.rules.verdict import NotYours, Refusal
from tests.rules.laws import moment

ROOT = Path(__file__).resolve().parents[2] / "policies"
pytestmark = pytest.mark.django_db
EDITOR = Actor("person:law", "law", (Seat(Role.LAW_EDITOR),))


@pytest.fixture
def city(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "national", tmp_path / "national")
    return Path(shutil.copytree(ROOT / "beijing", tmp_path / "beijing"))


def new_version(city: Path, day: str, *changes: tuple[str, str], until: str = "") -> None:
    text = (city / "scoring/2019-01-01.yaml").read_text(encoding="utf-8")
    for old, new in (("from: 2019-01-01", f"from: {day}" + (f"\nuntil: {until}" if until else "")), *changes):
        assert old in text
        text = text.replace(old, new, 1)
    (city / f"scoring/{day}.yaml").write_text(text, encoding="utf-8")


def test_publishing_twice_changes_nothing(city: Path, at: datetime) -> None:
    first = actions.publish(city, by=EDITOR, at=at)
    second = actions.publish(city, by=SYSTEM, at=at)
    assert PolicyVersion.objects.count() == len(first.laws) == len(Topic)
    assert {s.text for s in first.done} == {"%(law)s is published."}
    assert {s.text for s in second.done} == {"%(law)s was published before, unchanged."}
    assert PolicyVersion.objects.first().published_by == "person:law"  # type: ignore[union-attr]


def test_a_published_version_cannot_be_published_with_another_text(city: Path, at: datetime) -> None:
    actions.publish(city, by=EDITOR, at=at)
    path = city / "scoring/2019-01-01.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# a word more\n", encoding="utf-8")
    with pytest.raises(Refusal, match="scoring/2019-01-01 is published already and cannot change"):
        actions.publish(city, by=EDITOR, at=at)


def test_a_broken_law_is_refused_and_nothing_of_it_is_published(city: Path, at: datetime) -> None:
    new_version(city, "2023-01-01", ("{weight: 0.5,", "{weight: 0.6,"))
    with pytest.raises(Refusal, match="expected weights that add up to 1"):
        actions.publish(city, by=EDITOR, at=at)
    assert not PolicyVersion.objects.exists()


def test_a_law_whose_cases_do_not_hold_is_not_published(city: Path, at: datetime) -> None:
    new_version(
        city,
        "2022-01-01",
        ("{weight: 0.5,", "{weight: 0.4,"),
        (
            "{weight: 0.4, basis: practice, source: 区级在用口径：满意",
            "{weight: 0.5, basis: practice, source: 区级在用口径：满意",
        ),
    )
    with pytest.raises(Refusal, match="but the law says"):
        actions.publish(city, by=EDITOR, at=at)
    assert not PolicyVersion.objects.exists()


def test_only_a_law_editor_publishes(city: Path, at: datetime) -> None:
    with pytest.raises(NotYours):
        actions.publish(city, by=Actor("person:x", "x", (Seat(Role.ADMIN),)), at=at)


@pytest.mark.parametrize(
    "statement", ["UPDATE policy_policyversion SET title = 'x'", "DELETE FROM policy_policyversion"]
)
def test_the_database_refuses_to_change_a_published_law(city: Path, at: datetime, statement: str) -> None:
    actions.publish(city, by=EDITOR, at=at)
    with pytest.raises(DatabaseError, match="published law never changes"), transaction.atomic():
        connection.cursor().execute(statement)
    assert PolicyVersion.objects.filter(topic="scoring").exists()


@pytest.mark.req("R306")
def test_the_version_in_force_is_the_last_one_begun(city: Path, at: datetime) -> None:
    new_version(city, "2023-01-01", ("rank_from: {value: 10", "rank_from: {value: 20"))
    actions.publish(city, by=EDITOR, at=at)
    before, first = (
        queries.in_force("scoring", moment(f"{day} 12:00")) for day in ("2022-12-31", "2023-01-01")
    )
    assert (before.id, before.rules.rank_from) == ("scoring/2019-01-01", 10)
    assert (first.id, first.rules.rank_from, first.early) == ("scoring/2023-01-01", 20, False)
    assert queries.changes(queries.version(first.id)) == (("rank_from", "10", "20"),)
    assert queries.changes(queries.version(before.id)) == ()
    assert queries.law(before.id).rules.rank_from == 10


@pytest.mark.req("R310")
def test_each_years_rules_are_kept_and_say_what_changed_from_the_year_before(
    city: Path, at: datetime, client: Client
) -> None:
    new_version(city, "2021-01-01", ("rank_from: {value: 10", "rank_from: {value: 20"))
    new_version(
        city, "2022-01-01", ("rank_from: {value: 10", "rank_from: {value: 20"), ("value: 0.90", "value: 0.92")
    )
    actions.publish(city, by=EDITOR, at=at)
    years = {y: queries.in_force("scoring", moment(f"{y}-06-01 12:00")) for y in (2020, 2021, 2022, 2023)}
    assert [law.id[-10:-6] for law in years.values()] == ["2019", "2021", "2022", "2022"]
    told = {y: queries.changes(queries.version(law.id)) for y, law in years.items()}
    assert told == {
        2020: (), 2021: (("rank_from", "10", "20"),), 2022: (("floor", "0.90", "0.92"),),
        2023: (("floor", "0.90", "0.92"),),
    }  # fmt: skip
    person = Person.objects.create_user("law", name="样例", password="a-sample-password-9")
    root = Unit.objects.create(
        code="c", name="样例", kind=UnitKind.CITY_CENTRE, level=UnitLevel.CITY, path="/c/"
    )
    SeatOf.objects.create(person=person, unit=root, role=Role.LAW_EDITOR)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    listed = client.get("/policy/?topic=scoring&format=json").json()
    assert [row["starts"] for row in listed["rows"]] == ["2022-01-01", "2021-01-01", "2019-01-01"]
    page = client.get("/policy/scoring/2022-01-01/", headers={"Accept-Language": "zh-hans"}).content.decode()
    changed = page[page.index("0.90") :]
    assert "0.92" in changed and "两率底线" in page


@pytest.mark.req("R311")
def test_a_temporary_law_overrides_the_one_before_it_and_then_gives_way(city: Path, at: datetime) -> None:
    new_version(city, "2022-06-01", ("rank_from: {value: 10", "rank_from: {value: 5"), until="2022-06-30")
    actions.publish(city, by=EDITOR, at=at)
    days = ("2022-05-31", "2022-06-01", "2022-06-30", "2022-07-01")
    assert [queries.in_force("scoring", moment(f"{day} 23:59")).rules.rank_from for day in days] == [
        10,
        5,
        5,
        10,
    ]


def test_a_day_begins_in_the_zone_of_the_law(city: Path, at: datetime) -> None:
    new_version(city, "2023-01-01")
    actions.publish(city, by=EDITOR, at=at)
    assert queries.in_force("scoring", moment("2023-01-01 00:00")).id == "scoring/2023-01-01"


def test_before_the_first_version_the_first_stands_in_and_says_so(city: Path, at: datetime) -> None:
    actions.publish(city, by=EDITOR, at=at)
    found = queries.in_force("limits", moment("2006-12-07 10:00"))
    assert (found.id, found.early) == ("limits/2019-01-01", True)


def test_without_any_law_and_without_that_version_it_is_said(city: Path) -> None:
    with pytest.raises(Refusal, match="is published here"):
        queries.in_force("limits", moment("2022-05-06 10:00"))
    for code in ("limits/2030-01-01", "limits/soon", "limits"):
        with pytest.raises(Refusal, match="no version"):
            queries.version(code)


def test_a_history_asks_the_database_once_for_many_moments(
    city: Path, at: datetime, django_assert_num_queries: object
) -> None:
    actions.publish(city, by=EDITOR, at=at)
    queries.in_force("limits", at)
    with django_assert_num_queries(1):  # type: ignore[operator]
        history = queries.history("limits")
        found = {history.at(moment(f"2022-05-{day:02} 10:00")).id for day in range(1, 29)}
    assert found == {"limits/2019-01-01"}
    assert Level.P1 in history.at(at).rules.levels


def test_the_working_days_are_the_countrys(city: Path, at: datetime) -> None:
    actions.publish(city, by=EDITOR, at=at)
    assert queries.calendar(at).is_working_day(moment("2025-10-11 10:00").date())


def test_values_are_told_with_what_they_rest_on(city: Path, at: datetime) -> None:
    actions.publish(city, by=EDITOR, at=at)
    row = queries.versions("limits").get()
    value = next(v for v in queries.values(row) if v.key == "levels.P3.final.limit")
    assert (value.value, str(value.basis), value.source) == ("7 d", "seed", "四级处置模式：7天")


def test_what_comes_with_a_new_version_of_the_product_never_stops_an_installation(
    city: Path, at: datetime
) -> None:
    actions.publish(city, by=EDITOR, at=at)
    mine = PolicyVersion.objects.get(topic=Topic.SCORING).text
    path = city / "scoring/2019-01-01.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# written anew\n", encoding="utf-8")
    told = actions.publish(city, by=SYSTEM, at=at, keep=True)
    assert [s.text for s in told.done].count(actions.KEPT) == 1
    assert PolicyVersion.objects.get(topic=Topic.SCORING).text == mine
