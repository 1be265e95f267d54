"""The whistle room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class WhistleConfig(AppConfig):
    """吹哨报到."""

    name = "jiesu.whistle"
    label = "whistle"
