"""The spine as a Django app, with the order's sheet that every desk shares."""

from django.apps import AppConfig

from jiesu.kit.nav import NavItem
from jiesu.rules.terms import Desk


class OrdersConfig(AppConfig):
    """工单."""

    name = "jiesu.orders"
    label = "orders"
    nav = (
        NavItem(desk=Desk.INSIGHT, url_name="orders:list", order=60, text="All orders", icon="files"),
        NavItem(
            desk=Desk.INSIGHT, url_name="orders:search", order=61, text="Full-text search", icon="search"
        ),
        NavItem(desk=Desk.LEDGER, url_name="orders:ledger", order=90),
    )
