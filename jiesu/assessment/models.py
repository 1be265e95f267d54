"""Assessment periods and their frozen score sheets. Law: regulation art 32; a frozen sheet is never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Period(models.Model):
    """考核期: from a day to a day, for the units under one, by one version of the law."""

    first = models.DateField()
    last = models.DateField()
    scope = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
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
            models.UniqueConstraint(fields=["scope", "first", "last"], name="assessment_one_period"),
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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="assessment_one_line_a_unit"),
            models.CheckConstraint(
                condition=Q(orders=F("direct") + F("forwarded")), name="assessment_two_sources"
            ),
        ]
