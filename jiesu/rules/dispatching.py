"""How an order may be sent: the multiple ways kept apart (双派、双派遣、双派单、一单多派), each with its own rule.

Law: regulation art 11-12 (direct dispatch, copies, the district as backstop), 14 (lead), 17 (communities assist).
What a city fixes of it lies in policies/*/dispatch. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiesu.rules.matters import Matter, When
from jiesu.rules.routing import Catalogue, Post, Roster, Suggestion
from jiesu.rules.terms import Mode, Term, UnitRole
from jiesu.rules.verdict import Refusal, Sentence

Part = tuple[Post, UnitRole]


class Way(Term):
    """How a district forwards what came to it (分类处置)."""

    SINGLE = ("single", "单派", "To one unit")
    DUAL = ("dual", "双派遣", "To two units")
    SPLIT = ("split", "分项派遣", "Item by item")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units that get one order together: kinds of the first and of the second."""

    first: frozenset[str]
    second: frozenset[str]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Police:
    """双派单: for requests with one of the tags, the police and the local Party committee or government."""

    tags: frozenset[str]
    kinds: frozenset[str]
    names: tuple[str, ...]
    local: frozenset[str]
    clause: str = ""

    def is_police(self, post: Post) -> bool:
        """Whether a unit is a police body."""
        return post.kind in self.kinds or (
            post.kind not in self.local and any(name in post.name for name in self.names)
        )


@dataclass(frozen=True, slots=True)
class ForwardLine:
    """How the district forwards the matters that a line names. The first line that fits decides."""

    way: Way
    when: When
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Dispatching:
    """The law of dispatch of one city, in force from one day on.

    `informed`: kinds of unit whose district is told of a direct dispatch; `sideways`: kinds that may forward to a
    unit beside them; `direct_by_default`: whether a unit takes every matter directly where nothing else is said.
    """

    dual: Pair
    dual_send: Pair
    dual_order: Police
    forwarding: Sequence[ForwardLine] = ()
    informed: frozenset[str] = frozenset()
    sideways: frozenset[str] = frozenset()
    direct_by_default: bool = True
    look_back_days: int = 90
    clause: str = ""


