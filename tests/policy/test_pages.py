"""The pages of the law: everybody who works here can read what it says and what that rests on."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from jiesu.kit import clock
from jiesu.kit.words import say
from jiesu.policy import actions, queries, words
from jiesu.policy.files import parse
from jiesu.policy.topics import Topic
from jiesu.policy.words import spoken
from jiesu.rules.limits import Authority
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Level, Role
from jiesu.rules.verdict import Refusal
from tests import builders

ROOT = Path(__file__).resolve().parents[2] / "policies"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(at: datetime) -> Client:
    """Logged in as a handler, with the city's law published."""
    actions.publish(ROOT / "beijing", by=SYSTEM, at=at)
    client = Client()
    person = builders.town().person(Role.HANDLER, "lake")
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_stranger_is_sent_to_log_in() -> None:
    assert Client().get("/policy/").status_code == 302


@pytest.mark.req("R170", part="the table with its dates, readable")
def test_the_list_names_every_version_with_its_day(client: Client) -> None:
    rows = json.loads(client.get("/policy/?format=json").content)["rows"]
    assert len(rows) == len(Topic)
    page = client.get("/policy/").content.decode()
    assert "北京市接诉即办办理时限" in page and "/policy/limits/2019-01-01/" in page


def test_a_version_shows_each_value_with_its_basis_and_source(client: Client) -> None:
    page = client.get("/policy/limits/2019-01-01/").content.decode()
    assert "四级处置模式：2小时" in page
    found = client.get("/policy/scoring/2019-01-01/?q=响应率&format=json").content.decode()
    assert "0.1" in found and "0.4" not in found


def test_a_version_that_is_not_there_is_said(client: Client) -> None:
    answer = client.get("/policy/limits/2030-01-01/")
    assert answer.status_code in (400, 404, 409, 422)
    assert "limits/2030-01-01" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Levels › Level 3, 7 days › Final limit › Limit"), ("zh-hans", "级别 › 一般 › 办理时限 › 时限")],
)
def test_keys_are_spoken_in_the_readers_language(language: str, said: str) -> None:
    with translation.override(language):
        assert spoken("levels.P3.final.limit") == said
        assert spoken("table[2].when")[-5:].isascii() is (language == "en")
        assert spoken("categories.020101").endswith("› 020101")


def test_a_text_names_its_own_places_and_values_are_said_in_words(client: Client) -> None:
    """Working aids and categories are called by name, not by code; lengths of time are no codes either."""
    client.cookies["django_language"] = "zh-hans"
    aids = client.get("/policy/aids/2019-01-01/").content.decode()
    assert "工作法 › 四快工作法 › 种类" in aids and "four_fasts" not in aids
    routing = client.get("/policy/routing/2019-01-01/?q=物业管理").content.decode()
    assert "事项 › 物业管理 ›" in routing
    levels = client.get("/policy/levels/").content.decode()
    assert "2小时" in levels and "5个工作日" not in levels and " wd<" not in levels
    assert "life_at_risk" not in levels and "危及生命" in levels
    norms = client.get("/policy/norms/").content.decode()
    assert "reached" not in norms and "是否联系上" in norms


def test_what_a_text_should_say_is_said_in_the_readers_language() -> None:
    for text, zh, en in (
        ("x", "此处应为 一组键值", "expected a mapping"),
        ("from: 2019-01-01\nfoo: 3", "此处应为 下列之一：from", "expected one of: from"),
    ):
        with pytest.raises(Refusal) as refused:
            parse(Topic.LIMITS, text, "limits")
        for language, said in (("zh-hans", zh), ("en", en)):
            with translation.override(language):
                assert said in say(refused.value)


def test_every_word_for_a_key_of_the_law_has_its_chinese() -> None:
    with translation.override("zh-hans"):
        english = [
            text
            for text in (*words._NAMES.values(), *words._CODES.values())
            if translation.pgettext("law", text) == text
        ]
    assert not english


@pytest.mark.req("R176")
@pytest.mark.parametrize("authority", list(Authority), ids=str)
def test_each_limit_says_on_which_of_the_five_kinds_of_provision_it_rests(
    client: Client, authority: Authority
) -> None:
    shipped = queries.version("limits/2019-01-01").text
    old = "final: {limit: 7 d, basis: seed, source: 四级处置模式：7天}"
    new = f"final: {{limit: 7 d, authority: {authority}, basis: seed, source: 样例依据}}"
    assert old in shipped
    text = shipped.replace("from: 2019-01-01", "from: 2026-03-02", 1).replace(old, new, 1)
    editor = builders.Town().actor(Role.LAW_EDITOR, "centre")
    actions.revise("limits", text, by=editor, at=builders.AT - timedelta(days=1))
    final = queries.in_force("limits", clock.now()).rules.levels[Level.P3].final
    assert (final.authority, final.clause) == (authority, "样例依据")
    page = client.get("/policy/levels/").content.decode()
    assert authority.zh in page and "依据种类" in page


@pytest.mark.req("R176")
def test_every_shipped_limit_has_its_kind_and_an_unknown_kind_is_refused(client: Client) -> None:
    law = queries.in_force("limits", builders.AT).rules
    limits = [limit for own in law.levels.values() for limit in (own.claim, own.final, own.contact) if limit]
    assert all(isinstance(limit.authority, Authority) and limit.clause for limit in limits)
    assert {limit.authority for limit in limits} == {Authority.POLICY, Authority.REGULATION}
    text = queries.version("limits/2019-01-01").text.replace("authority: regulation", "authority: hearsay", 1)
    with pytest.raises(Refusal, match="authority"):
        parse(Topic.LIMITS, text, "limits/x.yaml")
