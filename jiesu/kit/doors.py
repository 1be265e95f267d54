"""Doors: every view has exactly one, and says by it who may come in.

`@door(Verb.CLAIM)` lets in whom the reach table gives the verb at all (how far: asks the spine),
`@door.sees(Desk.DISPATCH)` whose role opens that desk, `@door.only(Role.ADMIN)` a named role,
`@door.open_to_all` everybody, `@door.any_one` every person who has logged in.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, Final, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils.translation import gettext

from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Desk, Role, Term, Verb
from jiesu.rules.verdict import NotYours

ANONYMOUS: Final = Actor("anonymous")

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], R]
Entered = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Door:
    """What a view's door says: its kind ("verb", "sees", "only", "any_one", "open_to_all") and its words."""

    kind: str
    words: tuple[Term, ...] = ()

    def lets_in(self, actor: Actor) -> bool:
        """Whether the actor may come in."""
        match self.kind:
            case "verb":
                return any(actor.holds(*MAY[Verb(word)]) for word in self.words)
            case "sees":
                return any(actor.sees(Desk(word)) for word in self.words)
            case "only":
                return actor.holds(*(Role(word) for word in self.words))
            case "any_one":
                return not is_anonymous(actor)
            case _:
                return True


class _Doors:
    """The maker of doors; `door` is the only one of its kind."""

    def __call__(self, *verbs: Verb) -> Callable[[View[P, R]], Entered[P]]:
        return _hang(Door("verb", verbs))

    def sees(self, *desks: Desk) -> Callable[[View[P, R]], Entered[P]]:
        return _hang(Door("sees", desks))

    def only(self, *roles: Role) -> Callable[[View[P, R]], Entered[P]]:
        return _hang(Door("only", roles))

    def any_one(self, view: View[P, R]) -> Entered[P]:
        hang: Callable[[View[P, R]], Entered[P]] = _hang(Door("any_one"))
        return hang(view)

    def open_to_all(self, view: View[P, R]) -> Entered[P]:
        hang: Callable[[View[P, R]], Entered[P]] = _hang(Door("open_to_all"))
        return hang(view)


door: Final = _Doors()


def actor_of(request: HttpRequest) -> Actor:
    """Who asks. The middleware of the directory has put the actor on the request."""
    return cast(Actor, getattr(request, "actor", ANONYMOUS))


def opens(address: str, actor: Actor) -> bool:
    """Whether the door at an address of the house lets the actor in; a link that it does not is not offered."""
    try:
        view = resolve(urlsplit(address).path).func
    except Resolver404:
        return False
    mark: Door | None = getattr(view, "door", None)
    return mark is None or mark.lets_in(actor)


def is_anonymous(actor: Actor) -> bool:
    """Whether nobody has logged in."""
    return actor.key in ("", ANONYMOUS.key)


def wants_json(request: HttpRequest) -> bool:
    """Whether the answer is for a machine."""
    return request.GET.get("format") == "json" or request.headers.get("Accept", "").startswith(
        "application/json"
    )


def _hang(mark: Door) -> Callable[[View[P, R]], Entered[P]]:
    def decorate(view: View[P, R]) -> Entered[P]:
        @functools.wraps(view)
        def entered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = actor_of(request)
            if mark.lets_in(actor):
                return view(request, *args, **kwargs)
            if is_anonymous(actor):
                return _to_login(request)
            raise NotYours("Your role does not open this page.")

        entered.door = mark  # type: ignore[attr-defined]
        return entered

    return decorate


def _to_login(request: HttpRequest) -> HttpResponseBase:
    """To the login page and back again; htmx and machines are told in their own way."""
    if wants_json(request):
        return JsonResponse({"refusal": gettext("Please log in first.")}, status=401)
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url("kit:login")})
    return redirect_to_login(request.get_full_path(), resolve_url("kit:login"))
