"""The supervision room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """督办."""

    name = "jiesu.supervision"
    label = "supervision"
