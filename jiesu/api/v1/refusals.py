"""Every error in one shape: {"refusal": a sentence in the reader's language, "clause": what it rests on}."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from jiesu.kit.words import say
from jiesu.rules.verdict import NotYours, Refusal

NO_TOKEN = Refusal("A token is needed: Authorization: Bearer TOKEN.")
UNREADABLE = Refusal("The body cannot be read as JSON.")


class Missing(Refusal):
    """Refused because there is nothing, or nothing that the asker may see."""


def teach(api: NinjaAPI) -> None:
    """Let the api answer every error in the one shape."""

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        status = 404 if isinstance(refusal, Missing) else 403 if isinstance(refusal, NotYours) else 409
        return _told(
            api, request, say(refusal), status, clause=str(refusal.sentence.values.get("clause", ""))
        )

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = _told(api, request, say(NO_TOKEN), 401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return _told(api, request, "; ".join(_fault(fault) for fault in error.errors), 422)

    @api.exception_handler(HttpError)
    def broken(request: HttpRequest, error: HttpError) -> HttpResponse:
        return _told(api, request, say(UNREADABLE), error.status_code)


def _told(api: NinjaAPI, request: HttpRequest, words: str, status: int, *, clause: str = "") -> HttpResponse:
    return api.create_response(request, {"refusal": words, "clause": clause}, status=status)


def _fault(fault: dict[str, Any]) -> str:
    """Where in the call, and what is wrong there; never the value itself, which may be personal."""
    where = [str(part) for part in fault["loc"] if part not in ("body", "query", "path", "header")]
    return f"{'.'.join(where[-2:])}: {fault['msg']}"
