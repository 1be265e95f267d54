"""Supervision items (催办、督办、查办), what was said about each, double samples, joint supervision groups."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.directory.kinds import UnitLevel
from jiesu.rules.supervision import ItemState, Origin, Subject, Track
from jiesu.rules.terms import Term, Verb

KINDS = tuple((str(v), v.zh) for v in (Verb.URGE, Verb.SUPERVISE, Verb.INVESTIGATE))


def choices(term: type[Term]) -> list[tuple[str, str]]:
    """Django's choices for a term."""
    return [(str(word), word.zh) for word in term]


class Group(models.Model):
    """A joint supervision group (联合督导组): its bodies see and judge its items together (R263)."""

    name = models.CharField(max_length=80)
    bodies = models.ManyToManyField("directory.Unit", related_name="+")
    leader = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Sample(models.Model):
    """A sample of orders that two bodies supervise or urge apart from each other (双督办、双催办).

    Seed, share and the numbers it was drawn from are kept: anybody can draw it again (R264, R265, e A54).
    """

    kind = models.CharField(max_length=12, choices=KINDS)
    bodies = models.ManyToManyField("directory.Unit", related_name="+")
    seed = models.CharField(max_length=64)
    share = models.CharField(max_length=40, help_text="A fraction: 1/20")
    least = models.IntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    drawn_from = models.JSONField(default=list)
    numbers = models.JSONField(default=list)
    law = models.CharField(max_length=40)
    issuer = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Item(models.Model):
    """督办件: one body's demand to one unit on one order, open until its effect is confirmed (R244, R250)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="supervised", db_index=False)
    seq = models.IntegerField(help_text="The ledger's line by which it was issued")
    kind = models.CharField(max_length=12, choices=KINDS)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", db_index=False)
    issuer = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    level = models.CharField(max_length=12, choices=choices(UnitLevel), blank=True)
    track = models.CharField(max_length=12, choices=choices(Track))
    subject = models.CharField(max_length=12, choices=choices(Subject))
    origin = models.CharField(max_length=12, choices=choices(Origin))
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="items")
    sample = models.ForeignKey(Sample, models.PROTECT, null=True, related_name="items")
    demand = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=choices(ItemState))
    issued_at = models.DateTimeField()
    due = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "seq"], name="supervision_one_item_an_event"),
            models.UniqueConstraint(
                fields=["order", "kind", "issuer", "unit"], condition=~Q(state="closed"),
                nulls_distinct=False, name="supervision_a_body_asks_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in ItemState]), name="supervision_item_state_is_known"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["unit", "state", "due"], name="supervision_item_unit"),
            models.Index(fields=["issuer", "state", "due"], name="supervision_item_issuer"),
            models.Index(fields=["-issued_at", "-id"], name="supervision_item_newest"),
            models.Index(fields=["state", "id"], condition=~Q(state="closed"), name="supervision_item_open"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"


class Turn(models.Model):
    """What was said about an item: the demand, the unit's answer, the confirmation, the insistence."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="turns")
    verb = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    evidence = models.CharField(max_length=300, blank=True, help_text="Where the evidence lies")

    def __str__(self) -> str:
        return f"{self.item_id} {self.verb}"
