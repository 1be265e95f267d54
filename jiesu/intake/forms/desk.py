"""The agent's form, and the fields of intake. Only the text is asked for; the rest only helps (不设门槛, R008)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.directory import queries as directory
from jiesu.intake import actions, queries, suggesting
from jiesu.intake.drafts import Draft
from jiesu.intake.words import BY_HAND, Tag
from jiesu.kit import clock
from jiesu.kit.forms import Day, HouseForm, TermField
from jiesu.kit.words import label
from jiesu.orders.face import Order
from jiesu.reading.personal import mask
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, RequestType, Verb

CODED = re.compile(r"\[([\w.-]+)\]\s*\Z")


def code_in(text: str) -> str:
    """The code in "name [code]", as the suggestions write it."""
    found = CODED.search(text)
    return found[1] if found else ""


def by_hand() -> list[tuple[str, str]]:
    """The tags that a person ticks, in the language of whoever looks."""
    return [(str(tag), label(tag)) for tag in BY_HAND]


class Tags(forms.MultipleChoiceField):
    """Tags as ticks; the clean value is a tuple of codes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=by_hand, required=False, label=_("Tags"), **kwargs)

    def clean(self, value: Any) -> Any:
        return tuple(Tag(tag) for tag in dict.fromkeys(super().clean(value)))


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


FROM_WHERE = (
    "company_code", "leader", "post", "instruction", "answer_by", "outlet", "published_on", "link",
)  # fmt: skip
"""Fields of the desk that say where a request comes from; a draft has the same names."""


ELEMENTS = ("when", "against", "wanted")
"""Elements of the request beside its place; the first event keeps them."""


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
    when = forms.CharField(label=_("Time"), required=False, max_length=200)
    against = forms.CharField(label=_("Against or about"), required=False, max_length=200)
    wanted = forms.CharField(label=_("What is wanted"), required=False, max_length=200)
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
    company_code = forms.CharField(label=_("Unified social credit code"), required=False, max_length=18)
    leader = forms.CharField(label=_("Assigned by which leader"), required=False, max_length=60)
    post = forms.CharField(label=_("The leader's post"), required=False, max_length=80)
    instruction = forms.CharField(label=_("Instruction"), required=False, max_length=2000)
    answer_by = forms.DateField(label=_("Answer expected by"), required=False, widget=Day)
    outlet = forms.CharField(label=_("Media outlet"), required=False, max_length=80)
    published_on = forms.DateField(label=_("Published on"), required=False, widget=Day)
    link = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")
    words = forms.CharField(
        label=_("Answer, or what was passed on"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    told = forms.CharField(label=_("What the requester was told"), required=False, max_length=1000)
    left = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = directory.sources(on=clock.today())
        self.fields["source"].choices = [("", "—"), *((s.code, s.name) for s in lines)]  # type: ignore[attr-defined]

    def draft(self) -> Draft:
        """What was told, as a draft. Words that name no area of the directory stay in the place."""
        told = self._confirmed()
        code, words = told["area"]
        return Draft(
            text=told["text"], title=told["title"], name=told["name"], phone=told["phone"],
            address_no=told["address_no"], kind="enterprise" if told["enterprise"] else "person", minor=told["minor"],
            channel=told["channel"], source=told["source"], request_type=told["request_type"],
            category=told["category"], area=code, place=f"{words} {told['place']}".strip(),
            confidential=True if told["confidential"] else None, anonymous=told["anonymous"], tags=told["tags"],
            origin=told["origin"], extra=self._elements(told), **{name: told[name] for name in FROM_WHERE},
        )  # fmt: skip

    def _elements(self, told: dict[str, Any]) -> dict[str, object]:
        """Time, party and wish as a person typed or confirmed them; what nobody confirmed is read again when asked."""
        left = told["left"].split(",")
        own = () if told["enterprise"] else (told["name"].strip(),)
        said = {name: mask(told[name].strip(), names=own) for name in ELEMENTS if name not in left}
        said = {name: words for name, words in said.items() if words}
        return {"elements": said} if said else {}

    def _confirmed(self) -> dict[str, Any]:
        """What was told. What the machine filled in and nobody confirmed is left to the machine: it stays a guess."""
        told = dict(self.cleaned_data)
        empty: dict[str, Any] = {"request_type": None, "category": "", "area": ("", "")}
        return told | {name: value for name, value in empty.items() if name in told["left"].split(",")}

    def send(self, *, by: Actor, at: datetime) -> Order:
        """Record, and what the pressed button says: "accept", "answer", "transfer:110" or "merge:<number>"."""
        verb, _, line = str(self.data.get("then", "")).partition(":")
        if verb == Verb.MERGE:
            return actions.record_merged(self.draft(), into=line, by=by, at=at, key=self.key)
        if verb not in (Verb.ACCEPT, Verb.ANSWER, Verb.TRANSFER):
            return actions.record(self.draft(), by=by, at=at, key=self.key)
        words = {"words": self.cleaned_data["words"], "told": self.cleaned_data["told"], "line": line}
        return actions.take(self.draft(), Verb(verb), by=by, at=at, key=self.key, **words)
