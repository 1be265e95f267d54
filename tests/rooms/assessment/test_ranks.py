"""Beside the sheet: one yardstick in city and district, ranks, comparison groups, schemes."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client

from jiesu.assessment import (
    actions,
    queries,
    yearly,
)
from jiesu.assessment.models import Line
from jiesu.directory.kinds import UnitKind
from jiesu.directory.models import Unit
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Mode, Role, Satisfied, Solved
from tests.builders import AT
from tests.rooms.assessment.conftest import City
from tests.rooms.assessment.results import BAD, FROZEN_FROM, GOOD, ZH, opened, ranks

# --- one yardstick, ranks, groups, schemes


@pytest.mark.req("R288", "R295", "R302")
def test_one_yardstick_measures_in_the_city_and_in_the_district(three: City, boss: Actor) -> None:
    whole, east = opened(), opened("east")
    in_city, in_east = queries.sheet(whole), queries.sheet(east)
    for code in ("lake", "hill", "east"):
        assert in_city.unit(code).sheet == in_east.unit(code).sheet, "the same result whoever assesses"
    told = {"shore": ("1 / 3", "1 / 1"), "lake": ("2 / 3", "1 / 2"), "hill": ("3 / 3", "2 / 2")}
    assert ranks(in_city.of("街乡镇")) == told
    assert ranks(in_east.of("街乡镇")) == {code: told[code] for code in ("lake", "hill")}
    actions.freeze(whole.pk, by=boss, at=FROZEN_FROM)
    kept = Line.objects.filter(period=whole, league="街乡镇").order_by("rank")
    assert [(x.unit.code, x.rank, x.of, x.district_rank, x.district_of) for x in kept] == [
        ("shore", 1, 3, 1, 1), ("lake", 2, 3, 1, 2), ("hill", 3, 3, 2, 2)
    ]  # fmt: skip
    three.order(("shore", Mode.DIRECT), answers=(BAD,))
    Unit.objects.filter(code="hill").update(kind=UnitKind.DISTRICT_DEPARTMENT)
    Unit.objects.filter(code="lake").update(path=f"{three.place.units['west'].path}lake/")
    assert ranks(queries.sheet(queries.period(whole.pk)).of("街乡镇")) == told


def law_with(tmp_path: Path, more: str) -> None:
    """The shipped law of assessment from 2026 on with something more."""
    text = (policy.shipped_folder("beijing") / "scoring" / "2019-01-01.yaml").read_text()
    folder = tmp_path / "sample" / "scoring"
    folder.mkdir(parents=True)
    (folder / "2026-01-01.yaml").write_text(text.replace("from: 2019-01-01", "from: 2026-01-01") + more)
    policy.publish(tmp_path / "sample", by=SYSTEM, at=AT)


SCHEMES = """
  schemes:
    basis: assumed
    source: 样例区自定考评办法
    样例区街乡镇:
      scope: east
      league: 街乡镇
      weights: {response: {weight: 0.2}, resolution: {weight: 0.6}, satisfaction: {weight: 0.2}}
    样例区部门: {scope: east, league: 部门, basically: 0.5, floor: 0.95}
    样例区企业: {scope: east, league: 公共服务企业, rank_from: 1}
"""


@pytest.mark.req("R329", "R288")
def test_a_district_has_its_own_schemes_and_the_city_keeps_its_own(
    three: City, tmp_path: Path, client: Client
) -> None:
    law_with(tmp_path, SCHEMES)
    for n in range(10):
        three.order(
            ("housing", Mode.DIRECT),
            answers=((True, Solved.YES, Satisfied.BASICALLY if n else Satisfied.YES),),
        )
    whole, east = opened(), opened("east")
    in_city, in_east = queries.sheet(whole), queries.sheet(east)
    assert in_city.unit("hill").sheet.composite == 10 + 90 * Fraction(4, 5)
    assert in_east.unit("hill").sheet.composite == 20 + 80 * Fraction(4, 5)
    satisfied = {name: s.unit("housing").satisfaction for name, s in (("city", in_city), ("east", in_east))}
    assert satisfied == {"city": Fraction(91, 100), "east": Fraction(55, 100)}
    assert (in_city.law_of("部门").floor, in_east.law_of("部门").floor) == (
        Fraction(9, 10),
        Fraction(95, 100),
    )
    assert (in_city.law_of("公共服务企业").rank_from, in_east.law_of("公共服务企业").rank_from) == (10, 1)
    assert in_city.unit("hill").counts == in_east.unit("hill").counts, "one way of counting"
    client.force_login(
        three.place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend"
    )
    page = client.get(f"/assessment/{east.pk}/hill/", headers=ZH).content.decode()
    assert "84" in page and "0.6" in page


@pytest.mark.req("R305")
def test_a_comparison_group_is_ranked_within_itself(three: City, tmp_path: Path, client: Client) -> None:
    law_with(tmp_path, "")
    text = (tmp_path / "sample" / "scoring" / "2026-01-01.yaml").read_text()
    assert "生态涵养区" in text
    (tmp_path / "sample" / "scoring" / "2026-01-01.yaml").unlink()
    (tmp_path / "sample" / "scoring" / "2026-01-02.yaml").write_text(
        text.replace("from: 2026-01-01", "from: 2026-01-02").replace(
            '生态涵养区: ["110109"', '生态涵养区: ["d-east", "110109"'
        )
    )
    policy.publish(tmp_path / "sample", by=SYSTEM, at=AT)
    period = opened()
    group = queries.sheet(period, group="生态涵养区").of("街乡镇")
    assert [(s.unit.code, s.place.rank, s.place.of) for s in group] == [("lake", 1, 2), ("hill", 2, 2)]
    assert queries.sheet(period, group="城六区").scores == ()
    client.force_login(
        three.place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend"
    )
    page = client.get(
        f"/assessment/{period.pk}/", {"league": "街乡镇", "group": "生态涵养区"}
    ).content.decode()
    assert "样例湖滨街道" in page and "样例海岸街道" not in page


@pytest.mark.req("R303", "R295")
def test_the_districts_are_ranked_by_month_and_by_year(three: City, client: Client) -> None:
    one = opened()
    later = AT + timedelta(days=20)
    for n in range(10):
        three.order(("shore", Mode.DIRECT), at=later, answers=(GOOD if n > 4 else BAD,))
        three.order(("lake", Mode.DIRECT), at=later, answers=(GOOD,))
    two = actions.open_period(date(2026, 3, 19), date(2026, 4, 18), by=SYSTEM, at=later)
    periods, rows = yearly.year_of(2026, "区")
    assert [p.pk for p in periods] == [one.pk, two.pk]
    told = {r.unit.code: (r.place.rank, r.months[one.pk].rank, r.months[two.pk].rank) for r in rows}
    assert told == {"east": (1, 2, 1), "west": (2, 1, 2)}
    assert [r.sheet.composite for r in rows] == [10 + 90 * Fraction(27, 30), 10 + 90 * Fraction(15, 20)]
    assert yearly.year_of(2025, "区") == ([], [])
    client.force_login(
        three.place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend"
    )
    rows_ = client.get("/assessment/year/?year=2026&league=区&format=json").json()["rows"]
    assert [(r["unit"], r["rank"], r[f"p{one.pk}"], r[f"p{two.pk}"]) for r in rows_] == [
        ("样例东区指挥中心", "1 / 2", "2 / 2", "1 / 2"), ("样例西区指挥中心", "2 / 2", "1 / 2", "2 / 2"),
    ]  # fmt: skip
