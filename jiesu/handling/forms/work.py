"""What a person fills in while handling: shape only; judgement is the action's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.handling.kinds import BY_ACT, ActionKind, Cause, Face, Reached, Result, Way
from jiesu.kit.filefields import KINDS, Files
from jiesu.kit.forms import Day, HouseForm, TermField


def phone_fields() -> tuple[Files, Files, Files]:
    """The camera, the recorder, and any file: on a telephone the first two open at once."""
    return (
        Files(label=_("Take a photograph"), accept="image/*", capture="environment"),
        Files(label=_("Record speech"), accept="audio/*", capture="user"),
        Files(label=_("Files"), help_text=KINDS),
    )


class PlainForm(HouseForm):
    """Nothing but the yes of whoever sends it (接件)."""

    def asked(self) -> dict[str, Any]:
        """The arguments of the action."""
        said = dict(self.cleaned_data)
        named = [name for name in ("photo", "voice", "evidence") if name in said]
        files = [file for name in named for file in said.pop(name)]
        return said | {"files": files} if named else said


class AssignForm(PlainForm):
    """明确办件人."""

    handler = forms.ChoiceField(label=_("Who handles it?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].choices = [(person.login, person.name) for person in people]  # type: ignore[attr-defined]


class ContactForm(PlainForm):
    """响应."""

    way = TermField(Way, label=_("How"), widget=forms.RadioSelect)
    reached = TermField(Reached, label=_("What came of it"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What was said"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ActForm(PlainForm):
    """办理."""

    kind = TermField(ActionKind, only=BY_ACT, label=_("What did you do?"), widget=forms.RadioSelect)
    face = TermField(Face, label=_("Which face to face"), required=False)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    note = forms.CharField(label=_("In words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    partner = forms.CharField(label=_("With whom (liaison)"), required=False, max_length=120)
    promise = forms.CharField(label=_("What they commit themselves to"), required=False, max_length=300)
    promise_due = forms.DateField(label=_("Committed by"), required=False, widget=Day)
    step = forms.TypedChoiceField(
        label=_("Which step of the plan is done by it?"), required=False, coerce=int, empty_value=None
    )
    photo, voice, evidence = phone_fields()

    def __init__(self, *args: Any, steps: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [(step.no, f"{step.no} {step.what}") for step in steps]
        self.fields["step"].choices = [("", "—"), *left]  # type: ignore[attr-defined]
        if not left:
            del self.fields["step"]


class SubmitForm(PlainForm):
    """提交."""

    result = TermField(Result, label=_("Result"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Reply to the requester"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was found, what was done, what comes next, and whom to ask."),
    )  # fmt: skip
    cause = TermField(Cause, label=_("Root cause"), required=False)
    cause_note = forms.CharField(
        label=_("What is behind it"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why there was something to ask for at all. Needed for repeated and unreasonable requests."),
    )  # fmt: skip
    evidence = Files(
        label=_("Evidence"),
        help_text=KINDS,
    )

    def __init__(self, *args: Any, wants_cause: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].required = self.fields["cause_note"].required = wants_cause

    def asked(self) -> dict[str, Any]:
        """The arguments of the action."""
        return super().asked() | {"cause": self.cleaned_data["cause"] or None}


class RemarkForm(PlainForm):
    """审核, 签批."""

    note = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SendBackForm(PlainForm):
    """退回."""

    reason = forms.CharField(
        label=_("What is missing or wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
