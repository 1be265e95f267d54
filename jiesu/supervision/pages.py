"""What the pages of supervision show around their forms and lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.kit import clock
from jiesu.kit.words import say
from jiesu.orders import face as orders
from jiesu.rules import registers as law_of
from jiesu.rules.calendar import end_of
from jiesu.rules.reach import Actor
from jiesu.rules.registers import Register, Step
from jiesu.rules.terms import Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import actions, queries
from jiesu.supervision.models import Board, Bulletin, Clue, Entry, Resolve
from jiesu.supervision.queries import OPENS, List

TILES = (List.DOUBLE_NO, List.KEY, List.HARD, List.NOT_YES, List.DAILY, List.FIELD, List.SUPERVISED, List.OFFERED,
         List.LEDGER, List.LEADERS, List.CENTRE, List.INSPECTION)  # fmt: skip
STEPS_NEXT = {Resolve.SUPERVISE: Verb.SUPERVISE, Resolve.INSTRUCT: Verb.INSTRUCT}


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What came of one order in bulk."""

    label: str
    url: str
    refusal: Refusal | None


def results(done: Iterable[tuple[str, Any]]) -> list[ResultRow]:
    """One row for each order."""
    return [
        ResultRow(number, reverse("orders:sheet", args=[number]), got if isinstance(got, Refusal) else None)
        for number, got in done
    ]


def list_named(name: str, actor: Actor) -> List:
    """The list of that name. Refusal where there is none, or it is not the actor's."""
    if name not in [str(word) for word in List]:
        raise Refusal("There is no such list.")
    if not actor.holds(*OPENS[List(name)]):
        raise NotYours("Your role does not open this page.")
    return List(name)


def register_named(name: str, actor: Actor) -> Register:
    """The register of that name. Refusal where there is none, or it is not the actor's."""
    if name not in [str(word) for word in Register]:
        raise Refusal("There is no such register.")
    if not law_of.sees(Register(name), actor):
        raise NotYours("Your role does not open this page.")
    return Register(name)


def step_named(name: str) -> Step:
    """The step of that name."""
    if name not in [str(word) for word in Step]:
        raise Refusal("There is no such step.")
    return Step(name)


def kind_named(name: str) -> Verb:
    """Urge or supervise."""
    if name not in (Verb.URGE, Verb.SUPERVISE):
        raise Refusal("There is no such list.")
    return Verb(name)


def month_named(text: str, at: datetime) -> date:
    """The month of "2026-03"; the one before this where nothing is said."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return queries.month_before(at)


def day_named(text: str, at: datetime) -> date:
    """The day of "2026-03-04"; today where nothing is said."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.local(at).date()


def leader(actor: Actor, at: datetime) -> dict[str, Any]:
    """The leader's page: the lists that the roles open with their counts, then what waits."""
    tiles = [
        (which, queries.size(which, actor, at), reverse("supervision:list", args=[which]))
        for which in TILES
        if actor.holds(*OPENS[which])
    ]
    leads = actor.holds(*OPENS[List.QUEUE])
    return {
        "tiles": tiles,
        "left": queries.left_in_queue(actor, at) if leads else None,
        "taken": queries.taken_in_person(actor),
        "explain": queries.to_explain(actor).count(),
        "judge": queries.to_judge(actor).count(),
        "registers": queries.counts(actor),
        "disciplines": actor.holds(Role.DISCIPLINE, Role.MAIN_LEADER, Role.SUPERVISOR),
        "clues": bool(queries.clue_units(actor)),
        "leads": leads,
    }


def queue(actor: Actor, at: datetime, number: str) -> dict[str, Any]:
    """The order to be decided on: the one that was sent and refused, else the next."""
    order = orders.find(number, actor) if number else queries.next_of_queue(actor, at)
    left = queries.left_in_queue(actor, at)
    if order is None:
        return {"order": None, "left": left}
    return {
        "order": orders.as_read(order, actor), "left": left, "shares": orders.shares_of(order),
        "items": queries.of_order(order), "instruction": queries.last_instruction(order),
    }  # fmt: skip


def after_decision(number: str, what: Resolve) -> str:
    """Where a decision leads: to the verb that carries it out, else to the next order."""
    verb = STEPS_NEXT.get(what)
    url = orders.verb_url(verb, number) if verb else ""
    return url or reverse("supervision:queue")


def registers(actor: Actor) -> dict[str, Any]:
    """The registers that the actor's roles see, with how much waits in each."""
    waiting = queries.counts(actor)
    rows = [
        (which, waiting.get(str(which), 0), reverse("supervision:register", args=[which]))
        for which in Register
        if law_of.sees(which, actor)
    ]
    return {"rows": rows}


def new_entry(which: Register, at: datetime) -> dict[str, Any]:
    """Around the form of a new entry."""
    back = reverse("supervision:register", args=[which])
    categories = queries.categories(at) if which is Register.PLAN else []
    return {"title": which, "back_url": back, "submit": Step.OPEN, "categories": categories}


