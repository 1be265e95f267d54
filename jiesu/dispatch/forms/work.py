"""What a person fills in to dispatch, forward, object and rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.dispatch.kinds import Ground
from jiesu.kit.forms import HouseForm, TermField
from jiesu.kit.words import say
from jiesu.rules.spans import Span
from jiesu.rules.terms import Level, Mode, UnitRole
from jiesu.rules.verdict import Refusal

UNITS = "unit-names"
"""The id of the datalist that the pages carry."""


class UnitField(forms.CharField):
    """A unit by code, name or short name; its clean value is the code (several: a list of codes)."""

    def __init__(self, *, several: bool = False, **kwargs: Any) -> None:
        self.several = several
        super().__init__(widget=forms.TextInput(attrs={"list": UNITS, "autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> Any:
        names = [name for name in re.split(r"[,，、;；\n]+", super().clean(value)) if name.strip()]
        codes = [_code(name.strip()) for name in names]
        if self.several:
            return codes
        if len(codes) > 1:
            raise forms.ValidationError(say("Name one unit."))
        return codes[0] if codes else ""


class PartsForm(HouseForm):
    """Forms that name a leading unit and assisting ones."""

    def parts(self) -> list[tuple[str, UnitRole]]:
        """The units with their roles, the lead first."""
        lead, assist = self.cleaned_data.get("lead", ""), self.cleaned_data.get("assist", [])
        return [(lead, UnitRole.LEAD)] * bool(lead) + [(code, UnitRole.ASSIST) for code in assist]


class DispatchForm(PartsForm):
    """派单."""

    lead = UnitField(label=_("Lead unit"), required=False, help_text=_("Name, short name or code."))
    assist = UnitField(
        label=_("Assisting units"),
        required=False,
        several=True,
        help_text=_("Several: with a comma between them."),
    )
    category = forms.CharField(
        label=_("Category"), required=False, max_length=12, widget=forms.TextInput(attrs={"list": "category-codes"}),
        help_text=_("Code of the catalogue."),
    )  # fmt: skip
    level = TermField(Level, label=_("Level"), required=False, empty="By the law")
    mode = TermField(
        Mode, label=_("Mode"), required=False, empty="By the number of units",
        only=(Mode.DIRECT, Mode.DUAL, Mode.DUAL_SEND, Mode.DUAL_ORDER, Mode.MULTI),
    )  # fmt: skip
    statutory = forms.CharField(
        label=_("Statutory limit"),
        required=False,
        max_length=8,
        help_text=_("For level L only, such as “60 d”."),
    )
    statute = forms.CharField(label=_("The law that fixes it"), required=False, max_length=150)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where the way of dispatch differs from what the law or the catalogue suggests."),
    )  # fmt: skip
    approval = forms.CharField(
        label=_("Who approved that a community assists"), required=False, max_length=200,
        help_text=_("Only where the catalogue gives the community no part."),
    )  # fmt: skip
    checked = forms.CharField(
        label=_("How jurisdiction was checked"), required=False, max_length=300,
        help_text=_("Needed in a border zone."),
    )  # fmt: skip

    def clean_statutory(self) -> Span | None:
        text = self.cleaned_data["statutory"].strip()
        try:
            return Span.parse(text) if text else None
        except ValueError:
            raise forms.ValidationError(say("A span such as “60 d” or “5 wd”.")) from None

    def asked(self) -> dict[str, Any]:
        """The arguments of the action."""
        names = ("category", "level", "mode", "statutory", "statute", "note", "approval", "checked")
        return {"units": self.parts(), **{name: self.cleaned_data[name] for name in names}}


class ForwardForm(PartsForm):
    """转派: to units below."""

    lead = forms.ChoiceField(label=_("Lead unit"), required=False)
    assist = forms.MultipleChoiceField(
        label=_("Assisting units"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    items = forms.CharField(
        label=_("Item by item"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One line a unit: “unit: what it handles”. Needed where the matter is forwarded item by item."),
    )  # fmt: skip
    approval = forms.CharField(
        label=_("Who approved that a community assists"), required=False, max_length=200,
        help_text=_("Only where the catalogue gives the community no part."),
    )  # fmt: skip

    def clean_items(self) -> dict[str, str]:
        """What each unit is to handle, by its code."""
        lines = [line for line in self.cleaned_data["items"].splitlines() if line.strip()]
        found = {}
        for line in lines:
            name, colon, text = line.replace("：", ":").partition(":")
            if not colon:
                raise forms.ValidationError(say("Write “unit: what it handles” in each line."))
            found[_code(name.strip())] = text.strip()
        return found

    def asked(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {"units": self.parts(), **{n: self.cleaned_data[n] for n in ("reason", "items", "approval")}}

    def __init__(self, *args: Any, below: Iterable[Any], leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(unit.code, unit.label, unit.level) for unit in below]
        can_lead = [(code, name) for code, name, level in units if level != "community"] if leads else []
        if can_lead:
            self.fields["lead"].choices = [("", "—"), *can_lead]  # type: ignore[attr-defined]
        else:
            del self.fields["lead"]
        self.fields["assist"].choices = [(code, name) for code, name, _level in units]  # type: ignore[attr-defined]


class ObjectForm(HouseForm):
    """派单异议."""

    ground = TermField(Ground, label=_("Ground"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    proposed = UnitField(label=_("Which unit is competent?"), required=False)
    basis = forms.CharField(
        label=_("Legal basis"), required=False, max_length=300,
        help_text=_("Propose a unit or name the legal basis; both help."),
    )  # fmt: skip


class UpholdForm(PartsForm):
    """异议成立."""

    reason = forms.CharField(
        label=_("Reason of the ruling"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    lead = UnitField(
        label=_("Who takes it over?"),
        required=False,
        help_text=_("Left open: the order goes back to who sent it."),
    )
    assist = UnitField(label=_("Assisting units"), required=False, several=True)
    change = forms.BooleanField(
        label=_("Propose that the duty catalogue follows this ruling"), required=False
    )


class RecallForm(PartsForm):
    """撤派."""

    reason = forms.CharField(
        label=_("Why the dispatch was wrong"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    lead = UnitField(
        label=_("Who takes it over?"),
        required=False,
        help_text=_("Left open: the order goes back to who sent it."),
    )
    assist = UnitField(label=_("Assisting units"), required=False, several=True)


class RejectForm(HouseForm):
    """异议驳回."""

    reason = forms.CharField(
        label=_("Reason of the ruling"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _code(text: str) -> str:
    """The code of the one unit that is called so. ValidationError where none or several are."""
    found = directory.search_units(text)
    exact = [unit for unit in found if text in (unit.code, unit.name, unit.short_name)]
    chosen = [unit for unit in exact if unit.code == text] or exact or found
    if len(chosen) == 1:
        return str(chosen[0].code)
    sentence = (
        "Several units are called “%(words)s”: give the code." if chosen else "No unit is called “%(words)s”."
    )
    raise forms.ValidationError(say(Refusal(sentence, words=text)))
