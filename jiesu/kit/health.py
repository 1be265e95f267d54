"""Whether the house stands: asked by supervisors of processes and by load balancers."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from django.db import DatabaseError, connection


def state() -> dict[str, object]:
    """{"ok", "database", "version"}; says nothing that a stranger may not know."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = True
    except DatabaseError:
        database = False
    return {"ok": database, "database": database, "version": _version()}


def _version() -> str:
    try:
        return version("jiesu")
    except PackageNotFoundError:
        return ""
