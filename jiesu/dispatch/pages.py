"""What the pages of dispatch show around their forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from jiesu.callers import queries as callers
from jiesu.directory import queries as directory
from jiesu.dispatch import queries, suggesting
from jiesu.dispatch.board import Board
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, UnitRole
from jiesu.rules.verdict import Refusal, Sentence


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What came of one order in bulk: done, or refused in words."""

    label: str
    url: str
    refusal: Refusal | None


def results(done: Iterable[tuple[str, Event | Refusal]]) -> list[ResultRow]:
    """One row for each order."""
    return [
        ResultRow(
            number, reverse("orders:sheet", args=[number]), result if isinstance(result, Refusal) else None
        )
        for number, result in done
    ]


def share(number: str, no: int, actor: Actor) -> Assignment:
    """A share of an order that the actor may see."""
    return orders.share_of(orders.find(number, actor), no)


def around(number: str, actor: Actor) -> dict[str, Any]:
    """The order as dispatch may see it; of a confidential one nothing that says whose it is."""
    order = orders.find(number, actor)
    party = None if order.anonymous else order.requester
    return {
        "order": orders.as_read(order, actor),
        "category": orders.category(order.category, order.received_at),
        "card": callers.card(party, Desk.DISPATCH, actor, confidential=order.confidential) if party else None,
        "shares": orders.shares_of(order),
        "objections": queries.objections_of(order),
    }


def candidates(order: Order, actor: Actor, at: datetime) -> dict[str, Any]:
    """The candidates for an order, computed now, with what stands against dispatching it automatically."""
    board = Board(at)
    (proposal,) = suggesting.proposals(board, [order])
    row = suggesting.stored(proposal, board)
    return {
        "leads": suggesting.cards(board, row.candidates),
        "assists": suggesting.cards(board, row.candidates, "assist"),
        "copies": suggesting.cards(board, row.candidates, "copy"),
        "against": [Sentence(text, values) for text, values in row.against],
        "first": queries.first_lead(row),
        "crossing": proposal.suggestion.crossing,
        "model": proposal.model,
        "routing": proposal.routing,
        "units": [unit for unit in board.units.values() if board.stands(unit)],
        "categories": [
            (code, " / ".join(board.catalogue.path_of(code))) for code in board.catalogue.leaves()
        ],
    }


def units(at: datetime) -> list[Any]:
    """The units that can be named now."""
    board = Board(at)
    return [unit for unit in board.units.values() if board.stands(unit)]


def proposed(own: Assignment) -> dict[str, str]:
    """What the objection proposes, for the form of the ruling."""
    said = queries.objection(own)
    return {"lead": said.proposed.name} if said and said.proposed and own.role == UnitRole.LEAD else {}


def below(own: Assignment) -> dict[str, Any]:
    """To whom a share can be forwarded: the units directly below its own."""
    units = directory.units_below(own.unit.path, itself=False).filter(parent=own.unit)
    return {"below": list(units), "leads": own.role == UnitRole.LEAD}


def objection_until(own: Assignment, at: datetime) -> datetime | None:
    """Until when the unit may object; None where the level knows no objection."""
    try:
        return Board(at).objection_until(own)[0]
    except Refusal:
        return None
