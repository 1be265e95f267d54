"""Lifting an order higher: to a leader in person, to another level; special teams and command sessions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.handling.kinds import EscalationLevel, TeamKind
from jiesu.handling.models.work import OnShare
from jiesu.kit.fields import TermField


class Elevation(OnShare):
    """提级领办: a leader answers for the share in person (R141, R142)."""

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    reason = models.TextField()


class Escalation(OnShare):
    """分级协调: another unit is asked for analysis and opinion (regulation art 18; R090, R091)."""

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    level = TermField(EscalationLevel, max_length=10)
    reason = models.TextField()
    advised_at = models.DateTimeField(null=True)
    advised_by = models.CharField(max_length=80, blank=True)
    analysis = models.TextField(blank=True)
    opinion = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["share"],
                condition=Q(advised_at=None, taken_back_at=None),
                name="handling_one_open_escalation",
            )
        ]


class Team(models.Model):
    """专班 or 一题一区领导: a topic with exactly one leader, members, tasks and orders (R143, R144)."""

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    topic = models.CharField(max_length=120)
    kind = TermField(TeamKind, max_length=8)
    leader = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    members = models.ManyToManyField("directory.Person", related_name="+")
    orders = models.ManyToManyField("orders.Order", related_name="+")
    opened_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "topic"], condition=Q(closed_at=None), name="handling_one_leader_a_topic"
            )
        ]

    def __str__(self) -> str:
        return self.topic


class Task(models.Model):
    """A task of a team, or one that an inference brought (一举三反): what, who, by when."""

    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="tasks")
    share = models.ForeignKey("orders.Assignment", models.PROTECT, null=True, related_name="+")
    slot = models.CharField(max_length=120, blank=True)
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=60)
    due = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handling_task_of_one_thing",
                condition=Q(team=None, share__isnull=False) | Q(team__isnull=False, share=None),
            )
        ]


class Command(models.Model):
    """现场调度: a command session on one order (R092)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    place = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(closed_at=None), name="handling_one_open_command"
            )
        ]


class Message(models.Model):
    """What somebody reported or ordered in a command session."""

    command = models.ForeignKey(Command, models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    text = models.TextField()
