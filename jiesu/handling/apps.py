"""The handling room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.kit.nav import NavItem
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Verb


def waiting(actor: Actor) -> int:
    """How many shares lie on the desk. Found late: models exist only once the apps are ready."""
    return int(import_string("jiesu.handling.queries.waiting")(actor))


class HandlingConfig(AppConfig):
    """办理."""

    name = "jiesu.handling"
    label = "handling"
    verbs = (
        Verb.CLAIM, Verb.ASSIGN, Verb.CONTACT, Verb.ACT, Verb.SUBMIT, Verb.REVIEW, Verb.SEND_BACK, Verb.SIGN,
    )  # fmt: skip
    nav = (NavItem(desk=Desk.HANDLING, url_name="handling:desk", order=30, count=waiting),)
    panel = "jiesu.handling.queries.panel"
