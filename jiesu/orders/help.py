"""The help page: the flow as a picture and as cards, and what one's own roles may do. Made from the tables of the law.

A state stands in the column of its distance from the beginning; an arrow says that some verb leads there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import SimpleLazyObject

from jiesu.rules import flow, reach
from jiesu.rules.reach import Actor, Reach
from jiesu.rules.terms import AssignmentState, Desk, OrderState, Role, Term, Verb

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 128, 40, 46, 18, 8
Tray = Mapping[OrderState, Desk | None] | Mapping[AssignmentState, Desk | None]
Steps = Mapping[tuple[Verb, str], OrderState] | Mapping[tuple[Verb, str], AssignmentState]


@dataclass(frozen=True, slots=True)
class Node:
    """A state in the picture: where it stands, and on whose desk what is in it lies."""

    state: Term
    x: int
    y: int
    desk: Desk | None

    @property
    def middle(self) -> tuple[int, int]:
        """The middle of the box."""
        return self.x + WIDE // 2, self.y + HIGH // 2


@dataclass(frozen=True, slots=True)
class Way:
    """One verb out of a state: where it leads, and who may."""

    verb: Verb
    after: Term
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A state and every way out of it; `stays` are the verbs that leave things where they are."""

    state: Term
    desk: Desk | None
    ways: tuple[Way, ...]
    stays: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One machine: boxes, arrows as SVG paths with the verbs that they stand for, and the cards below."""

    nodes: tuple[Node, ...]
    arrows: tuple[tuple[str, tuple[Verb, ...]], ...]
    cards: tuple[Card, ...]
    width: int
    height: int


@dataclass(slots=True)
class _Columns:
    depth: dict[str, int] = field(default_factory=dict)

    def walk(self, steps: Steps) -> None:
        """The distance of each state from the beginning."""
        frontier, distance = {flow.BORN}, 0
        while frontier:
            found = {str(a) for (_, before), a in steps.items() if before in frontier} - self.depth.keys()
            found |= {str(OrderState.REPLIED)} & _led(steps, frontier) - self.depth.keys()
            self.depth |= dict.fromkeys(found, distance)
            frontier, distance = found, distance + 1


def _led(steps: Steps, frontier: set[str]) -> set[str]:
    """An order that is with the units is replied when its shares are signed: no step of its own table."""
    return (
        {str(OrderState.REPLIED)}
        if steps is flow.ORDER_STEPS and OrderState.DISPATCHED in frontier
        else set()
    )


def picture(
    steps: Steps,
    states: type[Term],
    tray: Mapping[OrderState, Desk | None] | Mapping[AssignmentState, Desk | None],
) -> Picture:
    """The picture of one machine."""
    columns = _Columns()
    columns.walk(steps)
    desks = {str(state): desk for state, desk in tray.items()}
    rows: dict[int, int] = {}
    nodes = []
    for state in states:
        column = columns.depth.get(str(state), 0)
        row = rows.get(column, 0)
        rows[column] = row + 1
        nodes.append(
            Node(state, EDGE + column * (WIDE + GAP_X), EDGE + row * (HIGH + GAP_Y), desks[str(state)])
        )
    placed = {str(node.state): node for node in nodes}
    return Picture(
        nodes=tuple(nodes),
        arrows=_arrows(steps, placed),
        cards=tuple(_card(steps, node) for node in nodes),
        width=2 * EDGE + max(n.x for n in nodes) + WIDE,
        height=2 * EDGE + max(n.y for n in nodes) + HIGH,
    )


def _arrows(steps: Steps, placed: Mapping[str, Node]) -> tuple[tuple[str, tuple[Verb, ...]], ...]:
    verbs: dict[tuple[str, str], list[Verb]] = {}
    for (verb, before), after in steps.items():
        if before and before != after:
            verbs.setdefault((before, str(after)), []).append(verb)
    if steps is flow.ORDER_STEPS:
        verbs[str(OrderState.DISPATCHED), str(OrderState.REPLIED)] = [Verb.SIGN]
    return tuple((_path(placed[a], placed[b]), tuple(said)) for (a, b), said in verbs.items())


def _path(one: Node, other: Node) -> str:
    """A curve from the right edge to the left one, or back from below; between neighbours above each other a bow."""
    (_, y1), (_, y2) = one.middle, other.middle
    if other.x > one.x:
        x1, x2 = one.x + WIDE, other.x
        return f"M{x1} {y1} C{x1 + GAP_X} {y1} {x2 - GAP_X} {y2} {x2} {y2}"
    if other.x == one.x:
        x = one.x + WIDE
        return f"M{x} {y1} C{x + GAP_X} {y1} {x + GAP_X} {y2} {x} {y2}"
    x1, x2, low = one.x + WIDE // 2, other.x + WIDE // 2, max(one.y, other.y) + HIGH + GAP_Y
    return f"M{x1} {one.y + HIGH} C{x1} {low} {x2} {low} {x2} {other.y + HIGH}"


def _card(steps: Steps, node: Node) -> Card:
    ways = [
        Way(verb, after, tuple(reach.MAY[verb]))
        for (verb, before), after in steps.items()
        if before == node.state
    ]
    return Card(
        node.state, node.desk,
        tuple(w for w in ways if w.after != node.state), tuple(w for w in ways if w.after == node.state),
    )  # fmt: skip


def may(actor: Actor) -> list[tuple[Verb, tuple[tuple[Role, Reach], ...]]]:
    """What the actor's own roles may do, and how far, in the order of an order's life."""
    held = {seat.role for seat in actor.seats}
    rows = ((verb, tuple((r, how) for r, how in reach.MAY[verb].items() if r in held)) for verb in Verb)
    return [(verb, roles) for verb, roles in rows if roles]


ORDER = SimpleLazyObject(lambda: picture(flow.ORDER_STEPS, OrderState, flow.ORDER_TRAY))
SHARE = SimpleLazyObject(lambda: picture(flow.ASSIGNMENT_STEPS, AssignmentState, flow.ASSIGNMENT_TRAY))
