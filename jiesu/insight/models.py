"""What insight keeps: the hot matters of the running weeks, as last computed. All of it can be computed again."""

from __future__ import annotations

from typing import Any

from django.db import models

from jiesu.insight.paper_models import Note, Paper, Wording


class HotMatter(models.Model):
    """热点事项: the same matter at the same place, told by many. Title and place are masked; nobody is named."""

    rank = models.IntegerField()
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey("directory.Area", models.PROTECT, null=True, related_name="+")
    heat = models.DecimalField(max_digits=9, decimal_places=3)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    people = models.IntegerField(help_text="Different requesters; who is not known counts by the order")
    size = models.IntegerField(help_text="Orders")
    surging = models.BooleanField(default=False, help_text="Stands out against its season yesterday or today")
    mass = models.BooleanField(default=False, help_text="A mass request by the law of thresholds")
    by_day = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    law = models.CharField(max_length=40, blank=True)
    orders: models.ManyToManyField[Any, Any] = models.ManyToManyField("orders.Order", related_name="+")

    class Meta:
        indexes = [models.Index(fields=["rank"], name="matter_rank")]

    def __str__(self) -> str:
        return f"{self.rank} {self.title}"


class Month(models.Model):
    """A whole month that was counted once for the seasons; a past month changes no more."""

    first = models.DateField(unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


class MonthVolume(models.Model):
    """How many requests about a matter came in a month, by the unit that led them."""

    month = models.ForeignKey(Month, models.CASCADE, related_name="volumes", db_index=False)
    category = models.CharField(max_length=60)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    orders = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "category", "unit"], name="insight_one_count_a_month", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.category}"


__all__ = ["HotMatter", "Month", "MonthVolume", "Note", "Paper", "Wording"]