def step(own: Entry, what: Step) -> dict[str, Any]:
    """Around the form of a step."""
    return {"title": own.title, "back_url": reverse("supervision:entry", args=[own.pk]), "submit": what,
            "sheet": queries.shown(own)}  # fmt: skip


def plain_form(title: str, back: str, lead: str = "") -> dict[str, Any]:
    """Around any other form."""
    return {"title": title, "back_url": reverse(back), "submit": _("Enter"), "lead": lead, "plain": True}


def entry(own: Entry, actor: Actor) -> dict[str, Any]:
    """One entry with its stages, its children, its figures and the steps that are the actor's."""
    names = directory.people_by_login()
    stages = [
        {"step": s.step, "at": s.at, "who": _who(s.by, names), "unit": s.unit.label if s.unit else "",
         "kind": s.kind, "words": s.words}
        for s in own.stages.select_related("unit").order_by("at", "pk")
    ]  # fmt: skip
    codes = own.figures.get("units", [])
    return {
        "entry": own, "sheet": queries.shown(own), "stages": stages, "register": Register(own.register),
        "came_of": queries.entries(actor).filter(pk=own.parent_id or 0).first(),
        "children": own.children.select_related("unit", "order").order_by("pk"),
        "units": directory.units().filter(code__in=codes), "figures": own.figures,
        "steps": [(s, reverse("supervision:step", args=[own.pk, s])) for s in queries.steps(own, actor)],
        "invites": own.register == Register.BREAKFAST and law_of.may_open(Register.POINT, actor),
        "level": _level(own),
    }  # fmt: skip


def board(actor: Actor, at: datetime, code: str) -> dict[str, Any]:
    """The running day's board of one of the actor's units, and the frozen ones of days before."""
    own = chosen(actor, code)
    figures, rows = queries.board_of(own, at)
    return {"unit": own, "figures": figures, "rows": _moments(rows), "as_at": at, "frozen": False,
            "days": _days(own), "units": units_of(actor), "leads": actor.holds(*OPENS[List.QUEUE])}  # fmt: skip


def frozen_board(actor: Actor, day: str, code: str) -> dict[str, Any]:
    """A board as it was frozen. Refusal where none was made that day."""
    own = chosen(actor, code)
    try:
        held = Board.objects.filter(unit=own, day=date.fromisoformat(day)).first()
    except ValueError:
        held = None
    if held is None:
        raise Refusal("No board was made on that day.")
    return {"unit": own, "figures": held.figures, "rows": _moments(held.rows), "as_at": held.as_at, "frozen": True,
            "days": _days(own), "units": units_of(actor), "leads": actor.holds(*OPENS[List.QUEUE])}  # fmt: skip


def ranking(actor: Actor, at: datetime, code: str) -> dict[str, Any]:
    """The running month's ranking inside one of the actor's units."""
    own = chosen(actor, code)
    return {"unit": own, "rows": queries.ranking(own, at), "at": at, "units": units_of(actor)}


def monthly(actor: Actor, at: datetime, month: str) -> dict[str, Any]:
    """The ranking of a month by league."""
    first = month_named(month, at)
    manages = actor.holds(Role.SUPERVISOR, Role.DISTRICT_LEADER)
    last = queries.month_of(first)[1]
    return {"month": first, "first": first, "last": last, "manages": manages,
            "tables": queries.monthly(actor, first, at),
            "lagging": queries.lagging(actor, first, at) if manages else [],
            "crowded": queries.crowded(actor, at) if manages else []}  # fmt: skip


def discipline(actor: Actor, at: datetime, month: str) -> dict[str, Any]:
    """Whom the discipline group talks to this month."""
    own, first = chosen(actor, ""), month_named(month, at)
    return {"unit": own, "month": first, "rows": queries.discipline_list(own, first, at)}


def bulletin(own: Bulletin, actor: Actor) -> dict[str, Any]:
    """One bulletin with its figures, and what the actor may do with it."""
    writes = own.unit.code in [s.unit for s in actor.seats]
    sums, before = own.figures.get("sums", {}), own.figures.get("before", {})
    told = ("orders", "signed", "late", "contacted_late", "valid", "double_yes", "double_no", "score")
    lines = [(FIGURES[name](), sums.get(name, 0), before.get(name)) for name in told]
    return {
        "bulletin": own, "lines": lines, "categories": own.figures.get("categories", []),
        "units": own.figures.get("units", []), "readers": own.readers.count(),
        "circulates": writes and own.circulated_at is None, "reads": not writes and own.circulated_at is not None,
    }  # fmt: skip


def effects(actor: Actor, at: datetime, month: str, kind: str = "") -> dict[str, Any]:
    """How supervision works in a month; the running one where none is said; for one kind of request or for all."""
    first = month_named(month, at) if month else queries.month_of(clock.local(at).date())[0]
    begins, last = queries.month_of(first)
    since, until = end_of(date.fromordinal(begins.toordinal() - 1)), end_of(last)
    return {"month": first, "first": begins, "last": last, **queries.effects(actor, since, until, kind)}


