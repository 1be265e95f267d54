"""The pending register (挂账台账): which shares stand in it, who answers for them, when they are reviewed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from jiesu.handling.models.clocks import Asking
from jiesu.kit.fields import TermField
from jiesu.rules.register import Obstacle


class Pending(models.Model):
    """挂账: one share's stay in the register, from the application to the write-off."""

    share = models.ForeignKey("orders.Assignment", models.PROTECT, related_name="+")
    asking = models.OneToOneField(Asking, models.PROTECT, related_name="pending")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    obstacle = TermField(Obstacle, max_length=12)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    line_unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    letter = models.TextField(help_text="What the requester was told in writing")
    told_on = models.DateField(help_text="On which day")
    law = models.CharField(max_length=40)
    listed_at = models.DateTimeField(null=True)
    review_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    renewals = models.SmallIntegerField(default=0)
    reminders = models.SmallIntegerField(default=0)
    struck_at = models.DateTimeField(null=True, help_text="Written off")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["share"],
                condition=Q(listed_at__isnull=False, struck_at=None),
                name="a_share_stands_in_the_register_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="pending_to_remind"
            ),
            models.Index(fields=["unit", "listed_at"], name="pending_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.share_id} {self.obstacle}"
