"""What an assessor fills in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiesu.assessment.kinds import YEARS, RewardKind
from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.kit.filefields import KINDS, Files
from jiesu.kit.forms import Day, HouseForm, TermField
from jiesu.rules.exclusions import Ground
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role


class OpenForm(HouseForm):
    """A period: from, to, and whose units."""

    first = forms.DateField(label=_("First day"), widget=Day)
    last = forms.DateField(label=_("Last day"), widget=Day)
    scope = forms.ChoiceField(label=_("Units under"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paths = [seat.path for seat in actor.seats if seat.role is Role.ASSESSOR]
        wide = [
            u
            for u in directory.units()
            if u.level in ("city", "district") and u.path.startswith(tuple(paths))
        ]
        self.fields["scope"].choices = [(u.code, u.name) for u in wide]  # type: ignore[attr-defined]


class FreezeForm(HouseForm):
    """Nothing to fill in; freezing is asked once more."""


class CorrectForm(HouseForm):
    """更正."""

    reason = forms.CharField(
        label=_("Why the figures changed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnnounceForm(HouseForm):
    """通报."""

    note = forms.CharField(
        label=_("Words with the circular"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class BonusForm(HouseForm):
    """加减分: points, from whom, for what, by which document."""

    points = forms.DecimalField(
        label=_("Points"),
        max_digits=5,
        decimal_places=2,
        help_text=_("With a minus sign where points are taken."),
    )
    grantor = forms.ChoiceField(label=_("Given by"))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.CharField(
        label=_("Document"), max_length=120, help_text=_("Number or title of the document.")
    )

    def __init__(self, *args: Any, actor: Actor, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paths = tuple(seat.path for seat in actor.seats if seat.role is Role.ASSESSOR)
        above = [u for u in directory.line_of(unit) if u.path.startswith(paths)]
        self.fields["grantor"].choices = [(u.code, u.name) for u in above]  # type: ignore[attr-defined]


class WithdrawForm(HouseForm):
    """撤销."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class RewardForm(HouseForm):
    """登记奖惩."""

    kind = TermField(RewardKind, label=_("Kind of entry"))
    unit = forms.ChoiceField(label=_("Unit"))
    login = forms.CharField(
        label=_("Login"), required=False, max_length=80, help_text=_("Only where a person is meant.")
    )
    year = forms.IntegerField(label=_("Year"), min_value=YEARS[0], max_value=YEARS[-1])
    reason = forms.CharField(label=_("For what"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.CharField(
        label=_("Document"), max_length=120, help_text=_("Number or title of the document.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _assessed_by(actor)  # type: ignore[attr-defined]


class SurveyForm(HouseForm):
    """登记调查指标."""

    indicator = forms.CharField(label=_("Indicator"), max_length=80)
    unit = forms.ChoiceField(label=_("Unit"))
    day = forms.DateField(label=_("Day"), widget=Day)
    value = forms.DecimalField(label=_("Result (%)"), max_digits=5, decimal_places=2)
    city_mean = forms.DecimalField(
        label=_("Mean of the city (%)"), max_digits=5, decimal_places=2, required=False
    )
    source = forms.CharField(label=_("Where it comes from"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _assessed_by(actor)  # type: ignore[attr-defined]


class CaseForm(HouseForm):
    """登记参评."""

    selection = forms.CharField(label=_("Selection"), max_length=120)
    case = forms.CharField(label=_("Case"), max_length=200)
    unit = forms.ChoiceField(label=_("Unit"))
    day = forms.DateField(label=_("Day"), widget=Day)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _assessed_by(actor)  # type: ignore[attr-defined]


class OutcomeForm(HouseForm):
    """登记结果."""

    outcome = forms.CharField(label=_("Outcome of the selection"), max_length=200)


def _assessed_by(actor: Actor) -> list[tuple[str, str]]:
    """The units whose assessor somebody is."""
    paths = tuple(seat.path for seat in actor.seats if seat.role is Role.ASSESSOR)
    return [(u.code, u.label) for u in directory.units() if u.path.startswith(paths)]


class ExcludeForm(HouseForm):
    """申请剔除."""

    ground = forms.ChoiceField(label=_("On which ground?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Why it is to be excluded"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    evidence = Files(label=_("Materials"), help_text=KINDS)

    def __init__(self, *args: Any, grounds: Mapping[str, Ground], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [(code, f"{code} {ground.name}") for code, ground in grounds.items() if ground.asked]
        self.fields["ground"].choices = asked  # type: ignore[attr-defined]


class NoteForm(HouseForm):
    """签批剔除."""

    note = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DisallowForm(HouseForm):
    """准予剔除, 不予剔除."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