@dataclass(frozen=True, slots=True)
class DirectLine:
    """直派范围: whether a unit takes a matter (a category and all below it; empty: all) directly, from when."""

    unit: str
    category: str
    opens: bool
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A dispatch to several units that the law suggests, and why."""

    mode: Mode
    parts: tuple[tuple[str, UnitRole], ...]
    why: Sentence


def demanded(law: Dispatching, tags: Iterable[str]) -> str:
    """The tag for which the law wants a dual order to police and local government; empty where none is."""
    return next((tag for tag in sorted(tags) if tag in law.dual_order.tags), "")


def mode_of(law: Dispatching, parts: Sequence[Part], *, tags: Iterable[str] = ()) -> Mode:
    """The way that so many units of such kinds make, where nobody said another."""
    if len(parts) == 1:
        return Mode.DIRECT
    if demanded(law, tags) and _is_dual_order(law, parts):
        return Mode.DUAL_ORDER
    return Mode.DUAL if _is_dual(law, parts) else Mode.MULTI


def check_mode(
    law: Dispatching, mode: Mode, parts: Sequence[Part], *, owners: frozenset[str] = frozenset(),
    tags: Iterable[str] = (), reason: str = "",
) -> str:  # fmt: skip
    """Refusal where the units do not make this way of dispatch; gives the clause it rests on.

    `owners`: the units to which the catalogue gives the matter as lead; `reason`: what the dispatcher says.
    """
    _CHECKS[mode](law, parts, owners, reason)
    if mode is not Mode.DUAL_ORDER and demanded(law, tags) and not reason.strip():
        raise Refusal(
            "The request is sudden, a mass one or extreme: dispatch it to the police and the local government "
            "together, or say why not."
        )
    return {
        Mode.DUAL: law.dual.clause, Mode.DUAL_SEND: law.dual_send.clause, Mode.DUAL_ORDER: law.dual_order.clause,
    }.get(mode, "")  # fmt: skip


def offers(
    law: Dispatching, roster: Roster, suggestion: Suggestion, *, area_path: str, tags: Iterable[str] = ()
) -> tuple[Offer, ...]:
    """The dispatches to several units that fit this matter: police and local government first, then the crossing."""
    found = []
    if tag := demanded(law, tags):
        found += _dual_orders(law, roster, area_path, tag)
    owners = [roster.posts[c.unit] for c in suggestion.leads if c.by_catalogue and suggestion.crossing]
    streets = [post for post in owners if post.kind in law.dual_send.first]
    offices = [post for post in owners if post.kind in law.dual_send.second]
    if streets and offices:
        lead, assist = sorted((streets[0], offices[0]), key=owners.index)
        parts = ((lead.code, UnitRole.LEAD), (assist.code, UnitRole.ASSIST))
        why = Sentence("The catalogue gives the matter to street and department.")
        found.append(Offer(Mode.DUAL_SEND, parts, why))
    first = roster.posts[suggestion.leads[0].unit] if suggestion.leads else None
    if first is not None and first.kind in law.dual.first:
        above = _nearest(roster, law.dual.second, first.area_path)
        if above is not None:
            parts = ((first.code, UnitRole.LEAD), (above.code, UnitRole.ASSIST))
            why = Sentence("The street handles it, its district supervises with a share of its own.")
            found.append(Offer(Mode.DUAL, parts, why))
    return tuple(found)


def takes_directly(
    law: Dispatching, lines: Iterable[DirectLine], unit: str, category: str, day: date
) -> bool:
    """Whether the unit takes the matter directly on that day: the narrowest line decides, then the latest."""
    fits = [
        line for line in lines
        if line.unit == unit and category.startswith(line.category)
        and line.valid_from <= day and (line.valid_to is None or day <= line.valid_to)
    ]  # fmt: skip
    best = max(fits, key=lambda line: (len(line.category), line.valid_from), default=None)
    return law.direct_by_default if best is None else best.opens


def community_basis(catalogue: Catalogue, post: Post, category: str, area_path: str, day: date) -> str:
    """The clause by which the catalogue gives a community a part in the matter; empty where it does not (R076)."""
    for duty in catalogue.duties_of(category):
        assists = duty.role is UnitRole.ASSIST and duty.holds(area_path, day)
        if assists and catalogue.bodies[duty.body].fits(post):
            return duty.clause or category
    return ""


def forward_way(law: Dispatching, matter: Matter) -> tuple[Way | None, str]:
    """How the district forwards such a matter, and the clause; None where the law leaves it open (R062)."""
    for line in law.forwarding:
        if line.when.why(matter) is not None:
            return line.way, line.clause
    return None, ""


def check_forward(way: Way | None, parts: Sequence[Part], items: Mapping[str, str]) -> None:
    """Refusal where the units of a forwarding do not fit the way that the law gives for the matter."""
    if way is Way.SINGLE and len(parts) != 1:
        raise Refusal("A matter of this kind is forwarded to one unit.")
    if way is Way.DUAL and len(parts) != 2:
        raise Refusal("A matter of this kind is forwarded to two units, one of which leads.")
    if way is Way.SPLIT:
        if len(parts) < 2:
            raise Refusal("A matter of this kind is forwarded item by item, to at least two units.")
        for post, _ in parts:
            if not items.get(post.code, "").strip():
                raise Refusal("Say which item %(unit)s is to handle.", unit=post.name)


def _direct(law: Dispatching, parts: Sequence[Part], owners: frozenset[str], reason: str) -> None:
    if len(parts) != 1:
        raise Refusal("A direct dispatch goes to one unit.")


def _multi(law: Dispatching, parts: Sequence[Part], owners: frozenset[str], reason: str) -> None:
    if len(parts) < 2:
        raise Refusal("One order to several units: name at least one that assists.")


def _dual(law: Dispatching, parts: Sequence[Part], owners: frozenset[str], reason: str) -> None:
    if not _is_dual(law, parts):
        raise Refusal("A dual dispatch goes to a street, which leads, and to its own district.")


def _dual_send(law: Dispatching, parts: Sequence[Part], owners: frozenset[str], reason: str) -> None:
    pair = law.dual_send
    if not _fits(pair, parts) and not _fits(pair, parts[::-1]):
        raise Refusal("Such a dispatch goes to one street and one department, of which one leads.")
    if not {post.code for post, _ in parts} <= owners and not reason.strip():
        raise Refusal("The catalogue does not give the matter to both: say why they share it.")


def _dual_order(law: Dispatching, parts: Sequence[Part], owners: frozenset[str], reason: str) -> None:
    if not _is_dual_order(law, parts):
        raise Refusal("A dual order goes to the police and to the local Party committee or government.")


def _forwarded(law: Dispatching, parts: Sequence[Part], owners: frozenset[str], reason: str) -> None:
    raise Refusal("What was not dispatched cannot come as forwarded.")


_CHECKS = {
    Mode.DIRECT: _direct, Mode.MULTI: _multi, Mode.DUAL: _dual, Mode.DUAL_SEND: _dual_send,
    Mode.DUAL_ORDER: _dual_order, Mode.FORWARDED: _forwarded,
}  # fmt: skip


def _fits(pair: Pair, parts: Sequence[Part]) -> bool:
    return len(parts) == 2 and parts[0][0].kind in pair.first and parts[1][0].kind in pair.second


def _is_dual(law: Dispatching, parts: Sequence[Part]) -> bool:
    ranked = sorted(parts, key=lambda part: part[1] is not UnitRole.LEAD)
    return _fits(law.dual, ranked) and ranked[0][0].area_path.startswith(ranked[1][0].area_path)


def _is_dual_order(law: Dispatching, parts: Sequence[Part]) -> bool:
    police = [post for post, _ in parts if law.dual_order.is_police(post)]
    local = [post for post, _ in parts if post.kind in law.dual_order.local and post not in police]
    if len(parts) != 2 or len(police) != 1 or len(local) != 1:
        return False
    one, other = police[0].area_path, local[0].area_path
    return one.startswith(other) or other.startswith(one)


def _dual_orders(law: Dispatching, roster: Roster, area_path: str, tag: str) -> list[Offer]:
    serving = [p for p in roster.posts.values() if area_path.startswith(p.area_path)]
    police = [p for p in serving if law.dual_order.is_police(p)]
    local = [p for p in serving if p.kind in law.dual_order.local and p not in police]
    if not police or not local:
        return []
    one, other = (max(some, key=lambda p: (len(p.area_path), p.code)) for some in (police, local))
    why = Sentence("The request bears the mark “%(tag)s”.", {"tag": tag})
    return [Offer(Mode.DUAL_ORDER, ((one.code, UnitRole.LEAD), (other.code, UnitRole.ASSIST)), why)]


def _nearest(roster: Roster, kinds: frozenset[str], area_path: str) -> Post | None:
    above = [p for p in roster.posts.values() if p.kind in kinds and area_path.startswith(p.area_path)]
    return max(above, key=lambda p: (len(p.area_path), p.code), default=None)
