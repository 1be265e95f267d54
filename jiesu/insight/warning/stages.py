"""全流程预警: what is warned of in each of the eight stages, as sets of orders within the actor's sight (R341)."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from jiesu.assessment import queries as assessment
from jiesu.directory import queries as directory
from jiesu.handling import queries as handling
from jiesu.insight.axes import base_of
from jiesu.insight.warning.kinds import STAGES, Watched
from jiesu.insight.warning.rates import window_of
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Mark, Order
from jiesu.rules.calendar import DAY
from jiesu.rules.clocks import MarkKind
from jiesu.rules.early import RATES
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.norms import WorkStage
from jiesu.rules.reach import Actor
from jiesu.rules.supervision import ItemState
from jiesu.rules.terms import AssignmentState, OrderState, Outcome
from jiesu.supervision import queries as supervision

CAP = 9999
S = AssignmentState
IN_REVIEW = (S.SUBMITTED, S.REVIEWED)
LATE_SHARES = {
    Watched.RECEIVE_LATE: lambda at: Q(state=S.SENT, claim_due__lt=at),
    Watched.RESPOND_LATE: lambda at: Q(
        state__in=(S.CLAIMED, S.ASSIGNED), contact_due__lt=at, contacted_at=None
    ),
    Watched.HANDLE_NEAR: lambda at: Q(state__in=sorted(LIVE_SHARES), due__gte=at, due__lt=at + DAY),
    Watched.HANDLE_LATE: lambda at: Q(state__in=sorted(LIVE_SHARES), due__lt=at),
    Watched.REVIEW_LATE: lambda at: Q(state__in=IN_REVIEW, due__lt=at),
}
"""Conditions of a share now; what has been made good is no warning any more."""
MARKED = {
    Watched.PASS_ON_LATE: (MarkKind.PASS_ON, Q(share__state__in=(S.SENT, S.CLAIMED))),
    Watched.NO_RESULT: (MarkKind.RESULT, Q(share__state__in=(S.ASSIGNED, S.RESPONDED))),
    Watched.FOLLOW_UP_LATE: (MarkKind.FOLLOWUP, Q(order__state__in=(OrderState.REPLIED, OrderState.DRAWN))),
}
"""Moments of a clock that the watch has noted, while what they wait for is still not done."""
DEMANDS = {
    Watched.DEMAND_LATE: lambda at: Q(state=ItemState.ISSUED, due__lt=at),
    Watched.DEMAND_OPEN: lambda at: Q(state=ItemState.ANSWERED),
}


def warned(which: Watched, actor: Actor, at: datetime) -> QuerySet[Order]:
    """The orders that one warning names now, as far as the actor may see them."""
    seen = orders.visible_to(actor)
    if which in LATE_SHARES:
        return seen.filter(pk__in=Assignment.objects.filter(LATE_SHARES[which](at)).values("order"))
    if which in MARKED:
        kind, still = MARKED[which]
        return seen.filter(pk__in=Mark.objects.filter(still, kind=kind, due__lte=at).values("order"))
    if which in DEMANDS:
        return seen.filter(
            pk__in=supervision.items(actor).filter(DEMANDS[which](at)).order_by().values("order")
        )
    if which is Watched.BARE:
        return seen.filter(pk__in=handling.without_evidence().values("order"))
    if which is Watched.NOT_DOUBLE_YES:
        return seen.filter(state=OrderState.RATED, outcome__in=(Outcome.MIXED, Outcome.DOUBLE_NO))
    return _lowering(actor, at)


def stages(actor: Actor, at: datetime) -> list[tuple[WorkStage, list[tuple[Watched, int]]]]:
    """Each stage with its warnings and their numbers, counted no further than the cap."""
    return [
        (stage, [(one, warned(one, actor, at).order_by()[: CAP + 1].count()) for one in watched])
        for stage, watched in STAGES.items()
    ]


def _lowering(actor: Actor, at: datetime) -> QuerySet[Order]:
    """The rated orders of the running period that lower one of the three rates of the actor's unit."""
    unit = directory.units().filter(path=base_of(actor)).first() or directory.root_unit()
    window = window_of(at)
    behind = [assessment.lowering(window, unit, rate, actor).order_by().values("pk") for rate in RATES]
    return orders.visible_to(actor).filter(reduce(or_, (Q(pk__in=rows) for rows in behind)))
