"""What a person fills in to keep the duty catalogue: proposals, own lines, direct dispatch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.dispatch.forms.work import UnitField
from jiesu.dispatch.kinds import Decision
from jiesu.kit.forms import Day, HouseForm, TermField
from jiesu.rules.terms import UnitRole

CATEGORIES = {"list": "category-codes", "autocomplete": "off"}


class ProposeForm(HouseForm):
    """目录调整建议."""

    category = forms.CharField(
        label=_("Category"), max_length=12, widget=forms.TextInput(attrs=CATEGORIES),
        help_text=_("Code of the catalogue."),
    )  # fmt: skip
    role = TermField(UnitRole, label=_("Role"), empty="—")
    before = forms.ChoiceField(label=_("Takes the duty from"), required=False)
    after = forms.ChoiceField(label=_("Gives the duty to"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)

    def __init__(self, *args: Any, bodies: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *bodies]
        for name in ("before", "after"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class DecideForm(HouseForm):
    """Adopt or decline."""

    decision = TermField(Decision, label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class LineForm(HouseForm):
    """A line of the district's own catalogue."""

    category = forms.CharField(
        label=_("Category"), max_length=12, widget=forms.TextInput(attrs=CATEGORIES),
        help_text=_("Code of the catalogue."),
    )  # fmt: skip
    unit = UnitField(label=_("Unit"))
    role = TermField(UnitRole, label=_("Role"), empty="—")
    basis = forms.CharField(label=_("Basis"), max_length=300)
    valid_from = forms.DateField(label=_("From"), widget=Day)
    valid_to = forms.DateField(label=_("To"), widget=Day, required=False)


class EndForm(HouseForm):
    """The last day of a line."""

    on = forms.DateField(label=_("Last day"), widget=Day)


class DirectForm(HouseForm):
    """直派范围 of a unit."""

    unit = UnitField(label=_("Unit"))
    category = forms.CharField(
        label=_("Category"), required=False, max_length=12, widget=forms.TextInput(attrs=CATEGORIES),
        help_text=_("Left open: every matter."),
    )  # fmt: skip
    opens = forms.TypedChoiceField(
        label=_("Direct dispatch"),
        coerce=lambda v: v == "yes",
        choices=[("yes", _("Open")), ("no", _("Closed"))],
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    valid_from = forms.DateField(label=_("From"), widget=Day)
    valid_to = forms.DateField(label=_("To"), widget=Day, required=False)
