"""The directory as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from jiesu.kit.nav import NavItem
from jiesu.rules.terms import Desk


class DirectoryConfig(AppConfig):
    """Areas, units, people and sources."""

    name = "jiesu.directory"
    label = "directory"
    nav = (NavItem(desk=Desk.DIRECTORY, url_name="directory:units", order=70),)
