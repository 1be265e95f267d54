"""A new version of the law is written in the house: the level table changes from a day on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from jiesu.kit import clock
from jiesu.policy import actions, queries, table
from jiesu.policy.models import PolicyVersion
from jiesu.rules import limits
from jiesu.rules.limits import LevelLine
from jiesu.rules.matters import Matter, When
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Level, RequestType, Role
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, Town, town
from tests.rooms.handling.test_evidence import log_in
from tests.rules.laws import limits as small_law

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    actions.publish(actions.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


def changed(text: str) -> str:
    day = (clock.today() + timedelta(days=30)).isoformat()
    return text.replace("from: 2019-01-01", f"from: {day}").replace(
        "final: {limit: 2 h", "final: {limit: 1 h"
    )


@pytest.mark.req("R170")
def test_the_table_of_levels_is_shown_and_changed_from_a_day_on(place: Town, client: Client) -> None:
    text = PolicyVersion.objects.get(topic="limits").text
    log_in(client, "lake.handler")
    html = client.get("/policy/levels/").content.decode()
    assert "电梯困人" in html and "2小时" in html and "15日" in html
    assert client.get("/policy/limits/revise/").status_code == 403
    log_in(client, "centre.law_editor")
    assert "电梯困人" in client.get("/policy/limits/revise/").content.decode()
    answer = client.post("/policy/limits/revise/", {"text": changed(text)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    later = clock.now() + timedelta(days=31)
    now, then = (queries.in_force("limits", at).rules for at in (clock.now(), later))
    assert [str(law.levels[Level.P1].final.limit) for law in (now, then)] == ["2 h", "1 h"]


def test_a_new_version_is_of_a_later_day_and_well_formed(place: Town) -> None:
    text = PolicyVersion.objects.get(topic="limits").text
    editor = place.actor(Role.LAW_EDITOR, "centre")
    for wrong in (text, "from: 2099-01-01", changed(text).replace("P1:", "P0:")):
        with pytest.raises(Refusal):
            actions.revise("limits", wrong, by=editor, at=clock.now())
    with pytest.raises(NotYours):
        actions.revise("limits", changed(text), by=place.actor(Role.HEAD, "lake"), at=clock.now())
    actions.revise("limits", changed(text), by=editor, at=clock.now())
    with pytest.raises(Refusal, match="already"):
        actions.revise("limits", changed(text), by=editor, at=clock.now())


@pytest.mark.req("R169")
def test_the_level_rests_on_the_grade_of_urgency_or_on_an_industry_standard() -> None:
    when = When(words=frozenset({"停气"}))
    law = small_law(table=(LevelLine(Level.P2, when, "clause", standard="样例燃气服务规范"),))
    gas, other = Matter(RequestType.HELP, text="小区停气"), Matter(RequestType.HELP, text="噪音")
    assert limits.standard_for(law, gas) == "样例燃气服务规范" and limits.standard_for(law, other) == ""
    assert table.lines(law)[0].basis == "样例燃气服务规范"
