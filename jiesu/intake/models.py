"""What the spine lacks: the words that belong to intake's verbs, what a file told of the past, and imports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jiesu.intake.words import Branch, Line
from jiesu.kit.fields import TermField
from jiesu.rules.terms import Term, Verb


class Note(models.Model):
    """The words of one event of intake: an answer, what was passed on, a supplement, a reason.

    The event carries a keyed fingerprint of `text`, so that a change of the words shows.
    """

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    seq = models.IntegerField(help_text="The event's place in its order")
    verb = TermField(Verb, max_length=16)
    text = models.TextField(blank=True)
    told = models.TextField(blank=True, help_text="What the requester was told")
    line = TermField(Line, max_length=4, blank=True)
    branch = TermField(Branch, max_length=2, blank=True)
    reference = models.CharField(
        max_length=80, blank=True, help_text="What the other line gave as its number"
    )
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "seq", "verb"], name="intake_one_note_an_event")
        ]


class Past(models.Model):
    """What an imported file told of an order's past: who answered it, what, when."""

    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="+", primary_key=True)
    unit = models.CharField(max_length=200, blank=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)


class RunState(Term):
    """Where an import stands."""

    PREVIEW = ("preview", "待确认", "To be confirmed")
    RUNNING = ("running", "导入中", "Running")
    DONE = ("done", "已完成", "Done")
    STOPPED = ("stopped", "已中断", "Stopped")


class ImportRun(models.Model):
    """One import of one file: what it is, how its columns were read, how far it came."""

    digest = models.CharField(
        max_length=64, db_index=True, help_text="Fingerprint of file, source and mapping"
    )
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=40)
    mapping = models.JSONField(default=dict)
    state = TermField(RunState, max_length=8)
    position = models.IntegerField(default=0, help_text="The last row that was dealt with")
    read = models.IntegerField(default=0)
    imported = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    known = models.IntegerField(default=0)
    file = models.CharField(max_length=300, blank=True, help_text="Where an upload lies below MEDIA_ROOT")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="intake_run_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
