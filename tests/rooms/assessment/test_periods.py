"""Opening and freezing periods; the sheet, its pages, and the spreadsheet read back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from jiesu.assessment import actions, queries
from jiesu.assessment.book import COUNTED, workbook
from jiesu.assessment.kinds import Figure
from jiesu.assessment.models import Line, Period
from jiesu.directory.models import Population
from jiesu.kit import clock
from jiesu.rules.reach import SYSTEM, Actor, Seat
from jiesu.rules.scoring import Rate, Summary
from jiesu.rules.terms import Mode, Role, Satisfied, Solved
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town
from tests.rooms.assessment.conftest import City

FIRST, LAST = date(2026, 2, 19), date(2026, 3, 18)
FROZEN_FROM = datetime.fromisoformat("2026-03-29T00:00:00+08:00")
GOOD = (True, Solved.YES, Satisfied.YES)
BAD = (True, Solved.NO, Satisfied.NO)


@pytest.fixture
def assessor(place: Town) -> Actor:
    return place.actor(Role.ASSESSOR, "centre")


@pytest.fixture
def period(place: Town, assessor: Actor) -> Period:
    return actions.open_period(FIRST, LAST, by=assessor, at=AT)


@pytest.fixture
def months(city: City) -> City:
    """Ten good orders of the lake street, nine good and one bad of the hill street."""
    for n in range(10):
        city.order(("lake", Mode.DIRECT), answers=(GOOD,))
        city.order(("hill", Mode.FORWARDED), answers=(GOOD if n else BAD,))
    return city


# --- opening


@pytest.mark.req("R297", "R306")
def test_a_period_keeps_the_version_of_the_law_of_its_first_day(period: Period) -> None:
    assert period.law == "scoring/2019-01-01" and period.scope.code == "centre"


@pytest.mark.parametrize("role", [Role.HEAD, Role.SUPERVISOR, Role.DISTRICT_LEADER, Role.FOLLOWUP_AGENT])
def test_only_an_assessor_opens_a_period(place: Town, role: Role) -> None:
    by = Actor("person:x", "", (Seat(role, "centre", "/centre/"),))
    with pytest.raises(NotYours):
        actions.open_period(FIRST, LAST, by=by, at=AT)
    assert not Period.objects.exists()


def test_a_district_s_assessor_does_not_open_a_period_of_the_city(place: Town) -> None:
    by = Actor("person:x", "", (Seat(Role.ASSESSOR, "east", "/centre/east/"),))
    with pytest.raises(NotYours):
        actions.open_period(FIRST, LAST, by=by, at=AT)
    assert actions.open_period(FIRST, LAST, scope="east", by=by, at=AT).scope.code == "east"


def test_a_period_is_not_opened_twice_nor_backwards(period: Period, assessor: Actor) -> None:
    with pytest.raises(Refusal, match="open already"):
        actions.open_period(FIRST, LAST, by=assessor, at=AT)
    with pytest.raises(Refusal, match="cannot end before"):
        actions.open_period(LAST, FIRST, by=assessor, at=AT)
    assert Period.objects.count() == 1


# --- freezing


def test_a_sheet_is_not_frozen_before_the_law_s_day(period: Period, assessor: Actor) -> None:
    with pytest.raises(Refusal, match="from 2026-03-28 24:00"):
        actions.freeze(period.pk, by=assessor, at=FROZEN_FROM - timedelta(seconds=1))
    assert queries.period(period.pk).frozen_at is None and not Line.objects.exists()


@pytest.mark.req("R321", part="any span; the day's, week's and month's are not frozen by themselves yet")
def test_a_frozen_sheet_stays_whatever_happens_later(months: City, period: Period, assessor: Actor) -> None:
    before = queries.sheet(period)
    actions.freeze(period.pk, by=assessor, at=FROZEN_FROM)
    frozen = queries.period(period.pk)
    months.order(("lake", Mode.DIRECT), answers=(BAD,))
    after = queries.sheet(frozen)
    assert [(s.unit.code, s.counts, s.sheet, s.place.rank) for s in after.scores] == [
        (s.unit.code, s.counts, s.sheet, s.place.rank) for s in before.scores
    ]
    stored = Line.objects.get(unit__code="hill")
    assert Fraction(stored.composite) == after.unit("hill").sheet.composite == Fraction(91)
    with pytest.raises(Refusal, match="does not change any more"):
        actions.freeze(period.pk, by=assessor, at=FROZEN_FROM)


@pytest.mark.parametrize("change", [{"solved": 0}, {"rank": 1}])
def test_the_database_itself_refuses_to_change_a_frozen_line(
    months: City, period: Period, assessor: Actor, change: dict[str, int]
) -> None:
    actions.freeze(period.pk, by=assessor, at=FROZEN_FROM)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Line.objects.update(**change)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Period.objects.update(frozen_at=None, frozen_by="")


# --- the sheet


@pytest.mark.req("R288", "R295", "R302", part="ranked within the scope of the period, by league")
def test_units_are_ranked_within_their_league_with_one_yardstick(months: City, period: Period) -> None:
    sheet = queries.sheet(period)
    streets = sheet.of("街乡镇")
    assert [(s.unit.code, s.place.rank) for s in streets] == [("lake", 1), ("hill", 2)]
    assert [s.sheet.composite for s in streets] == [Fraction(100), Fraction(91)]
    assert sheet.of("区")[0].counts.orders == 20, "the district answers for its streets"


@pytest.mark.req("R293")
def test_a_unit_under_the_floor_of_the_two_rates_is_flagged(
    city: City, period: Period, client: Client
) -> None:
    for n in range(10):
        city.order(("hill", Mode.DIRECT), answers=(GOOD if n > 1 else BAD,))
    client.force_login(
        city.place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend"
    )
    html = client.get(f"/assessment/{period.pk}/hill/").content.decode()
    assert "said-warning" in html and Rate.RESOLUTION.zh in html


@pytest.mark.req("R294")
def test_a_league_as_one_is_shown_pooled_and_as_a_mean(city: City, period: Period) -> None:
    for _ in range(3):
        city.order(("lake", Mode.DIRECT), answers=(GOOD,))
    city.order(("hill", Mode.DIRECT), answers=(BAD,))
    sheet = queries.sheet(period)
    pooled, mean = (sheet.summary("街乡镇", how) for how in (Summary.POOLED, Summary.MEAN))
    assert pooled.composite == Fraction(10) + 90 * Fraction(3, 4)
    assert mean.composite == Fraction(10) + 90 * Fraction(1, 2)


def test_few_follow_ups_are_shown_and_not_ranked_and_none_is_no_data(city: City, period: Period) -> None:
    city.order(("lake", Mode.DIRECT), answers=(GOOD,))
    city.order(("hill", Mode.DIRECT))
    sheet = queries.sheet(period)
    assert sheet.unit("lake").place.rank is None and sheet.unit("lake").sheet.composite == 100
    assert sheet.unit("hill").sheet.composite is None


@pytest.mark.req("R322")
def test_the_movement_against_the_frozen_period_before_is_shown(
    months: City, period: Period, assessor: Actor
) -> None:
    actions.freeze(period.pk, by=assessor, at=FROZEN_FROM)
    later = AT + timedelta(days=20)
    for _ in range(10):
        months.order(("hill", Mode.DIRECT), at=later, answers=(GOOD,))
        months.order(("lake", Mode.DIRECT), at=later, answers=(BAD,))
    following = actions.open_period(date(2026, 3, 19), date(2026, 4, 18), by=assessor, at=later)
    places = {s.unit.code: s.place for s in queries.sheet(following).of("街乡镇")}
    assert (places["hill"].rank, places["hill"].moved) == (1, 1)
    assert (places["lake"].rank, places["lake"].moved) == (2, -1)


@pytest.mark.req("R304")
def test_requests_per_ten_thousand_use_the_people_of_the_street_s_area(city: City, period: Period) -> None:
    Population.objects.create(area=city.place.areas["s-lake"], year=2025, people=20_000)
    city.order(("lake", Mode.DIRECT))
    assert queries.sheet(period).unit("lake").per_ten_thousand == Fraction(1, 2)


# --- the spreadsheet and the pages


def test_the_spreadsheet_read_back_says_what_the_sheet_says(months: City, period: Period) -> None:
    sheet = queries.sheet(period)
    book = openpyxl.load_workbook(io.BytesIO(workbook(sheet, AT)), data_only=False)
    assert book.sheetnames == list(sheet.leagues)
    rows = list(book["街乡镇"].iter_rows(min_row=3, values_only=True))
    for row, score in zip(rows, sheet.of("街乡镇"), strict=False):
        assert row[:2] == (score.place.rank, score.unit.name)
        assert list(row[2 : 2 + len(COUNTED)]) == [score.counts.of(f) for f in COUNTED]
    hill = rows[1]
    composite = hill[2 + len(COUNTED) + 3 + len(Rate)]
    assert Decimal(str(composite)) == Decimal("91.00")
    assert len(rows) == 4, "two units, all together, the mean"
    assert not any(str(cell).startswith("=") for row in rows for cell in row if cell is not None)


@pytest.fixture
def pages(place: Town, client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(clock, "now", lambda: FROZEN_FROM)
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    yield client


def test_a_figure_on_the_page_leads_to_as_many_orders(months: City, period: Period, pages: Client) -> None:
    score = queries.sheet(period).unit("hill")
    html = pages.get(f"/assessment/{period.pk}/", {"league": "街乡镇"}).content.decode()
    for figure in (Figure.ORDERS, Figure.VALID, Figure.SOLVED, Figure.DOUBLE_NO):
        url = f"/assessment/{period.pk}/hill/{figure}/"
        assert f'href="{url}"' in html
        listed = pages.get(url, {"format": "json"}).json()
        assert int(listed["count"]) == len(listed["rows"]) == score.counts.of(figure)


def test_the_sheet_says_the_same_in_csv_and_json(months: City, period: Period, pages: Client) -> None:
    data = pages.get(f"/assessment/{period.pk}/", {"format": "json", "league": "街乡镇"}).json()
    assert [row["composite"] for row in data["rows"]] == ["100.00", "91.00"]
    csv = b"".join(pages.get(f"/assessment/{period.pk}/", {"format": "csv", "league": "街乡镇"}))  # type: ignore[arg-type]
    assert "91.00" in csv.decode() and csv.decode().count("\r\n") == 4


def test_the_pages_of_the_desk_open(months: City, period: Period, pages: Client) -> None:
    for url in ("", "open/", "open/?natural", f"{period.pk}/", f"{period.pk}/lake/", f"{period.pk}/freeze/",
                f"{period.pk}/lake/lowering/"):  # fmt: skip
        assert pages.get(f"/assessment/{url}").status_code == 200, url
    assert pages.get(f"/assessment/{period.pk}/sheet.xlsx").content.startswith(b"PK")
    said = {"first": "2026-04-01", "last": "2026-04-30", "scope": "east", "idem": "x"}
    assert pages.post("/assessment/open/", said).status_code == 302
    assert pages.post(f"/assessment/{period.pk}/freeze/", {"idem": "y"}).status_code == 302
    assert queries.period(period.pk).frozen_by == f"person:centre.{Role.ASSESSOR}"


def test_a_figure_that_is_none_is_refused_in_words(period: Period, pages: Client) -> None:
    page = pages.get(f"/assessment/{period.pk}/lake/nonsense/")
    assert page.status_code < 500 and "Traceback" not in page.content.decode()


def test_an_agent_does_not_enter_the_desk(place: Town, client: Client, period: Period) -> None:
    client.force_login(place.person(Role.AGENT, "centre"), "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/assessment/{period.pk}/").status_code == 403


def test_a_street_head_gets_no_link_to_its_neighbour_s_orders(
    months: City, period: Period, client: Client
) -> None:
    client.force_login(months.place.person(Role.HEAD, "lake"), "django.contrib.auth.backends.ModelBackend")
    html: Any = client.get(f"/assessment/{period.pk}/", {"league": "街乡镇"}).content.decode()
    assert f"/assessment/{period.pk}/lake/solved/" in html
    assert f"/assessment/{period.pk}/hill/solved/" not in html


def test_the_house_may_open_and_freeze_by_itself(place: Town) -> None:
    period = actions.open_period(FIRST, LAST, by=SYSTEM, at=AT)
    assert actions.freeze(period.pk, by=SYSTEM, at=FROZEN_FROM).frozen_by == "system"
