"""What a person fills in about clocks and the pending register: shape only; judgement is the action's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.handling.forms.work import PlainForm
from jiesu.kit.filefields import Files
from jiesu.kit.forms import Day, TermField
from jiesu.rules.limits import Ground
from jiesu.rules.register import Obstacle

FILES_HELP = _(
    "JPEG, PNG, WebP, PDF, Word, Excel; at most 10 MB each. Place and camera are taken out of pictures."
)


def words(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A text of some lines."""
    shown = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=4000, widget=shown, required=required, help_text=help_text)


class PauseForm(PlainForm):
    """中止计时."""

    what = words(_("Which material of the requester is waited for"))


class ExtendForm(PlainForm):
    """申请延期."""

    ground = TermField(Ground, label=_("Ground"), widget=forms.RadioSelect)
    reason = words(_("Why more time is needed"))
    amount = forms.IntegerField(label=_("How much longer"), min_value=1, max_value=9999, required=False)
    provision = forms.CharField(
        label=_("Provision"), max_length=300, required=False,
        help_text=_("Where laws, regulations or rules say so: the provision, cited."),
    )  # fmt: skip
    plan = words(
        _("Plan"),
        required=False,
        help_text=_("Where longer time is really needed: how and by when it is solved."),
    )
    evidence = Files(label=_("Evidence"), help_text=FILES_HELP)

    def __init__(self, *args: Any, most: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = most


class ReasonForm(PlainForm):
    """A decision that has to be explained (不予准许, 续期)."""

    reason = words(_("Reason"))


class DecisionForm(PlainForm):
    """A decision that may be explained (准予)."""

    reason = words(_("Remark"), required=False)


class NoteForm(PlainForm):
    """挂账提醒."""

    note = words(_("Remark"), required=False)


class ShownForm(PlainForm):
    """申请特殊情形, 申请销账: a reason with papers."""

    reason = words(_("Reason"))
    evidence = Files(label=_("Evidence"), help_text=FILES_HELP)


class RegisterForm(PlainForm):
    """申请挂账."""

    obstacle = TermField(Obstacle, label=_("What stands in the way"), widget=forms.RadioSelect)
    reason = words(_("In words"))
    owner = forms.ChoiceField(label=_("Who in the unit answers for it"))
    line_unit = forms.ChoiceField(
        label=_("Line department that answers with it"), required=False,
        help_text=_("It sees the order as long as it stands in the register."),
    )  # fmt: skip
    letter = words(_("What the requester was told in writing"))
    told_on = forms.DateField(label=_("On which day"), widget=Day)
    evidence = Files(label=_("Evidence of the obstacle"), help_text=FILES_HELP)

    def __init__(self, *args: Any, people: Iterable[Any], units: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(p.login, p.name) for p in people]  # type: ignore[attr-defined]
        self.fields["line_unit"].choices = [("", "—"), *((u.code, u.label) for u in units)]  # type: ignore[attr-defined]
