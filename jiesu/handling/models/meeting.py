"""What stands beside an action: door visits, answers in person, deliberations; and partners outside."""

from __future__ import annotations

from django.db import models

from jiesu.handling.kinds import DeliberationKind, PartnerKind, Phase, VisitKind
from jiesu.handling.models.work import Action
from jiesu.kit.fields import TermField
from jiesu.rules.handling import VisitRank


class Visit(models.Model):
    """上门走访: a visit at the door by rank (三上门), or an official straight at the scene (R146)."""

    action = models.OneToOneField(Action, models.PROTECT, related_name="visit")
    kind = TermField(VisitKind, max_length=8)
    rank = TermField(VisitRank, max_length=8)
    who = models.CharField(max_length=60)
    in_person = models.BooleanField(default=True)
    result = models.TextField()


class Meeting(models.Model):
    """见面答复: when, with whom, what was said (R475)."""

    action = models.OneToOneField(Action, models.PROTECT, related_name="meeting")
    held_at = models.DateTimeField()
    persons = models.TextField()


class Deliberation(models.Model):
    """协商议事: negotiation, public appraisal, residents' meeting, or joint action in its phases."""

    action = models.OneToOneField(Action, models.PROTECT, related_name="deliberation")
    kind = TermField(DeliberationKind, max_length=12)
    no = models.SmallIntegerField(help_text="Counted within the order and the kind")
    held_at = models.DateTimeField()
    participants = models.TextField()
    attended = models.BooleanField(default=False, help_text="The requester took part")
    agree = models.IntegerField(null=True)
    against = models.IntegerField(null=True)
    abstained = models.IntegerField(null=True)
    consensus = models.TextField()
    phase = TermField(Phase, max_length=8, blank=True)
    bodies = models.JSONField(default=list, help_text="Codes of Body")
    partners: models.ManyToManyField[Partner, Partner] = models.ManyToManyField(
        "Partner", related_name="deliberations"
    )


class Partner(models.Model):
    """共建单位: a central unit, a garrison or another body that works together with a unit (R154)."""

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = TermField(PartnerKind, max_length=12)
    liaison = models.CharField(max_length=120, blank=True, help_text="Post that answers, no private number")
    since = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="handling_partner_once")]

    def __str__(self) -> str:
        return self.name
