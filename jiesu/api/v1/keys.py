"""Who asks: `Authorization: Bearer TOKEN`, and the key by which a call that comes twice is done once."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest
from ninja.security import HttpBearer

from jiesu.directory import queries as directory
from jiesu.kit import clock
from jiesu.rules.reach import Actor


class Bearer(HttpBearer):
    """A token of a person (`jiesu person token LOGIN`). No cookie opens this door, so no other site can."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return directory.actor_by_token(token, clock.now())


def caller(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who asks, and the moment of the call."""
    return request.auth, clock.now()  # type: ignore[attr-defined]


def once(actor: Actor, what: str, key: str | None) -> str:
    """The idempotency key of a call: of this caller and this call alone, whatever another one sends."""
    return f"api:{sha256('|'.join((actor.key, what, key)).encode()).hexdigest()[:48]}" if key else ""
