"""The forms of the room: an order's parties, and a party of the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.kit.forms import HouseForm, TermField
from jiesu.kit.words import label
from jiesu.subjects.kinds import Industry, SubjectKind

Candidates = Sequence[tuple[str, SubjectKind, tuple[str, ...]]]


class PartiesForm(HouseForm):
    """Whom an order is about: of those that were read, and one that was not."""

    read = forms.MultipleChoiceField(
        label=_("Read in the text"), required=False, widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(label=_("Another party"), required=False, max_length=80)
    kind = TermField(SubjectKind, label=_("What it is"), required=False)

    def __init__(self, *args: Any, candidates: Candidates, ticked: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, initial={"read": list(ticked)}, **kwargs)
        self.kinds = {name: kind for name, kind, _why in candidates}
        choices = [(name, f"{name}（{label(kind)}）：{'；'.join(why)}") for name, kind, why in candidates]
        self.fields["read"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["read"]

    def clean(self) -> dict[str, Any]:
        """A party that is written down needs its kind."""
        said = super().clean() or {}
        if said.get("name") and not said.get("kind"):
            self.add_error("kind", _("Say what it is."))
        return said

    @property
    def named(self) -> list[tuple[str, SubjectKind]]:
        """The names with their kinds."""
        said = self.cleaned_data
        named = [(name, self.kinds[name]) for name in said.get("read", ())]
        return named + ([(said["name"], said["kind"])] if said.get("name") else [])


class SubjectForm(HouseForm):
    """A party of the register."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = TermField(SubjectKind, label=_("What it is"))
    industry = TermField(Industry, label=_("Trade"))
    aliases = forms.CharField(
        label=_("Other names, one a line"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def asked(self) -> dict[str, Any]:
        """The arguments of the action."""
        return self.cleaned_data | {"aliases": self.cleaned_data["aliases"].splitlines()}


class JoinForm(HouseForm):
    """The same party under another name."""

    into = forms.ChoiceField(label=_("It is the same as"))

    def __init__(self, *args: Any, others: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [(str(pk), name) for pk, name in others]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {"into": int(self.cleaned_data["into"])}
