"""Who asks: `Authorization: Bearer TOKEN`, and the key by which a call that comes twice is done once."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.http import HttpRequest
from ninja.security import HttpBearer

from jiesu.directory import queries as directory
from jiesu.kit import clock
from jiesu.rules.reach import Actor

FRESH = timedelta(seconds=2)
"""So long who holds a token is not asked again: a seat that is taken away is gone for machines after this time."""
_HEARD: dict[str, tuple[datetime, Actor]] = {}
_MOST = 512


class Bearer(HttpBearer):
    """A token of a person (`jiesu person token LOGIN`). No cookie opens this door, so no other site can."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        at = clock.now()
        if (heard := _HEARD.get(token)) and timedelta(0) <= at - heard[0] < FRESH:
            return heard[1]
        _HEARD.pop(token, None)
        if actor := directory.actor_by_token(token, at):
            if len(_HEARD) >= _MOST:
                _HEARD.clear()
            _HEARD[token] = (at, actor)
        return actor


def forget() -> None:
    """Ask anew who holds which token."""
    _HEARD.clear()


def caller(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who asks, and the moment of the call."""
    return request.auth, clock.now()  # type: ignore[attr-defined]


def once(actor: Actor, what: str, key: str | None) -> str:
    """The idempotency key of a call: of this caller and this call alone, whatever another one sends."""
    return f"api:{sha256('|'.join((actor.key, what, key)).encode()).hexdigest()[:48]}" if key else ""
