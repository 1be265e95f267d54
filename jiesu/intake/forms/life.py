"""The forms of what comes later in an order's life: undo a merge, split, press, mark, judge, locate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from jiesu.intake import actions, splitting
from jiesu.intake.forms.desk import AreaField, CategoryField, Tags
from jiesu.intake.forms.verbs import VerbForm
from jiesu.intake.words import BY_HAND, Finding, How
from jiesu.kit.forms import TermField
from jiesu.orders.face import Event, Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import RequestType

FEWEST, MOST = 3, 20
"""So many lines the page of a split shows at the least and at the most."""


class UnmergeForm(VerbForm):
    """撤销并单."""

    reason = forms.CharField(label=_("Why the merge is undone"), widget=forms.Textarea)

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.unmerge(self.order.number, by=by, at=at, key=self.key, **self.cleaned_data)


class PressForm(VerbForm):
    """催单."""

    text = forms.CharField(label=_("What the requester says"), required=False, widget=forms.Textarea)

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.press(self.order.number, by=by, at=at, key=self.key, **self.cleaned_data)


class SplitForm(VerbForm):
    """拆单: one line for each matter; the first lines are read from the text."""

    accept = forms.BooleanField(label=_("Accept the parts at once"), required=False, initial=True)

    def __init__(self, *args: Any, order: Order, lines: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        read = splitting.matters(order.text)
        sent = sum(1 for name in self.data if str(name).startswith("text_"))
        for n in range(min(max(lines, sent, len(read) + 1, FEWEST), MOST)):
            text = read[n] if n < len(read) else ""
            area = f"{order.area.name} [{order.area.code}]" if order.area and text else ""
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("Matter"), required=False, initial=text, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"request_type_{n}"] = TermField(
                RequestType, label=_("Type"), required=False, empty="Read from the text"
            )
            self.fields[f"category_{n}"] = CategoryField()
            self.fields[f"area_{n}"] = AreaField(initial=area)
            self.fields[f"place_{n}"] = forms.CharField(
                label=_("Place"), required=False, max_length=200, initial=order.place if text else ""
            )
        self.dress()

    @property
    def lines(self) -> list[list[BoundField]]:
        """The fields of each matter."""
        count = sum(1 for name in self.fields if name.startswith("text_"))
        names = ("text", "request_type", "category", "area", "place")
        return [[self[f"{name}_{n}"] for name in names] for n in range(count)]

    def pieces(self) -> list[actions.Piece]:
        """What was written, a matter for each line that has words."""
        told = self.cleaned_data
        found = []
        for n in range(len(self.lines)):
            code, words = told[f"area_{n}"]
            found.append(
                actions.Piece(
                    text=told[f"text_{n}"], request_type=told[f"request_type_{n}"],
                    category=told[f"category_{n}"], area=code, place=f"{words} {told[f'place_{n}']}".strip(),
                )
            )  # fmt: skip
        return found

    def send(self, *, by: Actor, at: datetime) -> list[Order]:
        accept = self.cleaned_data["accept"]
        return actions.split(self.order.number, self.pieces(), accept=accept, by=by, at=at, key=self.key)


class FlagForm(VerbForm):
    """标记: the ticks as they stand; what is ticked more is set, what is unticked is lifted."""

    tags = Tags()
    reason = forms.CharField(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **({"initial": {"tags": order.tags}} | kwargs))

    def send(self, *, by: Actor, at: datetime) -> Event:
        ticked = self.cleaned_data["tags"]
        lifted = [tag for tag in BY_HAND if tag in self.order.tags and tag not in ticked]
        reason = self.cleaned_data["reason"]
        return actions.flag(
            self.order.number, add=ticked, remove=lifted, reason=reason, by=by, at=at, key=self.key
        )


class JudgeForm(VerbForm):
    """合理性认定."""

    finding = TermField(Finding, label=_("Judgement"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("An unreasonable request needs it, and a leader's or a supervisor's approval."),
    )

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.judge(self.order.number, by=by, at=at, key=self.key, **self.cleaned_data)


class ApproveForm(VerbForm):
    """审定."""

    granted = forms.TypedChoiceField(
        label=_("The judgement"),
        choices=(("yes", _("stands")), ("no", _("does not stand"))),
        coerce="yes".__eq__,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.approve(self.order.number, by=by, at=at, key=self.key, **self.cleaned_data)


class DefuseForm(VerbForm):
    """化解."""

    text = forms.CharField(label=_("What was done"), widget=forms.Textarea(attrs={"rows": 3}))
    defused = forms.BooleanField(label=_("It is defused now"), required=False)

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.defuse(self.order.number, by=by, at=at, key=self.key, **self.cleaned_data)


class LocateForm(VerbForm):
    """核实点位."""

    lon = forms.CharField(
        label=_("Longitude"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    lat = forms.CharField(
        label=_("Latitude"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    how = TermField(How, label=_("How it was verified"))

    def send(self, *, by: Actor, at: datetime) -> Event:
        return actions.locate(self.order.number, by=by, at=at, key=self.key, **self.cleaned_data)
