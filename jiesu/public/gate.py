"""What keeps the open doors in order without an account: stamps on forms, slow guessing, one opened request.

Nothing is stored about a visitor but counts under a keyed hash of the address, for minutes, in memory.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

from jiesu.kit.crypto import keyed_hash
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import SYSTEM, Actor, Seat
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Refusal

STAMP = "public-form"
AT_LEAST = timedelta(seconds=2)
AT_MOST = timedelta(hours=12)
OPENED = "public_request"
OPEN_FOR = timedelta(minutes=30)
WRONG, WRONG_EACH, FILED = 100, 5, 60
WITHIN = 15 * 60
"""So many wrong codes (in all, and for one number) and so many new requests from one address in 15 minutes."""
ALIKE = str.maketrans("018", "OIB")
"""The code has no 0, 1 and 8: whoever writes them has read a letter so."""


def stamp(at: datetime) -> str:
    """What a fresh form carries: a word said once and the moment, signed."""
    return signing.dumps([secrets.token_urlsafe(16), at.isoformat()], salt=STAMP)


def read_stamp(text: str, at: datetime) -> str:
    """The word of a stamp, as idempotency key. Refusal for a form that is too old, too quick or not ours."""
    try:
        word, made = signing.loads(text, salt=STAMP)
        age = at - datetime.fromisoformat(made)
    except (signing.BadSignature, ValueError, TypeError):
        age = AT_MOST * 2
    if age > AT_MOST:
        raise Refusal("This page was open for too long. Please send it once more.")
    if age < AT_LEAST:
        raise Refusal("That was very quick. Please read your text once more and send it again.")
    return f"public:{word}"


def count(what: str, who: str, most: int) -> None:
    """Count one more. Refusal beyond the most."""
    name = _name(what, who)
    cache.add(name, 0, WITHIN)
    try:
        counted = cache.incr(name)
    except ValueError:  # it ran out in between
        return
    if counted > most:
        raise _too_many()


def hold_back(what: str, who: str, most: int) -> None:
    """Refusal for whoever has used up the tries already, right or wrong."""
    if cache.get(_name(what, who), 0) >= most:
        raise _too_many()


def opened(number: str, code: str, *, address: str) -> Order:
    """The order of a number and its code. Wrong number and wrong code are one and the same Refusal."""
    number, code = number.strip(), "".join(code.upper().split()).replace("-", "").translate(ALIKE)
    tries = ((address, WRONG), (f"{address} {number}", WRONG_EACH))
    for who, most in tries:
        hold_back("wrong", who, most)
    right = compare_digest(orders.tracking_code(number).encode(), code.encode())
    order = orders.visible_to(SYSTEM).filter(number=number).first() if right else None
    if order is None:
        for who, most in tries:
            count("wrong", who, most)
        raise Refusal("Number and code do not belong together. Please look at them again.")
    return order


def keep(request: HttpRequest, order: Order, at: datetime) -> None:
    """Remember which request this visitor has opened, for half an hour."""
    request.session[OPENED] = [order.number, (at + OPEN_FOR).isoformat()]


def leave(request: HttpRequest) -> None:
    """Forget it."""
    request.session.pop(OPENED, None)


def kept(request: HttpRequest, at: datetime) -> Order | None:
    """The request that this visitor has opened, as its requester sees it; None where none is open any more."""
    number, until = request.session.get(OPENED, ("", ""))
    if not number or at > datetime.fromisoformat(until):
        leave(request)
        return None
    return orders.visible_to(SYSTEM).filter(number=number).first()


def requester(order: Order) -> Actor:
    """Whoever has number and code acts as the requester of this order."""
    key = f"party:{order.requester_id}" if order.requester_id else f"order:{order.number}"
    return Actor(key, seats=(Seat(Role.REQUESTER),))


def _name(what: str, who: str) -> str:
    return f"public:{what}:{keyed_hash(who).hex()[:24]}"


def _too_many() -> Refusal:
    return Refusal("Too many tries. Please wait a quarter of an hour, or call 12345.")
