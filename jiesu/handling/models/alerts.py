"""Warnings that the machine raises on an order, and what a person said to each (R136, R137)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.handling.kinds import AlertKind, AlertState
from jiesu.kit.fields import TermField
from jiesu.rules.thresholds import Colour


class Alert(models.Model):
    """预警: raised once for each cause; without effect until a person confirms it."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    kind = TermField(AlertKind, max_length=10)
    colour = TermField(Colour, max_length=8, blank=True)
    cause = models.CharField(max_length=60, help_text="The same cause is never raised twice")
    why = models.JSONField(default=list, help_text="A sentence: template and values")
    tags = models.JSONField(default=list, help_text="The tags that it sets once confirmed")
    law = models.CharField(max_length=40, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()
    state = TermField(AlertState, max_length=10)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.CharField(max_length=80, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "cause"], name="handling_warned_once_of_a_cause"
            ),
            models.CheckConstraint(
                name="handling_a_ruled_warning_has_its_person",
                condition=Q(state="raised", ruled_at=None) | (~Q(state="raised") & ~Q(ruled_by="")),
            ),
        ]
        indexes = [models.Index(fields=["state", "-raised_at"], name="handling_warnings")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
