"""What a person fills in to consult, to give an opinion, to conclude, and to instruct."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.dispatch.forms.work import UnitField
from jiesu.kit.forms import HouseForm, Moment

_TEXT = {"rows": 4}


class ConsultForm(HouseForm):
    """派单会商."""

    units = UnitField(
        label=_("Units to be asked"), several=True, help_text=_("Several: with a comma between them.")
    )
    question = forms.CharField(
        label=_("What is to be talked over"), max_length=2000, widget=forms.Textarea(attrs=_TEXT)
    )
    due = forms.DateTimeField(label=_("Opinions wanted by"), required=False, widget=Moment)


class OpineForm(HouseForm):
    """会商意见."""

    ours = forms.TypedChoiceField(
        label=_("Is it your unit's duty?"), required=False, empty_value=None, coerce=lambda v: v == "yes",
        choices=[("", _("Left open")), ("yes", _("Yes")), ("no", _("No"))],
    )  # fmt: skip
    text = forms.CharField(
        label=_("Opinion"), max_length=2000, widget=forms.Textarea(attrs=_TEXT),
        help_text=_("With its basis; it goes into the minutes."),
    )  # fmt: skip
    proposed = UnitField(label=_("Which unit is competent?"), required=False)


class ConcludeForm(HouseForm):
    """会商定案."""

    minutes = forms.CharField(
        label=_("Minutes"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who took part and what was held."),
    )  # fmt: skip
    decision = forms.CharField(label=_("Decision"), max_length=2000, widget=forms.Textarea(attrs=_TEXT))
    lead = UnitField(label=_("Lead unit"), required=False)
    assists = UnitField(label=_("Assisting units"), required=False, several=True)

    def asked(self) -> dict[str, Any]:
        """The arguments of the action."""
        return self.cleaned_data | {"assists": self.cleaned_data["assists"] or []}


class InstructForm(HouseForm):
    """批示; fit for a phone: three fields, large."""

    text = forms.CharField(label=_("Instruction"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    unit = forms.ChoiceField(
        label=_("Transfer straight to"), required=False,
        help_text=_("The unit gets the order at once; without one the instruction goes to whoever leads."),
    )  # fmt: skip
    due = forms.DateTimeField(label=_("Report back by"), required=False, widget=Moment)

    def __init__(self, *args: Any, below: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "—"), *below]  # type: ignore[attr-defined]


class PutBeforeForm(HouseForm):
    """报请批示."""

    leader = forms.ChoiceField(label=_("Leader"))
    why = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, leaders: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = list(leaders)  # type: ignore[attr-defined]


class CarryOutForm(HouseForm):
    """批示落实."""

    text = forms.CharField(
        label=_("How it was carried out"), max_length=2000, widget=forms.Textarea(attrs=_TEXT)
    )
