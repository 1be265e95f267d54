"""Units: all who receive, handle, supervise or assess requests (承办单位 and the bodies above them)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiesu.directory.kinds import NameKind, UnitKind, UnitLevel
from jiesu.directory.models.areas import Area
from jiesu.directory.models.shared import Placed, choices


class Unit(Placed):
    """A body with people in it. Its path is its line of responsibility (一套体系, R513)."""

    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=24, choices=choices(UnitKind))
    level = models.CharField(max_length=12, choices=choices(UnitLevel))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="units")
    line = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="on_line",
        help_text="Who guides it in its line of business (条), beside its territory (块)",
    )  # fmt: skip
    is_public_service = models.BooleanField(default=False, help_text="承担公共服务职能的企事业单位")
    round_the_clock = models.BooleanField(default=False, help_text="7×24")
    contact = models.CharField(max_length=200, blank=True, help_text="Section and person in charge, R536")

    class Meta(Placed.Meta):
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="directory_unit_kind_is_known", condition=Q(kind__in=[str(term) for term in UnitKind])
            ),
            models.CheckConstraint(
                name="directory_unit_level_is_known", condition=Q(level__in=[str(term) for term in UnitLevel])
            ),
            models.CheckConstraint(
                name="directory_unit_guides_not_itself", condition=Q(line=None) | ~Q(line=F("id"))
            ),
        ]

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name


class UnitName(models.Model):
    """Another name of a unit: an alias, or what it was called until a day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=8, choices=choices(NameKind))
    until = models.DateField(null=True, blank=True, help_text="The last day of a former name")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="directory_unit_name_once")]
