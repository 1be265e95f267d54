"""What insight keeps: the hot matters of the running weeks, as last computed. All of it can be computed again."""

from __future__ import annotations

from typing import Any

from django.db import models


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
