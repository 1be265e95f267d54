"""预警与人工核准: the machine warns of limits, repeats, many and key requests; a person lets it stand or not.

A warning changes nothing. Confirmed, its tags stand on the order and the leaders are told; dismissed, nothing does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jiesu.handling import alerting, queries
from jiesu.handling.actions.noting import fingerprint
from jiesu.handling.kinds import AlertState
from jiesu.handling.models import Alert
from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import Refusal


def warn(at: datetime) -> int:
    """Raise what there is to warn of now; the same cause never twice. How many warnings are new."""
    found = alerting.found(at)
    before = Alert.objects.filter(order__in={alert.order_id for alert in found}).count()
    Alert.objects.bulk_create(found, ignore_conflicts=True)
    return Alert.objects.filter(order__in={alert.order_id for alert in found}).count() - before


@transaction.atomic
def verify(pk: int, *, confirmed: bool, by: Actor, at: datetime, remark: str = "", key: str = "") -> Event:
    """核准: confirm or dismiss a warning, with the order held; a dismissal says why."""
    alert = queries.alert(pk, by)
    order = orders.hold(alert.order.number)
    if known := orders.done(order, Verb.FLAG, key):
        return known
    alert.refresh_from_db()
    if alert.state is not AlertState.RAISED:
        raise Refusal("This warning was verified already.")
    if not confirmed and not remark.strip():
        raise Refusal("Say why the warning is dismissed.")
    state = AlertState.CONFIRMED if confirmed else AlertState.DISMISSED
    tags = list(dict.fromkeys((*order.tags, *alert.tags)))
    new = [tag for tag in tags if tag not in order.tags] if confirmed else []
    facts = {
        "warning": alert.kind, "colour": alert.colour or None, "verified": state,
        "tags": tags if new else None, "flagged": new or None, "asked": "warning" if confirmed else None,
    } | fingerprint("remark", remark)  # fmt: skip
    event = orders.advance(
        order.number, Verb.FLAG, by=by, at=at, law=alert.law, clause=alert.clause, key=key,
        facts={name: value for name, value in facts.items() if value is not None},
    )  # fmt: skip
    alert.state, alert.ruled_at, alert.ruled_by, alert.remark = state, at, by.key, remark.strip()
    alert.save(update_fields=["state", "ruled_at", "ruled_by", "remark"])
    return event


def verify_many(
    pks: Sequence[int], *, confirmed: bool, by: Actor, at: datetime, remark: str = ""
) -> list[tuple[int, Event | Refusal]]:
    """The same word on many warnings, each in a transaction of its own with an event of its own."""
    results: list[tuple[int, Event | Refusal]] = []
    for pk in pks:
        try:
            results.append((pk, verify(pk, confirmed=confirmed, by=by, at=at, remark=remark)))
        except Refusal as refusal:
            results.append((pk, refusal))
    return results
