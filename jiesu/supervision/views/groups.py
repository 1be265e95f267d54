"""Joint supervision groups and double samples."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import respond
from jiesu.rules.terms import Desk, Verb
from jiesu.supervision import actions, listings, pages
from jiesu.supervision.forms import GroupForm, SampleForm, WordsForm
from jiesu.supervision.forms.entries import units_below


@door.sees(Desk.SUPERVISION)
def groups(request: HttpRequest) -> HttpResponseBase:
    """The joint groups that stand."""
    return respond(request, listings.groups(actor_of(request)))


@door(Verb.SUPERVISE)
def new_group(request: HttpRequest) -> HttpResponse:
    """成立联合督导组."""
    form = GroupForm(request.POST or None, units=units_below(actor_of(request)))
    if (
        form.is_valid()
        and told(form, actions.form_group, **form.cleaned_data, by=actor_of(request), at=clock.now())
        is not None
    ):
        messages.success(request, _("Entered."))
        return redirect("supervision:groups")
    title = {"title": _("A new joint group"), "back": "supervision:groups"}
    return render(request, "supervision/form.html", pages.plain_form(**title) | {"form": form})


@door(Verb.SUPERVISE)
@require_POST
def end_group(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销联合督导组."""
    actions.end_group(pk, by=actor_of(request), at=clock.now())
    messages.success(request, _("Done."))
    return redirect("supervision:groups")


@door.sees(Desk.SUPERVISION)
def samples(request: HttpRequest) -> HttpResponseBase:
    """双督办、双催办: the samples, each with its seed."""
    return respond(request, listings.samples(actor_of(request)))


@door(Verb.SUPERVISE)
def new_sample(request: HttpRequest) -> HttpResponse:
    """Draw a sample for two bodies."""
    form = SampleForm(request.POST or None, units=units_below(actor_of(request)))
    if form.is_valid() and (
        made := told(form, actions.draw_sample, **form.said(), by=actor_of(request), at=clock.now())
    ):
        return redirect("supervision:sample", made.pk)
    title = {"title": _("A new double sample"), "back": "supervision:samples"}
    return render(request, "supervision/form.html", pages.plain_form(**title) | {"form": form})


@door.sees(Desk.SUPERVISION)
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """One sample: how it was drawn, which orders, what each body asked; and the own demand on all of them."""
    form = WordsForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data["words"]
        results = told(form, actions.issue_sample, pk, words=said, by=actor_of(request), at=clock.now())
        if results is not None:
            return render(request, "supervision/results.html", {"rows": pages.results(results)})
    return render(request, "supervision/sample.html", pages.sample(pk, actor_of(request)) | {"form": form})
