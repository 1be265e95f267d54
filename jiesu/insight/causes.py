"""逆流溯源: what lay behind the requests of a time, by root cause, as the units named it in their replies (R363)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import QuerySet

from jiesu.handling import queries as handling
from jiesu.orders import face as orders
from jiesu.reading.personal import mask
from jiesu.rules.handling import Cause
from jiesu.rules.reach import Actor

TOP = 3


@dataclass(frozen=True, slots=True)
class Behind:
    """One cause: orders, its share of all that name one, how many were repeated or unreasonable, leading matters."""

    cause: Cause
    orders: int
    share: Fraction
    repeated: int
    unreasonable: int
    matters: tuple[tuple[str, int], ...]


def replies(actor: Actor, since: datetime, until: datetime) -> QuerySet[handling.Reply]:
    """The standing replies of a time that name a cause."""
    return handling.caused(actor, since, until)


def by_cause(actor: Actor, since: datetime, until: datetime) -> list[Behind]:
    """Every cause that was named, the most frequent first; an order counts once."""
    numbers: Counter[Cause] = Counter()
    tags: dict[Cause, Counter[str]] = defaultdict(Counter)
    matters: dict[Cause, Counter[str]] = defaultdict(Counter)
    columns = ("share__order", "cause", "share__order__tags", "share__order__category")
    rows = replies(actor, since, until).order_by("share__order", "-at").distinct("share__order")
    for _order, cause, marks, category in rows.values_list(*columns):
        numbers[Cause(cause)] += 1
        tags[Cause(cause)].update(marks)
        matters[Cause(cause)].update([category] if category else [])
    every = sum(numbers.values())
    return [
        Behind(cause, n, Fraction(n, every), tags[cause]["repeat"], tags[cause]["unreasonable"],
               tuple(matters[cause].most_common(TOP)))
        for cause, n in numbers.most_common()
    ]  # fmt: skip


def note_for(actor: Actor, reply: handling.Reply) -> str:
    """The note of a cause as the actor may read it: without personal data, and nothing of what is confidential."""
    return "" if orders.hides(reply.share.order, actor) else mask(reply.cause_note)
