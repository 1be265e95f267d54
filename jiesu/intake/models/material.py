"""What requesters send along: photographs and papers, checked and drawn anew before they are kept."""

from __future__ import annotations

from django.db import models

from jiesu.kit.fields import TermField
from jiesu.kit.filekinds import FileKind


class Material(models.Model):
    """诉求材料: a checked file of one event of intake. `stored` is a random name; `name` is only shown."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    seq = models.IntegerField(help_text="The event's place in its order")
    name = models.CharField(max_length=120)
    stored = models.CharField(max_length=60, unique=True)
    kind = TermField(FileKind, max_length=8)
    size = models.IntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of what is kept; the event carries it too")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
