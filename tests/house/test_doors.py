"""Every address has a door, and a closed door refuses whoever has not logged in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN_ROOMS = ("jiesu.kit.", "jiesu.public.", "jiesu.api.")
"""Where doors may be open to all: the way in, and the faces of citizens and machines."""

SAMPLES = {"int": "1", "str": "1", "slug": "a", "path": "a", "uuid": "00000000-0000-4000-8000-000000000000"}


def pages(patterns: list[URLPattern | URLResolver], start: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every address with sample words in it, and its pattern."""
    for pattern in patterns:
        here = start + _filled(pattern)
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, here)
        elif pattern.callback.__module__.startswith("jiesu."):
            yield here, pattern


def _filled(pattern: URLPattern | URLResolver) -> str:
    route = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        route = route.replace(f"<{kind}:{name}>", SAMPLES.get(kind, "1")).replace(f"<{name}>", "1")
    return route


PAGES = list(pages(get_resolver().url_patterns))


@pytest.mark.parametrize(("address", "pattern"), PAGES, ids=[address for address, _ in PAGES])
def test_every_address_has_a_door(address: str, pattern: URLPattern) -> None:
    door = getattr(pattern.callback, "door", None)
    assert door is not None, f"{pattern.callback.__module__}.{pattern.callback.__name__} has no door"
    if door.kind == "open_to_all":
        assert pattern.callback.__module__.startswith(OPEN_ROOMS), f"{address} is open to all"


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "pattern"), PAGES, ids=[address for address, _ in PAGES])
def test_a_closed_door_sends_the_anonymous_to_the_login(
    address: str, pattern: URLPattern, client: Client
) -> None:
    if getattr(pattern.callback, "door", None) is None or pattern.callback.door.kind == "open_to_all":
        return
    answers = [answer for ask in (client.get, client.post) if (answer := ask(address)).status_code != 405]
    assert answers, f"{address} allows neither GET nor POST"
    for answer in answers:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")
    refused = [
        ask(address, headers={"Accept": "application/json"}).status_code for ask in (client.get, client.post)
    ]
    assert set(refused) <= {401, 405}


def test_the_house_has_addresses() -> None:
    assert len(PAGES) > 5
