"""The commands that run the house have no tables of their own."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """运维."""

    name = "jiesu.ops"
    label = "ops"
