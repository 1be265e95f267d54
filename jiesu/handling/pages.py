"""What the pages of handling show around their forms, and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.http import Http404
from django.urls import reverse

from jiesu.dispatch import queries as dispatch
from jiesu.handling import judging, listings, queries
from jiesu.handling.clock_pages import CLOCKS
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.rules.handling import rank_needed
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Grade, Verb
from jiesu.rules.verdict import Refusal

T = TypeVar("T")
HERE = (
    Verb.CLAIM, Verb.SCREEN, Verb.ENDORSE, Verb.ASSIGN, Verb.CONTACT, Verb.ACT, Verb.SUBMIT, Verb.REVIEW, Verb.SIGN,
    Verb.SEND_BACK, Verb.GRADE, Verb.PLAN, Verb.VISIT, Verb.MEET, Verb.DELIBERATE, Verb.INTERIM, Verb.ELEVATE,
    Verb.ESCALATE, Verb.ADVISE, Verb.TAKE_BACK, Verb.RECUSE,
)  # fmt: skip
ELSEWHERE = (Verb.FORWARD, Verb.OBJECT, Verb.WHISTLE)
STAYS = frozenset(
    {Verb.CLAIM, Verb.SCREEN, Verb.ENDORSE, Verb.ASSIGN, Verb.CONTACT, Verb.ACT, Verb.PLAN, Verb.VISIT, Verb.MEET,
     Verb.DELIBERATE, Verb.INTERIM, Verb.TAKE_BACK, Verb.RECUSE}
)  # fmt: skip
"""After these the same person often goes on with the same share."""
AFTER_GRADE = {
    Grade.SIMPLE: Verb.SUBMIT,
    Grade.COMPLEX: Verb.WHISTLE,
    Grade.HARD: Verb.PLAN,
    Grade.VERY_HARD: Verb.PLAN,
}
"""简单马上办, 复杂吹哨办, 疑难分步办: where a grade leads (R094-R096)."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What came of one share in bulk: done, or refused in words."""

    label: str
    url: str
    refusal: Refusal | None


def results(done: Iterable[tuple[str, int, Event | Refusal]]) -> list[ResultRow]:
    """One row for each share."""
    return [
        ResultRow(
            f"{number} / {no}",
            reverse("orders:sheet", args=[number]),
            result if isinstance(result, Refusal) else None,
        )
        for number, no, result in done
    ]


def picked(pks: Sequence[str], actor: Actor) -> list[tuple[str, int]]:
    """The ticked shares as (order number, share number); only what lies on the actor's desk."""
    wanted = [int(pk) for pk in pks if pk.isdigit()][:500]
    rows = queries.desk(actor).filter(pk__in=wanted).order_by("due", "id")
    return [(share.order.number, share.no) for share in rows]


def one_unit(pks: Sequence[str], actor: Actor) -> Any:
    """The unit of the ticked shares, where they all belong to one."""
    wanted = [int(pk) for pk in pks if pk.isdigit()][:500]
    units = {share.unit for share in queries.desk(actor).filter(pk__in=wanted)}
    return units.pop() if len(units) == 1 else None


def around(own: Assignment, verb: Verb, actor: Actor, at: datetime) -> dict[str, Any]:
    """The share, the request as the unit may see it, what was done, and the other verbs that work now."""
    order = own.order
    shares = orders.shares_of(order)
    able = orders.open_verbs_for(order, actor, own, shares)
    return {
        "order": orders.as_read(order, actor),
        "share": own,
        "verb": verb,
        "card": queries.requester(order, actor),
        "works": queries.works(shares),
        "others": _others(own, verb, able),
        "aids": queries.filled(own, at, only_ticked=True),
        "escalations": queries.escalations(order),
        "rank": rank_needed(judging.law_at(at).rules, own.round),
        "awaits": dispatch.awaits_endorsement(order, own, at),
        "story": orders.clock_story(order, own),
        "acknowledge": _to_acknowledge(own, actor),
        "possible": verb in able,
        "reveals": Verb.REVEAL in orders.open_verbs_for(order, actor, known=shares),
    }


def _to_acknowledge(own: Assignment, actor: Actor) -> bool:
    """Whether the actor is the named handler and has not said yet that the order has arrived."""
    mine = own.handler is not None and actor.key == f"person:{own.handler.login}"
    return mine and own.state == AssignmentState.ASSIGNED and queries.acknowledged_at(own) is None


def _others(own: Assignment, verb: Verb, able: Sequence[Verb]) -> list[tuple[Verb, str]]:
    """The other verbs that work now and have a page."""
    wanted = [v for v in (*HERE, *ELSEWHERE, *CLOCKS) if v in able and v is not verb]
    return [(v, url) for v in wanted if (url := address(v, own.order.number, own.no))]


def address(verb: Verb, number: str, share: int) -> str:
    """The page of a verb on a share; empty where no room has one."""
    return orders.verb_url(verb, number, share)


def next_url(number: str, share: int, verb: Verb, actor: Actor) -> str:
    """Where one goes on after a verb: to what the same share waits for, where it is the actor's, else to the desk."""
    if verb in STAYS or verb is Verb.GRADE:
        order = orders.find(number, actor)
        own = orders.share_of(order, share)
        following = _following(own, verb)
        if (
            following
            and address(following, number, share)
            and following in orders.open_verbs_for(order, actor, own)
        ):
            return address(following, number, share)
    return reverse("handling:desk")


def _following(own: Assignment, verb: Verb) -> Verb | None:
    if verb is Verb.GRADE:
        return AFTER_GRADE.get(Grade(own.order.grade))
    return listings.NEXT.get(own.state)  # type: ignore[call-overload]


def draft(own: Assignment) -> dict[str, Any]:
    """What the last version said: a reply that was sent back is changed, not written anew (R163)."""
    reply = queries.standing_reply(own)
    said = ("text", "result", "cause", "cause_note")
    return {name: getattr(reply, name) for name in said} if reply else {}


def found(query: Callable[[str, Actor], T], name: str, actor: Actor) -> T:
    """What a query finds; 404 where it refuses."""
    try:
        return query(name, actor)
    except Refusal:
        raise Http404(name) from None
