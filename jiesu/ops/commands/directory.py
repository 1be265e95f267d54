"""`jiesu directory import`: areas, units, people and sources from CSV, XLSX, YAML or a folder of them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from jiesu.directory import actions
from jiesu.kit import clock
from jiesu.kit.words import say
from jiesu.rules.reach import SYSTEM

KINDS = ("areas", "units", "people", "sources")
SHOWN = 20


def add_parser(parser: argparse.ArgumentParser) -> None:
    """One sub-command."""
    commands = parser.add_subparsers(required=True, metavar="import")
    bring_in = commands.add_parser("import", help="bring a file or a folder in; twice changes nothing")
    bring_in.add_argument("source", type=Path, metavar="FILE|FOLDER")
    bring_in.add_argument("--what", choices=KINDS, default="", help="where it is not clear")
    bring_in.add_argument("--dry-run", action="store_true", help="do everything and take it back")
    bring_in.add_argument("--rejects", type=Path, metavar="FILE", help="where the refused rows go, as CSV")
    bring_in.add_argument("--json", action="store_true", help="end with one line of JSON")
    bring_in.set_defaults(run=import_)


def import_(args: argparse.Namespace) -> int:
    """Exit status 1 where rows were refused."""
    report = actions.import_file(
        args.source, by=SYSTEM, at=clock.now(), what=args.what, dry_run=args.dry_run, rejects=args.rejects
    )
    for fault in report.faults[:SHOWN]:
        place = f"{fault.file}, row {fault.row}" if fault.row else fault.file
        args.say(f"{place}{', ' + fault.column if fault.column else ''}: {say(fault.sentence)}")
    if len(report.faults) > SHOWN:
        args.say(f"… and {len(report.faults) - SHOWN} more.")
    counts = report.as_dict()
    print(json.dumps(counts) if args.json else ", ".join(f"{k} {v:,}" for k, v in counts.items()))
    return 1 if report.faults else 0
