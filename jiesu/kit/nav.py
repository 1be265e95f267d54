"""Navigation by role. A room declares `nav = [NavItem(...)]` in its AppConfig; the shell shows what opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from jiesu.kit.words import label, say
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk, Role

HOME: tuple[tuple[Role, Desk], ...] = (
    (Role.AGENT, Desk.INTAKE),
    (Role.DISPATCHER, Desk.DISPATCH),
    (Role.REQUEST_CENTRE, Desk.HANDLING),
    (Role.HANDLER, Desk.HANDLING),
    (Role.HEAD, Desk.HANDLING),
    (Role.AREA_LEADER, Desk.HANDLING),
    (Role.MAIN_LEADER, Desk.SUPERVISION),
    (Role.FOLLOWUP_AGENT, Desk.FOLLOWUP),
    (Role.DISTRICT_LEADER, Desk.SUPERVISION),
    (Role.SUPERVISOR, Desk.SUPERVISION),
    (Role.ASSESSOR, Desk.ASSESSMENT),
    (Role.LAW_EDITOR, Desk.POLICY),
    (Role.ADMIN, Desk.DIRECTORY),
    (Role.SPECIALIST, Desk.SUPERVISION),
    (Role.DISCIPLINE, Desk.SUPERVISION),
    (Role.GRID_WORKER, Desk.INTAKE),
)
"""Which desk a role finds first after login; the first line that fits decides."""

ICONS = {
    Desk.INTAKE: "headset",
    Desk.DISPATCH: "route",
    Desk.HANDLING: "tool",
    Desk.WHISTLE: "speakerphone",
    Desk.FOLLOWUP: "phone-check",
    Desk.SUPERVISION: "eye-check",
    Desk.ASSESSMENT: "scale",
    Desk.INSIGHT: "chart-bar",
    Desk.DIRECTORY: "sitemap",
    Desk.POLICY: "book",
    Desk.LEDGER: "shield-check",
    Desk.NOTICES: "bell",
}


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. `text`: an English msgid, else the desk's own name; `count`: how much waits there."""

    desk: Desk
    url_name: str
    order: int = 50
    text: str = ""
    icon: str = ""
    roles: frozenset[Role] | None = None
    count: Callable[[Actor], int] | None = None

    def opens_for(self, actor: Actor) -> bool:
        """Whether the actor's role opens the desk (and is one of `roles`, where they are named)."""
        return actor.sees(self.desk) and (self.roles is None or actor.holds(*self.roles))


@dataclass(frozen=True, slots=True)
class Entry:
    """A navigation entry as the shell draws it."""

    key: str
    url: str
    text: str
    icon: str
    current: bool = False


def items() -> list[NavItem]:
    """Every declared entry of the house, in order."""
    found: list[NavItem] = []
    for config in apps.get_app_configs():
        found.extend(getattr(config, "nav", ()))
    return sorted(found, key=lambda item: (item.order, item.url_name))


def entries(actor: Actor, path: str = "", *, phone: bool = False) -> list[Entry]:
    """The entries that open for the actor, the own desk first; the one that holds `path` is current (the longest wins).

    `phone`: in the order of need, because a small screen shows only the first few: the own desk, what is counted
    there, notices, what waits elsewhere, the rest.
    """
    home = home_url(actor)
    open_items = [(item, url) for item in items() if item.opens_for(actor) and (url := _url(item))]
    here = max((url for _, url in open_items if path.startswith(url)), key=len, default="")
    desk = next((item.desk for item, url in open_items if url == home), None)
    open_items.sort(key=lambda entry: (entry[1] != home, _need(entry[0], desk) if phone else 0))
    return [
        Entry(
            key=item.url_name,
            url=url,
            text=say(item.text) if item.text else label(item.desk),
            icon=item.icon or ICONS[item.desk],
            current=url == here,
        )
        for item, url in open_items
    ]


def home_url(actor: Actor) -> str:
    """The address of the actor's own desk, or of the first entry that opens; empty where none does."""
    open_items = [item for item in items() if item.opens_for(actor)]
    for role, desk in HOME:
        if actor.holds(role) and (url := _first(item for item in open_items if item.desk is desk)):
            return url
    return _first(open_items)


def counts(actor: Actor) -> dict[str, str]:
    """How much waits at each entry that counts, capped ("999+")."""
    waiting = ((item.url_name, item.count(actor)) for item in items() if item.count and item.opens_for(actor))
    return {key: capped(number) for key, number in waiting if number}


def capped(number: int, cap: int = 999) -> str:
    """The number, or "999+" beyond the cap."""
    return str(number) if number <= cap else f"{cap}+"


def _need(item: NavItem, desk: Desk | None) -> int:
    ranks = (item.desk is desk and item.count is not None, item.desk is Desk.NOTICES, item.count is not None)
    return next((rank for rank, fits in enumerate(ranks) if fits), len(ranks))


def _first(candidates: Iterable[NavItem]) -> str:
    return next((url for item in candidates if (url := _url(item))), "")


def _url(item: NavItem) -> str:
    """The entry's address; empty where the room's addresses are not mounted (tests/house looks for that)."""
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""
