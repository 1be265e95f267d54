"""What a person fills in at the follow-up desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.followup.models import AttemptResult, Finding, InformWay
from jiesu.kit.forms import HouseForm, TermField
from jiesu.kit.words import say
from jiesu.rules.sampling import Means
from jiesu.rules.terms import Satisfied, Solved


def _yes_no() -> list[tuple[str, str]]:
    return [("yes", say("Yes")), ("no", say("No"))]


class RateForm(HouseForm):
    """The three questions, as they are read aloud (domain-rules 8.5)."""

    contacted = forms.ChoiceField(
        label=_("Did the staff contact you?"), choices=_yes_no, widget=forms.RadioSelect
    )
    solved = TermField(Solved, label=_("Is the problem solved?"), widget=forms.RadioSelect)
    satisfied = TermField(Satisfied, label=_("Are you satisfied with the result?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Main reason, in the requester's words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ask where the problem is not solved or the requester is not satisfied."),
    )

    patient = forms.BooleanField(
        label=_("I let the requester finish and explained patiently"), required=False
    )

    def clean_contacted(self) -> bool:
        return bool(self.cleaned_data["contacted"] == "yes")


class InformForm(HouseForm):
    """回告: how the requester was told; asked meanwhile where the limit passed."""

    way = TermField(InformWay, label=_("How"), widget=forms.RadioSelect)
    contacted = forms.ChoiceField(
        label=_("Did the staff contact you?"), choices=_yes_no, widget=forms.RadioSelect, required=False
    )
    solved = TermField(
        Solved, label=_("Is the problem solved?"), widget=forms.RadioSelect, required=False, empty="Not asked"
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["contacted"], self.fields["solved"]

    def clean_contacted(self) -> bool | None:
        said = self.cleaned_data["contacted"]
        return said == "yes" if said else None


class CallForm(HouseForm):
    """领导回访."""

    reached = forms.BooleanField(label=_("The requester was reached"), required=False, initial=True)
    solved = TermField(
        Solved, label=_("Is the problem solved?"), widget=forms.RadioSelect, required=False, empty="Not asked"
    )
    satisfied = TermField(
        Satisfied, label=_("Are you satisfied with the result?"), widget=forms.RadioSelect, required=False,
        empty="Not asked",
    )  # fmt: skip
    centre = forms.ChoiceField(
        label=_("Where I call from"), required=False,
        help_text=_("Calls at the centre are kept together as one session of the day."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("What was said"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, centres: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("My own office")), *((unit.code, unit.name) for unit in centres)]
        self.fields["centre"].choices = choices  # type: ignore[attr-defined]


class AuditForm(HouseForm):
    """回访核验."""

    finding = TermField(Finding, label=_("What the second visit found"), widget=forms.RadioSelect)
    solved = TermField(
        Solved, label=_("Is the problem solved?"), widget=forms.RadioSelect, required=False, empty="Not asked"
    )
    satisfied = TermField(
        Satisfied, label=_("Are you satisfied with the result?"), widget=forms.RadioSelect, required=False,
        empty="Not asked",
    )  # fmt: skip
    note = forms.CharField(
        label=_("What was found"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class AttemptForm(HouseForm):
    """A try that brought no full answer."""

    result = TermField(
        AttemptResult,
        label=_("What came of it"),
        only=(
            AttemptResult.NO_ANSWER,
            AttemptResult.REFUSED,
            AttemptResult.DEAD,
            AttemptResult.NOT_SELF,
            AttemptResult.UNFINISHED,
        ),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class DrawForm(HouseForm):
    """By what means a drawn order is followed up."""

    means = TermField(
        Means,
        label=_("Means"),
        only=(Means.SMS, Means.CALL),
        required=False,
        empty="As the law orders them",
    )


class WhyForm(HouseForm):
    """A reason, where one is asked."""

    why = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = needed
