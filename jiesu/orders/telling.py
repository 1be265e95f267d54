"""The ledger told to a person: who did what, from which seat, with which facts, under which clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.kit.words import as_term, label, limit, percent
from jiesu.orders.models import Event, Order
from jiesu.policy import queries as policy
from jiesu.rules.terms import (
    Channel,
    Level,
    Mode,
    Outcome,
    RequestType,
    Role,
    Satisfied,
    Solved,
    Term,
    UnitRole,
)
from jiesu.rules.verdict import Refusal

FACTS: Mapping[str, tuple[Any, type[Term] | None]] = {
    "unit": (_("Unit"), None),
    "role": (_("Role"), UnitRole),
    "mode": (_("Way of dispatch"), Mode),
    "level": (_("Level"), Level),
    "due": (_("Limit"), None),
    "on_duty": (_("On duty"), None),
    "item": (_("Item to handle"), None),
    "checked": (_("How jurisdiction was checked"), None),
    "handler": (_("Handler"), None),
    "channel": (_("Channel"), Channel),
    "request_type": (_("Kind"), RequestType),
    "category": (_("Category"), None),
    "target": (_("Passed on to"), None),
    "merged_into": (_("Merged into"), None),
    "contacted": (_("Contacted"), None),
    "solved": (_("Solved"), Solved),
    "satisfied": (_("Satisfied"), Satisfied),
    "outcome": (_("Outcome"), Outcome),
    "reason": (_("Reason"), None),
    "ground": (_("Ground"), None),
    "result": (_("Result"), None),
    "note": (_("Note"), None),
    "auto": (_("Automatic"), None),
    "confidence": (_("Confidence"), None),
    "delegate_for": (_("By delegate for"), None),
}
"""The facts that a person is shown, in this order; the others stay in the ledger."""
MOMENTS = frozenset({"due"})
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
"""Words that a room keeps stand in the ledger by their fingerprint; the room's panel shows them."""
OF_ROOMS = {"result": "Result", "ground": "Ground"}
"""Facts in the words of a room above, by the name of its vocabulary."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event as the timeline shows it."""

    verb: str
    at: datetime
    who: str
    unit: str
    details: tuple[tuple[Any, Any], ...]
    clause: str
    law: str
    why: str = ""


class Names:
    """The names behind the keys and codes of some events: two queries, whatever their number."""

    def __init__(self, events: Iterable[Event]) -> None:
        lines = list(events)
        logins = {_login(e.by) for e in lines} | {
            e.facts.get(n, "") for e in lines for n in ("handler", "on_duty")
        }
        logins |= {_login(e.facts.get("delegate_for", "")) for e in lines}
        codes = {e.seat.partition("@")[2] for e in lines} | {e.facts.get("unit", "") for e in lines}
        self._people = {login: p.name for login, p in directory.people_by_login(logins - {""}).items()}
        self._units = dict(directory.units().filter(code__in=codes - {""}).values_list("code", "name"))

    def person(self, key: str) -> str:
        """The name behind "person:login"; a requester or the system by their role."""
        if key.startswith("person:"):
            return self._people.get(_login(key), _login(key))
        return label(Role.SYSTEM if key.startswith("system") else Role.REQUESTER)

    def unit(self, code: str) -> str:
        """The name of a unit."""
        return self._units.get(code, code)


def tell(events: list[Event]) -> tuple[Told, ...]:
    """The events as a person reads them, the latest first."""
    names = Names(events)
    return tuple(_told(event, names) for event in reversed(events))


def facts_of(order: Order) -> list[tuple[Any, Any, str]]:
    """The facts of an order as rows of its sheet."""
    rows: list[tuple[Any, Any, str]] = [
        (_("Kind"), _term(RequestType, order.request_type), ""),
        (_("Category"), category(order.category, order.received_at), ""),
        (_("Level"), _term(Level, order.level), ""),
        (_("Channel"), Channel(order.channel), ""),
        (_("Area"), order.area.name if order.area else "", ""),
        (_("Place"), order.place, ""),
        (_("Lead unit"), order.lead.name if order.lead else "", ""),
        (_("Received"), order.received_at, ""),
        (_("Limit"), limit(order.due) if order.due else "", ""),
        (_("Number elsewhere"), order.external_no, ""),
    ]
    if order.outcome:
        rows += [
            (_("Contacted"), order.contacted, ""),
            (_("Solved"), _term(Solved, order.solved), ""),
            (_("Satisfied"), _term(Satisfied, order.satisfied), ""),
            (_("Outcome"), Outcome(order.outcome), ""),
        ]
    return [row for row in rows if row[1] not in ("", None)]


def _told(event: Event, names: Names) -> Told:
    role, _at, unit = event.seat.partition("@")
    seat = " · ".join(x for x in (names.unit(unit), label(Role(role)) if role else "") if x)
    return Told(
        verb=event.verb, at=event.at, who=names.person(event.by), unit=seat if unit else "",
        details=_details(event, names), clause=event.clause, law=event.law,
    )  # fmt: skip


def _details(event: Event, names: Names) -> tuple[tuple[Any, Any], ...]:
    return tuple(
        (title, _shown(name, event.facts[name], terms, names, event.at))
        for name, (title, terms) in FACTS.items()
        if event.facts.get(name) not in ("", None) and not FINGERPRINT.fullmatch(str(event.facts[name]))
    )


def _shown(name: str, value: Any, terms: type[Term] | None, names: Names, at: datetime) -> Any:
    if terms:
        return _term(terms, value)
    if name == "category":
        return category(value, at)
    if name == "confidence":
        return percent(Decimal(value))
    if name == "unit":
        return names.unit(value)
    if name in ("handler", "delegate_for", "on_duty"):
        return names.person(value if ":" in value else f"person:{value}")
    return limit(datetime.fromisoformat(value)) if name in MOMENTS else as_term(value, OF_ROOMS.get(name, ""))


def category(code: str, at: datetime) -> str:
    """The path of a category by the duty catalogue of that day; the words themselves where it has no such code."""
    if not code.isdigit():
        return code
    try:
        path = policy.in_force("routing", at).rules.path_of(code)
    except Refusal:
        path = ()
    return f"{' / '.join(path)} ({code})" if path else code


def categories(at: datetime) -> list[tuple[str, str]]:
    """Every line of the duty catalogue of that day for a choice: its code and its path; none without a catalogue."""
    try:
        law = policy.in_force("routing", at).rules
    except Refusal:
        return []
    return [(code, " / ".join(law.path_of(code))) for code in law.categories]


def category_name(code: str, at: datetime) -> str:
    """The last word of a category's path, for a short list; the code where the catalogue has none."""
    return category(code, at).partition(" (")[0].rpartition(" / ")[2]


def _term(terms: type[Term], value: str) -> Term | str:
    return terms(value) if value in [str(t) for t in terms] else value


def _login(key: str) -> str:
    return key.removeprefix("person:") if key.startswith("person:") else ""
