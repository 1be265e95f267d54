"""Intake's forms. Only the text is asked for; everything else helps but never blocks (不设门槛, R008)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.callers.sight import Field
from jiesu.directory import queries as directory
from jiesu.intake import actions, queries, suggesting
from jiesu.intake.drafts import Draft
from jiesu.intake.words import Branch, Line, Tag
from jiesu.kit import clock
from jiesu.kit.forms import HouseForm, TermField, options
from jiesu.orders.face import Event, Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, RequestType, Verb

CODED = re.compile(r"\[([\w.-]+)\]\s*\Z")


def code_in(text: str) -> str:
    """The code in "name [code]", as the suggestions write it."""
    found = CODED.search(text)
    return found[1] if found else ""


class Tags(forms.MultipleChoiceField):
    """Tags as ticks; the clean value is a tuple of codes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=options(Tag), required=False, label=_("Tags"), **kwargs)

    def clean(self, value: Any) -> Any:
        return tuple(super().clean(value))


class AreaField(forms.CharField):
    """A place of the directory, chosen while typing. The clean value is (code, what stays as words)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=120,
            label=_("Area"),
            widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        words = super().clean(value).strip()
        code = code_in(words) or queries.area_called(words)
        return (code, "") if code else ("", words)


class CategoryField(forms.CharField):
    """A line of the duty catalogue, chosen while typing. The clean value is its code, else empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=200,
            label=_("Category"),
            widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        words = super().clean(value).strip()
        if not words or (code := code_in(words)):
            return code if words else ""
        return suggesting.category_called(words, clock.now())


class DeskForm(HouseForm):
    """What the agent writes down while somebody speaks."""

    private = frozenset({"phone", "name", "address_no"})

    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    name = forms.CharField(label=_("Requester's name"), required=False, max_length=60)
    text = forms.CharField(label=_("What is asked for"), widget=forms.Textarea(attrs={"rows": 5}))
    request_type = TermField(RequestType, label=_("Type"), required=False, empty="Read from the text")
    category = CategoryField()
    area = AreaField()
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    address_no = forms.CharField(label=_("House number"), required=False, max_length=60)
    channel = TermField(Channel, label=_("Channel"), initial=Channel.PHONE)
    source = forms.ChoiceField(label=_("Source"), required=False)
    title = forms.CharField(label=_("Title"), required=False, max_length=200)
    tags = Tags()
    anonymous = forms.BooleanField(label=_("Anonymous"), required=False)
    confidential = forms.BooleanField(label=_("Keep the requester confidential"), required=False)
    enterprise = forms.BooleanField(label=_("An enterprise asks"), required=False)
    minor = forms.BooleanField(label=_("The requester is under 18"), required=False)
    origin = forms.CharField(
        label=_("Assigned by, or published where and when"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    words = forms.CharField(
        label=_("Answer, or what was passed on"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    told = forms.CharField(label=_("What the requester was told"), required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = directory.sources(on=clock.today())
        self.fields["source"].choices = [("", "—"), *((s.code, s.name) for s in lines)]  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """What was told, as a draft. Words that name no area of the directory stay in the place."""
        told = self.cleaned_data
        code, words = told["area"]
        return Draft(
            text=told["text"], title=told["title"], name=told["name"], phone=told["phone"],
            address_no=told["address_no"], kind="enterprise" if told["enterprise"] else "person", minor=told["minor"],
            channel=told["channel"], source=told["source"], request_type=told["request_type"],
            category=told["category"], area=code, place=f"{words} {told['place']}".strip(),
            confidential=True if told["confidential"] else None, anonymous=told["anonymous"], tags=told["tags"],
            origin=told["origin"],
        )  # fmt: skip

    def send(self, *, by: Actor, at: datetime) -> Order:
        """Record, and what the pressed button says beside it: "accept", "answer" or "transfer:110"."""
        verb, _, line = str(self.data.get("then", "")).partition(":")
        if verb not in (Verb.ACCEPT, Verb.ANSWER, Verb.TRANSFER):
            return actions.record(self.draft(), by=by, at=at, key=self.key)
        words = {"words": self.cleaned_data["words"], "told": self.cleaned_data["told"], "line": line}
        return actions.take(self.draft(), Verb(verb), by=by, at=at, key=self.key, **words)


class VerbForm(HouseForm):
    """The form of one verb on one order."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        self.order = order
        super().__init__(*args, **kwargs)

    def send(self, *, by: Actor, at: datetime) -> Any:
        """The one call of the verb's page."""
        raise NotImplementedError


class AcceptForm(VerbForm):
    """受理: confirm or correct what was read."""

    request_type = TermField(RequestType, label=_("Type"), required=False)
    category = CategoryField()
    area = AreaField()
    tags = Tags()

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        reader = suggesting.reader(clock.now())
        code = order.category or reader.read(order.title, order.text).category
        name = reader.names.get(code, "")
        kwargs["initial"] = {
            "request_type": order.request_type,
            "category": f"{name} [{code}]" if name else "",
            "area": f"{order.area.name} [{order.area.code}]" if order.area else "",
            "tags": order.tags,
        }
        super().__init__(*args, order=order, **kwargs)

    def send(self, *, by: Actor, at: datetime) -> Event:
        told = self.cleaned_data
        return actions.accept(
            self.order.number, by=by, at=at, request_type=told["request_type"], category=told["category"],
            area=told["area"][0], tags=told["tags"], key=self.key,
        )  # fmt: skip


class AnswerForm(VerbForm):
    """即时答复."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 6}))
    branch = TermField(Branch, label=_("Special branch (art 11)"), required=False, only=tuple(Branch)[1:])
    reason = forms.CharField(label=_("Why this branch"), required=False, max_length=1000)

    def send(self, *, by: Actor, at: datetime) -> Event:
        told = self.cleaned_data
        return actions.answer(
            self.order.number,
            told["text"],
            branch=told["branch"],
            reason=told["reason"],
            by=by,
            at=at,
            key=self.key,
        )


class TransferForm(VerbForm):
    """一键转接."""

    line = TermField(Line, label=_("To which line"), widget=forms.RadioSelect)
    passed_on = forms.CharField(label=_("What was passed on"), widget=forms.Textarea)
    told = forms.CharField(label=_("What the requester was told"), required=False, max_length=1000)

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.transfer(self.order.number, by=by, at=at, key=self.key, **self.cleaned_data)


class MergeForm(VerbForm):
    """并单."""

    into = forms.CharField(label=_("Number of the order that stays"), max_length=20)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea,
        help_text=_("The requester is called back in any case."),
    )

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.merge(self.order.number, by=by, at=at, key=self.key, **self.cleaned_data)


class SupplementForm(VerbForm):
    """补充."""

    text = forms.CharField(label=_("What is added"), widget=forms.Textarea(attrs={"rows": 5}))

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.supplement(self.order.number, self.cleaned_data["text"], by=by, at=at, key=self.key)


class WithdrawForm(VerbForm):
    """撤诉."""

    reason = forms.CharField(label=_("Why it is withdrawn"), widget=forms.Textarea)

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.withdraw(
            self.order.number, reason=self.cleaned_data["reason"], by=by, at=at, key=self.key
        )


class RevealForm(VerbForm):
    """查看明文."""

    field = TermField(Field, label=_("What you need to see"), widget=forms.RadioSelect, initial=Field.PHONE)
    why = forms.CharField(label=_("Why"), max_length=300, help_text=_("The reason is kept with your name."))

    def send(self, *, by: Actor, at: datetime) -> actions.Revealed:
        return actions.reveal(self.order.number, by=by, at=at, **self.cleaned_data)
