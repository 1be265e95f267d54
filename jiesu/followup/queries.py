"""What follow-up knows: the trays of the desk, the answers of each round, the conversation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, Max, OuterRef, Q, QuerySet

from jiesu.callers import queries as callers
from jiesu.followup.models import (
    Answer,
    Attempt,
    AttemptResult,
    Audit,
    AuditBody,
    Decision,
    Draw,
    Finding,
    Informed,
    LeaderCall,
    Message,
    Purpose,
    RecheckItem,
    Way,
)
from jiesu.followup.replies import NOTHING, Said
from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.policy import queries as policy
from jiesu.rules import flow, reach, sampling
from jiesu.rules.clocks import MarkKind
from jiesu.rules.reach import Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import (
    AssignmentState,
    Channel,
    Desk,
    OrderState,
    Outcome,
    Role,
    Satisfied,
    Solved,
    Term,
    UnitRole,
    Verb,
)

CAP = 1000
FRESH = timedelta(days=3)
"""Older replies are told to nobody by message: an import of last year's orders wakes nobody."""
TOLD_WITHIN = timedelta(days=30)
"""How long an order waits in the tray of those who are to be told."""


class Tray(Term):
    """The trays of the follow-up desk."""

    CALL = ("call", "待电话回访", "To call now")
    LATER = ("later", "稍后再访", "To ask later")
    SMS = ("sms", "短信待回复", "Waiting for a text message")
    DECIDE = ("decide", "非双是待定", "Not double-yes")
    DONE = ("done", "待归档", "To be closed")
    REPLIED = ("replied", "待抽取", "To be drawn")
    TELL = ("tell", "待回告", "To be told the result")
    LATE = ("late", "期满未答复", "Limit passed, no reply")
    DIVIDED = ("divided", "已拆单待办结", "Divided, parts running")


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
    if which in (Tray.TELL, Tray.LATE):
        return to_tell(actor, at) if which is Tray.TELL else past_limit(actor, at)
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
        case Tray.DIVIDED:
            return lying.filter(state=OrderState.DIVIDED)
    return lying.filter(state=OrderState.REPLIED)


def to_tell(actor: Actor, at: datetime) -> QuerySet[Order]:
    """Whoever still is to be told the result by a person: merged callers, and those a message cannot reach."""
    told = Informed.objects.filter(order=OuterRef("pk"), round=OuterRef("round"))
    answered = [OrderState.REPLIED, OrderState.DRAWN, OrderState.RATED, OrderState.CLOSED]
    merged = Q(state=OrderState.MERGED, merged_into__state__in=[*answered, OrderState.ANSWERED])
    merged &= Q(closed_at__gt=at - TOLD_WITHIN)
    silent = Q(requester__phone_hash=None) | Q(channel__in=(Channel.LETTER, Channel.OTHER))
    silent |= Q(requester__in=callers.silences().order_by().values("party"))
    own = Q(state__in=answered, replied_at__gt=at - TOLD_WITHIN, anonymous=False) & silent
    lying = orders.visible_to(actor).filter(merged | own, requester__isnull=False)
    return lying.filter(~Exists(told)).order_by("urgency", "received_at", "id")


def past_limit(actor: Actor, at: datetime) -> QuerySet[Order]:
    """Orders whose limit passed without a reply: the requester is asked all the same (art 23)."""
    asked = Informed.objects.filter(order=OuterRef("pk"), round=OuterRef("round"), purpose=Purpose.OVERDUE)
    late = orders.visible_to(actor).filter(state=OrderState.DISPATCHED, due__lte=at, requester__isnull=False)
    return late.filter(~Exists(asked)).order_by("urgency", "received_at", "id")


def to_message(at: datetime) -> QuerySet[Order]:
    """Orders that were answered of late, and whose requester a message can still tell it (R159)."""
    told = Informed.objects.filter(order=OuterRef("pk"), round=OuterRef("round"), purpose=Purpose.RESULT)
    done = (OrderState.DRAWN, OrderState.RATED, OrderState.CLOSED)
    fresh = Order.objects.filter(replied_at__gt=at - FRESH, state__in=done, anonymous=False)
    reached = fresh.filter(requester__phone_hash__isnull=False)
    reached = reached.exclude(channel__in=(Channel.LETTER, Channel.OTHER))
    wanted = reached.exclude(requester__in=callers.silences().order_by().values("party"))
    return wanted.filter(~Exists(told)).order_by("replied_at", "pk")


def question_of(order: Order) -> Message | None:
    """The question by text message of the order's present round."""
    return Message.objects.filter(order=order, round=order.round, asks=True).first()


