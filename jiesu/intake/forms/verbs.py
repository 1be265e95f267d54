"""The forms of intake's verbs, each on one order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.callers.sight import VALUES, Field
from jiesu.directory import queries as directory
from jiesu.intake import actions, courses, queries, suggesting, warnings
from jiesu.intake.forms.desk import AreaField, CategoryField, Tags
from jiesu.intake.models import Article
from jiesu.intake.words import BY_HAND, Branch, Line
from jiesu.kit import clock
from jiesu.kit.filefields import KINDS, Files
from jiesu.kit.forms import HouseForm, TermField
from jiesu.orders.face import Event, Order
from jiesu.rules.norms import Course
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Channel, RequestType


class VerbForm(HouseForm):
    """The form of one verb on one order."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        self.order = order
        super().__init__(*args, **kwargs)

    def send(self, *, by: Actor, at: datetime) -> Any:
        """The one call of the verb's page."""
        raise NotImplementedError


def proposals(order: Order) -> tuple[warnings.Proposed, ...]:
    """The tags that the words of an order propose."""
    return warnings.proposed(f"{order.title}\n{order.text}", clock.now())


def kept_tags(order: Order, ticked: Iterable[str]) -> tuple[str, ...]:
    """What was ticked, and the tags of the order that nobody ticks."""
    return tuple(dict.fromkeys((*map(str, ticked), *(t for t in order.tags if t not in BY_HAND))))


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
            "tags": [*order.tags, *(str(p.tag) for p in proposals(order))],
        }
        super().__init__(*args, order=order, **kwargs)

    def send(self, *, by: Actor, at: datetime) -> Event:
        told = self.cleaned_data
        return actions.accept(
            self.order.number, by=by, at=at, request_type=told["request_type"], category=told["category"],
            area=told["area"][0], tags=kept_tags(self.order, told["tags"]), key=self.key,
        )  # fmt: skip


class AnswerForm(VerbForm):
    """即时答复: from an article of the library where there is one, by a special branch of art 11 where it is one."""

    article = forms.ModelChoiceField(
        label=_("Answered from"),
        required=False,
        queryset=Article.objects.none(),
        empty_label="—",
        help_text=_("What the answer rests on is kept with it."),
    )
    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 6}))
    branch = TermField(Branch, label=_("Special branch (art 11)"), required=False, only=tuple(Branch)[1:])
    reason = forms.CharField(label=_("Why this branch"), required=False, max_length=1000)
    earlier = forms.CharField(
        label=_("Number of the earlier request"),
        required=False,
        max_length=20,
        help_text=_("For S3: the request that is in progress or finished."),
    )

    passed_to = forms.ChoiceField(
        label=_("Passed on to"), required=False, help_text=_("A praise goes to the unit that it is about.")
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        self.fields["article"].queryset = queries.articles(on=clock.today())  # type: ignore[attr-defined]
        units = [(unit.code, unit.name) for unit in directory.units()]
        self.fields["passed_to"].choices = [("", "—"), *units]  # type: ignore[attr-defined]
        if courses.course(order.request_type, clock.now()) is not Course.PASS_ON:
            del self.fields["passed_to"]

    def send(self, *, by: Actor, at: datetime) -> Event:
        told = self.cleaned_data
        return actions.answer(self.order.number, told.pop("text"), by=by, at=at, key=self.key, **told)


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

    text = forms.CharField(label=_("What is added"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    materials = Files(label=_("Photographs or papers"), help_text=KINDS)

    def send(self, *, by: Actor, at: datetime) -> Event:
        told = self.cleaned_data
        return actions.supplement(
            self.order.number, told["text"], files=told["materials"], by=by, at=at, key=self.key
        )


class WithdrawForm(VerbForm):
    """撤诉."""

    channel = TermField(Channel, label=_("By which channel the requester said so"))
    reason = forms.CharField(label=_("Why it is withdrawn"), widget=forms.Textarea)

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.withdraw(self.order.number, by=by, at=at, key=self.key, **self.cleaned_data)


class RevealForm(VerbForm):
    """查看明文."""

    field = TermField(
        Field, only=VALUES, label=_("What you need to see"), widget=forms.RadioSelect, initial=Field.PHONE
    )
    why = forms.CharField(label=_("Why"), max_length=300, help_text=_("The reason is kept with your name."))

    def send(self, *, by: Actor, at: datetime) -> actions.Revealed:
        return actions.reveal(self.order.number, by=by, at=at, **self.cleaned_data)


class ProfileForm(HouseForm):
    """诉求人画像: the reason."""

    why = forms.CharField(label=_("Why"), max_length=300, help_text=_("The reason is kept with your name."))
