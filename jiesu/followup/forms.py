"""What a person fills in at the follow-up desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.followup.models import AttemptResult
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

    def clean_contacted(self) -> bool:
        return bool(self.cleaned_data["contacted"] == "yes")


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
