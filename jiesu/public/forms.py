"""The public's forms. To file a request only the text is needed (不设门槛, R008)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.followup import actions as followup
from jiesu.intake import actions as intake
from jiesu.intake.drafts import Draft
from jiesu.kit.filefields import KINDS, Files
from jiesu.kit.forms import HouseForm, TermField
from jiesu.orders.face import Event, Order
from jiesu.public import gate
from jiesu.rules.sampling import Means
from jiesu.rules.terms import Channel, RequestType, Satisfied, Solved
from jiesu.rules.verdict import Refusal
from jiesu.supervision import actions as supervision
from jiesu.supervision.queries import Entry


class FileForm(HouseForm):
    """提诉求: what somebody asks for, without an account."""

    private = frozenset({"name", "phone"})

    text = forms.CharField(
        label=_("What do you want to tell us?"),
        max_length=10_000,
        help_text=_("Where, since when, what happened, what you wish for: your own words are enough."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    place = forms.CharField(label=_("Where is it?"), required=False, max_length=200)
    request_type = TermField(
        RequestType, label=_("What kind of request is it?"), required=False, empty="We read it from your text"
    )
    materials = Files(label=_("Photographs or papers"), help_text=KINDS)
    name = forms.CharField(label=_("Your name"), required=False, max_length=60)
    phone = forms.CharField(
        label=_("Your telephone number"),
        required=False,
        max_length=40,
        help_text=_("So that the unit can reach you. It is stored encrypted."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    enterprise = forms.BooleanField(label=_("I ask for an enterprise"), required=False)
    confidential = forms.BooleanField(
        label=_("Keep me confidential"),
        required=False,
        help_text=_(
            "The hotline centre knows how to reach you; the unit that handles the matter does not learn who you are."
        ),
    )
    anonymous = forms.BooleanField(
        label=_("Stay anonymous"),
        required=False,
        help_text=_(
            "Name and number are not stored at all. Nobody can call you back: follow it with number and code."
        ),
    )
    website = forms.CharField(
        label=_("Please leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, at: datetime, address: str = "", **kwargs: Any) -> None:
        self.at, self.address = at, address
        super().__init__(*args, **kwargs)

    @property
    def key(self) -> str:
        """The stamp that the form carries: the old one as long as it is good, so that sent twice is filed once."""
        sent = str(self.data.get("idem", ""))
        try:
            gate.read_stamp(sent, self.at + gate.AT_LEAST)
        except Refusal:
            return self.fresh_key
        return sent

    @property
    def fresh_key(self) -> str:
        if not hasattr(self, "_fresh"):
            self._fresh = gate.stamp(self.at)
        return self._fresh

    def send(self) -> Order:
        """File it: the request waits in the hotline centre's tray."""
        told = self.cleaned_data
        once = gate.read_stamp(str(self.data.get("idem", "")), self.at)
        if told["website"]:
            raise Refusal("That was very quick. Please read your text once more and send it again.")
        gate.count("filed", self.address, gate.FILED)
        draft = Draft(
            text=told["text"], place=told["place"], request_type=told["request_type"], channel=Channel.WEB,
            name=told["name"], phone=told["phone"], anonymous=told["anonymous"],
            kind="enterprise" if told["enterprise"] else "person", confidential=told["confidential"] or None,
        )  # fmt: skip
        return intake.record_web(draft, at=self.at, key=once, files=told["materials"])


class TrackForm(HouseForm):
    """查进度: number and code."""

    private = frozenset({"number", "code"})

    number = forms.CharField(
        label=_("Request number"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    code = forms.CharField(
        label=_("Query code"),
        max_length=20,
        help_text=_("Eight letters and digits that you were given with the number."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )

    def send(self, *, address: str) -> Order:
        """Open the request."""
        return gate.opened(self.cleaned_data["number"], self.cleaned_data["code"], address=address)


class RequestForm(HouseForm):
    """A form about the request that the visitor has opened; `number` guards against a second window."""

    number = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        self.order = order
        super().__init__(
            *args, initial={"number": order.number}, auto_id=f"{type(self).__name__}_%s", **kwargs
        )

    def send(self, *, at: datetime) -> object:
        """Do it as the requester of the opened request."""
        if self.cleaned_data["number"] != self.order.number:
            raise Refusal(
                "You have opened another request meanwhile. Nothing was changed; please look again."
            )
        return self.act(at)

    @property
    def once(self) -> str:
        """The idempotency key, of this request and this form alone whatever a browser sends."""
        return f"public:{self.order.number}:{type(self).__name__}:{self.key}"[:80]

    def act(self, at: datetime) -> object:
        """The one call."""
        raise NotImplementedError


class SupplementForm(RequestForm):
    """补充."""

    text = forms.CharField(
        label=_("What do you want to add?"), required=False, max_length=10_000, widget=forms.Textarea
    )
    materials = Files(label=_("Photographs or papers"), help_text=KINDS)

    def act(self, at: datetime) -> Event:
        by, told = gate.requester(self.order), self.cleaned_data
        return intake.supplement(
            self.order.number, told["text"], files=told["materials"], by=by, at=at, key=self.once
        )


class PressForm(RequestForm):
    """催单."""

    text = forms.CharField(
        label=_("Do you want to say something?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def act(self, at: datetime) -> Event:
        by = gate.requester(self.order)
        return intake.press(self.order.number, text=self.cleaned_data["text"], by=by, at=at, key=self.once)


class WithdrawForm(RequestForm):
    """撤诉."""

    reason = forms.CharField(
        label=_("Why do you take it back?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def act(self, at: datetime) -> Event:
        by, why = gate.requester(self.order), self.cleaned_data["reason"]
        return intake.withdraw(self.order.number, reason=why, by=by, at=at, key=self.once)


class RateForm(RequestForm):
    """回访评价: the three questions."""

    contacted = forms.TypedChoiceField(
        label=_("1. Did the unit contact you?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        coerce="yes".__eq__,
        widget=forms.RadioSelect,
    )
    solved = TermField(Solved, label=_("2. Is your matter solved?"), widget=forms.RadioSelect)
    satisfied = TermField(Satisfied, label=_("3. Are you satisfied?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Do you want to say why?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def act(self, at: datetime) -> Event:
        told = self.cleaned_data
        return followup.rate(
            self.order.number, contacted=told["contacted"], solved=told["solved"], satisfied=told["satisfied"],
            reason=told["reason"], by=gate.requester(self.order), at=at, means=Means.WEB, key=self.once,
        )  # fmt: skip


class ComplaintForm(RequestForm):
    """群众监督: how the request was handled is reported to the body above the unit (R280)."""

    words = forms.CharField(
        label=_("What went wrong in the handling?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The body above the unit reads it. Your name is not passed on with it."),
    )  # fmt: skip

    def act(self, at: datetime) -> Entry:
        return supervision.hear(self.order.number, words=self.cleaned_data["words"], at=at, key=self.once)
