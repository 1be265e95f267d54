"""Pages of the reports: the issued ones, a new one with current figures, one as page and file, the templates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.insight import actions, paper_files, writing
from jiesu.insight.asking import word
from jiesu.insight.forms import IssueForm, WordingForm
from jiesu.insight.kinds import Report
from jiesu.insight.models import Paper
from jiesu.kit import clock
from jiesu.kit.asked import day_said
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.kit.stamps import Stamp
from jiesu.kit.words import label
from jiesu.rules.registers import Register
from jiesu.rules.terms import Desk
from jiesu.supervision import queries as supervision


@door.sees(Desk.INSIGHT)
def reports(request: HttpRequest) -> HttpResponseBase:
    """分析通报: every report that the actor may read, the latest first."""
    listing = Listing(
        title=_("Analysis reports"),
        rows=writing.papers(actor_of(request)),
        columns=(
            Column("title", _("Title"), link=lambda p: reverse("insight:report", args=[p.pk]), wide=True),
            Column("kind", _("Sort"), terms=Report),
            Column("unit", _("Unit"), value="unit__label"),
            Column("first", _("From"), kind="day"),
            Column("last", _("To"), kind="day"),
            Column("meets_on", _("Day of the meeting"), kind="day", spare=True),
            Column("at", _("As of"), kind="when"),
        ),
        facets=(Facet("kind", _("Sort"), Report), Facet("at", _("Issued"), kind="days")),
        order=("-at", "-pk"),
        actions=[(kind, reverse("insight:new_report", args=[kind])) for kind in Report],
        empty=_("No report was issued yet."),
        name="reports",
    )
    return respond(request, listing, template="insight/reports.html")


@door.only(*writing.WRITERS)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new report: what it will say with the figures of this moment, and what a person adds."""
    which, actor, at = word(Report, kind) or Report.MONTH, actor_of(request), clock.now()
    day = day_said(request.GET.get("day", "")) or clock.today()
    form = IssueForm(request.POST or None, kind=which, initial={"day": day})
    if form.is_valid():
        data = form.cleaned_data
        if made := told(form, actions.issue, which, data["day"], form.said(), by=actor, at=at, key=form.key):
            return redirect("insight:report", made.pk)
    draft = writing.draft(which, day, actor, at)
    shown = {"form": form, "draft": draft, "kind": which, "kinds": list(Report), "day": day}
    return render(request, "insight/new_report.html", shown)


@door.sees(Desk.INSIGHT)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report as it was issued; of a pack also what its meeting resolved."""
    actor = actor_of(request)
    paper = writing.paper(pk, actor)
    return render(request, "insight/report.html", _shown(paper) | _meeting(paper, request))


@door.sees(Desk.INSIGHT)
def report_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The report as a workbook, or as a page for the word processor and the printer."""
    paper = writing.paper(pk, actor_of(request))
    if form == "xlsx":
        return paper_files.workbook_of(paper, _stamp(paper))
    text = render_to_string("insight/report_file.html", _shown(paper), request)
    answer = HttpResponse(text, content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="report-{paper.pk}.html"'
    answer["Cache-Control"] = "no-store"
    return answer


@door.only(*writing.WRITERS)
def wording(request: HttpRequest, kind: str) -> HttpResponse:
    """模板: the words that reports of a kind are written from."""
    which, actor = word(Report, kind) or Report.MONTH, actor_of(request)
    unit = writing.unit_of(actor)
    form = WordingForm(request.POST or None, initial={"words": writing.wording(unit, which)})
    if form.is_valid():
        words = form.cleaned_data["words"]
        if told(form, actions.word, which, words, by=actor, at=clock.now()):
            return redirect("insight:new_report", which)
    shown = {"form": form, "kind": which, "unit": unit, "places": list(writing.PLACES.items())}
    return render(request, "insight/wording.html", shown)


def _shown(paper: Paper) -> dict[str, Any]:
    return {"paper": paper, "stamp": _stamp(paper)}


def _stamp(paper: Paper) -> Stamp:
    return Stamp(paper.at, paper.scope, paper.first, paper.last)


def _meeting(paper: Paper, request: HttpRequest) -> dict[str, Any]:
    """What stands in the register for the meeting of a pack, and the way to put something there."""
    if paper.meets_on is None:
        return {}
    topics = supervision.entries(actor_of(request), Register.COMMITTEE)
    rows = topics.filter(issuer=paper.unit, day=paper.meets_on).order_by("pk")
    title = gettext("On the analysis: %(title)s") % {"title": paper.title}
    return {
        "topics": [(entry, supervision.resolution(entry)) for entry in rows],
        "add": reverse("supervision:new_entry", args=[Register.COMMITTEE]),
        "added": {"title": title[:200], "day": paper.meets_on.isoformat()},
        "meeting": label(paper_meeting) if (paper_meeting := paper_files.meeting_of(paper)) else "",
        "may_add": supervision.may_enter(Register.COMMITTEE, actor_of(request)),
    }
