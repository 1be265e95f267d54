"""What dispatch keeps beside the ledger: suggestions with their reasons, objections with their rulings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.dispatch.kinds import Fate, Ground, Ruling
from jiesu.kit.fields import TermField


class Suggestion(models.Model):
    """Who may be competent for an order, as last computed; `seq` is the order's event count at that time."""

    order = models.OneToOneField("orders.Order", models.CASCADE, related_name="+")
    seq = models.IntegerField()
    made_at = models.DateTimeField()
    top = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    confidence = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    candidates = models.JSONField(default=list, help_text="Leads, assisting ones and copies, with reasons")
    automatic = models.BooleanField(default=False, help_text="Whether the gate lets the machine dispatch")
    against = models.JSONField(default=list, help_text="What stands against automatic dispatch")
    model = models.CharField(max_length=60, help_text="Version of the reading that guessed")
    routing = models.CharField(max_length=40, help_text="Version of the duty catalogue")
    fate = TermField(Fate, max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(fields=["fate", "made_at"], name="suggestion_fate")]

    def __str__(self) -> str:
        return f"{self.order_id}"


class Objection(models.Model):
    """派单异议: why a unit says that an order is not its own, and what was ruled."""

    share = models.ForeignKey("orders.Assignment", models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    ground = TermField(Ground, max_length=16)
    reason = models.TextField()
    basis = models.CharField(max_length=300, blank=True, help_text="Legal basis")
    proposed = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    ruling_due = models.DateTimeField(null=True)
    ruling = TermField(Ruling, max_length=10, blank=True)
    ruling_reason = models.TextField(blank=True)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "unit"], name="one_objection_per_unit_and_order"),
            models.CheckConstraint(
                name="a_ruling_has_its_moment_and_person",
                condition=Q(ruling="", ruled_at=None)
                | (~Q(ruling="") & Q(ruled_at__isnull=False) & ~Q(ruled_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.unit_id}"
