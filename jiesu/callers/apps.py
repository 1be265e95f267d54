"""The callers' store as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from jiesu.kit.nav import NavItem
from jiesu.rules.terms import Desk, Role


class CallersConfig(AppConfig):
    """Personal data of those who ask, and nowhere else."""

    name = "jiesu.callers"
    label = "callers"
    nav = (
        NavItem(
            desk=Desk.DIRECTORY,
            url_name="callers:inventory",
            order=95,
            text="Personal data",
            icon="shield-lock",
            roles=frozenset({Role.ADMIN, Role.SUPERVISOR, Role.LAW_EDITOR}),
        ),
    )
