"""分类统计: what was asked in a time by kind of request, and how it went, side by side (R088)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, F, Q

from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import OrderState, Outcome, RequestType, Satisfied, Solved

VALID = Q(outcome__in=[str(Outcome.DOUBLE_YES), str(Outcome.MIXED), str(Outcome.DOUBLE_NO)])


@dataclass(frozen=True, slots=True)
class KindFigures:
    """One kind of request in a time. Rates are shares of the valid follow-ups; none where there is none."""

    kind: RequestType
    received: int
    answered: int
    dispatched: int
    replied: int
    late: int
    valid: int
    contacted: Fraction | None
    solved: Fraction | None
    satisfied: Fraction | None


def by_kind(actor: Actor, since: datetime, until: datetime, at: datetime) -> list[KindFigures]:
    """Every kind, of what was received in a time, as far as the actor may see it."""
    rows = orders.visible_to(actor).select_related(None).filter(received_at__gte=since, received_at__lt=until)
    late = Q(replied_at__gt=F("due")) | Q(state=OrderState.DISPATCHED, due__lt=at)
    counted = (
        rows.order_by()
        .values("request_type")
        .annotate(
            received=Count("pk"),
            answered=Count("pk", filter=Q(state=OrderState.ANSWERED)),
            dispatched=Count("pk", filter=Q(dispatched_at__isnull=False)),
            replied=Count("pk", filter=Q(replied_at__isnull=False)),
            late=Count("pk", filter=late),
            valid=Count("pk", filter=VALID),
            contacted=Count("pk", filter=VALID & Q(contacted=True)),
            solved=Count("pk", filter=VALID & Q(solved=Solved.YES)),
            satisfied=Count(
                "pk", filter=VALID & Q(satisfied__in=[str(Satisfied.YES), str(Satisfied.BASICALLY)])
            ),
        )
    )
    found = {row["request_type"]: row for row in counted}
    return [_figures(kind, found.get(str(kind), {})) for kind in RequestType]


def _figures(kind: RequestType, row: dict[str, int]) -> KindFigures:
    valid = row.get("valid", 0)

    def share(name: str) -> Fraction | None:
        return Fraction(row[name], valid) if valid else None

    return KindFigures(
        kind, row.get("received", 0), row.get("answered", 0), row.get("dispatched", 0), row.get("replied", 0),
        row.get("late", 0), valid, share("contacted"), share("solved"), share("satisfied"),
    )  # fmt: skip
