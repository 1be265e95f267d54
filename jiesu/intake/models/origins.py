"""Where requests come from beside the telephone: a leader who assigns, an outlet that reports and is answered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Mandate(models.Model):
    """领导交办: who assigned the request, with which instruction, and until when an answer is expected."""

    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="+", primary_key=True)
    leader = models.CharField(max_length=60)
    post = models.CharField(max_length=80, blank=True)
    instruction = models.TextField(blank=True)
    answer_by = models.DateField(null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class MediaIssue(models.Model):
    """媒体反映: what an outlet published, the orders that came of it, and the reply to the outlet (R018, R019)."""

    outlet = models.CharField(max_length=80)
    published_on = models.DateField(null=True)
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    orders: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "orders.Order", related_name="+", through="MediaLink"
    )
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_to = models.CharField(max_length=80, blank=True, help_text="Who at the outlet got the reply")
    replied_by = models.CharField(max_length=80, blank=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["outlet", "title", "published_on"],
                name="intake_one_issue_a_report",
                nulls_distinct=False,
            )
        ]
        indexes: ClassVar = [models.Index(fields=["-opened_at", "-id"], name="intake_issue_newest")]

    def __str__(self) -> str:
        return f"{self.outlet}: {self.title}"


class MediaLink(models.Model):
    """An order that came of an issue, or belongs to it."""

    issue = models.ForeignKey(MediaIssue, models.PROTECT, related_name="links")
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "order"], name="intake_linked_to_an_issue_once")
        ]
