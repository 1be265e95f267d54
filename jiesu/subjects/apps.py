"""The room of parties complained about as a Django app."""

from __future__ import annotations

from django.apps import AppConfig

from jiesu.kit.nav import NavItem
from jiesu.rules.terms import Desk


class SubjectsConfig(AppConfig):
    """被诉主体."""

    name = "jiesu.subjects"
    label = "subjects"
    nav = (
        NavItem(
            desk=Desk.INSIGHT,
            url_name="subjects:list",
            order=59,
            text="Parties complained about",
            icon="building",
        ),
    )
    panel = "jiesu.subjects.queries.panel"
