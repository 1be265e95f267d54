"""剔除: asked on a coded ground, signed twice, decided above; out of the denominators, both calibres side by side."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiesu.assessment import actions, counting, queries, ticks
from jiesu.assessment.kinds import ExclusionStep, Figure
from jiesu.assessment.models import Exclusion, Period, Proof, Signature
from jiesu.directory.models import Seat
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.policy import actions as policy
from jiesu.policy import queries as laws
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, Mode, Role, Satisfied, Solved, Verb
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, share_at
from tests.rooms.assessment.conftest import City

FIRST, LAST = date(2026, 2, 19), date(2026, 3, 18)
LATER = AT + timedelta(hours=2)
BAD = (True, Solved.NO, Satisfied.NO)
GOOD = (True, Solved.YES, Satisfied.YES)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def papers() -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile("判决书.pdf", PDF)]


def ask(place: Town, order: Order, **more: Any) -> Event:
    said: dict[str, Any] = {
        "share": 1, "ground": "E02", "text": "此事项已在法院审理", "files": papers(),
        "by": place.actor(Role.REQUEST_CENTRE, "lake"), "at": LATER,
    }  # fmt: skip
    return actions.exclude(order.number, **(said | more))


def sign(place: Town, order: Order, *roles: Role) -> None:
    for role in roles:
        actions.countersign(order.number, share=1, by=place.actor(role, "lake"), at=LATER)


def share(order: Order) -> Assignment:
    return orders.shares_of(orders.find(order.number, SYSTEM))[0]


@pytest.mark.req("R222", "R223", "R301")
def test_an_order_leaves_the_rates_only_signed_by_both_leaders_and_decided_above(
    place: Town, city: City
) -> None:
    order = city.order(("lake", Mode.DIRECT), answers=(BAD,))
    event = ask(place, order)
    assert (
        event.facts["exclusion"] == "E02" and "法院" not in str(event.facts) and "第（二）项" in event.clause
    )
    area, main = place.actor(Role.AREA_LEADER, "lake"), place.actor(Role.MAIN_LEADER, "lake")
    assessor = place.actor(Role.ASSESSOR, "centre")
    assert queries.waiting_exclusions(area) == 1 and queries.waiting_exclusions(assessor) == 0
    with pytest.raises(NotYours):
        actions.countersign(order.number, share=1, by=main, at=LATER)
    with pytest.raises(Refusal):
        actions.allow(order.number, share=1, by=assessor, at=LATER)
    sign(place, order, Role.AREA_LEADER)
    with pytest.raises(NotYours):
        actions.countersign(order.number, share=1, by=area, at=LATER)
    assert queries.waiting_exclusions(main) == 1
    sign(place, order, Role.MAIN_LEADER)
    assert queries.waiting_exclusions(assessor) == 1 and not share(order).excluded
    actions.allow(order.number, share=1, by=assessor, at=LATER)
    row = Exclusion.objects.get()
    assert row.step is ExclusionStep.ALLOWED and share(order).excluded and orders.verify().holds
    assert [s.role for s in Signature.objects.all()] == ["area_leader", "main_leader"]
    assert Proof.objects.get().name == "判决书.pdf"


@pytest.mark.req("R300")
def test_the_list_of_matters_not_counted_has_versions_and_each_order_has_the_one_in_force(
    place: Town, city: City, tmp_path: Path, client: Client
) -> None:
    text = (policy.shipped_folder("beijing") / "exclusions" / "2019-01-01.yaml").read_text()
    line = next(line for line in text.splitlines() if line.strip().startswith("E02:"))
    added = line.replace("E02", "E20").replace(
        "已进入诉讼、仲裁、纪检监察、复议、信息公开、信访等程序", "样例新增不计入事项"
    )
    folder = tmp_path / "sample" / "exclusions"
    folder.mkdir(parents=True)
    (folder / "2026-03-03.yaml").write_text(
        text.replace(line, added).replace("from: 2019-01-01", "from: 2026-03-03")
    )
    policy.publish(tmp_path / "sample", by=SYSTEM, at=AT)
    before, after, third = (city.order(("lake", Mode.DIRECT), answers=(BAD,)) for _ in range(3))
    with pytest.raises(Refusal, match="E20"):
        ask(place, before, ground="E20")
    ask(place, before)
    morrow = LATER + timedelta(days=1)
    with pytest.raises(Refusal, match="E02"):
        ask(place, after, at=morrow)
    ask(place, after, ground="E20", at=morrow)
    told = {
        row.share.order_id: (row.law, row.ground, row.name)
        for row in Exclusion.objects.select_related("share")
    }
    assert told == {
        before.pk: ("exclusions/2019-01-01", "E02", "已进入诉讼、仲裁、纪检监察、复议、信息公开、信访等程序"),
        after.pk: ("exclusions/2026-03-03", "E20", "样例新增不计入事项"),
    }
    sign(place, before, Role.AREA_LEADER, Role.MAIN_LEADER)
    actions.allow(before.number, share=1, by=place.actor(Role.ASSESSOR, "centre"), at=morrow)
    period = actions.open_period(FIRST, LAST, by=SYSTEM, at=AT)
    lake = queries.sheet(period).unit("lake").counts
    assert (lake.excluded, lake.valid) == (1, 2) and not share(third).excluded
    client.force_login(place.person(Role.ASSESSOR, "centre"), "django.contrib.auth.backends.ModelBackend")
    page = client.get("/policy/exclusions/2026-03-03/").content.decode()
    assert "样例新增不计入事项" in page, "the list can be read, with what changed"
    changed = {
        str(key).split(".")[1] for key, _old, _new in laws.changes(laws.version("exclusions/2026-03-03"))
    }
    assert changed == {"E02", "E20"}


def test_the_kept_result_of_its_day_bars_no_exclusion(place: Town, city: City) -> None:
    order = city.order(("lake", Mode.DIRECT), answers=(BAD,))
    morrow = LATER + timedelta(days=1)
    assert ticks.run(morrow) and Period.objects.filter(last=AT.date(), frozen_at__isnull=False).exists()
    ask(place, order, at=morrow)
    sign(place, order, Role.AREA_LEADER, Role.MAIN_LEADER)
    actions.allow(order.number, share=1, by=place.actor(Role.ASSESSOR, "centre"), at=morrow)
    assert share(order).excluded


def test_the_assessed_unit_never_decides_itself(place: Town, city: City) -> None:
    order = city.order(("lake", Mode.DIRECT), answers=(BAD,))
    ask(place, order)
    sign(place, order, Role.AREA_LEADER, Role.MAIN_LEADER)
    Seat.objects.create(person=place.person(Role.HEAD, "lake"), unit=place.units["lake"], role=Role.ASSESSOR)
    for by in (
        place.actor(Role.HEAD, "lake"),
        place.actor(Role.MAIN_LEADER, "lake"),
        place.actor(Role.HEAD, "east"),
    ):
        with pytest.raises(NotYours):
            actions.allow(order.number, share=1, by=by, at=LATER)
    assert not share(order).excluded


def test_a_refused_application_keeps_its_reason_and_can_be_made_anew(place: Town, city: City) -> None:
    order = city.order(("lake", Mode.DIRECT), answers=(BAD,))
    ask(place, order)
    sign(place, order, Role.AREA_LEADER, Role.MAIN_LEADER)
    assessor = place.actor(Role.ASSESSOR, "centre")
    with pytest.raises(Refusal):
        actions.disallow(order.number, share=1, reason=" ", by=assessor, at=LATER)
    actions.disallow(order.number, share=1, reason="与诉求无关", by=assessor, at=LATER)
    assert Exclusion.objects.get().reason == "与诉求无关" and not share(order).excluded
    ask(place, order, ground="E09")
    assert Exclusion.objects.count() == 2


@pytest.mark.parametrize(
    "more",
    [
        {"ground": "E11"},
        {"ground": "X99"},
        {"text": " "},
        {"files": []},
        {"at": AT + timedelta(days=6)},
    ],
    ids=["of itself", "unknown", "no reason", "no materials", "too late"],
)
def test_an_application_without_what_the_law_asks_for_changes_nothing(
    place: Town, city: City, more: dict[str, Any]
) -> None:
    order = city.order(("lake", Mode.DIRECT), answers=(BAD,))
    with pytest.raises(Refusal):
        ask(place, order, **more)
    assert not Exclusion.objects.exists() and not Event.objects.filter(verb=Verb.EXCLUDE).exists()
    ask(place, order)
    with pytest.raises(Refusal):
        ask(place, order)


def test_before_the_follow_up_it_may_be_asked_and_before_signing_it_may_not(place: Town, city: City) -> None:
    order = city.order(("lake", Mode.DIRECT))
    ask(place, order, at=AT + timedelta(days=30))
    assert Exclusion.objects.count() == 1


def test_a_community_is_answered_for_by_the_leaders_of_its_street(place: Town, city: City) -> None:
    order = city.order(("willow", Mode.FORWARDED), answers=(BAD,))
    ask(place, order, by=place.actor(Role.HEAD, "willow"))
    with pytest.raises(NotYours):
        actions.countersign(order.number, share=1, by=place.actor(Role.AREA_LEADER, "willow"), at=LATER)
    sign(place, order, Role.AREA_LEADER, Role.MAIN_LEADER)
    assert Exclusion.objects.get().step is ExclusionStep.SIGNED


@pytest.fixture
def counted(place: Town, city: City) -> Period:
    """Three orders of the lake street; the bad one is excluded."""
    bad = city.order(("lake", Mode.DIRECT), answers=(BAD,))
    city.order(("lake", Mode.DIRECT), answers=(GOOD,))
    both = city.order(("lake", Mode.DIRECT), ("hill", Mode.MULTI), answers=(BAD,))
    for order in (bad, both):
        ask(place, order)
        sign(place, order, Role.AREA_LEADER, Role.MAIN_LEADER)
        actions.allow(order.number, share=1, by=place.actor(Role.ASSESSOR, "centre"), at=LATER)
    return actions.open_period(FIRST, LAST, by=SYSTEM, at=AT)


@pytest.mark.req("R301")
def test_excluded_shares_leave_the_denominators_and_both_calibres_stand_side_by_side(
    place: Town, counted: Period
) -> None:
    window = queries.window_of(counted)
    units = {code: place.units[code].pk for code in ("lake", "hill", "east")}
    after = counting.counts(window, list(units.values()))
    before = counting.counts(window, list(units.values()), whole=True)
    lake, hill, east = (after[units[code]] for code in ("lake", "hill", "east"))
    assert (lake.orders, lake.excluded, lake.valid, lake.double_no) == (3, 2, 1, 0)
    assert (hill.orders, hill.excluded, hill.valid) == (1, 0, 1), "only the unit that was allowed is left out"
    assert (east.orders, east.excluded, east.valid) == (3, 1, 2), "the other unit of the order still answers"
    assert (before[units["lake"]].excluded, before[units["lake"]].valid) == (0, 3)
    for figure in Figure:
        shown = queries.figure_orders(counted, "lake", figure, SYSTEM).count()
        if figure is not Figure.LOWERING:
            assert shown == lake.of(figure), figure
    score = queries.sheet(counted).unit("lake")
    assert score.sheet.total == 100 and score.whole.total is not None and score.whole.total < 100


def test_a_frozen_sheet_keeps_both_calibres_and_lets_nothing_leave_any_more(
    place: Town, city: City, counted: Period
) -> None:
    late = city.order(("lake", Mode.DIRECT))
    ask(place, late)
    sign(place, late, Role.AREA_LEADER, Role.MAIN_LEADER)
    live = {s.unit.code: (s.sheet.total, s.whole.total) for s in queries.sheet(counted).scores}
    actions.freeze(counted.pk, by=SYSTEM, at=AT + timedelta(days=60))
    counted.refresh_from_db()
    kept = {s.unit.code: (s.sheet.total, s.whole.total) for s in queries.sheet(counted).scores}
    assert kept == live
    with pytest.raises(Refusal):
        actions.allow(late.number, share=1, by=place.actor(Role.ASSESSOR, "centre"), at=LATER)
    with pytest.raises(Refusal):
        ask(place, city.order(("lake", Mode.DIRECT)))


def test_what_is_neither_double_yes_nor_excluded_lies_on_the_leaders_list(place: Town, city: City) -> None:
    bad = city.order(("lake", Mode.DIRECT), answers=(BAD,))
    city.order(("lake", Mode.DIRECT), answers=(GOOD,))
    asked = city.order(("lake", Mode.DIRECT), answers=(BAD,))
    ask(place, asked)
    found = queries.neither(place.actor(Role.MAIN_LEADER, "lake"))
    assert [row.order.number for row in found] == [bad.number]
    assert not queries.neither(place.actor(Role.MAIN_LEADER, "hill"))


def test_a_unit_with_many_exclusions_is_named(place: Town) -> None:
    assert queries.alarming([("a", 1, 100), ("b", 11, 100), ("c", 3, 100)], AT) == ["b"]
    assert queries.alarming([("a", 1, 100), ("b", 0, 100), ("c", 0, 0)], AT) == []
    assert queries.alarming([("a", 9, 100), ("b", 1, 100), ("c", 1, 100)], AT) == ["a"]


def log_in(client: Client, login: str, place: Town) -> None:
    unit, _, role = login.partition(".")
    client.force_login(place.person(Role(role), unit), "django.contrib.auth.backends.ModelBackend")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_lead_from_the_list_to_the_decision(
    place: Town, city: City, client: Client, language: str
) -> None:
    order = city.order(("lake", Mode.DIRECT), answers=(BAD,), at=clock.now() - timedelta(hours=3))
    client.cookies["jiesu_language"] = language
    base = f"/assessment/{order.number}/1"
    log_in(client, "lake.request_centre", place)
    assert order.number in client.get("/assessment/exclusions/neither/").content.decode()
    assert "E02" in client.get(f"{base}/exclude/").content.decode()
    client.post(f"{base}/exclude/", {"ground": "E02", "text": "法院已受理", "evidence": papers()})
    assert Exclusion.objects.get().text == "法院已受理"
    for role in ("area_leader", "main_leader"):
        log_in(client, f"lake.{role}", place)
        html = client.get("/assessment/exclusions/?waits=sign").content.decode()
        assert f"{base}/countersign/" in html
        assert "法院已受理" in client.get(f"{base}/countersign/").content.decode()
        client.post(f"{base}/countersign/", {"note": "同意"})
    file = client.get(f"/assessment/proof/{Proof.objects.get().stored}/")
    assert file.status_code == 200 and b"".join(file.streaming_content) == PDF  # type: ignore[attr-defined]
    log_in(client, "hill.main_leader", place)
    assert client.get(f"/assessment/proof/{Proof.objects.get().stored}/").status_code == 404
    log_in(client, "centre.assessor", place)
    assert f"{base}/allow/" in client.get("/assessment/exclusions/?waits=decide").content.decode()
    client.get(f"{base}/disallow/")
    client.post(f"{base}/allow/", {"reason": "材料属实"})
    assert share(order).excluded
    html = client.get(f"/orders/{order.number}/").content.decode()
    assert "材料属实" in html and "E02" in html


def test_the_alarming_units_stand_above_the_applications(place: Town, city: City, client: Client) -> None:
    bad = city.order(("lake", Mode.DIRECT), answers=(BAD,))
    for _ in range(3):
        city.order(("hill", Mode.DIRECT), answers=(GOOD,))
    Assignment.objects.filter(order=bad).update(excluded=True)
    now = bad.dispatched_at + timedelta(days=1)
    found = queries.alarming_units(place.actor(Role.ASSESSOR, "centre"), now)
    assert [(name, out, n) for name, out, n in found] == [(place.units["lake"].name, 1, 1)]
    assert queries.alarming_units(place.actor(Role.MAIN_LEADER, "hill"), now) == []


def test_what_lies_in_the_pending_register_leaves_the_denominators_until_it_is_written_off(
    place: Town,
) -> None:
    share = share_at(AssignmentState.PENDING, place, received_at=AT)
    share_at(AssignmentState.HANDLING, place, received_at=AT)
    period = actions.open_period(FIRST, LAST, by=SYSTEM, at=AT)
    window, unit = queries.window_of(period), share.unit
    now = counting.counts(window, [unit.pk])[unit.pk]
    assert (now.orders, now.excluded) == (2, 1)
    assert list(queries.figure_orders(period, unit.code, Figure.EXCLUDED, SYSTEM)) == [share.order]
    assert counting.counts(window, [unit.pk], whole=True)[unit.pk].excluded == 0
    by = place.actor(Role.DISPATCHER, "centre")
    orders.advance(share.order.number, Verb.WRITE_OFF, by=by, at=LATER, share=share.no)
    assert counting.counts(window, [unit.pk])[unit.pk].excluded == 0
