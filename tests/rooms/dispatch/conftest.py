"""The sample town under the shipped law."""

from __future__ import annotations

from importlib import import_module

import pytest

from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from tests.builders import AT, Town, town


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


@pytest.fixture
def nobody_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No order is drawn for people: numbers come from a sequence, and the draw would fall now here, now there."""
    module = import_module("jiesu.dispatch.actions.automatic")  # the package names a function so too
    monkeypatch.setattr(module, "for_people", lambda number, share: False)
