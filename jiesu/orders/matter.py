"""An order as the law looks at it."""

from __future__ import annotations

from jiesu.orders.models import Order
from jiesu.rules.matters import Matter
from jiesu.rules.terms import Channel, RequestType


def matter_of(order: Order, category: str = "") -> Matter:
    """What the law looks at in an order."""
    return Matter(
        request_type=RequestType(order.request_type or RequestType.HELP),
        category=category or order.category,
        text=order.text,
        tags=frozenset(order.tags),
        channel=Channel(order.channel),
        area_path=order.area.path if order.area else "/",
        enterprise=order.channel == Channel.ENTERPRISE,
    )
