"""Forms of enterprise service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.intake.forms.desk import CategoryField
from jiesu.intake.forms.registers import Numbers
from jiesu.intake.words import Adopted, Duty
from jiesu.kit import clock
from jiesu.kit.forms import Day, HouseForm, TermField


class UnitField(forms.ModelChoiceField):
    """A unit by name and code; the clean value is its code, or empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=directory.units().none(), to_field_name="code", empty_label="—", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.code})"

    def clean(self, value: Any) -> Any:
        unit = super().clean(value)
        return unit.code if unit else ""


class WithUnits(HouseForm):
    """A form that asks for a unit: all of them are offered, in tree order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.queryset = directory.units().order_by("path")


class GreenForm(HouseForm):
    """绿色通道."""

    name = forms.CharField(label=_("Enterprise"), max_length=120)
    code = forms.CharField(label=_("Unified social credit code"), max_length=18, required=False)
    contact = forms.CharField(
        label=_("Login of who answers it"),
        max_length=60,
        required=False,
        help_text=_("The named contact of the list."),
    )
    valid_from = forms.DateField(label=_("From"), widget=Day, initial=clock.today)


class NamedForm(WithUnits):
    """专人负责."""

    unit = UnitField(label=_("Unit"))
    duty = TermField(Duty, label=_("Duty"))
    login = forms.CharField(label=_("Login"), max_length=60)
    valid_from = forms.DateField(label=_("From"), widget=Day, initial=clock.today)


class AdoptForm(WithUnits):
    """建议采纳."""

    verdict = TermField(Adopted, label=_("What became of it"), widget=forms.RadioSelect)
    unit = UnitField(label=_("By which unit"), required=False)
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}))


class ReformForm(WithUnits):
    """改革任务."""

    scenario = forms.CharField(label=_("Scenario"), max_length=80)
    title = forms.CharField(label=_("Title"), max_length=200)
    category = CategoryField()
    owner = UnitField(label=_("Unit in charge"))
    due_on = forms.DateField(label=_("Due on"), widget=Day, required=False)
    numbers = Numbers()


class FinishForm(HouseForm):
    """What a reform brought."""

    result = forms.CharField(label=_("What it brought"), widget=forms.Textarea(attrs={"rows": 4}))
