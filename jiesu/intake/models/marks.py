"""What people judged about a request: whether it is reasonable, how it is defused, where exactly it is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from jiesu.intake.words import Finding, How, Ruling
from jiesu.kit.fields import TermField


class Judgement(models.Model):
    """合理性认定: whether a request is reasonable, by whom and why; an unreasonable one stands when approved."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    finding = TermField(Finding, max_length=14)
    reason = models.TextField()
    evidence = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    ruling = TermField(Ruling, max_length=10)
    ruled_by = models.CharField(max_length=80, blank=True)
    ruled_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)
    defused_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(ruling=str(Ruling.PROPOSED)), name="intake_one_open_judgement"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="intake_judgement_newest")]


class Defusing(models.Model):
    """化解: one thing done to defuse an unreasonable request."""

    judgement = models.ForeignKey(Judgement, models.PROTECT, related_name="steps")
    text = models.TextField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class Point(models.Model):
    """点位核实: where exactly a request is, how that was verified and by whom. The latest one holds."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    lon = models.DecimalField(max_digits=9, decimal_places=6)
    lat = models.DecimalField(max_digits=9, decimal_places=6)
    how = TermField(How, max_length=10)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
