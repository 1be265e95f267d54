"""Beside the sheet: one yardstick, ranks, groups, schemes, kinds, bonus points, stages, classes, circulars, rewards."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from jiesu.assessment import (
    actions,
    bonus,
    choosing,
    circulars,
    industry,
    queries,
    records,
    rewards,
    sheets,
    stages,
    tables,
    ticks,
    yearly,
)
from jiesu.assessment.kinds import Figure, RewardKind
from jiesu.assessment.models import Bonus, Choice, Circular, Line, Period, Reward
from jiesu.directory.kinds import AreaLevel, UnitKind, UnitLevel
from jiesu.directory.models import Area, Person, Population, Seat, Unit
from jiesu.kit import clock
from jiesu.policy import actions as policy
from jiesu.policy.files import parse
from jiesu.policy.topics import Topic
from jiesu.rules import classes
from jiesu.rules.calendar import ZONE
from jiesu.rules.classes import Class
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.reach import Seat as Seat_
from jiesu.rules.registers import Register
from jiesu.rules.scoring import Cycle, Rate
from jiesu.rules.terms import Mode, RequestType, Role, Satisfied, Solved
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions as supervision
from jiesu.supervision.actions.entries import Said
from tests.builders import AT, Town
from tests.rooms.assessment.conftest import City

FIRST, LAST = date(2026, 2, 19), date(2026, 3, 18)
FROZEN_FROM = datetime.fromisoformat("2026-03-29T00:00:00+08:00")
GOOD = (True, Solved.YES, Satisfied.YES)
BAD = (True, Solved.NO, Satisfied.NO)
ZH = {"Accept-Language": "zh-hans"}


@pytest.fixture
def boss(place: Town) -> Actor:
    return place.actor(Role.ASSESSOR, "centre")


@pytest.fixture
def shore(place: Town) -> Unit:
    """A street of the other district."""
    area = Area.objects.create(
        code="s-shore",
        name="样例海岸街道",
        level=AreaLevel.STREET,
        parent=place.areas["d-west"],
        path="/city/d-west/s-shore/",
    )
    west = place.units["west"]
    made = Unit.objects.create(
        code="shore", name="样例海岸街道", kind=UnitKind.STREET, level=UnitLevel.STREET, parent=west, area=area,
        path=f"{west.path}shore/",
    )  # fmt: skip
    for role in (Role.REQUEST_CENTRE, Role.HANDLER, Role.HEAD, Role.AREA_LEADER):
        person = Person.objects.create_user(
            f"shore.{role}", name=f"样例{role.zh}", password="a-sample-password-9"
        )
        Seat.objects.create(person=person, unit=made, role=role)
    place.units["shore"], place.areas["s-shore"] = made, area
    return made


@pytest.fixture
def three(city: City, shore: Unit) -> City:
    """Ten orders each: the shore's all good, the lake's nine, the hill's eight."""
    for n in range(10):
        city.order(("shore", Mode.DIRECT), answers=(GOOD,))
        city.order(("lake", Mode.DIRECT), answers=(GOOD if n else BAD,))
        city.order(("hill", Mode.DIRECT), answers=(GOOD if n > 1 else BAD,))
    return city


def opened(scope: str = "", **more: Any) -> Period:
    return actions.open_period(FIRST, LAST, scope=scope, by=SYSTEM, at=AT, **more)


def ranks(scores: Any) -> dict[str, tuple[str, str]]:
    return {s.unit.code: (tables.place(s.in_city), tables.place(s.in_district)) for s in scores}


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


# --- kinds of request


@pytest.fixture
def parted(city: City) -> City:
    """The lake: two complaints, one of them solved; one help, solved; one help that nobody rated."""
    for kind, answers in (
        (RequestType.COMPLAINT, (GOOD,)), (RequestType.COMPLAINT, (BAD,)), (RequestType.HELP, (GOOD,)),
        (RequestType.HELP, ()),
    ):  # fmt: skip
        city.order(("lake", Mode.DIRECT), answers=answers, request_type=kind)
    return city


