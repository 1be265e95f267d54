"""The sample town behind a real server and a real Chromium, and a clock that a story may let run.

Every step may leave a picture in docs/img/walk (JIESU_SCREENSHOTS=1); docs/walk.md tells the story with them.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jiesu.kit import clock
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role
from tests.builders import AT, PASSWORD, Town, town
from tests.journeys.street import Street

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "img" / "walk"
WANTED = os.environ.get("JIESU_SCREENSHOTS") == "1"
WIDE, PHONE = (1280, 800), (390, 844)


class Clock:
    """Time in the story: it stands on a Monday morning and goes on when the story says so."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


class Desks:
    """Opens pages as the people of the town; each page must not complain (scripts, the content policy)."""

    def __init__(self, chrome: Browser, url: str) -> None:
        self.chrome, self.url = chrome, url
        self.complaints: list[str] = []
        self.shown: dict[str, Page] = {}

    def of(self, role: Role, unit: str) -> Page:
        """The page of whoever holds that seat, logged in through the door; the same page the second time."""
        login = f"{unit}.{role}"
        if login not in self.shown:
            page = self.visitor()
            page.goto("/login/")
            page.fill("[name=username]", login)
            page.fill("[name=password]", PASSWORD)
            page.click("main button.btn-primary, .gate button.btn-primary, form button.btn-primary")
            page.wait_for_url(lambda address: "/login/" not in address)
            self.shown[login] = page
        return self.shown[login]

    def visitor(self, size: tuple[int, int] = WIDE) -> Page:
        """A browser of its own, without an account."""
        context = self.chrome.new_context(
            base_url=self.url,
            locale="zh-CN",
            viewport={"width": size[0], "height": size[1]},
            color_scheme="light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._heard(page, said))
        return page

    def close(self) -> None:
        for context in self.chrome.contexts:
            context.close()
        assert not self.complaints

    def _heard(self, page: Page, said: Any) -> None:
        refused = "status of 4" in said.text  # a refusal is an answer: the story looks at its words
        if said.type == "error" and not refused:
            self.complaints.append(f"{page.url}: {said.text}")


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The story's clock: Monday 2 March 2026, 09:00 in Beijing, until it says otherwise."""
    told = Clock(AT)
    monkeypatch.setattr(clock, "now", told)
    return told


@pytest.fixture
def place(time: Clock, may_truncate: None) -> Town:
    """The sample town under the shipped law."""
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


@pytest.fixture
def desks(
    chrome: Browser, live_server: LiveServer, place: Town, settings: Settings, tmp_path: Path
) -> Iterator[Desks]:
    """The desks of the town behind a live server; what is uploaded goes away with the test."""
    settings.DEBUG = True
    settings.MEDIA_ROOT = tmp_path
    opened = Desks(chrome, live_server.url)
    yield opened
    opened.close()


def picture(page: Page, name: str) -> None:
    """Keep what the page shows, small, where pictures are wanted."""
    if not WANTED:
        return
    page.wait_for_timeout(400)
    PICTURES.mkdir(parents=True, exist_ok=True)
    seen = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    small = seen.convert("RGB").quantize(96, dither=Image.Dither.NONE)
    small.save(PICTURES / f"{name}.png", optimize=True)


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """A photograph as a handler's phone takes it."""
    path = tmp_path / "阀门.jpg"
    Image.linear_gradient("L").resize((320, 240)).convert("RGB").save(path, "JPEG")
    return path


def on_a_phone(page: Page) -> Page:
    """The same person, now with a telephone in hand."""
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    return page


def send(page: Page) -> None:
    """The main button of the page's form."""
    page.locator("main .form-actions button.btn-primary").first.click()
    page.wait_for_load_state()


def number_in(text: str) -> str:
    """The order number in a sentence."""
    found = re.search(r"\d{14}", text)
    assert found, text
    return found[0]


@pytest.fixture
def street(db: None, settings: Settings, tmp_path: Path) -> Street:
    """A working day of the lake street without a browser: its people, and a clock that is told."""
    settings.MEDIA_ROOT = tmp_path
    return Street()
