"""What a unit decides inside: screening, the head's signature before dispatch, recusal, grade, the plan."""

from __future__ import annotations

from django.db import models

from jiesu.handling.kinds import Finding, RecusalGround
from jiesu.handling.models.work import OnShare
from jiesu.kit.fields import TermField
from jiesu.rules.terms import Grade


class Screening(OnShare):
    """甄别: what a look at the request before onward assignment found (R074)."""

    finding = TermField(Finding, max_length=12)
    note = models.TextField(blank=True)
    other = models.CharField(max_length=20, blank=True, help_text="The order it repeats")


class Endorsement(OnShare):
    """签批派单: the head lets the order go into the unit (R078)."""

    note = models.TextField(blank=True)


class Receipt(OnShare):
    """签收: the named handler says that the order has arrived (接办件快速响应, R135)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["share", "round", "by"], name="handling_acknowledged_once")
        ]


class Recusal(OnShare):
    """回避: who keeps away from this order, and why. Nobody named here is assigned to it again."""

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    ground = TermField(RecusalGround, max_length=12)
    note = models.TextField(blank=True)


class Grading(OnShare):
    """难易分级 (R094-R096, R155)."""

    grade = TermField(Grade, max_length=12)
    reason = models.TextField(blank=True)


class Plan(OnShare):
    """分步计划: dated steps of a hard matter; the latest plan of a share stands (R096)."""

    goal = models.TextField(blank=True)


class Step(models.Model):
    """One dated step of a plan."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="steps")
    no = models.SmallIntegerField()
    what = models.CharField(max_length=300)
    due = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "no"], name="handling_step_once")]
