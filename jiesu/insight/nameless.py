"""去标识化数据: orders as the city's data platform may have them: what, when, about where, by whom, how it ended.

Law: Personal Information Protection Law arts 4, 6, 51, 73 (no more than is needed, de-identified); regulation
art 8, R494 (confidential requests). Nothing that somebody said or that names a person leaves: no words, no title,
no place finer than a community, no moment finer than an hour, no number of the order (a keyed hash stands for it, the
same one each time). Confidential orders do not leave; only how many there are is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jiesu.directory.kinds import AreaLevel
from jiesu.directory.queries import Area
from jiesu.kit.clock import local
from jiesu.kit.crypto import keyed_hash
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules.reach import Actor
from jiesu.rules.routing import Catalogue
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours

PLATFORM = (Role.ASSESSOR, Role.SUPERVISOR, Role.DISTRICT_LEADER)
"""Roles (of people, and of accounts of machines) that hand data to the platform."""
FIELDS = (
    "id", "received", "request_type", "category", "category_name", "channel", "caller", "level", "area", "area_name",
    "lead", "state", "dispatched", "replied", "rated", "contacted", "solved", "satisfied", "outcome",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nameless:
    """The orders of a time for the platform, and how many confidential ones were left out."""

    rows: QuerySet[Order]
    left_out: int


def nameless(actor: Actor, since: datetime | None = None, until: datetime | None = None) -> Nameless:
    """The orders that the actor may see, received from a moment on and before another."""
    if not actor.holds(*PLATFORM):
        raise NotYours("Data for the platform are handed over by its supervisors and assessors.")
    rows = orders.visible_to(actor).select_related(None)
    span = {"received_at__gte": since, "received_at__lt": until}
    rows = rows.filter(**{name: moment for name, moment in span.items() if moment})
    told = rows.filter(confidential=False).select_related("area__parent", "lead", "requester")
    return Nameless(told, rows.filter(confidential=True).count())


def catalogue(at: datetime) -> Catalogue | None:
    """The catalogue by which categories are named; what is no code of it does not leave."""
    found: Catalogue | None = policy.in_force_or(Topic.ROUTING, at, None).rules
    return found


def record(order: Order, law: Catalogue | None) -> Mapping[str, Any]:
    """One order without anything personal: FIELDS by name; days and the hour by the clock on the wall."""
    area = _no_finer(order.area)
    known = law is not None and order.category in law.categories
    return {
        "id": keyed_hash(f"platform:{order.number}").hex()[:32],
        "received": f"{local(order.received_at):%Y-%m-%dT%H}",
        "request_type": order.request_type,
        "category": order.category if known else "",
        "category_name": " / ".join(law.path_of(order.category)) if law is not None and known else "",
        "channel": order.channel,
        "caller": order.requester.kind if order.requester else "",
        "level": order.level,
        "area": area.code if area else "",
        "area_name": area.name if area else "",
        "lead": order.lead.code if order.lead else "",
        "state": order.state,
        **{name: _day(getattr(order, f"{name}_at")) for name in ("dispatched", "replied", "rated")},
        "contacted": order.contacted,
        "solved": order.solved,
        "satisfied": order.satisfied,
        "outcome": order.outcome,
    }


def _no_finer(area: Area | None) -> Area | None:
    """The area, or its community where it is a grid."""
    return area.parent if area is not None and area.level == AreaLevel.GRID else area


def _day(moment: datetime | None) -> str:
    return f"{local(moment):%Y-%m-%d}" if moment else ""
