"""Follow-up as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.kit.nav import NavItem
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Verb


def waiting(actor: Actor) -> int:
    """How many orders wait to be followed up; asked only when the tables are known."""
    return int(import_string("jiesu.followup.queries.waiting")(actor))


class FollowupConfig(AppConfig):
    """访."""

    name = "jiesu.followup"
    label = "followup"
    verbs = (Verb.DRAW, Verb.ATTEMPT, Verb.RATE, Verb.GIVE_UP, Verb.REHANDLE, Verb.CLOSE)
    nav = (NavItem(desk=Desk.FOLLOWUP, url_name="followup:desk", order=40, count=waiting),)
    panel = "jiesu.followup.queries.panel"