def is_answered(order: Order | None) -> bool:
    """Whether the order has a reply or an answer that can be told."""
    done = (OrderState.REPLIED, OrderState.DRAWN, OrderState.RATED, OrderState.CLOSED, OrderState.ANSWERED)
    return order is not None and order.state in done


def ended_parents() -> QuerySet[Order]:
    """Divided orders whose parts have all ended."""
    running = Order.objects.filter(part_of=OuterRef("pk")).exclude(
        state__in=[str(s) for s in flow.FINAL_STATES]
    )
    parted = Order.objects.filter(part_of=OuterRef("pk"))
    divided = Order.objects.filter(state=OrderState.DIVIDED)
    return divided.filter(Exists(parted), ~Exists(running)).order_by("pk")


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


def follow_up_by(order: Order) -> datetime | None:
    """By when an enterprise's order must be followed up (72 h), as the law of its acceptance says."""
    if order.channel != Channel.ENTERPRISE or order.accepted_at is None:
        return None
    law = policy.in_force("limits", order.accepted_at).rules
    return orders.order_due(law, MarkKind.FOLLOWUP, order)


def body_of(actor: Actor) -> AuditBody:
    """For which body somebody audits: a supervisor for the supervising one, else for follow-up."""
    return AuditBody.SUPERVISION if actor.holds(Role.SUPERVISOR) else AuditBody.FOLLOWUP


def is_falsified(order: Order) -> bool:
    """Whether an audit found the answers of the present round not true."""
    return Audit.objects.filter(order=order, round=order.round, finding=Finding.FALSIFIED).exists()


def falsified(begins: datetime, ends: datetime) -> QuerySet[Audit]:
    """Audits between two moments that found answers not true: for the assessment's deductions."""
    found = Audit.objects.filter(finding=Finding.FALSIFIED, at__gte=begins, at__lt=ends)
    return found.select_related("order__lead").order_by("at")


def closed_between(begins: datetime, ends: datetime) -> QuerySet[Order]:
    """Orders closed between two moments whose requester can be visited again."""
    closed = Order.objects.filter(state=OrderState.CLOSED, closed_at__gte=begins, closed_at__lt=ends)
    return closed.filter(requester__isnull=False, anonymous=False).order_by("number")


def audits(order: Order) -> list[Audit]:
    """What was found when somebody asked again, the first first; of a sample once both bodies have spoken."""
    found = list(Audit.objects.filter(order=order).order_by("pk"))
    spoken = {(a.item_id, a.body) for a in found if a.finding != Finding.UNREACHED}
    return [a for a in found if a.item_id is None or sum(item == a.item_id for item, _ in spoken) > 1]


def leader_calls(order: Order) -> list[LeaderCall]:
    """The calls of leaders about the order, the first first."""
    return list(LeaderCall.objects.filter(order=order).select_related("session__centre").order_by("pk"))


def informs(order: Order) -> list[Informed]:
    """When and how the requester was told."""
    return list(Informed.objects.filter(order=order).order_by("pk"))


def rechecks(actor: Actor) -> QuerySet[RecheckItem]:
    """The orders of the months' samples that the actor may see and did not handle, the latest first."""
    rows = RecheckItem.objects.select_related("recheck", "order__lead").prefetch_related("audits")
    seen = rows.filter(Exists(orders.visible_to(actor).select_related(None).filter(pk=OuterRef("order_id"))))
    for seat in actor.seats:
        if seat.unit:
            own = Order.objects.filter(assignments__unit__path=seat.path).values("pk")
            seen = seen.exclude(order__in=own)
    return seen.order_by("-recheck__month", "pk")


def to_call(actor: Actor, at: datetime) -> QuerySet[Order]:
    """The finished orders of the leader's units, the latest first: whom one may call oneself."""
    done = (OrderState.REPLIED, OrderState.DRAWN, OrderState.RATED, OrderState.CLOSED)
    seen = orders.visible_to(actor).filter(state__in=done, replied_at__gt=at - TOLD_WITHIN * 2)
    return seen.annotate(own_calls=Count("leader_calls")).order_by("-replied_at", "-pk")


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
    more = {"informs": informs(order), "leader_calls": leader_calls(order), "audits": audits(order)}
    if not given and not made and not why and not any(more.values()):
        return None
    talk_ = _messages_for(order, actor)
    return {"order": order, "answers": given, "attempts": made, "decisions": why, "messages": talk_} | more


def done(order: Order, verb: Verb) -> list[Event]:
    """The events of one verb on the order."""
    return [event for event in orders.timeline(order) if event.verb == verb]


def _messages_for(order: Order, actor: Actor) -> list[Message]:
    own = any(seat.role in reach.DESKS[Desk.FOLLOWUP] for seat in actor.seats)
    return talk(order) if own else []


_UNBLIND = (AssignmentState.RECALLED, AssignmentState.FORWARDED)
