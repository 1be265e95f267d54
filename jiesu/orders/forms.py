"""The form with which orders are searched. It is sent by POST: what is searched stands in no address and no log."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.kit import clock
from jiesu.kit.forms import Day, HouseForm
from jiesu.orders import finding
from jiesu.orders.finding import Found
from jiesu.rules.reach import Actor

SORTED = (("best", _("Best fit first")), ("newest", _("Newest first")))


class SearchForm(HouseForm):
    """全文检索."""

    said = forms.CharField(
        label=_("Words"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True})
    )
    since = forms.DateField(label=_("Received from"), required=False, widget=Day())
    until = forms.DateField(label=_("until"), required=False, widget=Day())
    sort = forms.ChoiceField(label=_("Sorted by"), choices=SORTED, required=False)

    def found(self, actor: Actor, at: datetime) -> Found:
        """What the words find."""
        told = self.cleaned_data
        return finding.search(
            told["said"], actor, at, since=_moment(told["since"]), until=_moment(told["until"], days=1),
            newest=told["sort"] == "newest",
        )  # fmt: skip


def _moment(day: Any, *, days: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=days), time(), clock.ZONE) if day else None
