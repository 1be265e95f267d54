"""What dispatch judges with at a moment: limits, duty catalogue, working days, units. Read once, used often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from jiesu.directory import queries as directory
from jiesu.orders.face import Assignment, Order
from jiesu.policy import queries as policy
from jiesu.rules import limits, routing
from jiesu.rules.calendar import Calendar, local_day
from jiesu.rules.limits import Limit, Limits
from jiesu.rules.matters import Matter
from jiesu.rules.routing import Catalogue, Post, Roster
from jiesu.rules.spans import Span
from jiesu.rules.terms import Channel, Level, RequestType
from jiesu.rules.verdict import Refusal

PLACED = frozenset({"street", "community", "grid"})
"""Levels of an area that say in which street a matter lies."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The limits of one share, with the version and the clause of the law they rest on."""

    level: Level
    due: datetime | None
    claim_due: datetime | None
    contact_due: datetime | None
    law: str
    clause: str


class Board:
    """Law and directory as they stand at a moment; one instance for one piece of work."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.day: date = local_day(at)
        self._known: dict[str, Any] = {}

    @cached_property
    def limits(self) -> Any:
        """The law of time limits in force."""
        return policy.in_force("limits", self.at)

    @cached_property
    def calendar(self) -> Calendar:
        return policy.calendar(self.at)

    @cached_property
    def routing(self) -> Any:
        """The duty catalogue in force."""
        return policy.in_force("routing", self.at)

    @property
    def catalogue(self) -> Catalogue:
        catalogue: Catalogue = self.routing.rules
        return catalogue

    @cached_property
    def units(self) -> dict[str, Any]:
        """Every unit by its code, with its area."""
        return {unit.code: unit for unit in directory.units().select_related("area")}

    @cached_property
    def roster(self) -> Roster:
        """The units that stand on this day, by the bodies of the catalogue."""
        return Roster(self.catalogue, [_post(unit) for unit in self.units.values() if self.stands(unit)])

    @cached_property
    def home(self) -> str:
        """The path of the area that the whole installation serves: there lies what names no place."""
        return next((u.area.path for u in self.units.values() if u.parent_id is None and u.area), "/")

    def stands(self, unit: Any) -> bool:
        """Whether the unit exists on this day."""
        return bool(
            (unit.valid_from is None or unit.valid_from <= self.day)
            and (unit.valid_to is None or self.day <= unit.valid_to)
        )

    def unit(self, code: str) -> Any:
        """A unit that stands on this day. Refusal where there is none. One small query where not all are read."""
        unit = self.units.get(code) if "units" in vars(self) else self._single(code)
        if unit is None:
            raise Refusal("There is no unit with the code %(code)s.", code=code)
        if not self.stands(unit):
            raise Refusal("%(unit)s does not stand on this day.", unit=unit.label)
        return unit

    def _single(self, code: str) -> Any:
        if code not in self._known:
            self._known[code] = directory.unit(code)
        return self._known[code]

    def category(self, order: Order) -> str:
        """The order's category as a code of the catalogue (it may have come as a name); empty where unknown."""
        known = self.catalogue.categories
        if not order.category or order.category in known:
            return order.category
        named = (code for code, category in known.items() if category.name == order.category)
        return max(named, key=len, default="")

    def copies(self, unit: Any) -> list[str]:
        """Whom a direct dispatch to this unit is copied to (regulation art 12: the district)."""
        if unit.kind not in self.catalogue.copied_kinds or unit.area is None:
            return []
        roster = self.roster if "roster" in vars(self) else self._around(unit.area.path)
        found = roster.serving(self.catalogue.copy_to, unit.area.path)
        return [post.code for post in found[:1] if post.code != unit.code]

    def _around(self, path: str) -> Roster:
        """The units of an area and of those around it; enough to find who serves it."""
        codes = [code for code in path.split("/") if code]
        near = directory.units().select_related("area").filter(area__code__in=codes)
        return Roster(self.catalogue, [_post(unit) for unit in near if self.stands(unit)])

    def clocks(
        self, order: Order, *, level: Level | None = None, statutory: Span | None = None, statute: str = ""
    ) -> Clocks:
        """The limits of a lead dispatched now. Refusal where the law gives none (level L without its law)."""
        law: Limits = self.limits.rules
        matter = matter_of(order, self.category(order))
        level = level or limits.level_for(law, matter).value
        running = limits.clocks_for(law, matter)
        fixed = Limit(statutory, statute) if statutory else None
        due = limits.due(
            law, level=level, since=self.at, calendar=self.calendar, accepted=order.accepted_at, clocks=running,
            statutory=fixed,
        )  # fmt: skip
        claim = limits.claim_due(law, level=level, since=self.at, calendar=self.calendar, clocks=running)
        contact = limits.contact_due(law, level=level, since=self.at, calendar=self.calendar, clocks=running)
        return Clocks(
            level, due.value, claim.value, contact.value if contact else None, self.limits.id, due.clause
        )

    def below(self, level: str, due: datetime | None, contact_due: datetime | None) -> Clocks:
        """The limits of a unit that works within another's limit (转派, 协办): a share of what remains."""
        law: Limits = self.limits.rules
        own = Level(level) if level else law.otherwise
        claim = limits.claim_due(law, level=own, since=self.at, calendar=self.calendar)
        if due is None:
            return Clocks(own, None, claim.value, contact_due, self.limits.id, claim.clause)
        verdict = limits.sub_unit_due(law, since=self.at, due=due)
        return Clocks(
            own, verdict.value, min(claim.value, verdict.value), contact_due, self.limits.id, verdict.clause
        )

    def objection_until(self, share: Assignment) -> tuple[datetime, str]:
        """Until when the unit may object to this share, and the clause."""
        law: Limits = self.limits.rules
        verdict = limits.objection_until(
            law, level=Level(share.level or law.otherwise), since=share.dispatched_at, calendar=self.calendar
        )
        return verdict.value, verdict.clause

    def ruling_due(self, share: Assignment) -> datetime:
        """By when an objection made now must be ruled upon."""
        law: Limits = self.limits.rules
        level = Level(share.level or law.otherwise)
        return limits.ruling_due(law, level=level, since=self.at, calendar=self.calendar).value

    def check_lead(self, unit: Any) -> None:
        """Refuse a community as lead (regulation art 17)."""
        routing.check_lead({unit.code: _post(unit)}, unit.code)


def matter_of(order: Order, category: str = "") -> Matter:
    """What the law looks at in an order."""
    return Matter(
        request_type=RequestType(order.request_type or RequestType.HELP),
        category=category or order.category,
        text=order.text,
        tags=frozenset(order.tags),
        channel=Channel(order.channel),
        area_path=order.area.path if order.area else "/",
        enterprise=order.channel == Channel.ENTERPRISE,
    )


def _post(unit: Any) -> Post:
    return Post(unit.code, unit.name, unit.kind, unit.level, unit.area.path if unit.area else "/")
