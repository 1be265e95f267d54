"""`jiesu ledger verify|rebuild|seal`: the proof that nothing was changed behind the house's back."""

from __future__ import annotations

import argparse

from jiesu.kit import clock
from jiesu.ops.progress import Progress
from jiesu.orders import face as orders


def add_parser(parser: argparse.ArgumentParser) -> None:
    """One sub-command each."""
    commands = parser.add_subparsers(required=True, metavar="verify|rebuild|seal")
    commands.add_parser("verify", help="recompute every chain, seal and projection").set_defaults(run=verify)
    again = commands.add_parser("rebuild", help="fold the ledger again and write what differs")
    again.add_argument("--check", action="store_true", help="only compare")
    again.set_defaults(run=rebuild)
    commands.add_parser("seal", help="seal what moved since the last seal").set_defaults(run=seal)


def verify(args: argparse.Namespace) -> int:
    """Exit status 1 where something does not fit; the first fault is named first."""
    with Progress("Proving the ledger") as step:
        return told(orders.verify(step))


def rebuild(args: argparse.Namespace) -> int:
    """Exit status 1 where --check finds a difference."""
    report = orders.rebuild(check=args.check)
    if report.repaired:
        print(f"{report.repaired} orders repaired.")
    return told(report)


def seal(args: argparse.Namespace) -> None:
    """Seal what moved."""
    print(f"{orders.seal_all(clock.now())} seals set.")


def told(report: orders.Report) -> int:
    """Print what a proof found; 1 where there are faults."""
    for fault in report.faults:
        print(fault)
    if report.holds:
        print(
            f"The ledger holds: {report.events:,} events of {report.orders:,} orders, {report.seals:,} seals."
        )
    return 0 if report.holds else 1
