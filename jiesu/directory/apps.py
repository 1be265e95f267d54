"""The directory as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Areas, units, people and sources."""

    name = "jiesu.directory"
    label = "directory"
