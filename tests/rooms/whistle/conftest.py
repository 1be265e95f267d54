"""The sample town under the shipped law, and a street with a hard order in its hands."""

from __future__ import annotations

import pytest

from jiesu.orders.face import Assignment
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import AssignmentState, Level, Role
from jiesu.rules.whistle import WhistleKind
from jiesu.whistle.preparing import Prepared
from tests.builders import AT, Town, share_at, town

WORDS = {
    "facts": "三号楼停水两天，产权单位与供水单位各执一词。",
    "basis": "样例市供水管理办法：二次供水设施由房管部门监督维护。",
    "action": "请房管局、热力公司到场共同查找漏点并抢修。",
    "result": "当日恢复供水，明确今后的维护责任。",
}


def prepared(*called: str, **changes: object) -> Prepared:
    told: dict[str, object] = {"kind": WhistleKind.PUBLIC, "called": called or ("housing",), **WORDS}
    return Prepared(**(told | changes))  # type: ignore[arg-type]


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    return town()


@pytest.fixture
def own(place: Town) -> Assignment:
    """A share of the lake street in handling."""
    return share_at(AssignmentState.HANDLING, place, level=Level.P4)


@pytest.fixture
def street(place: Town) -> Actor:
    return place.actor(Role.REQUEST_CENTRE, "lake")


@pytest.fixture
def housing(place: Town) -> Actor:
    return place.actor(Role.HEAD, "housing")


@pytest.fixture
def heat(place: Town) -> Actor:
    return place.actor(Role.REQUEST_CENTRE, "heat")


@pytest.fixture
def district(place: Town) -> Actor:
    return place.actor(Role.DISPATCHER, "east")
