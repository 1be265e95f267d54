"""Changing a duty catalogue in thought: a district's own lines, and what a proposal would make of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jiesu.rules.routing import COMMUNITY, Body, Catalogue, Category, Duty, Post, Roster, suggest
from jiesu.rules.terms import UnitRole
from jiesu.rules.verdict import Refusal

DEPARTMENTS = frozenset({"district_department", "city_department", "police", "enforcement"})
"""Kinds of units that answer for an industry."""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line of a district's catalogue: a unit of its own for a matter in its area."""

    area: str
    category: str
    unit: str
    role: UnitRole
    basis: str
    valid_from: date
    valid_to: date | None = None
    name: str = ""
    """What the unit is called; its code where nothing is said."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One order as a changed catalogue would send it: from which unit to which."""

    number: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Case:
    """An order of the past, as far as the catalogue asks."""

    number: str
    category: str
    area_path: str


def refined(catalogue: Catalogue, lines: Iterable[OwnLine]) -> Catalogue:
    """The catalogue with the districts' own lines; in their areas these come before the city's."""
    categories, bodies = dict(catalogue.categories), dict(catalogue.bodies)
    for line in lines:
        if line.category not in categories:
            continue
        code = f"@{line.unit}"
        bodies[code] = Body(line.name or line.unit, units=frozenset({line.unit}))
        duty = Duty(
            code, role=line.role, areas=frozenset({line.area}), valid_from=line.valid_from,
            valid_to=line.valid_to or date.max, clause=line.basis, own=True,
        )  # fmt: skip
        known = categories[line.category]
        above = known.duties or catalogue.duties_of(line.category)
        categories[line.category] = replace(known, duties=(*above, duty))
    return replace(catalogue, categories=categories, bodies=bodies)


def changed(
    catalogue: Catalogue, category: str, *, before: str = "", after: str = "", role: UnitRole = UnitRole.LEAD,
    clause: str = "",
) -> Catalogue:  # fmt: skip
    """The catalogue after a proposal: in this line `before` loses the duty, `after` gets it.

    Refusal where the line or a body is not there, or nothing would change.
    """
    if category not in catalogue.categories:
        raise Refusal("There is no category %(code)s in the catalogue.", code=category)
    for body in (before, after):
        if body and body not in catalogue.bodies:
            raise Refusal("There is no body “%(body)s” in the catalogue.", body=body)
    duties = catalogue.duties_of(category)
    kept = tuple(d for d in duties if not (before and d.body == before and d.role is role))
    if before and len(kept) == len(duties):
        raise Refusal(
            "The catalogue does not give this matter to %(body)s.", body=catalogue.bodies[before].name
        )
    if after and any(d.body == after and d.role is role for d in kept):
        raise Refusal(
            "The catalogue gives this matter to %(body)s already.", body=catalogue.bodies[after].name
        )
    if not before and not after:
        raise Refusal("Say which body gets or loses the duty.")
    new = (Duty(after, role=role, clause=clause),) if after else ()
    known = catalogue.categories[category]
    lines: Mapping[str, Category] = {
        **catalogue.categories, category: replace(known, duties=(*new, *kept)),
    }  # fmt: skip
    return replace(catalogue, categories=lines)


def holds(catalogue: Catalogue, category: str, *, before: str, after: str, role: UnitRole) -> bool:
    """Whether a catalogue contains what was proposed: `after` has the duty and `before` has not."""
    bodies = {duty.body for duty in catalogue.duties_of(category) if duty.role is role}
    return (not after or after in bodies) and (not before or before not in bodies)


def moved(
    catalogue: Catalogue, other: Catalogue, posts: Sequence[Post], cases: Iterable[Case], day: date
) -> list[Moved]:
    """The orders that the other catalogue would have sent to another unit."""
    one, two = Roster(catalogue, posts), Roster(other, posts)
    found = []
    for case in cases:
        first, second = (_lead(law, roster, case, day) for law, roster in ((catalogue, one), (other, two)))
        if first != second:
            found.append(Moved(case.number, first, second))
    return found


def check_own(level: str, role: UnitRole) -> None:
    """Refuse a line by which a community would lead (art 17)."""
    if level == COMMUNITY and role is UnitRole.LEAD:
        raise Refusal("A community may assist, but never lead.")


def _lead(catalogue: Catalogue, roster: Roster, case: Case, day: date) -> str:
    said = suggest(catalogue, roster, area_path=case.area_path, day=day, category=case.category)
    return said.value.leads[0].unit if said.value.leads else ""


def industry_of(catalogue: Catalogue, code: str, day: date) -> str:
    """The body of the industry that a category belongs to (行业主管部门): the first department that a duty names.

    Asked of the line, then of the lines above it; "" where no department is named (R307).
    """
    while code:
        category = catalogue.categories.get(code)
        for duty in category.duties if category else ():
            if duty.valid_from <= day <= duty.valid_to and catalogue.bodies[duty.body].kinds & DEPARTMENTS:
                return duty.body
        code = code[:-2]
    return ""
