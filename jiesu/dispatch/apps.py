"""The dispatch room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.kit.nav import NavItem
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Verb


def waiting(actor: Actor) -> int:
    """How many orders wait for dispatch. Found late: models exist only once the apps are ready."""
    return int(import_string("jiesu.dispatch.queries.waiting")(actor))


def objected(actor: Actor) -> int:
    """How many objections wait for a ruling."""
    return int(import_string("jiesu.dispatch.queries.waiting_rulings")(actor))


class DispatchConfig(AppConfig):
    """派单."""

    name = "jiesu.dispatch"
    label = "dispatch"
    verbs = (Verb.DISPATCH, Verb.FORWARD, Verb.OBJECT, Verb.UPHOLD, Verb.REJECT)
    nav = (
        NavItem(desk=Desk.DISPATCH, url_name="dispatch:desk", order=20, count=waiting),
        NavItem(
            desk=Desk.DISPATCH, url_name="dispatch:objections", order=21, text="Objections",
            icon="message-report", count=objected,
        ),
    )  # fmt: skip
    panel = "jiesu.dispatch.queries.panel"
