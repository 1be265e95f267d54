"""Pages of the notes on a series: a new one, all of them, and how one is withdrawn."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.insight import actions, asking, notes, writing
from jiesu.insight.forms import NoteForm, WithdrawForm
from jiesu.insight.models import Note
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Column, Facet, Listing, respond
from jiesu.rules.terms import Desk

FILTERS = {
    "area": _("Area"), "unit": _("Unit"), "matter": _("Category"), "channel": _("Channel"),
    "type": _("Kind"), "caller": _("Requester"),
}  # fmt: skip


@door.sees(Desk.INSIGHT)
def every(request: HttpRequest) -> HttpResponseBase:
    """标注: every note of the actor's line, withdrawn ones too."""
    listing = Listing(
        title=_("Notes on series"),
        rows=notes.visible(actor_of(request)),
        columns=(
            Column("day", _("From the day"), kind="day", sort="day"),
            Column("words", _("Cause"), wide=True),
            Column("series", _("Series"), value=lambda n: said(n.series), link=chart_of),
            Column("unit", _("Unit"), value="unit__label"),
            Column("by", _("Noted by"), value=notes.author),
            Column("at", _("Noted"), kind="when"),
            Column("withdrawn_at", _("Withdrawn"), kind="when"),
            Column("why", _("Why the note is withdrawn"), spare=True),
            Column("withdraw", _("Withdraw"), value=lambda n: "" if n.withdrawn_at else gettext("Withdraw"),
                   link=lambda n: "" if n.withdrawn_at else reverse("insight:withdraw_note", args=[n.pk])),
        ),
        facets=(Facet("day", _("From the day"), kind="days"),),
        order=("-day", "-pk"),
        empty=_("Nobody has noted anything."),
        name="notes",
    )  # fmt: skip
    return respond(request, listing, template="insight/reports.html")


@door.only(*writing.WRITERS)
def new(request: HttpRequest) -> HttpResponse:
    """A note on the series that the address names by its filters."""
    asked = asking.question(request, clock.today())
    form = NoteForm(request.POST or None, initial={"day": asked.last})
    name = notes.series_of(asked.filters)
    said_so = form.cleaned_data if form.is_valid() else None
    if (
        said_so
        and told(form, actions.note, name, **said_so, by=actor_of(request), at=clock.now()) is not None
    ):
        messages.success(request, gettext("Noted on the series."))
        return redirect(f"{reverse('insight:pivot')}?{asking.address(asked)}")
    shown = {"form": form, "title": _("A note on the series"), "said": said(name)}
    return render(request, "insight/note.html", shown)


@door.only(*writing.WRITERS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """A note is taken back, with a reason."""
    form = WithdrawForm(request.POST or None)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    if why and told(form, actions.withdraw_note, pk, why, by=actor_of(request), at=clock.now()) is not None:
        messages.success(request, gettext("The note is withdrawn."))
        return redirect("insight:notes")
    shown = {"form": form, "title": _("Withdraw the note"), "said": notes.note(pk, actor_of(request)).words}
    return render(request, "insight/note.html", shown)


def said(series: str) -> str:
    """A series in words: its filters; all orders where it has none."""
    at, asked = clock.now(), [(name, value) for name, value in parse_qsl(series) if name in FILTERS]
    parts = [f"{FILTERS[name]}: {asking.named(name, value, at)}" for name, value in asked]
    return " · ".join(parts) or gettext("All orders")


def chart_of(note: Note) -> str:
    """The address of the chart on which a note stands: thirty days before its day up to today."""
    asked = dict(parse_qsl(note.series)) | {"rows": "day", "cols": ""}
    first = note.day.fromordinal(note.day.toordinal() - asking.DAYS)
    return f"{reverse('insight:pivot')}?{urlencode(asked | {'received_from': first.isoformat()})}"
