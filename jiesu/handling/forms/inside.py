"""The forms of what a unit settles inside, of visits and meetings, of lifting an order higher."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.handling.forms.work import PlainForm, phone_fields
from jiesu.handling.kinds import (
    Body,
    DeliberationKind,
    EscalationLevel,
    Finding,
    PartnerKind,
    Phase,
    RecusalGround,
    TeamKind,
    VisitKind,
    VisitRank,
)
from jiesu.kit.forms import Day, HouseForm, Moment, TermField, options
from jiesu.rules.terms import Grade

STEPS = 6


def words(label: Any, *, rows: int = 3, required: bool = True, most: int = 4000, help_text: Any = "") -> Any:
    """A field for some sentences."""
    return forms.CharField(
        label=label, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )  # fmt: skip


class ScreenForm(PlainForm):
    """甄别."""

    finding = TermField(Finding, label=_("What did you find?"), widget=forms.RadioSelect)
    other = forms.CharField(
        label=_("Which order does it repeat?"), required=False, max_length=20, help_text=_("Its number.")
    )
    note = words(_("Remark"), required=False)


class EndorseForm(PlainForm):
    """签批派单."""

    note = words(_("Instruction to the unit"), required=False)


class RecuseForm(PlainForm):
    """回避."""

    person = forms.ChoiceField(label=_("Who keeps away?"), widget=forms.RadioSelect)
    ground = TermField(RecusalGround, label=_("On which ground?"), widget=forms.RadioSelect)
    note = words(_("Remark"), required=False)

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(p.login, p.name) for p in people]  # type: ignore[attr-defined]


class GradeForm(PlainForm):
    """难易分级."""

    grade = TermField(Grade, label=_("How hard is it?"), widget=forms.RadioSelect)
    reason = words(_("What makes it hard?"), required=False)


class PlanForm(PlainForm):
    """分步计划: up to six steps, each with a day."""

    goal = words(_("What is to be reached?"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, STEPS + 1):
            needed = n <= 2
            self.fields[f"what{n}"] = forms.CharField(
                label=_("Step %(n)s") % {"n": n}, required=needed, max_length=300
            )
            self.fields[f"due{n}"] = forms.DateField(label=_("Done by"), required=needed, widget=Day)
        self.dress()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for n in range(1, STEPS + 1):
            if said.get(f"what{n}") and not said.get(f"due{n}"):
                self.add_error(f"due{n}", _("Each step needs a day."))
        return said

    def asked(self) -> dict[str, Any]:
        """The arguments of the action."""
        said = self.cleaned_data
        steps: list[tuple[str, date]] = [
            (said[f"what{n}"], said[f"due{n}"]) for n in range(1, STEPS + 1) if said.get(f"what{n}")
        ]
        return {"goal": said["goal"], "steps": steps}


class VisitForm(PlainForm):
    """上门走访."""

    kind = TermField(VisitKind, label=_("Which visit?"), widget=forms.RadioSelect, initial=VisitKind.DOOR)
    rank = TermField(VisitRank, label=_("Who went, by rank"), widget=forms.RadioSelect)
    who = forms.CharField(label=_("Name and post"), max_length=60)
    in_person = forms.BooleanField(label=_("The person named went in person"), required=False, initial=True)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    result = words(_("What came of it"))
    photo, voice, evidence = phone_fields()


class MeetForm(PlainForm):
    """见面答复."""

    held_at = forms.DateTimeField(label=_("When"), widget=Moment)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    persons = forms.CharField(label=_("Who met"), max_length=400)
    content = words(_("What was said and answered"), rows=5)
    photo, voice, evidence = phone_fields()


class DeliberateForm(PlainForm):
    """协商议事."""

    kind = TermField(DeliberationKind, label=_("What sort of meeting?"), widget=forms.RadioSelect)
    held_at = forms.DateTimeField(label=_("When"), widget=Moment)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    participants = words(_("Who took part"), rows=2, most=1000)
    attended = forms.BooleanField(label=_("The requester took part"), required=False)
    agree = forms.IntegerField(label=_("Votes for"), required=False, min_value=0)
    against = forms.IntegerField(label=_("Votes against"), required=False, min_value=0)
    abstained = forms.IntegerField(label=_("Abstentions"), required=False, min_value=0)
    phase = TermField(Phase, label=_("Phase of the joint action"), required=False)
    bodies = forms.TypedMultipleChoiceField(
        label=_("Bodies that took part"), required=False, coerce=Body, choices=options(Body),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    partners = forms.TypedMultipleChoiceField(
        label=_("Partners that took part"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    consensus = words(_("What all agreed on"), rows=4)
    photo, voice, evidence = phone_fields()

    def __init__(self, *args: Any, partners: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(partner.pk, partner.name) for partner in partners]
        self.fields["partners"].choices = found  # type: ignore[attr-defined]
        if not found:
            del self.fields["partners"]


class InterimForm(PlainForm):
    """阶段性答复."""

    text = words(
        _("What the requester is told"), rows=5,
        help_text=_("What was done, what comes next, and when. It is shown to the requester."),
    )  # fmt: skip


class ElevateForm(PlainForm):
    """提级领办."""

    person = forms.ChoiceField(label=_("Which leader takes it over?"), widget=forms.RadioSelect)
    reason = words(_("Why?"))

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]


class EscalateForm(PlainForm):
    """分级协调."""

    level = TermField(EscalationLevel, label=_("To which level?"), widget=forms.RadioSelect)
    unit = forms.ChoiceField(label=_("Which unit is asked?"))
    reason = words(_("What can you not solve, and what do you ask for?"), rows=4)

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(units)  # type: ignore[attr-defined]


class AdviseForm(PlainForm):
    """处理意见."""

    analysis = words(_("Analysis"), rows=4)
    opinion = words(_("Opinion: what is to be done, and by whom"), rows=4)


class BackForm(PlainForm):
    """撤回协调."""

    reason = words(_("Why?"), required=False)


class PartnerForm(HouseForm):
    """共建单位."""

    unit = forms.ChoiceField(label=_("Partner of"))
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = TermField(PartnerKind, label=_("Sort"), widget=forms.RadioSelect)
    liaison = forms.CharField(
        label=_("Post that answers"), required=False, max_length=120,
        help_text=_("A post or an office; no private number."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(units)  # type: ignore[attr-defined]


class TeamForm(HouseForm):
    """专班、一题一区领导."""

    unit = forms.ChoiceField(label=_("Unit"))
    topic = forms.CharField(label=_("Subject of the team"), max_length=120)
    kind = TermField(TeamKind, label=_("Sort"), widget=forms.RadioSelect)
    leader = forms.ChoiceField(label=_("Leading person"))
    members = forms.MultipleChoiceField(
        label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple
    )
    order = forms.CharField(label=_("For the order"), required=False, max_length=20)

    def __init__(
        self, *args: Any, units: Iterable[tuple[str, str]], leaders: Iterable[tuple[str, str]],
        people: Iterable[tuple[str, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for name, choices in (("unit", units), ("leader", leaders), ("members", people)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class TaskForm(HouseForm):
    """A task: what, who, by when."""

    what = forms.CharField(label=_("What is to be done"), max_length=300)
    who = forms.CharField(label=_("By whom"), max_length=60)
    due = forms.DateField(label=_("Done by"), widget=Day)


class InferForm(TaskForm):
    """举一反三: a similar matter or place, as a task."""

    slot = forms.ChoiceField(label=_("Inference"), widget=forms.RadioSelect)
    field_order = ("slot", "what", "who", "due")

    def __init__(self, *args: Any, slots: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [(name, name) for name in slots]  # type: ignore[attr-defined]


class LinkForm(HouseForm):
    """An order under a team."""

    number = forms.CharField(label=_("Number of the order"), max_length=20)


class CommandForm(HouseForm):
    """现场调度."""

    place = forms.CharField(label=_("Where is the session?"), max_length=200)


class ReportForm(HouseForm):
    """One message in a command session."""

    text = words(_("Report or order"), rows=2, most=1000)


class TickForm(HouseForm):
    """The slots of one working aid: ticked, whose, remark."""

    def __init__(self, *args: Any, places: Iterable[Any], owners: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places)
        for place in self.places:
            tick = place.tick
            self.fields[f"t{place.index}"] = forms.BooleanField(
                label=place.slot.name, required=False, initial=tick is not None
            )
            if owners:
                self.fields[f"o{place.index}"] = forms.CharField(
                    label=_("Responsible person"),
                    required=False,
                    max_length=60,
                    initial=tick.owner if tick else "",
                )
            self.fields[f"n{place.index}"] = forms.CharField(
                label=_("Remark"), required=False, max_length=300, initial=tick.note if tick else ""
            )
        self.dress()

    def slots(self) -> dict[str, tuple[str, str]]:
        """Slot -> (owner, remark), of what is ticked."""
        said = self.cleaned_data
        return {
            p.slot.name: (said.get(f"o{p.index}", ""), said[f"n{p.index}"])
            for p in self.places
            if said[f"t{p.index}"]
        }

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """Each slot with its fields, for the page."""
        return [
            (
                place,
                [
                    self[n]
                    for n in (f"t{place.index}", f"o{place.index}", f"n{place.index}")
                    if n in self.fields
                ],
            )
            for place in self.places
        ]


class AssignManyForm(PlainForm):
    """One handler for all ticked shares."""

    handler = forms.ChoiceField(label=_("Who handles them?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].choices = [(p.login, p.name) for p in people]  # type: ignore[attr-defined]
