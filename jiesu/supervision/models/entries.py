"""Entries of the registers (督办台账) and the steps taken with each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.rules.registers import EntryState, Register, Step
from jiesu.supervision.models.items import Item, choices


class Entry(models.Model):
    """One entry of a register: who keeps it, whom it concerns, what it says, where it stands."""

    register = models.CharField(max_length=16, choices=choices(Register))
    state = models.CharField(max_length=12, choices=choices(EntryState))
    issuer = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="entries")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    person = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=24, blank=True)
    form = models.CharField(max_length=24, blank=True)
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    day = models.DateField(null=True, help_text="The day of the meeting, the month that is talked about")
    due = models.DateTimeField(null=True)
    count = models.IntegerField(null=True, help_text="Carried over, levels reviewed, recurrences")
    figures = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "unit", "day"], condition=Q(register="review"),
                name="supervision_one_review_a_month",
            ),
            models.UniqueConstraint(
                fields=["register", "order"],
                condition=Q(register__in=["topic", "case", "risk"], ended_at=None, order__isnull=False),
                name="supervision_one_open_topic_an_order",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="supervision_one_entry_a_key"
            ),
            models.CheckConstraint(
                condition=Q(register__in=[str(r) for r in Register], state__in=[str(s) for s in EntryState]),
                name="supervision_entry_is_known",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["register", "state", "due"], name="supervision_entry_state"),
            models.Index(fields=["register", "issuer", "-made_at"], name="supervision_entry_issuer"),
            models.Index(fields=["unit", "register", "-made_at"], name="supervision_entry_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class Stage(models.Model):
    """A step taken with an entry: discussion, resolution, reply, a session of guidance."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="stages")
    step = models.CharField(max_length=12, choices=choices(Step))
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=24, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="supervision_stage_at")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.step}"


class Look(models.Model):
    """When the house last looked for something to be warned of."""

    name = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
