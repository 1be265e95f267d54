"""What intake keeps beside orders: who assigned, what the media reported, call-takers, and the library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.intake.actions.shared import worded
from jiesu.intake.models import AgentCard, Article, Mandate, MediaIssue, MediaLink, Training
from jiesu.intake.words import ArticleKind
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours, Refusal

KEEPERS = (Role.ADMIN, Role.DISPATCHER, Role.REQUEST_CENTRE, Role.AGENT)
"""Who keeps the library and opens issues of the media."""
TRAINERS = (Role.ADMIN, Role.DISPATCHER, Role.SUPERVISOR)
"""Who keeps the call-takers' cards and trainings."""


@transaction.atomic
def assign_by(
    order: Order,
    *,
    leader: str,
    post: str = "",
    instruction: str = "",
    answer_by: date | None = None,
    by: Actor,
    at: datetime,
) -> Mandate:
    """领导交办: write down who assigned the request; a second time nothing is changed."""
    name = worded(leader, "Name the leader who assigned it.")[:60]
    kept = {"leader": name, "post": post.strip()[:80], "instruction": instruction.strip()}
    mandate, _made = Mandate.objects.get_or_create(
        order=order, defaults={**kept, "answer_by": answer_by, "by": by.key, "at": at}
    )
    return mandate


@transaction.atomic
def open_issue(
    *,
    outlet: str,
    title: str,
    published_on: date | None = None,
    link: str = "",
    numbers: Iterable[str] = (),
    by: Actor,
    at: datetime,
) -> MediaIssue:
    """媒体反映: open an issue (or find the one that is open) and link orders to it."""
    _holds(by, KEEPERS)
    name = worded(outlet, "Name the outlet.")[:80]
    issue, _made = MediaIssue.objects.get_or_create(
        outlet=name,
        title=worded(title, "Write down what was reported.")[:200],
        published_on=published_on,
        defaults={"link": link, "opened_by": by.key, "opened_at": at},
    )
    return link_orders(issue.pk, numbers, by=by, at=at)


@transaction.atomic
def link_orders(pk: int, numbers: Iterable[str], *, by: Actor, at: datetime) -> MediaIssue:
    """Orders that came of an issue, or belong to it."""
    _holds(by, KEEPERS)
    issue = _issue(pk)
    for number in numbers:
        order = orders.find(number.strip(), by)
        MediaLink.objects.get_or_create(issue=issue, order=order, defaults={"by": by.key, "at": at})
    return issue


@transaction.atomic
def reply_to_outlet(pk: int, *, reply: str, to: str, by: Actor, at: datetime) -> MediaIssue:
    """回应媒体: what was replied to whom at the outlet. Once; a later word is a new issue."""
    _holds(by, KEEPERS)
    issue = _issue(pk)
    if issue.replied_at is not None:
        raise Refusal("The outlet was answered already.")
    issue.reply = worded(reply, "Write down the reply to the outlet.")
    issue.replied_to = worded(to, "Name who at the outlet got the reply.")[:80]
    issue.replied_by, issue.replied_at = by.key, at
    issue.save(update_fields=["reply", "replied_to", "replied_by", "replied_at"])
    return issue


@transaction.atomic
def set_card(login: str, *, seat_no: str, group: str, by: Actor, at: datetime) -> AgentCard:
    """坐席: the seat number and the skill group of a call-taker."""
    _holds(by, TRAINERS)
    person = directory.person(login)
    kept = {"seat_no": seat_no.strip()[:20], "group": group.strip()[:60], "by": by.key, "at": at}
    return AgentCard.objects.update_or_create(person=person, defaults=kept)[0]


@transaction.atomic
def add_training(
    login: str, *, topic: str, held_on: date, hours: Decimal, result: str = "", by: Actor, at: datetime
) -> Training:
    """培训记录: one training of a call-taker."""
    _holds(by, TRAINERS)
    if not 0 < hours < 1000:
        raise Refusal("Say how many hours it took.")
    return Training.objects.create(
        person=directory.person(login), topic=worded(topic, "Name the topic.")[:120], held_on=held_on, hours=hours,
        result=result.strip()[:60], by=by.key, at=at,
    )  # fmt: skip


@transaction.atomic
def add_article(
    *,
    kind: ArticleKind,
    title: str,
    body: str,
    words: str = "",
    steps: str = "",
    link: str = "",
    enterprise: bool = False,
    valid_from: date,
    by: Actor,
    at: datetime,
) -> Article:
    """知识条目: what an agent answers from. It is never rewritten: end it and add the new one."""
    _holds(by, KEEPERS)
    unit = next((seat.unit for seat in by.seats if seat.unit), "")
    return Article.objects.create(
        kind=kind, title=worded(title, "Give it a title.")[:200], body=worded(body, "Write down the words."),
        words=" ".join(words.split())[:300], steps=steps.strip(), link=link, enterprise=enterprise,
        unit=directory.unit(unit) if unit else None, valid_from=valid_from, by=by.key, at=at,
    )  # fmt: skip


@transaction.atomic
def end_article(pk: int, *, on: date, by: Actor) -> Article:
    """The last day of an article; what was answered from it stays."""
    _holds(by, KEEPERS)
    article = Article.objects.filter(pk=pk).first()
    if article is None:
        raise Refusal("There is no such article.")
    if on < article.valid_from:
        raise Refusal("The last day lies before the first.")
    article.valid_to = on
    article.save(update_fields=["valid_to"])
    return article


def _issue(pk: int) -> MediaIssue:
    issue = MediaIssue.objects.select_for_update().filter(pk=pk).first()
    if issue is None:
        raise Refusal("There is no such issue.")
    return issue


def _holds(by: Actor, roles: tuple[Role, ...]) -> None:
    if not by.holds(*roles, Role.SYSTEM):
        raise NotYours("Your role does not keep this register.")
