"""Turns a Refusal that nobody caught into a page with a sentence on it: never a traceback."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from jiesu.kit.doors import wants_json
from jiesu.kit.words import say
from jiesu.rules.verdict import NotYours, Refusal


class RefusalMiddleware:
    """409 for what is not possible now, 403 for what is not this person's to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal as a page, a fragment for htmx, or JSON for a machine; other errors go on."""
        return refused(request, exception) if isinstance(exception, Refusal) else None


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer that says the refusal in the language and the form the asker understands."""
    status = 403 if isinstance(refusal, NotYours) else 409
    if wants_json(request):
        return JsonResponse(
            {"refusal": say(refusal)}, status=status, json_dumps_params={"ensure_ascii": False}
        )
    template = "kit/refusal.html" if getattr(request, "htmx", False) else "kit/refused.html"
    answer = render(request, template, {"refusal": refusal, "status": status}, status=status)
    if getattr(request, "htmx", False):
        answer["HX-Retarget"] = "#said"
        answer["HX-Reswap"] = "innerHTML"
    return answer
