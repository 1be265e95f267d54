"""The reading is put to the test on every dispatched order: read blind, kept beside what people decided (R360).

Only orders of the last day are tried, before the next lesson: what was learned from is never the test.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiesu.dispatch import learning, queries
from jiesu.dispatch.board import Board
from jiesu.dispatch.kinds import Fate
from jiesu.dispatch.learning import Guesses
from jiesu.dispatch.models import Suggestion, Trial
from jiesu.intake import queries as intake
from jiesu.orders.face import Order
from jiesu.rules import limits
from jiesu.rules.calendar import DAY
from jiesu.rules.matters import Matter
from jiesu.rules.terms import Channel
from jiesu.rules.verdict import Refusal

MOST = 500


@transaction.atomic
def try_reading(at: datetime) -> int:
    """Read the orders that were dispatched within a day and not tried yet. How many."""
    some = list(queries.untried(at - DAY)[:MOST])
    if not some:
        return 0
    board = Board(at)
    try:
        reader = learning.reader(board)
    except Refusal:
        return 0
    guessed = reader.read([(order.title, order.text) for order in some])
    made = {row.order_id: row for row in Suggestion.objects.filter(order__in=some)}
    Trial.objects.bulk_create(
        [
            _trial(order, guesses, made.get(order.pk), board, reader.version)
            for order, guesses in zip(some, guessed, strict=True)
        ],
        ignore_conflicts=True,
    )
    return len(some)


def _trial(order: Order, guesses: Guesses, row: Suggestion | None, board: Board, version: str) -> Trial:
    category = guesses.categories[0].code if guesses.categories else ""
    matter = Matter(
        request_type=intake.type_read(order.title, order.text), category=category, text=f"{order.title}\n{order.text}",
        tags=frozenset(), channel=Channel(order.channel), area_path=order.area.path if order.area else "",
        enterprise=bool(order.requester and order.requester.kind == "enterprise"),
    )  # fmt: skip
    level = limits.level_for(board.limits.rules, matter).value
    return Trial(
        order=order, category=category, level=level or "", unit=row.top if row else None, model=version,
        automatic=bool(row and row.fate == Fate.AUTOMATIC), at=board.at,
    )  # fmt: skip
