"""Forms of the registers: which fields an entry of each register has, and what each step asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.kit.forms import Day, HouseForm, Moment, TermField
from jiesu.kit.words import label
from jiesu.rules.reach import Actor
from jiesu.rules.registers import Register, Step
from jiesu.rules.supervision import Form, Misconduct
from jiesu.rules.terms import Role
from jiesu.supervision.forms.items import aware
from jiesu.supervision.kinds import Manner, Promise, Talk

_R = Register
FIELDS: Mapping[Register, tuple[str, ...]] = {
    _R.TOPIC: ("number", "title", "words"),
    _R.MEETING: ("title", "day", "words"),
    _R.BREAKFAST: ("title", "day", "words"),
    _R.POINT: ("title", "unit", "words", "due"),
    _R.TALK: ("title", "unit", "talk", "day", "words"),
    _R.REVIEW: ("title", "unit", "day"),
    _R.LETTER: ("title", "unit", "words", "due", "number"),
    _R.OPINION: ("title", "unit", "words", "due", "number"),
    _R.TASK: ("title", "unit", "words", "due", "number"),
    _R.MEASURE: ("title", "unit", "person", "misconduct", "form", "words", "number"),
    _R.MEDIA: ("title", "words", "unit", "number"),
    _R.PUBLIC: ("number", "title", "words"),
    _R.COORDINATION: ("number", "title", "words"),
    _R.GUIDANCE: ("title", "person", "unit", "words"),
    _R.SPECIALIST: ("title", "person", "unit", "words"),
    _R.CASE: ("number", "title", "person", "words"),
    _R.FIELD: ("title", "person", "unit", "words"),
}
WORDS: Mapping[Register, Any] = {
    _R.TALK: _("Causes and promised actions"),
    _R.SPECIALIST: _("Line on which the specialist helps round the clock"),
    _R.FIELD: _("Codes of categories, with commas between"),
    _R.COORDINATION: _("Why it cannot be solved below"),
    _R.MEASURE: _("Ground and decision"),
}
NEEDED: Mapping[Register, tuple[str, ...]] = {
    _R.TOPIC: ("number",),
    _R.COORDINATION: ("number", "words"),
    _R.CASE: ("number", "person"),
    _R.PUBLIC: ("number", "words"),
}


class EntryForm(HouseForm):
    """A new entry: the fields of its register."""

    number = forms.CharField(label=_("Order number"), required=False, max_length=20)
    title = forms.CharField(label=_("Title"), max_length=200)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    talk = TermField(Talk, label=_("Sort"), required=False)
    misconduct = TermField(Misconduct, label=_("Kind of misconduct"), required=False)
    form = TermField(Form, label=_("Decision"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=Day())
    words = forms.CharField(
        label=_("In words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    due = forms.DateTimeField(label=_("Due"), required=False, widget=Moment())
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput())
    item = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, register: Register, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(FIELDS[register]) - {"parent", "item"}:
            del self.fields[name]
        self.order_fields(FIELDS[register])
        for name, field in self.fields.items():
            field.required = name == "title" or name in NEEDED.get(register, ())
        if "words" in self.fields and register in WORDS:
            self.fields["words"].label = WORDS[register]
        if "unit" in self.fields:
            self.fields["unit"].choices = [("", "—"), *units_below(actor)]  # type: ignore[attr-defined]
        if "person" in self.fields:
            self.fields["person"].choices = [("", "—"), *people_below(actor)]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """The fields of the entry as the action takes them."""
        data = dict(self.cleaned_data)
        kind = data.pop("talk", None) or data.pop("misconduct", None) or ""
        data.pop("misconduct", None)
        form = data.pop("form", None) or ""
        return data | {"kind": str(kind), "form": str(form), "due": aware(data.get("due"))}


class StepForm(HouseForm):
    """One step with an entry: words, and what the step asks beside them."""

    words = forms.CharField(label=_("In words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    units = forms.MultipleChoiceField(
        label=_("Responsible units"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    mode = TermField(Manner, label=_("How"), required=False)
    promise = TermField(Promise, label=_("Were the promises kept?"))
    due = forms.DateTimeField(label=_("Due"), required=False, widget=Moment())

    def __init__(self, *args: Any, register: Register, step: Step, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {"words", *ASKS.get(step, ())}
        wanted |= {"mode"} if step is Step.LOG and register is Register.GUIDANCE else set()
        for name in set(self.fields) - wanted:
            del self.fields[name]
        if "mode" in self.fields:
            self.fields["mode"].required = True
        if "units" in self.fields:
            self.fields["units"].choices = units_below(actor)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        kind = data.pop("mode", None) or data.pop("promise", None) or ""
        return data | {"kind": str(kind), "due": aware(data.get("due"))}


ASKS: Mapping[Step, tuple[str, ...]] = {
    Step.RESOLVE: ("units", "due"),
    Step.DECIDE: ("units", "due"),
    Step.PASS_ON: ("units",),
    Step.CHECK: ("promise",),
    Step.RETURN: ("due",),
}


def units_below(actor: Actor) -> list[tuple[str, str]]:
    """The units under the actor's seats, for a choice."""
    found: dict[str, str] = {}
    for seat in actor.seats:
        found |= {u.code: u.name for u in directory.units_below(seat.path)}
    return list(found.items())


def people_below(actor: Actor) -> list[tuple[str, str]]:
    """The people with a seat under the actor's seats, with their unit."""
    found: dict[str, str] = {}
    for seat in actor.seats:
        held = directory.all_seats().filter(unit__path__startswith=seat.path, valid_to=None)
        found |= {s.person.login: f"{s.person.name} · {s.unit.label} · {s.role_name}" for s in _named(held)}
    return list(found.items())


def _named(seats: Any) -> Any:
    for seat in seats:
        seat.role_name = label(Role(seat.role))
        yield seat
