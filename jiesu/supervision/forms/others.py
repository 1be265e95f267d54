"""Forms of leaders' decisions, clues, joint groups, samples and bulletins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.kit import clock
from jiesu.kit.forms import Day, HouseForm, TermField
from jiesu.rules.supervision import Misconduct
from jiesu.rules.terms import Verb
from jiesu.supervision.models import Paper, Resolve


class DecideForm(HouseForm):
    """一件一件把关研判."""

    what = TermField(Resolve, label=_("Decision"), widget=forms.RadioSelect)
    remark = forms.CharField(label=_("Remark"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class WordsForm(HouseForm):
    """A demand in words alone, for many orders at once."""

    words = forms.CharField(
        label=_("What is demanded"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ClueForm(HouseForm):
    """立线索."""

    kind = TermField(Misconduct, label=_("Kind of misconduct"))
    words = forms.CharField(
        label=_("What was found"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )


class SendForm(HouseForm):
    """移送."""

    to = forms.ChoiceField(label=_("To which body"))

    def __init__(self, *args: Any, bodies: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = list(bodies)  # type: ignore[attr-defined]


class ConcludeForm(HouseForm):
    """处理结果."""

    outcome = forms.CharField(
        label=_("What was concluded"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class BodiesForm(HouseForm):
    """Forms that name bodies."""

    bodies = forms.MultipleChoiceField(label=_("Bodies"), widget=forms.SelectMultiple(attrs={"size": 8}))

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].choices = list(units)  # type: ignore[attr-defined]


class GroupForm(BodiesForm):
    """成立联合督导组."""

    name = forms.CharField(label=_("Name"), max_length=80)
    field_order = ("name", "bodies")


class SampleForm(BodiesForm):
    """双督办、双催办: two bodies, the days from which the orders are drawn."""

    kind = TermField(Verb, only=(Verb.SUPERVISE, Verb.URGE), label=_("Sort"))
    since = forms.DateField(label=_("From"), widget=Day())
    until = forms.DateField(label=_("To"), widget=Day())
    field_order = ("kind", "since", "until", "bodies")

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        since = datetime.combine(data["since"], time(), clock.ZONE)
        until = datetime.combine(data["until"], time(), clock.ZONE) + timedelta(days=1)
        return data | {"since": since, "until": until}


class BulletinForm(HouseForm):
    """周调度分析、月总结通报."""

    kind = TermField(Paper, label=_("Sort"))
    day = forms.DateField(label=_("A day of the week or month"), widget=Day())
    words = forms.CharField(
        label=_("Analysis"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
