"""标注: an analyst's dated notes stand on the series and below it, never change, and are withdrawn with a reason."""

from __future__ import annotations

import json
import re
from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from jiesu.insight import actions, notes
from jiesu.insight.models import Note
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.policy import actions as policy
from jiesu.rules.calendar import ZONE
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import Town, new_order, town
from tests.rooms.handling.test_evidence import log_in

NOW = datetime(2026, 4, 20, 9, tzinfo=ZONE)
DAY = date(2026, 4, 2)
CAUSE = "受4月以来疫情影响"


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=datetime(2025, 1, 1, tzinfo=ZONE))
    made = town()
    orders.open(new_order(), by=made.actor(Role.AGENT, "centre"), at=datetime(2026, 4, 3, 9, tzinfo=ZONE))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return made


@pytest.mark.req("R379")
def test_a_note_is_kept_as_it_was_written_and_only_withdrawn(place: Town) -> None:
    east = place.actor(Role.DISTRICT_LEADER, "east")
    made = actions.note("area=s-lake", DAY, CAUSE, by=east, at=NOW)
    assert (made.unit.code, made.by, made.at, made.day) == ("east", east.key, NOW, DAY)
    for change in (
        lambda: Note.objects.update(words="x"),
        lambda: Note.objects.update(day=NOW.date()),
        lambda: Note.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(Refusal):
        actions.withdraw_note(made.pk, " ", by=east, at=NOW)
    gone = actions.withdraw_note(made.pk, "原因有误", by=east, at=NOW)
    assert (gone.withdrawn_by, gone.why, gone.words) == (east.key, "原因有误", CAUSE)
    with pytest.raises(Refusal):
        actions.withdraw_note(made.pk, "again", by=east, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.update(why="another reason")
    assert not notes.notes_of("area=s-lake", DAY, NOW.date(), east).exists()


@pytest.mark.req("R379", "R362")
def test_a_note_is_of_its_line_and_of_its_series(place: Town) -> None:
    lake, hill = place.actor(Role.MAIN_LEADER, "lake"), place.actor(Role.MAIN_LEADER, "hill")
    east, willow = place.actor(Role.DISTRICT_LEADER, "east"), place.actor(Role.HEAD, "willow")
    made = actions.note("", DAY, CAUSE, by=lake, at=NOW)
    days = (date(2026, 4, 1), date(2026, 4, 20))
    for actor in (lake, east, willow):
        assert notes.notes_of("", *days, actor).get() == made
    assert (
        not notes.notes_of("", *days, hill).exists() and not notes.notes_of("matter=01", *days, lake).exists()
    )
    assert not notes.notes_of("", date(2026, 4, 3), days[1], lake).exists()
    with pytest.raises(Refusal):
        actions.withdraw_note(made.pk, "x", by=hill, at=NOW)
    with pytest.raises(NotYours):
        actions.withdraw_note(made.pk, "x", by=willow, at=NOW)
    assert actions.withdraw_note(made.pk, "x", by=east, at=NOW).withdrawn_by == east.key
    for wrong in (("", date(2026, 4, 21), CAUSE), ("", DAY, " ")):
        with pytest.raises(Refusal):
            actions.note(*wrong, by=lake, at=NOW)


@pytest.mark.req("R379")
def test_the_chart_bears_the_note_and_the_page_says_it_below(place: Town, client: Client) -> None:
    log_in(client, "lake.main_leader")
    chinese = {"Accept-Language": "zh-hans"}
    query = "rows=week&cols=&area=s-lake&received_from=2026-03-30&received_to=2026-04-20"
    page = client.get(f"/insight/pivot/?{query}", headers=chinese).content.decode()
    assert "尚无标注" in page and "/insight/notes/new/?" in page
    sent = {"day": str(DAY), "words": CAUSE}
    answer = client.post(f"/insight/notes/new/?{query}", sent)
    assert answer.status_code == 302 and Note.objects.get().series == "area=s-lake"
    page = client.get(answer["Location"], headers=chinese).content.decode()
    found = re.search(r'<script id="series" type="application/json">(.+?)</script>', page)
    assert found and json.loads(found[1])["marks"] == [{"at": 0, "text": "1"}], (
        "2 April lies in the first week"
    )
    assert (
        CAUSE in page and "样例主要领导 · 样例湖滨街道 · <time" in page and ">2026-04-20 09:00</time>" in page
    )
    listed = client.get("/insight/notes/", headers=chinese).content.decode()
    assert CAUSE in listed and "s-lake" in listed
    pk = Note.objects.get().pk
    assert CAUSE in client.get(f"/insight/notes/{pk}/withdraw/", headers=chinese).content.decode()
    assert client.post(f"/insight/notes/{pk}/withdraw/", {"why": "原因有误"}).status_code == 302
    assert "尚无标注" in client.get(f"/insight/pivot/?{query}", headers=chinese).content.decode()
    assert "原因有误" in client.get("/insight/notes/", headers=chinese).content.decode()
    log_in(client, "lake.handler")
    assert client.get(f"/insight/notes/new/?{query}").status_code == 403
