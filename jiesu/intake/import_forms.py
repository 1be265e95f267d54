"""The two forms of the upload page: the file, and how its columns are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.intake.importing import uploads
from jiesu.intake.importing.headings import FIELDS
from jiesu.intake.importing.uploads import Seen
from jiesu.intake.models import ImportRun
from jiesu.kit.forms import HouseForm
from jiesu.rules.reach import Actor

LABELS = {
    "external_no": _("Number"),
    "received_at": _("Received at"),
    "text": _("Text"),
    "title": _("Title"),
    "name": _("Requester's name"),
    "phone": _("Telephone"),
    "request_type": _("Type"),
    "category": _("Category"),
    "area": _("Area"),
    "place": _("Place"),
    "channel": _("Channel"),
    "source": _("Source"),
    "unit": _("Unit that answered"),
    "reply": _("Reply"),
    "replied_at": _("Replied at"),
    "anonymous": _("Anonymous"),
    "confidential": _("Confidential"),
    "kind": _("Person or enterprise"),
    "tags": _("Tags"),
    "lon": _("Longitude"),
    "lat": _("Latitude"),
}


class UploadForm(HouseForm):
    """A file, and where it comes from."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX, also as gzip. Nothing is imported yet.")
    )
    source = forms.CharField(
        label=_("Source"), required=False, max_length=40, help_text=_("Empty: the name of the file.")
    )

    def send(self, *, by: Actor, at: datetime) -> ImportRun:
        """Keep the file and look at it."""
        return uploads.keep(self.cleaned_data["file"], source=self.cleaned_data["source"], by=by, at=at)


class MappingForm(HouseForm):
    """Which column holds what: guessed, to be corrected."""

    def __init__(self, *args: Any, seen: Seen, run: ImportRun, **kwargs: Any) -> None:
        self.run = run
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((header, header) for header in seen.headers)]
        for name in FIELDS:
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name], choices=choices, required=False, initial=seen.columns.get(name, "")
            )
        self.dress()

    def send(self, *, at: datetime) -> ImportRun:
        """Keep the mapping; import where that was asked."""
        columns = {name: self.cleaned_data[name] for name in FIELDS}
        run = uploads.remap(self.run, columns)
        return uploads.start(run, at=at) if self.data.get("then") == "run" else run
