"""What an entry of two registers must say beside its words: the level of a risk, whether a place is repaired."""

from __future__ import annotations

from datetime import datetime

from jiesu.rules.early import Charge, Repair, Risk
from jiesu.rules.registers import Register, Step
from jiesu.rules.verdict import Refusal
from jiesu.supervision import queries
from jiesu.supervision.actions.items import WITH_UNITS
from jiesu.supervision.models import Entry


def check_risk(entry: Entry, at: datetime) -> None:
    """Refuse a risk without a level, and of an order that bears no tag of a risk by the law in force (R351)."""
    if entry.register != Register.RISK or entry.order is None:
        return
    _level(entry.kind)
    law = queries.early_law(at)
    if law is None or not law.risks & set(entry.order.tags):
        raise Refusal("Order %(number)s bears no tag of a risk.", number=entry.order.number)


def answered(entry: Entry, step: Step, kind: str, at: datetime) -> None:
    """What a step's choice changes: the level after handling, the state of the place that a command was about."""
    if entry.register == Register.RISK and step is Step.REASSESS:
        if entry.order is not None and entry.order.state in WITH_UNITS:
            raise Refusal("Order %(number)s is still being handled.", number=entry.order.number)
        entry.form = _level(kind)
    if step is Step.REPLY and entry.kind == Charge.REPAIR and entry.parent is not None:
        if kind not in [str(word) for word in Repair]:
            raise Refusal("Say whether the place is repaired.")
        _note(entry.parent, repair=kind, checked_at=at.isoformat())
    if step is Step.PREVENT and entry.register == Register.SPOT:
        _note(entry, repair="", checked_at="")


def _level(kind: str) -> Risk:
    if kind not in [str(word) for word in Risk]:
        raise Refusal("Say how great the risk is.")
    return Risk(kind)


def _note(entry: Entry, **told: str) -> None:
    entry.figures = entry.figures | told
    entry.save(update_fields=["figures"])
