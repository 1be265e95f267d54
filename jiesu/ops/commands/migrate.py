"""`jiesu migrate`: bring the tables and the shipped law up to date."""

from __future__ import annotations

import argparse

from jiesu.ops import database


def add_parser(parser: argparse.ArgumentParser) -> None:
    """The database must be up, but may be behind."""
    parser.set_defaults(run=migrate, needs="")


def migrate(args: argparse.Namespace) -> None:
    """Lay the missing steps and publish the versions of the law that are not there yet."""
    database.start(args.installation, args.say)
    database.check_server()
    database.lay_out(args.say)
    args.say("The database is up to date.")
