"""自动派单: what the gate lets through is dispatched by the house itself; the rest waits with its top candidates.

Law: domain-rules 8.3 (0.90, margin 0.20, never reports, minors, emergencies, unresolved places; a share is
checked by people): values in policies/*/routing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import QuerySet

from jiesu.dispatch import queries
from jiesu.dispatch.actions.dispatching import confirmed, dispatch_many
from jiesu.dispatch.board import Board
from jiesu.dispatch.learning import reader
from jiesu.dispatch.models import Suggestion
from jiesu.dispatch.suggesting import proposals, stored
from jiesu.orders.face import Event, Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import OrderState
from jiesu.rules.verdict import Refusal

PORTION = 500
TURN = 2000
"""So many orders are read a turn: other rooms and people wait no longer than some seconds behind an import."""
FIELDS = [
    "seq",
    "made_at",
    "top",
    "confidence",
    "candidates",
    "automatic",
    "against",
    "model",
    "routing",
    "fate",
]


def automatic(at: datetime, *, most: int = TURN) -> tuple[int, int]:
    """Suggest for what waits without a suggestion, and dispatch what the gate lets through; so many at the most.

    Returns (dispatched, left to people). Idempotent: what was left to people is not asked again until the
    order, the catalogue or the reading changes. What is over waits for the next turn, the most urgent first.
    """
    board = Board(at)
    waiting = list(_waiting(board, SYSTEM).values_list("pk", flat=True)[:most])
    sent = left = 0
    for first in range(0, len(waiting), PORTION):
        portion = list(_waiting(board, SYSTEM).filter(pk__in=waiting[first : first + PORTION]))
        done = _through_the_gate(board, portion)
        sent, left = sent + done, left + len(portion) - done
    return sent, left


@transaction.atomic
def automatic_at(moments: Mapping[str, datetime]) -> int:
    """自动派单 of these orders, each at its own moment, by the law of the last one: for simulation and imports.

    The same suggestion, gate and ledger as `automatic`. How many were dispatched.
    """
    if not moments:
        return 0
    board = Board(max(moments.values()))
    portion = [o for o in queries.orders_by_number(moments).values() if o.state == OrderState.ACCEPTED]
    rows = _suggest(board, portion)
    checked = board.catalogue.automatic.checked_share
    ready = [row for row in rows if row.automatic and not for_people(row.order.number, checked)]
    asked = [
        confirmed(r.order.number, r, by=SYSTEM, at=moments[r.order.number], facts={"auto": True})
        for r in ready
    ]
    return sum(isinstance(result, Event) for result in dispatch_many(asked))


def refresh(by: Actor, *, at: datetime, most: int = 50) -> int:
    """Suggest for the most urgent orders of the actor's queue that have no suggestion yet; dispatch nothing."""
    board = Board(at)
    return len(_suggest(board, list(_waiting(board, by)[:most])))


def _waiting(board: Board, actor: Actor) -> QuerySet[Order]:
    return queries.without_suggestion(actor, reader(board).version, board.routing.id)


@transaction.atomic
def _through_the_gate(board: Board, portion: Sequence[Order]) -> int:
    rows = _suggest(board, portion)
    checked = board.catalogue.automatic.checked_share
    ready = [row for row in rows if row.automatic and not for_people(row.order.number, checked)]
    asked = [confirmed(row.order.number, row, by=SYSTEM, at=board.at, facts={"auto": True}) for row in ready]
    results: list[Event | Refusal] = dispatch_many(asked)
    return sum(isinstance(result, Event) for result in results)


def for_people(number: str, share: Fraction) -> bool:
    """Whether this order is among the random share that people check; the same answer for ever."""
    drawn = int.from_bytes(hashlib.sha256(number.encode()).digest()[:8], "big")
    return Fraction(drawn, 2**64) < share


@transaction.atomic
def _suggest(board: Board, portion: Sequence[Order]) -> list[Suggestion]:
    if not portion:
        return []
    rows = [stored(proposal, board) for proposal in proposals(board, portion)]
    Suggestion.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["order"], update_fields=FIELDS, batch_size=500
    )
    return rows
