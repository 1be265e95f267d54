"""What was ticked of a working aid on a share."""

from __future__ import annotations

from django.db import models

from jiesu.handling.models.work import OnShare


class Tick(OnShare):
    """One slot of a working aid, ticked; with its owner and a remark."""

    aid = models.CharField(max_length=40)
    slot = models.CharField(max_length=120)
    owner = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["share", "round", "aid", "slot"], name="handling_tick_once")
        ]
