"""Bringing a directory in by upload: look first, then bring; refused rows can be taken away and corrected."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from jiesu.directory import actions
from jiesu.directory.forms import BringForm
from jiesu.kit import clock
from jiesu.kit.doors import actor_of, door
from jiesu.kit.forms import told
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Refusal

SHOWN = 200


@door.only(Role.ADMIN)
def bring(request: HttpRequest) -> HttpResponse:
    """The upload page; “look” does everything and takes it back."""
    form = BringForm(request.POST or None, request.FILES or None)
    page: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        page |= _brought(request, form)
    part = getattr(request, "htmx", False)
    return render(request, "directory/report.html" if part else "directory/bring.html", page)


@door.only(Role.ADMIN)
def rejects(request: HttpRequest, folder: uuid.UUID, kind: str) -> HttpResponseBase:
    """The refused rows of one upload, as CSV."""
    path = _folder(folder) / f"{kind}.csv"
    if not path.exists():
        raise Refusal("These rows are no longer kept.")
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{kind}-refused.csv")


def _brought(request: HttpRequest, form: BringForm) -> dict[str, object]:
    key = uuid.uuid4()
    folder = _folder(key)
    folder.mkdir(parents=True, mode=0o700)
    dry = request.POST.get("go") != "bring"
    report = told(form, actions.import_file, **form.asked(), by=actor_of(request), at=clock.now(),
                  dry_run=dry, rejects=folder)  # fmt: skip
    files = [
        (path.name, reverse("directory:rejects", args=[key, path.stem])) for path in sorted(folder.iterdir())
    ]
    if not files:
        folder.rmdir()
    if report is None:
        return {}
    return {"report": report, "faults": report.faults[:SHOWN], "dry": dry, "files": files}


def _folder(key: uuid.UUID) -> Path:
    return Path(settings.DATA) / "rejects" / str(key)
