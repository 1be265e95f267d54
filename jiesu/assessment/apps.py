"""Assessment as a Django app."""

from django.apps import AppConfig

from jiesu.kit.nav import NavItem
from jiesu.rules.terms import Desk


class AssessmentConfig(AppConfig):
    """评."""

    name = "jiesu.assessment"
    label = "assessment"
    nav = (NavItem(desk=Desk.ASSESSMENT, url_name="assessment:periods", order=50),)
