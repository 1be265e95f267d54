"""The overview as a Django app."""

from types import MappingProxyType

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
        NavItem(desk=Desk.INSIGHT, url_name="insight:whole", order=59, text="Early warning", icon="bell"),
        NavItem(
            desk=Desk.INSIGHT,
            url_name="insight:common",
            order=58,
            text="Common matters, hot places, weak stages",
            icon="list-check",
        ),
        NavItem(desk=Desk.INSIGHT, url_name="insight:causes", order=60, text="Root causes", icon="bulb"),
    )
    finds = MappingProxyType(
        {
            "jiesu.insight.warning.finds.matters": 1,
            "jiesu.insight.warning.finds.risky": 1,
            "jiesu.insight.warning.volumes.unusual": 1,
            "jiesu.insight.warning.rates.at_risk": 6,
            "jiesu.insight.warning.seasons.ahead": 24,
        }
    )
    """What supervision asks for warnings, and every how many hours."""
