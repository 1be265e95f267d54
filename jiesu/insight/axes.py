"""The axes of a pivot: what the database groups by, where a value falls, its name, and the orders of a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateField, F, Q
from django.db.models.functions import Trunc
from django.utils.translation import gettext

from jiesu.callers.queries import PartyKind
from jiesu.directory import queries as directory
from jiesu.insight.kinds import TIMES, Axis
from jiesu.kit.words import label
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules.calendar import DAY, ZONE, end_of
from jiesu.rules.reach import SIGHT, Actor, Reach
from jiesu.rules.routing import Catalogue
from jiesu.rules.terms import Channel, RequestType, Term

NONE = "-"
"""The key of what has no value on an axis (no place so precise, no lead unit yet); it can be opened like any other."""
_LEVELS = {Axis.MATTER_1: 2, Axis.MATTER_2: 4, Axis.MATTER_3: 6}
_TERMS: Mapping[Axis, tuple[str, type[Term]]] = {
    Axis.CHANNEL: ("channel", Channel),
    Axis.KIND: ("request_type", RequestType),
    Axis.CALLER: ("requester__kind", PartyKind),
}


@dataclass(frozen=True, slots=True)
class Ruler:
    """One axis for one actor and moment. `raw`: what the database groups by; `key`: where a raw value falls;
    `name`: a key in words; `fits`: the condition of the orders under a key; `code`: how a filter asks for it."""

    axis: Axis
    raw: Any
    key: Callable[[Any], str]
    name: Callable[[str], str]
    fits: Callable[[str], Q]


def ruler(axis: Axis, actor: Actor, at: datetime) -> Ruler:
    """The axis as this actor may use it at a moment (the catalogue's names are those of that day)."""
    if axis in TIMES:
        return _of_time(axis)
    if axis in _LEVELS:
        return _of_matter(axis, policy.in_force_or(Topic.ROUTING, at, None).rules)
    if axis in _TERMS:
        return _of_term(axis, *_TERMS[axis])
    if axis in (Axis.UNIT, Axis.BRANCH):
        return _of_unit(axis, actor)
    return _of_area(axis)


def next_begin(axis: Axis, day: date) -> date:
    """The first day of the next span of a time axis after the one that begins on this day."""
    match axis:
        case Axis.YEAR:
            return day.replace(year=day.year + 1)
        case Axis.MONTH:
            return (day + timedelta(days=31)).replace(day=1)
        case Axis.WEEK:
            return day + timedelta(days=7)
    return day + DAY


def begin_of(axis: Axis, day: date) -> date:
    """The first day of the span of a time axis that holds this day; weeks begin on Mondays."""
    match axis:
        case Axis.YEAR:
            return day.replace(month=1, day=1)
        case Axis.MONTH:
            return day.replace(day=1)
        case Axis.WEEK:
            return day - timedelta(days=day.weekday())
    return day


def spans(axis: Axis, first: date, last: date) -> list[str]:
    """The keys of every span from the first to the last day, empty ones too."""
    found, day = [], begin_of(axis, first)
    while day <= last:
        found.append(day.isoformat())
        day = next_begin(axis, day)
    return found


def base_of(actor: Actor) -> str:
    """The path of the unit from which the actor looks: the widest seat's; the root for the house itself."""
    paths = [seat.path for seat in actor.seats if SIGHT[seat.role] is not Reach.OWN and seat.unit]
    return min(paths, key=len, default="/")


def matter_within(code: str) -> Q:
    """The orders of a matter, whatever its level; one that is no code of the catalogue by its own words."""
    return Q(category__regex=rf"^{code}(\d\d)*$") if code.isdigit() else Q(category=code)


def _of_time(axis: Axis) -> Ruler:
    def fits(key: str) -> Q:
        begin = date.fromisoformat(key)
        return Q(received_at__gte=end_of(begin - DAY), received_at__lt=end_of(next_begin(axis, begin) - DAY))

    shown = {Axis.YEAR: "%Y", Axis.MONTH: "%Y-%m"}.get(axis, "%Y-%m-%d")
    raw = Trunc("received_at", str(axis), output_field=DateField(), tzinfo=ZONE)
    return Ruler(
        axis, raw, lambda day: str(day.isoformat()), lambda key: f"{date.fromisoformat(key):{shown}}", fits
    )


def _of_matter(axis: Axis, law: Catalogue | None) -> Ruler:
    length = _LEVELS[axis]

    def key(code: str) -> str:
        return (code[:length] if code.isdigit() else code) or NONE

    def name(found: str) -> str:
        if found == NONE:
            return gettext("No category yet")
        path = law.path_of(found) if law is not None and found.isdigit() else ()
        return " / ".join(path) or found

    def fits(found: str) -> Q:
        if found == NONE:
            return Q(category="")
        return matter_within(found) if len(found) >= length else Q(category=found)

    return Ruler(axis, F("category"), key, name, fits)


def _of_term(axis: Axis, path: str, terms: type[Term]) -> Ruler:
    names = {str(term): term for term in terms}

    def fits(key: str) -> Q:
        return Q(**{path: key}) if key != NONE else Q(**{path: ""}) | Q(**{f"{path}__isnull": True})

    def name(key: str) -> str:
        return label(names[key]) if key in names else gettext("Not known")

    return Ruler(axis, F(path), lambda value: str(value or NONE), name, fits)


def _of_area(axis: Axis) -> Ruler:
    rows = list(directory.areas().values_list("pk", "code", "path", "level", "name"))
    tops = {code: name for _pk, code, _path, level, name in rows if level == str(axis)}
    keys = {
        pk: next((code for code in reversed(path.split("/")) if code in tops), NONE)
        for pk, _code, path, _level, _name in rows
    }
    return _of_rows(axis, "area_id", keys, tops, gettext("No place so precise"))


def _of_unit(axis: Axis, actor: Actor) -> Ruler:
    rows = list(directory.units())
    names, base = {unit.code: unit.label for unit in rows}, base_of(actor)
    keys = {unit.pk: _branch(unit.path, base) if axis is Axis.BRANCH else unit.code for unit in rows}
    return _of_rows(axis, "lead_id", keys, names, gettext("No lead unit yet"))


def _branch(path: str, base: str) -> str:
    """The code of the unit directly below `base` on the way to a unit; the unit's own outside of it."""
    codes = [code for code in path.split("/") if code]
    above = base.count("/") - 1
    return codes[above] if path.startswith(base) and len(codes) > above else codes[-1]


def _of_rows(axis: Axis, column: str, keys: Mapping[int, str], names: Mapping[str, str], none: str) -> Ruler:
    """An axis of rows of the directory: each row's id falls under the key of a row above it."""

    def fits(key: str) -> Q:
        held = Q(**{f"{column}__in": [pk for pk, found in keys.items() if found == key]})
        return held | Q(**{f"{column}__isnull": True}) if key == NONE else held

    return Ruler(
        axis, F(column), lambda pk: keys.get(pk, NONE), lambda key: names.get(key, none if key == NONE else key), fits
    )  # fmt: skip
