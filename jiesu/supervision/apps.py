"""The supervision room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.kit.nav import NavItem
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Role, Verb


def waiting(actor: Actor) -> int:
    """How many demands wait for the actor; asked only when the tables are known."""
    return int(import_string("jiesu.supervision.queries.waiting")(actor))


def warned(actor: Actor) -> int:
    """How many warned items the actor's unit has not acknowledged yet."""
    return int(import_string("jiesu.supervision.queries.unacknowledged")(actor))


class SupervisionConfig(AppConfig):
    """督."""

    name = "jiesu.supervision"
    label = "supervision"
    verbs = (Verb.URGE, Verb.SUPERVISE, Verb.INVESTIGATE, Verb.EXPLAIN, Verb.CONFIRM, Verb.INSIST)
    nav = (
        NavItem(
            desk=Desk.SUPERVISION, url_name="supervision:leader", order=9, text="Leader's page", icon="user",
            roles=frozenset({Role.MAIN_LEADER, Role.AREA_LEADER, Role.DISTRICT_LEADER, Role.DISCIPLINE}),
        ),
        NavItem(
            desk=Desk.SUPERVISION, url_name="supervision:specialist", order=9, text="My units", icon="user",
            roles=frozenset({Role.SPECIALIST}),
        ),
        NavItem(desk=Desk.SUPERVISION, url_name="supervision:desk", order=38, count=waiting),
        NavItem(
            desk=Desk.SUPERVISION, url_name="supervision:registers", order=46, text="Registers", icon="notes",
            roles=frozenset({Role.SUPERVISOR, Role.DISTRICT_LEADER, Role.DISCIPLINE, Role.MAIN_LEADER}),
        ),
        NavItem(
            desk=Desk.SUPERVISION, url_name="supervision:ledger", order=45, text="Warned items", icon="bell",
            count=warned,
        ),
    )  # fmt: skip
    panel = "jiesu.supervision.queries.panel"
    tells = "jiesu.supervision.queries.tellings"
