"""How often the machine was right: category, unit and level as read against what people decided (R360).

Counted over the orders that people dispatched and that the actor may see; an order that the machine dispatched by
itself tests nothing and is counted apart. A guess counts only where there was one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from jiesu.dispatch.models import Trial
from jiesu.orders import face as orders
from jiesu.rules.calendar import ZONE
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Term


class Guessed(Term):
    """What the machine suggests."""

    CATEGORY = ("category", "问题分类", "Category")
    UNIT = ("unit", "承办单位", "Unit")
    LEVEL = ("level", "紧急程度", "Urgency")


ASKED: Mapping[Guessed, Q] = {
    Guessed.CATEGORY: ~Q(category="") & ~Q(order__category=""),
    Guessed.UNIT: Q(unit__isnull=False, order__lead__isnull=False),
    Guessed.LEVEL: ~Q(level="") & ~Q(order__level=""),
}
RIGHT: Mapping[Guessed, Q] = {
    Guessed.CATEGORY: Q(category=F("order__category")),
    Guessed.UNIT: Q(unit=F("order__lead")),
    Guessed.LEVEL: Q(level=F("order__level")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A month, a category, or all: decided by people, and of each guess how many there were and how many right."""

    key: Any
    decided: int
    alone: int
    asked: Mapping[Guessed, int]
    right: Mapping[Guessed, int]

    def share(self, what: Guessed) -> Fraction | None:
        """Right ÷ asked; none where nothing was guessed."""
        return Fraction(self.right[what], self.asked[what]) if self.asked[what] else None


def trials(actor: Actor, since: datetime, until: datetime, kind: str = "") -> QuerySet[Trial]:
    """The tried orders of a time that the actor may see, by when they were received; of one kind or of all."""
    seen = orders.visible_to(actor).select_related(None).filter(orders.of_type(kind))
    rows = seen.filter(received_at__gte=since, received_at__lt=until)
    return Trial.objects.filter(order__in=rows.values("pk")).order_by()


def by_month(actor: Actor, since: datetime, until: datetime, kind: str = "") -> list[Row]:
    """One row a month, the latest first."""
    rows = trials(actor, since, until, kind).annotate(key=TruncMonth("order__received_at", tzinfo=ZONE))
    found = {row.key: row for row in _rows(rows.values("key"))}
    return [found[key] for key in sorted(found, reverse=True)]


def by_category(actor: Actor, since: datetime, until: datetime, kind: str = "") -> list[Row]:
    """One row for each category as decided, the most frequent first."""
    found = _rows(trials(actor, since, until, kind).values(key=F("order__category")))
    return sorted(found, key=lambda row: (-row.decided, str(row.key)))


def whole(actor: Actor, since: datetime, until: datetime, kind: str = "") -> Row | None:
    """All of the time; none where nothing was tried."""
    found = _rows(trials(actor, since, until, kind).annotate(key=F("pk") * 0).values("key"))
    return found[0] if found else None


def wrong(actor: Actor, what: Guessed, since: datetime, until: datetime) -> QuerySet[Trial]:
    """The orders in which people decided otherwise than was read."""
    rows = trials(actor, since, until).filter(ASKED[what], automatic=False).exclude(RIGHT[what])
    return rows.select_related("order", "order__lead", "unit")


def _rows(rows: Any) -> list[Row]:
    people = Q(automatic=False)
    counts: dict[str, Any] = {"decided": Count("pk", filter=people), "alone": Count("pk", filter=~people)}
    for what in Guessed:
        counts[f"{what}_asked"] = Count("pk", filter=people & ASKED[what])
        counts[f"{what}_right"] = Count("pk", filter=people & ASKED[what] & RIGHT[what])
    return [
        Row(
            row["key"], row["decided"], row["alone"], {what: row[f"{what}_asked"] for what in Guessed},
            {what: row[f"{what}_right"] for what in Guessed},
        )
        for row in rows.annotate(**counts)
    ]  # fmt: skip
