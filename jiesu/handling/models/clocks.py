"""What handling keeps of clocks: pauses, and what units ask of the level above, with the papers that show it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.handling.kinds import AskingKind, Decision, FileKind
from jiesu.handling.models.work import OnShare
from jiesu.kit.fields import TermField
from jiesu.rules.limits import Ground


class Pause(OnShare):
    """中止计时: for which material of the requester one waits, and the limits as they were before."""

    what = models.TextField()
    due = models.DateTimeField(help_text="The share's limit before the pause")
    order_due = models.DateTimeField(null=True, help_text="The order's, where the share leads")
    until = models.DateTimeField(help_text="When the pause is used up")
    ended_at = models.DateTimeField(null=True, help_text="From when the clock runs again")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["share"], condition=Q(ended_at=None), name="one_pause_of_a_share_at_a_time"
            )
        ]


class Asking(OnShare):
    """申请: an extension, special circumstances, the register or the write-off, and what the level above said."""

    kind = TermField(AskingKind, max_length=10)
    ground = TermField(Ground, max_length=8, blank=True)
    reason = models.TextField()
    provision = models.CharField(max_length=300, blank=True, help_text="The provision that is cited")
    plan = models.TextField(blank=True)
    span = models.CharField(max_length=12, blank=True, help_text="How much longer, as the law words it")
    decision = TermField(Decision, max_length=8, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["share"], condition=Q(decision=""), name="one_open_asking_of_a_share"
            ),
            models.CheckConstraint(
                name="an_answer_has_its_moment_and_person",
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
        ]
        indexes = [models.Index(fields=["decision", "at"], name="asking_open")]


class Paper(OnShare):
    """A checked file that belongs to an asking (evidence, the written notice to the requester)."""

    asking = models.ForeignKey(Asking, models.PROTECT, related_name="papers")
    name = models.CharField(max_length=120)
    stored = models.CharField(max_length=60, unique=True)
    kind = TermField(FileKind, max_length=8)
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
