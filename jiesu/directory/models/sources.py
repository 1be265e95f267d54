"""The lines requests come in by: the hotline itself, merged hotlines, a district's own published numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.directory.models.shared import Dated, choices, code_shape
from jiesu.directory.models.units import Unit
from jiesu.rules.terms import Channel


class Source(Dated):
    """A source within a channel (R009 merged hotlines, R010 district numbers, R016 other sources)."""

    code = models.CharField(max_length=60, unique=True, validators=[code_shape])
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=12, choices=choices(Channel))
    number = models.CharField(max_length=40, blank=True, help_text="The published number")
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="sources")
    merged_on = models.DateField(null=True, blank=True, help_text="The day it was merged into the hotline")
    forwards = models.BooleanField(default=False, help_text="Calls are forwarded into the hotline's intake")
    counts_in_assessment = models.BooleanField(default=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="directory_source_channel_is_known",
                condition=Q(channel__in=[str(term) for term in Channel]),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number="") & Q(valid_to=None),
                name="directory_source_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
