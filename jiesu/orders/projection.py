"""The fold: what the events say about where an order and its shares stand.

`advance` writes exactly what these functions return, and `ledger verify` folds the same functions over the
stored events, so the columns can be rebuilt and proven. Codes stay codes here; ids are found when writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiesu.orders.chain import Line
from jiesu.rules import flow
from jiesu.rules.terms import Level, OrderState, UnitRole, Verb

URGENCY = {Level.P1: 1, Level.P2: 2, Level.C: 3, Level.P3: 4, Level.P4: 5, Level.L: 6}
"""Most urgent first; an order without a level comes after those that have one (9)."""
FIRST = frozenset({"green"})
"""Tags of orders that queue with the most urgent ones: the green channel (R463)."""

ORDER_FACTS = frozenset(
    {"request_type", "category", "channel", "source", "external_no", "level", "area", "place", "lon", "lat",
     "confidential", "anonymous", "tags", "lead", "contacted", "solved", "satisfied", "outcome", "merged_into",
     "part_of", "guests", "grade"}
)  # fmt: skip
ORDER_MOMENTS = {"order_due": "due", "received_at": "received_at"}
SHARE_FACTS = frozenset({"handler", "level", "owner", "excluded"})
SHARE_BIRTH = frozenset({"unit", "role", "mode", "parent"})
SHARE_MOMENTS = frozenset({"due", "claim_due", "contact_due"})

ORDER_TIMES = {
    Verb.RECORD: "received_at",
    Verb.ACCEPT: "accepted_at",
    Verb.DISPATCH: "dispatched_at",
    Verb.RATE: "rated_at",
    Verb.GIVE_UP: "rated_at",
}
ONLY_FIRST = frozenset({Verb.DISPATCH})
ORDER_CLEARS: Mapping[Verb, tuple[str, ...]] = {
    Verb.UNMERGE: ("merged_into", "closed_at"),
    Verb.REHANDLE: ("closed_at",),
}
SHARE_TIMES = {
    Verb.DISPATCH: "dispatched_at",
    Verb.CLAIM: "claimed_at",
    Verb.CONTACT: "contacted_at",
    Verb.SUBMIT: "submitted_at",
    Verb.SIGN: "signed_at",
    Verb.PAUSE: "paused_at",
    Verb.LIST: "paused_at",
}
SHARE_CLEARS: Mapping[Verb, tuple[str, ...]] = {
    Verb.PAUSE: ("due",),
    Verb.LIST: ("due",),
    Verb.RESUME: ("paused_at",),
    Verb.WRITE_OFF: ("paused_at",),
    Verb.RECUSE: ("handler",),
}
"""Columns that a verb empties, before its facts fill what they name. A clock that stands has no due moment."""


def order_changes(order: dict[str, Any], line: Line) -> dict[str, Any]:
    """The columns of the order that this event changes, given the columns before it."""
    changes: dict[str, Any] = {"seq": line.seq}
    if order.get("state") != line.order_state:
        changes |= {"state": line.order_state, "since": line.at} | _arrival(line)
    verb = Verb(line.verb)
    column = ORDER_TIMES.get(verb)
    if column and not (verb in ONLY_FIRST and order.get(column)):
        changes[column] = line.at
    changes |= dict.fromkeys(ORDER_CLEARS.get(verb, ()))
    if line.facts.get("order_paused"):
        changes["due"] = None
    changes |= {k: line.facts[k] for k in ORDER_FACTS & line.facts.keys()}
    changes |= {c: _moment(line.facts[k]) for k, c in ORDER_MOMENTS.items() if k in line.facts}
    if verb is Verb.DISPATCH and line.facts.get("role") != UnitRole.LEAD:
        changes.pop("level", None)
    if changes.keys() & {"level", "tags"}:
        changes["urgency"] = _urgency(order | changes)
    if verb is Verb.REHANDLE:
        changes["round"] = order.get("round", 1) + 1
    if verb is Verb.PRESS:
        changes["pressed"] = order.get("pressed", 0) + 1
    return changes


def share_changes(share: dict[str, Any], line: Line) -> dict[str, Any]:
    """The columns of the share that this event changes, given the columns before it."""
    changes: dict[str, Any] = {}
    if share.get("state") != line.after:
        changes |= {"state": line.after, "since": line.at}
    verb = Verb(line.verb)
    if column := SHARE_TIMES.get(verb):
        changes[column] = line.at
    changes |= dict.fromkeys(SHARE_CLEARS.get(verb, ()))
    changes |= {k: line.facts[k] for k in SHARE_FACTS & line.facts.keys()}
    changes |= {k: _moment(line.facts[k]) for k in SHARE_MOMENTS & line.facts.keys()}
    if verb is Verb.DISPATCH:
        changes |= {k: line.facts[k] for k in SHARE_BIRTH & line.facts.keys()} | {"round": 1}
        changes["first_due"] = changes.get("due")
    if verb is Verb.REHANDLE:
        changes["round"] = share.get("round", 1) + 1
    return changes


def _urgency(order: dict[str, Any]) -> int:
    level = order.get("level") or ""
    usual = URGENCY.get(Level(level), 9) if level else 9
    return 1 if FIRST & set(order.get("tags") or ()) else usual


def _arrival(line: Line) -> dict[str, Any]:
    state = OrderState(line.order_state)
    if state is OrderState.REPLIED:
        return {"replied_at": line.at}
    if state is OrderState.ACCEPTED and line.verb != Verb.ACCEPT:
        return {"lead": None, "due": None}
    return {"closed_at": line.at} if state in flow.FINAL_STATES else {}


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
