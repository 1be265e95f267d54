"""Beside the sheet: classes of streets, circulars, handlers, rewards, surveys, cases."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from jiesu.assessment import (
    actions,
    choosing,
    circulars,
    queries,
    records,
    rewards,
    sheets,
    yearly,
)
from jiesu.assessment.kinds import RewardKind
from jiesu.assessment.models import Choice, Circular, Reward
from jiesu.directory.kinds import AreaLevel, UnitKind, UnitLevel
from jiesu.directory.models import Area, Person, Population, Seat, Unit
from jiesu.kit import clock
from jiesu.policy import actions as policy
from jiesu.policy.files import parse
from jiesu.policy.topics import Topic
from jiesu.rules import classes
from jiesu.rules.classes import Class
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Mode, Role
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town
from tests.rooms.assessment.conftest import City
from tests.rooms.assessment.results import BAD, FIRST, FROZEN_FROM, GOOD, LAST, ZH, opened

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
