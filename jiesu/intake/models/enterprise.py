"""企业服务: the enterprises with their files, the green channel, named persons, suggestions, reform tasks.

Name and credit code of an enterprise are public register data; who speaks for it stands in callers, sealed.
An enterprise's cases are the orders whose requester is an enterprise of that name (`name_hash`).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from jiesu.intake.words import Adopted, Duty
from jiesu.kit.fields import TermField


class Enterprise(models.Model):
    """企业档案: one file for each enterprise that asked or is on the green channel's list (R471)."""

    name = models.CharField(max_length=120)
    name_hash = models.BinaryField(max_length=32, unique=True, help_text="As callers keeps the name")
    code = models.CharField(max_length=18, blank=True, help_text="Unified social credit code")
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="intake_one_enterprise_a_code"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Green(models.Model):
    """绿色通道: an enterprise is on the list from a day to a day, with the person who answers it (R463)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="green")
    contact = models.ForeignKey("directory.Person", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(valid_to=None), name="intake_on_the_green_list_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="intake_green_ends_later"
            ),
        ]


class Named(models.Model):
    """专人负责: who receives, dispatches, urges or follows up enterprise requests in a unit (R470)."""

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    duty = TermField(Duty, max_length=10)
    person = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "duty"], condition=Q(valid_to=None), name="intake_one_named_person_a_duty"
            )
        ]


class Adoption(models.Model):
    """建议采纳: what became of a suggestion (R466)."""

    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="adoption", primary_key=True)
    verdict = TermField(Adopted, max_length=10)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()


class Reform(models.Model):
    """改革任务: a task of reform for one scenario, with the enterprise orders that ask for it (R462, R468)."""

    scenario = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=60, blank=True, help_text="Orders of this category belong to it")
    owner = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    orders: models.ManyToManyField[Any, Any] = models.ManyToManyField("orders.Order", related_name="+")
    due_on = models.DateField(null=True)
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    result = models.TextField(blank=True)
    done_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title
