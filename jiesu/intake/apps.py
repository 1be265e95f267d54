"""The room intake as a Django app: its verbs, its place in the navigation, what it adds to an order's sheet."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.callers.sight import KEEPS_CONFIDENCE
from jiesu.kit.nav import NavItem
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Role, Verb

WATCHING = frozenset(
    {
        Role.AGENT, Role.DISPATCHER, Role.REQUEST_CENTRE, Role.SUPERVISOR, Role.HEAD, Role.AREA_LEADER,
        Role.MAIN_LEADER, Role.DISTRICT_LEADER,
    }
)  # fmt: skip
"""Who looks at pressed, marked and mass requests day by day."""


def waiting(actor: Actor) -> int:
    """How many recorded orders wait; asked only when the tables are known."""
    return int(import_string("jiesu.intake.queries.waiting")(actor))


class IntakeConfig(AppConfig):
    """接诉."""

    name = "jiesu.intake"
    label = "intake"
    verbs = (
        Verb.RECORD, Verb.ACCEPT, Verb.ANSWER, Verb.TRANSFER, Verb.MERGE, Verb.UNMERGE, Verb.SPLIT, Verb.SUPPLEMENT,
        Verb.PRESS, Verb.FLAG, Verb.WITHDRAW, Verb.REVEAL,
    )  # fmt: skip
    panel = "jiesu.intake.queries.panel"
    nav = (
        NavItem(desk=Desk.INTAKE, url_name="intake:desk", order=10, count=waiting),
        NavItem(
            desk=Desk.INSIGHT,
            url_name="intake:pressed",
            order=12,
            text="Pressed and marked",
            icon="flag",
            roles=WATCHING,
        ),
        NavItem(
            desk=Desk.INSIGHT,
            url_name="intake:enterprises",
            order=14,
            text="Enterprise service",
            icon="building",
            roles=WATCHING | {Role.SPECIALIST, Role.FOLLOWUP_AGENT},
        ),
        NavItem(
            desk=Desk.INSIGHT,
            url_name="intake:figures",
            order=62,
            text="Intake in figures",
            icon="chart-bar",
            roles=WATCHING | {Role.ASSESSOR},
        ),
        NavItem(
            desk=Desk.INSIGHT,
            url_name="intake:callers",
            order=61,
            text="Study of callers",
            icon="users",
            roles=KEEPS_CONFIDENCE,
        ),
        NavItem(
            desk=Desk.DIRECTORY,
            url_name="intake:imports",
            order=85,
            text="Imports",
            icon="file-upload",
            roles=frozenset({Role.ADMIN, Role.DISPATCHER}),
        ),
    )
