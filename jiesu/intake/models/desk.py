"""The call-takers' desk: seats and skills, training, and the articles they answer from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jiesu.intake.words import ArticleKind
from jiesu.kit.fields import TermField


class AgentCard(models.Model):
    """坐席: where a call-taker sits and what they are trained for (R043)."""

    person = models.OneToOneField("directory.Person", models.PROTECT, related_name="+", primary_key=True)
    seat_no = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=60, blank=True, help_text="Skill group")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class Training(models.Model):
    """培训记录: one training of one call-taker."""

    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    topic = models.CharField(max_length=120)
    held_on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    result = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-held_on"], name="intake_training_of")]


class Article(models.Model):
    """知识条目: what an agent answers from: a policy, the steps of a service item, a ready answer, a script."""

    kind = TermField(ArticleKind, max_length=10)
    title = models.CharField(max_length=200)
    words = models.CharField(max_length=300, blank=True, help_text="Words by which it is found")
    body = models.TextField()
    steps = models.TextField(blank=True, help_text="One step a line")
    link = models.URLField(max_length=500, blank=True)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    enterprise = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title
