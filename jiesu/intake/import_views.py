"""The upload page: a file is looked at first (mapping, first rows, problems), then imported."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiesu.intake import import_forms, queries
from jiesu.intake.importing import uploads
from jiesu.intake.models import ImportRun, RunState
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.kit.listing import Column, Listing, respond
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Refusal


@door.only(Role.DISPATCHER, Role.ADMIN)
def index(request: HttpRequest) -> HttpResponseBase:
    """The imports so far."""
    return respond(request, _listing())


@door.only(Role.DISPATCHER, Role.ADMIN)
def upload(request: HttpRequest) -> HttpResponseBase:
    """Hand in a file; nothing is imported yet."""
    form = import_forms.UploadForm(request.POST or None, request.FILES or None)
    run = told(form, form.send, by=actor_of(request), at=clock.now()) if form.is_valid() else None
    if run:
        return redirect("intake:import", pk=run.pk)
    return render(request, "intake/upload.html", {"form": form}, status=422 if form.is_bound else 200)


@door.only(Role.DISPATCHER, Role.ADMIN)
def preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How the file is read, its first rows and its problems; the button imports it."""
    run = _run(pk)
    if run.state != RunState.PREVIEW:
        return render(request, "intake/run.html", {"run": run, "rejects": uploads.rejects_path(run).exists()})
    seen = uploads.seen(run, at=clock.now())
    form = import_forms.MappingForm(request.POST or None, seen=seen, run=run)
    started = told(form, form.send, at=clock.now()) if form.is_valid() else None
    if started and request.POST.get("then") == "run":
        messages.success(request, _("The import has begun."))
    if started:
        return redirect("intake:import", pk=pk)
    names = [import_forms.LABELS[name] for name in seen.fields]
    rows = [(number, list(zip(names, cells, strict=True))) for number, cells in seen.rows]
    context = {"form": form, "run": run, "seen": seen, "names": names, "rows": rows}
    return render(request, "intake/preview.html", context, status=422 if form.is_bound else 200)


@door.only(Role.DISPATCHER, Role.ADMIN)
def rejects(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The refused rows as CSV: correct them and hand the file in again."""
    path = uploads.rejects_path(_run(pk))
    if not path.exists():
        raise Refusal("This import has refused no row.")
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _run(pk: int) -> ImportRun:
    run = queries.run(pk)
    if run is None:
        raise Refusal("There is no such import.")
    return run


def _listing() -> Listing:
    return Listing(
        title=gettext_lazy("Imports"),
        rows=queries.runs(),
        order=("-at", "-id"),
        columns=COLUMNS,
        actions=((gettext_lazy("Import a file"), reverse("intake:upload")),),
        empty=gettext_lazy("Nothing has been imported yet."),
        empty_action=(gettext_lazy("Import a file"), reverse("intake:upload")),
    )


COLUMNS = (
    Column("name", gettext_lazy("File"), link=lambda run: reverse("intake:import", args=[run.pk]), wide=True),
    Column("source", gettext_lazy("Source")),
    Column("state", gettext_lazy("State"), kind="state"),
    Column("read", gettext_lazy("Rows read"), kind="num"),
    Column("imported", gettext_lazy("Rows imported"), kind="num"),
    Column("known", gettext_lazy("Rows known"), kind="num"),
    Column("refused", gettext_lazy("Rows refused"), kind="num"),
    Column("at", gettext_lazy("Begun"), kind="when"),
)