@pytest.mark.req("R296", "R088")
def test_resolution_is_told_by_kind_and_as_a_whole_also_once_frozen(
    parted: City, boss: Actor, client: Client
) -> None:
    period = opened()

    def told() -> tuple[dict[Any, Any], Fraction | None]:
        found = queries.sheet(queries.period(period.pk)).unit("lake")
        rows = queries.by_kind(queries.period(period.pk), found.unit, found.league)
        return {kind: (c.orders, c.valid, s.rate(Rate.RESOLUTION)) for kind, c, s in rows}, found.resolution

    live = told()
    assert live == (
        {RequestType.COMPLAINT: (2, 2, Fraction(1, 2)), RequestType.HELP: (2, 1, Fraction(1))}, Fraction(2, 3)
    )  # fmt: skip
    complaints = queries.sheet(period, boss, kind="complaint").unit("lake")
    assert (complaints.counts.orders, complaints.resolution) == (2, Fraction(1, 2))
    for figure in (Figure.ORDERS, Figure.VALID, Figure.SOLVED, Figure.DOUBLE_NO):
        behind = queries.figure_orders(period, "lake", figure, boss).filter(request_type="complaint")
        assert behind.count() == complaints.counts.of(figure)
    actions.freeze(period.pk, by=boss, at=FROZEN_FROM)
    parted.order(("lake", Mode.DIRECT), answers=(BAD,))
    assert told() == live, "kept with the frozen sheet"
    assert queries.sheet(queries.period(period.pk), kind="complaint").unit("lake").counts == complaints.counts
    client.force_login(
        parted.place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend"
    )
    page = client.get(f"/assessment/{period.pk}/lake/", headers=ZH).content.decode()
    assert "分类评价" in page and "50.00" in page and "66.67" in page
    sheet = client.get(f"/assessment/{period.pk}/?type=complaint&league=街乡镇", headers=ZH).content.decode()
    assert (
        'value="complaint" selected' in sheet
        and f"/assessment/{period.pk}/lake/orders/?type=complaint" in sheet
    )


# --- what lowers, what it costs, bonus


@pytest.mark.req("R328", "R317")
def test_a_unit_reads_which_orders_lower_its_rates_and_what_they_cost(
    city: City, place: Town, client: Client
) -> None:
    bad = [
        city.order(("lake", Mode.DIRECT), answers=(answer,))
        for answer in ((False, Solved.YES, Satisfied.YES), (True, Solved.NO, Satisfied.YES), BAD)
    ]
    for _ in range(7):
        city.order(("lake", Mode.DIRECT), answers=(GOOD,))
    period = opened()
    client.force_login(place.person(Role.HEAD, "lake"), "django.contrib.auth.backends.ModelBackend")
    score = queries.sheet(period).unit("lake")
    assert dict(tables.lowers(score)) == {Rate.RESPONSE: 1, Rate.RESOLUTION: 2, Rate.SATISFACTION: 1}
    numbers = {Rate.RESPONSE: {bad[0].number}, Rate.RESOLUTION: {o.number for o in bad[1:]},
               Rate.SATISFACTION: {bad[2].number}}  # fmt: skip
    for rate, some in numbers.items():
        data = client.get(f"/assessment/{period.pk}/lake/lowering/{rate}/?format=json").json()
        assert {row["number"] for row in data["rows"]} == some
    every = client.get(f"/assessment/{period.pk}/lake/lowering/?format=json").json()
    assert {row["number"] for row in every["rows"]} == {o.number for o in bad}
    page = client.get(f"/assessment/{period.pk}/lake/", headers=ZH).content.decode()
    assert "未解决诉求失分" in page and "2 × 5 = 10" in page.replace(".00", ""), (
        "weight 0.5 of ten valid ones"
    )
    better = queries.scoring.score(score.counts.tally, queries.law_of(FIRST).rules)
    assert better.composite == 100 - 1 - 10 - 4
    assert client.get(f"/assessment/{period.pk}/lake/lowering/nothing/").status_code < 500


