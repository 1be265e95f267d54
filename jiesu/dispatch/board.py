"""What dispatch judges with at a moment: limits, duty catalogue, rules of dispatch, units, border zones, rosters.

Read once, used often.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from jiesu.directory import queries as directory
from jiesu.dispatch import keeping
from jiesu.orders.face import Assignment, Order
from jiesu.policy import queries as policy
from jiesu.rules import borders, catalogues, dispatching, limits, routing
from jiesu.rules.borders import Zone
from jiesu.rules.calendar import Calendar, local_day
from jiesu.rules.dispatching import DirectLine, Dispatching, Part
from jiesu.rules.limits import Limit, Limits
from jiesu.rules.matters import Matter
from jiesu.rules.routing import Catalogue, Post, Roster
from jiesu.rules.spans import Span
from jiesu.rules.terms import Channel, Level, RequestType, UnitRole
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
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the limit was computed from, for the ledger: each due time can be told step by step."""


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

    @cached_property
    def catalogue(self) -> Catalogue:
        """The city's catalogue with the districts' own lines."""
        city: Catalogue = self.routing.rules
        lines = keeping.own_lines()
        return catalogues.refined(city, lines) if lines else city

    @cached_property
    def rules(self) -> Dispatching:
        """The law of dispatch in force: the multiple ways, who is told, how a district forwards."""
        law: Dispatching = policy.in_force("dispatch", self.at).rules
        return law

    @cached_property
    def direct_lines(self) -> list[DirectLine]:
        """Who takes which matter directly, where something is said of it."""
        return keeping.direct_lines()

    @cached_property
    def zones(self) -> list[Zone]:
        """The border zones that stand on this day."""
        return [_zone(border) for border in directory.borders(on=self.day)]

    @cached_property
    def _shifts(self) -> dict[str, list[tuple[datetime, datetime, str, str]]]:
        """Who is on duty where around this day, for bulk work: one query."""
        found: dict[str, list[tuple[datetime, datetime, str, str]]] = {}
        near = directory.shifts_between(self.at - timedelta(days=1), self.at + timedelta(days=1))
        for s in near:
            found.setdefault(s.unit.code, []).append((s.starts, s.ends, s.person.login, s.post))
        return found

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

    @property
    def look_back(self) -> datetime:
        """From when on the orders of the past are asked what a change of the catalogue would move."""
        return self.at - timedelta(days=self.rules.look_back_days)

    def duty_facts(self, code: str) -> dict[str, str]:
        """Who is on duty in the unit now, as the event names it (R042); nothing where nobody is."""
        if "units" in vars(self):
            on = [s for s in self._shifts.get(code, ()) if s[0] <= self.at < s[1]]
            return {"on_duty": on[-1][2]} if on else {}
        shift = directory.on_duty(code, self.at)
        return {"on_duty": shift.person.login} if shift else {}

    def zone_of(self, order: Order) -> Zone | None:
        """The border zone in which the order lies, if it lies in one (R082)."""
        point = (
            (float(order.lon), float(order.lat)) if order.lon is not None and order.lat is not None else None
        )
        path = order.area.path if order.area else self.home
        return borders.zone_of(
            self.zones, area_path=path, words=f"{order.place} {order.title} {order.text}", point=point
        )

    def takes_directly(self, unit: Any, order: Order, category: str) -> bool:
        """Whether the unit may get the order past the level above it (直派范围)."""
        below = unit.path.removeprefix(order.desk.path)
        if below == unit.path or below.count("/") < 2:
            return True
        return dispatching.takes_directly(self.rules, self.direct_lines, unit.code, category, self.day)

    def parts(self, asked: Any) -> list[Part]:
        """Codes with roles as the rules look at them."""
        return [(_post(self.unit(code)), UnitRole(role)) for code, role in asked]

    def owners(self, order: Order, category: str) -> frozenset[str]:
        """The units to which the catalogue gives the order's matter as lead, at its place."""
        said = routing.suggest(
            self.catalogue, self.roster, area_path=order.area.path if order.area else self.home, day=self.day,
            category=category,
        ).value  # fmt: skip
        return frozenset(c.unit for c in said.leads if c.by_catalogue)

    def community_basis(self, unit: Any, order: Order, category: str) -> str:
        """The clause by which the catalogue gives a community a part in the order; empty where it does not."""
        path = order.area.path if order.area else self.home
        return dispatching.community_basis(self.catalogue, _post(unit), category, path, self.day)

    def category(self, order: Order) -> str:
        """The order's category as a code of the catalogue (it may have come as a name); empty where unknown."""
        known = self.catalogue.categories
        if not order.category or order.category in known:
            return order.category
        named = (code for code, category in known.items() if category.name == order.category)
        return max(named, key=len, default="")

    def copies(self, unit: Any) -> list[str]:
        """Whom a direct dispatch to this unit is copied to (regulation art 12: the district)."""
        if unit.area is None or unit.kind not in self.catalogue.copied_kinds | self.rules.informed:
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
        judged = limits.level_for(law, matter)
        named, level = level, level or judged.value
        running = limits.clocks_for(law, matter)
        fixed = Limit(statutory, statute) if statutory else None
        due = limits.due(
            law, level=level, since=self.at, calendar=self.calendar, accepted=order.accepted_at, clocks=running,
            statutory=fixed,
        )  # fmt: skip
        claim = limits.claim_due(law, level=level, since=self.at, calendar=self.calendar, clocks=running)
        contact = limits.contact_due(law, level=level, since=self.at, calendar=self.calendar, clocks=running)
        told = {"clocks": list(running) or None, "statutory": str(statutory or ""), "statute": statute,
                "standard": limits.standard_for(law, matter),
                "level_by": "person" if named and named is not judged.value else judged.clause}  # fmt: skip
        return Clocks(
            level,
            due.value,
            claim.value,
            contact.value if contact else None,
            self.limits.id,
            due.clause,
            told,
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
            own, verdict.value, min(claim.value, verdict.value), contact_due, self.limits.id, verdict.clause,
            {"within": due},
        )  # fmt: skip

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


def _zone(border: Any) -> Zone:
    return Zone(
        border.code, border.name, tuple(area.path for area in border.areas.all()), tuple(border.words),
        borders.rings_of(border.boundary),
    )  # fmt: skip


def _post(unit: Any) -> Post:
    return Post(unit.code, unit.name, unit.kind, unit.level, unit.area.path if unit.area else "/")
