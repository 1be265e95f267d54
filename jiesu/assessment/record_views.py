"""The pages of survey figures and of cases sent to selections elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiesu.assessment import records
from jiesu.assessment.forms import CaseForm, OutcomeForm, SurveyForm
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.rules.terms import Desk, Role


@door.sees(Desk.ASSESSMENT)
def surveys(request: HttpRequest) -> HttpResponseBase:
    """调查指标: each figure beside the mean of the city."""
    assessor = actor_of(request).holds(Role.ASSESSOR)
    listing = Listing(
        title=_("Survey indicators"),
        rows=records.surveys(actor_of(request)),
        columns=(
            Column("indicator", _("Indicator"), wide=True),
            Column("unit", _("Unit"), value="unit__label"),
            Column("day", _("Day"), kind="day", sort="day"),
            Column("value", _("Result (%)"), sort="value"),
            Column("city_mean", _("Mean of the city (%)")),
            Column("difference", _("Above the city (points)"), value=_difference),
            Column("source", _("Where it comes from"), wide=True),
        ),
        facets=(Facet("indicator", _("Indicator"), kind="text"), Facet("day", _("Day"), kind="days")),
        order=("-day", "indicator", "pk"),
        actions=((_("Enter"), reverse("assessment:new_survey")),) if assessor else (),
        empty=_("Nothing has been entered."),
        name="surveys",
    )
    return respond(request, listing, template="assessment/beside.html")


@door.only(Role.ASSESSOR)
def new_survey(request: HttpRequest) -> HttpResponse:
    """登记调查指标."""
    actor, back = actor_of(request), reverse("assessment:surveys")
    form = SurveyForm(request.POST or None, actor=actor, initial={"day": clock.today()})
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("unit", "day", "value", "city_mean", "source")}
        if told(
            form, records.record_survey, form.cleaned_data["indicator"], **said, by=actor, at=clock.now()
        ):
            return redirect(back)
    return render(request, "assessment/plain.html", {"form": form, "heading": _("Enter"), "back": back})


@door.sees(Desk.ASSESSMENT)
def cases(request: HttpRequest) -> HttpResponseBase:
    """参评案例."""
    assessor = actor_of(request).holds(Role.ASSESSOR)

    def link(row: Any) -> str:
        return "" if row.ended_at else reverse("assessment:end_case", args=[row.pk])

    listing = Listing(
        title=_("Cases in selections elsewhere"),
        rows=records.submissions(actor_of(request)),
        columns=(
            Column("case", _("Case"), link=link, wide=True),
            Column("selection", _("Selection")),
            Column("unit", _("Unit"), value="unit__label"),
            Column("day", _("Day"), kind="day", sort="day"),
            Column("outcome", _("Outcome of the selection"), wide=True),
        ),
        facets=(Facet("selection", _("Selection"), kind="text"), Facet("day", _("Day"), kind="days")),
        order=("-day", "pk"),
        actions=((_("Enter"), reverse("assessment:new_case")),) if assessor else (),
        empty=_("Nothing has been entered."),
        name="cases",
    )
    return respond(request, listing, template="assessment/beside.html")


@door.only(Role.ASSESSOR)
def new_case(request: HttpRequest) -> HttpResponse:
    """登记参评."""
    actor, back = actor_of(request), reverse("assessment:cases")
    form = CaseForm(request.POST or None, actor=actor, initial={"day": clock.today()})
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("case", "unit", "day")}
        if told(form, records.submit_case, form.cleaned_data["selection"], **said, by=actor, at=clock.now()):
            return redirect(back)
    return render(request, "assessment/plain.html", {"form": form, "heading": _("Enter"), "back": back})


@door.only(Role.ASSESSOR)
def end_case(request: HttpRequest, pk: int) -> HttpResponse:
    """登记结果."""
    form, back = OutcomeForm(request.POST or None), reverse("assessment:cases")
    if form.is_valid():
        said = {"outcome": form.cleaned_data["outcome"], "by": actor_of(request), "at": clock.now()}
        if told(form, records.end_case, pk, **said):
            return redirect(back)
    shown = {"form": form, "heading": _("Outcome of the selection"), "back": back}
    return render(request, "assessment/plain.html", shown)


def _difference(row: Any) -> str:
    return "" if row.difference is None else f"{row.difference:+}"
