"""What every test may use. The server and the environment are made earlier, by tests/harness.py."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from tools.browser import HOW, browser, has_chinese_font


@pytest.fixture
def at() -> datetime:
    """A moment for tests that need just one: Monday 2 March 2026, 09:00 in Beijing."""
    return datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the browser tests skip loudly; in CI (JIESU_REQUIRE_BROWSER=1) they never skip."""
    driven = [item for item in items if item.get_closest_marker("browser")]
    if not driven or (browser() and has_chinese_font()):
        return
    if os.environ.get("JIESU_REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(HOW)
    for item in driven:
        item.add_marker(pytest.mark.skip(reason=HOW))
