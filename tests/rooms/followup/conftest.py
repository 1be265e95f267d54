"""The sample town under the shipped law, with a requester who can be asked."""

from __future__ import annotations

import pytest

from jiesu.adapters.ports import Receipt, Unreachable
from jiesu.callers import actions as callers
from jiesu.callers.models import Party
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from tests.builders import AT, Town, town

PHONE = "13800000001"


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


@pytest.fixture
def requester(place: Town) -> Party:
    return callers.remember(name="样例诉求人", phone=PHONE, at=AT)


class DeadSms:
    """A gateway that takes nothing."""

    name = "dead"
    connected = True

    def send(self, *, to: str, text: str, key: str) -> Receipt:
        raise Unreachable("switched off")
