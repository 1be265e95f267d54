"""How far the machine is to be trusted: what the gate asks for, what the random check found, which model reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiesu.dispatch import learning
from jiesu.dispatch.board import Board
from jiesu.dispatch.kinds import Fate
from jiesu.dispatch.models import Suggestion
from jiesu.kit.words import percent
from jiesu.orders.face import Order
from jiesu.reading import finding
from jiesu.reading.finding import Piece
from jiesu.reading.store import Card
from jiesu.rules.verdict import Refusal

LOOKS_BACK = timedelta(days=90)
"""Over so long a time the measured figures are counted."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What the gate asks for and what was measured. `checked`: dispatches that the gate would have let through and
    that people made instead, drawn at random; `right`: those in which they chose the same unit."""

    at_least: Fraction
    drawn: Fraction
    automatic: int
    every: int
    right: int
    checked: int
    model: str

    @property
    def learned(self) -> bool:
        """Whether a model that was learned reads; else the words of the duty catalogue do."""
        return not self.model.startswith("words/")

    @property
    def share(self) -> Fraction | None:
        """The share that was dispatched automatically; none where nothing was dispatched."""
        return Fraction(self.automatic, self.every) if self.every else None

    @property
    def precision(self) -> Fraction | None:
        """The true precision, measured on the random check; none where nothing was checked."""
        return Fraction(self.right, self.checked) if self.checked else None


def trust(at: datetime) -> Trust | None:
    """The figures of ninety days; None where no duty catalogue is in force."""
    board = Board(at)
    try:
        law = board.catalogue.automatic
    except Refusal:
        return None
    made = Suggestion.objects.filter(made_at__gte=at - LOOKS_BACK, made_at__lte=at).exclude(fate="")
    passed = Q(automatic=True)
    counted = made.aggregate(
        alone=Count("pk", filter=Q(fate=Fate.AUTOMATIC)),
        every=Count("pk"),
        right=Count("pk", filter=passed & Q(fate=Fate.CONFIRMED)),
        checked=Count("pk", filter=passed & ~Q(fate=Fate.AUTOMATIC)),
    )
    return Trust(
        law.at_least, law.checked_share, counted["alone"], counted["every"], counted["right"], counted["checked"],
        learning.reader(board).version,
    )  # fmt: skip


def marked(order: Order, category: str, board: Board) -> list[Piece]:
    """The order's text, parted where the words stand that decided."""
    return finding.marked(order.text, learning.deciding(board, (order.title, order.text), category))


def versions() -> list[tuple[str, Card, bool]]:
    """Every model version of this installation: (what it reads, its card, whether it is in use), the newest first."""
    found = []
    for name in learning.SHELVES:
        shelf = learning.shelf(name)
        current = (shelf.history() or [""])[-1]
        found += [(name, card, card.version == current) for card in reversed(shelf.versions())]
    return found


FIGURES = {
    "accuracy": _("Read rightly"),
    "macro_f1": _("Mean F1 of the classes"),
    "calibration_error": _("Error of its sureness"),
}
SHARE = re.compile(r"share_at_(\d+)")


def figures(card: Card) -> list[tuple[str, str]]:
    """The figures of a version by name, as percentages; a figure without a name by its key."""
    return [(_figure(key), percent(Fraction(value))) for key, value in card.metrics.items()]


def _figure(key: str) -> str:
    if at := SHARE.fullmatch(key):
        return gettext("Share it could send alone at %(sure)s %% precision") % {"sure": at[1]}
    return str(FIGURES.get(key, key))
