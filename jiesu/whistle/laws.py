"""The law of whistles as it holds where a whistle is blown: the city's, and what the unit's district says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from jiesu.directory.queries import Unit
from jiesu.policy import queries as policy
from jiesu.policy.queries import InForce
from jiesu.policy.topics import Topic
from jiesu.rules.whistle import Whistling, in_district


def law_for(unit: Unit, at: datetime) -> InForce:
    """The law in force for a whistling unit: a district is named by the code of its unit or of its area (R205)."""
    found = policy.in_force(Topic.WHISTLE, at)
    city: Whistling = found.rules
    if not city.districts:
        return found
    area = unit.area.path if unit.area else "/"
    return replace(found, rules=in_district(in_district(city, area), unit.path))
