"""What follow-up knows: the trays of the desk, the answers of each round, the conversation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import F, FilteredRelation, Max, Q, QuerySet

from jiesu.followup.models import Answer, Attempt, AttemptResult, Decision, Draw, Message, Way
from jiesu.followup.replies import NOTHING, Said
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.rules import reach, sampling, scoring
from jiesu.rules.reach import Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import (
    AssignmentState,
    Desk,
    OrderState,
    Outcome,
    Satisfied,
    Solved,
    Term,
    UnitRole,
    Verb,
)

CAP = 1000


class Tray(Term):
    """The trays of the follow-up desk."""

    CALL = ("call", "待电话回访", "To call now")
    LATER = ("later", "稍后再访", "To ask later")
    SMS = ("sms", "短信待回复", "Waiting for a text message")
    DECIDE = ("decide", "非双是待定", "Not double-yes")
    DONE = ("done", "待归档", "To be closed")
    REPLIED = ("replied", "待抽取", "To be drawn")


def desk(actor: Actor) -> QuerySet[Order]:
    """The orders on the follow-up desk that the actor may follow up (none that the actor's unit handled)."""
    lying = orders.tray(Desk.FOLLOWUP, actor).annotate(
        draw=FilteredRelation("draws", condition=Q(draws__round=F("round"))),
        means=F("draw__means"),
        asked=F("draw__attempts"),
        next_from=F("draw__next_from"),
    )
    for seat in actor.seats:
        if seat.unit:
            own = Q(assignments__unit__path=seat.path) & ~Q(assignments__state__in=_UNBLIND)
            lying = lying.exclude(pk__in=Order.objects.filter(own).values("pk"))
    return lying


def tray(which: Tray, actor: Actor, at: datetime) -> QuerySet[Order]:
    """One tray of the desk, the most urgent first."""
    lying = desk(actor)
    drawn, rated = lying.filter(state=OrderState.DRAWN), lying.filter(state=OrderState.RATED)
    waits, sms = Q(next_from__gt=at), Q(means=Means.SMS)
    match which:
        case Tray.CALL:
            return drawn.exclude(waits)
        case Tray.SMS:
            return drawn.filter(waits & sms)
        case Tray.LATER:
            return drawn.filter(waits & ~sms)
        case Tray.DECIDE:
            return rated.filter(outcome__in=(Outcome.MIXED, Outcome.DOUBLE_NO))
        case Tray.DONE:
            return rated.exclude(outcome__in=(Outcome.MIXED, Outcome.DOUBLE_NO))
    return lying.filter(state=OrderState.REPLIED)


def waiting(actor: Actor) -> int:
    """How many drawn orders lie on the desk, for the navigation; capped."""
    return desk(actor).filter(state=OrderState.DRAWN)[:CAP].count()


def draw_of(order: Order) -> Draw | None:
    """The draw of the order's present round."""
    return Draw.objects.filter(order=order, round=order.round).first()


def answers(order: Order) -> list[Answer]:
    """The answers of every round, the first first."""
    return list(Answer.objects.filter(order=order).order_by("round"))


def attempts(order: Order, *, this_round: bool = True) -> list[Attempt]:
    """The attempts of the present round, or of all rounds."""
    made = Attempt.objects.filter(order=order).order_by("round", "no")
    return list(made.filter(round=order.round) if this_round else made)


def calls(order: Order) -> list[Attempt]:
    """The attempts of the present round that count: calls, not messages."""
    return [a for a in attempts(order) if a.means != Means.SMS]


def talk(order: Order) -> list[Message]:
    """The conversation by text message, the first first."""
    return list(Message.objects.filter(order=order).order_by("id"))


def said(order: Order) -> Said:
    """What the requester's messages of this round answer so far."""
    total = NOTHING
    for line in Message.objects.filter(order=order, round=order.round, way=Way.IN).order_by("id"):
        solved = Solved(line.solved) if line.solved else None
        satisfied = Satisfied(line.satisfied) if line.satisfied else None
        total = total.with_more(Said(line.contacted, solved, satisfied))
    return total


def asked_by_sms(party: int) -> Order | None:
    """The order about which the party was last asked by message and has not fully answered."""
    asked = Order.objects.filter(requester=party, state=OrderState.DRAWN, messages__way=Way.OUT)
    return asked.annotate(last=Max("messages__id")).order_by("-last").first()


def decisions(order: Order) -> list[Decision]:
    """Why the order was handed back, closed or given up, the first first."""
    return list(Decision.objects.filter(order=order).order_by("id"))


def lead_share(order: Order) -> orders.Assignment | None:
    """The share that a further round goes back to: the lead's, signed off; the last one where several."""
    signed = [s for s in orders.shares_of(order) if s.state == AssignmentState.SIGNED]
    return max(signed, key=lambda s: (s.role == UnitRole.LEAD, s.no), default=None)


def valid_answers(*, first: bool = True) -> QuerySet[Answer]:
    """The answers that score: the first valid one of each order, or the final one."""
    return Answer.objects.filter(first=True) if first else Answer.objects.filter(final=True)


@dataclass(frozen=True, slots=True)
class Figures:
    """Valid follow-ups of a span of time, and how they were made (R231, R237)."""

    valid: int
    by_means: dict[Means, int]

    @property
    def sms_share(self) -> Fraction | None:
        """Text messages out of the valid follow-ups."""
        return scoring.share(self.by_means.get(Means.SMS, 0), self.valid)


def figures(begins: datetime, ends: datetime) -> Figures:
    """Counts of valid follow-ups between two moments."""
    rows = Answer.objects.filter(at__gte=begins, at__lt=ends).values_list("means", flat=True)
    counted = Counter(rows.iterator(chunk_size=5000))
    return Figures(sum(counted.values()), {Means(m): n for m, n in counted.items()})


def may_give_up(order: Order, law: sampling.Sampling) -> bool:
    """Enough attempts on enough days; or who was reached refused, or the number is not in use."""
    made = calls(order)
    last = max(attempts(order), key=lambda a: a.no, default=None)
    if last is not None and last.result in (AttemptResult.REFUSED, AttemptResult.DEAD):
        return True
    return sampling.may_give_up(law, [a.at for a in made])


def panel(order: Order, actor: Actor) -> dict[str, Any] | None:
    """The rounds of answers on the order's sheet; what was said is not shown to requesters' desks."""
    given, made, why = answers(order), attempts(order, this_round=False), decisions(order)
    if not given and not made and not why:
        return None
    talk_ = _messages_for(order, actor)
    return {"order": order, "answers": given, "attempts": made, "decisions": why, "messages": talk_}


def done(order: Order, verb: Verb) -> list[Event]:
    """The events of one verb on the order."""
    return [event for event in orders.timeline(order) if event.verb == verb]


def _messages_for(order: Order, actor: Actor) -> list[Message]:
    own = any(seat.role in reach.DESKS[Desk.FOLLOWUP] for seat in actor.seats)
    return talk(order) if own else []


_UNBLIND = (AssignmentState.RECALLED, AssignmentState.FORWARDED)
