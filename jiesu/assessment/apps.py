"""Assessment as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.kit.nav import NavItem
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Verb


def waiting(actor: Actor) -> int:
    """How many applications wait for this person. Found late: models exist only once the apps are ready."""
    return int(import_string("jiesu.assessment.queries.waiting_exclusions")(actor))


class AssessmentConfig(AppConfig):
    """评."""

    name = "jiesu.assessment"
    label = "assessment"
    verbs = (Verb.EXCLUDE, Verb.COUNTERSIGN, Verb.ALLOW, Verb.DISALLOW)
    nav = (
        NavItem(desk=Desk.ASSESSMENT, url_name="assessment:periods", order=50),
        NavItem(desk=Desk.ASSESSMENT, url_name="assessment:exclusions", order=51, text="Exclusions", icon="filter",
                count=waiting),
    )  # fmt: skip
    panel = "jiesu.assessment.queries.panel"
