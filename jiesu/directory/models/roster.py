"""The duty roster (24×365值守): who is on duty where, hour by hour."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiesu.directory.models.people import Person
from jiesu.directory.models.shared import choices
from jiesu.directory.models.units import Unit
from jiesu.rules.terms import Role


class Shift(models.Model):
    """A person on duty in a unit from a moment to a moment; the end no longer belongs to it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="shifts", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="shifts")
    role = models.CharField(max_length=20, choices=choices(Role), blank=True)
    post = models.CharField(max_length=60, blank=True, help_text="Desk or telephone of the duty")
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directory_shift_ends_after_it_begins", condition=Q(ends__gt=F("starts"))
            ),
            models.UniqueConstraint(fields=["unit", "person", "starts"], name="directory_shift_once"),
        ]
        indexes = [models.Index(fields=["unit", "ends", "starts"], name="directory_shift_time")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.starts:%Y-%m-%d %H:%M}"
