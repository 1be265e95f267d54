"""What handling keeps beside the ledger: contacts, actions, replies by version, evidence, remarks.

The ledger holds fingerprints of these words, never the words (R492).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.handling.kinds import ActionKind, Cause, Face, FileKind, NoteKind, Reached, Result, Way
from jiesu.kit.fields import TermField


class OnShare(models.Model):
    """Something about one unit's share in one round of handling, by somebody at a moment."""

    share = models.ForeignKey("orders.Assignment", models.PROTECT, related_name="+")
    round = models.SmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        abstract = True


class Contact(OnShare):
    """响应: one try to reach the requester."""

    way = TermField(Way, max_length=10)
    reached = TermField(Reached, max_length=12)
    note = models.TextField(blank=True)
    first = models.BooleanField(default=False)


class Action(OnShare):
    """办理: one thing done about the matter."""

    kind = TermField(ActionKind, max_length=12)
    face = TermField(Face, max_length=12, blank=True)
    place = models.CharField(max_length=200, blank=True)
    note = models.TextField()
    partner = models.CharField(max_length=120, blank=True, help_text="With whom (内联对接、外联协调)")
    promise = models.CharField(max_length=300, blank=True, help_text="What they committed themselves to")
    promise_due = models.DateField(null=True)


class Reply(OnShare):
    """回复内容: the text for the requester; every submission is a version, the last one of a round stands."""

    version = models.SmallIntegerField()
    result = TermField(Result, max_length=12)
    text = models.TextField()
    cause = TermField(Cause, max_length=12, blank=True)
    cause_note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["share", "version"], name="one_reply_per_version")]


class Evidence(OnShare):
    """办结材料: a checked file. `stored` is a random name under the media folder; `name` is only shown."""

    action = models.ForeignKey(Action, models.PROTECT, null=True, related_name="files")
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, related_name="files")
    name = models.CharField(max_length=120)
    stored = models.CharField(max_length=60, unique=True)
    kind = TermField(FileKind, max_length=8)
    size = models.IntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_belongs_to_one_thing",
                condition=Q(action=None, reply__isnull=False) | Q(action__isnull=False, reply=None),
            )
        ]


class Note(OnShare):
    """A remark on a reply: by the reviewer, by whoever sends it back, by whoever signs."""

    kind = TermField(NoteKind, max_length=10)
    text = models.TextField(blank=True)
    version = models.SmallIntegerField(null=True, help_text="The version of the reply it is about")
    score = models.SmallIntegerField(null=True, help_text="Quality of the materials out of 100")
    findings = models.JSONField(default=list, help_text="Codes of what the reply lacks")
    in_person = models.BooleanField(default=True)
