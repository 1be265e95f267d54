"""What every test may use. The server and the environment are made earlier, by tests/harness.py."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest


@pytest.fixture
def at() -> datetime:
    """A moment for tests that need just one: Monday 2 March 2026, 09:00 in Beijing."""
    return datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
