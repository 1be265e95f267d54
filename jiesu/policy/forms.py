"""What a law editor fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.kit.forms import HouseForm


class ReviseForm(HouseForm):
    """The text of a new version."""

    text = forms.CharField(
        label=_("Text of the law"), max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
        help_text=_("Change “from” to the first day of the new version; each value keeps its basis and source."),
    )  # fmt: skip
