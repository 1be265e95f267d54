"""The adapters as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AdaptersConfig(AppConfig):
    """The outside world behind small Protocols."""

    name = "jiesu.adapters"
    label = "adapters"
