"""What the shell of every page needs: navigation by role, languages, who is here, and the present moment."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from jiesu.kit import clock, nav
from jiesu.kit.doors import actor_of, is_anonymous

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the shell. Counts of waiting work come later (kit:counts): no page waits for them."""
    actor = actor_of(request)
    theme = request.COOKIES.get("jiesu_theme", "")
    return {
        "actor": actor,
        "somebody": not is_anonymous(actor),
        "nav": nav.entries(actor, request.path),
        "phone_nav": nav.entries(actor, request.path, phone=True),
        "now": clock.now(),
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": settings.LANGUAGES,
        "theme": theme if theme in THEMES else "",
        "is_htmx": bool(getattr(request, "htmx", False)),
    }
