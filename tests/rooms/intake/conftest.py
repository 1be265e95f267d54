"""What intake's tests share: the sample town with the shipped law, and what a caller told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from jiesu.intake.drafts import Draft
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Role
from tests.builders import AT, PASSWORD, Town, town

TEXT = "柳荫社区三号楼停水两天了，一直没有人来修，请尽快处理。"
PHONE = "13800000001"


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


@pytest.fixture
def agent(place: Town) -> Actor:
    return place.actor(Role.AGENT, "centre")


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def at_desk(place: Town, client: Client) -> Client:
    """A browser in which the centre's call-taker has logged in."""
    client.force_login(place.person(Role.AGENT, "centre"), "django.contrib.auth.backends.ModelBackend")
    return client


def told(**changes: Any) -> Draft:
    """A plain request by telephone."""
    return Draft(**({"text": TEXT, "name": "样例张三", "phone": PHONE} | changes))


__all__ = ["AT", "PASSWORD", "PHONE", "TEXT", "told"]
