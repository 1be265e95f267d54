"""What intake's pages of registers share: a form on a page of its own, tabs, a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jiesu.kit import clock
from jiesu.kit.asked import day_said
from jiesu.kit.forms import HouseForm, told


def form_page(
    request: HttpRequest,
    form: HouseForm,
    act: Callable[..., Any],
    *,
    title: Any,
    back: str,
    ways: Sequence[Any] = (),
    **context: Any,
) -> HttpResponseBase:
    """A form on a page of its own: does it and goes back, or says why not. `act` takes the clean values."""
    if form.is_bound and form.is_valid() and told(form, act, **form.cleaned_data) is not None:
        messages.success(request, _("Done: %(what)s.") % {"what": title})
        return redirect(back)
    shown = {"form": form, "title": title, "back": back, "ways": ways, **context}
    return render(request, "intake/form.html", shown, status=422 if form.is_bound else 200)


def tabs(request: HttpRequest, ways: Sequence[tuple[Any, str]]) -> list[tuple[Any, str, bool]]:
    """Sister pages as tabs; the one that is open is marked (the longest address that fits)."""
    found = [(title, reverse(name)) for title, name in ways]
    here = max((url for _title, url in found if request.path.startswith(url)), key=len, default="")
    return [(title, url, url == here) for title, url in found]


def period(request: HttpRequest) -> tuple[date, date]:
    """The first and the last day that are counted; this month where nothing is asked."""
    today = clock.today()
    first, last = (
        day_said(request.GET.get("from", "")) or today.replace(day=1),
        day_said(request.GET.get("to", "")) or today,
    )
    return first, max(first, last)


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The moments between which a period lies: from the first day's beginning to the last one's end."""
    begin = datetime.combine(first, time.min, clock.ZONE)
    return begin, datetime.combine(last + timedelta(days=1), time.min, clock.ZONE)
