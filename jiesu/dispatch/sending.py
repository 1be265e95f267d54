"""What a dispatch asks for, and how it becomes one move of the spine. Nothing here writes.

Law: regulation art 11-12 (competence, copies to the district), 13 (the order states its limit), 14 (the
first-named unit leads), 17 (a community assists, never leads).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jiesu.dispatch import queries
from jiesu.dispatch.board import Board, Clocks
from jiesu.orders.face import Assignment, Birth, Move, Order
from jiesu.reading.personal import mask
from jiesu.rules import dispatching
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.reach import Actor
from jiesu.rules.routing import COMMUNITY
from jiesu.rules.spans import Span
from jiesu.rules.terms import AssignmentState, Level, Mode, OrderState, UnitRole, Verb
from jiesu.rules.verdict import Refusal

TERRITORY = frozenset(
    {"street", "township", "community", "village", "district_government", "command_centre", "city_government"}
)
"""Kinds of unit that are competent by their place; all others are by their duty (R052)."""

UnitPart = tuple[str, UnitRole]
HELD = LIVE_SHARES | {AssignmentState.FORWARDED, AssignmentState.SIGNED}


@dataclass(frozen=True, slots=True)
class Sending:
    """One dispatch: the order, the units with their roles (the first-named leads), and what a person added.

    `statutory` and `statute` are the limit that a law fixes, for level L. `approval`: who approved that a community
    takes part; `checked`: how jurisdiction was checked in a border zone. `facts` go into the ledger.
    """

    number: str
    units: Sequence[UnitPart]
    by: Actor
    at: datetime
    mode: Mode | None = None
    level: Level | None = None
    category: str = ""
    statutory: Span | None = None
    statute: str = ""
    note: str = ""
    key: str = ""
    approval: str = ""
    checked: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def move(board: Board, order: Order, shares: Sequence[Assignment], sending: Sending) -> Move:
    """The move that a dispatch makes, judged by the law. Refusal in words for a person."""
    more = order.state == OrderState.DISPATCHED
    units = named(board, sending.units, shares)
    check_roles(board, sending.units, leads=0 if more else 1)
    category = sending.category or board.category(order)
    told = communities(board, order, category, units, sending.approval)
    mode = Mode.MULTI
    if not more:
        mode, said = _first(board, order, sending, category)
        told |= said
    clocks = _within(board, order) if more else board.clocks(
        order, level=sending.level, statutory=sending.statutory, statute=sending.statute
    )  # fmt: skip
    births = _births(board, sending, clocks, mode, more=more)
    facts = _facts(board, order, sending, units, mode, more=more) | told
    facts |= {} if more else {"order_due": clocks.due}
    return Move(
        sending.number, Verb.DISPATCH, sending.by, sending.at, births=births, law=clocks.law,
        clause=clocks.clause, key=sending.key, facts=facts,
    )  # fmt: skip


def named(board: Board, parts: Sequence[UnitPart], shares: Sequence[Assignment]) -> list[Any]:
    """The units that are named. Refusal where none is, one twice, or one that holds the order already."""
    if not parts:
        raise Refusal("Name at least one unit.")
    holding = {share.unit.code for share in shares if share.state in HELD}
    found = []
    for code, _ in parts:
        unit = board.unit(code)
        if unit in found:
            raise Refusal("%(unit)s is named twice.", unit=unit.label)
        if code in holding:
            raise Refusal("%(unit)s has this order already.", unit=unit.label)
        found.append(unit)
    return found


def check_roles(board: Board, parts: Sequence[UnitPart], *, leads: int) -> None:
    """Exactly so many leads; a community never leads."""
    leading = [code for code, role in parts if role is UnitRole.LEAD]
    if len(leading) > leads and not leads:
        raise Refusal("The order has a leading unit; further units assist.")
    if len(leading) != leads:
        raise Refusal("Exactly one unit leads.")
    for code in leading:
        board.check_lead(board.unit(code))


def communities(
    board: Board, order: Order, category: str, units: Sequence[Any], approval: str
) -> dict[str, Any]:
    """By what a community takes part: the catalogue's clause or an approval. Refusal without either (R076)."""
    found: dict[str, str] = {}
    for unit in units:
        if unit.level == COMMUNITY:
            basis = board.community_basis(unit, order, category)
            if not basis and not approval.strip():
                raise Refusal(
                    "The catalogue gives %(unit)s, a community, no part in this: say who approved it.",
                    unit=unit.label,
                )
            found[unit.code] = basis or cautious(approval)
    return {"communities": found} if found else {}


