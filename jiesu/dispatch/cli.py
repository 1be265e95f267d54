"""`jiesu dispatch`: the models that this installation has learned from its own dispatches.

`versions` lists them with figures and date, `promote` and `rollback` choose, `drift` says whether today's requests
still look like those that were learned, `compare` sets a challenger against the champion, `learn` learns now.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from jiesu.dispatch import learning, queries, trust
from jiesu.kit import clock
from jiesu.reading import drift
from jiesu.reading.classify import Classifier
from jiesu.rules.verdict import Refusal


def add_parser(parser: argparse.ArgumentParser) -> None:
    """The words of `jiesu dispatch`."""
    verbs = parser.add_subparsers(required=True, metavar="versions|promote|rollback|drift|compare|learn")
    verbs.add_parser("versions", help="every model version, the one in use marked").set_defaults(run=versions)
    verbs.add_parser("learn", help="learn from the dispatches that stand, if enough came").set_defaults(
        run=learn
    )
    for name, run, text in (
        ("promote", promote, "use this version from now on"),
        ("compare", compare, "this version against the one in use, on the latest dispatches"),
    ):
        one = verbs.add_parser(name, help=text)
        one.add_argument("what", choices=learning.SHELVES)
        one.add_argument("version")
        one.set_defaults(run=run)
    for name, run, text in (
        ("rollback", roll_back, "use the version that was in use before"),
        ("drift", find_drift, "do the latest requests still look like those that were learned?"),
    ):
        one = verbs.add_parser(name, help=text)
        one.add_argument("what", choices=learning.SHELVES)
        one.set_defaults(run=run)


def versions(args: argparse.Namespace) -> None:
    """One line each."""
    for name, card, used in trust.versions():
        figures = ", ".join(f"{key} {value:.3f}" for key, value in sorted(card.metrics.items()))
        _say(f"{'*' if used else ' '} {name} {card.version} {card.made} {card.rows} rows {figures}")


def learn(args: argparse.Namespace) -> None:
    """What the tick does by itself."""
    _say(learning.learn(clock.now()) or "Nothing new to learn yet.")


def promote(args: argparse.Namespace) -> None:
    """Choose a version."""
    learning.shelf(args.what).promote(args.version)
    _say(f"In use: {args.version}.")


def roll_back(args: argparse.Namespace) -> None:
    """One step back."""
    _say(f"In use: {learning.shelf(args.what).roll_back()}.")


def find_drift(args: argparse.Namespace) -> None:
    """The report, a figure a line."""
    model = Classifier.load(learning.shelf(args.what).current())
    _tell(asdict(drift.drift(model, [lesson.told for lesson in queries.lessons(2000)])))


def compare(args: argparse.Namespace) -> None:
    """Champion against challenger."""
    shelf = learning.shelf(args.what)
    place = shelf.folder / args.version
    if args.version not in {card.version for card in shelf.versions()}:
        raise Refusal("There is no model version %(version)s.", version=args.version)
    told = [(lesson.told, getattr(lesson, args.what)) for lesson in queries.lessons(2000)]
    known = [(text, label) for text, label in told if label]
    champion, challenger = Classifier.load(shelf.current()), Classifier.load(place)
    _tell(asdict(drift.compare(champion, challenger, [t for t, _ in known], [label for _, label in known])))


def _tell(report: dict[str, object]) -> None:
    for name, value in report.items():
        _say(f"{name}: {value}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
