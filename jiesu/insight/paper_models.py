"""What the analysis desk keeps: issued reports, the templates they are written from, notes on series."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.insight.kinds import Meeting, Report
from jiesu.kit.fields import TermField


class Paper(models.Model):
    """分析通报: a report as it was issued: words and tables frozen, with as-of moment and scope (trigger)."""

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    kind = TermField(Report, max_length=8)
    first = models.DateField()
    last = models.DateField()
    title = models.CharField(max_length=200)
    words = models.TextField(help_text="The template filled with the figures of that moment")
    opinion = models.TextField(blank=True, help_text="What the analyst wrote in person")
    tables = models.JSONField(help_text="Title, heads and rows, as text")
    scope = models.CharField(max_length=300)
    meeting = models.CharField(max_length=12, blank=True, choices=[(str(m), m.zh) for m in Meeting])
    meets_on = models.DateField(null=True)
    below = models.BooleanField(default=False, help_text="Goes to the units below too")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    key = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="insight_paper_ends_after"),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="insight_one_paper_a_key"),
            models.CheckConstraint(
                condition=Q(meeting="", meets_on=None) | (~Q(meeting="") & Q(meets_on__isnull=False)),
                name="insight_a_meeting_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-at"], name="insight_paper_of_unit")]

    def __str__(self) -> str:
        return self.title


class Wording(models.Model):
    """模板: the words of a kind of report for a unit and those below; the latest holds. Never changed (trigger)."""

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    kind = TermField(Report, max_length=8)
    words = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["unit", "kind", "-at"], name="insight_wording_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Note(models.Model):
    """标注: why a series moved, by an analyst, from a day on. Never changed; withdrawn with a reason (trigger)."""

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    series = models.CharField(max_length=300, blank=True, help_text="The filters of the series, sorted")
    day = models.DateField()
    words = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="", why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(why="")),
                name="insight_note_is_withdrawn_by_somebody_for_a_reason",
            )
        ]
        indexes = [models.Index(fields=["series", "day"], name="insight_note_of_series")]

    def __str__(self) -> str:
        return f"{self.day} {self.series}"
