"""Forms of intake's registers: media, call-takers, library."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.intake.words import ArticleKind
from jiesu.kit import clock
from jiesu.kit.forms import Day, HouseForm, TermField

NUMBERS = {"rows": 2}


def numbers_in(text: str) -> list[str]:
    """Order numbers that stand in a text, in any order of blanks, commas and lines."""
    return text.replace("，", " ").replace(",", " ").replace("、", " ").split()


class Numbers(forms.CharField):
    """Numbers of orders; the clean value is a list."""

    def __init__(self, **kwargs: Any) -> None:
        shown = forms.Textarea(attrs=NUMBERS)
        super().__init__(label=_("Numbers of orders"), required=False, widget=shown, **kwargs)

    def clean(self, value: Any) -> Any:
        return numbers_in(super().clean(value))


class IssueForm(HouseForm):
    """媒体反映."""

    outlet = forms.CharField(label=_("Outlet"), max_length=80)
    title = forms.CharField(label=_("What was reported"), max_length=200)
    published_on = forms.DateField(label=_("Published on"), widget=Day, required=False)
    link = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")
    numbers = Numbers()


class LinkForm(HouseForm):
    """More orders of an issue or a task."""

    numbers = Numbers()


class OutletForm(HouseForm):
    """回应媒体."""

    to = forms.CharField(label=_("Who at the outlet"), max_length=80)
    reply = forms.CharField(label=_("Reply to the outlet"), widget=forms.Textarea(attrs={"rows": 5}))


class CardForm(HouseForm):
    """坐席."""

    seat_no = forms.CharField(label=_("Seat number"), max_length=20, required=False)
    group = forms.CharField(label=_("Skill group"), max_length=60, required=False)


class TrainingForm(HouseForm):
    """培训记录."""

    topic = forms.CharField(label=_("Topic"), max_length=120)
    held_on = forms.DateField(label=_("Held on"), widget=Day, initial=clock.today)
    hours = forms.DecimalField(label=_("Hours"), min_value=0, max_digits=4, decimal_places=1)
    result = forms.CharField(label=_("Result"), max_length=60, required=False)


class ArticleForm(HouseForm):
    """知识条目."""

    kind = TermField(ArticleKind, label=_("Sort"))
    title = forms.CharField(label=_("Title"), max_length=200)
    words = forms.CharField(
        label=_("Words by which it is found"), max_length=300, required=False,
        help_text=_("With blanks between them; the page of an answer offers it where they stand in a request."),
    )  # fmt: skip
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}))
    steps = forms.CharField(
        label=_("Steps, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    link = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")
    enterprise = forms.BooleanField(label=_("For enterprises"), required=False)
    valid_from = forms.DateField(label=_("From"), widget=Day, initial=clock.today)


class EndForm(HouseForm):
    """The last day of something."""

    on = forms.DateField(label=_("Last day"), widget=Day, initial=clock.today)
