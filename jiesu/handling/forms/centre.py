"""What a person says to a machine's warning."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.handling.kinds import AlertState
from jiesu.kit.forms import HouseForm, TermField


class VerifyForm(HouseForm):
    """人工核准."""

    said = TermField(
        AlertState, label=_("Does the warning stand?"), widget=forms.RadioSelect,
        only=(AlertState.CONFIRMED, AlertState.DISMISSED),
    )  # fmt: skip
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A dismissal says why."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The choice as the action takes it."""
        clean = dict(super().clean() or self.cleaned_data)
        return {"confirmed": clean.get("said") is AlertState.CONFIRMED, "remark": clean.get("remark", "")}
