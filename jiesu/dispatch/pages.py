"""What the pages of dispatch show around their forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from jiesu.callers import queries as callers
from jiesu.directory import queries as directory
from jiesu.dispatch import actions, queries, suggesting, trust
from jiesu.dispatch.board import Board
from jiesu.dispatch.models import Instruction, Proposal
from jiesu.kit.people import Names
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.rules import dispatching
from jiesu.rules.dispatching import Offer
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Desk, UnitRole, Verb
from jiesu.rules.verdict import Refusal, Sentence

SHOWN = 100
"""So many orders that a proposal would move are shown one by one."""


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
        "consultations": queries.consultations_of(order),
        "instructions": queries.instructions_of(order),
        "attempts": queries.attempts_of(order),
    }


def candidates(order: Order, actor: Actor, at: datetime) -> dict[str, Any]:
    """The candidates for an order, computed now, with what stands against dispatching it automatically."""
    board = Board(at)
    (proposal,) = suggesting.proposals(board, [order])
    path = order.area.path if order.area else board.home
    offered = dispatching.offers(
        board.rules, board.roster, proposal.suggestion, area_path=path, tags=order.tags
    )
    row = suggesting.stored(proposal, board)
    first = queries.first_lead(row)
    return {
        "pieces": trust.marked(
            orders.as_read(order, actor), order.category or first.get("category", ""), board
        ),
        "leads": suggesting.cards(board, row.candidates),
        "assists": suggesting.cards(board, row.candidates, "assist"),
        "copies": suggesting.cards(board, row.candidates, "copy"),
        "against": [Sentence(text, values) for text, values in row.against],
        "first": first,
        "crossing": proposal.suggestion.crossing,
        "offers": [_offered(board, offer) for offer in offered],
        "zone": board.zone_of(order),
        "demanded": dispatching.demanded(board.rules, order.tags),
        "model": proposal.model,
        "routing": proposal.routing,
        "units": [unit for unit in board.units.values() if board.stands(unit)],
        "categories": [
            (code, " / ".join(board.catalogue.path_of(code))) for code in board.catalogue.leaves()
        ],
    }


def _offered(board: Board, offer: Offer) -> dict[str, Any]:
    """A dispatch to several units as the form offers it with one click."""
    codes = [code for code, _ in offer.parts]
    lead = next(code for code, role in offer.parts if role is UnitRole.LEAD)
    return {
        "mode": offer.mode, "why": offer.why, "lead": lead, "assist": "，".join(c for c in codes if c != lead),
        "names": [(board.units[code].label, role) for code, role in offer.parts],
    }  # fmt: skip


def decided(order: Order) -> dict[str, Any]:
    """What the last consultation decided, for the form of the dispatch."""
    last = next((c for c in queries.consultations_of(order) if c.concluded_at), None)
    if last is None or last.lead is None:
        return {}
    return {"lead": last.lead.name, "assist": "，".join(last.assists)}


def line_of(actor: Actor) -> list[tuple[str, str]]:
    """The units in a leader's own line, to whom an order can be transferred straight."""
    seats = [s for s in actor.seats if s.role in MAY[Verb.INSTRUCT] and s.unit]
    found = {u.code: u.label for s in seats for u in directory.units_below(s.path) if u.level != "community"}
    return list(found.items())


def leaders(order: Order, at: datetime) -> list[tuple[str, str]]:
    """The leaders who may instruct an order: those of its units and of the units above them."""
    paths = [order.desk.path, *(share.unit.path for share in orders.shares_of(order))]
    codes = {code for path in paths for code in path.split("/") if code}
    found: dict[str, str] = {}
    for unit in directory.units().filter(code__in=codes):
        for person in directory.people_in(unit, *MAY[Verb.INSTRUCT], at=at):
            if queries.may_instruct(order, directory.actor_for(person, at)):
                found[person.login] = f"{person.name} · {unit.label}"
    return list(found.items())


def instruction(number: str, pk: int, actor: Actor) -> Instruction:
    """An instruction on an order that the actor may see."""
    order = orders.find(number, actor)
    row = next((i for i in queries.instructions_of(order) if i.pk == pk), None)
    if row is None:
        raise Refusal("There is no such instruction.")
    return row


def bodies(at: datetime) -> list[tuple[str, str]]:
    """The bodies of the city's catalogue, for a choice."""
    return [(code, body.name) for code, body in Board(at).routing.rules.bodies.items()]


def categories(at: datetime) -> list[tuple[str, str]]:
    """The lines of the catalogue with their paths."""
    catalogue = Board(at).catalogue
    return [(code, " / ".join(catalogue.path_of(code))) for code in catalogue.categories]


def keeping(at: datetime) -> dict[str, Any]:
    """What the forms of the catalogue choose from."""
    return {"units": units(at), "categories": categories(at)}


def proposal(pk: int) -> Proposal:
    """One proposal."""
    row = queries.proposals().filter(pk=pk).first()
    if row is None:
        raise Refusal("There is no such proposal.")
    return row


def judged(row: Proposal, actor: Actor, at: datetime) -> dict[str, Any]:
    """A proposal with the orders that it would move, by pairs of units and one by one."""
    board = Board(at)
    moved = actions.moves_of(row, at)
    pairs = Counter((m.before, m.after) for m in moved)
    name = lambda code: board.units[code].label if code in board.units else "—"  # noqa: E731
    law = board.routing.rules
    return {
        "row": row, "path": " / ".join(law.path_of(row.category)), "days": board.rules.look_back_days,
        "before": law.bodies[row.before].name if row.before in law.bodies else "",
        "after": law.bodies[row.after].name if row.after in law.bodies else "",
        "count": len(moved), "pairs": [(name(a), name(b), n) for (a, b), n in pairs.most_common(50)],
        "moved": [(m.number, name(m.before), name(m.after)) for m in moved[:SHOWN]],
        "decides": not row.decision and actions.keeps_catalogue(actor), "names": Names()(row.by),
    }  # fmt: skip


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
