"""Assessment periods and their frozen score sheets. Law: regulation art 32; a frozen sheet is never changed."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from jiesu.assessment.kinds import ExclusionStep, RewardKind
from jiesu.kit.fields import TermField
from jiesu.rules.classes import Class
from jiesu.rules.scoring import Cycle


class Period(models.Model):
    """考核期: from a day to a day, for the units under one, by one version of the law."""

    first = models.DateField()
    last = models.DateField()
    scope = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    cycle = TermField(Cycle, max_length=8, default=str(Cycle.PERIOD))
    law = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="assessment_period_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["scope", "cycle", "first", "last"], name="assessment_one_period"),
            models.CheckConstraint(
                condition=Q(frozen_at=None, frozen_by="") | (Q(frozen_at__isnull=False) & ~Q(frozen_by="")),
                name="assessment_frozen_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


class Line(models.Model):
    """One unit's counts in a frozen period, with its result and rank. Rows are added, never changed (trigger)."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="lines")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    league = models.CharField(max_length=40)
    orders = models.IntegerField()
    direct = models.IntegerField()
    forwarded = models.IntegerField()
    excluded = models.IntegerField()
    valid = models.IntegerField()
    direct_valid = models.IntegerField()
    contacted = models.IntegerField()
    solved = models.IntegerField()
    partly = models.IntegerField()
    satisfied = models.IntegerField()
    basically = models.IntegerField()
    double_yes = models.IntegerField()
    double_no = models.IntegerField()
    population = models.IntegerField(null=True)
    composite = models.CharField(
        max_length=80, blank=True, help_text="Exact, as a fraction; empty without data"
    )
    rank = models.IntegerField(null=True)
    of = models.IntegerField()
    before = models.JSONField(default=dict, help_text="The counts as they are before exclusion")
    kinds = models.JSONField(
        default=dict, help_text="The counts by kind of request: after exclusion and before"
    )
    bonus = models.CharField(
        max_length=80, blank=True, help_text="Exact, as a fraction; empty where there is none"
    )
    media = models.IntegerField(default=0, help_text="Problems that the media reported")
    district_rank = models.IntegerField(null=True, help_text="Among its league in its district")
    district_of = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="assessment_one_line_a_unit"),
            models.CheckConstraint(
                condition=Q(orders=F("direct") + F("forwarded")), name="assessment_two_sources"
            ),
        ]


class Correction(models.Model):
    """更正记录: what a unit's counts are by now, beside a frozen sheet that stays. Rows are added, never changed."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="corrections")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    reason = models.TextField()
    before = models.JSONField(help_text="The counts of the sheet, or of the correction before")
    after = models.JSONField(help_text="The counts as they are counted at that moment")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        ordering = ("at", "pk")


class Bonus(models.Model):
    """加减分: points on a unit's result, by whom, for what, by which document. Stays when withdrawn (R320)."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="bonuses")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=2)
    grantor = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    reason = models.TextField()
    document = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    withdrawn_for = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="assessment_a_bonus_is_not_nothing")
        ]


class Choice(models.Model):
    """四类街乡镇: the class that a unit was given with a frozen sheet, and why. Rows are added, never changed."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="choices")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    league = models.CharField(max_length=40)
    chosen = TermField(Class, max_length=16)
    why = models.CharField(max_length=200)
    clause = models.CharField(max_length=200, blank=True)
    law = models.CharField(max_length=40)
    figures = models.JSONField(help_text="What the choice looked at, exact, as fractions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "unit"], name="assessment_one_class_a_unit")]


class Circular(models.Model):
    """三率通报: a frozen sheet made known to everybody who works here (R316). Rows are added, never changed."""

    period = models.OneToOneField(Period, models.PROTECT, related_name="circular")
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)


class Reward(models.Model):
    """奖惩台账: what a unit or a person was rewarded or blamed for, with the results of that time (R323-R326)."""

    kind = TermField(RewardKind, max_length=16)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    person = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    year = models.SmallIntegerField()
    reason = models.TextField()
    document = models.CharField(max_length=120)
    figures = models.JSONField(default=dict, help_text="The year's results when it was given, as shown")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    withdrawn_for = models.TextField(blank=True)

    class Meta:
        ordering = ("-year", "kind", "pk")


class Survey(models.Model):
    """调查指标: what a survey found for a unit (总体认可度…), beside the mean of the city (R335)."""

    indicator = models.CharField(max_length=80)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    day = models.DateField(help_text="The day that the survey is of")
    value = models.DecimalField(max_digits=5, decimal_places=2, help_text="Per cent")
    city_mean = models.DecimalField(max_digits=5, decimal_places=2, null=True, help_text="Per cent")
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "day"], name="assessment_one_survey_figure_a_day"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=100), name="assessment_a_survey_figure_is_a_share"
            ),
        ]

    @property
    def difference(self) -> Decimal | None:
        """Percentage points above the mean of the city; none where the mean is not known."""
        return None if self.city_mean is None else self.value - self.city_mean


class Submission(models.Model):
    """参评案例: a case that was sent to a selection elsewhere, and what became of it (R333)."""

    selection = models.CharField(max_length=120)
    case = models.CharField(max_length=200)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    outcome = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)


class Exclusion(models.Model):
    """剔除申请: one unit's share, a coded ground, and where the application stands."""

    share = models.ForeignKey("orders.Assignment", models.PROTECT, related_name="+")
    ground = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    law = models.CharField(max_length=40)
    text = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    step = TermField(ExclusionStep, max_length=16)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["share"],
                condition=~Q(step=str(ExclusionStep.DISALLOWED)),
                name="assessment_one_exclusion_a_share",
            )
        ]


class Signature(models.Model):
    """One leader's signature under an application, in the order of the law."""

    exclusion = models.ForeignKey(Exclusion, models.PROTECT, related_name="signatures")
    no = models.SmallIntegerField()
    role = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    in_person = models.BooleanField(default=True)

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["exclusion", "no"], name="assessment_signature_once")]


class Proof(models.Model):
    """剔除材料: a checked file of an application."""

    exclusion = models.ForeignKey(Exclusion, models.PROTECT, related_name="proofs")
    name = models.CharField(max_length=120)
    stored = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
