"""确认处置 and 双考评: the unit confirms what the departments did, and each side scores the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.policy import queries as policy
from jiesu.reading.personal import mask
from jiesu.rules import whistle as law
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Solved, Verb
from jiesu.rules.verdict import Refusal
from jiesu.rules.whistle import OF_CALLED, OF_CALLER, CallState, Mark, WhistleState
from jiesu.whistle import queries
from jiesu.whistle.actions.words import (
    check_caller,
    guests_without,
    held,
    open_to_evaluation,
    own_call,
    prints,
    running,
)
from jiesu.whistle.laws import law_for
from jiesu.whistle.models import Call, Whistle


@transaction.atomic
def settle(
    number: str, *, share: int, solved: Solved, outcome: str, by: Actor, at: datetime, key: str = ""
) -> Event:
    """确认处置: the unit confirms the result; the share returns to handling, the result stands on the order."""
    if not outcome.strip():
        raise Refusal("Say what came of the whistle.")
    own = held(number, share)
    if known := orders.done(own.order, Verb.SETTLE, key):
        return known
    whistle = running(own)
    rules = law_for(own.unit, at)
    law.check_power(rules.rules, Verb.SETTLE)
    calls = list(whistle.calls.select_related("unit"))
    over = [call for call in calls if call.state not in (CallState.FEEDBACK, CallState.REPORTED)]
    facts: dict[str, Any] = {"whistle": whistle.no, "solved_by_whistle": solved,
                             "called": [c.unit.code for c in calls if c not in over],
                             "guests": guests_without(own.order, over)}  # fmt: skip
    event = orders.advance(
        number, Verb.SETTLE, by=by, at=at, share=share, key=key, law=rules.id, clause=whistle.clause,
        facts=facts | prints({"outcome": outcome}),
    )  # fmt: skip
    law.check_settled([(call.state, call.result_due or at) for call in calls], at)
    whistle.state = law.whistle_step(whistle.state, Verb.SETTLE)
    whistle.settled_at, whistle.solved, whistle.outcome = at, solved, mask(outcome.strip())
    whistle.evaluate_due = rules.rules.evaluate_within.after(at, policy.calendar(at))
    whistle.save()
    return event


@transaction.atomic
def evaluate(
    number: str, *, share: int, unit: str, marks: Mapping[Mark, int], by: Actor, at: datetime,
    remark: str = "", key: str = "",
) -> Event:  # fmt: skip
    """双考评: the street scores a department that it called (`unit`), or a department scores the whistle (R206).

    Which side speaks is read from the marks: 到场、履职、结果 are the street's, 理由、准备 the department's.
    """
    own = held(number, share)
    if known := orders.done(own.order, Verb.EVALUATE, key):
        return known
    rules = law_for(own.unit, at)
    by_street = set(marks) == set(OF_CALLED)
    if not by_street and set(marks) != set(OF_CALLER):
        raise Refusal("Give every mark of your side.")
    whistle, call = _evaluated(own, unit, by, by_street=by_street)
    if by_street:
        law.check_power(rules.rules, Verb.EVALUATE)
        check_caller(own, by)
    late = len(queries.missed(call, at)) if by_street else 0
    score = law.score(rules.rules, marks, late=late)
    facts: dict[str, Any] = {f"mark_of_{mark}": value for mark, value in marks.items()}
    facts |= {"unit": call.unit.code, "whistle": whistle.no, "side": "street" if by_street else "department",
              "score": str(score.value), "late": late} | prints({"remark": remark})  # fmt: skip
    if not by_street:
        facts["guests"] = guests_without(own.order, [call])
    event = orders.advance(
        number,
        Verb.EVALUATE,
        by=by,
        at=at,
        share=share,
        key=key,
        law=rules.id,
        clause=score.clause,
        facts=facts,
    )
    _keep(call, marks, score.value, remark.strip(), by_street=by_street, at=at)
    _close(whistle, at)
    return event


@transaction.atomic
def end_unscored(whistle: int, *, by: Actor, at: datetime) -> bool:
    """The time to evaluate is over: the whistle is closed with the scores it has. False where it is not due."""
    found = Whistle.objects.select_related("order", "share").filter(pk=whistle).first()
    if found is None or not found.evaluate_due or found.evaluate_due > at:
        return False
    own = held(found.order.number, found.share.no)
    fresh = Whistle.objects.get(pk=whistle)
    if fresh.ended_at is not None:
        return False
    calls = list(fresh.calls.select_related("unit"))
    facts = {"whistle": fresh.no, "side": "nobody", "guests": guests_without(own.order, calls)}
    orders.advance(own.order.number, Verb.EVALUATE, by=by, at=at, share=own.no, law=fresh.law, facts=facts)
    fresh.state, fresh.ended_at = WhistleState.CLOSED, at
    fresh.save(update_fields=["state", "ended_at"])
    return True


def _evaluated(own: Assignment, unit: str, by: Actor, *, by_street: bool) -> tuple[Whistle, Call]:
    """The settled whistle and the call that is scored; the oldest that waits for this side."""
    done = "scored_at" if by_street else "counter_at"
    for whistle in open_to_evaluation(own):
        calls = list(whistle.calls.select_related("unit").filter(**{done: None}))
        calls = [call for call in calls if by_street or call.reported_at]
        if by_street and any(call.unit.code == unit for call in calls):
            return whistle, next(call for call in calls if call.unit.code == unit)
        if not by_street and calls:
            return whistle, own_call(calls, by, Verb.EVALUATE)
    raise Refusal("There is nothing left to evaluate here.")


def _keep(
    call: Call, marks: Mapping[Mark, int], score: Fraction, remark: str, *, by_street: bool, at: datetime
) -> None:
    exact = round(Decimal(score.numerator) / Decimal(score.denominator), 4)
    for mark, value in marks.items():
        setattr(call, str(mark), value)
    if by_street:
        call.remark, call.scored_at, call.called_score = remark, at, exact
    else:
        call.counter_remark, call.counter_at, call.caller_score = remark, at, exact
    call.save()


def _close(whistle: Whistle, at: datetime) -> None:
    """Evaluated by one side; closed when nobody who should speak is silent any more."""
    whistle.state = law.whistle_step(whistle.state, Verb.EVALUATE)
    waiting = [call for call in whistle.calls.all() if call.state != CallState.RELEASED and _waits(call)]
    if not waiting:
        whistle.state, whistle.ended_at = WhistleState.CLOSED, at
    whistle.save(update_fields=["state", "ended_at"])


def _waits(call: Call) -> bool:
    return call.scored_at is None or (call.reported_at is not None and call.counter_at is None)
