"""Who changed the directory, when, and what; rows are added, never changed (a trigger sees to it)."""

from __future__ import annotations

from django.db import models


class Change(models.Model):
    """One change of the directory. Facts hold codes and logins, never contact data."""

    verb = models.CharField(max_length=30)
    subject = models.CharField(max_length=20)
    code = models.CharField(max_length=120, db_index=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True)
    facts = models.JSONField(default=dict)
