"""What the whistle's verbs share: the held whistle, the guests of its order, words by their fingerprint."""

from __future__ import annotations

from collections.abc import Iterable

from jiesu.kit.crypto import keyed_hash
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.rules.whistle import ENDED
from jiesu.whistle.models import Call, Whistle


def held(number: str, share: int) -> Assignment:
    """One share of an order, the order locked until the end of the transaction."""
    order = orders.hold(number)
    own = orders.share_of(order, share)
    own.order = order
    return own


def running(own: Assignment) -> Whistle:
    """The whistle that runs on the share. Refusal where there is none."""
    found = Whistle.objects.filter(share=own, settled_at=None, ended_at=None).exclude(started_at=None)
    whistle = found.select_related("unit").first()
    if whistle is None:
        raise Refusal("No whistle runs on this share.")
    return whistle


def open_to_evaluation(own: Assignment) -> list[Whistle]:
    """The settled whistles of the share that are not closed yet, the oldest first."""
    found = Whistle.objects.filter(share=own, ended_at=None).exclude(settled_at=None)
    return list(found.exclude(state__in=ENDED).select_related("unit").order_by("no"))


def own_call(calls: Iterable[Call], by: Actor, verb: Verb) -> Call:
    """The call to one of the actor's own units, by a role that may do the verb."""
    units = [seat.unit for seat in by.seats if seat.role in MAY[verb]]
    found = [call for call in calls if call.unit.code in units]
    if not found:
        raise NotYours("Your unit is not called by this whistle.")
    return found[0]


def check_caller(own: Assignment, by: Actor) -> None:
    """Only the whistling unit speaks for the whistle; a department that was called does not score itself."""
    if not any(seat.unit == own.unit.code and seat.role in MAY[Verb.WHISTLE] for seat in by.seats):
        raise NotYours("“%(verb)s” is not yours to do on this order.", verb=Verb.WHISTLE)


def guests_with(order: Order, codes: Iterable[str]) -> list[str]:
    """Who takes part in the order once these units do too."""
    return [*order.guests, *(code for code in codes if code not in order.guests)]


def guests_without(order: Order, calls: Iterable[Call]) -> list[str]:
    """Who still takes part when these calls are over; whoever took part before the whistle stays."""
    leaving = {call.unit.code for call in calls if not call.was_guest}
    busy = Call.objects.filter(whistle__order=order, whistle__ended_at=None, unit__code__in=leaving)
    kept = busy.exclude(pk__in=[call.pk for call in calls if call.pk]).filter(counter_at=None)
    still = set(kept.values_list("unit__code", flat=True))
    return [code for code in order.guests if code not in leaving or code in still]


def prints(words: dict[str, str]) -> dict[str, str]:
    """The keyed fingerprints of the words, so that the ledger proves them without holding them."""
    return {f"{name}_print": keyed_hash(text.strip()).hex() for name, text in words.items() if text.strip()}
