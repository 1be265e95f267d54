"""What every page of a verb of dispatch does around its form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jiesu.dispatch import pages
from jiesu.kit.doors import actor_of
from jiesu.kit.forms import HouseForm
from jiesu.kit.words import label
from jiesu.orders.face import Event
from jiesu.rules.terms import Verb


def on(request: HttpRequest, event: Event, desk: str) -> HttpResponse:
    """What was done is said, and the desk shows what is next."""
    said = _("%(number)s: “%(verb)s” is done.")
    messages.success(request, said % {"number": event.order.number, "verb": label(Verb(event.verb))})
    return redirect(reverse(desk))


def page(request: HttpRequest, verb: Verb, number: str, form: HouseForm, **more: Any) -> HttpResponse:
    """The page of a verb: the form, and the order beside it."""
    context = pages.around(number, actor_of(request)) | {"verb": verb, "form": form} | more
    return render(request, f"dispatch/{verb}.html", context)
