"""Sets request.actor: who acts, with the seats held at this moment. Anonymous visitors hold none.

request.scope: whose orders the actor's figures count, in words; asked only where a page says it (kit: stamp_now).
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from jiesu.directory import queries
from jiesu.directory.models import Person
from jiesu.kit import clock
from jiesu.rules.reach import Actor

ANONYMOUS = Actor("anonymous")
STANDING_IN = "standing_in_for"
"""The session's word for whom the person stands in (a login)."""


class ActorMiddleware:
    """After Django's authentication: the Person becomes an Actor."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor = _actor(request)  # type: ignore[attr-defined]
        request.scope = SimpleLazyObject(lambda: queries.scope_of(actor))  # type: ignore[attr-defined]
        return self.respond(request)


def _actor(request: HttpRequest) -> Actor:
    if not isinstance(request.user, Person):
        return ANONYMOUS
    return queries.actor_for(
        request.user, at=clock.now(), standing_in_for=request.session.get(STANDING_IN, "")
    )
