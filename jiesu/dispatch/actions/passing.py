"""自动转派: what came to a district and clearly belongs to one of its units is forwarded by the house itself.

The gate is that of automatic dispatch (policies/*/routing, `automatic`); what it stops waits for the district's
dispatcher. Source: the district core system forwards by itself what its catalogue makes clear (R073, S06).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from jiesu.dispatch.actions.automatic import for_people
from jiesu.dispatch.actions.forwarding import forward
from jiesu.dispatch.board import Board
from jiesu.dispatch.models import Objection
from jiesu.dispatch.suggesting import gate, proposals
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import AssignmentState, UnitRole
from jiesu.rules.verdict import Refusal

REASON = "按派单目录自动转派"
MOST = 2000


def forward_automatic(at: datetime) -> int:
    """Forward what waits at a district and passes the gate, now. How many shares were forwarded."""
    board = Board(at)
    return _pass_on(board, _waiting(board)[:MOST], {})


def forward_at(moments: Mapping[str, datetime]) -> int:
    """The same for these orders, each at its own moment: for simulation and imports."""
    if not moments:
        return 0
    board = Board(max(moments.values()))
    return _pass_on(board, _waiting(board).filter(order__number__in=list(moments)), moments)


def _waiting(board: Board) -> QuerySet[Assignment]:
    """Unclaimed leading shares of units that are only the backstop (兜底), which nobody has objected to."""
    kinds = board.catalogue.bodies[board.catalogue.backstop.body].kinds
    shares = orders.visible_shares(SYSTEM).filter(
        state=AssignmentState.SENT, role=UnitRole.LEAD, unit__kind__in=list(kinds)
    )
    objected = Objection.objects.values("order_id")
    return (
        shares.exclude(order_id__in=objected).select_related("order__area", "order__requester").order_by("pk")
    )


def _pass_on(board: Board, shares: Iterable[Assignment], moments: Mapping[str, datetime]) -> int:
    held = list(shares)
    done = 0
    checked = board.catalogue.automatic.checked_share
    for share, proposal in zip(held, proposals(board, [s.order for s in held]), strict=True):
        unit = board.units.get(proposal.top.unit) if proposal.top else None
        number = share.order.number
        if unit is None or not unit.path.startswith(share.unit.path) or unit.path == share.unit.path:
            continue
        if for_people(number, checked) or not gate(board, share.order, proposal.suggestion).value:
            continue
        at = moments.get(number, board.at)
        try:
            forward(
                number, share=share.no, units=[unit.code], by=SYSTEM, at=at, reason=REASON, automatic=True
            )
        except Refusal:  # somebody at the district was quicker
            continue
        done += 1
    return done
