"""Forms of the registers: which fields an entry of each register has, and what each step asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.kit import clock
from jiesu.kit.forms import Day, HouseForm, Moment, TermField
from jiesu.kit.words import label
from jiesu.rules.early import Charge, Repair, Risk
from jiesu.rules.reach import Actor
from jiesu.rules.registers import QUIET, Register, Step
from jiesu.rules.spans import Span
from jiesu.rules.supervision import Form, Misconduct
from jiesu.rules.terms import Role
from jiesu.supervision import queries
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
    _R.COMMITTEE: ("title", "day", "words"),
    _R.WARNING: ("title", "unit", "words", "due"),
    _R.COMMAND: ("title", "unit", "words", "due", "number"),
    _R.CALENDAR: ("title", "unit", "words", "due"),
    _R.PLAN: ("title", "category", "threshold", "days", "within", "units", "words"),
    _R.SPOT: ("title", "unit", "season", "words"),
    _R.RISK: ("number", "title", "risk", "words"),
}
WORDS: Mapping[Register, Any] = {
    _R.TALK: _("Causes and promised actions"),
    _R.SPECIALIST: _("Line on which the specialist helps round the clock"),
    _R.FIELD: _("Codes of categories, with commas between"),
    _R.COORDINATION: _("Why it cannot be solved below"),
    _R.MEASURE: _("Ground and decision"),
    _R.PLAN: _("What the units do"),
    _R.RISK: _("What the risk is"),
    _R.SPOT: _("Where it is, and what happened there in earlier years"),
}
NEEDED: Mapping[Register, tuple[str, ...]] = {
    _R.TOPIC: ("number",),
    _R.COORDINATION: ("number", "words"),
    _R.CASE: ("number", "person"),
    _R.PUBLIC: ("number", "words"),
    _R.COMMITTEE: ("day",),
    _R.COMMAND: ("unit", "words", "due"),
    _R.CALENDAR: ("unit", "due"),
    _R.PLAN: ("category", "threshold", "days", "within", "words"),
    _R.SPOT: ("unit", "season"),
    _R.RISK: ("number", "risk", "words"),
}
FIGURES = ("category", "threshold", "days", "within", "units", "season")
"""Fields that an entry keeps among its figures."""


def valid_span(text: str) -> None:
    """Refuse what is no length of time as the law words it."""
    try:
        Span.parse(text)
    except ValueError as wrong:
        raise ValidationError(_("Write it as 24 h, 2 d or 3 wd.")) from wrong


class EntryForm(HouseForm):
    """A new entry: the fields of its register."""

    number = forms.CharField(label=_("Order number"), required=False, max_length=20)
    title = forms.CharField(label=_("Title"), max_length=200)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    talk = TermField(Talk, label=_("Sort"), required=False)
    misconduct = TermField(Misconduct, label=_("Kind of misconduct"), required=False)
    form = TermField(Form, label=_("Decision"), required=False)
    risk = TermField(Risk, label=_("Risk before handling"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=Day())
    words = forms.CharField(
        label=_("In words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    due = forms.DateTimeField(label=_("Due"), required=False, widget=Moment())
    category = forms.CharField(
        label=_("Category"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
        help_text=_("Type a word and choose; a class stands for all below it."),
    )
    threshold = forms.IntegerField(label=_("Launched from so many requests"), min_value=1)
    days = forms.IntegerField(label=_("Counted over days"), min_value=1, max_value=60, initial=1)
    within = forms.CharField(
        label=_("Done within"),
        max_length=10,
        initial="1 d",
        validators=[valid_span],
        help_text=_("24 h (hours), 2 d (days) or 3 wd (working days)."),
    )
    units = forms.MultipleChoiceField(
        label=_("Units that act (none: those that lead most of the requests)"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    season = forms.ChoiceField(label=_("Season"))
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
        if "units" in self.fields:
            self.fields["units"].choices = units_below(actor)  # type: ignore[attr-defined]
        if "season" in self.fields:
            self.fields["season"].choices = queries.season_names(clock.now())  # type: ignore[attr-defined]

    def clean_category(self) -> str:
        """The code that was chosen or meant: a line of the catalogue in force."""
        text = self.cleaned_data["category"].strip()
        code = queries.category_meant(text, clock.now())
        if text and not code:
            raise ValidationError(_("The duty catalogue has no such category."))
        return code

    def said(self) -> dict[str, Any]:
        """The fields of the entry as the action takes them."""
        data = dict(self.cleaned_data)
        kind = data.pop("talk", None) or data.pop("misconduct", None) or data.pop("risk", None) or ""
        data.pop("misconduct", None)
        form = data.pop("form", None) or ""
        figures = {name: data.pop(name) for name in FIGURES if name in data}
        data |= {"figures": figures} if figures else {}
        return data | {"kind": str(kind), "form": str(form), "due": aware(data.get("due"))}


class StepForm(HouseForm):
    """One step with an entry: words, and what the step asks beside them."""

    words = forms.CharField(label=_("In words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    units = forms.MultipleChoiceField(
        label=_("Responsible units"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    mode = TermField(Manner, label=_("How"), required=False)
    promise = TermField(Promise, label=_("Were the promises kept?"))
    risk = TermField(Risk, label=_("Risk after handling"))
    repair = TermField(Repair, label=_("Is the place repaired?"))
    due = forms.DateTimeField(label=_("Due"), required=False, widget=Moment())

    def __init__(
        self, *args: Any, register: Register, step: Step, actor: Actor, kind: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        wanted = {"words", *ASKS.get(step, ())}
        wanted |= {"repair"} if step is Step.REPLY and kind == Charge.REPAIR else set()
        wanted |= {"mode"} if step is Step.LOG and register is Register.GUIDANCE else set()
        for name in set(self.fields) - wanted:
            del self.fields[name]
        if "mode" in self.fields:
            self.fields["mode"].required = True
        self.fields["words"].required = step not in QUIET
        if "due" in self.fields:
            self.fields["due"].required = step in NEEDS_LIMIT
        if "units" in self.fields:
            self.fields["units"].choices = units_below(actor)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        kind = data.pop("mode", None) or data.pop("promise", None) or data.pop("repair", None) or ""
        kind = kind or data.pop("risk", None) or ""
        return data | {"kind": str(kind), "due": aware(data.get("due"))}


ASKS: Mapping[Step, tuple[str, ...]] = {
    Step.RESOLVE: ("units", "due"),
    Step.DECIDE: ("units", "due"),
    Step.PASS_ON: ("units",),
    Step.CHECK: ("promise",),
    Step.RETURN: ("due",),
    Step.REASSESS: ("risk",),
    Step.INSTRUCT: ("units", "due"),
    Step.PREVENT: ("units", "due"),
}
NEEDS_LIMIT = frozenset({Step.INSTRUCT, Step.PREVENT})


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
