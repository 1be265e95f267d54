"""Supervision from outside: a requester reports how an order was handled; reviews and breakfasts of lagging units."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiesu.orders import face as orders
from jiesu.rules import registers as law_of
from jiesu.rules.reach import Actor
from jiesu.rules.registers import BORN, Register, Step
from jiesu.rules.verdict import Refusal
from jiesu.supervision import queries
from jiesu.supervision.actions.entries import Said, enter
from jiesu.supervision.models import Entry, Stage

AT_MOST = 3


@transaction.atomic
def hear(number: str, *, words: str, at: datetime, key: str = "") -> Entry:
    """群众监督: the requester of an order reports bad handling; it lies with the body above its lead unit (R280).

    The caller has shown number and code. The report names nobody: it hangs on the order.
    """
    if key and (known := Entry.objects.filter(key=key).first()):
        return known
    order = orders.hold(number)
    if not words.strip():
        raise Refusal("Say it in words.")
    before = Entry.objects.filter(register=Register.PUBLIC, order=order, ended_at=None)
    if before.count() >= AT_MOST:
        raise Refusal("Your earlier reports on this request are being looked into.")
    entry = Entry.objects.create(
        register=Register.PUBLIC, state=law_of.step(Register.PUBLIC, BORN, Step.OPEN), order=order, unit=order.lead,
        issuer=queries.body_above(order.lead or order.desk), title=order.title, words=words.strip()[:2000], made_at=at,
        by=f"order:{number}", key=key,
    )  # fmt: skip
    Stage.objects.create(entry=entry, step=Step.OPEN, at=at, by=entry.by, words=entry.words)
    return entry


def open_reviews(month: date, *, by: Actor, at: datetime) -> list[Entry]:
    """三级复盘: a review for each unit at the bottom of the month's ranking; those that have one are left out."""
    made = []
    for row in queries.lagging(by, month, at):
        said = Said(
            title=f"{row.unit.name} {month:%Y-%m}", unit=row.unit.code, day=month.replace(day=1),
            figures={"place": row.place, "of": row.of, "score": str(row.composite), "league": row.league},
        )  # fmt: skip
        try:
            with transaction.atomic():
                made.append(enter(Register.REVIEW, said, by=by, at=at))
        except (Refusal, IntegrityError):
            continue
    return made


def invite(month: date, *, day: date, by: Actor, at: datetime) -> Entry:
    """区长早餐会: a meeting to which the lagging units of a month are proposed, worst first (R261, R262)."""
    rows = queries.lagging(by, month, at)
    if not rows:
        raise Refusal("No unit lags behind in that month.")
    said = Said(
        title=f"{day:%Y-%m-%d}", day=day,
        words="、".join(row.unit.label for row in rows),
        figures={"units": [row.unit.code for row in rows], "month": f"{month:%Y-%m}"},
    )  # fmt: skip
    return enter(Register.BREAKFAST, said, by=by, at=at)
