"""`jiesu orders import FILE`: bring orders in from a table, row by row accounted for."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from jiesu.intake.importing.mapping import read_map
from jiesu.intake.importing.rows import Refused
from jiesu.intake.importing.run import Tally
from jiesu.intake.importing.start import Asked, bring
from jiesu.kit import clock
from jiesu.kit.words import say
from jiesu.orders import face as orders

SHOWN = 20
EVERY = 5.0
BY = "system:import"


def add_parser(parser: argparse.ArgumentParser) -> None:
    """The words of `jiesu orders`."""
    commands = parser.add_subparsers(required=True, metavar="import|index")
    index = commands.add_parser("index", help="index the words of orders that are older than the index")
    index.set_defaults(run=index_words)
    one = commands.add_parser("import", help="import orders from CSV or XLSX (also gzip)")
    one.add_argument("file", metavar="FILE")
    one.add_argument("--map", metavar="MAP.yaml", help="which column is which, where the guess is wrong")
    one.add_argument(
        "--source", default="", metavar="NAME", help="where the orders come from (default: the file's name)"
    )
    one.add_argument("--dry-run", action="store_true", help="check every row, open nothing")
    one.add_argument(
        "--rejects", default="", metavar="FILE", help="write the refused rows here, to be corrected"
    )
    one.add_argument(
        "--resume", action="store_true", help="go on where an interrupted import of this file stopped"
    )
    one.add_argument("--sheet", default="", help="the sheet of a workbook (default: the first)")
    one.add_argument("--encoding", default="", help="the file's encoding (default: found out)")
    one.add_argument("--json", action="store_true", help="end with one line of JSON")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> None:
    """Import. Refused rows are told and counted; they are no failure of the command."""
    hears = _Reporter(args)
    asked = Asked(
        file=args.file, name=Path(args.file).name, by=BY, source=args.source, rejects=args.rejects,
        map=read_map(args.map) if args.map else None, dry=args.dry_run, resume=args.resume, sheet=args.sheet,
        encoding=args.encoding,
    )  # fmt: skip
    tally = bring(asked, at=clock.now(), told=hears.progress, refused=hears.refused)
    hears.end(tally)


class _Reporter:
    """Speaks to the person at the terminal; results alone go to standard output."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args, self.started, self.last, self.shown = args, time.monotonic(), time.monotonic(), 0

    def progress(self, tally: Tally) -> None:
        """A line now and then."""
        now = time.monotonic()
        if now - self.last >= EVERY:
            self.last = now
            rate = tally.read / max(now - self.started, 0.001)
            self.args.say(f"{tally.read:,} rows read, {tally.imported:,} imported, {rate:,.0f}/s")

    def refused(self, row: Refused) -> None:
        """The first refused rows, each with its reasons."""
        self.shown += 1
        if self.shown <= SHOWN:
            self.args.say(f"Row {row.number}: {' '.join(say(why) for why in row.why)}")
        elif self.shown == SHOWN + 1:
            self.args.say("… more rows were refused; --rejects FILE keeps them all.")

    def end(self, tally: Tally) -> None:
        """What became of the rows."""
        head = "Checked, nothing imported" if self.args.dry_run else "Imported"
        line = f"{head}: {tally.read:,} read, {tally.imported:,} new, {tally.known:,} known, {tally.refused:,} refused."
        self.args.say(line)
        if tally.refused and self.args.rejects:
            self.args.say(f"The refused rows are in {self.args.rejects}; correct them and import that file.")
        if self.args.json:
            sys.stdout.write(json.dumps(tally.as_line()) + "\n")
            sys.stdout.flush()


def index_words(args: argparse.Namespace) -> None:
    """Write what is missing; harmless to repeat, and to break off."""
    sys.stdout.write(f"{orders.catch_up():,} orders indexed.\n")
