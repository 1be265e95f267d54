"""`jiesu db start|stop|status|url|backup|restore`."""

from __future__ import annotations

import argparse
from pathlib import Path

from jiesu.ops import backup as archive
from jiesu.ops import database
from jiesu.ops.installation import Installation


def add_parser(parser: argparse.ArgumentParser) -> None:
    """One sub-command each."""
    commands = parser.add_subparsers(required=True, metavar="start|stop|status|url|backup|restore")
    commands.add_parser("start", help="start the embedded server").set_defaults(run=start)
    commands.add_parser("stop", help="stop the embedded server").set_defaults(run=stop, needs="")
    commands.add_parser("status", help="say whether it runs and how far it is").set_defaults(
        run=status, needs=""
    )
    commands.add_parser("url", help="print the address of the database").set_defaults(run=url, needs="")
    keep = commands.add_parser("backup", help="keep database and files in one archive")
    keep.add_argument("file", type=Path, metavar="FILE")
    keep.set_defaults(run=backup)
    bring = commands.add_parser("restore", help="bring an archive back")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--replace", action="store_true", help="throw away what the database holds now")
    bring.set_defaults(run=restore, needs="")


def start(args: argparse.Namespace) -> None:
    """The database was opened on the way here; say where it runs."""
    server = args.installation.server
    running = server.running()
    args.say(f"The database runs in {server.data} (process {running.pid if running else '?'}).")


def stop(args: argparse.Namespace) -> None:
    """Stop the embedded server, if it runs."""
    stopped = args.installation.server.stop()
    args.say("The database is stopped." if stopped else "The database did not run.")


def status(args: argparse.Namespace) -> int:
    """One line; exit status 1 where the embedded server does not run."""
    installation: Installation = args.installation
    if not installation.given_url:
        running = installation.server.running()
        if running is None:
            print(f"stopped: {installation.server.data}")
            return 1
        print(f"running: {installation.server.data} (process {running.pid})")
    database.check_server()
    layout = database.read_layout()
    database.refuse_newer(layout)
    print(
        "empty" if layout.fresh else f"behind by {layout.missing} steps" if layout.missing else "up to date"
    )
    return 0


def url(args: argparse.Namespace) -> None:
    """Print the address, for psql and for DATABASE_URL of other programs on this machine."""
    print(args.installation.url)


def backup(args: argparse.Namespace) -> None:
    """Keep the database and the evidence files; the secrets are kept apart, by a person."""
    size = archive.keep(args.installation, args.file)
    args.say(f"Kept {size / 1e6:,.1f} MB in {args.file}.")
    args.say(
        f"Keep {args.installation.data / 'secrets'} in another place: without it personal data stay sealed."
    )


def restore(args: argparse.Namespace) -> None:
    """Bring an archive back into an empty database."""
    database.start(args.installation, args.say)
    database.check_server()
    archive.bring(args.installation, args.file, replace=args.replace)
    args.say(f"Restored {args.file}.")
    layout = database.read_layout()
    if layout.missing:
        args.say("The archive is of an older Jiesu: run `jiesu migrate`.")
