"""Beside the sheet: results by kind, what lowers them, bonus points, media, industries, stages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from jiesu.assessment import (
    actions,
    bonus,
    industry,
    queries,
    stages,
    tables,
    ticks,
)
from jiesu.assessment.kinds import Figure
from jiesu.assessment.models import Bonus, Line, Period
from jiesu.kit import clock
from jiesu.rules.calendar import ZONE
from jiesu.rules.reach import Actor
from jiesu.rules.reach import Seat as Seat_
from jiesu.rules.registers import Register
from jiesu.rules.scoring import Cycle, Rate
from jiesu.rules.terms import Mode, RequestType, Role, Satisfied, Solved
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions as supervision
from jiesu.supervision.actions.entries import Said
from tests.builders import AT, Town
from tests.rooms.assessment.conftest import City
from tests.rooms.assessment.results import BAD, FIRST, FROZEN_FROM, GOOD, ZH, opened

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