def unit(code: str, actor: Actor) -> dict[str, Any]:
    """Everything of one unit on one page. Refusal where it is not in the actor's sight."""
    own = directory.unit(code)
    if not any(own.path.startswith(s.path) or s.path.startswith(own.path) for s in actor.seats):
        raise NotYours("There is no unit %(code)s that you may see.", code=code)
    items = queries.items(actor).filter(unit__path__startswith=own.path)
    doubled = items.values("order").annotate(n=queries.bodies_count()).filter(n__gt=1).count()
    return {
        "unit": own, "items": items.order_by("-issued_at")[:20], "effect": queries.unit_effect(own), "doubled": doubled,
        "found": [(Register(name), rows) for name, rows in queries.of_unit(code, actor).items()],
        "specialists": queries.specialists_of(own.path),
        "below": any(own.path.startswith(seat.path) for seat in actor.seats),
    }  # fmt: skip


def specialist(actor: Actor, at: datetime) -> dict[str, Any]:
    """The units that a specialist is attached to, each with its open demands and the late orders."""
    login = actor.key.removeprefix("person:")
    posts = []
    for post in queries.of_person(login, Register.SPECIALIST):
        figures, rows = queries.board_of(post.unit, at) if post.unit else ({}, [])
        posts.append({"post": post, "figures": figures, "rows": _moments(rows)[:10]})
    return {"posts": posts, "guidance": queries.of_person(login, Register.GUIDANCE),
            "cases": queries.of_person(login, Register.CASE)}  # fmt: skip


def sample(pk: int, actor: Actor) -> dict[str, Any]:
    """One sample: orders, and what each body asked; drawn again to see that it is the same."""
    own = queries.samples(actor).filter(pk=pk).first()
    if own is None:
        raise Refusal("There is no such sample.")
    bodies = list(own.bodies.order_by("path"))
    asked = {(i.order.number, i.issuer_id): i for i in own.items.select_related("order")}
    rows = [(number, [(body, asked.get((number, body.pk))) for body in bodies]) for number in own.numbers]
    takes = any(seat.unit in [b.code for b in bodies] for seat in actor.seats)
    again = list(actions.drawn_again(own)) == own.numbers
    return {
        "sample": own,
        "bodies": bodies,
        "rows": rows,
        "takes": takes,
        "same": again,
        "kind": Verb(own.kind),
    }


def clue(own: Clue) -> dict[str, Any]:
    """One clue file with its log and whether the log is whole."""
    names = directory.people_by_login()
    lines = [
        {"act": line.act, "at": line.at, "who": _who(line.by, names), "unit": line.unit}
        for line in own.lines.order_by("-seq")
    ]
    return {"clue": own, "lines": lines, "whole": actions.chained(own)}


def chosen(actor: Actor, code: str) -> Unit:
    """The unit that is asked for, where it lies under one of the actor's seats; else the first seat's own."""
    if code:
        found = directory.unit(code)
        if any(found.path.startswith(seat.path) for seat in actor.seats):
            return found
        raise NotYours("There is no unit %(code)s that you may see.", code=code)
    seat = next((s for s in actor.seats if s.unit), None)
    if seat is None:
        raise NotYours("Your role does not open this page.")
    return directory.unit(seat.unit)


def units_of(actor: Actor) -> list[Unit]:
    """The units that an actor can choose between: the own ones and those directly below."""
    found: dict[int, Unit] = {}
    for seat in actor.seats:
        below = directory.units_below(seat.path)
        found |= {u.pk: u for u in below if u.path.count("/") <= seat.path.count("/") + 1}
    return list(found.values())[:60]


FIGURES = {
    "orders": lambda: _("Orders"),
    "signed": lambda: _("Signed off"),
    "late": lambda: _("Late"),
    "contacted_late": lambda: _("Contacted late"),
    "valid": lambda: _("Valid follow-ups"),
    "double_yes": lambda: _("Double-yes"),
    "double_no": lambda: _("Double-no"),
    "score": lambda: _("Composite"),
}


def _days(own: Unit) -> list[date]:
    return list(Board.objects.filter(unit=own).order_by("-day").values_list("day", flat=True)[:14])


def _moments(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"due": datetime.fromisoformat(row["due"]) if row["due"] else None} for row in rows]


def _level(own: Entry) -> str:
    """At which level a review stands now."""
    if own.register != Register.REVIEW:
        return ""
    levels = queries.review_levels(own)
    done = own.count or 0
    return levels[done] if done < len(levels) else _("Reviewed at every level")


def _who(key: str, names: dict[str, Any]) -> str:
    person = names.get(key.removeprefix("person:"))
    if person is not None:
        return str(person.name)
    return say(Role.SYSTEM if key.startswith("system") else Role.REQUESTER)
