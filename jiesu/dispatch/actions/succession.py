"""Who takes over a share that is taken away: by a ruling (异议成立) or by whoever sent it (撤派)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jiesu.dispatch import sending
from jiesu.dispatch.actions.dispatching import parts
from jiesu.dispatch.actions.forwarding import births_below, check_below, children
from jiesu.dispatch.board import Board
from jiesu.dispatch.sending import UnitPart
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Birth, Order
from jiesu.rules import dispatching
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, UnitRole, Verb


def successors(
    board: Board, order: Order, own: Assignment, shares: Sequence[Assignment], units: Sequence[UnitPart | str]
) -> tuple[Birth, ...]:
    """The shares that take over: with a fresh clock from dispatch, within the limit of a share above."""
    if not units:
        return ()
    if own.parent is not None:
        asked = children(board, own, units)
        check_below(board, own.parent, sending.named(board, asked, shares))
        return births_below(board, own.parent, asked)
    asked = parts(units, more=own.role != UnitRole.LEAD)
    sending.named(board, asked, shares)
    sending.check_roles(board, asked, leads=1 if own.role == UnitRole.LEAD else 0)
    clocks = board.clocks(order)
    mode = dispatching.mode_of(board.rules, board.parts(asked))
    assisting = board.below(clocks.level, clocks.due, clocks.contact_due)
    return tuple(
        sending.birth(board, code, role, mode, clocks if role is UnitRole.LEAD else assisting)
        for code, role in asked
    )


def facts_of(own: Assignment, births: Sequence[Birth]) -> dict[str, Any]:
    """Who leads now, and by when, where the successors say so."""
    lead = next((b for b in births if b.role is UnitRole.LEAD), None)
    if lead is None:
        return {}
    return {"lead": lead.unit} | ({} if own.parent else {"order_due": lead.due})


def others_live(own: Assignment, shares: Sequence[Assignment]) -> list[Assignment]:
    """The other shares of the order that somebody has on the desk."""
    return [s for s in shares if s.no != own.no and s.state in LIVE_SHARES]


def give_back(
    order: Order, own: Assignment, shares: Sequence[Assignment], *, verb: Verb, by: Actor, at: datetime
) -> None:
    """The unit that forwarded claims its share again, unless another of its units still works for it."""
    parent = orders.share_of(order, own.parent.no, shares) if own.parent else None
    if parent is None or parent.state != AssignmentState.FORWARDED:
        return
    siblings = [s for s in others_live(own, shares) if s.parent_id == own.parent_id]
    if siblings and own.role != UnitRole.LEAD:
        return
    facts = {"lead": parent.unit.code} if parent.role == UnitRole.LEAD else {}
    orders.advance(order.number, verb, by=by, at=at, share=parent.no, facts=facts)
