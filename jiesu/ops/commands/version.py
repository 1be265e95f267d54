"""`jiesu version`."""

from __future__ import annotations

import argparse
import platform

from django import get_version

from jiesu import __version__


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Say the versions."""
    parser.set_defaults(run=version)


def version(args: argparse.Namespace) -> None:
    """Print the version of Jiesu and of what it stands on."""
    print(f"Jiesu {__version__} (Python {platform.python_version()}, Django {get_version()})")
