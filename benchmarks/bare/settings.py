"""Jiesu's own settings with the bare view beside; BARE_ALONE=1: the view without any middleware or other app."""

import os

from jiesu.config.settings import *  # noqa: F403
from jiesu.config.settings import INSTALLED_APPS

ROOT_URLCONF = "benchmarks.bare.urls"
if os.environ.get("BARE_ALONE") == "1":
    INSTALLED_APPS = ["benchmarks.bare"]
    MIDDLEWARE: list[str] = []
    ROOT_URLCONF = "benchmarks.bare.alone"
    AUTH_USER_MODEL = "auth.User"
else:
    INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.bare"]
