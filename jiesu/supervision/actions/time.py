"""What time alone brings to supervision: the ladder, items whose effect came about, recurrence checks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from jiesu.orders import face as orders
from jiesu.orders.face import Mark
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import supervision as law_of
from jiesu.rules.clocks import MarkKind
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.reach import SYSTEM
from jiesu.rules.registers import Step
from jiesu.rules.supervision import ItemState, Origin
from jiesu.rules.terms import AssignmentState, Verb
from jiesu.rules.verdict import Refusal
from jiesu.supervision import queries
from jiesu.supervision.actions.entries import take
from jiesu.supervision.actions.items import ISSUING, WITH_UNITS, Demand
from jiesu.supervision.models import Item, Turn

PORTION = 2000
DEMANDS = 1000
"""So many demands of the ladder a turn; where more are due the next turn follows at once."""
RUNGS = {MarkKind.URGE: Verb.URGE, MarkKind.SUPERVISE: Verb.SUPERVISE, MarkKind.INVESTIGATE: Verb.INVESTIGATE}


def climb(at: datetime) -> int:
    """两天催办、三天督办、四天查办: each rung that the watch has noted, once, whatever the number of workers.

    The watch notes a rung once an order; the ledger's key keeps it single even where a mark came twice.
    """
    return orders.take(set(RUNGS), lambda mark: _rung(mark, at), at=at, most=DEMANDS)


def _rung(mark: Mark, at: datetime) -> None:
    verb, number = RUNGS[MarkKind(mark.kind)], mark.order.number
    if any(share.state == AssignmentState.PENDING for share in orders.shares_of(mark.order)):
        raise Refusal("Order %(number)s lies in the pending register; its ladder rests.", number=number)
    demand = Demand(origin=Origin.LADDER)
    ISSUING[verb](number, demand=demand, by=SYSTEM, at=at, key=f"ladder:{verb}:{number}")


def settle_items(at: datetime) -> int:
    """Close what is verified once the units have replied; urging is closed by the reply itself (R250)."""
    law = _by_reply(at)
    ended = [str(s) for s in FINAL_STATES]
    replied = ~Q(order__state__in=[str(s) for s in WITH_UNITS])
    due = Q(state=ItemState.VERIFIED) | Q(kind__in=law)
    rows = Item.objects.exclude(state=ItemState.CLOSED).filter((due & replied) | Q(order__state__in=ended))
    return sum(_close(pk, at) for pk in list(rows.values_list("pk", flat=True)[:PORTION]))


def check_recurrence(at: datetime) -> int:
    """同类诉求复查: held where no same-kind request came since the resolution, else back to the meeting (R157)."""
    done = 0
    for topic in queries.to_check(at):
        found = queries.recurrences(topic, at)
        step = Step.RECUR if found else Step.HELD
        with transaction.atomic():
            entry = take(topic.pk, step, by=SYSTEM, at=at, kind=str(found))
            entry.figures = entry.figures | {"recurrences": found}
            entry.save(update_fields=["figures"])
        done += 1
    return done


@transaction.atomic
def _close(pk: int, at: datetime) -> bool:
    own = Item.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    item = own.exclude(state=ItemState.CLOSED).first()
    if item is None:
        return False
    item.state, item.closed_at = ItemState.CLOSED, at
    item.save(update_fields=["state", "closed_at"])
    Turn.objects.create(item=item, verb=Verb.CLOSE, at=at, by=SYSTEM.key)
    return True


def _by_reply(at: datetime) -> list[str]:
    try:
        law = policy.in_force(Topic.SUPERVISION, at).rules
    except Refusal:
        return []
    return [str(kind) for kind in law_of.KINDS if law.answers[kind].by_reply]
