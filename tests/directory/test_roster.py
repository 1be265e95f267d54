"""The duty roster: shifts, rotations, files, uncovered hours; border zones."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jiesu.directory import actions, duty, queries
from jiesu.directory.models import Border, Shift, Unit
from jiesu.kit import clock
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, town

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def sample(settings: Any) -> Town:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    return town()


def as_one(sample: Town, role: Role, unit: str) -> Client:
    client = Client()
    client.force_login(sample.person(role, unit), backend="django.contrib.auth.backends.ModelBackend")
    return client


def on(sample: Town, unit: str, **more: Any) -> int:
    told: dict[str, Any] = {"starts": AT, "ends": AT + 12 * HOUR, "by": SYSTEM, "at": AT}
    person = sample.person(Role.REQUEST_CENTRE, unit)
    return actions.add_shifts(sample.units[unit], person, **(told | more))


@pytest.mark.req("R042", "R036")
def test_a_roster_covers_every_hour_or_says_which_it_does_not(sample: Town) -> None:
    Unit.objects.filter(code="heat").update(round_the_clock=True, contact="调度室 样例电话")
    assert on(sample, "lake", every=1, until=AT + 7 * DAY, post="1号席") == 7
    assert on(sample, "lake", every=1, until=AT + 7 * DAY) == 0, "known shifts stay as they are"
    rows = {cover.unit.code: cover for cover in duty.cover(AT)}
    assert rows["lake"].uncovered == 84.0 and rows["lake"].first_gap == AT + 12 * HOUR
    assert (
        rows["lake"].now is not None
        and rows["lake"].person == "样例诉求中心"
        and rows["lake"].post == "1号席"
    )
    assert rows["heat"].uncovered == 168.0 and rows["heat"].now is None
    on(sample, "lake", starts=AT + 12 * HOUR, ends=AT + DAY, every=1, until=AT + 7 * DAY)
    assert {c.unit.code: c.uncovered for c in duty.cover(AT)}["lake"] == 0
    found = queries.on_duty("lake", AT + 13 * HOUR)
    assert found is not None and found.person.login == "lake.request_centre"
    assert queries.on_duty("lake", AT + 7 * DAY) is None


@pytest.mark.req("R037", part="the four fields are not told apart: any unit can be marked 7×24")
def test_a_unit_that_answers_around_the_clock_needs_a_contact(sample: Town) -> None:
    Unit.objects.filter(code="heat").update(round_the_clock=True)
    (row,) = duty.cover(AT)
    assert row.faulty and row.contact == ""
    Unit.objects.filter(code="heat").update(contact="调度室")
    assert duty.cover(AT)[0].contact == "调度室"


def test_a_roster_is_kept_by_the_unit_and_by_those_above_it(sample: Town) -> None:
    for role, unit in ((Role.REQUEST_CENTRE, "hill"), (Role.HANDLER, "lake"), (Role.DISPATCHER, "west")):
        with pytest.raises(NotYours):
            on(sample, "lake", by=sample.actor(role, unit))
    assert on(sample, "lake", by=sample.actor(Role.DISPATCHER, "east")) == 1
    with pytest.raises(Refusal):
        on(sample, "lake", ends=AT)
    shift = Shift.objects.get()
    actions.end_shift(shift, by=sample.actor(Role.HEAD, "lake"), at=AT + HOUR)
    assert Shift.objects.get().ends == AT + HOUR
    with pytest.raises(Refusal, match="over"):
        actions.end_shift(Shift.objects.get(), by=SYSTEM, at=AT + 2 * HOUR)
    on(sample, "lake", starts=AT + DAY, ends=AT + DAY + HOUR)
    actions.end_shift(Shift.objects.latest("starts"), by=SYSTEM, at=AT + 2 * HOUR)
    assert Shift.objects.count() == 1


@pytest.mark.req("R042")
def test_a_rotation_is_brought_in_from_a_file_and_twice_changes_nothing(sample: Town) -> None:
    text = (
        "值班单位,账号,角色,值班岗位,值班开始,值班结束,轮班天数,轮至\n"
        "lake,lake.request_centre,诉求中心,1号席,2026-03-02 08:00,2026-03-02 20:00,2,2026-03-09 00:00\n"
        "lake,lake.head,,,2026-03-02 20:00,2026-03-03 08:00,,\n"
        "lake,nobody,,,2026-03-02 20:00,2026-03-03 08:00,,\n"
        "lake,lake.head,,,2026-03-05 20:00,2026-03-05 08:00,,\n"
        "lake,lake.head,,,2026-03-05 20:00,2026-03-06 08:00,,2026-03-09\n"
    )
    bring = lambda: actions.import_file(  # noqa: E731
        io.BytesIO(text.encode()), by=SYSTEM, at=AT, name="值班表.csv"
    )
    report = bring()
    assert (report.read, report.added, report.refused) == (5, 2, 3)
    assert Shift.objects.filter(person__login="lake.request_centre").count() == 4
    again = bring()
    assert (again.added, again.known) == (0, 2) and Shift.objects.count() == 5


@pytest.mark.req("R082")
def test_a_border_zone_lies_between_areas_and_can_be_found(sample: Town) -> None:
    lake, hill = sample.areas["s-lake"], sample.areas["s-hill"]
    said: dict[str, Any] = {"code": "b1", "name": "分界路", "by": SYSTEM, "at": AT}
    with pytest.raises(Refusal, match="two areas"):
        actions.add_border(areas=[lake], words=["分界路"], **said)
    with pytest.raises(Refusal, match="words"):
        actions.add_border(areas=[lake, hill], **said)
    with pytest.raises(NotYours):
        actions.add_border(
            areas=[lake, hill], words=["x"], **(said | {"by": sample.actor(Role.HEAD, "lake")})
        )
    actions.add_border(areas=[lake, hill], words=["分界路", " "], **said)
    with pytest.raises(Refusal, match="already"):
        actions.add_border(areas=[lake, hill], words=["分界路"], **said)
    assert Border.objects.get().words == ["分界路"]
    assert [b.code for b in queries.borders(on=AT.date())] == ["b1"]


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "值班表"), ("en", "Duty roster")])
def test_the_pages_of_roster_and_borders(sample: Town, language: str, said: str) -> None:
    client = as_one(sample, Role.REQUEST_CENTRE, "lake")
    client.cookies["jiesu_language"] = language
    assert said in client.get("/directory/roster/").content.decode()
    assert client.get("/directory/roster/add/").status_code == 200
    begin = clock.local(clock.now())
    moment = lambda hours: (begin + hours * HOUR).strftime("%Y-%m-%dT%H:%M")  # noqa: E731
    told = {"unit": "lake", "person": "lake.head", "starts": moment(-1), "ends": moment(5)}
    assert client.post("/directory/roster/add/", told).status_code == 302
    html = client.get("/directory/roster/").content.decode()
    assert "样例部门(社区)负责人" in html
    assert "样例湖滨街道" in client.get("/directory/roster/cover/?faulty=1").content.decode()
    assert "样例部门(社区)负责人" in client.get("/directory/units/lake/").content.decode()
    assert client.post("/directory/roster/end/", {"pick": [str(Shift.objects.get().pk)]}).status_code == 302
    assert Shift.objects.get().ends <= clock.now()
    admin = as_one(sample, Role.ADMIN, "centre")
    told = {"code": "b1", "name": "分界路", "areas": ["s-lake", "s-hill"], "words": "分界路，界河"}  # type: ignore[dict-item]
    assert admin.post("/directory/borders/add/", told).status_code == 302
    assert "界河" in admin.get("/directory/borders/").content.decode()
    assert client.get("/directory/borders/add/").status_code == 403
