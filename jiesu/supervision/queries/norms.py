"""Orders held against the norms of work (工作规范): the ledger of each, stage by stage (R086)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiesu.directory import queries as directory
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import norms as law_of
from jiesu.rules.norms import Breach, Done, Looked, Norms
from jiesu.rules.reach import Actor
from jiesu.rules.terms import OrderState, Role, Verb

LOOKED_BACK = timedelta(days=30)
MOST = 300
"""So many of the last answered orders are looked at for the list."""
ANSWERED = (OrderState.REPLIED, OrderState.DRAWN, OrderState.RATED, OrderState.CLOSED)
DUE = {Verb.CLAIM: "claim_due", Verb.CONTACT: "contact_due", Verb.SUBMIT: "due"}
"""By when an event was to be done: the share's own clocks."""


@dataclass(frozen=True, slots=True)
class Against:
    """One thing that an order lacks."""

    order: Order
    breach: Breach


def looked_at(order: Order) -> tuple[Looked, ...]:
    """The stages of one order by the norms in force when it came in."""
    return _looked([order])[order.pk]


def against_norms(actor: Actor, at: datetime) -> list[Against]:
    """What the orders answered lately lack, the latest first, as far as the actor may see them."""
    rows = orders.visible_to(actor).filter(
        state__in=[str(state) for state in ANSWERED], replied_at__gte=at - LOOKED_BACK
    )
    found = list(rows.order_by("-replied_at", "-id")[:MOST])
    looked = _looked(found)
    return [Against(order, breach) for order in found for breach in law_of.breaches(looked[order.pk])]


def _looked(found: Sequence[Order]) -> dict[int, tuple[Looked, ...]]:
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(order__in=found).order_by("order_id", "seq"):
        events[event.order_id].append(event)
    shares: dict[int, dict[int, Assignment]] = defaultdict(dict)
    for share in Assignment.objects.filter(order__in=found).select_related("unit"):
        shares[share.order_id][share.no] = share
    paths = dict(directory.units().values_list("code", "path"))
    return {order.pk: _look(order, events[order.pk], shares[order.pk], paths) for order in found}


def _look(
    order: Order, events: Iterable[Event], shares: Mapping[int, Assignment], paths: Mapping[str, str]
) -> tuple[Looked, ...]:
    law: Norms = policy.in_force_or(Topic.NORMS, order.received_at, Norms()).rules
    return law_of.look(
        law, orders.matter_of(order), [_done(event, shares, paths) for event in events],
        units=[share.unit.path for share in shares.values()],
        closed=order.state in ANSWERED,
    )  # fmt: skip


def _done(event: Event, shares: Mapping[int, Assignment], paths: Mapping[str, str]) -> Done:
    role, _, unit = event.seat.partition("@")
    share = shares.get(event.share) if event.share is not None else None
    column = DUE.get(Verb(event.verb))
    first = share is not None and share.round == 1
    due = getattr(share, column) if share is not None and column and (first or column != "due") else None
    return Done(
        verb=Verb(event.verb), at=event.at, by=event.by, role=Role(role) if role else None,
        unit=paths.get(unit, ""), share=event.share, due=due,
        fields=frozenset(name for name, value in event.facts.items() if value not in (None, "", [])),
    )  # fmt: skip
