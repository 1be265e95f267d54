"""The overview as a Django app."""

from django.apps import AppConfig

from jiesu.kit.nav import NavItem
from jiesu.rules.terms import Desk


class InsightConfig(AppConfig):
    """析."""

    name = "jiesu.insight"
    label = "insight"
    nav = (
        NavItem(desk=Desk.INSIGHT, url_name="insight:overview", order=55),
        NavItem(
            desk=Desk.INSIGHT, url_name="insight:matters", order=56, text="Hot matters", icon="speakerphone"
        ),
        NavItem(desk=Desk.INSIGHT, url_name="insight:pivot", order=57, text="Analysis", icon="chart-bar"),
        NavItem(
            desk=Desk.INSIGHT, url_name="insight:kinds", order=57, text="By kind of request", icon="table"
        ),
        NavItem(
            desk=Desk.INSIGHT,
            url_name="insight:standing",
            order=58,
            text="Matters that stay high",
            icon="table",
        ),
    )
    finds = ("jiesu.insight.warning.finds.matters", "jiesu.insight.warning.finds.risky")
