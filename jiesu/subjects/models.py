"""The register of parties, the orders that name them, and what people corrected. No private person is among them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from jiesu.kit.fields import TermField
from jiesu.subjects.kinds import Industry, SubjectKind


class Subject(models.Model):
    """被诉主体: one party, under its normalised name; a local kind of party once in each district."""

    name = models.CharField(max_length=80)
    plain = models.CharField(max_length=80, help_text="Normalised: no area, legal form, brackets")
    kind = TermField(SubjectKind, max_length=12)
    industry = TermField(Industry, max_length=12)
    area = models.ForeignKey("directory.Area", models.PROTECT, null=True, related_name="+")
    into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="joined",
        help_text="The same party under another name",
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plain", "kind", "area"], name="subjects_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(plain=""), name="subjects_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """别名: another name of a party, given by a person or learned from corrections."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="aliases")
    plain = models.CharField(max_length=80)
    by = models.CharField(max_length=80, blank=True, help_text="Empty where it was learned")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "plain"], name="subjects_alias_once")
        ]
        indexes: ClassVar = [models.Index(fields=["plain"], name="subjects_alias_plain")]

    def __str__(self) -> str:
        return self.plain


class Read(models.Model):
    """The words of an order were read for parties; by a person where one confirmed or corrected them."""

    order = models.OneToOneField(
        "orders.Order", models.CASCADE, primary_key=True, related_name="parties_read"
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["order"], condition=Q(by=""), name="subjects_read_last")]


class Mention(models.Model):
    """An order is about a party: as read, with the reasons, or as a person said."""

    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="mentions")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="mentions")
    written = models.CharField(max_length=80, help_text="The name as it was written")
    weight = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    reasons = models.JSONField(default=list)
    by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "subject"], name="subjects_order_names_once")
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.subject_id}"


class Said(models.Model):
    """A correction: what was read as this name is that party. From several that agree a name is learned."""

    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="+")
    plain = models.CharField(max_length=80, db_index=True)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "plain"], name="subjects_said_once_of_an_order")
        ]


class Change(models.Model):
    """What somebody changed in the register."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="changes")
    what = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
