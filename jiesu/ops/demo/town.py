"""The demo district in the directory: areas and units from town.yaml, communities, and people for every seat."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from jiesu.directory import actions
from jiesu.directory import queries as directory
from jiesu.directory.kinds import AreaLevel, UnitKind, UnitLevel
from jiesu.rules.reach import Actor, Seat
from jiesu.rules.terms import Role

HERE = Path(__file__).resolve().parent
FOUNDER = Actor("system:demo", "demo", (Seat(Role.ADMIN),))
PRINTED_COMMUNITY = ("cy-jxq", "大山子社区")
COMPOUNDS = {"cy-wj": ("华鼎世家",), "cy-jxq": ("大山子",)}
STREETS = ("jc", "wj", "sj", "hzh", "xg", "jxq")
ORDINALS = "一二三四五六"

CENTRE = (
    (Role.AGENT, "agent", "坐席"),
    (Role.DISPATCHER, "dispatch", "派单员"),
    (Role.FOLLOWUP_AGENT, "visit", "回访员"),
    (Role.ASSESSOR, "assess", "考评员"),
    (Role.SUPERVISOR, "supervise", "督办员"),
    (Role.LAW_EDITOR, "law", "法规管理员"),
    (Role.ADMIN, "admin", "系统管理员"),
)
WORKING = (
    (Role.REQUEST_CENTRE, "centre", "诉求中心主任"),
    (Role.HANDLER, "handler", "办件人"),
    (Role.HEAD, "head", "部门负责人"),
    (Role.AREA_LEADER, "area", "分管领导"),
    (Role.MAIN_LEADER, "leader", "主要领导"),
)
DISTRICT = (
    (Role.DISPATCHER, "dispatch", "派单员"),
    (Role.DISTRICT_LEADER, "leader", "分管区领导"),
    (Role.SUPERVISOR, "supervise", "督办员"),
)
SHOWN = (
    ("agent", Role.AGENT),
    ("dispatch", Role.DISPATCHER),
    ("jxq-centre", Role.REQUEST_CENTRE),
    ("jxq-handler", Role.HANDLER),
    ("jxq-head", Role.HEAD),
    ("jxq-area", Role.AREA_LEADER),
    ("jxq-leader", Role.MAIN_LEADER),
    ("cy-leader", Role.DISTRICT_LEADER),
    ("visit", Role.FOLLOWUP_AGENT),
    ("supervise", Role.SUPERVISOR),
    ("assess", Role.ASSESSOR),
    ("law", Role.LAW_EDITOR),
    ("admin", Role.ADMIN),
)
"""The logins that the demo prints: one for each role."""


@dataclass
class Town:
    """What the walk needs to know: who sits where, and which places belong to which street."""

    places: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    actors: dict[tuple[Role, str], Actor] = field(default_factory=dict)

    def actor(self, role: Role, unit: str) -> Actor:
        """Who holds that seat."""
        return self.actors[role, unit]


def build(at: datetime, *, password: str) -> Town:
    """Found the district: idempotent only on an empty directory, which the command makes sure of."""
    report = actions.import_file(HERE / "town.yaml", by=FOUNDER, at=at)
    assert not report.refused, report
    town = Town()
    for street in STREETS:
        _communities(town, street, at)
    for role, login, title in CENTRE:
        _person(town, login, f"{title}（样例）", role, "centre", password, at)
    for role, login, title in DISTRICT:
        _person(town, f"cy-{login}", f"区{title}（样例）", role, "cy", password, at)
    for unit in directory.units():
        if unit.code == "centre":
            continue
        short = unit.code.removeprefix("st-")
        for role, login, title in WORKING if unit.level != UnitLevel.COMMUNITY else WORKING[:2]:
            name = f"{unit.short_name or unit.name}{title}（样例）"
            _person(
                town,
                f"{short}-{login}" if short != "cy" else f"cyc-{login}",
                name[:60],
                role,
                unit.code,
                password,
                at,
            )
    return town


def _communities(town: Town, street: str, at: datetime) -> None:
    area, unit = f"cy-{street}", f"st-{street}"
    parent = directory.area(area)
    names = [f"{parent.name.removesuffix('街道').removesuffix('乡')}样例{n}社区" for n in ORDINALS[:5]]
    if area == PRINTED_COMMUNITY[0]:
        names[0] = PRINTED_COMMUNITY[1]
    found: list[tuple[str, str]] = [(area, name) for name in COMPOUNDS.get(area, ())]
    for no, name in enumerate(names, start=1):
        code = f"{area}-{no}"
        actions.add_area(code=code, name=name, level=AreaLevel.COMMUNITY, parent=parent, by=FOUNDER, at=at)
        actions.add_unit(
            code=f"{unit}-{no}", name=name, kind=UnitKind.COMMUNITY, level=UnitLevel.COMMUNITY,
            parent=directory.unit(unit), area=directory.area(code), by=FOUNDER, at=at,
        )  # fmt: skip
        found.append((code, name))
    town.places[area] = found


def _person(town: Town, login: str, name: str, role: Role, unit: str, password: str, at: datetime) -> None:
    person = actions.add_person(login=login, name=name, password=None, by=FOUNDER, at=at)
    if login in dict(SHOWN):
        actions.set_password(person, password, by=FOUNDER, at=at)
    actions.give_seat(person, directory.unit(unit), role, by=FOUNDER, at=at)
    town.actors[role, unit] = directory.actor_for(person, at)
