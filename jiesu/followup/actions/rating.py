"""回访评价, 再次办理, 归档: the three answers, another round, or the archive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from jiesu.followup import queries
from jiesu.followup.actions.words import fingerprint, keep_words
from jiesu.followup.asked import is_owed
from jiesu.followup.models import Answer
from jiesu.intake import queries as intake
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.policy import queries as policy
from jiesu.reading.personal import mask
from jiesu.rules import limits, scoring
from jiesu.rules.reach import Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import OrderState, Outcome, Satisfied, Solved, Verb
from jiesu.rules.verdict import Refusal, Verdict


def rate(
    number: str,
    *,
    contacted: bool | None,
    solved: Solved | str | None,
    satisfied: Satisfied | str | None,
    by: Actor,
    at: datetime,
    means: Means = Means.CALL,
    reason: str = "",
    patient: bool = False,
    key: str = "",
) -> Event:
    """回访评价: the answers of the requester, valid only when all three questions are answered (有效回访).

    By a follow-up agent, by the requester (`by` with the role requester and the key "party:<id>"), or by
    the house for a text message. The first valid answers and the latest ones are kept apart.
    `patient`: the agent let the requester finish and explained (R240).
    """
    if contacted is None or not solved or not satisfied:
        raise Refusal("A follow-up is valid only when all three questions are answered.")
    told: dict[str, Any] = {
        "contacted": contacted,
        "solved": Solved(solved),
        "satisfied": Satisfied(satisfied),
    }
    told["outcome"] = scoring.outcome(told["solved"], told["satisfied"])
    with transaction.atomic():
        order = orders.hold(number)
        facts = told | {"means": means, "round": order.round}
        event = orders.advance(number, Verb.RATE, by=by, at=at, key=key, facts=facts)
        words = {"reason": mask(reason.strip())[:500], "patient": patient, "replied_at": order.replied_at}
        _keep(order, event, told | words, means)
    return event


def rehandle(number: str, *, by: Actor, at: datetime, why: str = "") -> Event:
    """再次办理: an order that is not double-yes goes back to its lead unit for another round.

    The new limit is the law's share of the first one. Refused for double-yes and for follow-ups without an
    answer, unless an audit found the answers not true; beyond the rounds that the law sends back by itself,
    and for an order that was closed, it needs a reason.
    """
    with transaction.atomic():
        order = orders.hold(number)
        share = _share(order)
        law = policy.in_force("limits", at)
        new = _new_due(order, share, law.rules, at)
        facts = {"due": new.value, "order_due": new.value, "after": order.outcome, "why_print": fingerprint(why),
                 "lead": share.unit.code}  # fmt: skip
        event = orders.advance(
            number, Verb.REHANDLE, by=by, at=at, share=share.no, law=law.id, clause=new.clause, facts=facts
        )
        _check_round(order, at, why)
        keep_words(order, event, why)
    return event


def close(number: str, *, by: Actor, at: datetime, why: str = "", key: str = "") -> Event:
    """归档: the order is done. One that is not double-yes needs a reason (解释说明)."""
    with transaction.atomic():
        order = orders.hold(number)
        facts = {"why_print": fingerprint(why), "round": order.round}
        event = orders.advance(number, Verb.CLOSE, by=by, at=at, key=key, facts=facts)
        keep_words(order, event, why)
        if order.state == OrderState.DIVIDED and not intake.parts_ended(order):
            raise Refusal("Parts of this request are still running.")
        if not why.strip() and _undecided(order):
            raise Refusal("An order that is not double-yes is closed only with a reason.")
        if order.state == OrderState.REPLIED and is_owed(order, at):
            raise Refusal("The law asks for a follow-up before this order is closed.")
        if order.state == OrderState.REPLIED and not why.strip():
            raise Refusal("An order that was not followed up is closed only with a reason.")
    return event


def _keep(order: Order, event: Event, told: dict[str, Any], means: Means) -> None:
    """Written once a round, also when the same call comes twice."""
    round_ = event.facts["round"]
    if Answer.objects.filter(order=order, round=round_).exists():
        return
    first = not Answer.objects.filter(order=order).exists()
    Answer.objects.filter(order=order, final=True).update(final=False)
    Answer.objects.create(
        order=order,
        round=round_,
        at=event.at,
        by=event.by,
        means=means,
        first=first,
        final=True,
        **told,
    )


def _undecided(order: Order) -> bool:
    return order.state == OrderState.RATED and order.outcome in (Outcome.MIXED, Outcome.DOUBLE_NO)


def _share(order: Order) -> Assignment:
    share = queries.lead_share(order)
    if share is None:
        raise Refusal("Order %(number)s has no unit that could handle it again.", number=order.number)
    return share


def _new_due(order: Order, share: Assignment, law: limits.Limits, at: datetime) -> Verdict[datetime]:
    """The law's share of the limit that the unit was first given."""
    born = next(e for e in queries.done(order, Verb.DISPATCH) if e.share == share.no)
    due = datetime.fromisoformat(born.facts["due"]) if born.facts.get("due") else share.due
    return limits.rehandle_due(law, first=born.at, due=due or born.at, since=at, calendar=policy.calendar(at))


def _check_round(order: Order, at: datetime, why: str) -> None:
    if queries.is_falsified(order):
        return
    if order.outcome == Outcome.DOUBLE_YES:
        raise Refusal(
            "The requester says that it is solved and satisfying: there is nothing to handle again."
        )
    if order.outcome not in (Outcome.MIXED, Outcome.DOUBLE_NO):
        raise Refusal("Without an answer of the requester an order is not handled again.")
    if order.state == OrderState.CLOSED and not why.strip():
        raise Refusal("A closed order is opened again only with a reason.")
    rounds = policy.in_force("sampling", at).rules.rehandle_rounds
    if order.round > rounds and not why.strip():
        raise Refusal("After %(rounds)s further rounds, say why once more.", rounds=rounds)
