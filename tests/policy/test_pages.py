"""The pages of the law: everybody who works here can read what it says and what that rests on."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from jiesu.policy import actions
from jiesu.policy.topics import Topic
from jiesu.policy.words import spoken
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role
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
