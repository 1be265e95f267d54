"""Imports go down only, and from another room only its questions are asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import FACES, GROUND, ROOMS, ROOT, STORES, Module, imports, modules, told

ASKED = frozenset({"queries"})
DONE = frozenset({"queries", "actions"})
WORDS = frozenset({"kinds", "topics", "ports", "sight", "drafts"})
"""Modules that hold only vocabulary, Protocols and shapes of what is passed in."""


def test_imports_go_down_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def allowed(room: str, other: str) -> frozenset[str]:
    """Which modules of `other` a module in `room` may import."""
    if other in STORES:
        return DONE | WORDS
    if other == "orders":
        return frozenset({"face"})
    return DONE | WORDS if room in FACES else ASKED


def strays(module: Module) -> list[str]:
    """Imports of this module that reach too deep into another room."""
    found = []
    for line, name in imports(module):
        parts = name.split(".")
        if parts[0] != "jiesu" or len(parts) < 3:
            continue
        other, what = parts[1], parts[2]
        if other == module.room or other in GROUND or other in FACES:
            continue
        if what not in allowed(module.room, other):
            found.append(
                f"{module.place}:{line} imports {name}; of {other} only {sorted(allowed(module.room, other))}"
            )
    return found


def test_rooms_ask_each_other_only_questions() -> None:
    faults = [fault for module in modules() if module.room for fault in strays(module)]
    assert not faults, told(faults)


def test_a_room_knows_no_room_that_comes_later() -> None:
    faults = [
        f"{module.place}:{line} imports {name}"
        for module in modules()
        if module.room in STORES | GROUND | {"orders"}
        for line, name in imports(module)
        if name.startswith(tuple(f"jiesu.{room}" for room in ROOMS))
    ]
    assert not faults, told(faults)


@pytest.mark.parametrize("banned", ["django.dispatch", "django.db.models.signals"])
def test_nothing_is_done_by_signal(banned: str) -> None:
    faults = [
        f"{module.place}:{line} imports {name}"
        for module in modules()
        for line, name in imports(module)
        if name.startswith(banned)
    ]
    assert not faults, told(faults)


def test_every_part_of_the_house_says_what_it_is_for() -> None:
    faults = []
    for module in modules():
        doc = module.tree.body and getattr(getattr(module.tree.body[0], "value", None), "value", None)
        if not isinstance(doc, str) or len(doc.strip()) < 15:
            faults.append(f"{module.place} does not say what it is for")
    assert not faults, told(faults)
