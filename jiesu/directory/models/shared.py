"""What places and units have in common: a code, a place in a tree, and days on which they exist."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import BaseConstraint, F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from jiesu.rules.terms import Term

code_shape = RegexValidator(r"^[\w.-]+\Z", _("A code has letters, digits, “-”, “_” and “.” only."))


def choices(terms: type[Term]) -> list[tuple[str, str]]:
    """Django's choices for a term's values."""
    return [(str(term), term.en) for term in terms]


def on_day(day: date) -> Q:
    """What is valid on that day; the first and the last day belong to it, an empty end is open."""
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gte=day))


class Dated(models.Model):
    """Exists from its first day to its last day, both included."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[BaseConstraint]] = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            )
        ]


class Placed(Dated):
    """Has a code and a path of codes, "/bj/cy/", that ends in it; prefix search finds everything below."""

    code = models.CharField(max_length=60, unique=True, validators=[code_shape])
    name = models.CharField(max_length=120)
    path = models.TextField()

    class Meta(Dated.Meta):
        abstract = True
        constraints: ClassVar[list[BaseConstraint]] = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_path_ends_in_its_code",
                condition=Q(path__endswith=Concat(Value("/"), F("code"), Value("/"))),
            ),
        ]
        indexes = [
            models.Index(
                fields=["path"], name="%(app_label)s_%(class)s_path", opclasses=["text_pattern_ops"]
            ),
            models.Index(fields=["name"], name="%(app_label)s_%(class)s_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """How far below the root; the root has depth 0."""
        return self.path.count("/") - 2
