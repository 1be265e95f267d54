"""Imports of files of requests: what was handed in, how far it came."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jiesu.kit.fields import TermField
from jiesu.rules.terms import Term


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
