"""派单会商: a hard order is held before dispatch; units say what they hold, dispatch decides, minutes stay.

Law: regulation art 12 (疑难复杂诉求可以在派单前进行会商); R072.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.dispatch import queries, sending
from jiesu.dispatch.board import Board
from jiesu.dispatch.models import Consultation, Opinion
from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import Refusal


@transaction.atomic
def consult(
    number: str,
    *,
    units: Sequence[str],
    question: str,
    by: Actor,
    at: datetime,
    due: datetime | None = None,
    key: str = "",
) -> Event:
    """派单会商: these units are asked, and see the order, until dispatch concludes."""
    order = orders.hold(number)
    if known := orders.done(order, Verb.CONSULT, key):
        return known
    board = Board(at)
    asked = list(dict.fromkeys(board.unit(code).code for code in units))
    if not asked:
        raise Refusal("Name at least one unit.")
    if not question.strip():
        raise Refusal("Say what is to be talked over.")
    if due is not None and due <= at:
        raise Refusal("Opinions are wanted by a moment that has not passed.")
    facts: dict[str, Any] = {
        "guests": _with(order.guests, asked),
        "asked": asked,
        "due": due,
        "question": sending.cautious(question),
    }
    event = orders.advance(number, Verb.CONSULT, by=by, at=at, key=key, facts=facts)
    Consultation.objects.create(
        order=order, question=question.strip(), units=asked, opened_at=at, opened_by=by.key, due=due
    )
    return event


@transaction.atomic
def opine(
    number: str,
    *,
    text: str,
    by: Actor,
    at: datetime,
    ours: bool | None = None,
    proposed: str = "",
    unit: str = "",
    key: str = "",
) -> Event:
    """会商意见 of a unit that was asked; said again, it replaces the unit's earlier one."""
    order = orders.hold(number)
    if known := orders.done(order, Verb.OPINE, key):
        return known
    board = Board(at)
    other = board.unit(proposed) if proposed else None
    if not text.strip():
        raise Refusal("Say your unit's opinion.")
    open_one = queries.open_consultation(order)
    code = _speaks_for(open_one, by, unit)
    facts = {"unit": code, "ours": ours, "proposed": proposed, "opinion": sending.cautious(text)}
    event = orders.advance(number, Verb.OPINE, by=by, at=at, key=key, facts=facts)
    Opinion.objects.update_or_create(
        consultation=open_one, unit=board.unit(code),
        defaults={"ours": ours, "text": text.strip(), "proposed": other, "at": at, "by": by.key},
    )  # fmt: skip
    return event


@transaction.atomic
def conclude(
    number: str,
    *,
    minutes: str,
    decision: str,
    by: Actor,
    at: datetime,
    lead: str = "",
    assists: Sequence[str] = (),
    key: str = "",
) -> Event:
    """会商定案: minutes and decision; the order lies in dispatch's tray again, the units are no longer asked."""
    order = orders.hold(number)
    if known := orders.done(order, Verb.CONCLUDE, key):
        return known
    if not minutes.strip() or not decision.strip():
        raise Refusal("A consultation ends with its minutes and a decision.")
    board = Board(at)
    leading = board.unit(lead) if lead else None
    if leading is not None:
        board.check_lead(leading)
    helping = [board.unit(code).code for code in assists]
    open_one = queries.open_consultation(order)
    asked = open_one.units if open_one else []
    said = queries.who_opined(open_one)
    facts: dict[str, Any] = {
        "guests": [code for code in order.guests if code not in asked],
        "decision": sending.cautious(decision),
        "proposed": lead,
        "silent": [code for code in asked if code not in said] or None,
    }
    event = orders.advance(number, Verb.CONCLUDE, by=by, at=at, key=key, facts=facts)
    if open_one is not None:
        open_one.minutes, open_one.decision = minutes.strip(), decision.strip()
        open_one.lead, open_one.assists = leading, helping
        open_one.concluded_at, open_one.concluded_by = at, by.key
        open_one.save()
    return event


def _with(there: Iterable[str], asked: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*there, *asked]))


def _speaks_for(open_one: Consultation | None, by: Actor, unit: str) -> str:
    """The asked unit that the person speaks for: the named one, else the first without an opinion."""
    asked = open_one.units if open_one else []
    mine = [s.unit for s in by.seats if s.role in MAY[Verb.OPINE] and s.unit in asked]
    if unit and unit in mine:
        return unit
    said = queries.who_opined(open_one)
    return next((code for code in mine if code not in said), mine[0] if mine else "")
