"""转派: a unit hands its share down its own line; the chain stays, the clock does not start again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.dispatch import queries, sending
from jiesu.dispatch.board import Board, matter_of
from jiesu.dispatch.sending import UnitPart
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Birth, Event, Order
from jiesu.rules import dispatching
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Mode, UnitRole, Verb
from jiesu.rules.verdict import Refusal


@transaction.atomic
def forward(
    number: str,
    *,
    share: int,
    units: Sequence[UnitPart | str],
    by: Actor,
    at: datetime,
    reason: str,
    items: Mapping[str, str] | None = None,
    approval: str = "",
    key: str = "",
    automatic: bool = False,
) -> Event:
    """转派: to units below the share's own. Their limit is a share of the remaining time (80 %).

    `items`: what each unit is to handle, by its code, where the matter is forwarded item by item; `approval`: who
    approved that a community takes part.
    """
    order = orders.hold(number)
    if known := orders.done(order, Verb.FORWARD, key):
        return known
    shares = orders.shares_of(order)
    parent = orders.share_of(order, share, shares)
    if not reason.strip():
        raise Refusal("Say why the order is forwarded.")
    if queries.awaits_endorsement(order, parent, at).value:
        raise Refusal("Orders of this kind are passed on only after the head of the unit has signed.")
    board = Board(at)
    asked = children(board, parent, units)
    found = sending.named(board, asked, shares)
    check_below(board, parent, found)
    told = _judged(board, order, parent, asked, items or {}, approval)
    births = births_below(board, parent, asked, items or {})
    facts: dict[str, Any] = {"units": [code for code, _ in asked], "reason": sending.cautious(reason)} | told
    if lead := next((code for code, role in asked if role is UnitRole.LEAD), ""):
        facts["lead"] = lead
    if automatic:
        facts["auto"] = True
    clause = births[0].clause
    return orders.advance(
        number, Verb.FORWARD, by=by, at=at, share=share, births=births, law=births[0].law, clause=clause, key=key,
        facts=facts,
    )  # fmt: skip


def children(board: Board, parent: Assignment, units: Sequence[UnitPart | str]) -> list[UnitPart]:
    """Units with the roles they can have: the first leads where the parent does and it is no community."""
    asked: list[UnitPart] = []
    for unit in units:
        code, role = (unit, None) if isinstance(unit, str) else unit
        row = board.unit(code)
        leads = parent.role == UnitRole.LEAD and not asked and row.level != "community"
        asked.append((code, role or (UnitRole.LEAD if leads else UnitRole.ASSIST)))
    leading = [code for code, role in asked if role is UnitRole.LEAD]
    if len(leading) > 1:
        raise Refusal("Exactly one unit leads.")
    for code in leading:
        board.check_lead(board.unit(code))
        if parent.role != UnitRole.LEAD:
            raise Refusal("The order has a leading unit; further units assist.")
    return asked


def _judged(
    board: Board, order: Order, parent: Assignment, asked: Sequence[UnitPart], items: Mapping[str, str], approval: str
) -> dict[str, Any]:  # fmt: skip
    """What the law says of this forwarding: the district's way for the kind of matter, communities' part."""
    category = board.category(order)
    told = sending.communities(board, order, category, [board.unit(code) for code, _ in asked], approval)
    if parent.unit.kind in board.rules.dual.second:
        way, clause = dispatching.forward_way(board.rules, matter_of(order, category))
        dispatching.check_forward(way, board.parts(asked), items)
        told |= {"way": way, "way_basis": clause} if way else {}
    return told


def check_below(board: Board, parent: Assignment, units: Sequence[Any]) -> None:
    """Forwarding goes down the unit's own line, or beside it where the law lets this kind of unit do so."""
    sideways = parent.unit.kind in board.rules.sideways and parent.unit.parent_id is not None
    for unit in units:
        if sideways and unit.parent_id == parent.unit.parent_id and unit.pk != parent.unit_id:
            continue
        if not unit.path.startswith(parent.unit.path) or unit.path == parent.unit.path:
            raise Refusal("%(unit)s is not below %(parent)s.", unit=unit.label, parent=parent.unit.label)


def births_below(
    board: Board, parent: Assignment, asked: Sequence[UnitPart], items: Mapping[str, str] | None = None
) -> tuple[Birth, ...]:
    """The shares that a forwarding brings, within the parent's limit."""
    clocks = board.below(parent.level, parent.due, parent.contact_due)
    said = {code: {"item": sending.cautious(text)} for code, text in (items or {}).items() if text.strip()}
    return tuple(
        sending.birth(board, code, role, Mode.FORWARDED, clocks, parent.no, facts=said.get(code))
        for code, role in asked
    )
