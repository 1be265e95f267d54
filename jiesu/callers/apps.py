"""The callers' store as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CallersConfig(AppConfig):
    """Personal data of those who ask, and nowhere else."""

    name = "jiesu.callers"
    label = "callers"
