"""What the pages of handling show around their forms, and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import Http404
from django.urls import reverse

from jiesu.handling import listings, queries
from jiesu.handling.clock_pages import CLOCKS
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import Refusal

T = TypeVar("T")
HERE = (
    Verb.CLAIM, Verb.ASSIGN, Verb.CONTACT, Verb.ACT, Verb.SUBMIT, Verb.REVIEW, Verb.SIGN, Verb.SEND_BACK,
)  # fmt: skip
ELSEWHERE = (Verb.FORWARD, Verb.OBJECT)
STAYS = frozenset({Verb.CLAIM, Verb.ASSIGN, Verb.CONTACT, Verb.ACT})
"""After these the same person often goes on with the same share."""


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


def around(own: Assignment, verb: Verb, actor: Actor) -> dict[str, Any]:
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
        "others": [
            (v, address(v, order.number, own.no))
            for v in (*HERE, *ELSEWHERE, *CLOCKS)
            if v in able and v is not verb
        ],
        "story": orders.clock_story(order, own),
        "possible": verb in able,
        "reveals": Verb.REVEAL in orders.open_verbs_for(order, actor, known=shares),
    }


def address(verb: Verb, number: str, share: int) -> str:
    """The page of a verb on a share."""
    room = "dispatch" if verb in ELSEWHERE else "handling"
    return reverse(f"{room}:{verb}", args=[number, share])


def next_url(number: str, share: int, verb: Verb, actor: Actor) -> str:
    """Where one goes on after a verb: to what the same share waits for, where it is the actor's, else to the desk."""
    if verb in STAYS:
        order = orders.find(number, actor)
        own = orders.share_of(order, share)
        following = listings.NEXT.get(own.state)  # type: ignore[call-overload]
        if following and following in orders.open_verbs_for(order, actor, own):
            return address(following, number, share)
    return reverse("handling:desk")


def draft(own: Assignment) -> dict[str, Any]:
    """What the last version said: a reply that was sent back is changed, not written anew (R163)."""
    reply = queries.standing_reply(own)
    return {"text": reply.text, "result": reply.result} if reply else {}


def found(query: Callable[[str, Actor], T], name: str, actor: Actor) -> T:
    """What a query finds; 404 where it refuses."""
    try:
        return query(name, actor)
    except Refusal:
        raise Http404(name) from None
