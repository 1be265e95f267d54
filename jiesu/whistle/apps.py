"""The whistle room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.kit.nav import NavItem
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Verb


def waiting(actor: Actor) -> int:
    """How much waits on the desk. Found late: models exist only once the apps are ready."""
    return int(import_string("jiesu.whistle.queries.waiting")(actor))


class WhistleConfig(AppConfig):
    """吹哨报到."""

    name = "jiesu.whistle"
    label = "whistle"
    verbs = (
        Verb.WHISTLE, Verb.CANCEL, Verb.RESPOND, Verb.DECLINE, Verb.ARBITRATE, Verb.REPORT_IN, Verb.FEED_BACK,
        Verb.SETTLE, Verb.EVALUATE,
    )  # fmt: skip
    nav = (NavItem(desk=Desk.WHISTLE, url_name="whistle:desk", order=35, count=waiting),)
    panel = "jiesu.whistle.queries.panel"
