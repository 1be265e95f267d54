"""Forms of the directory."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.directory.bring.cells import SHAPES
from jiesu.directory.bring.columns import FIELDS
from jiesu.directory.models import Area, Person, Unit
from jiesu.directory.models.people import login_shape
from jiesu.directory.models.shared import code_shape
from jiesu.kit.forms import Day, HouseForm, Moment, TermField
from jiesu.rules.terms import Channel, Role

_KINDS = {"areas": _("Areas"), "units": _("Units"), "people": _("People"), "sources": _("Sources"),
          "roster": _("Duty roster")}  # fmt: skip
SEATED = tuple(role for role in Role if role not in (Role.REQUESTER, Role.SYSTEM))
"""The roles that a seat can have."""


class BringForm(HouseForm):
    """A file of the directory."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, XLSX or YAML; UTF-8 or GB18030; up to 200 MB."))
    what = forms.ChoiceField(
        label=_("It holds"),
        required=False,
        choices=lambda: [
            ("", _("what its name and headers say")),
            *((kind, _KINDS[kind]) for kind in FIELDS),
        ],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 200 << 20:
            raise forms.ValidationError(_("The file is larger than 200 MB."))
        return file

    def asked(self) -> dict[str, Any]:
        """What import_file is told."""
        file = self.cleaned_data["file"]
        return {"source": file.file, "name": file.name, "what": self.cleaned_data["what"]}


class PersonForm(HouseForm):
    """Somebody new."""

    private = frozenset({"name", "email"})
    login = forms.CharField(
        label=_("Login"), max_length=60, validators=[login_shape],
        help_text=_("Letters, digits, “-”, “_”, “.” and “@”; it cannot be changed later."),
    )  # fmt: skip
    name = forms.CharField(label=_("Person"), max_length=60)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Notices go there too, where one is given.")
    )


class UnitChoice(forms.ModelChoiceField):
    """A unit by name and code: two sections may share a name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.code})"


class SeatForm(HouseForm):
    """A role in a unit, from a day to a day."""

    unit = UnitChoice(
        label=_("Unit"), empty_label="—", queryset=Unit.objects.order_by("path"), to_field_name="code"
    )
    role = TermField(Role, label=_("Role"), only=SEATED)
    post = forms.CharField(label=_("Post"), max_length=60, required=False)
    valid_from = forms.DateField(label=_("From"), widget=Day, required=False)
    valid_to = forms.DateField(label=_("To"), widget=Day, required=False)


class SourceForm(HouseForm):
    """A line that requests come in by."""

    code = forms.CharField(label=_("Code"), max_length=60)
    name = forms.CharField(label=_("Name"), max_length=120)
    channel = TermField(Channel, label=_("Channel"))
    number = forms.CharField(label=_("Line number"), max_length=40, required=False)
    owner = UnitChoice(
        label=_("Owner"), empty_label="—", queryset=Unit.objects.order_by("path"), to_field_name="code",
        required=False,
    )  # fmt: skip
    merged_on = forms.DateField(label=_("Merged on"), widget=Day, required=False)
    forwards = forms.BooleanField(label=_("Forwards into the hotline"), required=False)
    counts_in_assessment = forms.BooleanField(
        label=_("Counts in the assessment"), required=False, initial=True
    )
    valid_from = forms.DateField(label=_("From"), widget=Day, required=False)


class LastDayForm(HouseForm):
    """The last day of something."""

    on = forms.DateField(label=_("Last day"), widget=Day)


class ShiftForm(HouseForm):
    """A shift, or a rotation of it."""

    unit = UnitChoice(
        label=_("Unit"), empty_label="—", queryset=Unit.objects.order_by("path"), to_field_name="code"
    )
    person = forms.ModelChoiceField(
        label=_("Login"), queryset=Person.objects.filter(is_active=True), to_field_name="login",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    role = TermField(Role, label=_("Role"), only=SEATED, required=False, empty="—")
    post = forms.CharField(label=_("Desk or telephone"), max_length=60, required=False)
    starts = forms.DateTimeField(label=_("From"), widget=Moment)
    ends = forms.DateTimeField(label=_("To"), widget=Moment)
    every = forms.IntegerField(
        label=_("Comes again every … days"), required=False, min_value=1, max_value=366,
        help_text=_("For a rotation; else leave it open."),
    )  # fmt: skip
    until = forms.DateTimeField(label=_("Up to"), required=False, widget=Moment)

    def asked(self) -> dict[str, Any]:
        """What add_shifts is told."""
        said = dict(self.cleaned_data)
        return said | {
            "role": said["role"] or "",
            "every": said["every"] or 1,
            "until": said["until"] or None,
        }


class BorderForm(HouseForm):
    """A border zone."""

    code = forms.CharField(label=_("Code"), max_length=60, validators=[code_shape])
    name = forms.CharField(label=_("Name"), max_length=120)
    areas = forms.ModelMultipleChoiceField(
        label=_("Between"),
        queryset=Area.objects.filter(level="street").order_by("path"),
        to_field_name="code",
    )
    words = forms.CharField(
        label=_("Words of its places"), required=False, max_length=500,
        help_text=_("Names of roads and places, with a comma between them."),
    )  # fmt: skip
    boundary = forms.JSONField(label=_("Shape"), required=False, help_text=_("A GeoJSON polygon, WGS 84."))
    note = forms.CharField(label=_("What was agreed"), required=False, max_length=300)
    valid_from = forms.DateField(label=_("From"), widget=Day, required=False)

    def clean_words(self) -> list[str]:
        """The words one by one."""
        return [word for word in re.split(r"[,，、;；]+", self.cleaned_data["words"]) if word.strip()]

    def clean_boundary(self) -> dict[str, Any] | None:
        """A polygon, or nothing."""
        shape = self.cleaned_data["boundary"]
        if shape is None:
            return None
        fits = isinstance(shape, dict) and shape.get("type") in SHAPES and shape.get("coordinates")
        if not fits:
            raise forms.ValidationError(_("A boundary is a GeoJSON Polygon or MultiPolygon."))
        return dict(shape)


class PasswordForm(HouseForm):
    """A password, written twice."""

    private = frozenset({"password", "again"})
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords differ."))
        return again


class DelegateForm(HouseForm):
    """Who stands in for me, where, and how long."""

    taker = forms.CharField(label=_("Login of who stands in"), max_length=60)
    unit = forms.ModelChoiceField(label=_("In the unit"), queryset=Unit.objects.none(), to_field_name="code")
    role = TermField(
        Role, label=_("Role"), empty="every role that I hold there", required=False,
        only=SEATED,
    )  # fmt: skip
    valid_from = forms.DateField(label=_("From"), widget=Day)
    valid_to = forms.DateField(label=_("To"), widget=Day)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Unit.objects.filter(seats__person=person, seats__valid_to=None).distinct()

    def clean_taker(self) -> Person:
        """The person of that login."""
        taker = Person.objects.filter(login=self.cleaned_data["taker"], is_active=True).first()
        if taker is None:
            raise forms.ValidationError(_("There is no person with this login."))
        return taker

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begin, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if begin and end and end < begin:
            self.add_error("valid_to", _("The last day lies before the first."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What delegate is told."""
        return {**self.cleaned_data, "role": self.cleaned_data["role"] or ""}
