"""The law as it was published. A version never changes (database trigger); a new day brings a new version."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class PolicyVersion(models.Model):
    """One topic's law from a day on. Unique by topic and day, so versions cannot overlap.

    A temporary one (R311) ends with `until`; afterwards the version before it applies again.
    """

    topic = models.CharField(max_length=20, help_text="A code of policy.topics.Topic")
    starts = models.DateField()
    until = models.DateField(null=True, blank=True)
    title = models.CharField(max_length=200)
    source = models.TextField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["topic", "-starts"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "starts"], name="policy_version_one_a_day"),
            models.CheckConstraint(
                name="policy_version_ends_after_it_starts",
                condition=Q(until__isnull=True) | Q(until__gte=F("starts")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What events remember: "limits/2024-01-01"."""
        return f"{self.topic}/{self.starts}"
