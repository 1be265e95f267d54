"""`jiesu person add|password|token`: the first people of an installation, and keys for machines."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys

from django.db import transaction

from jiesu.directory import actions, queries
from jiesu.kit import clock
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role


def add_parser(parser: argparse.ArgumentParser) -> None:
    """One sub-command each."""
    commands = parser.add_subparsers(required=True, metavar="add|password|token")
    new = commands.add_parser("add", help="add a person with a seat and a first password")
    new.add_argument("login", metavar="LOGIN")
    new.add_argument("name", metavar="NAME")
    new.add_argument("--unit", metavar="CODE", help="the unit of the seat (default: the root unit)")
    new.add_argument("--role", choices=[str(role) for role in Role], default=str(Role.ADMIN))
    new.set_defaults(run=add)
    password = commands.add_parser("password", help="set a password (asked for, or read from a pipe)")
    password.add_argument("login", metavar="LOGIN")
    password.set_defaults(run=change)
    key = commands.add_parser("token", help="print a token by which a machine may act as a person (/api/v1/)")
    key.add_argument("login", metavar="LOGIN")
    key.set_defaults(run=token)


def add(args: argparse.Namespace) -> None:
    """The first password is made here and shown once."""
    at = clock.now()
    unit = queries.unit(args.unit) if args.unit else queries.root_unit()
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        person = actions.add_person(login=args.login, name=args.name, password=password, by=SYSTEM, at=at)
        actions.give_seat(person, unit, args.role, by=SYSTEM, at=at)
    print(f"{args.login}: {password}")
    args.say("This password is shown once; it is changed with `jiesu person password`.")


def change(args: argparse.Namespace) -> None:
    """From a terminal asked twice; else one line of stdin."""
    person = queries.person(args.login)
    if sys.stdin.isatty():
        password = getpass.getpass("New password: ")
        if password != getpass.getpass("Again: "):
            args.say("The two are not the same; nothing was changed.")
            return
    else:
        password = sys.stdin.readline().rstrip("\n")
    actions.set_password(person, password, by=SYSTEM, at=clock.now())
    args.say("The password is set.")


def token(args: argparse.Namespace) -> None:
    """For `Authorization: Bearer TOKEN`; worthless as soon as the person's password changes."""
    print(queries.token(queries.person(args.login)))
    args.say("Keep it like a password. A new password of this person makes it worthless.")
