"""The words that belong to intake's verbs, and what a file told of an order's past."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jiesu.intake.words import Branch, Line
from jiesu.kit.fields import TermField
from jiesu.rules.terms import Verb


class Note(models.Model):
    """The words of one event of intake: an answer, what was passed on, a supplement, a reason.

    The event carries a keyed fingerprint of `text`, so that a change of the words shows.
    """

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    seq = models.IntegerField(help_text="The event's place in its order")
    verb = TermField(Verb, max_length=16)
    text = models.TextField(blank=True)
    told = models.TextField(blank=True, help_text="What the requester was told")
    line = TermField(Line, max_length=4, blank=True)
    branch = TermField(Branch, max_length=2, blank=True)
    reference = models.CharField(
        max_length=80, blank=True, help_text="What the other line gave as its number"
    )
    article = models.ForeignKey(
        "intake.Article", models.PROTECT, null=True, related_name="+", help_text="From what it was answered"
    )
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "seq", "verb"], name="intake_one_note_an_event")
        ]


class Past(models.Model):
    """What an imported file told of an order's past: who answered it, what, when."""

    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="+", primary_key=True)
    unit = models.CharField(max_length=200, blank=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
