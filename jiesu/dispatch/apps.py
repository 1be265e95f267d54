"""The dispatch room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.kit.nav import NavItem
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Desk, Role, Verb


def waiting(actor: Actor) -> int:
    """How many orders wait for dispatch. Found late: models exist only once the apps are ready."""
    return int(import_string("jiesu.dispatch.queries.waiting")(actor))


def objected(actor: Actor) -> int:
    """How many objections wait for a ruling."""
    return int(import_string("jiesu.dispatch.queries.waiting_rulings")(actor))


def asked(actor: Actor) -> int:
    """How many consultations wait for the opinion of the actor's units."""
    return int(import_string("jiesu.dispatch.queries.waiting_opinions")(actor))


def proposed(actor: Actor) -> int:
    """How many proposals for the catalogue wait for a decision."""
    return int(import_string("jiesu.dispatch.queries.waiting_proposals")(actor))


def put_before(actor: Actor) -> int:
    """How many orders wait for the actor's instruction."""
    return int(import_string("jiesu.dispatch.queries.waiting_instructions")(actor))


class DispatchConfig(AppConfig):
    """派单."""

    name = "jiesu.dispatch"
    label = "dispatch"
    verbs = (
        Verb.CONSULT, Verb.OPINE, Verb.CONCLUDE, Verb.DISPATCH, Verb.FORWARD, Verb.INSTRUCT, Verb.RECALL,
        Verb.OBJECT, Verb.UPHOLD, Verb.REJECT,
    )  # fmt: skip
    nav = (
        NavItem(desk=Desk.DISPATCH, url_name="dispatch:desk", order=20, count=waiting),
        NavItem(
            desk=Desk.DISPATCH, url_name="dispatch:objections", order=21, text="Objections",
            icon="message-report", count=objected,
        ),
        NavItem(
            desk=Desk.DISPATCH, url_name="dispatch:proposals", order=24, text="Catalogue", icon="book",
        ),
        NavItem(
            desk=Desk.POLICY, url_name="dispatch:proposals", order=81, text="Proposals for the catalogue",
            icon="book", roles=frozenset({Role.LAW_EDITOR}), count=proposed,
        ),
        NavItem(
            desk=Desk.DISPATCH, url_name="dispatch:figures", order=25, text="Dispatch figures", icon="gauge",
        ),
        NavItem(
            desk=Desk.INSIGHT, url_name="dispatch:accuracy", order=63, text="Accuracy of the suggestions",
            icon="sparkles",
        ),
        NavItem(
            desk=Desk.INSIGHT, url_name="dispatch:opinions", order=22, text="Opinions asked",
            icon="message-circle-question", roles=frozenset(MAY[Verb.OPINE]), count=asked,
        ),
        NavItem(
            desk=Desk.INSIGHT, url_name="dispatch:instructions", order=12, text="For your instruction",
            icon="edit", roles=frozenset(MAY[Verb.INSTRUCT]), count=put_before,
        ),
    )  # fmt: skip
    panel = "jiesu.dispatch.queries.panel"
