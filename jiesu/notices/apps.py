"""Notices as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from jiesu.kit.nav import NavItem
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk


def unread(actor: Actor) -> int:
    """How many notices the actor has not read."""
    return int(import_string("jiesu.notices.queries.unread")(actor))


class NoticesConfig(AppConfig):
    """告."""

    name = "jiesu.notices"
    label = "notices"
    nav = (NavItem(desk=Desk.NOTICES, url_name="notices:list", order=80, count=unread),)
