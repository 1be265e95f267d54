"""What a person fills in about a whistle: shape only; judgement is the action's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.kit.forms import HouseForm, TermField, options
from jiesu.rules.terms import Solved
from jiesu.rules.whistle import OF_CALLED, OF_CALLER, CallRuling, Mark, WhistleKind
from jiesu.whistle.models import Call, Whistle
from jiesu.whistle.preparing import Prepared


def _words(label: Any, *, rows: int = 3, help_text: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=2000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class WhistleForm(HouseForm):
    """吹哨: the preparation. Nothing is required while it is a draft; the law says what the whistle needs."""

    use_required_attribute = False

    kind = TermField(WhistleKind, label=_("Kind of whistle"), widget=forms.RadioSelect)
    called = forms.MultipleChoiceField(
        label=_("Departments called"), required=False, widget=forms.CheckboxSelectMultiple
    )
    facts = _words(_("Facts"), help_text=_("What is the matter, since when, what was tried already."))
    basis = _words(_("Legal basis"), rows=2, help_text=_("Which law or duty list makes it theirs."))
    action = _words(_("Wanted action"), rows=2, help_text=_("What each department is asked to do."))
    result = _words(_("Wanted result"), rows=2)
    place = forms.CharField(label=_("Where one meets"), required=False, max_length=200)
    materials = forms.MultipleChoiceField(
        label=_("Materials"), required=False, widget=forms.CheckboxSelectMultiple
    )
    also = forms.CharField(
        label=_("Further orders of the same matter"), required=False, max_length=400,
        help_text=_("Their numbers, separated by spaces."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, units: Iterable[Any], files: dict[str, str], draft: Whistle | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_of_draft(draft), **kwargs)
        self.fields["called"].choices = [(u.code, u.name) for u in units]  # type: ignore[attr-defined]
        self.fields["materials"].choices = list(files.items())  # type: ignore[attr-defined]
        if not files:
            del self.fields["materials"]

    @property
    def prepared(self) -> Prepared:
        """What was filled in."""
        said = self.cleaned_data
        words = {name: said[name] for name in ("facts", "basis", "action", "result", "place")}
        return Prepared(
            kind=said["kind"], called=tuple(said["called"]), materials=tuple(said.get("materials", ())),
            also=tuple(filter(None, re.split(r"[\s,，、;；]+", said["also"]))), **words,
        )  # fmt: skip


class SaidForm(HouseForm):
    """A form whose fields are the arguments of the action."""

    def asked(self) -> dict[str, Any]:
        """The arguments of the action."""
        return dict(self.cleaned_data)


class WordsForm(SaidForm):
    """响应: an answer in words, where one wants."""

    words = _words(_("Answer"), help_text=_("Who will come and when, where you know it already."))


class WhyForm(SaidForm):
    """撤哨, 不予响应: a reason."""

    why = _words(_("Reason"), required=True)


class ReportForm(SaidForm):
    """报到: filled in at the place, on a telephone."""

    who = forms.CharField(label=_("Who came"), max_length=60)
    place = forms.CharField(label=_("Place"), max_length=200)


class FeedbackForm(SaidForm):
    """处置反馈."""

    effect = TermField(Solved, label=_("What came of it"), widget=forms.RadioSelect)
    done = _words(_("What your unit did"), rows=5, required=True)


class SettleForm(SaidForm):
    """确认处置."""

    solved = TermField(Solved, label=_("Is the problem solved?"), widget=forms.RadioSelect)
    outcome = _words(_("Result for the order"), rows=4, required=True)


class RuleForm(SaidForm):
    """协调裁定."""

    unit = forms.ChoiceField(label=_("Whose refusal"), widget=forms.RadioSelect)
    ruling = TermField(CallRuling, label=_("Ruling"), widget=forms.RadioSelect)
    words = _words(_("Reason"), required=True)

    def __init__(self, *args: Any, calls: Iterable[Call], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(c.unit.code, f"{c.unit.label}: {c.refusal}") for c in calls]  # type: ignore[attr-defined]
        self.order_fields(("unit", "ruling", "words"))


class MarksForm(SaidForm):
    """双考评: the marks of one side; a street also says of which department."""

    unit = forms.ChoiceField(label=_("Department"), widget=forms.RadioSelect)
    remark = _words(_("Remark"), rows=2)

    def __init__(
        self, *args: Any, marks: tuple[Mark, ...], scale: range, calls: Iterable[Call] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.marks = marks
        for mark in marks:
            self.fields[f"mark_{mark}"] = forms.TypedChoiceField(
                label=options(Mark)()[list(Mark).index(mark)][1], coerce=int, widget=forms.RadioSelect,
                choices=[(n, str(n)) for n in scale],
            )  # fmt: skip
        self.fields["unit"].choices = [(c.unit.code, c.unit.label) for c in calls]  # type: ignore[attr-defined]
        if marks == OF_CALLER:
            del self.fields["unit"]
        self.order_fields(["unit", *(f"mark_{mark}" for mark in marks), "remark"])

    def asked(self) -> dict[str, Any]:
        """The arguments of the action."""
        said = self.cleaned_data
        marks = {mark: said[f"mark_{mark}"] for mark in self.marks}
        return {"unit": said.get("unit", ""), "marks": marks, "remark": said["remark"]}


SIDES = {True: OF_CALLED, False: OF_CALLER}
"""The marks of the street, and of the department."""


def _of_draft(draft: Whistle | None) -> dict[str, Any]:
    if draft is None:
        return {"kind": WhistleKind.PUBLIC}
    return {
        "kind": draft.kind, "facts": draft.facts, "basis": draft.basis, "action": draft.action,
        "result": draft.result, "place": draft.place, "materials": draft.materials,
        "called": [call.unit.code for call in draft.calls.all()],
        "also": " ".join(order.number for order in draft.also.all()),
    }  # fmt: skip
