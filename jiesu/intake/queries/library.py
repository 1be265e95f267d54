"""The articles that agents answer from, and the call-takers' cards and trainings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from jiesu.directory import queries as directory
from jiesu.intake.models import AgentCard, Article, Training
from jiesu.reading.normalise import fold
from jiesu.rules.terms import Role


def articles(*, on: date | None = None) -> QuerySet[Article]:
    """The library; on a day those that hold then."""
    rows = Article.objects.select_related("unit").order_by("kind", "title", "id")
    if on is None:
        return rows
    return rows.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


def fitting(text: str, *, on: date, enterprise: bool = False, most: int = 5) -> list[Article]:
    """The articles whose words stand in a text, the ones with the most words first; an enterprise's own ones first."""
    words = fold(text)
    found = []
    for article in articles(on=on)[:2000]:
        hits = sum(1 for word in article.words.split() if fold(word) in words)
        if hits:
            found.append((-(hits + (article.enterprise and enterprise)), article.title, article))
    return [article for _hits, _title, article in sorted(found, key=lambda f: f[:2])[:most]]


def agents() -> QuerySet[Any]:
    """The seats of call-takers that are held now."""
    return directory.all_seats().filter(role=Role.AGENT, valid_to=None, person__is_active=True)


def responders() -> QuerySet[Any]:
    """Public-service units and whoever answers round the clock; `gap`: who does so without a duty contact (R037)."""
    rows = directory.units().filter(Q(is_public_service=True) | Q(round_the_clock=True))
    return rows.annotate(gap=Q(round_the_clock=True, contact="")).order_by("path")


def cards_by_login() -> dict[str, AgentCard]:
    """The cards of call-takers by login."""
    return {card.person.login: card for card in AgentCard.objects.select_related("person")}


def trainings(login: str = "") -> QuerySet[Training]:
    """Trainings, the latest first; those of one person."""
    rows = Training.objects.select_related("person").order_by(F("held_on").desc(), "-id")
    return rows.filter(person__login=login) if login else rows
