"""One word from the law to the button: each verb has one action, one address, a page, a test, a glossary line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module

import pytest
from django.apps import apps
from django.template.loader import select_template
from django.urls import URLPattern, URLResolver, get_resolver

from jiesu.rules.terms import Verb
from tests.house.sources import HOUSE, ROOT

pytestmark = pytest.mark.parametrize("verb", list(Verb), ids=str)


@cache
def rooms_with(verb: Verb) -> tuple[str, ...]:
    """The rooms whose `actions` have a function of this name that was written there."""
    found = []
    for config in apps.get_app_configs():
        room = config.name.removeprefix("jiesu.")
        if config.name.startswith("jiesu.") and room not in ("directory", "callers", "policy", "adapters"):
            places = (HOUSE / room / "actions.py", HOUSE / room / "actions" / "__init__.py")
            if any(place.exists() for place in places):
                action = getattr(import_module(f"jiesu.{room}.actions"), str(verb), None)
                if callable(action) and action.__module__.startswith(f"jiesu.{room}."):
                    found.append(room)
    return tuple(found)


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, str]]:
    """(namespace, name) of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, pattern.namespace or space)
        elif pattern.name:
            yield space, pattern.name


def test_a_verb_is_an_action_of_exactly_one_room(verb: Verb) -> None:
    assert len(rooms_with(verb)) == 1, f"{verb} is an action of {rooms_with(verb) or 'no room yet'}"


def test_a_verb_is_an_address(verb: Verb) -> None:
    spaces = [space for space, name in addresses(get_resolver().url_patterns) if name == str(verb)]
    assert set(rooms_with(verb)) <= set(spaces), f"{verb} has no address in its room {rooms_with(verb)}"


def test_a_verb_has_a_page(verb: Verb) -> None:
    for room in rooms_with(verb):
        select_template([f"{room}/{verb}.html", f"{room}/verb.html"])


def test_a_verb_has_a_test(verb: Verb) -> None:
    called = re.compile(rf"\bactions\.{verb}\b|\b{verb}\(|Verb\.{verb.name}\b|/{verb}/")
    tests = [p for p in (ROOT / "tests").rglob("test_*.py") if p.parent.name not in ("house", "rules")]
    assert any(called.search(path.read_text(encoding="utf-8")) for path in tests), f"no test speaks of {verb}"


def test_a_verb_has_a_line_in_the_glossary(verb: Verb) -> None:
    assert f"| `{verb}` | {verb.zh} | {verb.en} |" in (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
