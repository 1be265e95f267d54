"""What an assessor fills in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.kit.filefields import KINDS, Files
from jiesu.kit.forms import Day, HouseForm
from jiesu.rules.exclusions import Ground
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role


class OpenForm(HouseForm):
    """A period: from, to, and whose units."""

    first = forms.DateField(label=_("First day"), widget=Day)
    last = forms.DateField(label=_("Last day"), widget=Day)
    scope = forms.ChoiceField(label=_("Units under"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paths = [seat.path for seat in actor.seats if seat.role is Role.ASSESSOR]
        wide = [
            u
            for u in directory.units()
            if u.level in ("city", "district") and u.path.startswith(tuple(paths))
        ]
        self.fields["scope"].choices = [(u.code, u.name) for u in wide]  # type: ignore[attr-defined]


class FreezeForm(HouseForm):
    """Nothing to fill in; freezing is asked once more."""


class CorrectForm(HouseForm):
    """更正."""

    reason = forms.CharField(
        label=_("Why the figures changed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ExcludeForm(HouseForm):
    """申请剔除."""

    ground = forms.ChoiceField(label=_("On which ground?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Why it is to be excluded"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    evidence = Files(label=_("Materials"), help_text=KINDS)

    def __init__(self, *args: Any, grounds: Mapping[str, Ground], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [(code, f"{code} {ground.name}") for code, ground in grounds.items() if ground.asked]
        self.fields["ground"].choices = asked  # type: ignore[attr-defined]


class NoteForm(HouseForm):
    """签批剔除."""

    note = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DisallowForm(HouseForm):
    """准予剔除, 不予剔除."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
