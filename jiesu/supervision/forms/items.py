"""Forms of the six verbs: a demand, an answer to it, a judgement of the effect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.kit import clock
from jiesu.kit.forms import HouseForm, Moment, TermField
from jiesu.kit.words import label, limit
from jiesu.rules.supervision import Subject
from jiesu.rules.terms import Verb
from jiesu.supervision.models import Group, Item


def aware(value: datetime | None) -> datetime | None:
    """What a date widget gave, as a moment."""
    return value if value is None or value.tzinfo else value.replace(tzinfo=clock.ZONE)


class DemandForm(HouseForm):
    """催办、督办、查办: what is demanded, of whom, about what, by when."""

    words = forms.CharField(
        label=_("What is demanded"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    unit = forms.ChoiceField(label=_("Unit that answers"), required=False)
    subject = TermField(Subject, label=_("About"), required=False, empty="As the order suggests")
    due = forms.DateTimeField(
        label=_("Answer by"), required=False, widget=Moment(), help_text=_("Empty: by the law.")
    )
    group = forms.ModelChoiceField(Group.objects.none(), label=_("For a joint group"), required=False)

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("The leading unit")), *units]  # type: ignore[attr-defined]
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        if not groups.exists():
            del self.fields["group"]

    def asked(self) -> dict[str, Any]:
        """The fields of the demand."""
        said = dict(self.cleaned_data)
        return said | {"due": aware(said["due"]), "group": said.get("group")}


class ItemForm(HouseForm):
    """Forms about one of several demands on an order."""

    item = forms.TypedChoiceField(label=_("Demand"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, items: Iterable[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(items)
        self.fields["item"].choices = [(own.pk, said_of(own)) for own in rows]  # type: ignore[attr-defined]
        if rows and not self.initial.get("item"):
            self.initial["item"] = rows[0].pk


class AnswerForm(ItemForm):
    """督办答复."""

    words = forms.CharField(
        label=_("What was done, and why"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    evidence = forms.CharField(
        label=_("Evidence"), required=False, max_length=300,
        help_text=_("Which photo, record or visit of the order shows it."),
    )  # fmt: skip


class JudgeForm(ItemForm):
    """督办核实、督办退回."""

    words = forms.CharField(
        label=_("What was found"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def said_of(own: Item) -> str:
    """A demand in one line: kind, body, words, limit."""
    body = own.issuer.label if own.issuer else str(_("The house"))
    return f"{label(Verb(own.kind))} · {body} · {own.demand[:60]} · {limit(own.due)}"
