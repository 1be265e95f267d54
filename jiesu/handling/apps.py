"""The handling room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.kit.nav import NavItem
from jiesu.rules.reach import DESKS, MAY, Actor
from jiesu.rules.terms import Desk, Role, Verb


def waiting(actor: Actor) -> int:
    """How many shares lie on the desk. Found late: models exist only once the apps are ready."""
    return int(import_string("jiesu.handling.queries.waiting")(actor))


def advice(actor: Actor) -> int:
    """How many questions from other units wait for an opinion."""
    return int(import_string("jiesu.handling.queries.waiting_advice")(actor))


LEADERS = frozenset(
    {Role.REQUEST_CENTRE, Role.HEAD, Role.AREA_LEADER, Role.MAIN_LEADER, Role.DISTRICT_LEADER}
)


def warnings(actor: Actor) -> int:
    """How many of the machine's warnings wait for a person."""
    return int(import_string("jiesu.handling.queries.waiting_alerts")(actor))


def decisions(actor: Actor) -> int:
    """How many applications of units below wait for a decision."""
    return int(import_string("jiesu.handling.queries.waiting_decisions")(actor))


WATCHERS = DESKS[Desk.SUPERVISION] - DESKS[Desk.HANDLING]
"""Who supervises without handling: to them the same lists are offered at their own desk."""
WATCHED = (
    ("limits", "Near and overdue", "clock"),
    ("registered", "Pending register", "clipboard-list"),
    ("on_time", "On time", "gauge"),
    ("alerts", "Warnings", "alert-triangle"),
)


class HandlingConfig(AppConfig):
    """办理."""

    name = "jiesu.handling"
    label = "handling"
    verbs = (
        Verb.CLAIM, Verb.ASSIGN, Verb.CONTACT, Verb.ACT, Verb.SUBMIT, Verb.REVIEW, Verb.SEND_BACK, Verb.SIGN,
        Verb.PAUSE, Verb.RESUME, Verb.EXTEND, Verb.EXEMPT, Verb.GRANT, Verb.DENY, Verb.REGISTER, Verb.LIST,
        Verb.STRIKE, Verb.REMIND, Verb.RENEW, Verb.WRITE_OFF,
        Verb.SCREEN, Verb.ENDORSE, Verb.RECUSE, Verb.GRADE, Verb.PLAN, Verb.VISIT, Verb.MEET, Verb.DELIBERATE,
        Verb.INTERIM, Verb.ELEVATE, Verb.ESCALATE, Verb.ADVISE, Verb.TAKE_BACK,
    )  # fmt: skip
    nav = (
        NavItem(desk=Desk.HANDLING, url_name="handling:desk", order=30, count=waiting),
        NavItem(
            desk=Desk.HANDLING, url_name="handling:asked", order=31, text="Asked of my unit", icon="message-2",
            roles=frozenset(MAY[Verb.ADVISE]), count=advice,
        ),
        NavItem(
            desk=Desk.HANDLING, url_name="handling:centre", order=32, text="Request centre", icon="headset",
            roles=LEADERS - {Role.DISTRICT_LEADER},
        ),
        NavItem(
            desk=Desk.HANDLING, url_name="handling:alerts", order=38, text="Warnings", icon="alert-triangle",
            roles=LEADERS, count=warnings,
        ),
        NavItem(desk=Desk.HANDLING, url_name="handling:led", order=32, text="Led in person", icon="star",
                roles=LEADERS),
        NavItem(desk=Desk.HANDLING, url_name="handling:ledgers", order=33, text="Ledgers", icon="table",
                roles=LEADERS),
        NavItem(
            desk=Desk.HANDLING, url_name="handling:askings", order=34, text="Applications to decide",
            icon="checklist", roles=frozenset(MAY[Verb.GRANT]), count=decisions,
        ),
        NavItem(desk=Desk.HANDLING, url_name="handling:limits", order=35, text="Near and overdue", icon="clock"),
        NavItem(desk=Desk.HANDLING, url_name="handling:registered", order=36, text="Pending register",
                icon="clipboard-list"),
        NavItem(desk=Desk.HANDLING, url_name="handling:on_time", order=37, text="On time", icon="gauge"),
        *(
            NavItem(desk=Desk.SUPERVISION, url_name=f"handling:{name}", order=44 + place, text=text, icon=icon,
                    roles=WATCHERS)
            for place, (name, text, icon) in enumerate(WATCHED)
        ),
    )  # fmt: skip
    panel = "jiesu.handling.queries.panel"
