"""What follow-up keeps: draws, attempts, the answers of each round, and the conversation by text message.

Law: regulation art 23; first and final answers are kept apart (domain-rules 8.5).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.rules.sampling import Means
from jiesu.rules.terms import Outcome, Satisfied, Solved, Term, Verb


class AttemptResult(Term):
    """What came of an attempt to reach the requester."""

    SENT = ("sent", "已发送", "Message sent")
    UNDELIVERED = ("undelivered", "未送达", "Not delivered")
    NO_ANSWER = ("no_answer", "未接通", "No answer")
    REFUSED = ("refused", "拒访", "Refused to answer")
    DEAD = ("dead", "空号或停机", "Number not in use")
    NOT_SELF = ("not_self", "非本人", "Not the requester")
    UNFINISHED = ("unfinished", "未答完", "Not all questions answered")


class Way(Term):
    """The direction of a message."""

    OUT = ("out", "发出", "Sent")
    IN = ("in", "收到", "Received")


def _choices(term: type[Term]) -> list[tuple[str, str]]:
    return [(str(word), word.zh) for word in term]


class Seed(models.Model):
    """The seed of one day's draws: made by chance, kept, so that anybody can repeat them."""

    day = models.DateField(unique=True)
    seed = models.CharField(max_length=64)


class Draw(models.Model):
    """Whether an order was drawn (抽取回访) in a round, by which seed and share, and where the asking stands."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="draws", db_index=False)
    round = models.SmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    seed = models.CharField(max_length=64)
    share = models.CharField(max_length=40, help_text="A fraction: 431/1000")
    drawn = models.BooleanField()
    means = models.CharField(max_length=8, choices=_choices(Means))
    law = models.CharField(max_length=40)
    clause = models.CharField(max_length=200, blank=True)
    attempts = models.SmallIntegerField(default=0)
    next_from = models.DateTimeField(null=True, help_text="From when the requester may be asked next")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "round"], name="followup_one_draw_a_round")]


class Attempt(models.Model):
    """One attempt to reach the requester (回访尝试) that brought no full answer."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="attempts", db_index=False)
    round = models.SmallIntegerField()
    no = models.SmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    means = models.CharField(max_length=8, choices=_choices(Means))
    result = models.CharField(max_length=12, choices=_choices(AttemptResult))
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "round", "no"], name="followup_attempt_once")]


class Answer(models.Model):
    """The answers of a valid follow-up (有效回访): all three questions, once a round."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="answers", db_index=False)
    round = models.SmallIntegerField()
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=80)
    means = models.CharField(max_length=8, choices=_choices(Means))
    contacted = models.BooleanField()
    solved = models.CharField(max_length=8, choices=_choices(Solved))
    satisfied = models.CharField(max_length=10, choices=_choices(Satisfied))
    outcome = models.CharField(max_length=12, choices=_choices(Outcome))
    reason = models.CharField(max_length=500, blank=True)
    first = models.BooleanField(help_text="首次: the one that scores by default")
    final = models.BooleanField(help_text="最终: the latest")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "round"], name="followup_one_answer_a_round"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(first=True), name="followup_one_first_answer"
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(final=True), name="followup_one_final_answer"
            ),
            models.CheckConstraint(condition=Q(solved__in=list(Solved)), name="followup_solved_is_known"),
            models.CheckConstraint(
                condition=Q(satisfied__in=list(Satisfied)), name="followup_satisfied_is_known"
            ),
        ]


class Decision(models.Model):
    """The words by which an order was handed back, closed, or given up. The ledger has their fingerprint (R492)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="decisions")
    round = models.SmallIntegerField()
    verb = models.CharField(
        max_length=16, choices=[(str(v), v.zh) for v in (Verb.REHANDLE, Verb.CLOSE, Verb.GIVE_UP)]
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=500)


class Message(models.Model):
    """A text message of the conversation: ours, or the requester's with what it was understood to say."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="messages", db_index=False)
    round = models.SmallIntegerField()
    way = models.CharField(max_length=4, choices=_choices(Way))
    text = models.CharField(max_length=500)
    asks = models.BooleanField(default=False, help_text="Our first question of the round")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    contacted = models.BooleanField(null=True)
    solved = models.CharField(max_length=8, blank=True)
    satisfied = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["order", "round", "id"], name="followup_talk"),
            models.Index(fields=["id"], condition=Q(way="out", sent_at=None), name="followup_waiting"),
        ]