@pytest.mark.req("R320")
def test_the_city_centre_gives_a_fifth_of_a_point_with_its_document(
    three: City, place: Town, boss: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    period = opened()
    said: dict[str, Any] = {
        "points": Decimal("0.2"),
        "grantor": "centre",
        "reason": "样例事迹",
        "document": "样例〔2026〕1号",
    }
    given = bonus.grant_points(period.pk, "lake", **said, by=boss, at=AT)
    assert queries.sheet(period).unit("lake").sheet.total == 91 + Fraction(1, 5)
    assert queries.sheet(period, kind="help").unit("lake").sheet.bonus == 0
    district = Actor("person:x", "", (Seat_(Role.ASSESSOR, "east", "/centre/east/"),))
    with pytest.raises(NotYours):
        bonus.grant_points(period.pk, "lake", **said, by=district, at=AT)
    for wrong, why in (({"points": Decimal("2")}, "between -5.00 and 2.00"), ({"points": Decimal(0)}, "nothing"),
                       ({"document": " "}, "which document"), ({"grantor": "hill"}, "from above")):  # fmt: skip
        with pytest.raises(Refusal, match=why):
            bonus.grant_points(period.pk, "lake", **(said | wrong), by=boss, at=AT)
    monkeypatch.setattr(clock, "now", lambda: FROZEN_FROM)
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    form = {"points": "0.30", "grantor": "centre", "reason": "样例二", "document": "样例2号", "idem": "a"}
    assert client.post(f"/assessment/{period.pk}/hill/points/", form).status_code == 302
    page = client.get(f"/assessment/{period.pk}/hill/", headers=ZH).content.decode()
    assert "样例2号" in page and "82.3" in page and "加减分" in page
    second = Bonus.objects.get(unit__code="hill")
    some = [
        bonus.grant_points(period.pk, "shore", **(said | {"points": Decimal(n)}), by=boss, at=AT)
        for n in (2, -1, 1)
    ]
    with pytest.raises(Refusal, match="By the law a unit's bonus points lie"):
        bonus.withdraw_points(some[1].pk, reason="leaves more than the law allows", by=boss, at=AT)
    assert queries.sheet(period).unit("shore").sheet.bonus == 2
    assert (
        client.post(f"/assessment/points/{second.pk}/withdraw/", {"reason": "误记", "idem": "b"}).status_code
        == 302
    )
    assert queries.sheet(period).unit("hill").sheet.total == 82
    actions.freeze(period.pk, by=boss, at=FROZEN_FROM)
    assert Fraction(Line.objects.get(period=period, unit__code="lake").bonus) == Fraction(1, 5)
    with pytest.raises(Refusal, match="frozen"):
        bonus.withdraw_points(given.pk, reason="late", by=boss, at=FROZEN_FROM)


@pytest.mark.req("R319")
def test_problems_that_the_media_reported_take_part_in_the_score_and_stay_with_the_sheet(
    three: City, place: Town, boss: Actor, client: Client
) -> None:
    by = place.actor(Role.SUPERVISOR, "centre")
    for title in ("样例电视曝光", "样例报纸曝光"):
        supervision.enter(Register.MEDIA, Said(title, words="样例", unit="lake"), by=by, at=AT)
    period = opened()
    law = queries.law_of(FIRST).rules
    sheet = queries.sheet(period)
    assert (sheet.unit("lake").media, sheet.unit("east").media, sheet.unit("hill").media) == (2, 2, 0)
    assert sheet.unit("lake").sheet.total == 91 + 2 * law.media.each == Fraction(454, 5)
    assert law.media.points(100) == law.media.at_least == -1
    actions.freeze(period.pk, by=boss, at=FROZEN_FROM)
    supervision.enter(Register.MEDIA, Said("样例三", words="样例", unit="lake"), by=by, at=AT)
    kept = queries.sheet(queries.period(period.pk)).unit("lake")
    assert (kept.media, kept.sheet.total) == (2, Fraction(454, 5))
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/assessment/{period.pk}/lake/", headers=ZH).content.decode()
    assert "媒体反映问题" in page and "90.8" in page


# --- industries


@pytest.mark.req("R307")
def test_an_order_counts_for_its_industry_whoever_handles_it(city: City, place: Town, client: Client) -> None:
    for n in range(10):
        city.order(("lake", Mode.DIRECT), answers=(GOOD if n else BAD,), category="020102")
    city.order(("housing", Mode.DIRECT), answers=(BAD,), category="020102")
    city.order(("hill", Mode.DIRECT), answers=(GOOD,), category="")
    period = opened()
    (housing,) = [one for one in industry.industries(period) if one.body == "housing"]
    assert (housing.counts.orders, housing.counts.valid, housing.counts.solved) == (11, 11, 9)
    assert housing.sheet.rate(Rate.RESOLUTION) == Fraction(9, 11) and housing.place.rank == 1
    assert [unit.code for unit in housing.departments] == ["housing"]
    assert queries.sheet(period).unit("housing").counts.orders == 1, "its own orders are another thing"
    assert industry.industries(opened("west")) == []
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    rows = client.get(f"/assessment/{period.pk}/industries/?format=json").json()["rows"]
    assert [(row["orders"], row["resolution"]) for row in rows] == [(11, "81.82%")]


# --- stages


@pytest.mark.req("R321")
def test_day_week_and_month_are_kept_by_time_alone_and_stay(city: City, place: Town, client: Client) -> None:
    for _ in range(3):
        city.order(("lake", Mode.DIRECT), at=AT, answers=(GOOD,))
    night = datetime(2026, 3, 3, 0, 1, tzinfo=ZONE)
    assert ticks.run(night) == "3 stage results kept" and ticks.run(night) == ""
    assert {(p.cycle, p.first, p.last) for p in Period.objects.all()} == {
        (Cycle.DAY, date(2026, 3, 2), date(2026, 3, 2)), (Cycle.WEEK, date(2026, 2, 23), date(2026, 3, 1)),
        (Cycle.MONTH, date(2026, 2, 1), date(2026, 2, 28)),
    }  # fmt: skip
    day = stages.stages(Cycle.DAY).get()
    line = Line.objects.get(period=day, unit__code="lake")
    assert (day.frozen_by, line.valid, line.solved, Fraction(line.composite)) == ("system", 3, 3, 100)
    city.order(("lake", Mode.DIRECT), at=AT, answers=(BAD,))
    assert queries.sheet(queries.period(day.pk)).unit("lake").counts.valid == 3
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Line.objects.filter(period=day).update(solved=0)
    later = datetime(2026, 4, 1, 0, 1, tzinfo=ZONE)
    assert ticks.run(later) == f"{29 + 4 + 1} stage results kept", "what was missed is made up for"
    weeks = [(p.first, p.last) for p in stages.stages(Cycle.WEEK)]
    assert weeks[0] == (date(2026, 3, 23), date(2026, 3, 29)) and len(weeks) == 5
    march = stages.stages(Cycle.MONTH).first()
    assert march is not None and queries.sheet(march).unit("lake").counts.valid == 4
    assert not queries.periods().exists(), "stages are no periods of the law"
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/assessment/?cycle=week&format=json").json()["count"] == "5"
    assert client.get("/assessment/?format=json").json()["count"] == "0"


# --- classes


def standing(n: int, **more: Any) -> Any:
    """A ranked street of 343, as the judge reads it: the higher n, the better."""
    usual: dict[str, Any] = {
        "unit": f"u{n:03}", "score": Fraction(85) + Fraction(n, 40), "resolution": Fraction(9, 10),
        "double_no": Fraction(1, 100), "valid": 60, "volume_year": 1000 + n % 50, "ratio_year": Fraction(100),
        "score_year": Fraction(90), "earlier": (Fraction(85) + Fraction(n, 40),) * 3,
    }  # fmt: skip
    return classes.Standing(**(usual | more))


@pytest.mark.req("R312", "R313", "R314", "R315")
def test_of_343_streets_ten_are_chosen_for_each_class_by_the_shipped_law() -> None:
    law = parse(
        Topic.CLASSES, (policy.shipped_folder("beijing") / "classes" / "2019-01-01.yaml").read_text(), ""
    ).rules
    units = [standing(n) for n in range(343)]
    for n in range(100, 120):  # loud and weak over the year
        units[n] = standing(n, volume_year=9000 + n, ratio_year=Fraction(900 + n))
    for n in range(200, 230):  # better than before, the higher the more
        units[n] = standing(n, earlier=(Fraction(70) - Fraction(n, 100),) * 3)
    found = classes.classify(law, units)
    by_class: dict[Class, set[str]] = {kind: set() for kind in Class}
    for code, verdict in found.items():
        by_class[verdict.value].add(code)
        assert verdict.clause and verdict.steps
    assert {kind: len(some) for kind, some in by_class.items()} == dict.fromkeys(Class, 10)
    assert by_class[Class.ADVANCED] == {f"u{n:03}" for n in range(333, 343)}
    assert by_class[Class.RECTIFICATION] == {f"u{n:03}" for n in range(10)}
    assert by_class[Class.PROGRESS] == {f"u{n:03}" for n in range(220, 230)}
    assert by_class[Class.GOVERNANCE] == {f"u{n:03}" for n in range(110, 120)}


@pytest.mark.req("R312", "R313", "R314", "R315")
def test_the_classes_are_chosen_with_the_freezing_shown_with_reasons_and_stay(
    city: City, place: Town, shore: Unit, boss: Actor, client: Client
) -> None:
    for no, code in enumerate(("pier", "gate", "mill"), 1):
        path = f"{place.units['west'].path}{code}/"
        Unit.objects.create(code=code, name=f"样例{no}街道", kind=UnitKind.STREET, level=UnitLevel.STREET,
                            parent=place.units["west"], area=place.areas["s-shore"], path=path)  # fmt: skip
        for role in (Role.REQUEST_CENTRE, Role.HANDLER, Role.HEAD, Role.AREA_LEADER):
            person = Person.objects.create_user(f"{code}.{role}", name="样例", password="a-sample-password-9")
            Seat.objects.create(person=person, unit=Unit.objects.get(code=code), role=role)
    Population.objects.create(area=place.areas["s-hill"], year=2025, people=1000)
    before = AT - timedelta(days=20)
    for n in range(10):  # a period ago the mill was poor
        city.order(("mill", Mode.DIRECT), at=before, answers=(GOOD if n > 1 else BAD,))
    earlier = actions.open_period(date(2026, 1, 19), date(2026, 2, 18), by=SYSTEM, at=AT)
    actions.freeze(earlier.pk, by=boss, at=FROZEN_FROM)
    for _ in range(30):
        city.order(("shore", Mode.DIRECT), answers=(GOOD,))
    for no in range(40):  # loud
        city.order(("hill", Mode.DIRECT), answers=(GOOD,) if no < 12 else ())
    for n in range(20):
        city.order(("lake", Mode.DIRECT), answers=(GOOD if n > 9 else BAD,))
        for code in ("pier", "gate", "mill"):
            city.order((code, Mode.DIRECT), answers=(GOOD if n else BAD,))
    period = opened()
    proposed = choosing.choose(queries.sheet(period))
    told = {one.unit.code: one.chosen for one in proposed}
    assert told == {
        "hill": Class.GOVERNANCE,
        "lake": Class.RECTIFICATION,
        "shore": Class.ADVANCED,
        "mill": Class.PROGRESS,
    }
    actions.freeze(period.pk, by=boss, at=FROZEN_FROM)
    kept = choosing.kept(queries.period(period.pk))
    assert [(k.unit.code, k.chosen, k.why, k.standing) for k in kept] == [
        (p.unit.code, p.chosen, p.why, p.standing) for p in proposed
    ]
    assert next(k.gain for k in kept if k.unit.code == "mill") == Fraction(27, 2)
    assert {row.law for row in Choice.objects.filter(period=period)} == {"classes/2019-01-01"}
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Choice.objects.update(chosen=str(Class.ADVANCED))
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/assessment/{period.pk}/classes/", headers=ZH).content.decode()
    assert all(kind.zh in page for kind in Class) and "十二个月诉求量大且基础薄弱" in page
    rows = client.get(f"/assessment/{period.pk}/classes/?format=json").json()["rows"]
    assert rows[0]["unit"] == "样例山前街道"


# --- circular, quiet places


@pytest.mark.req("R316")
def test_a_frozen_month_is_made_known_to_everybody_with_all_four_kinds_of_units(
    three: City, place: Town, boss: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    period = opened()
    with pytest.raises(Refusal, match="frozen"):
        circulars.announce(period.pk, note="", by=boss, at=AT)
    actions.freeze(period.pk, by=boss, at=FROZEN_FROM)
    with pytest.raises(NotYours):
        circulars.announce(period.pk, note="", by=place.actor(Role.HEAD, "lake"), at=FROZEN_FROM)
    monkeypatch.setattr(clock, "now", lambda: FROZEN_FROM)
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    assert (
        client.post(f"/assessment/{period.pk}/announce/", {"note": "样例说明", "idem": "a"}).status_code
        == 302
    )
    with pytest.raises(Refusal, match="already"):
        circulars.announce(period.pk, note="", by=boss, at=FROZEN_FROM)
    found = Circular.objects.get()
    tables_ = {league: [row.unit.code for row in rows] for league, rows in circulars.tables(found)}
    assert tables_ == {
        "街乡镇": ["shore", "lake", "hill"], "区": ["west", "east"], "部门": ["housing"], "公共服务企业": ["heat"]
    }  # fmt: skip
    client.force_login(place.person(Role.AGENT, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/assessment/circulars/{found.pk}/", headers=ZH).content.decode()
    assert "样例说明" in page and "样例热力公司" in page and "无数据" in page and "90.00" in page
    assert client.get("/assessment/circulars/?format=json").json()["count"] == "1"
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Circular.objects.all().delete()


@pytest.mark.req("R334")
def test_villages_and_communities_without_a_request_in_a_month_are_counted(
    city: City, place: Town, client: Client
) -> None:
    area = Area.objects.create(
        code="c-stone",
        name="样例石村",
        level=AreaLevel.COMMUNITY,
        parent=place.areas["s-hill"],
        path="/city/d-east/s-hill/c-stone/",
    )
    Unit.objects.create(code="stone", name="样例石村", kind=UnitKind.VILLAGE, level=UnitLevel.COMMUNITY, area=area,
                        parent=place.units["hill"], path=f"{place.units['hill'].path}stone/")  # fmt: skip
    city.order(at=AT)  # in the willow community
    city.order(at=AT - timedelta(days=20))
    assert [(q.unit.code, q.months) for q in circulars.quiet(date(2026, 3, 1))] == [("stone", 2)]
    assert {q.unit.code for q in circulars.quiet(date(2026, 2, 1))} == {"stone"}
    assert circulars.month_end(date(2024, 2, 1)) == date(2024, 2, 29)
    assert {q.unit.code for q in circulars.quiet(date(2025, 12, 1))} == {"stone", "willow"}
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    data = client.get("/assessment/quiet/?month=2026-03&format=json").json()
    assert [(row["unit"], row["street"]) for row in data["rows"]] == [("样例石村", "样例山前街道")]


# --- handlers, rewards


@pytest.mark.req("R327")
def test_named_handlers_are_ranked_by_volume_and_results_across_units(
    three: City, place: Town, client: Client
) -> None:
    actor = place.actor(Role.ASSESSOR, "centre")
    board = yearly.handlers(actor, FIRST, LAST)
    assert [(h.login, h.unit.code, h.counts.orders, h.place.rank, h.sheet.composite) for h in board] == [
        ("shore.handler", "shore", 10, 1, Fraction(100)), ("lake.handler", "lake", 10, 2, Fraction(91)),
        ("hill.handler", "hill", 10, 3, Fraction(82)),
    ]  # fmt: skip
    assert [h.login for h in yearly.handlers(place.actor(Role.HEAD, "lake"), FIRST, LAST)] == ["lake.handler"]
    assert yearly.handlers(actor, date(2025, 1, 1), date(2025, 12, 31)) == []
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    asked = f"received_from={FIRST}&received_to={LAST}&format=json"
    rows = client.get(f"/assessment/handlers/?{asked}").json()["rows"]
    assert [row["composite"] for row in rows] == ["100.00", "91.00", "82.00"]
    assert len(client.get(f"/assessment/handlers/?{asked}&unit=hill").json()["rows"]) == 1


@pytest.mark.req("R323", "R324", "R325", "R326")
def test_awards_are_proposed_from_the_year_entered_with_results_and_leave_with_them(
    three: City, place: Town, boss: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened()
    units = rewards.candidates(RewardKind.COLLECTIVE, 2026, boss)
    assert [c.unit.code for c in units if c.league == "街乡镇"] == ["shore", "lake", "hill"]
    people = rewards.candidates(RewardKind.HANDLER, 2026, boss)
    assert [c.login for c in people] == ["shore.handler", "lake.handler", "hill.handler"]
    said: dict[str, Any] = {"year": 2026, "reason": "样例", "document": "样例3号", "by": boss, "at": AT}
    rewards.record(RewardKind.COLLECTIVE, unit="shore", **said)
    rewards.record(RewardKind.HANDLER, unit="shore", login="shore.handler", **said)
    blame = rewards.record(RewardKind.CRITICISM, unit="hill", **said)
    assert (blame.figures["composite"], blame.figures["rank"], blame.figures["of"]) == ("82.00", 3, 3)
    with pytest.raises(Refusal, match="to a person"):
        rewards.record(RewardKind.HANDLER, unit="shore", **said)
    with pytest.raises(Refusal, match="never served in"):
        rewards.record(RewardKind.PENALTY, unit="shore", login="lake.handler", **said)
    with pytest.raises(NotYours):
        rewards.record(RewardKind.PRAISE, unit="shore", **(said | {"by": place.actor(Role.HEAD, "lake")}))
    monkeypatch.setattr(clock, "now", lambda: FROZEN_FROM)
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    csv = b"".join(client.get("/assessment/rewards/?format=csv", headers=ZH).streaming_content).decode()  # type: ignore[attr-defined]
    assert (
        "先进办件集体" in csv
        and "最美办件人" in csv
        and "通报批评" in csv
        and "82.00" in csv
        and "100.00" in csv
    )
    one = client.get("/assessment/rewards/?unit=hill&format=json").json()
    assert one["count"] == "1"
    assert (
        "样例海岸街道" in client.get("/assessment/rewards/candidates/collective/?year=2026").content.decode()
    )
    form = {
        "kind": "praise",
        "unit": "lake",
        "login": "",
        "year": "2026",
        "reason": "样例",
        "document": "样例4号",
        "idem": "c",
    }
    assert client.post("/assessment/rewards/new/", form).status_code == 302
    assert (
        client.post(f"/assessment/rewards/{blame.pk}/withdraw/", {"reason": "误记", "idem": "d"}).status_code
        == 302
    )
    gone = Reward.objects.get(pk=blame.pk)
    assert gone.withdrawn_for == "误记" and Reward.objects.count() == 4
    with pytest.raises(Refusal, match="no such entry"):
        rewards.withdraw(blame.pk, reason="again", by=boss, at=AT)
    assert list(rewards.register(place.actor(Role.HEAD, "lake")).values_list("unit__code", flat=True)) == [
        "lake"
    ]


@pytest.mark.req("R335")
def test_a_surveys_approval_stands_beside_the_mean_of_the_city(
    place: Town, boss: Actor, client: Client
) -> None:
    said: dict[str, Any] = {
        "unit": "east",
        "day": date(2026, 3, 1),
        "source": "样例调查",
        "by": boss,
        "at": AT,
    }
    shares = {"value": Decimal("93.6"), "city_mean": Decimal("91.3")}
    made = records.record_survey("总体认可度", **shares, **said)
    assert made.difference == Decimal("2.3")
    for wrong, why in (
        ({}, "already"),
        ({"value": Decimal("100.1")}, "between 0 and 100"),
        ({"source": " "}, "where"),
    ):
        with pytest.raises(Refusal, match=why):
            records.record_survey("总体认可度", **(shares | said | wrong))
    with pytest.raises(NotYours):
        records.record_survey("知晓率", **shares, **(said | {"by": place.actor(Role.HEAD, "lake")}))
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    form = {
        "indicator": "知晓率",
        "unit": "lake",
        "day": "2026-03-02",
        "value": "80",
        "city_mean": "",
        "source": "样例",
        "idem": "a",
    }
    assert client.post("/assessment/surveys/new/", form).status_code == 302
    rows = client.get("/assessment/surveys/?format=json").json()["rows"]
    assert [(r["indicator"], r["value"], r["city_mean"], r["difference"]) for r in rows] == [
        ("知晓率", "80.00", None, ""), ("总体认可度", "93.60", "91.30", "+2.30"),
    ]  # fmt: skip
    assert list(records.surveys(place.actor(Role.HEAD, "lake")).values_list("indicator", flat=True)) == [
        "知晓率"
    ]


@pytest.mark.req("R333")
def test_cases_sent_to_a_selection_elsewhere_are_kept_with_their_outcome(
    place: Town, boss: Actor, client: Client
) -> None:
    sent = records.submit_case(
        "样例街乡治理新速度评选", case="样例案例", unit="lake", day=date(2026, 3, 1), by=boss, at=AT
    )
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    form = {"selection": "样例评选", "case": "样例二", "unit": "hill", "day": "2026-03-02", "idem": "a"}
    assert client.post("/assessment/cases/new/", form).status_code == 302
    assert (
        client.post(f"/assessment/cases/{sent.pk}/outcome/", {"outcome": "入选", "idem": "b"}).status_code
        == 302
    )
    with pytest.raises(Refusal, match="open"):
        records.end_case(sent.pk, outcome="再选", by=boss, at=AT)
    rows = client.get("/assessment/cases/?format=json").json()["rows"]
    assert [(r["case"], r["outcome"]) for r in rows] == [("样例二", ""), ("样例案例", "入选")]
    assert records.submissions(place.actor(Role.HEAD, "lake")).count() == 1


def test_every_page_beside_the_sheets_opens(three: City, place: Town, client: Client) -> None:
    period = opened()
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    for url in (
        f"{period.pk}/classes/", "year/", "year/?year=abcd&league=x", "year/?year=0000",
        "rewards/candidates/collective/?year=0000", "handlers/", "quiet/", "circulars/", "rewards/",
        "rewards/new/?kind=praise&unit=lake", "rewards/candidates/handler/", f"{period.pk}/lake/points/",
        f"{period.pk}/announce/", "surveys/", "surveys/new/", "cases/", "cases/new/", "?cycle=day", "?cycle=nothing",
    ):  # fmt: skip
        assert client.get(f"/assessment/{url}").status_code == 200, url
    assert client.get("/assessment/rewards/candidates/talk/").status_code < 500
    assert sheets.law_of(period).period.freeze_after_days == 10
