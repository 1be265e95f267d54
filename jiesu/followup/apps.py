"""Follow-up as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.kit.nav import NavItem
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Desk, Role, Verb


def waiting(actor: Actor) -> int:
    """How many orders wait to be followed up; asked only when the tables are known."""
    return int(import_string("jiesu.followup.queries.waiting")(actor))


class FollowupConfig(AppConfig):
    """访."""

    name = "jiesu.followup"
    label = "followup"
    verbs = (
        Verb.DRAW, Verb.ATTEMPT, Verb.RATE, Verb.GIVE_UP, Verb.INFORM, Verb.CALL, Verb.AUDIT, Verb.REHANDLE,
        Verb.CLOSE,
    )  # fmt: skip
    nav = (
        NavItem(desk=Desk.FOLLOWUP, url_name="followup:desk", order=40, count=waiting),
        NavItem(
            desk=Desk.SUPERVISION, url_name="followup:calls", order=42, text="Leaders' calls", icon="phone-call",
            roles=frozenset(MAY[Verb.CALL]),
        ),
        NavItem(
            desk=Desk.SUPERVISION, url_name="followup:rechecks", order=43, text="Second visits",
            icon="user-check", roles=frozenset({Role.SUPERVISOR}),
        ),
    )  # fmt: skip
    panel = "jiesu.followup.queries.panel"
