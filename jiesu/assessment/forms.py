"""What an assessor fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.kit.forms import Day, HouseForm
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
