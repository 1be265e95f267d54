"""What leaders leave behind: decisions order by order, frozen boards, weekly analyses and monthly bulletins."""

from __future__ import annotations

from django.db import models

from jiesu.rules.terms import Term
from jiesu.supervision.models.items import choices


class Resolve(Term):
    """What a leader decides on an order that was looked at (一件一件把关研判)."""

    GO_ON = ("go_on", "继续办理", "Go on")
    INSTRUCT = ("instruct", "批示办理", "Instruct")
    SUPERVISE = ("supervise", "转督办", "Supervise")
    TAKE = ("take", "亲自办理", "Take in person")
    MEETING = ("meeting", "提请上会", "To the joint meeting")
    EXCLUDE = ("exclude", "符合剔除情形", "Fit for exclusion")
    ACCEPT = ("accept", "认可结果", "Accept the result")


class Paper(Term):
    """Which report of a unit's own."""

    WEEK = ("week", "周调度分析", "Weekly analysis")
    MONTH = ("month", "月总结通报", "Monthly bulletin")


class Decision(models.Model):
    """A leader looked at an order and decided, with a remark (R270)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    day = models.DateField()
    what = models.CharField(max_length=12, choices=choices(Resolve))
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "unit", "by", "day"], name="supervision_once_a_day")
        ]
        indexes = [models.Index(fields=["unit", "day"], name="supervision_decision_day")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.what}"


class Board(models.Model):
    """The day's handling board of a unit as it stood at its hour (R187); made once, never changed."""

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    day = models.DateField()
    as_at = models.DateTimeField()
    made_at = models.DateTimeField()
    figures = models.JSONField()
    rows = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="supervision_one_board_a_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"


class Bulletin(models.Model):
    """A weekly analysis or a monthly bulletin of a unit, with its figures as they were (R274, R275)."""

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=choices(Paper))
    first = models.DateField()
    last = models.DateField()
    figures = models.JSONField()
    words = models.TextField(blank=True)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    circulated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "first"], name="supervision_one_bulletin_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first}"


class Reader(models.Model):
    """Somebody in a unit below acknowledged a circulated bulletin."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="readers")
    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulletin", "person"], name="supervision_read_once")]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.person_id}"
