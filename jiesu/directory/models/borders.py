"""Border zones (交界地带): places between streets, where jurisdiction is checked before dispatch (R082)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.directory.models.areas import Area
from jiesu.directory.models.shared import Dated, code_shape


class Border(Dated):
    """A zone between two or more areas: found by words of a place, or by a shape on the map."""

    code = models.CharField(max_length=60, unique=True, validators=[code_shape])
    name = models.CharField(max_length=120)
    areas = models.ManyToManyField(Area, related_name="borders")
    words = models.JSONField(default=list, help_text="Names of roads and places in the zone")
    boundary = models.JSONField(null=True, blank=True, help_text="GeoJSON polygon, WGS 84")
    note = models.CharField(max_length=300, blank=True, help_text="What was agreed about it")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="directory_border_can_be_found", condition=~Q(words=[]) | Q(boundary__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
