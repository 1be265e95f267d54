"""Many requests at once, each at its own moment: what another system or a simulation hands over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from jiesu.callers import actions as callers
from jiesu.callers.actions import NewParty
from jiesu.intake.actions.enterprise import enrol_all
from jiesu.intake.building import Builder
from jiesu.intake.drafts import Draft
from jiesu.orders import face as orders
from jiesu.orders.face import Opened
from jiesu.rules.reach import Actor


def record_many(
    drafts: Sequence[Draft], *, desk: str, by: Actor, at: datetime, confirmed: bool = False
) -> list[Opened]:
    """登记 and 受理 of many requests in one transaction; each is written down when it was received.

    The same reading, law and ledger as `record` and `accept`; one result per draft, in their order. With
    `confirmed` the category that was read counts as confirmed by the agent.
    """
    builder = Builder(at)
    people = [NewParty() if told.anonymous else _party(told) for told in drafts]
    parties = callers.remember_many(people, at=at)
    enrol_all(drafts, at=at)
    built = builder.many(drafts, desk=desk, requesters=parties)
    new = [replace(order, at=told.received_at) for order, told in zip(built, drafts, strict=True)]
    if confirmed:
        new = [replace(order, category=order.category or str(order.extra.get("read", ""))) for order in new]
    return orders.open_many(new, by=by, at=at, law=builder.judge.code)


def _party(told: Draft) -> NewParty:
    return NewParty(told.name, told.phone, told.address_no, told.kind, told.minor)
