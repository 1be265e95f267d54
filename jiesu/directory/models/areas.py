"""Areas: city, district, street or township, community or village, grid; with old names and population."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.directory.kinds import AreaLevel, NameKind
from jiesu.directory.models.shared import Placed, choices


class Area(Placed):
    """A place on the map of responsibility."""

    level = models.CharField(max_length=12, choices=choices(AreaLevel))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    boundary = models.JSONField(null=True, blank=True, help_text="GeoJSON geometry, WGS 84")

    class Meta(Placed.Meta):
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="directory_area_level_is_known", condition=Q(level__in=[str(term) for term in AreaLevel])
            ),
        ]


class AreaName(models.Model):
    """Another name of an area: an alias, or what it was called until a day."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="names")
    name = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=8, choices=choices(NameKind))
    until = models.DateField(null=True, blank=True, help_text="The last day of a former name")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="directory_area_name_once")]


class Population(models.Model):
    """How many people live in an area in a year: what “per ten thousand” is counted against."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="directory_population_once_a_year")
        ]
