"""What every test may use. The server and the environment are made earlier, by tests/harness.py."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tools import assets
from tools.browser import HOW, browser, has_chinese_font

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=zh-CN",
)  # fmt: skip


@pytest.fixture
def at() -> datetime:
    """A moment for tests that need just one: Monday 2 March 2026, 09:00 in Beijing."""
    return datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """A Chromium for the tests of a module, with the assets of the house built."""
    from playwright.sync_api import sync_playwright

    assets.build()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs a loop in this thread
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=browser(), args=CHROMIUM, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def may_truncate(transactional_db: None) -> None:
    """A live server really commits, so the tables are emptied afterwards: only tests may empty the ledger."""
    with connection.cursor() as cursor:
        cursor.execute("SET jiesu.tests = 'yes'")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the browser tests skip loudly; in CI (JIESU_REQUIRE_BROWSER=1) they never skip."""
    driven = [item for item in items if item.get_closest_marker("browser")]
    if not driven or (browser() and has_chinese_font()):
        return
    if os.environ.get("JIESU_REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(HOW)
    for item in driven:
        item.add_marker(pytest.mark.skip(reason=HOW))
