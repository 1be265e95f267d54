"""Opening the database for a command: server up, reachable, new enough, tables and shipped law in place.

A fresh database is laid out on first use by any command; one that is behind or ahead is refused with a
sentence, because bringing a city's data up to date is a decision (`jiesu migrate`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from jiesu.kit import clock
from jiesu.ops.installation import Installation
from jiesu.policy import actions, queries
from jiesu.rules.reach import SYSTEM
from jiesu.rules.verdict import Refusal

OLDEST = 15
"""The oldest major version of PostgreSQL that Jiesu runs on."""

LOCK = 421_900
"""The advisory lock under which the tables are laid: two first commands do it once."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """How far the tables are: whether there are any, which steps are missing, which ones we do not know."""

    fresh: bool
    missing: int
    unknown: int


def open_database(installation: Installation, say: Say) -> None:
    """Make the database ready for a command, creating on first use what is not there."""
    start(installation, say)
    check_server()
    layout = read_layout()
    if layout.fresh:
        lay_out(say)
    elif layout.missing:
        raise Refusal(
            "The database is older than this Jiesu by %(steps)s steps: back it up, then run `jiesu migrate`.",
            steps=layout.missing,
        )
    refuse_newer(layout)


def start(installation: Installation, say: Say) -> None:
    """Make sure that the embedded server runs and has our database. Nothing to do with DATABASE_URL."""
    if installation.given_url:
        return
    server = installation.server
    first = not server.data.exists()
    if first:
        say("Creating the database …")
    if server.start() and not first:
        say("Started the database.")
    server.create("jiesu")


def check_server() -> None:
    """Refusal in one sentence where the database does not answer or does not suit."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Refusal("The database does not answer: %(why)s", why=reason(error)) from None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding')"
        )
        found, encoding = cursor.fetchone()
    if found < OLDEST:
        sentence = "The database is PostgreSQL %(found)s: Jiesu needs %(oldest)s or newer."
        raise Refusal(sentence, found=found, oldest=OLDEST)
    if encoding != "UTF8":
        raise Refusal("The database keeps its text as %(encoding)s: Jiesu needs UTF8.", encoding=encoding)


def reason(error: Exception) -> str:
    """What the driver says, as one line without its preamble (it never holds the password)."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    telling = next((line for line in lines if "FATAL" in line or "failed:" in line), lines[0])
    return telling.rpartition("failed: ")[2].removeprefix("FATAL:").strip()


def read_layout() -> Layout:
    """Compare the steps that this Jiesu knows with those that the database has seen."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    applied = set(loader.applied_migrations)
    labels = {label for label, _ in loader.disk_migrations}
    unknown = [key for key in applied - set(loader.disk_migrations) if key[0] in labels]
    replaced = {key for m in loader.disk_migrations.values() for key in m.replaces}
    return Layout(
        fresh=not applied,
        missing=len(executor.migration_plan(loader.graph.leaf_nodes())),
        unknown=len(set(unknown) - replaced),
    )


def refuse_newer(layout: Layout) -> None:
    """Refusal where a newer Jiesu has already been at this database."""
    if layout.unknown:
        raise Refusal("The database belongs to a newer Jiesu: install that one.")


def lay_out(say: Say) -> None:
    """Bring tables and shipped law up to date; idempotent; one process at a time."""
    with _alone():
        layout = read_layout()
        refuse_newer(layout)
        if layout.missing:
            say(f"Laying the tables ({layout.missing} steps) …")
            call_command("migrate", verbosity=0, interactive=False)
        publish_shipped_law(say)


def publish_shipped_law(say: Say) -> None:
    """The law that comes with the product for this installation's city; what is published already stays."""
    known = queries.versions().count()
    folder = actions.shipped_folder(settings.CITY)
    told = actions.publish(folder, by=SYSTEM, at=clock.now(), keep=True)
    for sentence in told.done:
        if sentence.text == actions.KEPT:
            say(str(sentence))
    if new := queries.versions().count() - known:
        say(f"Published {new} versions of the law of “{settings.CITY}”.")


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
