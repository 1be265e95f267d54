"""Hatchling's hook: a wheel carries the compiled Chinese catalogues and the bundled styles and scripts."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TOOLS = Path(__file__).resolve().parent
BUNDLE = TOOLS.parent / "jiesu/kit/static/kit/dist/house.css"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the catalogues; bundles styles and scripts where nobody has yet."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """An editable installation makes both in place (`make setup`)."""
        if version == "editable":
            return
        _run("messages.py")
        if not BUNDLE.exists():
            _run("assets.py")


def _run(name: str) -> None:
    before = sys.argv
    sys.argv = [name]
    try:
        runpy.run_path(str(TOOLS / name), run_name="__main__")
    except SystemExit as end:
        if end.code:
            raise
    finally:
        sys.argv = before
