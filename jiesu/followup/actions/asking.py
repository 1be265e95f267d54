"""回访尝试 and 无效回访: the law says how often, on how many days, and at what hours a requester is asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from jiesu.followup import queries
from jiesu.followup.actions.words import fingerprint, keep_words
from jiesu.followup.models import Attempt, AttemptResult, Draw
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import queries as policy
from jiesu.policy.queries import InForce
from jiesu.reading.personal import mask
from jiesu.rules import sampling
from jiesu.rules.reach import Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import Outcome, Verb
from jiesu.rules.verdict import Refusal

REST = timedelta(hours=2)
"""How long the desk lets a requester alone after a call that was not answered (our choice)."""
SMS_WAITS = timedelta(hours=24)
"""How long a text message may stay unanswered before the requester is called (domain-rules 8.5)."""


def attempt(
    number: str, *, means: Means = Means.CALL, result: AttemptResult, by: Actor, at: datetime, note: str = ""
) -> Event:
    """回访尝试: one try that brought no full answer. Returns the last event.

    Refused outside the hours of the law, and when the next try belongs to another day. The last try that
    the law asks for is followed by `give_up` in the same transaction.
    """
    with transaction.atomic():
        order = orders.hold(number)
        law = policy.in_force("sampling", at)
        before = queries.attempts(order)
        facts = {"means": means, "result": result, "no": len(before) + 1, "round": order.round}
        event = orders.advance(
            number, Verb.ATTEMPT, by=by, at=at, law=law.id, clause=law.rules.attempts.clause, facts=facts
        )
        counting = [] if means is Means.SMS else [a.at for a in before if a.means != Means.SMS]
        sampling.check_attempt(law.rules, counting, at)
        Attempt.objects.create(
            order=order, round=order.round, no=len(before) + 1, at=at, by=by.key, means=means, result=result,
            note=mask(note.strip())[:500],
        )  # fmt: skip
        calls = [a.at for a in queries.calls(order)]
        if sampling.may_give_up(law.rules, calls):
            return _give_up(order, law, by=by, at=at, reason="")
        rest = SMS_WAITS if result is AttemptResult.SENT else timedelta(0) if means is Means.SMS else REST
        _wait(order, law, calls, at + rest)
    return event


def give_up(number: str, *, by: Actor, at: datetime, reason: str = "") -> Event:
    """无效回访: the requester was tried as often as the law asks, refused, or the number is not in use."""
    with transaction.atomic():
        order = orders.hold(number)
        return _give_up(order, policy.in_force("sampling", at), by=by, at=at, reason=reason)


def _give_up(order: Order, law: InForce, *, by: Actor, at: datetime, reason: str) -> Event:
    rule = law.rules.attempts
    facts = {"outcome": Outcome.INVALID, "round": order.round, "attempts": len(queries.attempts(order)),
             "why_print": fingerprint(reason),}  # fmt: skip
    event = orders.advance(
        order.number, Verb.GIVE_UP, by=by, at=at, law=law.id, clause=rule.clause, facts=facts
    )
    if not queries.may_give_up(order, law.rules):
        raise Refusal(
            "First %(times)s attempts on %(days)s days are to be made.", times=rule.times, days=rule.days
        )
    keep_words(order, event, reason)
    return event


def _wait(order: Order, law: InForce, calls: list[datetime], at: datetime) -> None:
    """The desk asks again from `at` on, within the hours of the law."""
    lying = Draw.objects.filter(order=order, round=order.round)
    opens = sampling.next_attempt(law.rules, calls, at)
    lying.update(attempts=len(queries.attempts(order)), next_from=opens)
