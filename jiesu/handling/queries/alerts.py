"""Questions about warnings: which lie before whom, which stand on an order."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jiesu.handling.kinds import AlertState
from jiesu.handling.models import Alert
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Role, Verb
from jiesu.rules.verdict import Refusal

CAP = 1000


def alerts(actor: Actor) -> QuerySet[Alert]:
    """Every warning on an order that the actor may see."""
    seen = orders.visible_to(actor).select_related(None).values("pk")
    return Alert.objects.filter(order__in=seen).select_related("order", "order__lead", "order__area")


def to_verify(actor: Actor) -> QuerySet[Alert]:
    """What waits for a person: warnings on orders led by the actor's unit or one below."""
    mine = Q(pk__in=[])
    for seat in actor.seats:
        if seat.role in MAY[Verb.FLAG] and seat.role is not Role.SYSTEM:
            mine |= Q(order__lead__path__startswith=seat.path)
    return alerts(actor).filter(mine, state=AlertState.RAISED)


def waiting_alerts(actor: Actor) -> int:
    """How many warnings wait, counted up to a cap."""
    return to_verify(actor).order_by()[:CAP].count()


def alert(pk: int, actor: Actor) -> Alert:
    """One warning. Refusal where the actor may not see its order."""
    found = alerts(actor).filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such warning that you may see.")
    return found


def alerts_on(order: Order) -> list[Alert]:
    """The warnings of one order, the latest first."""
    return list(Alert.objects.filter(order=order).order_by("-raised_at", "-pk"))
