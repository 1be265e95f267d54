"""Forms of the analysis desk: issue a report, word a template, note on a series, withdraw a note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.insight.actions import Issued
from jiesu.insight.kinds import Meeting, Report
from jiesu.kit.forms import Day, HouseForm, TermField


class IssueForm(HouseForm):
    """What a person adds to a report before it is issued."""

    day = forms.DateField(label=_("A day of the report"), widget=Day())
    opinion = forms.CharField(
        label=_("Analysis and proposals"), required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    meeting = TermField(Meeting, label=_("For which meeting"), required=False)
    meets_on = forms.DateField(label=_("Day of the meeting"), required=False, widget=Day())
    below = forms.BooleanField(label=_("Goes to the units below too"), required=False)

    def __init__(self, *args: Any, kind: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("meeting", "meets_on"):
            if kind is Report.PACK:
                self.fields[name].required = True
            else:
                del self.fields[name]

    def said(self) -> Issued:
        """What the action takes."""
        data = self.cleaned_data
        return Issued(data["opinion"], data.get("meeting"), data.get("meets_on"), data["below"])


class WordingForm(HouseForm):
    """A template's words."""

    words = forms.CharField(label=_("Template"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}))


class NoteForm(HouseForm):
    """Why a series moved, and from which day on."""

    day = forms.DateField(label=_("From the day"), widget=Day())
    words = forms.CharField(label=_("Cause"), max_length=300)


class WithdrawForm(HouseForm):
    """Why a note is taken back."""

    why = forms.CharField(label=_("Why the note is withdrawn"), max_length=300)
