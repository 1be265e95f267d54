"""What is loaded only when it is needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def machines() -> Any:
    """The module `jiesu.reading.machines`."""
    return import_module("jiesu.reading.machines")
