"""The command `jiesu`: one word, one module in jiesu/ops/commands. Refusals are sentences on stderr, exit 2.

A command's module has `add_parser(parser)`; it fills in the parser and sets `run` (args -> exit status or
None) and, where the database need not be open, `needs=""`. Modules are imported by name, because rooms can
only be imported when the installation is known and Django is set up.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import django
from django.apps import apps
from django.utils import translation

from jiesu.kit.words import say as in_words
from jiesu.ops.installation import Installation
from jiesu.rules.verdict import Refusal

HERE = "jiesu.ops.commands."


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its module, one line of help, whether Django is needed to say what it can."""

    module: str
    help: str
    django: bool = True


COMMANDS = {
    "serve": Command(HERE + "serve", "serve the pages"),
    "tick": Command(HERE + "tick", "do what time alone brings about"),
    "db": Command(HERE + "db", "start, stop, back up and restore the database"),
    "migrate": Command(HERE + "migrate", "bring the database and the shipped law up to date"),
    "policy": Command(HERE + "policy", "check, publish and list the law"),
    "ledger": Command(HERE + "ledger", "prove, rebuild and seal the ledger"),
    "directory": Command(HERE + "directory", "import areas, units and people"),
    "orders": Command("jiesu.intake.importing.cli", "import orders from spreadsheets"),
    "dispatch": Command(
        "jiesu.dispatch.cli", "the models learned from the own dispatches: list, choose, compare"
    ),
    "person": Command(HERE + "person", "add a person, set a password, make a token for a machine"),
    "reading": Command("jiesu.reading.cli", "train and try the reading of texts", django=False),
    "demo": Command("jiesu.ops.demo.cli", "fill an installation with sample orders"),
    "version": Command(HERE + "version", "say which Jiesu this is", django=False),
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command. The exit status: 0 done, 1 found faults, 2 refused, 130 interrupted."""
    try:
        return _run(sys.argv[1:] if words is None else list(words))
    except Refusal as refusal:
        print(f"jiesu: {_sentence(refusal)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("jiesu: Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def say(sentence: str) -> None:
    """Tell the person at the terminal; stdout stays for results."""
    print(sentence, file=sys.stderr, flush=True)


def _run(words: list[str]) -> int:
    chosen = _front_parser().parse_args(words)
    command = COMMANDS[chosen.command]
    if not _exists(command.module):
        raise Refusal("This Jiesu has no command “%(name)s” yet.", name=chosen.command)
    parser = argparse.ArgumentParser(prog=f"jiesu {chosen.command}", description=command.help)
    parser.set_defaults(needs="database" if command.django else "")
    installation = Installation.here(chosen.data)
    if command.django:
        if not {"-h", "--help"} & set(chosen.words) and installation.create():
            say(f"Created the data folder {installation.data} with new secrets.")
        installation.enter()
        django.setup()
        translation.activate("zh-hans" if os.environ.get("LANG", "").startswith("zh") else "en")
    import_module(command.module).add_parser(parser)
    args = parser.parse_args(chosen.words, argparse.Namespace(installation=installation, say=say))
    if args.needs == "database":
        import_module("jiesu.ops.database").open_database(installation, say)
    return args.run(args) or 0


def _front_parser() -> argparse.ArgumentParser:
    lines = [f"  {name:<10} {c.help}" for name, c in COMMANDS.items() if _exists(c.module)]
    parser = argparse.ArgumentParser(
        prog="jiesu",
        description="接诉即办: swift response to citizen requests.",
        epilog="commands:\n" + "\n".join(lines) + "\n\n`jiesu COMMAND --help` says more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", metavar="DIR", help="the data folder (default: JIESU_DATA or ./.jiesu)")
    parser.add_argument("command", choices=list(COMMANDS), metavar="COMMAND")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="…")
    return parser


def _exists(module: str) -> bool:
    """Whether the module is there, without importing it or anything above it."""
    spec = find_spec("jiesu")
    path = Path(*module.split(".")[1:])
    places = [Path(place) / path for place in (spec and spec.submodule_search_locations) or ()]
    return any(place.with_suffix(".py").exists() or place.is_dir() for place in places)


def _sentence(refusal: Refusal) -> str:
    return in_words(refusal) if apps.ready else str(refusal)


if __name__ == "__main__":
    sys.exit(main())
