"""`jiesu policy check|publish|list`: the law as dated files."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings

from jiesu.kit import clock
from jiesu.kit.words import moment, say
from jiesu.policy import actions, queries
from jiesu.rules.reach import SYSTEM


def add_parser(parser: argparse.ArgumentParser) -> None:
    """A folder of laws, or the law that is shipped for the city of this installation."""
    commands = parser.add_subparsers(required=True, metavar="check|publish|list")
    for name, run, needs, what in (
        ("check", check, "", "read a folder of laws and run its cases"),
        ("publish", publish, "database", "publish what is new in a folder of laws"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument(
            "folder", type=Path, nargs="?", metavar="FOLDER", help="default: the shipped law"
        )
        command.set_defaults(run=run, needs=needs)
    commands.add_parser("list", help="the versions that are published").set_defaults(run=listed)


def check(args: argparse.Namespace) -> int:
    """Exit status 1 where something is wrong."""
    return told(actions.check(args.folder or actions.shipped_folder(settings.CITY)))


def publish(args: argparse.Namespace) -> int:
    """All or none."""
    folder = args.folder or actions.shipped_folder(settings.CITY)
    return told(actions.publish(folder, by=SYSTEM, at=clock.now()))


def listed(args: argparse.Namespace) -> None:
    """Topic, day, when and by whom, title."""
    for version in queries.versions():
        when = moment(version.published_at)
        print(f"{version.code:<24} {when}  {version.published_by:<16} {version.title}")


def told(report: actions.Report) -> int:
    """Print every sentence; 1 where there are problems."""
    for sentence in report.sentences:
        print(say(sentence))
    return 0 if report.ok else 1
