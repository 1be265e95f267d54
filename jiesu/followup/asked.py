"""Whether the law asks for a follow-up of an order (regulation art 23)."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import sampling
from jiesu.rules.matters import Matter
from jiesu.rules.sampling import Sampling
from jiesu.rules.terms import Channel, RequestType
from jiesu.rules.verdict import Verdict


def is_owed(order: Order, at: datetime) -> bool:
    """Whether every such order is asked: then none is closed before (闭环, R228)."""
    return share_of(policy.in_force(Topic.SAMPLING, at).rules, order).value == 1


def share_of(law: Sampling, order: Order) -> Verdict[Fraction]:
    """The share of such orders that is asked: all of them (1) once an order was handled again."""
    if order.round > 1:
        return Verdict(Fraction(1), "")
    return sampling.share_of(law, _matter(order))


def _matter(order: Order) -> Matter:
    return Matter(
        request_type=RequestType(order.request_type or RequestType.HELP),
        category=order.category,
        text=f"{order.title}\n{order.text}",
        tags=frozenset(order.tags),
        channel=Channel(order.channel),
        area_path=order.area.path if order.area else "",
        enterprise=order.channel == Channel.ENTERPRISE,
    )
