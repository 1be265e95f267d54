"""Clue files: their list, one file, transfer, receipt, outcome. Each reading is a line of the file's own log."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.rules.terms import Role
from jiesu.supervision import actions, listings, pages, queries
from jiesu.supervision.forms import ClueForm, ConcludeForm, SendForm


@door.only(Role.DISCIPLINE, Role.SUPERVISOR)
def clues(request: HttpRequest) -> HttpResponseBase:
    """问题线索: what my units hold, and what became of what they opened."""
    return respond(request, listings.clues(actor_of(request)))


@door.only(Role.DISCIPLINE, Role.SUPERVISOR)
def open_clue(request: HttpRequest, number: str) -> HttpResponse:
    """立线索, from an order."""
    form = ClueForm(request.POST or None)
    if form.is_valid() and (
        made := told(
            form, actions.open_clue, number, **form.cleaned_data, by=actor_of(request), at=clock.now()
        )
    ):
        return redirect("supervision:clue", made.pk)
    title = {"title": _("A new clue file"), "back": "supervision:clues", "lead": number}
    return render(request, "supervision/form.html", pages.plain_form(**title) | {"form": form})


@door.only(Role.DISCIPLINE, Role.SUPERVISOR)
@never_cache
def clue(request: HttpRequest, pk: int) -> HttpResponse:
    """One file; who opened this page stands in its log."""
    own = actions.read_clue(pk, by=actor_of(request), at=clock.now())
    return render(request, "supervision/clue.html", pages.clue(own))


@door.only(Role.DISCIPLINE, Role.SUPERVISOR)
def send_clue(request: HttpRequest, pk: int) -> HttpResponse:
    """移送."""
    form = SendForm(request.POST or None, bodies=queries.clue_bodies())
    if (
        form.is_valid()
        and told(form, actions.send_clue, pk, **form.cleaned_data, by=actor_of(request), at=clock.now())
        is not None
    ):
        messages.success(request, _("Transferred; the other body holds it now."))
        return redirect("supervision:clues")
    title = {"title": _("Transfer the clue"), "back": "supervision:clues"}
    return render(request, "supervision/form.html", pages.plain_form(**title) | {"form": form})


@door.only(Role.DISCIPLINE, Role.SUPERVISOR)
@require_POST
def receive_clue(request: HttpRequest, pk: int) -> HttpResponse:
    """签收."""
    actions.receive_clue(pk, by=actor_of(request), at=clock.now())
    messages.success(request, _("Received."))
    return redirect("supervision:clue", pk)


@door.only(Role.DISCIPLINE, Role.SUPERVISOR)
def conclude_clue(request: HttpRequest, pk: int) -> HttpResponse:
    """处理结果."""
    form = ConcludeForm(request.POST or None)
    if (
        form.is_valid()
        and told(form, actions.conclude_clue, pk, **form.cleaned_data, by=actor_of(request), at=clock.now())
        is not None
    ):
        messages.success(request, _("Done."))
        return redirect("supervision:clue", pk)
    title = {"title": _("Outcome of the clue"), "back": "supervision:clues"}
    return render(request, "supervision/form.html", pages.plain_form(**title) | {"form": form})
