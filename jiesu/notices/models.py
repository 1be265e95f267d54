"""What was told, to whom, how, and whether it arrived; which events have been looked at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.rules.terms import Term


class Way(Term):
    """How somebody is told."""

    DESK = ("desk", "站内", "On the desk")
    EMAIL = ("email", "邮件", "E-mail")
    SMS = ("sms", "短信", "Text message")


class Progress(Term):
    """How far a notice has got."""

    WAITING = ("waiting", "待发送", "Waiting")
    SENT = ("sent", "已送达", "Sent")
    SPOOLED = ("spooled", "已入待发箱", "In the outbox")
    FAILED = ("failed", "发送失败", "Failed")
    STOPPED = ("stopped", "诉求人已退订", "No messages wanted")


class Notice(models.Model):
    """One thing told to one person or one requester. Its words are a template and its values, never personal data."""

    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    event_id = models.BigIntegerField(default=0, help_text="The event that it tells of")
    mark_id = models.BigIntegerField(default=0, help_text="Or the passed moment of a clock")
    about = models.CharField(max_length=60, blank=True, help_text="Or what a room asked to be told of")
    address = models.CharField(max_length=120, blank=True, help_text="Where that lies")
    way = models.CharField(max_length=8, choices=[(str(w), w.zh) for w in Way])
    person = models.ForeignKey(
        "directory.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    party = models.ForeignKey("callers.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.CharField(max_length=200)
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=[(str(p), p.zh) for p in Progress])
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    ref = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event_id", "mark_id", "about", "way", "person", "party"],
                name="notices_told_once",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["person", "-id"], condition=Q(way="desk"), name="notices_desk"),
            models.Index(fields=["person"], condition=Q(way="desk", read_at=None), name="notices_unread"),
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="notices_waiting"),
            models.Index(fields=["about"], condition=~Q(about=""), name="notices_about"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id or self.mark_id or self.about} {self.way}"


class Told(models.Model):
    """An event that has been looked at. Not a cursor: events may commit out of the order of their ids."""

    event_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.event_id)
