"""The sample town under the shipped law, with the seats that only supervision knows."""

from __future__ import annotations

import pytest

from jiesu.directory.kinds import UnitKind, UnitLevel
from jiesu.directory.models import Person, Seat, Unit
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role
from tests.builders import AT, PASSWORD, Town, town


def seat(made: Town, unit: str, role: Role) -> None:
    """One more person, login `unit.role`."""
    person = Person.objects.create_user(f"{unit}.{role}", name=f"样例{role.zh}", password=PASSWORD)
    Seat.objects.create(person=person, unit=made.units[unit], role=role)


def body(made: Town, code: str, name: str, kind: UnitKind = UnitKind.INSPECTION) -> None:
    """One more body of the east district."""
    parent = made.units["east"]
    made.units[code] = Unit.objects.create(
        code=code, name=name, kind=kind, level=UnitLevel.DISTRICT, parent=parent, area=made.areas["d-east"],
        path=f"{parent.path}{code}/",
    )  # fmt: skip


@pytest.fixture
def place(db: None) -> Town:
    """The town, with an inspection office, a discipline body and a government-affairs body in its east district."""
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    made = town()
    body(made, "office", "样例东区督查室")
    body(made, "watch", "样例东区纪委监委")
    body(made, "affairs", "样例东区政务局")
    for unit, role in (
        ("office", Role.SUPERVISOR), ("watch", Role.DISCIPLINE), ("affairs", Role.SUPERVISOR),
        ("lake", Role.DISCIPLINE), ("east", Role.SPECIALIST), ("hill", Role.DISPATCHER),
    ):  # fmt: skip
        seat(made, unit, role)
    return made
