"""The law store as a Django app."""

from django.apps import AppConfig

from jiesu.kit.nav import NavItem
from jiesu.rules.terms import Desk


class PolicyConfig(AppConfig):
    """法规库."""

    name = "jiesu.policy"
    label = "policy"
    nav = (NavItem(desk=Desk.POLICY, url_name="policy:list", order=80),)