def _first(board: Board, order: Order, sending: Sending, category: str) -> tuple[Mode, dict[str, Any]]:
    """The way of a first dispatch, judged by its own rule, and what the ledger keeps of the judgement."""
    _check_consulted(board, order)
    zone = board.zone_of(order)
    if zone is not None and not sending.checked.strip():
        raise Refusal(
            "The place lies in the border zone “%(zone)s”: check the jurisdiction first.", zone=zone.name
        )
    parts = board.parts(sending.units)
    mode = sending.mode or dispatching.mode_of(board.rules, parts, tags=order.tags)
    owners = board.owners(order, category) if mode is Mode.DUAL_SEND else frozenset()
    basis = dispatching.check_mode(
        board.rules, mode, parts, owners=owners, tags=order.tags, reason=sending.note
    )
    for code, role in sending.units:
        if role is UnitRole.LEAD and not board.takes_directly(board.unit(code), order, category):
            raise Refusal(
                "%(unit)s does not take this matter directly: dispatch it to the level above.",
                unit=board.unit(code).label,
            )
    facts = {"way_basis": basis or None}
    facts |= {"border": zone.code, "checked": cautious(sending.checked)} if zone is not None else {}
    return mode, facts


def _check_consulted(board: Board, order: Order) -> None:
    """After so many returns an order is talked over, or a unit designated, before it is dispatched again."""
    if order.dispatched_at is None:
        return
    returns = queries.returns(order)
    if board.catalogue.designates(returns) and not queries.consulted_since_return(order):
        raise Refusal("The order came back %(n)s times: consult before it is dispatched again.", n=returns)


def birth(
    board: Board, unit: str, role: UnitRole, mode: Mode, clocks: Clocks, parent: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Birth:  # fmt: skip
    """A new share with its clocks, and who is on duty where it arrives."""
    told = dict(facts or {}) | board.duty_facts(unit)
    return Birth(
        unit=unit, role=role, mode=mode, level=clocks.level, due=clocks.due, claim_due=clocks.claim_due,
        contact_due=clocks.contact_due, parent=parent, law=clocks.law, clause=clocks.clause,
        facts={**clocks.facts, **told},
    )  # fmt: skip


def cautious(text: str) -> str:
    """Free text as the ledger may keep it: personal data masked."""
    return mask(text.strip())[:500]


def _within(board: Board, order: Order) -> Clocks:
    return board.below(order.level, order.due, None)


def _births(board: Board, sending: Sending, clocks: Clocks, mode: Mode, *, more: bool) -> tuple[Birth, ...]:
    assisting = clocks if more else board.below(clocks.level, clocks.due, clocks.contact_due)
    return tuple(
        birth(board, code, role, mode, clocks if role is UnitRole.LEAD else assisting)
        for code, role in sending.units
    )


def _facts(
    board: Board, order: Order, sending: Sending, units: Sequence[Any], mode: Mode, *, more: bool
) -> dict[str, Any]:
    lead = next((code for code, role in sending.units if role is UnitRole.LEAD), "")
    there = {unit.code for unit in units} | {order.desk.code}
    copied = {copy for unit in units for copy in board.copies(unit)} - there
    first = units[0]
    facts: dict[str, Any] = {
        "units": [code for code, _ in sending.units],
        "mode": mode,
        "basis": "territory" if first.kind in TERRITORY else "duty",
        "routing": board.routing.id,
        "copied_to": sorted(copied) or None,
        "note": cautious(sending.note),
        **_category(board, order, sending),
        **sending.facts,
    }
    return facts if more else facts | {"lead": lead}


def _category(board: Board, order: Order, sending: Sending) -> dict[str, str]:
    code = sending.category or board.category(order)
    if sending.category and sending.category not in board.catalogue.categories:
        raise Refusal("There is no category %(code)s in the catalogue.", code=sending.category)
    duties = board.catalogue.duties_of(code)
    entry = next((duty.clause for duty in duties if duty.clause), "")
    changed = {"category": code} if code and code != order.category else {}
    return changed | ({"entry": f"{code} {entry}".strip()} if duties else {})
