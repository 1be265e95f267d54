"""One request sees one state of the law, read once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from jiesu.policy.queries import remembered


class LawMiddleware:
    """Remembers for the length of a request which versions of the law there are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with remembered():
            return self.get_response(request)
