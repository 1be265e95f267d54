"""Clues on violations (问题线索): files that only their holders can read, with a log that cannot be changed."""

from __future__ import annotations

from django.db import models

from jiesu.rules.supervision import Misconduct
from jiesu.rules.terms import Term
from jiesu.supervision.models.items import choices


class ClueState(Term):
    """Where a clue lies."""

    OPENED = ("opened", "已立", "Opened")
    SENT = ("sent", "已移送", "Transferred")
    RECEIVED = ("received", "已签收", "Received")
    CLOSED = ("closed", "已了结", "Concluded")


class ClueAct(Term):
    """What was done with a clue."""

    OPEN = ("open", "立线索", "Opened the file")
    READ = ("read", "查阅", "Read")
    SEND = ("send", "移送", "Transferred")
    RECEIVE = ("receive", "签收", "Received")
    CONCLUDE = ("conclude", "处理结果", "Outcome")


class Clue(models.Model):
    """A clue file opened from an order. It leaves no trace in the order's ledger (R255, R259)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    about = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=choices(Misconduct))
    words = models.TextField()
    outcome = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=choices(ClueState))
    opener = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    holder = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    head = models.BinaryField(max_length=32, default=b"")

    def __str__(self) -> str:
        return str(self.pk)


class ClueLine(models.Model):
    """A line of a clue's own log, chained by hash; never changed, never deleted (triggers)."""

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="lines")
    seq = models.IntegerField()
    act = models.CharField(max_length=10, choices=choices(ClueAct))
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    unit = models.CharField(max_length=60)
    print = models.CharField(max_length=64, help_text="Fingerprint of what was said")
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clue", "seq"], name="supervision_one_line_a_place")]

    def __str__(self) -> str:
        return f"{self.clue_id}#{self.seq}"
