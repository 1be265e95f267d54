"""Who may be competent, with reasons: the duty catalogue and what reading has learned, judged by rules.routing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from jiesu.dispatch import queries
from jiesu.dispatch.board import PLACED, Board, matter_of
from jiesu.dispatch.learning import Guesses, reader
from jiesu.dispatch.models import Suggestion
from jiesu.orders.face import Order
from jiesu.rules import dispatching, limits, routing
from jiesu.rules.routing import Candidate
from jiesu.rules.terms import Level, RequestType, UnitRole
from jiesu.rules.verdict import Sentence, Verdict

SENSITIVE = frozenset({"sensitive", "mass", "extreme", "sudden"})
"""Tags that keep an order for people."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is suggested for one order, and whether the machine may act on it alone."""

    order: Order
    suggestion: routing.Suggestion
    gate: Verdict[bool]
    model: str
    routing: str

    @property
    def top(self) -> Candidate | None:
        """The first lead."""
        return self.suggestion.leads[0] if self.suggestion.leads else None


@dataclass(frozen=True, slots=True)
class Card:
    """A candidate as the form shows it."""

    unit: Any
    role: UnitRole
    category: str
    percent: int
    clause: str
    reasons: tuple[Sentence, ...]
    by_catalogue: bool


def proposals(board: Board, orders: Sequence[Order]) -> list[Proposal]:
    """What is suggested for each order; one reading of law, directory and model for all of them."""
    learned = reader(board)
    guessed = learned.read([(order.title, order.text) for order in orders])
    returned = queries.returned_from(order.pk for order in orders)
    return [
        _proposal(board, order, guesses, learned.version, returned.get(order.pk, set()))
        for order, guesses in zip(orders, guessed, strict=True)
    ]


def cards(board: Board, candidates: Sequence[Mapping[str, Any]], part: str = "lead") -> list[Card]:
    """Stored candidates as cards."""
    return [
        Card(
            unit=board.units[c["unit"]],
            role=UnitRole(c["role"]),
            category=" / ".join(board.catalogue.path_of(c["category"])),
            percent=int(Decimal(c["confidence"]) * 100),
            clause=c["clause"],
            reasons=tuple(Sentence(text, values) for text, values in c["reasons"]),
            by_catalogue=c["by_catalogue"],
        )
        for c in candidates
        if c["part"] == part and c["unit"] in board.units
    ]


def stored(proposal: Proposal, board: Board) -> Suggestion:
    """The proposal as a row (not saved)."""
    found, top = proposal.suggestion, proposal.top
    parts = (("lead", found.leads), ("assist", found.assists), ("copy", found.copies))
    return Suggestion(
        order=proposal.order, seq=proposal.order.seq, made_at=board.at,
        top=board.units[top.unit] if top else None,
        confidence=decimal(top.confidence) if top else Decimal(0),
        candidates=[_plain(part, c) for part, some in parts for c in some],
        automatic=proposal.gate.value,
        against=[[s.text, dict(s.values)] for s in proposal.gate.steps],
        model=proposal.model, routing=proposal.routing,
    )  # fmt: skip


def decimal(value: Fraction) -> Decimal:
    """A confidence with four places."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _proposal(board: Board, order: Order, guesses: Guesses, model: str, returned: set[str]) -> Proposal:
    verdict = routing.suggest(
        board.catalogue, board.roster, area_path=order.area.path if order.area else board.home, day=board.day,
        category=board.category(order), guesses=guesses.categories,
        units=[g for g in guesses.units if g.code not in returned],
    )  # fmt: skip
    leads = tuple(c for c in verdict.value.leads if c.unit not in returned)
    found = routing.Suggestion(leads, verdict.value.assists, verdict.value.copies, verdict.value.crossing)
    return Proposal(order, found, _gate(board, order, found), model, board.routing.id)


def _gate(board: Board, order: Order, found: routing.Suggestion) -> Verdict[bool]:
    verdict = gate(board, order, found)
    more = tuple(_against(board, order, found))
    return Verdict(False, verdict.clause, (*verdict.steps, *more)) if more else verdict


def _against(board: Board, order: Order, found: routing.Suggestion) -> Iterator[Sentence]:
    """What this room alone knows against a machine's dispatch."""
    if order.dispatched_at is not None:
        yield Sentence("The order was dispatched before.")
    if zone := board.zone_of(order):
        yield Sentence("The place lies in the border zone “%(zone)s”.", {"zone": zone.name})
    if tag := dispatching.demanded(board.rules, order.tags):
        yield Sentence("The request bears the mark “%(tag)s”.", {"tag": tag})
    unit = board.units.get(found.leads[0].unit) if found.leads else None
    if unit is not None and not board.takes_directly(unit, order, found.leads[0].category):
        yield Sentence("%(unit)s does not take this matter directly.", {"unit": unit.label})


def gate(board: Board, order: Order, found: routing.Suggestion) -> Verdict[bool]:
    """Whether the law lets the house act on this suggestion by itself, and what stands against it."""
    level = (
        Level(order.level)
        if order.level
        else limits.level_for(board.limits.rules, matter_of(order, board.category(order))).value
    )
    return routing.automatic(
        board.catalogue.automatic,
        found,
        request_type=RequestType(order.request_type or RequestType.HELP),
        level=level,
        place_resolved=order.area is not None and order.area.level in PLACED,
        sensitive=order.confidential or bool(SENSITIVE & set(order.tags)),
        minor="minor" in order.tags or bool(order.requester and order.requester.minor),
    )


def _plain(part: str, candidate: Candidate) -> dict[str, Any]:
    return {
        "part": part,
        "unit": candidate.unit,
        "role": str(candidate.role),
        "category": candidate.category,
        "confidence": str(decimal(candidate.confidence)),
        "clause": candidate.clause,
        "by_catalogue": candidate.by_catalogue,
        "mode": str(candidate.mode),
        "reasons": [[s.text, {k: str(v) for k, v in s.values.items()}] for s in candidate.reasons],
    }
